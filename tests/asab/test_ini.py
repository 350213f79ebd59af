"""The grammar against the standard library's parser, and the places of everything."""

from __future__ import annotations

import configparser
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.asab.decode import decode
from corscheck.asab.ini import Ini
from corscheck.source import Source, Value
from tests.support.examples import examples

ALPHABET = st.sampled_from("[]=:#;ab \t\n\n\n\r\x0b\x0c\x1c\x85\u00a0\u2028\ufeff\x00\u0130-\\%$")
LINES = [
    *["[s]", "[s]", "[t]", "[DEFAULT]", "[]", "[s", "[s] = 1", "z=[s]", "x=1", "x = 1", "y: 2", " x=3", "x"],
    *["  more", "\tmore", "# c", " ; c", "", "  ", "=", "= 1", "bare", " bare", "\u00a0z=1"],
]
MANY = examples(300, in_ci=2000)


def read(text: str) -> Ini:
    return Ini(Source(text, "a.conf"), "a.conf")


def value(text: str, option: str = "x") -> Value:
    return read(text).value("s", option)


def places(value: Value) -> list[tuple[int, int, str, bool]]:
    """Line, column, source text and exactness of each piece."""
    return [
        (*piece.span.source.position(piece.span.start), piece.span.text, piece.verbatim)
        for piece in value.pieces
    ]


