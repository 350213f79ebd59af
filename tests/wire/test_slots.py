from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING

from corscheck.exchange import Failure, Request, Response
from corscheck.wire.send import Wire
from corscheck.wire.slots import HostSlots
from corscheck.wire.transport import Connection
from tests.support.servers import OK, Server, answering, requests

if TYPE_CHECKING:
    from corscheck.exchange import Answer


class Ask:
    """A conversation of one request."""

    def __init__(self, url: str) -> None:
        self.answer: Answer | None = None
        self._left = [Request("OPTIONS", url)]

    def next(self) -> Request | None:
        return self._left.pop() if self._left else None

    def feed(self, answer: Answer) -> None:
        self.answer = answer


def test_a_slot_is_waited_for_until_the_end() -> None:
    slots = HostSlots(1)
    start = time.monotonic()
    with slots.taken("http://a:1/x"), slots.taken("http://a:2/x"):
        with slots.taken("http://a:1/y", time.monotonic() + 0.1):
            assert time.monotonic() - start >= 0.1
        assert slots.waiting == 0
        threading.Timer(0.1, lambda: seen.append(slots.waiting)).start()
        seen: list[int] = []
        with slots.taken("http://a:2/y", time.monotonic() + 0.5):
            assert seen == [1]
    with slots.taken("http://a:1/z", 0.0):  # it was given back
        assert time.monotonic() - start < 5


def test_no_more_than_the_jobs_to_one_host() -> None:
    lock = threading.Lock()
    now = most = 0

    def handle(sock: socket.socket) -> None:
        nonlocal now, most
        for _ in requests(sock):
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= 1
            sock.sendall(OK)

    with Server(handle) as one, Server(answering(OK, keep=True)) as two:
        urls = [(two if number % 4 == 3 else one).url(f"/{number}") for number in range(80)]
        with Wire(Connection(jobs=3)) as wire:
            tasks = list(wire.drive(map(Ask, urls), hosts=8))
    assert 2 <= most <= 3
    assert [isinstance(task.answer, Response) for task in tasks] == [True] * 80


def test_hosts_that_are_down_cost_one_timeout() -> None:
    silent = [socket.create_server(("127.0.0.1", 0)) for _ in range(20)]
    with Server(answering(OK, keep=True)) as server:
        urls = [f"http://127.0.0.1:{one.getsockname()[1]}/" for one in silent] + [server.url()] * 5
        start = time.monotonic()
        with Wire(Connection(timeout=1.0)) as wire:
            answers = [task.answer for task in wire.drive(map(Ask, urls), hosts=32)]
        spent = time.monotonic() - start
    for one in silent:
        one.close()
    assert [isinstance(answer, Failure) for answer in answers] == [True] * 20 + [False] * 5
    assert spent < 3.5  # with the jobs of one host, they take 4 s
