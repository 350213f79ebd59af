"""What servers do that a client must survive: each is a function that is given an accepted connection."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import struct
import time
from typing import TYPE_CHECKING

import trustme

from tests.support.servers import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Handle = Callable[[socket.socket], None]

ALLOW = (
    b"Access-Control-Allow-Origin: https://app.example.com\r\nAccess-Control-Allow-Credentials: true\r\n"
    b"Access-Control-Allow-Methods: GET, POST, DELETE, PUT, PATCH, OPTIONS\r\n"
    b"Access-Control-Allow-Headers: X-A, X-PINGOTHER, Content-Type, Authorization\r\n"
)
"""Header lines with which the tests' requests are allowed."""
EMPTY = b"Content-Length: 0\r\n"


def ok(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK", end: bytes = b"\r\n") -> bytes:
    """An answer that allows everything, with further header lines."""
    return end.join([status, *ALLOW.split(b"\r\n")[:-1], *lines, b"", b""])


def good(sock: socket.socket) -> None:
    """A server as it should be."""
    for _ in requests(sock):
        sock.sendall(ok(b"Content-Length: 0"))


def sends(*pieces: bytes, then: Handle | None = None) -> Handle:
    """Read a request, send these bytes, and close, or go on with something else."""

    def handle(sock: socket.socket) -> None:
        next(requests(sock), None)
        for piece in pieces:
            sock.sendall(piece)
        if then is not None:
            then(sock)

    return handle


def keeps(*lines: bytes, **options: bytes) -> Handle:
    """Answer every request of a connection with these header lines and those that allow everything."""

    def handle(sock: socket.socket) -> None:
        for _ in requests(sock):
            sock.sendall(ok(*lines, b"Content-Length: 0", **options))

    return handle


def floods(start: bytes, again: bytes) -> Handle:
    """Send something for ever, as fast as it is taken."""

    def handle(sock: socket.socket) -> None:
        next(requests(sock), None)
        sock.sendall(start)
        block = again * (65536 // len(again) + 1)
        while True:
            sock.sendall(block)

    return handle


def drips(start: bytes, pieces: Iterable[bytes], pause: float = 0.02) -> Handle:
    """Send something and then a little again and again: each time before anybody has lost patience."""
    forever = list(pieces)

    def handle(sock: socket.socket) -> None:
        next(requests(sock), None)
        sock.sendall(start)
        for piece in itertools.cycle(forever):
            sock.sendall(piece)
            time.sleep(pause)

    return handle


def silent(sock: socket.socket) -> None:
    """Read all, answer nothing."""
    while sock.recv(65536):
        pass


def deaf(sock: socket.socket) -> None:
    """Read nothing."""
    with contextlib.suppress(OSError):
        while sock.getpeername():
            time.sleep(0.05)


def closes(sock: socket.socket) -> None:
    """Close at once."""


def resets(sock: socket.socket) -> None:
    """Reset at once."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def half_closes(sock: socket.socket) -> None:
    """Say that nothing will come, and keep the connection."""
    sock.shutdown(socket.SHUT_WR)
    silent(sock)


def early(sock: socket.socket) -> None:
    """Answer before there is a request."""
    sock.sendall(ok(b"Content-Length: 0", b"Connection: close"))
    silent(sock)


def once(handle: Handle) -> Handle:
    """Do it to every second connection, and serve the others well."""
    count = itertools.count()

    def either(sock: socket.socket) -> None:
        (handle if next(count) % 2 else good)(sock)

    return either


def stale(sock: socket.socket) -> None:
    """Promise to keep the connection, and close it after the answer."""
    sends(ok(b"Content-Length: 0", b"Keep-Alive: timeout=600"))(sock)


def smuggles(sock: socket.socket) -> None:
    """Send an answer more than there are requests: the next request on the connection must not get it."""
    for _ in requests(sock):
        blocked = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        sock.sendall(blocked + ok(b"Content-Length: 0", b"X-Smuggled: 1"))


def redirects(location: Callable[[bytes], bytes], status: bytes = b"302") -> Handle:
    """Redirect every request to what is made of its target."""

    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            target = request.split(b" ")[1]
            sock.sendall(ok(b"Location: " + location(target), EMPTY.strip(), status=b"HTTP/1.1 " + status))

    return handle


def longer(target: bytes) -> bytes:
    """A URL that nobody has been to."""
    return target + b"x"


def to(location: bytes) -> Callable[[bytes], bytes]:
    """Always the same place."""
    return lambda _: location


# --- TLS ---------------------------------------------------------------------------------------------------

AUTHORITY = trustme.CA()
STRANGER = trustme.CA()


def context(authority: trustme.CA = AUTHORITY, name: str = "127.0.0.1") -> ssl.SSLContext:
    """A server's, with a certificate of that authority for that name."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(made)
    return made


def wants_certificate() -> ssl.SSLContext:
    """One that asks for a client's certificate and takes none but of its own authority."""
    made = context()
    made.maximum_version = ssl.TLSVersion.TLSv1_2  # with 1.3 it says so only after the handshake
    made.verify_mode = ssl.CERT_REQUIRED
    AUTHORITY.configure_trust(made)
    return made


def record(kind: int, content: bytes) -> bytes:
    """A TLS record in the clear."""
    return struct.pack("!BHH", kind, 0x0303, len(content)) + content


def hello_then(*records: bytes, pause: float = 0.0) -> Handle:
    """Take the client's hello, then send records for ever."""

    def handle(sock: socket.socket) -> None:
        sock.recv(65536)
        for piece in itertools.cycle(records):
            sock.sendall(piece)
            time.sleep(pause)

    return handle


def plain(sock: socket.socket) -> None:
    """Answer whatever comes in HTTP, as a server does that was sent the hello of TLS."""
    sock.recv(65536)
    sock.sendall(ok(status=b"HTTP/1.1 400 Bad Request"))
