"""What a run keeps of oversized header sections."""

from __future__ import annotations

import contextlib
import tracemalloc

import pytest

from corscheck.exchange import Failure, Request, Response
from corscheck.wire import budget
from corscheck.wire.budget import HeaderBudget
from corscheck.wire.section import MAX_KEPT
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection, TransportError
from tests.support.servers import Server, answering

USUAL = Response(200, (("Access-Control-Allow-Origin", "a" * 1000), ("X-Other", "b" * 1000)))
LARGE = Response(200, (("Access-Control-Allow-Headers", "a" * MAX_KEPT),))
MANY = Response(200, (("Access-Control-Allow-Origin", "a"),) * 200)
OTHERS = Response(200, (("Vary", "Origin"), *(("X-Other", "b" * 100),) * 60), oddities=("before",))


def test_usual_answers_cost_nothing() -> None:
    nothing = HeaderBudget(0)
    for _ in range(3):
        assert nothing.take(USUAL) is USUAL


@pytest.mark.parametrize("answer", [LARGE, MANY])
def test_large_answers_are_taken_until_the_limit_is_reached(answer: Response) -> None:
    some = HeaderBudget(100_000)
    assert some.take(answer) is answer
    for _ in range(5):
        with contextlib.suppress(TransportError):
            some.take(answer)
    with pytest.raises(TransportError, match="was not judged: its lines about CORS have"):
        some.take(answer)
    some.take(USUAL)


def test_beyond_the_limit_the_lines_that_decide_are_kept() -> None:
    some = HeaderBudget(20_000)
    assert some.take(OTHERS) is OTHERS
    for _ in range(50):
        cut = some.take(OTHERS)
    assert cut.headers == (("Vary", "Origin"),)
    before, note = cut.oddities
    assert (before, "Only the lines that decide" in note) == ("before", True)
    assert some.take(MANY._replace(headers=MANY.headers[:50])).headers == MANY.headers[:50]


@pytest.mark.parametrize("http2", [False, True])
def test_both_ways_to_the_network_are_limited(monkeypatch: pytest.MonkeyPatch, *, http2: bool) -> None:
    monkeypatch.setattr(HeaderBudget.__init__, "__defaults__", (100_000,))
    large = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Headers: " + b"a" * 60_000 + b"\r\n\r\n"
    with (
        Server(answering(large)) as server,
        Wire(Connection(timeout=10, http2=http2)) as wire,
    ):
        first, second = (wire.send(Request("OPTIONS", server.url())) for _ in range(2))
    assert isinstance(first, Response)
    assert isinstance(second, Failure)
    assert "was not judged" in second.message


def test_hostile_answers_do_not_fill_the_memory() -> None:
    lines = b"".join(b"a%d:\r\n" % number for number in range(2000))
    section = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n" + lines + b"\r\n"
    with Server(answering(section)) as server, Wire(Connection(timeout=10)) as wire:
        request = Request("OPTIONS", server.url())
        wire.send(request)
        tracemalloc.start()
        kept = [wire.send(request) for _ in range(20)]
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert all(isinstance(answer, Response) and answer.oddities for answer in kept)
    assert size / len(kept) < 40_000
    assert budget.LIMIT < 2**30
