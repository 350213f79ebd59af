"""YAML to plain values by its core schema: mappings with text keys, lists, texts, numbers, booleans, None.

Nothing else is constructed: a time, a date and `1:30` are texts, and a tag for anything but a plain value
is refused, as is a value that does not fit its tag. Imported for YAML only: PyYAML costs 25 ms.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from corscheck.yaml_tree import LimitExceeded, Limits, compose

MAX_VALUES = 150_000
"""Values in a document, aliases and what merge keys add among them."""

MAX_DEPTH = 200
"""Levels of a document."""

_TAG = "tag:yaml.org,2002:"
_PLAIN = "plain"  # a scalar without quotes and tag
_MERGE = "<<"

_NULL = ("", "~", "null", "Null", "NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}", re.ASCII)  # how long longer ones take grows with their square
_SPECIAL = re.compile(r"([-+]?)\.(inf|Inf|INF|nan|NaN|NAN)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?", re.ASCII)


class NotPlain(ValueError):
    """The text is not YAML, is too much of it, or has values that are not plain; the text says what."""


def plain(text: str) -> Any:
    """The value of the only document in a text, None where there is none.

    What several aliases name is one object.

    Raises:
        NotPlain: It cannot be read.
    """
    try:
        root = compose(text, _tag, Limits(MAX_VALUES, MAX_DEPTH))
    except LimitExceeded as error:
        raise NotPlain(str(error)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise NotPlain(f"it is neither JSON nor YAML: {' '.join(str(error).split())[:200]}") from error
    return None if root is None else _Values().of(root)


def _tag(kind: type[yaml.Node], _text: str | None, implicit: Any) -> str:
    if issubclass(kind, yaml.ScalarNode):
        return _PLAIN if implicit[0] else f"{_TAG}str"
    return f"{_TAG}seq" if issubclass(kind, yaml.SequenceNode) else f"{_TAG}map"


class _Values:
    """Makes the values of nodes."""

    def __init__(self) -> None:
        self._left = MAX_VALUES
        self._made: dict[int, Any] = {}
        self._open: set[int] = set()

    def of(self, root: yaml.Node) -> Any:
        """The value of a node, children first, without recursion."""
        stack = [root]
        while stack:
            node = stack[-1]
            if id(node) in self._made:
                stack.pop()
                self._open.discard(id(node))
                continue
            children = [child for child in _children(node) if id(child) not in self._made]
            if not children:
                self._made[id(node)] = self._value(node)
            elif id(node) in self._open:
                raise _refused(node, "it refers to itself")
            else:
                self._open.add(id(node))
                stack += children
        return self._made[id(root)]

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            return [self._made[id(item)] for item in node.value]
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return self._mapping(node)
        raise _refused(node, f"a collection with the tag {node.tag[:100]!r} is not read")

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refused(key, "a key that is not a text")
            if key.value == _MERGE and key.tag == _PLAIN:
                self._merge(merged, value)
            elif key.value in found:
                raise _refused(key, f"the key {key.value[:100]!r} stands twice in one mapping")
            else:
                found[key.value] = self._made[id(value)]
        return {**merged, **found} if merged else found

    def _merge(self, merged: dict[str, Any], node: yaml.Node) -> None:
        """Add the items of the mappings that `<<` names; of several the first that has a key is used."""
        for part in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            values = self._made[id(part)]
            if not isinstance(values, dict):
                raise _refused(part, "`<<` takes mappings only")
            self._left -= len(values)
            if self._left < 0:
                raise NotPlain("merge keys (`<<`) make too many values of it")
            for key, value in values.items():
                merged.setdefault(key, value)


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _scalar(node: yaml.Node) -> Any:  # noqa: PLR0911 - a table of cases
    text: str = node.value
    kind = node.tag.removeprefix(_TAG)
    if kind == "str":
        return text
    if kind in ("null", _PLAIN) and text in _NULL:
        return None
    if kind in ("bool", _PLAIN) and text in (*_TRUE, *_FALSE):
        return text in _TRUE
    if kind in ("int", _PLAIN) and _INTEGER.fullmatch(text):
        return int(text)
    if kind in ("float", _PLAIN) and (_FLOAT.fullmatch(text) or _SPECIAL.fullmatch(text)):
        return float(_SPECIAL.sub(r"\1\2", text))
    if kind == _PLAIN:
        return text
    if kind == "float" and _INTEGER.fullmatch(text):
        return float(text)
    if kind in ("null", "bool", "int", "float"):
        raise _refused(node, f"{text[:100]!r} is not a value of type {kind}")
    raise _refused(node, f"a scalar with the tag {node.tag[:100]!r} is not read")


def _refused(node: yaml.Node, why: str) -> NotPlain:
    return NotPlain(f"line {node.start_mark.line + 1}: {why}")
