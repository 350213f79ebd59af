"""Real servers of many kinds on loopback, each started once for the tests that use it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

import aiohttp.web
import uvicorn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    Handler = Callable[[aiohttp.web.Request], Awaitable[aiohttp.web.StreamResponse]]

APP = "https://app.example.com"
TIMEOUT = 120.0


class World(NamedTuple):
    """Where the containers of `tests/real/conftest.py` listen, and their configuration files."""

    directory: Path
    ports: dict[str, int]
    authority: str

    def config(self, name: str) -> str:
        return str(self.directory / f"{name}.conf")


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 on which nothing listens, below those that systems hand out by themselves."""
    found: list[int] = []
    port = 10_000 + os.getpid() * 97 % 20_000
    while len(found) < count:
        port = 10_000 + (port - 9_999) % 20_000
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind(("127.0.0.1", port))
            found.append(port)
    return found


def await_port(port: int, alive: Callable[[], bool]) -> None:
    """Wait until something answers in HTTP on the port."""
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end and alive():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"nothing answers on port {port}")


@contextlib.contextmanager
def process(command: list[str], ports: list[int], log: Path) -> Iterator[None]:
    """A server in a process of its own, until all its ports answer."""
    with log.open("wb") as output:
        running = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        for port in ports:
            await_port(port, lambda: running.poll() is None)
        yield
    except AssertionError:
        sys.stderr.write(log.read_text(errors="replace"))
        raise
    finally:
        running.terminate()
        running.wait(10)


@contextlib.contextmanager
def aiohttp_server(app: aiohttp.web.Application) -> Iterator[int]:
    """An aiohttp application in a thread of its own; gives its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[aiohttp.web.AppRunner, int]:
        runner = aiohttp.web.AppRunner(app, access_log=None)
        await runner.setup()
        site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return runner, runner.addresses[0][1]

    runner, port = asyncio.run_coroutine_threadsafe(start(), loop).result(TIMEOUT)
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(TIMEOUT)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(TIMEOUT)
        loop.close()


def aiohttp_app(handler: Handler) -> aiohttp.web.Application:
    """An application in which one handler answers everything."""
    app = aiohttp.web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    return app


@contextlib.contextmanager
def uvicorn_server(app: object) -> Iterator[int]:
    """An ASGI application in a thread of its own; gives its port."""
    (port,) = free_ports(1)
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error", ws="none"))  # type: ignore[arg-type]  # any ASGI application
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        await_port(port, thread.is_alive)
        yield port
    finally:
        server.should_exit = True
        thread.join(TIMEOUT)
