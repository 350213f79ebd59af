from __future__ import annotations

import pytest

from corscheck.fetch.cache import advice, kept_for, max_age

NAME = "Access-Control-Max-Age"


@pytest.mark.parametrize(
    ("lines", "seconds", "kept"),
    [
        (["0"], 0, (0, 0, 0)),
        (["5"], 5, (5, 5, 5)),
        ([" 600\t"], 600, (600, 600, 600)),
        (["601"], 601, (601, 601, 600)),
        (["7201"], 7201, (7200, 7201, 600)),
        (["086401"], 86401, (7200, 86400, 600)),
        (["9" * 5000], int("9" * 18), (7200, 86400, 600)),
        (["0" * 5000], 0, (0, 0, 0)),
        (["0" * 30 + "600"], 600, (600, 600, 600)),
        ([], None, (5, 0, 5)),
        ([""], None, (5, 0, 5)),
        (["abc"], None, (5, 0, 5)),
        (["1.5"], None, (5, 0, 5)),
        (["-1"], None, (5, 0, 5)),
        (["\u0661"], None, (5, 0, 5)),
        (["60", "60"], None, (5, 0, 5)),
    ],
)
def test_how_long(lines: list[str], seconds: int | None, kept: tuple[int, int, int]) -> None:
    headers = tuple((NAME, line) for line in lines)
    assert max_age(headers) == seconds
    assert tuple(kept_for(headers, engine) for engine in ("chrome", "firefox", "safari")) == kept


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], None),
        (["600"], None),
        (["0"], "Access-Control-Max-Age is 0: every request needs its own preflight."),
        (["3600"], "Access-Control-Max-Age 3600 counts as 600 s in Safari."),
        (["86400"], "Access-Control-Max-Age 86400 counts as 7200 s in Chromium, 600 s in Safari."),
        (
            ["86401"],
            "Access-Control-Max-Age 86401 counts as 7200 s in Chromium, 86400 s in Firefox, 600 s in Safari.",
        ),
        (
            ["x"],
            "Access-Control-Max-Age is not one number of seconds; browsers keep it for 5 s or not at all.",
        ),
    ],
)
def test_advice(lines: list[str], message: str | None) -> None:
    assert advice(tuple((NAME, line) for line in lines)) == message
