"""CORS005 and 006: options and sections that are in a file twice."""

from __future__ import annotations

import pytest

from tests.support.linting import fixed, lint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[web]\nx = 1\nX=  1\n", "[web]\nx = 1\n"),
        ("[web]\nx = 1\nx = 2\n", "[web]\nx = 1\nx = 2\n"),
        ("[web]\nx =\n    1\n    2\nx = 1 2\ny = 3\n", "[web]\nx =\n    1\n    2\ny = 3\n"),
        (
            "[web]\nx = 1\n# above\nx = 1\n    # within\n\n[b]\n",
            "[web]\nx = 1\n# above\n    # within\n\n[b]\n",
        ),
        ("[web]\na = 1\n[web]\nb = 2\n", "[web]\na = 1\nb = 2\n"),
        ("[web]\na = 1\n[x]\n[web]\nb = 2", "[web]\na = 1\n[x]\n[web]\nb = 2"),
        ("[web]\na = 1\n\n# second\n[web]\nb = 2\n", "[web]\na = 1\n\n# second\nb = 2\n"),
        ("[web]\na = 1\n[x]\n[web]\nb = 2\n[y]\nc = 3\n", "[web]\na = 1\nb = 2\n[x]\n[y]\nc = 3\n"),
        ("[web]\na = 1\n[x]\ny = 1\n[web]\n", "[web]\na = 1\n[x]\ny = 1\n"),
        ("[web]\na = 1\n[x]\n[web]\na = 1\n", "[web]\na = 1\n[x]\n"),
        ("[web]\r\na = 1\r\n[x]\r\n[web]\r\nb = 2\r\n", "[web]\r\na = 1\r\nb = 2\r\n[x]\r\n"),
    ],
)
def test_the_same_twice(text: str, expected: str) -> None:
    assert fixed(text) == expected


def test_duplicates_point_at_the_first() -> None:
    finding = lint("[web]\nx = 1\nX = 2\n")[0]
    assert finding.span.text == "X"
    assert [one.span.line for one in finding.related] == [2]
    finding = lint("[web]\n[x]\n[web]\n")[0]
    assert (finding.span.line, finding.related[0].span.line) == (3, 1)
