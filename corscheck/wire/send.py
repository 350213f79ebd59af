"""Sending: one request, or many conversations at once with their results in the order of the input."""

from __future__ import annotations

import threading
import time
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from corscheck.errors import DeadlinePassed
from corscheck.exchange import Failure
from corscheck.wire.dial import Dialer
from corscheck.wire.direct import Direct
from corscheck.wire.pace import Pace, backoff, may_pass
from corscheck.wire.proxies import ENV
from corscheck.wire.slots import HostSlots
from corscheck.wire.stop import Stop
from corscheck.wire.thread_pool import in_order
from corscheck.wire.transport import Transport, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from corscheck.exchange import Answer, Request
    from corscheck.wire.slots import Slots
    from corscheck.wire.thread_pool import Group
    from corscheck.wire.transport import Connection


MORE_TIME = "give the run more time with --deadline"


class Task(Protocol):
    """A conversation in which each request may depend on the answers before it."""

    def next(self) -> Request | None:
        """The next request to send; None when the conversation is over."""

    def feed(self, answer: Answer) -> None:
        """Take the answer to it."""


AnyTask = TypeVar("AnyTask", bound=Task)


class Wire:
    """Sends requests, one at a time or many at once in threads: a context manager.

    `open_transport` replaces the network, for tests; it is called once in each thread. `pace` and `stop` are
    those of a run with several wires.
    """

    def __init__(
        self,
        options: Connection,
        open_transport: Callable[[], Transport] | None = None,
        pace: Pace | None = None,
        stop: Stop | None = None,
    ) -> None:
        self._options = options = options.started()
        self._open = open_transport or transports(options)
        self._pace = pace or Pace(options.rate)
        self._stop = stop
        self._end = options.end
        self._own: Transport | None = None
        self._slots: HostSlots | None = None  # where several hosts are asked at once

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own:
            self._own.close()

    def send(self, request: Request) -> Answer:
        """Send one request, from the thread that made the wire. Raises `UsageProblem` for bad options."""
        if self._own is None:
            self._own = self._open()
        return self._send(self._own, request)

    def drive(
        self,
        tasks: Iterable[AnyTask],
        *,
        hosts: int = 1,
        is_ready: bool = False,
        before_waiting: Callable[[], object] = lambda: None,
    ) -> Iterator[AnyTask]:
        """Run all conversations and yield each when it is over, in the order given.

        `jobs` requests are under way at once; where the conversations are with several hosts, `jobs` to each
        of them, and to `hosts` at once. `is_ready` says that `tasks` never waits for anything, so that
        several can be taken at once.
        See `thread_pool.in_order` for what is bounded and who reads `tasks`. Raises as `send`,
        `DeadlinePassed` where the time of the run is over before `tasks` is, and `Stopped`.
        """
        jobs = self._options.jobs
        self._slots = slots = HostSlots(jobs) if hosts > 1 else None
        try:
            yield from in_order(
                tasks,
                self._converser,
                jobs * hosts,
                together=jobs if is_ready and self._options.rate is None else 1,
                spread=lambda: slots is not None and slots.hosts > 1,
                end=self._end,
                stop=self._stop,
                may_grow=lambda: slots is None or not slots.waiting,
                before_waiting=before_waiting,
            )
        except TimeoutError as error:  # of what gives the tasks: sending ends in time
            raise DeadlinePassed(self._options.too_late, MORE_TIME) from error

    def check_deadline(self) -> None:
        """Raises `DeadlinePassed` where the time of the run is over."""
        if time.monotonic() >= self._end:
            raise DeadlinePassed(self._options.too_late, MORE_TIME)

    @contextmanager
    def _converser(self) -> Iterator[Callable[[list[AnyTask]], Iterable[Group[AnyTask]]]]:
        with closing(self._open()) as transport:
            yield lambda tasks: self._converse(transport, tasks)

    def _converse(self, transport: Transport, tasks: list[AnyTask]) -> Iterator[Group[AnyTask]]:
        """Run conversations, whose requests are sent at once where that is possible; yield those that end."""
        over, requests = _following(enumerate(tasks))
        if over:
            yield over
        while requests:
            following: dict[int, Request] = {}
            for group in self._answers(transport, requests):
                for place, answer in group:
                    tasks[place].feed(answer)
                over, more = _following((place, tasks[place]) for place, _ in group)
                following |= more
                if over:
                    yield over
            requests = following

    def _answers(self, transport: Transport, requests: dict[int, Request]) -> Iterator[Group[Answer]]:
        """The answers to requests, in groups as they come."""
        alone: dict[int, Answer | None] = dict.fromkeys(requests)  # with the answer to a first attempt
        if len(requests) > 1 and isinstance(transport, Direct):
            for group in self._together(transport, requests):
                final: Group[Answer] = []
                for place, answer in group:
                    if answer is not None and self._options.retries and may_pass(requests[place], answer):
                        alone[place] = answer
                    elif answer is not None:
                        del alone[place]
                        final.append((place, answer))
                if final:
                    yield final
        for place, answer in alone.items():
            yield [(place, self._send(transport, requests[place], answer))]

    def _together(self, direct: Direct, requests: dict[int, Request]) -> Iterator[Group[Answer | None]]:
        """Send many requests at once; None for those that have to be sent by themselves."""
        start = time.monotonic()
        if start >= self._end:
            return
        taken: dict[int, Slots] = {}
        if self._slots is not None:
            found = {place: self._slots.take(request.url) for place, request in requests.items()}
            taken = {place: slots for place, slots in found.items() if slots is not None}
            requests = {place: requests[place] for place in taken}
        try:
            for group in direct.exchange_several(requests, min(start + self._options.timeout, self._end)):
                for place, _ in group:
                    if place in taken:
                        taken.pop(place).put(None)
                yield [
                    (place, self._failure(answer, start) if isinstance(answer, TransportError) else answer)
                    for place, answer in group
                ]
        finally:
            for slots in taken.values():
                slots.put(None)

    def _send(self, transport: Transport, request: Request, first: Answer | None = None) -> Answer:
        """Send, with retries: the first answer that another attempt would not change, or the last one.

        `first` is the answer to an attempt that was made before.
        """
        attempt, answer = 1, first
        while True:
            if answer is None:
                self._pace.wait(self._end)
                with self._slots.taken(request.url, self._end) if self._slots else nullcontext():
                    answer = self._once(transport, request)
            again = attempt <= self._options.retries and may_pass(request, answer)
            if not again or time.monotonic() + backoff(attempt) > self._end:
                return answer._replace(attempts=attempt) if attempt > 1 else answer
            time.sleep(backoff(attempt))
            attempt, answer = attempt + 1, None

    def _once(self, transport: Transport, request: Request) -> Answer:
        start = time.monotonic()
        if start >= self._end:
            return Failure("deadline", f"not sent: {self._options.too_late}")
        try:
            return transport.exchange(request, min(start + self._options.timeout, self._end))
        except TransportError as error:
            return self._failure(error, start)

    def _failure(self, error: TransportError, start: float) -> Failure:
        end = time.monotonic()
        if error.kind in ("timeout", "dns") and end >= self._end:
            return Failure("deadline", f"not answered yet: {self._options.too_late}", end - start)
        return Failure(error.kind, str(error), end - start)


