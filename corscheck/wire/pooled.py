"""HTTP/2, proxies and documents, with httpx: which `direct` does not support. Slower, and rarely used.

`httpx.HTTPTransport` cannot be given a network backend, so the transport here does the same: it passes
requests to an httpcore pool, whose connections are those of `network`.
"""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

import httpcore
import httpx

from corscheck.errors import UsageProblem, missing_extra
from corscheck.exchange import PREVIEW, Response
from corscheck.text import visible
from corscheck.wire.dial import broken
from corscheck.wire.http1 import header_lines, target
from corscheck.wire.network import Network
from corscheck.wire.preview import decoded, has_text
from corscheck.wire.section import kept_lines
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from corscheck.exchange import Request
    from corscheck.wire.dial import Dialer
    from corscheck.wire.transport import Connection

T = TypeVar("T")

_HUNG_UP = ("disconnected", "peer closed", "StreamReset", "ConnectionTerminated")
"""Parts of httpcore's messages about closed connections and about RST_STREAM and GOAWAY of HTTP/2."""

PROXY_SCHEMES = ("http://", "https://", "socks5://", "socks5h://")


class HttpxTransport(httpx.BaseTransport):
    """Sends httpx's requests over connections of ours, for one thread.

    Extensions of a request: `deadline` (required; of `time.monotonic`, for all of it), `path` (bytes;
    the request target, where httpx would change it) and `certificate` (bool; whether the client
    certificate may be shown). A response has the extension `answer`, an `exchange.Response`.
    """

    def __init__(self, options: Connection, dialer: Dialer) -> None:
        self._options = options
        self._dialer = dialer
        self._network = Network(dialer)
        self._plain_proxy = (options.proxy or "").lower().startswith("http")
        # By whether the client certificate may be shown: a pool has one TLS context. The first one is
        # made at once, so that options that cannot be used are reported before anything is sent.
        self._pools = {True: self._new_pool(certificate=True)}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See `httpx.BaseTransport`. Raises `TransportError`."""
        url, extensions = request.url, request.extensions
        try:
            to = target(str(url.copy_with(raw_path=b"/")))
        except ValueError as error:
            raise TransportError("network", str(error)) from error
        upgrade = "upgrade" in request.headers
        self._network.begin(request.method, to, extensions["deadline"], upgrade=upgrade)
        message = _message(request)
        certificate = extensions.get("certificate", True) or not self._options.cert
        pool = self._pool(certificate=certificate)
        start = time.monotonic()
        try:
            reply = guarded(lambda: pool.handle_request(message), to.place)
        except TransportError:
            self._pools.pop(certificate).close()  # no connection is used again after a failure
            self._network.hang_up()
            raise
        answer = self._answer(reply)._replace(elapsed=time.monotonic() - start)
        # In a tunnel, a 407 is the server's.
        if answer.status == 407 and self._plain_proxy and to.scheme == "http":
            reply.close()
            raise TransportError("network", "the proxy refused: 407, it wants a name and a password")
        try:
            answer = self._dialer.budget.take(answer)
        except TransportError:
            reply.close()
            raise
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        return httpx.Response(
            answer.status, headers=headers, stream=_Body(reply, to.place), extensions={"answer": answer}
        )

    def drain(self, response: httpx.Response) -> None:
        """End an exchange without reading its body; the connection is reused where the body has ended."""
        head = self._network.head
        if head is not None and head.reusable:
            for _ in response.iter_raw():
                pass
        response.close()

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _answer(self, reply: httpcore.Response) -> Response:
        head = self._network.head
        if head is not None:
            return head.response
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in reply.headers)
        version = reply.extensions.get("http_version", b"").decode("latin-1")
        headers, oddities = kept_lines(headers)
        return Response(reply.status, headers, "", version, oddities=oddities)

    def _pool(self, *, certificate: bool) -> httpcore.ConnectionPool:
        if certificate not in self._pools:
            self._pools[certificate] = self._new_pool(certificate=certificate)
        return self._pools[certificate]

    def _new_pool(self, *, certificate: bool) -> httpcore.ConnectionPool:
        options = self._options
        for wanted, option, package, extra in (
            (options.http2, "--http2", "h2", "http2"),
            ((options.proxy or "").lower().startswith("socks"), "a SOCKS proxy", "socksio", "socks"),
        ):
            if wanted and not find_spec(package):
                raise missing_extra(option, package, extra)
        # The certificate is for the server, not for a proxy on the way.
        proxy = _proxy(options.proxy, self._dialer.context(certificate=False)) if options.proxy else None
        return httpcore.ConnectionPool(
            ssl_context=self._dialer.context(certificate=certificate),
            proxy=proxy,
            max_connections=1,
            http2=options.http2,
            network_backend=self._network,
        )


def _message(request: httpx.Request) -> httpcore.Request:
    """The request for httpcore, with the request target of the extension `path`."""
    url = request.url
    where = httpcore.URL(
        scheme=url.raw_scheme,
        host=url.raw_host,
        port=url.port,
        target=request.extensions.get("path", url.raw_path),
    )
    return httpcore.Request(request.method, where, headers=request.headers.raw, content=request.stream)


class Pooled:
    """A `Transport` over `HttpxTransport`."""

    def __init__(self, options: Connection, dialer: Dialer) -> None:
        self._transport = HttpxTransport(options, dialer)

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        to = target(request.url)
        message = httpx.Request(
            request.method,
            httpx.URL(
                scheme=to.scheme, host=to.host, port=None if to.has_default_port else to.port, path="/"
            ),
            headers=header_lines(request.method, request.headers, len(request.body), to.authority),
            stream=httpx.ByteStream(request.body),
            extensions={
                "deadline": deadline,
                "path": to.path.encode("ascii"),
                "certificate": request.certificate,
            },
        )
        message.method = request.method  # httpx has put it into upper case
        response = self._transport.handle_request(message)
        answer: Response = response.extensions["answer"]
        if request.preview and has_text(request.method, answer):
            answer = answer._replace(body=decoded(answer, _start_of(response)))
        else:
            self._transport.drain(response)
        return answer

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


def _start_of(response: httpx.Response) -> bytes:
    """The start of the body, as far as it comes; the connection is not used again where more follows."""
    body = b""
    try:
        for chunk in response.iter_raw():
            body += chunk
            if len(body) >= PREVIEW:
                break
    except TransportError:  # the header section decides
        pass
    response.close()
    return body


class _Body(httpx.SyncByteStream):
    def __init__(self, reply: httpcore.Response, place: str) -> None:
        self._reply = reply
        self._place = place

    def __iter__(self) -> Iterator[bytes]:
        chunks = iter(self._reply.iter_stream())
        while (chunk := guarded(lambda: next(chunks, None), self._place)) is not None:
            yield chunk

    def close(self) -> None:
        self._reply.close()


def guarded(call: Callable[[], T], place: str) -> T:
    """Make a call to httpcore; its exceptions become `TransportError`."""
    try:
        return call()
    except httpcore.RemoteProtocolError as error:
        if any(phrase in str(error) for phrase in _HUNG_UP):
            message = "the connection was closed before the answer was complete"
            raise TransportError("closed", message) from error
        raise not_valid(error) from error
    except (httpcore.LocalProtocolError, ValueError) as error:  # h2's limits; a status that is not a number
        raise not_valid(error) from error
    except httpcore.ProxyError as error:
        message = f"the proxy refused: {visible(str(error)).rstrip('.')}"
        raise TransportError("network", message) from error
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        cause = error.__context__  # what the socket layer raised
        raise broken(cause if isinstance(cause, OSError) else error, place) from error
    except Exception as error:
        if not type(error).__module__.startswith("socksio."):  # which may not be installed
            raise
        raise TransportError("network", "the proxy does not speak SOCKS 5") from error


def not_valid(error: Exception) -> TransportError:
    """The error for a message that httpcore or h11 refuses: an answer, or the request."""
    reason = visible(str(error), 200).rstrip(".")
    if isinstance(error, httpcore.LocalProtocolError) and type(error.__cause__).__module__.startswith("h11."):
        return TransportError("network", f"this request cannot be sent: {reason}")
    return TransportError("malformed", f"what answered is not valid HTTP: {reason}")


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
