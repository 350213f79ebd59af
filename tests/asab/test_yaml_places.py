"""The place of each character of a scalar."""

from __future__ import annotations

import json

import pytest
import yaml

from corscheck.asab.yaml_nodes import Nodes
from corscheck.asab.yaml_places import pieces
from corscheck.source import Source, Span, Value

# Scalars with what PyYAML reads escaped, folded or indented in them; `d` is the key before.
SCALARS = [
    'd: "[web]\\ncors = \\x2a\\n\\tpaths = caf\\u00e9 \\"x\\" \\\\ \\U0001f600 \\/ \\0\\_"\n',
    'd: "[web]\\nnnn = nn\\n\\nn"\n',
    'd: "[web]\\n\\\n    cors = *\\n\\\n    paths = x"\n',
    'd: "a\n  b  c  \n\n\n  d\te"\n',
    'd: "a  \\\n  b"\n',
    'd: "a\r\n\r\n  b"\r\n',
    "d: '[web]\n\n  cors = ''*''\n\n  paths = x ''''y'\n",
    "d: 'a  \n   b'\n",
    "d: &anchor !!str 'it''s'\n",
    'd: &a "\\x61 a"\n',
    "d: !!str &b\n  plain words\n  and  more\n\n  too\n",
    "d: | # [web]\n  [web]\n  cors = *\n",
    "d: |2-\n\n    [web]\n  cors\t=  *\n   - x\n",
    "d: |+\n  [web]\n\n  cors = *\n\n\n",
    "d: >\n  [web]\n\n  cors = *\n  paths =\n    /a\n\n    /b\n",
    "d: >-\n  /a,\n  /b  ,\n  c\n",
    "d: >2+ # x\n   more\n  x\n   more\n\n",
    "d: | \n    a\n\n  # no comment\n",
    "d: 0o17 x\n",
    'd: ""\n',
    "d: ''\n",
    "d: |\n",
    "d: -a-b\n",
]


def scalar(text: str) -> tuple[Value, Source]:
    source = Source(text, "x.yaml")
    root = Nodes(source, text).root()
    assert isinstance(root, yaml.MappingNode)
    node = root.value[0][1]
    assert isinstance(node, yaml.ScalarNode)
    span = Span(source, node.start_mark.index, node.end_mark.index)
    return Value(node.value, pieces(node.value, span, node.style)), source


def again(written: str, character: str, text: str) -> bool:
    """Whether a part of the file may stand for a character."""
    if written == character:
        return True
    double = '"' in text and "'" not in text.partition('"')[0]
    quote = '"' if double else "'"
    return bool(yaml.safe_load(f"{quote}{written}{quote}") == character)


@pytest.mark.parametrize("text", SCALARS)
def test_every_character_is_placed_where_it_is_written(text: str) -> None:
    value, source = scalar(text)
    end = 0
    for offset, character in enumerate(value.text):
        if character.isspace():
            continue
        span = value.span_of(offset, offset + 1)
        assert span is not None, (offset, character)
        assert again(span.text, character, text), (offset, character, span.text)
        assert span.start >= end
        end = span.end
    for piece in value.pieces:
        if piece.verbatim:
            assert value.text.startswith(piece.span.text, piece.start)
        assert piece.span.source is source


@pytest.mark.parametrize(
    "text", ["", "x", 'a "b" \\ / \b\f\n\r\t', "caf\u00e9 \u2028", "\U0001f600 \x01", "[web]\r\ncors = *\r\n"]
)
def test_strings_of_json(text: str) -> None:
    written = json.dumps({"d": text})
    source = Source(written, "x.json")
    root = Nodes(source, written, json=True).root()
    assert isinstance(root, yaml.MappingNode)
    value = Nodes(source, written, json=True).stored(root.value[0][1])
    assert value.text == text
    for offset, character in enumerate(text):
        span = value.span_of(offset, offset + 1)
        assert span is not None
        assert json.loads(f'"{span.text}"') == character


def test_what_is_not_found_letter_by_letter_has_no_pieces() -> None:
    for text in ('d: "a\\\n\n  b"\n', 'd: "\\ud83d\\ude00"\n'):
        source = Source(text, "x.yaml")
        assert pieces("other", Span(source, 3, len(text) - 1), '"') == ()
    assert pieces("a c", Span(Source("a b c", "x"), 0, 5), None) == ()


def test_no_scalar_takes_long() -> None:
    source = Source('"' + "\\n" * 30_000 + '"', "x.yaml")
    assert len(pieces("\n" * 30_000, Span(source, 0, 60_002), '"')) == 30_000
    source = Source("|\n" + "  a b\n" * 10_000, "x.yaml")
    assert pieces("a b\n" * 10_000, Span(source, 0, 60_002), "|")
