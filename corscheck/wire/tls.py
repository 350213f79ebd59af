"""TLS as the options ask for it: certificates are verified unless `--insecure` says otherwise."""

from __future__ import annotations

import os
import ssl
import time
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corscheck.errors import UsageProblem
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from corscheck.wire.transport import Connection

    T = TypeVar("T")

_CHUNK = 65536


class Carrier(Protocol):
    """The connection below TLS: a socket, or a TLS connection to a proxy."""

    def recv(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""

    def settimeout(self, seconds: float, /) -> None:
        """Set the seconds that each call may take."""

    def close(self) -> None:
        """Close the connection."""


class TlsStream:
    """TLS over a carrier; every call ends within its deadline, whatever the server sends.

    `ssl.SSLSocket` measures its timeout between reads of the socket. A flood of empty records keeps OpenSSL
    reading as long as it lasts. Here OpenSSL gets the received bytes in pieces, and the deadline is checked
    in between.
    """

    def __init__(self, carrier: Carrier, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Do the handshake within these seconds. Raises `OSError`; the carrier is left open."""
        self._carrier = carrier
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self.settimeout(seconds)
        self._run(self.tls.do_handshake)

    def settimeout(self, seconds: float) -> None:
        """Set the seconds that all calls from now on may take together."""
        self._end = time.monotonic() + seconds

    def recv(self, size: int) -> bytes:
        """The next decrypted bytes; none at the end. Raises `OSError`."""
        try:
            return self._run(partial(self.tls.read, size))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):  # with close_notify; without it
            return b""

    def sendall(self, data: bytes) -> None:
        """Encrypt and send all of it. Raises `OSError`."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._run(partial(self.tls.write, rest)) :]

    def fileno(self) -> int:
        """Of the socket below."""
        number: int = getattr(self._carrier, "fileno", lambda: -1)()
        return number

    @property
    def has_unread(self) -> bool:
        """Whether more has come than was read."""
        return bool(self._incoming.pending or self.tls.pending())

    def close(self) -> None:
        """Close the connection without sending close_notify."""
        self._carrier.close()

    def _run(self, call: Callable[[], T]) -> T:
        """Make a call to OpenSSL, reading the bytes that it needs and writing those that it returns."""
        while True:
            try:
                result = call()
            except ssl.SSLWantReadError:
                self._flush()
                data = self._within(self._carrier.recv, _CHUNK)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            except ssl.SSLError:
                self._flush()  # the alert that says why
                raise
            else:
                self._flush()
                return result

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._within(self._carrier.sendall, self._outgoing.read())

    def _within(self, call: Callable[[Any], T], argument: object) -> T:
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        self._carrier.settimeout(seconds)
        return call(argument)


def handshake(carrier: Carrier, host: str, seconds: float) -> None:
    """Do a TLS handshake without verifying the certificate, and close the connection. Raises `OSError`."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        TlsStream(carrier, context, host, seconds)
    finally:
        carrier.close()


def shared_context(options: Connection) -> ssl.SSLContext:
    """As `tls_context`; the same one for the same options and files, as reading them takes 20 ms."""
    asked = Asked(options.cacert, options.cert, options.key, options.insecure, options.http2)
    files = (options.cacert, options.cert, options.key, os.environ.get("SSL_CERT_FILE"))
    return _shared(asked, tuple(map(os.environ.get, _VARIABLES)), tuple(map(_stamp, files)))


class Asked(NamedTuple):
    """The options that a context depends on."""

    cacert: str | None = None
    cert: str | None = None
    key: str | None = None
    insecure: bool = False
    http2: bool = False


_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@lru_cache(maxsize=8)
def _shared(asked: Asked, _variables: tuple[str | None, ...], _files: tuple[object, ...]) -> ssl.SSLContext:
    return tls_context(asked)


def _stamp(path: str | None) -> object:
    """A value that changes when the file does."""
    try:
        status = os.stat(path) if path else None  # noqa: PTH116  # as above
    except (OSError, ValueError):
        return None
    return status and (status.st_ino, status.st_size, status.st_mtime_ns)


def tls_context(options: Connection | Asked) -> ssl.SSLContext:
    """Make the context all connections share. Raises `UsageProblem` that names an unusable file."""
    context = _authorities(options.cacert)
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if options.key and not options.cert:
        raise UsageProblem("--key needs --cert")
    if options.cert:
        try:
            # An empty password, or OpenSSL would ask for one on the terminal.
            context.load_cert_chain(options.cert, options.key, password="")
        except (OSError, ValueError) as error:
            files = f"--cert {options.cert}" + (f" --key {options.key}" if options.key else "")
            raise UsageProblem(f"{files}: {_reason(error)}") from error
    context.set_alpn_protocols(["h2", "http/1.1"] if options.http2 else ["http/1.1"])
    return context


def _authorities(cacert: str | None) -> ssl.SSLContext:
    """A context that trusts these authorities, or the system's, which the environment may name."""
    named = None if cacert else os.environ.get("SSL_CERT_FILE")
    try:
        if named:  # OpenSSL would take others in silence
            Path(named).open("rb").close()
        return ssl.create_default_context(cafile=cacert)
    except OSError as error:  # ssl.SSLError is one
        if error.filename is not None:
            variable = "SSL_CERT_FILE" if error.filename == named else "SSLKEYLOGFILE"
            source = f"{variable}={error.filename}"
        else:
            source = f"--cacert {cacert}" if cacert else "the system's certificate authorities"
        raise UsageProblem(f"{source}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).strip()
