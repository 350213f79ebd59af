"""HTTP/1.1 as bytes: a request's, and an answer's header section (RFC 9112). No sockets here.

Written by hand because of what was measured: 20,000 exchanges a second where h11 on the same
sockets makes 10,000, httpcore 5,400 and httpx 3,100; and because neither hyper (pyreqwest) nor
aiohttp hand over header lines as they were sent. The tests hold it against h11.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corscheck.exchange import Request, Response
from corscheck.wire.transport import Broken

MAX_HEAD = 256 * 1024
"""Bytes of header sections, interim ones included, after which an answer is given up, as in Chromium."""

DEFAULT_PORTS = {"http": 80, "https": 443}

_URL = re.compile(
    r"(https?)://(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#@:\[\]]+)(?::([0-9]{1,5})?)?(/[^?#]*)?(\?[^#]*)?(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_BLANK = " \t"
_UNPRINTABLE = re.compile(r"[^\x21-\x7e]")
_END = re.compile(rb"\n\r?\n")
# All linear in time: what is matched comes from anybody.
_STATUS_LINE = re.compile(r"(HTTP/1\.[0-9]) ([0-9]{3})(?: ([^\0\r\n]*))?")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\0\r\n]*)")


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


class Head(NamedTuple):
    """A parsed header section, and whether the connection can serve another request."""

    response: Response
    reusable: bool


def target(url: str) -> Target:
    """Take an absolute http or https URL apart.

    Its path is not normalised; only what would end the request line is percent-encoded. User
    information and fragment are left out. Raises `ValueError` for any other URL.
    """
    match = _URL.fullmatch(url)
    if not match:
        raise ValueError(f"`{url}` is not an absolute http or https URL")
    scheme, host, port, path, query = match.groups("")
    scheme, host = scheme.lower(), host.lower()
    default = DEFAULT_PORTS[scheme]
    number = int(port or default)
    path = _UNPRINTABLE.sub(_percent, (path or "/") + query)
    return Target(scheme, host.strip("[]"), number, host if number == default else f"{host}:{number}", path)


def header_lines(request: Request, to: Target) -> list[tuple[str, str]]:
    """The lines to send: the request's own, Host before them, Content-Length where Fetch has one."""
    names = {name.lower() for name, _ in request.headers}
    lines = [] if "host" in names else [("Host", to.authority)]
    lines += request.headers
    # Fetch, HTTP-network-or-cache fetch, steps on contentLength: POST and PUT say 0, others nothing.
    if (request.body or request.method in ("POST", "PUT")) and "content-length" not in names:
        lines.append(("Content-Length", str(len(request.body))))
    return lines


def serialise(request: Request, to: Target) -> bytes:
    """The request as it stands on the wire, header names and values as they were given.

    Raises `ValueError` where a method, a name or a value would break out of its line.
    """
    lines = [f"{request.method} {to.path} HTTP/1.1", *(f"{k}: {v}" for k, v in header_lines(request, to))]
    for line in lines:
        if "\r" in line or "\n" in line or "\0" in line:
            raise ValueError(f"{line!r} cannot stand in a request")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body


def head_end(buffer: bytearray, start: int = 0) -> int:
    """The offset behind the header section's empty line, sought from `start`; -1 where there is none yet."""
    found = _END.search(buffer, start)
    return found.end() if found else -1


def cannot_be_http(start: bytearray) -> bool:
    """Whether no header section can begin like this, so that waiting for more is pointless."""
    return not start.startswith(b"HTTP/1."[: len(start)])


def parse_head(head: bytes, method: str, rest: int) -> Head:
    """Parse a whole header section, its empty line included.

    `method` is the request's, `rest` how many bytes have arrived behind the section. Raises
    `Broken` of kind `not-http`, with the reason, for what RFC 9112 calls invalid.
    """
    text = head.decode("latin-1")
    first, *lines = (line.removesuffix("\r") for line in text.split("\n")[:-2])
    status = _STATUS_LINE.fullmatch(first)
    if not status:
        raise Broken("not-http", f"the status line is not valid: {visible(first)}")
    headers = []
    for line in _unfolded(lines) if "\n " in text or "\n\t" in text else lines:
        field = _FIELD.fullmatch(line)
        if not field:
            raise Broken("not-http", f"a header line is not valid: {visible(line)}")
        headers.append((field[1], field[2].strip(_BLANK)))
    version, code, reason = status.groups("")
    response = Response(int(code), tuple(headers), reason.strip(_BLANK), version)
    return Head(response, _reusable(response, method, rest))


def _unfolded(lines: list[str]) -> list[str]:
    """Lines that begin with a blank belong to the one before (RFC 9112, 5.2: obs-fold)."""
    groups: list[list[str]] = []
    for line in lines:
        if groups and line.startswith((" ", "\t")):
            groups[-1].append(line.lstrip(_BLANK))
        else:
            groups.append([line])
    return [" ".join(group) for group in groups]


def visible(text: str) -> str:
    """The first characters of something, readable and harmless."""
    shown = text[:60].encode("unicode_escape").decode("ascii")
    return f"`{shown}{'…' if len(text) > 60 else ''}`"


def not_http(start: bytearray) -> Broken:
    """Say what it was that is not HTTP."""
    if start.startswith((b"\x15\x03", b"\x16\x03")):
        return Broken("not-http", "the server speaks TLS on this port; use https://")
    return Broken("not-http", f"what answered is not HTTP; it begins with {visible(start.decode('latin-1'))}")


def has_no_body(response: Response, method: str) -> bool:
    """Whether the answer ends with its header section whatever the header says (RFC 9112, 6.3)."""
    return method == "HEAD" or response.status in (204, 304)


def _reusable(response: Response, method: str, rest: int) -> bool:
    """Whether the answer ends here (RFC 9112, 6.3) and another may follow on the connection (9.3).

    Bodies are never read; one that has arrived whole together with the head need not be.
    """
    tokens = {token.strip().lower() for value in response.values("Connection") for token in value.split(",")}
    if "close" in tokens or (response.http_version == "HTTP/1.0" and "keep-alive" not in tokens):
        return False
    if has_no_body(response, method):
        return rest == 0
    lengths = set(response.values("Content-Length"))
    return lengths == {str(rest)} and not response.values("Transfer-Encoding")


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))
