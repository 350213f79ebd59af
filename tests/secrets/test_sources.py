from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.secrets import HIDDEN, MaskedSource, masked_source, shown_line
from corscheck.source import Source

TEXT = "[web]\r\npassword = žluťoučký\n  kůň\ncors = https://u:p@a.example\n"


def test_secrets_are_hidden_in_their_places() -> None:
    masked = masked_source(Source(TEXT, "a.conf"))
    assert masked.secrets == ("žluťoučký\n  kůň", "u:p")
    assert masked.text == TEXT.replace("žluťoučký", HIDDEN * 9).replace("  kůň", HIDDEN * 5).replace(
        "u:p", HIDDEN * 3
    )
    assert masked.path == "a.conf"
    assert masked_source(masked) is masked


def test_what_is_shown_of_a_line() -> None:
    source = Source(TEXT, "a.conf")
    assert [shown_line(source, line) for line in (1, 2, 3, 4)] == [
        "[web]",
        "password = ***",
        "***",
        "cors = https://***@a.example",
    ]


@given(st.text("[]=:@/ \npasswordž\r", max_size=80), st.data())
def test_places_are_those_of_the_original(text: str, data: st.DataObject) -> None:
    source = Source(text, "a")
    masked = masked_source(source)
    offset = data.draw(st.integers(0, len(text)))
    assert len(masked.text) == len(text)
    assert masked.position(offset) == source.position(offset)
    assert masked.column_utf8(offset) == source.column_utf8(offset)


@pytest.mark.parametrize("text", ["", "x", "a\r\nb\n"])
def test_nothing_of_a_file_of_others_is_left(text: str) -> None:
    masked = masked_source(Source(text, "/etc/x", quotable=False))
    assert isinstance(masked, MaskedSource)
    assert not masked.quotable
    assert set(masked.text) <= {HIDDEN, "\r", "\n"}
    assert len(masked.starts) == len(Source(text, "").starts)
