"""`listen` to sockets and URLs, as `WebContainer.__init__` in `asab/web/container.py` splits it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import Diagnosis
from corscheck.records import NamedTuple
from corscheck.source import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.profiles import Profile

_LINES = re.compile(r"\n")
_BLANKS = re.compile(r"\s+")
_COLON_OR_BLANK = re.compile(r"[:\s]")
_ALL = ("0.0.0.0", "::")  # noqa: S104 - what ASAB binds for a bare port
_MOST = 1000  # words of a line
_USUAL = frozenset(("*", "0.0.0.0", "127.0.0.1", "::", "::1", "localhost"))  # noqa: S104  # names, not a binding
MAX_PORT = 65535
_PORT = re.compile(r"[0-9]*")


class Listen(NamedTuple):
    """One line of `listen`: the addresses it binds, their port, and whether TLS is on.

    `tls_section` is the name of the dedicated section (`ssl:name`) or None where the options of the
    container's own section count.
    """

    line: Value
    addresses: tuple[str, ...]
    port: int
    tls: bool
    tls_section: str | None


class Line(NamedTuple):
    """One line that is not empty: what it asks for (None where ASAB fails on address or port).

    `steps` are what comes of it in ASAB's order: errors, and the parameters that ask for TLS.
    """

    listen: Listen | None
    steps: tuple[Diagnosis | Value, ...]


def parse(listen: Value, section: str, profile: Profile) -> list[Line]:
    """The lines of a `listen` value; `section` is the name that ASAB's messages give."""
    lines = listen.split(_LINES) if "\n" in listen.text else [listen]
    stripped = [line.strip() for line in lines]
    return [_parse(line, section, profile) for line in stripped if line.text]


def _parse(line: Value, section: str, profile: Profile) -> Line:
    words = line.text.split()
    if len(words) == 2 and _is_usual(*words) and " " in line.text:
        return Line(Listen(line, (words[0],), int(words[1]), tls=False, tls_section=None), ())
    if " " in line.text:
        first, *rest = line.split(_BLANKS, _MOST)
    else:
        first, *rest = line.split(_COLON_OR_BLANK, 1)
    addresses: tuple[str, ...]
    port: int | Diagnosis
    if profile.port_only_listen and _PORT.fullmatch(first.text):
        addresses, port = _ALL, _port(first, line)
    elif rest:
        addresses, port = (first.text,), _port(rest.pop(0).strip(), line)
    else:
        addresses, port = (), Diagnosis("IndexError", "pop from empty list", line.span, "start")
    if not first.text:  # `:80`; what follows is not a parameter, however it is corrected
        rest = []
    parameters = [_parameter(parameter, section) for parameter in rest]
    if isinstance(port, Diagnosis):
        return Line(None, (port, *parameters))
    tls = [parameter.text for parameter in parameters if isinstance(parameter, Value)]
    own = tls[-1] if tls and tls[-1].startswith("ssl:") else None
    return Line(Listen(line, addresses, port, bool(tls), own), tuple(parameters))


def _is_usual(address: str, port: str) -> bool:
    """Whether a line of two words, as nearly every one is, names an address and a port."""
    return port.isdecimal() and len(port) < 10 and not address.isdecimal()


def _port(port: Value, line: Value) -> int | Diagnosis:
    try:
        return int(port.text)
    except ValueError as error:
        return Diagnosis.of(error, port.span if port.text else line.span, "start")


def _parameter(parameter: Value, section: str) -> Value | Diagnosis:
    if parameter.text.startswith("ssl"):
        return parameter
    message = f"Unknown listen parameter in section [{section}]: {parameter.text}"
    return Diagnosis("RuntimeError", message, parameter.span, "start")


def base_urls(lines: Iterable[Listen]) -> tuple[str, ...]:
    """Where to find the server: plain HTTP first, then HTTPS; nothing for what cannot be bound or known."""
    lines = list(lines)
    urls = [*_urls(lines, tls=False), *_urls(lines, tls=True)]
    return tuple(dict.fromkeys(urls))


def _urls(lines: list[Listen], *, tls: bool) -> Iterator[str]:
    for line in lines:
        if line.tls is tls and 0 < line.port < 65536:
            for address in line.addresses:
                host = _host(address)
                if host:
                    yield f"{'https' if tls else 'http'}://{host}:{line.port}"


def _host(address: str) -> str:
    if address in ("0.0.0.0", "*", ""):  # noqa: S104 - all interfaces: reachable on this one
        return "127.0.0.1"
    if address == "::":
        return "[::1]"
    if address.startswith("["):  # no resolver knows that
        return ""
    return f"[{address}]" if ":" in address else address


def is_impossible_address(text: str) -> bool:
    """Whether no machine can have that address or name."""
    if text in _USUAL:
        return False
    if re.search(r"[^\w.:%*-]", text):
        return True
    if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", text):
        return any(int(number) > 255 for number in text.split("."))
    if ":" not in text:
        return False
    return not is_ipv6(text.partition("%")[0])


def is_ipv6(text: str) -> bool:
    """Whether a text is an IPv6 address."""
    from ipaddress import AddressValueError, IPv6Address  # noqa: PLC0415 - 3 ms that only a bad line needs

    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True
