"""Opening connections: names, addresses, unix sockets, TLS, all before one deadline."""

from __future__ import annotations

import select
import socket
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from corscheck.errors import UsageProblem
from corscheck.wire.budget import HeaderBudget
from corscheck.wire.proxies import unused
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from corscheck.wire.tls import TlsStream
    from corscheck.wire.transport import Connection

    Stream = socket.socket | TlsStream  # a connection, without TLS or with it

Address = tuple[Any, ...]  # as getaddrinfo gives it: family, type, protocol, canonical name, sockaddr


def left(deadline: float) -> float:
    """Seconds left until a deadline. Raises `TransportError` of kind `timeout` when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TransportError("timeout", "no complete header section came in time")
    return seconds


def parse_resolve(entries: tuple[str, ...]) -> dict[tuple[str, int], str]:
    """`HOST:PORT:ADDR` entries as a table; ADDR may be an IPv6 address, in brackets or not."""
    table = {}
    for entry in entries:
        host, port, address = [*entry.split(":", 2), "", ""][:3]
        if not host or not port.isascii() or not port.isdigit() or not address:
            raise UsageProblem(f"--resolve {entry}: expected HOST:PORT:ADDRESS")
        table[host.lower(), int(port)] = address.strip("[]")
    return table


class Dialer:
    """Opens connections for all threads of a run; looks each name up once."""

    def __init__(self, options: Connection) -> None:
        self.unix_socket = options.unix_socket
        self.budget = HeaderBudget()
        self.has_certificate = options.cert is not None
        self._options = options
        self._resolve = parse_resolve(options.resolve)
        self._known: dict[tuple[str, int], list[Address]] = {}
        self._lock = threading.Lock()
        self._contexts: dict[bool, ssl.SSLContext] = {}

    def context(self, *, certificate: bool) -> ssl.SSLContext:
        """The TLS context with or without the client certificate; the same one where there is none.

        Made on first use, because it reads all authorities of the system.
        """
        with self._lock:
            if not self._contexts:
                from corscheck.wire.tls import shared_context  # noqa: PLC0415 - ssl is not needed for http

                # Made first even for a preflight, so that a certificate that cannot be used is reported.
                own = shared_context(self._options)
                bare = self._options._replace(cert=None, key=None)
                self._contexts = {True: own, False: shared_context(bare) if self.has_certificate else own}
            return self._contexts[certificate]

    def connect(self, host: str, port: int, deadline: float) -> socket.socket:
        """Connect without TLS: to the unix socket if there is one, else to the name's addresses in turn.

        Raises `TransportError` (`dns`, `refused`, `timeout`, `network`) with the last address's reason.
        """
        if self.unix_socket:
            address = (socket.AF_UNIX, socket.SOCK_STREAM, 0, "", self.unix_socket)
            return _open(address, self.unix_socket, deadline)
        failure = TransportError("dns", f"the name `{host}` has no address")
        for address, share in self.addresses(host, port, deadline):
            try:
                return _open(address, place_of(address), share)
            except TransportError as error:
                failure = error
        raise failure

    def addresses(self, host: str, port: int, deadline: float) -> Iterator[tuple[Address, float]]:
        """The addresses of a name, each with a share of the time left, as some may not respond."""
        known = self._known.get((host, port))
        if known is None:
            name = self._resolve.get((host, port)) or self._resolve.get(("*", port)) or host
            try:
                known = self._known[host, port] = _look_up(name, port, deadline)
            except TransportError as error:
                variable = None if self._options.proxy else unused(host, port)
                if variable is None:
                    raise
                hint = f"{variable} is set and not used: --proxy env uses it"
                raise TransportError(error.kind, f"{error}; {hint}") from error
        for number, address in enumerate(known):
            yield address, time.monotonic() + left(deadline) / (len(known) - number)

    def secure(
        self, sock: socket.socket, host: str, deadline: float, *, certificate: bool = True
    ) -> TlsStream:
        """Start TLS on a connection, with or without the client certificate.

        Raises `TransportError` (`tls`, `certificate`, `timeout`, `closed`), the socket closed.
        """
        from corscheck.wire.tls import TlsStream  # noqa: PLC0415 - ssl is not needed for http

        try:
            return TlsStream(sock, self.context(certificate=certificate), host, left(deadline))
        except OSError as error:
            sock.close()
            raise broken(error, host) from error
        except BaseException:
            sock.close()
            raise


def broken(error: Exception, place: str) -> TransportError:  # noqa: PLR0911 - a table of cases
    """The `TransportError` for an exception of the socket layer."""
    if isinstance(error, TransportError):
        return error
    if isinstance(error, TimeoutError):
        return TransportError("timeout", f"{place} did not answer in time")
    if isinstance(error, ConnectionRefusedError):
        return TransportError("refused", f"nothing listens on {place} (connection refused)")
    if isinstance(error, socket.gaierror):
        return TransportError("dns", f"the name of {place} cannot be resolved ({error.strerror})")
    if isinstance(error, ConnectionError):
        return TransportError("closed", "the connection was closed before a complete header section had come")
    if type(error).__module__ == "ssl":  # not imported for plain http
        kind = "certificate" if _wants_certificate(error) else "tls"
        return TransportError(kind, _tls_reason(error))
    return TransportError("network", f"{place}: {getattr(error, 'strerror', None) or error}")


def is_readable(stream: Stream) -> bool:
    """Whether there is something to read before a request: the connection's end, or an answer such as 408."""
    if stream.fileno() < 0:  # closed
        return True
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    return bool(poll.poll(0)) or getattr(stream, "has_unread", False)


