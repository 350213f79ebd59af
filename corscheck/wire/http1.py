"""HTTP/1.1 as h11 speaks it: a request as bytes, and from bytes an answer's header section. No sockets here.

h11 hands over header lines as they came (letter case, order, duplicates), with three exceptions that
CORS never looks at: equal Content-Length lines are one, Transfer-Encoding is lower-cased, and folded
lines are joined.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import h11

from corscheck.exchange import Response
from corscheck.fetch.url import parse_url
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Request

MAX_HEAD = 256 * 1024
"""Bytes of header sections, interim ones included, after which an answer is given up, as in Chromium."""

MAX_BLANKS = 1024
"""Blanks and line ends in a row that h11 is given: on more, its expressions take quadratic time.

A header line of 250,000 blanks and a NUL would keep h11 0.16 busy for minutes, the interpreter's lock held.
"""

MAX_KNOWN = 4096
"""Bytes of an answer that is kept, to know it when it comes again."""

_AS_BLANKS = bytes.maketrans(b"\t\r\n", b"   ")
_RUN = b" " * MAX_BLANKS
_SHOWN = 100  # characters of what came, in a message


class Target(NamedTuple):
    """Where a request goes: `path` is what stands in the request line, query included."""

    scheme: str
    host: str  # without brackets
    port: int
    authority: str  # as in the Host header
    path: str

    @property
    def place(self) -> str:
        """Host and port, as people write them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def target(url: str) -> Target:
    """Take an absolute http or https URL apart, as the URL standard does.

    User information and fragment are left out. Raises `ValueError` for any other URL.
    """
    parsed = parse_url(url)
    if parsed is None:
        raise ValueError(f"`{url}` is not an absolute http or https URL")
    before = len(parsed.scheme) + len("://")
    path = parsed.href[parsed.href.index("/", before) :]
    return Target(parsed.scheme, parsed.host.strip("[]"), parsed.port, parsed.origin[before:], path)


@lru_cache(maxsize=1024)
def template(method: str, headers: Headers, length: int, authority: str) -> h11.Request:
    """The request, but to `/`: with Host before its own lines, and Content-Length where Fetch has one.

    Most of the work is h11's checking of the lines, and thousands of requests differ in their path only.
    Raises `h11.LocalProtocolError` and `UnicodeEncodeError` for what cannot stand in a request.
    """
    names = {name.lower() for name, _ in headers}
    lines = [] if "host" in names else [("Host", authority)]
    lines += headers
    # Fetch, HTTP-network-or-cache fetch, steps on contentLength: POST and PUT say 0, others nothing.
    if (length or method in ("POST", "PUT")) and "content-length" not in names:
        lines.append(("Content-Length", str(length)))
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines]
    return h11.Request(method=method, target="/", headers=encoded)


def message(request: Request, to: Target) -> h11.Request:
    """The request without its body. Raises `TransportError` for what cannot stand in one."""
    try:
        lines = template(request.method, request.headers, len(request.body), to.authority).headers
        return h11.Request(method=request.method, target=to.path, headers=lines)
    except (h11.LocalProtocolError, UnicodeEncodeError) as error:
        raise TransportError("network", f"this request cannot be sent: {error}") from error


@lru_cache(maxsize=1024)
def _said(method: str, headers: Headers, body: bytes, authority: str) -> bytes:
    """The bytes of the request, but to `/`. Raises as `template`."""
    peer = h11.Connection(h11.CLIENT)
    data = peer.send(template(method, headers, len(body), authority)) or b""
    if body:
        data += peer.send(h11.Data(body)) or b""
    return data + (peer.send(h11.EndOfMessage()) or b"")


def said(request: Request, to: Target) -> bytes:
    """The request as it stands on the wire. Raises `TransportError` for what HTTP cannot say."""
    try:
        data = _said(request.method, request.headers, request.body, to.authority)
    except (h11.LocalProtocolError, UnicodeEncodeError) as error:
        raise TransportError("network", f"this request cannot be sent: {error}") from error
    # A serialised URL has visible ASCII only, a method no blank: nothing can break out of its line.
    return data.replace(b" / ", b" %b " % to.path.encode("ascii"), 1)


class Blanks:
    """Watches for `MAX_BLANKS` in a row, also where the bytes come in pieces."""

    __slots__ = ("_tail",)

    def __init__(self) -> None:
        self._tail = b""

    def bearable(self, data: bytes) -> int:
        """How much of the next piece h11 may have before it must have found the end of the section."""
        seen = (self._tail + data).translate(_AS_BLANKS)
        run = seen.find(_RUN)
        end = len(data) if run < 0 else run + MAX_BLANKS - len(self._tail)
        self._tail = seen[1 - MAX_BLANKS :]
        return end


