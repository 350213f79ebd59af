"""The interface of an INI file for one within YAML: the same as for a file of its own."""

from __future__ import annotations

import pytest

from corscheck.asab.ini import Ini
from corscheck.asab.site_file import EmbeddedIni
from corscheck.source import Piece, Source, Span, Value

TEXTS = [
    "[web]\nlisten = 8080\ncors = *\ncors_preflight_paths =\n  /a\n  # b\n  /c\n",
    "[web]\ncors=\n[web:b]\nlisten: 1\n",
    "[web]\ncors = a\nCORS = b\n",
    "[web]\nfoo\nbar\n",
    "foo\n[web]\n",
    "[web]\n[web]\n",
]


def embedded(text: str) -> tuple[EmbeddedIni, Source]:
    """The text, each line of it with two blanks before it in another file, below two lines."""
    lines = text.split("\n")
    source = Source("data:\n x: |\n" + "\n".join(f"  {line}" for line in lines), "a.yaml", embedding=True)
    pieces, at = [], 0
    for number, line in enumerate(lines, 3):
        start = source.starts[number - 1] + 2
        if line:
            pieces.append(Piece(at, Span(source, start, start + len(line)), verbatim=True))
        at += len(line) + 1
    return EmbeddedIni(Value(text, tuple(pieces)), source), source


@pytest.mark.parametrize("text", TEXTS)
def test_everything_is_at_its_place_two_lines_below(text: str) -> None:
    plain = Ini(Source(text, "a.conf"), "a.conf")
    moved, source = embedded(text)
    assert moved.source is source
    for name, section in plain.sections.items():
        assert [span.line - 2 for span in moved.headers(name)] == [span.line for span in plain.headers(name)]
        for option in section.options:
            ours, theirs = moved.value(name, option), plain.value(name, option)
            assert ours.text == theirs.text
            assert moved.key(name, option).text == plain.key(name, option).text
            assert ours.span is not None
            assert theirs.span is not None
            assert ours.span.line - 2 == theirs.span.line
            assert [piece.verbatim for piece in ours.pieces] == [piece.verbatim for piece in theirs.pieces]
    assert [(one.type, one.span and one.span.line - 2) for one in moved.problems] == [
        (one.type, one.span and one.span.line) for one in plain.problems
    ]
    assert (moved.error is None) == (plain.error is None)
