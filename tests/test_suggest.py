"""Near matches."""

from __future__ import annotations

import pytest

from corscheck.suggest import closest, did_you_mean


@pytest.mark.parametrize(
    ("word", "expected"),
    [("cros", "cors"), ("CORS", "cors"), ("lisen", "listen"), ("xyzzy", None), ("", None)],
)
def test_closest(word: str, expected: str | None) -> None:
    assert closest(word, ["cors", "listen", "backlog"]) == expected


def test_case_of_the_known_word_is_kept() -> None:
    assert closest("cors1O4", ["CORS104"]) == "CORS104"


def test_end_of_a_sentence() -> None:
    assert did_you_mean("cros", ["cors"]) == "; did you mean `cors`?"
    assert did_you_mean("xyzzy", ["cors"]) == ""
