from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.fetch.headers import (
    HeaderList,
    extract_list,
    get,
    is_header_value,
    is_latin1,
    is_token,
    normalise_value,
    split_value,
    values,
)

NAME = "access-control-allow-methods"
TCHAR = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LATIN1 = st.text(st.characters(max_codepoint=255))


def test_token() -> None:
    assert {chr(code) for code in range(0x300) if is_token(chr(code))} == set(TCHAR)
    assert is_token("X-A")
    assert not is_token("")
    assert not is_token("X-A\n")
    assert not is_token("a b")


def test_values_and_get() -> None:
    headers = (("X-A", " 1\t"), ("x-b", "2"), ("x-a", "3"), ("X-A", ""))
    assert values(headers, "x-a") == ["1", "3", ""]
    assert get(headers, "x-a") == "1, 3, "
    assert get(headers, "x-c") is None
    assert get((("A", "\xa0\x0b1"),), "a") == "\xa0\x0b1"


def test_header_values() -> None:
    assert normalise_value("\r\n\t a \t\r\n") == "a"
    assert normalise_value("\x0ba\xa0") == "\x0ba\xa0"
    assert normalise_value("X\tX") == "X\tX"
    assert [is_header_value(char) for char in ("", "a\tb", "\x01", "\xff", "\x00", "\r", "\n")] == [
        *[True] * 4,
        *[False] * 3,
    ]
    assert is_latin1("\xff")
    assert not is_latin1("\u0100")
    assert not is_latin1("a\u0100")


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("", [""]),
        ("a", ["a"]),
        (" a ,\tb\t", ["a", "b"]),
        ("a,,b,", ["a", "", "b", ""]),
        ('"a,b",c', ['"a,b"', "c"]),
        ('x"a,b"y,c', ['x"a,b"y', "c"]),
        (r'"a\",b",c', [r'"a\",b"', "c"]),
        ('"a,b', ['"a,b']),
        ('"a\\', ['"a\\']),
        ('a"', ['a"']),
    ],
)
def test_split_outside_quotes(value: str, parts: list[str]) -> None:
    assert split_value(value) == parts


@pytest.mark.parametrize(
    ("lines", "elements", "malformed"),
    [
        ([""], (), ()),
        (["PUT"], ("PUT",), ()),
        (["PUT,"], ("PUT",), ()),
        ([" , PUT,\t,GET ,"], ("PUT", "GET"), ()),
        (["GET", "PUT"], ("GET", "PUT"), ()),
        (["*"], ("*",), ()),
        (["PUT GET"], ("PUT GET",), ("PUT GET",)),
        (["PUT", "P/T, X"], ("PUT", "P/T", "X"), ("P/T",)),
        (['"PUT"'], ('"PUT"',), ('"PUT"',)),
        (["PUT;GET"], ("PUT;GET",), ("PUT;GET",)),
        (["PUT\x0b"], ("PUT\x0b",), ("PUT\x0b",)),
    ],
)
def test_extract_list(lines: list[str], elements: tuple[str, ...], malformed: tuple[str, ...]) -> None:
    headers = tuple(("Access-Control-ALLOW-Methods", line) for line in lines)
    assert extract_list((("X", "y"), *headers), NAME) == HeaderList(elements, malformed)


def test_no_line_is_no_list() -> None:
    assert extract_list((("X", "y"),), NAME) is None


# HTTP: #element => [ element ] *( OWS "," OWS [ element ] ), element = token
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
LIST = re.compile(rf"[ \t]*(?:{_TOKEN})?(?:[ \t]*,[ \t]*(?:{_TOKEN})?)*[ \t]*")


@given(LATIN1 | st.text('aPUT*, \t;"/\x00\xa0'))
def test_a_list_is_what_the_grammar_says(value: str) -> None:
    found = extract_list(((NAME, value),), NAME)
    assert found is not None
    assert (not found.malformed) == bool(LIST.fullmatch(value))
    if not found.malformed:
        assert list(found.elements) == re.findall(_TOKEN, value)


@given(LATIN1)
def test_splitting_loses_nothing_but_blanks(value: str) -> None:
    blanks = str.maketrans("", "", " \t")
    assert ",".join(split_value(value)).translate(blanks) == value.translate(blanks)
