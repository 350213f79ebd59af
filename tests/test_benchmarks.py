"""Every figure of `benchmarks/table.py` can be measured; how large it is here, is no matter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import start
from benchmarks.measure import Figure, LeftOut, Sizes, amount, processors
from benchmarks.preflights import found
from benchmarks.table import GROUPS, main, row

if TYPE_CHECKING:
    from collections.abc import Iterator

TINY = Sizes(
    rounds=1,
    starts=1,
    files=5,
    many_files=10,
    lines=50,
    other_files=5,
    repository=5,
    preflights=10,
    services=3,
    dead=1,
    timeout=0.3,
    checks=10,
    requests=10,
)
GOOD = Figure("one", 3.0, "ms", "another", 1.5, 2)
BAD = Figure("one", 3.1, "ms", "another", 1.5, 2)
MISSING = {f"{name} is missing" for name in ("nginx", "curl") if found(name) is None} | (
    set() if len(processors()) > 1 else {"there are no two processors"}
)
NONE = LeftOut("one", "nginx is missing")


@pytest.mark.parametrize("group", GROUPS)
def test_each_figure_is_measured(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--json", group], TINY)
    document = json.loads(capsys.readouterr().out)
    assert document["machine"]["Python"]
    assert document["figures"]
    for figure in document["figures"]:
        if "reason" in figure:
            assert figure["reason"] in MISSING
        else:
            assert figure["measured"] > 0
            assert figure["holds"] == (figure["measured"] <= figure["most"] * figure["reference"])


def test_the_table_marks_what_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[Figure | LeftOut] = []
    monkeypatch.setitem(GROUPS, "start", lambda _: iter(rows))
    cases: list[tuple[list[Figure | LeftOut], int]] = [([GOOD], 0), ([GOOD, BAD], 1), ([GOOD, NONE], 1)]
    for rows[:], code in cases:
        assert main(["start"]) == code
        assert main(["start", "--json"]) == code
    assert row(GOOD) == "| one | 3.00 ms | another: 1.50 ms | 2.00 | 2 |  |"
    assert "**does not hold**" in row(BAD)
    assert "nginx is missing" in row(NONE)
    capsys.readouterr()


def test_only_all_requests_are_a_million(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sizes] = []

    def figures(sizes: Sizes) -> Iterator[Figure | LeftOut]:
        asked.append(sizes)
        return iter([GOOD])

    monkeypatch.setitem(GROUPS, "size", figures)
    main(["size"])
    main(["--full", "size"])
    assert [sizes.requests for sizes in asked] == [100_000, 1_000_000]


def test_an_unknown_group_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["stat"])
    assert "no such group: stat" in capsys.readouterr().err


def test_each_start_has_a_promise() -> None:
    assert set(start.PROMISED) == {figure.title for figure in start.figures(TINY)}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0584, "0.058 s"), (0.584, "0.584 s"), (5.84, "5.84 s"), (58.4, "58.4 s"), (32_650.4, "32,650 s")],
)
def test_amounts_have_few_digits(value: float, text: str) -> None:
    assert amount(value, "s") == text
