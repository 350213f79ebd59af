"""Requests in HTTP/1.1: where they go, and their bytes. No sockets here; answers are read by `head`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.fetch.headers import is_header_value, is_latin1, is_token
from corscheck.fetch.url import DEFAULT_PORTS, parse_url
from corscheck.records import NamedTuple
from corscheck.text import quoted
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Request

Lines = tuple[tuple[bytes, bytes], ...]
"""Header lines as they are sent."""


class Target(NamedTuple):
    """Where a request goes: `path` is the request target of the request line, query included."""

    scheme: str
    host: str  # without brackets
    port: int
    authority: str  # as in the Host header
    path: str

    @property
    def place(self) -> str:
        """Host and port, as people write them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def has_default_port(self) -> bool:
        """Whether the port is the one that the scheme has without one."""
        return self.port == DEFAULT_PORTS[self.scheme]


def target(url: str) -> Target:
    """Split an absolute http or https URL, as the URL standard does.

    User information and fragment are left out. Raises `ValueError` for any other URL.
    """
    parsed = parse_url(url)
    if parsed is None:
        raise ValueError(f"`{url}` is not an absolute http or https URL")
    before = len(parsed.scheme) + len("://")
    path = parsed.href[parsed.href.index("/", before) :]
    return Target(parsed.scheme, parsed.host.strip("[]"), parsed.port, parsed.origin[before:], path)


@lru_cache(maxsize=1024)
def header_lines(method: str, headers: Headers, length: int, authority: str) -> Lines:
    """All header lines of a request: Host before its own, and Content-Length where Fetch has one.

    Names and values may be whatever script can give `fetch()`.

    Raises:
        TransportError: The method, a name or a value cannot be sent, or the lines contradict the body.
    """
    if not is_token(method):
        raise _not_sendable(f"{quoted(method)} is not a method")
    for name, value in headers:
        if not is_token(name) or not is_latin1(value) or not is_header_value(value):
            raise _not_sendable(f"{quoted(f'{name}: {value}')} is not a header")
    names = [name.lower() for name, _ in headers]
    lines = [] if "host" in names else [("Host", authority)]
    lines += headers
    # Fetch, HTTP-network-or-cache fetch, steps on contentLength: POST and PUT say 0, others nothing.
    if (length or method in ("POST", "PUT")) and not {"content-length", "transfer-encoding"} & {*names}:
        lines.append(("Content-Length", str(length)))
    if names.count("host") > 1 or {"content-length", "transfer-encoding"} <= {*names}:
        raise _not_sendable("its headers contradict each other (Host, Content-Length, Transfer-Encoding)")
    _check_framing(headers, length)
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in lines)


def serialize(request: Request, to: Target) -> bytes:
    """The bytes of a request. Raises as `header_lines`."""
    data = _serialized(request.method, request.headers, request.body, to.authority)
    # A serialised URL has visible ASCII only, a method no blank: nothing can break out of its line.
    return data.replace(b" / ", b" %b " % to.path.encode("ascii"), 1)


@lru_cache(maxsize=1024)
def _serialized(method: str, headers: Headers, body: bytes, authority: str) -> bytes:
    """The request, but to `/`: thousands of requests differ in their path only."""
    lines = header_lines(method, headers, len(body), authority)
    if any(name.lower() == b"transfer-encoding" for name, _ in lines):
        body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
    section = b"".join(b"%b: %b\r\n" % line for line in lines)
    return b"%b / HTTP/1.1\r\n%b\r\n%b" % (method.encode("ascii"), section, body)


def _check_framing(headers: Headers, length: int) -> None:
    """A server must not read a part of the body, or more than the body, as another request."""
    for name, value in headers:
        if name.lower() == "content-length" and value != str(length):
            raise _not_sendable(f"its Content-Length is {quoted(value)}, its body has {length} bytes")
        if name.lower() == "transfer-encoding" and value.lower() != "chunked":
            raise _not_sendable(f"its Transfer-Encoding is {quoted(value)}, which is not applied to the body")


def _not_sendable(reason: str) -> TransportError:
    return TransportError("network", f"this request cannot be sent: {reason}")