def _wants_certificate(error: Exception) -> bool:
    """Whether the server refused because no client certificate was shown (TLS 1.3: certificate_required)."""
    return "certificate required" in (getattr(error, "reason", None) or "").replace("_", " ").lower()


def _tls_reason(error: Exception) -> str:
    if _wants_certificate(error):
        return "the server insists on a client certificate (--cert)"
    verification = getattr(error, "verify_message", None)
    if verification:
        return (
            f"the server's certificate was not accepted: {verification.rstrip('.')}; --cacert FILE trusts "
            "the authority that signed it, --insecure accepts any certificate"
        )
    reason = (getattr(error, "reason", None) or "").replace("_", " ").lower()
    if reason in ("wrong version number", "http request", "record layer failure"):
        return f"https was asked of an http port: the server does not speak TLS on this port ({reason}); use http://"
    if "eof" in type(error).__name__.lower():
        return "the server closed the connection during the TLS handshake (is it an http port?)"
    return f"TLS failed: {reason or error}"


def _open(address: Address, place: str, deadline: float) -> socket.socket:
    family, kind, protocol, _, where = address
    try:
        sock = socket.socket(family, kind, protocol)
    except OSError as error:  # a machine without IPv6, too many files
        raise broken(error, place) from error
    try:
        sock.settimeout(left(deadline))
        sock.connect(where)
        if family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        sock.close()
        raise broken(error, place) from error
    except BaseException:
        sock.close()
        raise
    return sock


def place_of(address: Address) -> str:
    """Host and port, as people write them."""
    host, port = address[4][:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _look_up(name: str, port: int, deadline: float) -> list[Address]:
    """Ask the system's resolver in a thread, because it has no timeout."""
    try:
        # As bytes, because for a `str` Python loads the codec `idna`, which takes some milliseconds.
        return socket.getaddrinfo(
            name.encode("ascii"), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )
    except (OSError, UnicodeError):  # a name, or an address that is not ASCII (--resolve)
        answers: SimpleQueue[list[Address] | Exception] = SimpleQueue()
    threading.Thread(target=_ask, args=(name, port, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=left(deadline))
    except Empty:
        raise TransportError("dns", f"the name `{name}` was not resolved in time") from None
    if isinstance(answer, Exception):
        reason = getattr(answer, "strerror", None) or answer
        raise TransportError("dns", f"the name `{name}` cannot be resolved ({reason})")
    return answer


def _ask(name: str, port: int, answers: SimpleQueue[list[Address] | Exception]) -> None:
    try:
        answers.put(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        answers.put(error)
