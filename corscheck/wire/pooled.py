"""HTTP/2, proxies and documents, by httpcore: what `direct` does not speak. Slower, and rarely asked for.

httpcore is what httpx sends with. It is used directly because `httpx.HTTPTransport` cannot be given a
network backend. Ours looks up and connects as `--resolve` and `--unix-socket` say, and holds every
single read to the deadline of the whole exchange; httpx's timeouts are for one read each, so that a
server that sends a byte now and then would never end.
"""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

import httpcore

from corscheck.errors import UsageProblem
from corscheck.exchange import Response
from corscheck.fetch.url import DEFAULT_PORTS
from corscheck.wire import http1
from corscheck.wire.dial import broken, left, place_of
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    from corscheck.exchange import Request
    from corscheck.wire.dial import Dialer
    from corscheck.wire.transport import Connection

T = TypeVar("T")

_HUNG_UP = ("disconnected", "peer closed", "StreamReset", "ConnectionTerminated")
"""What httpcore says of ends: two of connections, HTTP/2's RST_STREAM and GOAWAY."""

PROXY_SCHEMES = ("http://", "https://", "socks5://", "socks5h://")


class Pooled:
    """A `Transport` of one thread over an httpcore connection pool."""

    def __init__(self, options: Connection, dialer: Dialer) -> None:
        self._plain_proxy = (options.proxy or "").lower().startswith("http")
        self._network = _Network(dialer)
        self._options = options
        self._dialer = dialer
        # By whether the client certificate may be shown: a pool has one TLS context. The first one is
        # made at once, so that options that cannot be used are reported before anything is sent.
        self._pools = {True: _pool(options, dialer, self._network, certificate=True)}

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        start = time.monotonic()
        answer = self.open(request, deadline)
        elapsed = time.monotonic() - start
        try:
            headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.headers)
            reason = answer.extensions.get("reason_phrase", b"").decode("latin-1")
            version = answer.extensions.get("http_version", b"").decode("latin-1")
            response = Response(answer.status, headers, reason, version, elapsed)
            if version.startswith("HTTP/1") and (request.method == "HEAD" or answer.status in (204, 304)):
                for _ in answer.iter_stream():  # reads nothing, but tells h11 that the answer has ended
                    pass
            return response
        finally:
            answer.close()

    def open(self, request: Request, deadline: float) -> httpcore.Response:
        """Send a request; the caller closes what comes back. Raises `TransportError`."""
        to = http1.target(request.url)
        port = None if to.port == DEFAULT_PORTS[to.scheme] else to.port
        self._network.deadline = deadline
        asked = http1.message(request, to)
        message = httpcore.Request(
            asked.method,
            httpcore.URL(scheme=to.scheme, host=to.host, port=port, target=asked.target),
            headers=asked.headers.raw_items(),
            content=request.body or None,
        )
        self._network.blanks = http1.Blanks()
        try:
            pool = self._pool(certificate=request.certificate or not self._options.cert)
            answer = guarded(lambda: pool.handle_request(message), to.place)
        except TransportError:
            self._network.hang_up()
            raise
        finally:
            self._network.blanks = None
        if (
            answer.status == 407 and self._plain_proxy and to.scheme == "http"
        ):  # in a tunnel it is the server's
            answer.close()
            raise TransportError("network", "the proxy refused: 407, it wants a name and a password")
        return answer

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _pool(self, *, certificate: bool) -> httpcore.ConnectionPool:
        if certificate not in self._pools:
            self._pools[certificate] = _pool(
                self._options, self._dialer, self._network, certificate=certificate
            )
        return self._pools[certificate]


def guarded(call: Callable[[], T], place: str) -> T:
    """Make a call to httpcore; what it raises becomes `TransportError`."""
    try:
        return call()
    except httpcore.RemoteProtocolError as error:
        if any(said in str(error) for said in _HUNG_UP):
            raise TransportError(
                "closed", "the connection was closed before a complete header section"
            ) from error
        raise http1.not_valid(error) from error
    except (httpcore.LocalProtocolError, ValueError) as error:  # h2's limits; a status that is no number
        raise http1.not_valid(error) from error
    except httpcore.ProxyError as error:
        raise TransportError(
            "network", f"the proxy refused: {http1.visible(str(error)).rstrip('.')}"
        ) from error
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        cause = error.__context__  # what the socket layer raised
        raise broken(cause if isinstance(cause, OSError) else error, place) from error
    except Exception as error:
        if not type(error).__module__.startswith("socksio."):  # which may not be installed
            raise
        raise TransportError("network", "the proxy does not speak SOCKS 5") from error