class Heard(NamedTuple):
    """A complete header section, and whether the connection can serve another request.

    It can where the answer has surely ended: bodies are never waited for, but one that has come
    together with its header section does no harm.
    """

    response: Response
    over: bool


class Listener:
    """Listens for the header section of the answer to one request; 1xx are skipped.

    `matter` are the lines of the request that its answer may depend on, see `mattering`.
    """

    __slots__ = ("_begin", "_blanks", "_peer", "received")

    def __init__(self, method: str, matter: Headers = ()) -> None:
        self.received = 0  # bytes
        self._begin = b""
        self._blanks = Blanks()
        self._peer = h11.Connection(h11.CLIENT, MAX_HEAD)
        lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in matter]
        self._peer.send(h11.Request(method=method, target="/", headers=[(b"Host", b""), *lines]))
        self._peer.send(h11.EndOfMessage())

    def hear(self, data: bytes) -> Heard | None:
        """Take what has come; the answer, once its header section is complete.

        Raises `TransportError`: `not-http` for what is none, `malformed` for bad HTTP and for too much of it.
        """
        self._begin += data[: _SHOWN + 1 - len(self._begin)]
        if not self._begin.startswith(b"HTTP/"[: len(self._begin)]):
            raise _other_protocol(self._begin)  # now: it may wait for us to go on
        self.received += len(data)
        if self.received > MAX_HEAD:
            raise TransportError("malformed", f"the header section is longer than {MAX_HEAD // 1024} KiB")
        end = self._blanks.bearable(data)
        self._peer.receive_data(data[:end])
        event = self._event()
        if isinstance(event, h11.Response):
            return Heard(_response(event), end == len(data) and self._over())
        if event is h11.PAUSED:
            raise TransportError("malformed", "the server switched protocols (101)")
        if end < len(data):
            raise too_blank()
        return None

    def _event(self) -> object:
        try:
            event = self._peer.next_event()
            while type(event) is h11.InformationalResponse:
                event = self._peer.next_event()
        except h11.RemoteProtocolError as error:
            raise not_valid(error) from error
        return event

    def _over(self) -> bool:
        try:
            while type(self._peer.next_event()) is h11.Data:
                pass
        except h11.RemoteProtocolError:
            return False
        done = self._peer.our_state is h11.DONE and self._peer.their_state is h11.DONE
        return done and not self._peer.trailing_data[0]


def mattering(headers: Headers) -> Headers:
    """The lines of a request that decide how its answer is read, and whether the connection goes on."""
    return tuple(line for line in headers if line[0].lower() in ("connection", "upgrade"))


def _response(event: h11.Response) -> Response:
    headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in event.headers.raw_items())
    version = f"HTTP/{event.http_version.decode('ascii')}"
    return Response(event.status_code, headers, event.reason.decode("latin-1"), version)


@lru_cache(maxsize=512)
def _heard(method: str, matter: Headers, data: bytes) -> Heard | None:
    return Listener(method, matter).hear(data)


def heard_at_once(method: str, matter: Headers, data: bytes) -> Heard | None:
    """The answer, where all of its header section has come in one piece; raises as `Listener.hear`.

    Servers say the same to most preflights, to the byte, for as long as their Date holds.
    """
    return _heard(method, matter, data) if len(data) <= MAX_KNOWN else None


def too_blank() -> TransportError:
    """What is said of a header section that h11 would take too long for."""
    return TransportError("malformed", f"its header section has more than {MAX_BLANKS} blanks in a row")


def not_valid(error: Exception) -> TransportError:
    """What h11 says about an answer that it does not take for HTTP; it quotes what it does not like."""
    said = re.sub(r"bytearray\(b(.*)\)", r"\1", str(error), flags=re.DOTALL)
    kind = "not-http" if re.search(r"status line: (?!'HTTP/)", said) else "malformed"
    return TransportError(kind, f"what answered is not valid HTTP: {visible(said)}")


def visible(text: str) -> str:
    """The first characters of something, readable and harmless; h11 has doubled the backslashes already."""
    shown = text[:_SHOWN].encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    return f"{shown}{'…' if len(text) > _SHOWN else ''}"


def _other_protocol(start: bytes) -> TransportError:
    if start.startswith((b"\x15\x03", b"\x16\x03")):
        return TransportError("not-http", "the server speaks TLS on this port; use https://")
    return TransportError(
        "not-http", f"what answered is not HTTP; it begins with `{visible(start.decode('latin-1'))}`"
    )
