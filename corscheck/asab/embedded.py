"""INI files in the texts of YAML and JSON: ConfigMaps, `files:` of descriptors, playbooks, compose files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGINS = r"\A(?:[ \t]*(?:[#;][^\n]*)?\n)*[ \t]*\[[^\]\n\"',={}]+\][ \t]*(?:\n|\Z)"
"""Only comments come before the first section: the whole text is an INI file."""

_OURS = (
    r"(?im)^[ \t]*(?:\[(?:[^\]\n]*[: \t])?web(?![\w-])[^\n]*\]"
    r"|(?:cors[\w -]*|preflight_?paths)[ \t]*[=:])"
)

_MOST = 200
"""Texts of one file that are read."""


def ini_texts(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The nodes whose text is an INI file that concerns the web container, in the order of the file."""
    stack: list[yaml.Node] = [root]
    seen: set[int] = set()
    found = 0
    while stack and found < _MOST:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            if is_ini(node.value):
                found += 1
                yield node
        elif isinstance(node, yaml.SequenceNode):
            stack += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            stack += [value for _, value in reversed(node.value)]


def is_ini(text: str) -> bool:
    """Whether a text is an INI file that concerns the web container or CORS."""
    if "[" not in text or "\n" not in text:
        return False
    text = text.replace("\r\n", "\n")
    return re.match(_BEGINS, text) is not None and re.search(_OURS, text) is not None