def _pool(
    options: Connection, dialer: Dialer, network: _Network, *, certificate: bool
) -> httpcore.ConnectionPool:
    for wanted, package, extra in (
        (options.http2, "h2", "http2"),
        ((options.proxy or "").lower().startswith("socks"), "socksio", "socks"),
    ):
        if wanted and not find_spec(package):
            raise UsageProblem(f"this needs the package {package}: pip install 'corscheck[{extra}]'")
    return httpcore.ConnectionPool(
        ssl_context=dialer.context(certificate=certificate),
        # The certificate is for the server, not for a proxy on the way.
        proxy=_proxy(options.proxy, dialer.context(certificate=False)) if options.proxy else None,
        max_connections=1,
        http2=options.http2,
        network_backend=network,
    )


def _proxy(url: str, context: ssl.SSLContext) -> httpcore.Proxy:
    parts = _proxy_parts(url)
    if parts is None:
        expected = f"expected a URL with one of {', '.join(PROXY_SCHEMES)}, a host and perhaps a port"
        raise UsageProblem(f"--proxy {url}: {expected}")
    auth = None
    if parts.username:
        auth = unquote_to_bytes(parts.username), unquote_to_bytes(parts.password or "")
    bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return httpcore.Proxy(bare, auth=auth, ssl_context=context if parts.scheme == "https" else None)


def _proxy_parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = url.lower().startswith(PROXY_SCHEMES) and parts.hostname and parts.port != 0
    except ValueError:  # no IPv6 address, no port
        return None
    return parts if usable and parts.netloc.rpartition("@")[2].isascii() else None


class _Network(httpcore.NetworkBackend):
    """Connects through the dialer's addresses and holds every operation to the deadline of the exchange."""

    def __init__(self, dialer: Dialer) -> None:
        self.deadline = 0.0
        self.blanks: http1.Blanks | None = None  # while a header section is read
        self._dialer = dialer
        self._inner = httpcore.SyncBackend()
        self._last: httpcore.NetworkStream | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - httpcore's interface; the deadline rules
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Connect to the unix socket if there is one, else to the name's addresses in turn."""
        path = self._dialer.unix_socket
        if path:
            return _Stream(self._inner.connect_unix_socket(path, left(self.deadline)), self)
        failure = TransportError("dns", f"the name `{host}` has no address")
        for address, share in self._dialer.addresses(host, port, self.deadline):
            try:
                self._last = self._inner.connect_tcp(address[4][0], port, left(share))
                return _Stream(self._last, self)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                cause = error.__context__  # what the socket layer raised
                failure = broken(cause if isinstance(cause, OSError) else error, place_of(address))
        raise failure

    def hang_up(self) -> None:
        """Close the last connection: httpcore leaves it open where a SOCKS proxy refuses."""
        if self._last:
            self._last.close()


class _Stream(httpcore.NetworkStream):
    """A connection whose operations end at the deadline of the exchange under way."""

    def __init__(self, inner: httpcore.NetworkStream, network: _Network, *, http2: bool = False) -> None:
        self._inner = inner
        self._network = network
        self._http2 = http2
        self._rest = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """As httpcore's, but what h11 could not bear is held back until the header section has ended."""
        if self._rest and self._network.blanks:
            raise http1.too_blank()
        data = self._rest or self._inner.read(max_bytes, left(self._network.deadline))
        self._rest = b""
        if self._network.blanks and not self._http2:
            end = self._network.blanks.bearable(data)
            data, self._rest = data[:end], data[end:]
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """As httpcore's."""
        self._inner.write(buffer, left(self._network.deadline))

    def close(self) -> None:
        """As httpcore's."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """As httpcore's."""
        secured = self._inner.start_tls(ssl_context, server_hostname, left(self._network.deadline))
        tls = secured.get_extra_info("ssl_object")
        return _Stream(secured, self._network, http2=tls.selected_alpn_protocol() == "h2")

    def get_extra_info(self, info: str) -> Any:
        """As httpcore's."""
        return self._inner.get_extra_info(info)
