"""Applying fixes."""

import pytest

from corscheck.fixes import Edit, Fix, apply_fixes
from corscheck.source import Source

SOURCE = Source("0123456789", "x")


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(SOURCE.span(start, end), text)


@pytest.mark.parametrize(
    ("fixes", "text", "applied"),
    [
        ([], "0123456789", 0),
        ([(edit(0, 1, "a"),), (edit(9, 10, ""),)], "a12345678", 2),
        ([(edit(0, 4, "a"),), (edit(3, 5, "b"),)], "a456789", 1),  # overlap: the first is applied
        ([(edit(2, 2, "a"),), (edit(2, 2, "b"),)], "01a23456789", 1),  # same place: the first is applied
        ([(edit(0, 1, "a"), edit(5, 6, "b")), (edit(5, 7, "c"),)], "a1234b6789", 1),
        ([(edit(5, 7, "c"),), (edit(0, 1, "a"), edit(5, 6, "b"))], "01234c789", 1),  # whole or not at all
        ([(edit(0, 2, "a"),), (edit(2, 4, "b"),)], "ab456789", 2),  # neighbours do not overlap
    ],
)
def test_apply_fixes(fixes: list[tuple[Edit, ...]], text: str, applied: int) -> None:
    found, done = apply_fixes(SOURCE, [Fix("fix", edits) for edits in fixes])
    assert found == text
    assert len(done) == applied


def test_a_fix_that_reaches_into_another_file_is_left_alone() -> None:
    other = Source("0123456789", "y")
    fix = Fix("move", (edit(0, 1, ""), Edit.insert(other.span(0, 0), "0")))
    assert apply_fixes(SOURCE, [fix]) == (SOURCE.text, [])
