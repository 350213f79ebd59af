"""Comments and options inside values of an INI file, and edits of values."""

from __future__ import annotations

import pytest

from corscheck.rules._ini import comments_in, ini_span, line_end, replacement, swallowed_lines
from corscheck.source import Piece, Source, Span, Value


def test_comments_in() -> None:
    assert comments_in("prod ; a # b") == [(5, 12)]
    assert comments_in("a;b#c") == []
    assert comments_in("; a\nb\n# c") == [(0, 3), (6, 9)]
    assert comments_in("https://a.com ;https://b.com") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("*\nlisten = 8080", ["listen"]),
        ("listen = 8080", []),  # the first line is the value itself
        ("*\ncors: *", ["cors"]),
        ("*\npreflightpaths : /*", ["preflightpaths"]),
        ("*\nlisten: 8080", []),  # a URL or a host with a port may look like that
        ("*\n[general]", [None]),
        ("*\n[a/b]", []),
        ('*\n["a"]', []),
        ("*\n[a] b", []),
    ],
)
def test_swallowed_lines(text: str, found: list[str | None]) -> None:
    assert [match[1] for match in swallowed_lines(text)] == found


def test_line_end() -> None:
    assert (line_end("ab\ncd", 0), line_end("ab\ncd", 2), line_end("ab\ncd", 3)) == (2, 2, 5)


@pytest.mark.parametrize("path", ["app.json", "APP.YAML", "a.yml"])
def test_values_of_site_files_are_not_edited_as_in_ini_files(path: str) -> None:
    assert ini_span(Value.at(Source("abc", path).span(0, 3))) is None


def test_only_verbatim_values_are_edited() -> None:
    source = Source("cors = $X\n", "app.conf")
    span = Span(source, 7, 9)
    assert ini_span(Value.at(span)) == span
    assert ini_span(Value("*", (Piece(0, span, verbatim=False),))) is None
    assert ini_span(Value("*")) is None
    assert replacement(Value.at(span), None, safe=True) is None
    assert replacement(Value("*"), "x", safe=True) is None
    fix = replacement(Value.at(span), "*", safe=False)
    assert fix is not None
    assert (fix.message, fix.is_safe, [(edit.span, edit.text) for edit in fix.edits]) == (
        "Write `*`",
        False,
        [(span, "*")],
    )
