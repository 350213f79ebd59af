"""Fixes as code actions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.server.actions import FIX_ALL, Files, changed, fix_all, quick_fixes
from corscheck.server.positions import UTF16
from corscheck.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.server.looking import Looked

# A slash at the end of an origin, which a safe fix removes, and a path without its base: an unsafe fix.
TEXT = "[web]\nlisten = 127.0.0.1 1\ncors = https://a.example/\ncors_preflight_paths = /api/*\n"
FILES = Files(str, lambda path: 7, UTF16)


def edits(action: Any) -> list[tuple[str, int | None, str]]:
    return [
        (os.path.basename(one.text_document.uri), one.text_document.version, edit.new_text)
        for one in action.edit.document_changes
        for edit in one.edits
    ]


def test_one_for_each_fix(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": TEXT}, version="26.37")
    found = {action.title: action for action in quick_fixes(looked.found, FILES)}
    fixable = [one for one in looked.found if one.finding.fix]
    assert fixable
    assert len(found) == len({one.finding.fix.message for one in fixable if one.finding.fix})
    for one in fixable:
        fix = one.finding.fix
        (action,) = [action for title, action in found.items() if fix and title.startswith(fix.message)]
        assert action.is_preferred == (fix and fix.is_safe)
        assert ("unsafe" in action.title) != action.is_preferred
        assert fix
        assert edits(action) == [("app.conf", 7, edit.text) for edit in fix.edits]


def test_all_safe_ones(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": TEXT}, version="26.37")
    action = fix_all(os.path.abspath("app.conf"), TEXT, looked, FILES)
    assert action
    assert action.kind == FIX_ALL
    assert edits(action) == [("app.conf", 7, "cors = https://a.example\n")]


def test_nothing_to_fix_safely(looking: Callable[..., Looked]) -> None:
    text = TEXT.replace("example/", "example")
    looked = looking({"app.conf": text}, version="26.37")
    assert fix_all(os.path.abspath("app.conf"), text, looked, FILES) is None


def test_all_of_a_document_changes_no_other_file(looking: Callable[..., Looked]) -> None:
    main = "[general]\ninclude = ${THIS_DIR}/part.conf\n[web]\nlisten = 127.0.0.1 1\n"
    looked = looking({"app.conf": main, "part.conf": "[web]\ncors = https://a.example/\n"}, version="26.37")
    assert [one for one in looked.found if one.finding.fix and one.finding.fix.is_safe]
    assert fix_all(os.path.abspath("app.conf"), main, looked, FILES) is None


def test_the_text_of_the_editor_is_fixed(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": TEXT}, {"app.conf": f"# new\n{TEXT}"}, version="26.37")
    action = fix_all(os.path.abspath("app.conf"), f"# new\n{TEXT}", looked, FILES)
    assert action
    assert action.edit
    assert action.edit.document_changes
    (change,) = action.edit.document_changes
    assert change.edits[0].range.start.line == 3  # type: ignore[union-attr]  # there is one kind of change


def test_an_editor_that_takes_no_versions(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": TEXT}, version="26.37")
    (action, *_) = quick_fixes(looked.found, Files(str, None, UTF16))
    assert action.edit
    assert action.edit.document_changes is None
    assert [os.path.basename(path) for path in action.edit.changes or ()] == ["app.conf"]


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("a\nb\nc\n", "a\nx\nc\n", 2, "x\n"),
        ("a\nb\n", "a\nb\nc\n", 3, "c\n"),
        ("a\nb\nc\n", "a\nc\n", 2, ""),
        ("a\r\nb\r\n", "a\r\nx\r\n", 2, "x\r\n"),
        ("a\na\na\n", "a\na\n", 3, ""),
        ("a", "b", 1, "b"),
        ("", "b\n", 1, "b\n"),
    ],
)
def test_only_lines_that_differ_are_replaced(old: str, new: str, line: int, text: str) -> None:
    span, replacement = changed(Source(old, "app.conf"), new)
    assert old[: span.start] + replacement + old[span.end :] == new
    assert (span.line, replacement) == (line, text)
