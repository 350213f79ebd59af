"""Standard error escapes everything active, whoever writes to it."""

from __future__ import annotations

import io

import pytest

from corscheck.streams import Notes, notes
from tests.support.runner import commands


def written(*texts: str) -> str:
    stream = io.StringIO()
    out = Notes(stream)
    for text in texts:
        assert out.write(text) == len(text)
    out.flush()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["a\nb\n"], "a\nb\n"),
        (["a", "b", "\n", "c"], "ab\nc"),
        ([], ""),
        (["\n\n"], "\n\n"),
        (["\x1b]0;x\x07\u202e\n"], "\\x1b]0;x\\x07\\u202e\n"),
        (["a\rb\x0bc\x0cd\x85e\u2028f\n"], "a\\rb\\x0bc\\x0cd\\x85e\\u2028f\n"),
        (["##", "vso[task", ".complete]\n"], "#\\#vso[task.complete]\n"),
        ([":", ":error::x\n"], "\\::error::x\n"),
        (["  File\n", "   ::stop-commands::x\n"], "  File\n\\   ::stop-commands::x\n"),
    ],
)
def test_lines_are_made_visible(texts: list[str], shown: str) -> None:
    assert written(*texts) == shown
    assert not any(commands(line) for line in shown.split("\n"))


def test_several_lines_at_once() -> None:
    stream = io.StringIO()
    Notes(stream).writelines(["a\n", "::b\n"])
    assert stream.getvalue() == "a\n\\::b\n"


def test_secrets_are_masked_unless_they_are_wanted() -> None:
    stream = io.StringIO()
    for wanted in (False, True):
        notes(stream, show_secrets=wanted).write("error: https://jane:hunter2@h and token=abc\n")
    assert stream.getvalue() == (
        "error: https://***@h and token=***\nerror: https://jane:hunter2@h and token=abc\n"
    )


def test_it_is_put_around_a_stream_once() -> None:
    once = notes(io.StringIO())
    assert notes(once) is once
    assert not once.isatty()


def test_without_a_stream_nothing_is_written() -> None:
    notes(None).write("x\n")
