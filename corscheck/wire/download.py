"""Reading a document (an OpenAPI description) from a server, with httpx: redirects, decoding, limits."""

from __future__ import annotations

import socket
import time
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

import httpx

from corscheck.records import NamedTuple
from corscheck.wire.content_coding import ACCEPTED, decoded
from corscheck.wire.dial import Dialer
from corscheck.wire.http1 import target
from corscheck.wire.pooled import HttpxTransport
from corscheck.wire.proxies import with_proxy
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.wire.http1 import Target
    from corscheck.wire.transport import Connection

LIMIT = 16 * 1024 * 1024
"""Bytes of a decoded document at most."""

MAX_REDIRECTS = 5

# Metadata services of clouds, which give out credentials of the machine: in addition to link-local
# addresses, those of AWS on IPv6, Alibaba, Azure and Oracle.
_METADATA = [
    ip_network(network)
    for network in (
        *("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::/32"),
        *("100.100.100.200", "168.63.129.16", "192.0.0.192"),
    )
]
_METADATA_NAMES = ("metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal")


class Document(NamedTuple):
    """The response to a download: the final URL with its status and body."""

    url: str
    status: int
    content: bytes


def download(url: str, options: Connection, *, same_origin: bool = False) -> Document:
    """GET a document; `options.headers` are for the URL's own origin only.

    Redirects are followed, with `same_origin` on the URL's own origin only, and never to the metadata service
    of a cloud. The whole may take `options.timeout` seconds,
    and not longer than the run.

    Raises:
        TransportError: There is no document, it is too large, or it is somewhere else.
        UsageProblem: The options cannot be used.
    """
    options = with_proxy(options, url)
    headers = {"Accept": "*/*", "Accept-Encoding": ACCEPTED}
    deadline = min(time.monotonic() + options.timeout, options.end)
    try:
        transport = _Transport(options, deadline, url, same_origin=same_origin)
        with (
            httpx.Client(
                transport=transport, trust_env=False, follow_redirects=True, max_redirects=MAX_REDIRECTS
            ) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            codings = response.headers.get_list("Content-Encoding", split_commas=True)
            content = b"".join(decoded(response.iter_raw(), codings, LIMIT))
            return Document(str(response.url), response.status_code, content)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TransportError("network", f"the document could not be read: {error}") from error
    except TransportError as error:
        if error.kind in ("timeout", "dns") and time.monotonic() >= options.end:
            raise TransportError("deadline", options.too_late) from error
        raise


class _Transport(HttpxTransport):
    """A transport that limits where the user's headers are sent, and where redirects may lead."""

    def __init__(self, options: Connection, deadline: float, url: str, *, same_origin: bool) -> None:
        self._dialer = Dialer(options)
        super().__init__(options, self._dialer)
        self._options = options
        self._deadline = deadline
        self._same_origin = same_origin
        self._origin = _origin(httpx.URL(url))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See `HttpxTransport`."""
        own = _origin(request.url) == self._origin
        if not own:
            try:
                self._check_redirect(target(str(request.url)))
            except ValueError as error:
                message = f"redirected to where there is no document: {error}"
                raise TransportError("network", message) from error
        # A request of its own: httpx makes the next one of a redirection from the one that it gave.
        sent = httpx.Request(
            request.method,
            request.url,
            headers=[*request.headers.raw, *(_encoded(self._options.headers) if own else ())],
            stream=request.stream,
            extensions={"deadline": self._deadline, "certificate": own},
        )
        return super().handle_request(sent)

    def _check_redirect(self, to: Target) -> None:
        """Raises `TransportError` where a redirect to another origin is not to be followed."""
        origin = f"{to.scheme}://{to.authority}"
        if self._same_origin:
            raise TransportError("network", f"redirected to another origin, {origin}, which is not followed")
        name = to.host.lower().rstrip(".")
        if name in _METADATA_NAMES or any(map(_is_metadata, self._addresses(to))):
            raise TransportError(
                "network", f"redirected to {origin}, a cloud metadata address, which is not followed"
            )

    def _addresses(self, to: Target) -> list[str]:
        """The addresses that a connection goes to, as far as that is decided here."""
        if self._options.unix_socket:
            return []
        if self._options.proxy:  # the proxy resolves names
            try:
                known = socket.getaddrinfo(to.host, to.port, flags=socket.AI_NUMERICHOST)
            except (OSError, UnicodeError):
                return []
            return [str(address[4][0]) for address in known]
        return [address[4][0] for address, _ in self._dialer.addresses(to.host, to.port, self._deadline)]


def _is_metadata(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return any(one in network for one in (ip, mapped) if one for network in _METADATA)


def _origin(url: httpx.URL) -> tuple[bytes, bytes, int | None]:
    return url.raw_scheme, url.raw_host, url.port


def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
