"""HTTP/1.1 directly to the server, for nearly every run."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, cast

from corscheck.records import NamedTuple
from corscheck.wire.dial import broken, is_readable, left
from corscheck.wire.head import HeadParser, ParsedHead, framing_headers, parse_head_cached
from corscheck.wire.http1 import serialize, target
from corscheck.wire.pace import SAFE_METHODS
from corscheck.wire.preview import read_preview
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

    from corscheck.exchange import Request, Response
    from corscheck.wire.dial import Dialer, Stream
    from corscheck.wire.http1 import Target

_KEPT = 8  # servers to which connections are kept, for each thread
_CHUNK = 65536
_REQUEST_TIMEOUT = 408
_AT_ONCE = 0.05  # seconds in which a further connection to a server has to be open

_Key = tuple[str, str, int, bool]  # scheme, host and port of a server, and whether it saw the certificate


class _Stale(Exception):
    """The server closed a kept connection before it saw the request."""


class _Exchange(NamedTuple):
    """A request, and the connection that it goes over."""

    request: Request
    to: Target
    data: bytes
    stream: Stream
    is_kept: bool  # whether the connection is one that served another request


class Direct:
    """A `Transport` of one thread; keeps connections to each of the last few servers."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._kept: dict[_Key, list[Stream]] = {}

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        to = target(request.url)
        data = serialize(request, to)
        kept = self._take_kept(self._key(request, to))
        if kept and request.method in SAFE_METHODS and not is_readable(kept):
            try:
                return self._over(_Exchange(request, to, data, kept, is_kept=True), deadline)
            except _Stale:
                pass
        elif kept:
            kept.close()
        stream = self._connect(to, deadline, certificate=request.certificate)
        return self._over(_Exchange(request, to, data, stream, is_kept=False), deadline)

    def exchange_several(
        self, requests: Mapping[int, Request], deadline: float
    ) -> Iterator[list[tuple[int, Response | TransportError | None]]]:
        """Send many requests at once, each over a connection of its own, and yield the answers as they come.

        Each has the number of its request. None: it has to be exchanged by itself, because it may act or goes
        over TLS, because the start of its body is wanted, or because no connection is to be had at once.
        """
        poll = select.poll()
        places: dict[int, int] = {}  # numbers of requests, by file descriptors of connections
        under_way: dict[int, _Exchange] = {}
        try:
            for place, one in self._over_open_connections(requests, deadline):
                poll.register(one.stream, select.POLLIN)
                places[one.stream.fileno()] = place
                under_way[place] = one
            for descriptor, _ in poll.poll(0):  # something came unasked: see `is_readable`
                poll.unregister(descriptor)
                under_way.pop(places[descriptor]).stream.close()
            start = time.monotonic()
            for place, one in tuple(under_way.items()):
                if not _sent(one):
                    poll.unregister(one.stream)
                    under_way.pop(place).stream.close()
            yield [(place, None) for place in requests if place not in under_way]
            while under_way:
                ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
                if not ready:
                    break
                group = []
                while ready:
                    for descriptor, _ in ready:
                        poll.unregister(descriptor)
                        place = places[descriptor]
                        group.append((place, self._answer(under_way.pop(place), start, deadline)))
                    ready = poll.poll(0) if under_way else []  # what came meanwhile: one handover for all
                yield group
            yield [(place, broken(TimeoutError(), one.to.place)) for place, one in under_way.items()]
        finally:
            for one in under_way.values():
                one.stream.close()

    def close(self) -> None:
        """Close the kept connections."""
        for streams in self._kept.values():
            for stream in streams:
                stream.close()
        self._kept.clear()

    def _over_open_connections(
        self, requests: Mapping[int, Request], deadline: float
    ) -> Iterator[tuple[int, _Exchange]]:
        """The requests that can be sent at once, each with a connection."""
        known: set[_Key] = set()
        for place, request in requests.items():
            to = target(request.url)
            if request.method not in SAFE_METHODS or request.preview or to.scheme != "http":
                continue
            try:
                data = serialize(request, to)
            except TransportError:  # raised where it is exchanged by itself
                continue
            key = self._key(request, to)
            stream = self._take_kept(key)
            if stream is not None:
                known.add(key)
                yield place, _Exchange(request, to, data, stream, is_kept=True)
            elif key in known and (further := self._further(to, deadline)) is not None:
                yield place, _Exchange(request, to, data, further, is_kept=False)

    def _further(self, to: Target, deadline: float) -> Stream | None:
        """One more connection to a server that has answered; None where it is not to be had at once."""
        try:
            return self._dialer.connect(to.host, to.port, min(deadline, time.monotonic() + _AT_ONCE))
        except TransportError:
            return None

    def _connect(self, to: Target, deadline: float, *, certificate: bool) -> Stream:
        sock = self._dialer.connect(to.host, to.port, deadline)
        if to.scheme == "https":
            return self._dialer.secure(sock, to.host, deadline, certificate=certificate)
        return sock

    def _over(self, one: _Exchange, deadline: float) -> Response:
        """Send a request and read the answer."""
        start = time.monotonic()
        try:
            one.stream.settimeout(left(deadline))
            one.stream.sendall(one.data)
        except (OSError, TransportError) as error:
            one.stream.close()
            raise _reason(error, one) from error
        return self._read(one, start, deadline)

    def _answer(self, one: _Exchange, start: float, deadline: float) -> Response | TransportError | None:
        """The answer to a request that was sent with others, as `exchange_several` yields it."""
        try:
            return self._read(one, start, deadline)
        except TransportError as error:
            return error
        except _Stale:
            return None

    def _read(self, one: _Exchange, start: float, deadline: float) -> Response:
        """Read the answer to a request that was sent at `start`, and keep the connection where it goes on."""
        reusable = False
        try:
            response, reusable = self._read_answer(one, deadline)
        except OSError as error:
            raise _reason(error, one) from error
        finally:
            if reusable and not framing_headers(one.request.headers):
                self._keep(self._key(one.request, one.to), one.stream)
            else:
                one.stream.close()
        return response if response.elapsed else response._replace(elapsed=time.monotonic() - start)

    def _read_answer(self, one: _Exchange, deadline: float) -> ParsedHead:
        """Read until the final header section is complete, and the start of the body where it is wanted."""
        request, to, stream = one.request, one.to, one.stream
        start = time.monotonic()
        data = stream.recv(_CHUNK)
        if one.is_kept and not data:
            raise _Stale
        head = None if request.preview else parse_head_cached(request.method, data)
        rest = b""
        if head is None:
            upgrade = bool(framing_headers(request.headers))
            parser = HeadParser(request.method, to.scheme, default_port=to.has_default_port, upgrade=upgrade)
            while data and not (head := parser.feed(data)):
                stream.settimeout(left(deadline))
                data = stream.recv(_CHUNK)
            head, rest = head or parser.close(), parser.rest
        response = self._dialer.budget.take(head.response)
        if request.preview:
            response = response._replace(elapsed=time.monotonic() - start)
            body = read_preview(request.method, response, rest, stream, deadline)
            response = response._replace(body=body)
        if one.is_kept and response.status == _REQUEST_TIMEOUT:
            raise _Stale  # it was sent before the request came: Chromium asks again, too
        return ParsedHead(response, head.reusable)

    def _key(self, request: Request, to: Target) -> _Key:
        """Where there is no certificate, preflights and requests share a connection."""
        return to.scheme, to.host, to.port, request.certificate and self._dialer.has_certificate

    def _take_kept(self, server: _Key) -> Stream | None:
        """A kept connection, which is then no longer kept."""
        streams = self._kept.get(server)
        if streams is None:
            return None
        stream = streams.pop()
        if not streams:
            del self._kept[server]
        return stream

    def _keep(self, server: _Key, stream: Stream) -> None:
        self._kept.setdefault(server, []).append(stream)
        if len(self._kept) > _KEPT:
            for old in self._kept.pop(next(iter(self._kept))):
                old.close()


def _reason(error: OSError | TransportError, one: _Exchange) -> TransportError | _Stale:
    """What an exception means that comes while a request is sent or an answer is read."""
    if one.is_kept and isinstance(error, ConnectionError):
        return _Stale()
    return broken(error, one.to.place)


def _sent(one: _Exchange) -> bool:
    """Send a request without waiting; whether that was possible."""
    stream = cast("socket.socket", one.stream)  # without TLS
    try:
        if stream.gettimeout() != 0:
            stream.settimeout(0)
        return stream.send(one.data) == len(one.data)
    except OSError:
        return False
