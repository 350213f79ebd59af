"""Waiting until a service answers: long enough, no longer, and with the reason where it does not."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from corscheck.errors import DeadlinePassed, Unreachable
from corscheck.wire.launch import Service, free_port
from corscheck.wire.transport import Connection
from corscheck.wire.wait import wait_until_ready
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable


def run(code: str) -> Service:
    return Service([sys.executable, "-c", code])


SERVER = """
import socket, sys, time
time.sleep(float(sys.argv[2]))
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        sock, _ = server.accept()
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 405 Method Not Allowed\\r\\n\\r\\n")
        sock.close()
"""


def test_any_answer_means_ready() -> None:
    port = free_port()
    with Service([sys.executable, "-c", SERVER, str(port), "0.3"]) as service:
        assert wait_until_ready(Connection(), f"http://127.0.0.1:{port}/", 20, service).status == 405


def test_a_service_that_ends_is_reported_at_once_with_what_it_wrote() -> None:
    start = time.monotonic()
    with (
        run("print('Address already in use'); raise SystemExit(4)") as service,
        pytest.raises(Unreachable) as reported,
    ):
        wait_until_ready(Connection(), f"http://127.0.0.1:{free_port()}/", 60, service)
    assert time.monotonic() - start < 30
    assert str(reported.value) == (
        "the service ended with exit code 4 before it was ready\n"
        "Its output ended with:\nAddress already in use"
    )


def test_waiting_ends_with_the_last_failure_and_the_time_spent() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(Unreachable, match=r"was not ready after 0\.\d s: nothing listens on 127\.0\.0\.1"):
        wait_until_ready(Connection(), url, 0.5)


def test_a_server_that_never_answers_does_not_outlast_the_wait() -> None:
    start = time.monotonic()
    with Server(lambda sock: time.sleep(60)) as server, pytest.raises(Unreachable, match="in time"):
        wait_until_ready(Connection(timeout=60), server.url(), 0.3)
    assert time.monotonic() - start < 30


def test_what_is_not_http_is_not_ready() -> None:
    with Server(answering(b"SSH-2.0\r\n")) as server, pytest.raises(Unreachable, match="not HTTP"):
        wait_until_ready(Connection(), server.url(), 0.3)


@pytest.mark.parametrize("handle", [None, lambda sock: time.sleep(5), answering(b"SSH-2.0\r\n")])
def test_waiting_ends_with_the_run(handle: Callable[[socket.socket], None] | None) -> None:
    start = time.monotonic()
    options = Connection(timeout=60, deadline=0.3)
    with ExitStack() as stack:
        url = f"http://127.0.0.1:{free_port()}/"
        if handle:
            url = stack.enter_context(Server(handle)).url()
        with pytest.raises(
            DeadlinePassed, match=r"was not ready .*the deadline of the run, 0\.3 s, has passed"
        ):
            wait_until_ready(options, url, 20)
    assert time.monotonic() - start < 4


def test_time_that_was_spent_before_counts() -> None:
    options = Connection(deadline=0.05).started()
    time.sleep(0.1)
    with pytest.raises(DeadlinePassed):
        wait_until_ready(options, f"http://127.0.0.1:{free_port()}/", 20)
