"""The connections under httpcore: opened by our dialer, ended at our deadline, read by our parser.

httpcore measures its timeouts for single reads, so that a server which sends a byte now and then would never
end; here every operation ends at the deadline of the whole exchange. And httpcore parses HTTP/1.1 with h11,
which refuses what browsers tolerate; here h11 gets a section with nothing but the length of the body, and the
answer is what `head` parsed from the section that was received.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpcore

from corscheck.wire.dial import broken, is_readable, left
from corscheck.wire.head import HeadParser
from corscheck.wire.section import content_length, is_chunked
from corscheck.wire.tls import TlsStream

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterable

    from corscheck.wire.dial import Dialer
    from corscheck.wire.head import ParsedHead
    from corscheck.wire.http1 import Target

_SOCKS = (b"\x01", b"\x05")  # first bytes of messages to a SOCKS proxy; no HTTP request begins so
_CHUNK = 65536
_NO_STATUS = 599  # stands for one that h11 does not know


class Network(httpcore.NetworkBackend):
    """The connections of one thread, which has one exchange under way at a time."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._last: Stream | None = None
        self.deadline = 0.0
        self.head: ParsedHead | None = None  # of the answer that came last over HTTP/1
        self._method = ""
        self._upgrade = False
        self._to: Target | None = None

    def begin(self, method: str, to: Target, deadline: float, *, upgrade: bool = False) -> None:
        """Begin an exchange; with `upgrade`, 101 is an answer to it."""
        self._upgrade = upgrade
        self.deadline = deadline
        self.head = None
        self._method = method
        self._to = to

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - httpcore's interface; the deadline rules
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Connect as `--resolve` and `--unix-socket` say."""
        sock = self._dialer.connect(host, port, self.deadline)
        self._last = Stream(sock, f"{host}:{port}", self)
        return self._last

    def hang_up(self) -> None:
        """Close the last connection, which httpcore leaves open where a SOCKS proxy refuses."""
        if self._last:
            self._last.close()

    def parser(self, *, secure: bool) -> HeadParser:
        """A parser for the next answer."""
        default_port = self._to is not None and self._to.has_default_port
        scheme = "https" if secure else "http"
        return HeadParser(self._method, scheme, default_port=default_port, upgrade=self._upgrade)


class Stream(httpcore.NetworkStream):
    """A connection whose operations end at the deadline of the exchange under way."""

    def __init__(self, inner: socket.socket | TlsStream, place: str, network: Network) -> None:
        self._inner = inner
        self._place = place
        self._network = network
        self._parser: HeadParser | None = None  # while a header section is awaited

    @property
    def _speaks_http2(self) -> bool:
        return isinstance(self._inner, TlsStream) and self._inner.tls.selected_alpn_protocol() == "h2"

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as above
        """The next bytes. A header section in HTTP/1 is parsed, and h11 gets its framing instead."""
        try:
            data = self._receive()
            if self._parser is None:
                return data
            head = None
            while data and not (head := self._parser.feed(data)):
                data = self._receive()
            self._network.head = head or self._parser.close()
            rest = self._parser.rest
        except OSError as error:
            raise broken(error, self._place) from error
        self._parser = None
        return framing(self._network.head) + rest

    def _receive(self) -> bytes:
        self._inner.settimeout(left(self._network.deadline))
        return self._inner.recv(_CHUNK)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        """Send all of it; after a request, an answer is awaited."""
        if not self._speaks_http2 and not buffer.startswith(_SOCKS):
            self._parser = self._network.parser(secure=isinstance(self._inner, TlsStream))
        try:
            self._inner.settimeout(left(self._network.deadline))
            self._inner.sendall(buffer)
        except OSError as error:
            raise httpcore.WriteError from error  # httpcore then reads what the server sent before it closed

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.NetworkStream:
        """Start TLS on the connection."""
        self._network.head = None  # the proxy's
        host = server_hostname or ""
        try:
            inner = TlsStream(self._inner, ssl_context, host, left(self._network.deadline))
        except OSError as error:
            self.close()
            raise broken(error, host) from error
        return Stream(inner, self._place, self._network)

    def get_extra_info(self, info: str) -> Any:
        """The properties that httpcore uses: the TLS connection, and whether there is something to read."""
        if info == "ssl_object":
            return self._inner.tls if isinstance(self._inner, TlsStream) else None
        return is_readable(self._inner) if info == "is_readable" else None


def framing(head: ParsedHead) -> bytes:
    """A section from which h11 learns how long the body is, as Chromium would have it."""
    response = head.response
    status = response.status if 200 <= response.status <= 999 else _NO_STATUS
    reason = re.sub(r"[^\t -~]", "?", response.reason[:100]).encode("ascii")
    lines = [b"HTTP/1.1 %d %b" % (status, reason)]
    length = content_length(response)
    if is_chunked(response):
        lines.append(b"Transfer-Encoding: chunked")
    elif length is not None:
        lines.append(b"Content-Length: %d" % length)
    if not head.reusable:
        lines.append(b"Connection: close")
    return b"\r\n".join([*lines, b"", b""])
