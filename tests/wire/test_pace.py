"""When to send: the rate, and which failures are retried."""

from __future__ import annotations

import time

import pytest

from corscheck.exchange import Failure, Request, Response
from corscheck.wire.pace import Pace, backoff, may_pass


def test_backoff_doubles_and_is_bounded() -> None:
    assert [backoff(attempt) for attempt in (1, 2, 3, 9)] == [0.1, 0.2, 0.4, 2.0]


@pytest.mark.parametrize(
    ("method", "answer", "expected"),
    [
        ("OPTIONS", Failure("refused", ""), True),
        ("OPTIONS", Failure("malformed", ""), False),
        ("OPTIONS", Failure("deadline", ""), False),
        ("OPTIONS", Response(503), True),
        ("OPTIONS", Response(500), False),
        ("POST", Failure("refused", ""), False),
        ("options", Response(503), False),
    ],
)
def test_what_is_worth_another_attempt(method: str, answer: Failure | Response, *, expected: bool) -> None:
    assert may_pass(Request(method, "http://a.example/"), answer) is expected


def test_turns_are_spread_and_end_with_the_run() -> None:
    pace = Pace(100)
    start = time.monotonic()
    for _ in range(6):
        pace.wait()
    assert time.monotonic() - start >= 0.05
    Pace(None).wait()
    slow = Pace(0.001)
    slow.wait()
    slow.wait(time.monotonic() + 0.05)
    assert time.monotonic() - start < 10
