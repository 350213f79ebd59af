"""Reading a document (an OpenAPI description) from a server, with httpx: redirects, decoding, a limit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import httpx

from corscheck.exchange import Request
from corscheck.wire.dial import Dialer
from corscheck.wire.pooled import Pooled, guarded
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpcore

    from corscheck.wire.transport import Connection

LIMIT = 16 * 1024 * 1024
"""Bytes of a document, decoded, after which it is given up."""


class Document(NamedTuple):
    """What a server gave: the final URL's status, media type and body."""

    url: str
    status: int
    content_type: str
    content: bytes


def download(url: str, options: Connection) -> Document:
    """GET a document, following redirects; `options.headers` are for the URL's own origin only.

    The whole may take `options.timeout` seconds. Raises `TransportError`, and `UsageProblem` where the
    options cannot be used.
    """
    seam = _Seam(options, time.monotonic() + options.timeout)
    try:
        with (
            httpx.Client(transport=seam, trust_env=False, follow_redirects=True, max_redirects=5) as client,
            client.stream("GET", url, headers={"Accept": "*/*"}) as response,
        ):
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > LIMIT:
                    raise TransportError("network", f"the document is larger than {LIMIT // 1024**2} MiB")
            content_type = response.headers.get("Content-Type", "")
            return Document(str(response.url), response.status_code, content_type, bytes(content))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TransportError("network", f"the document could not be read: {error}") from error


class _Seam(httpx.BaseTransport):
    """Our connections under httpx's client."""

    def __init__(self, options: Connection, deadline: float) -> None:
        self._pooled = Pooled(options, Dialer(options))
        self._headers = options.headers
        self._deadline = deadline
        self._origin: tuple[bytes, bytes, int | None] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        origin = (request.url.raw_scheme, request.url.raw_host, request.url.port)
        self._origin = self._origin or origin
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw]
        if origin == self._origin:
            headers += self._headers
        try:
            message = Request(request.method, str(request.url), tuple(headers))
            answer = self._pooled.open(message, self._deadline)
        except ValueError as error:
            raise TransportError("network", f"redirected to where there is no document: {error}") from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pooled.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        chunks = iter(self._answer.iter_stream())
        while (chunk := guarded(lambda: next(chunks, None), "the server")) is not None:
            yield chunk

    def close(self) -> None:
        self._answer.close()