def _following(tasks: Iterable[tuple[int, AnyTask]]) -> tuple[Group[AnyTask], dict[int, Request]]:
    """The conversations that are over, and the next requests of the others, each with its place."""
    over: Group[AnyTask] = []
    requests: dict[int, Request] = {}
    for place, task in tasks:
        request = task.next()
        if request is None:
            over.append((place, task))
        else:
            requests[place] = request
    return over, requests


class Wires:
    """The wires of a run whose services are tried side by side: one rate, each name looked up once.

    Raises `UsageProblem` where the options cannot be used.
    """

    def __init__(self, options: Connection) -> None:
        self.stop = Stop()
        self._pace = Pace(options.rate)
        self._lock = threading.Lock()
        self._openers: dict[Connection, Callable[[], Transport]] = {}
        self._opener(options)

    def wire(self, options: Connection) -> Wire:
        """A wire for one thread."""
        return Wire(options, self._opener(options), self._pace, self.stop)

    def _opener(self, options: Connection) -> Callable[[], Transport]:
        key = options._replace(headers=())  # conversations have them, transports do not
        with self._lock:
            if key not in self._openers:
                self._openers[key] = transports(key)
            return self._openers[key]


def transports(options: Connection) -> Callable[[], Transport]:
    """What opens a transport for each thread: straight to the server, or for HTTP/2 and proxies a pool."""
    dialer = Dialer(options)
    if options.proxy == ENV:
        from corscheck.wire.environment import ByEnvironment  # noqa: PLC0415 - rarely wanted

        return lambda: ByEnvironment(options, dialer)
    if not options.http2 and not options.proxy:
        return lambda: Direct(dialer)
    from corscheck.wire.pooled import Pooled  # noqa: PLC0415 - httpcore costs more than a run without it

    return lambda: Pooled(options, dialer)