def standard(text: str, name: str = "a.conf") -> configparser.RawConfigParser | Exception:
    parser = configparser.RawConfigParser()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ends = [line + "\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]
    try:
        parser.read_file(ends, name)
    except configparser.Error as error:
        return error
    return parser


def assert_same(text: str) -> None:
    ours, theirs = read(text), standard(text)
    if isinstance(theirs, Exception):
        error = ours.error
        assert error is not None
        assert (error.type, error.message) == (type(theirs).__name__, str(theirs))
        return
    assert ours.error is None
    assert ours.problems == ()
    assert [name for name in ours.sections if name != "DEFAULT"] == theirs.sections()
    for name, section in ours.sections.items():
        expected = dict(theirs.defaults() if name == "DEFAULT" else theirs._sections[name])  # type: ignore[attr-defined]  # without [DEFAULT]
        assert {option: ours.value(name, option).text for option in section.options} == expected
        for option in section.options:
            assert ours.key(name, option).text.lower() == option


@given(st.text(ALPHABET, max_size=60))
@MANY
def test_any_text_reads_as_in_configparser(text: str) -> None:
    assert_same(text)


@given(
    st.lists(
        st.sampled_from(LINES),
        max_size=14,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@MANY
def test_any_lines_read_as_in_configparser(lines: list[str], newline: str) -> None:
    assert_same(newline.join(["[s]", *lines]) + newline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[s]\nx=1", [(2, 3, "1", True)], id="plain"),
        pytest.param("[s]\n  X  =  a b  \n", [(2, 9, "a b", True)], id="blanks around"),
        pytest.param("[s]\nx: a = b", [(2, 4, "a = b", True)], id="colon first"),
        pytest.param("[s]\nx=\n", [(2, 3, "", True)], id="empty"),
        pytest.param("[s]\nx =  \n\n\n", [(2, 4, "", True)], id="empty with blank lines"),
        pytest.param("[s]\nx=*\n\n\n", [(2, 3, "*", True)], id="blank lines behind"),
        pytest.param(
            "[s]\nx=a\n  b", [(2, 3, "a", True), (2, 4, "\n  ", False), (3, 3, "b", True)], id="two lines"
        ),
        pytest.param(
            "[s]\r\nx=a\r\n\tb\r\n",
            [(2, 3, "a", True), (2, 4, "\r\n\t", False), (3, 2, "b", True)],
            id="carriage returns",
        ),
        pytest.param(
            "[s]\rx=a\r\tb", [(2, 3, "a", True), (2, 4, "\r\t", False), (3, 2, "b", True)], id="old Mac"
        ),
        pytest.param("[s]\nx=\n  b", [(2, 3, "\n  ", False), (3, 3, "b", True)], id="first line empty"),
        pytest.param(
            "[s]\nx=a\n\n  # c\n  b # d\n",
            [(2, 3, "a", True), (2, 4, "\n\n  # c\n  ", False), (5, 3, "b # d", True)],
            id="comment and blank line between",
        ),
        pytest.param(
            "[s]\nx=a\nbad\n  b\n",
            [(2, 3, "a", True), (2, 4, "\nbad\n  ", False), (4, 3, "b", True)],
            id="bad line between",
        ),
        pytest.param("[s]\nx=\u017e \u00a0\n", [(2, 3, "\u017e", True)], id="unicode blanks"),
    ],
)
def test_places_of_values(text: str, expected: list[tuple[int, int, str, bool]]) -> None:
    assert places(value(text)) == expected


def test_a_value_of_many_lines_is_joined_by_line_ends() -> None:
    found = value("[s]\r\nx =\r\n  a\r\n\r\n  ; c\r\n  b\r\n\r\n")
    assert found.text == "\na\n\nb"
    assert [part.span.text for part in found.strip().split(re.compile(r"\s+")) if part.span] == [
        "a",
        "b",
    ]


def test_key_and_headers() -> None:
    ini = read("[s] tail\n  Some Key  = 1\n[t]\n[s]\n")
    assert ini.key("s", "some key").text == "Some Key"
    assert [span.text for span in ini.headers("s")] == ["[s]", "[s]"]
    assert ini.headers("none") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[s]\nx=1\n X=2\n  [t]\nx=3\nY=1\ny=2\n",
            [("DuplicateOptionError", "x", "x"), ("DuplicateOptionError", "y", "Y")],
        ),
        ("[s]\n[t]\n[s] # again\n[s]", [("DuplicateSectionError", "[s]", "[s]")] * 2),
        ("x=1\ny=2\n[s]\nfoo\n", [("MissingSectionHeaderError", "x=1", None), ("ParsingError", "foo", None)]),
        (
            "[s]\n  foo bar \n= v\n=w\n",
            [
                ("ParsingError", "foo bar", None),
                ("ParsingError", "= v", None),
                ("ParsingError", "=w", None),
                ("DuplicateOptionError", "", ""),
            ],
        ),
    ],
)
def test_every_problem_is_reported_with_its_place(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    problems = read(text).problems
    found = [
        (problem.type, problem.span.text, problem.first and problem.first.text)
        for problem in problems
        if problem.span is not None
    ]
    assert found == expected


def test_after_an_error_the_rest_is_read_as_if_it_were_fixed() -> None:
    ini = read("lost=1\n[s]\nx=1\nfoo\nx=2\n  more\n[t]\ny=1\n[s]\nz=3\n")
    assert {
        name: {key: ini.value(name, key).text for key in found.options}
        for name, found in ini.sections.items()
    } == {
        "s": {"x": "1", "z": "3"},
        "t": {"y": "1"},
    }


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (
            b"[s]\n# caf\xe9\n",
            2,
            6,
            "'utf-8' codec can't decode byte 0xe9 in position 9: invalid continuation byte",
        ),
        (b"\xff\xfe[\x00", 1, 1, "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"[s]\nx=\xc5", 2, 3, "'utf-8' codec can't decode byte 0xc5 in position 0: unexpected end of data"),
        (
            b"#" * 8190 + b"\n\xe9\n",
            2,
            1,
            "'utf-8' codec can't decode byte 0xe9 in position 0: invalid continuation byte",
        ),
    ],
)
def test_undecodable_bytes(data: bytes, line: int, column: int, message: str) -> None:
    source, undecodable = decode(data, "a.conf")
    ini = Ini(source, "a.conf", undecodable)
    assert ini.error is not None
    assert ini.error.span is not None
    assert (ini.error.type, ini.error.message) == ("UnicodeDecodeError", message)
    assert source.position(ini.error.span.start) == (line, column)
    assert source.text.encode(errors="surrogateescape") == data


def test_bytes_before_the_undecodable_ones_are_read_first() -> None:
    source, undecodable = decode(b"[s]\nx=1\nx=2\n" + b"# filler\n" * 1000 + b"\xff", "a.conf")
    ini = Ini(source, "a.conf", undecodable)
    assert ini.error is not None
    assert ini.error.type == "DuplicateOptionError"
    assert [problem.type for problem in ini.problems] == ["DuplicateOptionError", "UnicodeDecodeError"]


def test_reading_is_no_slower_than_configparser() -> None:
    text = "[web]\n" + "".join(f"option{n} = value {n}\n" for n in range(30))

    def best(call: object) -> float:
        times = []
        for _ in range(20):
            start = time.perf_counter()
            call()  # type: ignore[operator]
            times.append(time.perf_counter() - start)
        return min(times)

    assert best(lambda: read(text)) < best(lambda: configparser.RawConfigParser().read_string(text))


def test_many_lines_take_linear_time() -> None:
    lines = 40_000
    text = "[s]\nx=\n" + "  /a\n" * lines
    found = value(text)
    assert len(found.split(re.compile(r"\s+"))) == lines + 1
