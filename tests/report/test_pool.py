from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report import pool
from corscheck.report.pool import Pool

if TYPE_CHECKING:
    import pytest


def _text() -> str:
    """Equal texts that are not one."""
    return "ab" * len("x ")  # made anew each time


def test_equal_values_are_one_and_of_their_own_kind() -> None:
    some = Pool()
    assert some.one(_text()) is some.one(_text())
    assert some.name(_text()) is some.names((_text(),))[0]
    assert some.pairs(((_text(), "c"),))[0] is some.pairs(((_text(), "c"),))[0]
    assert (some.one(1), some.one(True)) == (1, True)  # noqa: FBT003  # the value
    assert some.one(True) is True  # noqa: FBT003  # as above


def test_it_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_KEPT", 2)
    some, first = Pool(), _text()
    assert some.one(first) is first
    assert [some.one(f"{number}") for number in range(3)] == ["0", "1", "2"]
    assert some.one(_text()) is not first
