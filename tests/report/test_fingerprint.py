"""Fingerprints: GitHub's hashes of lines."""

from __future__ import annotations

import pytest

from corscheck.report.fingerprint import line_hashes
from corscheck.source import Source

ENDED = ["e9496ae3ebfced30", "fb7c023a8b9ccb3f", "ce8ba1a563dcdaca", "e20e36e16fcb0cc8", "b3edc88f2938467e"]
ENDED += ["c8e28b0b4002a3a0", "c129715d7a2bc9a3"]


LOREM = ["a9cf91f7bbf1862b", "55ec222b86bcae53", "cc97dc7b1d7d8f7b", "c129715d7a2bc9a3"]
LOREM = [f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)] + ["a7f2ff1481e87703:1", *(f"{h}:1" for h in LOREM)]


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f", "54703d4cd895b18", "180aee12dab6264", "a23a3dc5e078b07b"],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", ENDED),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", ENDED),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", ENDED),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", ENDED),
        ("Lorem ipsum dolor sit amet.\n" * 10, LOREM),
    ],
)
def test_line_hashes(text: str, hashes: list[str]) -> None:
    assert line_hashes(Source(text, "f")) == [one if ":" in one else f"{one}:1" for one in hashes]


def test_line_hashes_have_one_for_each_line() -> None:
    text = "a\r \nb\r\n🎉\n\x0b\u2028\n"
    assert len(line_hashes(Source(text, "f"))) == len(Source(text, "f").starts)


def test_line_hashes_count_utf16_units() -> None:
    far = "x" * 98
    assert line_hashes(Source(f"{far}🎉a", "f")) == line_hashes(Source(f"{far}🎉b", "f"))
    assert line_hashes(Source(f"{far}é a", "f")) != line_hashes(Source(f"{far}é b", "f"))
