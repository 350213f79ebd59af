"""Pace, retries and conversations, on a transport of the test's own."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from corscheck.errors import DeadlinePassed
from corscheck.exchange import Failure, Request, Response
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection, TransportError
from tests.support.servers import OK, Server, answering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Answer

GET = Request("GET", "http://a.example/")


class Script:
    """A transport that answers from a list: a status, or a failure's kind."""

    def __init__(self, *answers: int | str) -> None:
        self.answers = list(answers)
        self.sent: list[Request] = []
        self.deadlines: list[float] = []
        self.closed = 0

    def exchange(self, request: Request, deadline: float) -> Response:
        self.sent.append(request)
        self.deadlines.append(deadline)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, str):
            raise TransportError(answer, "it failed")
        return Response(answer)

    def close(self) -> None:
        self.closed += 1


def send(script: Script, options: Connection, request: Request = GET) -> Answer:
    with Wire(options, lambda: script) as wire:
        return wire.send(request)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corscheck.wire.send.backoff", lambda attempt: 0.0)


@pytest.mark.parametrize("passing", [502, 503, 504, "dns", "refused", "timeout", "closed", "network"])
def test_what_may_pass_is_tried_again(passing: int | str) -> None:
    answer = send(Script(passing, passing, 204), Connection(retries=5))
    assert isinstance(answer, Response)
    assert (answer.status, answer.attempts) == (204, 3)


@pytest.mark.parametrize("lasting", [200, 404, 500, "tls", "not-http"])
def test_what_will_not_pass_is_not(lasting: int | str) -> None:
    assert send(Script(lasting), Connection(retries=5)).attempts == 1


def test_retries_end() -> None:
    script = Script("closed")
    answer = send(script, Connection(retries=2))
    assert answer[:2] == ("closed", "it failed")
    assert (answer.attempts, len(script.sent), script.closed) == (3, 3, 1)


def test_nothing_is_tried_again_unless_asked_for() -> None:
    assert send(Script("closed"), Connection()).attempts == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "get"])
def test_a_request_that_may_act_is_not_repeated(method: str) -> None:
    assert send(Script("closed"), Connection(retries=5), GET._replace(method=method)).attempts == 1


def test_the_deadline_of_an_exchange_is_the_earlier_of_both() -> None:
    for options, seconds in (
        (Connection(timeout=5, deadline=100), 5),
        (Connection(timeout=5, deadline=1), 1),
    ):
        script = Script(204)
        send(script, options)
        assert script.deadlines[0] - time.monotonic() == pytest.approx(seconds, abs=0.5)


def test_after_the_deadline_of_the_run_nothing_is_sent() -> None:
    script = Script(204)
    with Wire(Connection(deadline=0.01), lambda: script) as wire:
        time.sleep(0.02)
        answer = wire.send(GET)
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.message) == (
        "deadline",
        "not sent: the deadline of the run, 0.01 s, has passed",
    )
    assert script.sent == []


@pytest.mark.parametrize(("deadline", "kind"), [(0.01, "deadline"), (100, "timeout")])
def test_an_answer_that_only_the_deadline_of_the_run_cuts_off_is_distinguished(
    deadline: float, kind: str
) -> None:
    class Slow(Script):
        def exchange(self, request: Request, deadline: float) -> Response:
            time.sleep(0.02)
            return super().exchange(request, deadline)

    answer = send(Slow("timeout"), Connection(deadline=deadline))
    assert isinstance(answer, Failure)
    assert answer.kind == kind


def test_the_rate_holds_for_all_threads_together() -> None:
    start = time.monotonic()
    with Wire(Connection(rate=100, jobs=8), lambda: Script(204)) as wire:
        assert len(list(wire.drive(Talk([GET]) for _ in range(21)))) == 21
    assert time.monotonic() - start > 0.19


def test_no_turn_is_waited_for_beyond_the_deadline_of_the_run() -> None:
    script = Script(204)
    with Wire(Connection(rate=0.001, deadline=1, jobs=2), lambda: script) as wire:
        talks = list(wire.drive([Talk([GET]) for _ in range(4)]))
    assert len(script.sent) == 1
    assert [talk.answers[0][0] for talk in talks] == [204, "deadline", "deadline", "deadline"]


class Talk:
    """A conversation: the requests that follow from a list, as long as the answers are 2xx."""

    def __init__(self, requests: list[Request]) -> None:
        self.requests = requests
        self.answers: list[Answer] = []

    def next(self) -> Request | None:
        last = self.answers[-1] if self.answers else None
        if isinstance(last, Failure) or (last and last.status >= 300):
            return None
        return self.requests[len(self.answers)] if len(self.answers) < len(self.requests) else None

    def feed(self, answer: Answer) -> None:
        self.answers.append(answer)


def test_conversations_go_on_as_their_answers_say() -> None:
    with Wire(Connection(jobs=1), lambda: Script(204, 204, 404, 204)) as wire:
        talks = list(wire.drive([Talk([GET, GET]), Talk([GET, GET]), Talk([GET]), Talk([])]))
    assert [len(talk.answers) for talk in talks] == [2, 1, 1, 0]


def test_conversations_come_back_in_their_order_with_bounded_connections() -> None:
    with Server(answering(OK, keep=True)) as server, Wire(Connection(jobs=4)) as wire:
        given = [Talk([Request("OPTIONS", server.url(f"/{number}"))] * 2) for number in range(300)]
        assert list(wire.drive(given)) == given
        assert all(len(talk.answers) == 2 for talk in given)
        assert server.connections <= 4


def test_threads_end_with_the_conversations() -> None:
    before = threading.active_count()
    with Wire(Connection(jobs=4), lambda: Script(204)) as wire:
        list(wire.drive([Talk([GET])]))
    assert threading.active_count() <= before


def test_conversations_that_do_not_come_do_not_outlast_the_run() -> None:
    never = threading.Event()

    def talks() -> Iterator[Talk]:
        yield Talk([GET])
        never.wait(30)

    with Wire(Connection(deadline=0.2), lambda: Script(204)) as wire:
        driven = wire.drive(talks())
        assert len(next(driven).answers) == 1
        with pytest.raises(DeadlinePassed, match="deadline of the run"):
            next(driven)
    never.set()


@pytest.mark.parametrize("kind", ["timeout", "dns"])
def test_a_wire_that_is_late_says_so(kind: str) -> None:
    with Wire(Connection(deadline=0.3).started(), lambda: Script(kind)) as wire:
        wire.check_deadline()
        assert wire.send(GET)[0] == kind
        time.sleep(0.4)
        with pytest.raises(DeadlinePassed):
            wire.check_deadline()
