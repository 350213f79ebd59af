from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.paste.captured import NotCaptured
from corscheck.paste.tokenize import cmd_words, posix_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("curl 'a b' \"c d\" e\\ f", ["curl", "a b", "c d", "e f"]),
        ("curl \\\n  -H 'x' \\\r\n -X PUT", ["curl", "-H", "x", "-X", "PUT"]),
        ("a'b'\"c\"d", ["abcd"]),
        ("''  \"\"", ["", ""]),
        ("'it'\\''s'", ["it's"]),
        (r'"a\"b\\c\d\$"', [r'a"b\c\d$']),
        (r"$'a\'b\n\x41\u0021\101\\'", ["a'b\nA!A\\"]),
        (r"$'\U0010ffff\Uffffffff'", ["\U0010ffff\ufffd"]),
        ("a$b $", ["a$b", "$"]),
    ],
)
def test_posix(text: str, words: list[str]) -> None:
    assert posix_words(text) == words


@given(st.lists(st.text(alphabet="ab '\"\\$\n!^&|;", max_size=6)))
def test_what_shlex_quotes_is_read_back(words: list[str]) -> None:
    assert posix_words(shlex.join(words)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('curl "a b" c', ["curl", "a b", "c"]),
        (
            'curl ^"https://a.example/x?y=1^&z=^%^5B^" ^\n  -H ^"a: b^"',
            ["curl", "https://a.example/x?y=1&z=%5B", "-H", "a: b"],
        ),
        ('curl ^\r\n -X ^"PUT^"', ["curl", "-X", "PUT"]),
        (r'^"{^\^"a^\^":1}^"', ['{"a":1}']),
        (r'"a\\b\"c" "d""e"', [r'a\b"c', 'd"e']),
        ('^"one^\n\ntwo^"', ["one\ntwo"]),
    ],
)
def test_cmd(text: str, words: list[str]) -> None:
    assert cmd_words(text) == words


@pytest.mark.parametrize("text", ["curl 'a", 'curl "a', "curl $'a", "a\\"])
def test_an_open_quotation_is_refused(text: str) -> None:
    with pytest.raises(NotCaptured, match="not closed"):
        posix_words(text)
