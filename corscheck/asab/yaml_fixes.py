"""Which fixes can be applied to a JSON or YAML file: those after which only one value differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.yaml_json import MAX_SIZE, read_text
from corscheck.fixes import apply_fixes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.asab.configuration import Configuration
    from corscheck.fixes import Fix

_TRIED = MAX_SIZE
"""Characters that are read to see what fixes do to a file."""


def fitting(configuration: Configuration, fixes: Iterable[Fix]) -> list[Fix]:
    """Those of the fixes that leave its JSON or YAML file the sections and options it has.

    A fix that only replaces a value does; a line in the syntax of INI files does not. All are tried at
    once, then halves of sets that fail; of a large file, as many as can be read in a few seconds.
    """
    source = configuration.sources[0]
    json = source.path.lower().endswith(".json")
    shape = _shape(configuration, source.text)
    groups = [[fix for fix in fixes if not json or not _breaks_string(fix)]] if shape else []
    fit: list[Fix] = []
    left = _TRIED
    while groups and left > 0:
        text, tried = apply_fixes(source, group := groups.pop())
        taken = set(map(id, tried))
        others = [fix for fix in group if id(fix) not in taken]
        left -= len(text)
        if _shape(configuration, text) == shape:
            fit += tried
        elif len(tried) > 1:
            groups += [tried[: len(tried) // 2], tried[len(tried) // 2 :]]
        if tried and others:
            groups.append(others)
    return fit


def _breaks_string(fix: Fix) -> bool:
    return any(set(edit.text) & set('\n"') for edit in fix.edits)


def _shape(configuration: Configuration, text: str) -> list[list[int]]:
    """How many options each section has if that is the text of the file; empty where it cannot be read."""
    read = read_text(text, configuration)
    return [[len(one.own_options(name)) for name in one.names] for one in read if not one.error]
