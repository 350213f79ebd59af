"""CORS403 to CORS405: services that do not listen where their author expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.findings import Related
from corscheck.fixes import Edit, Fix
from corscheck.rules._ini import ini_span
from corscheck.rules.listen.lines import is_written
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container, Listen
    from corscheck.rules.rule import Service


@rule("CORS403", "ipv6-only-listen", when=is_written)
def ipv6_only_listen(web: Container) -> Iterator[Problem]:
    """`::` listens on IPv6 only.

    ## Why is this bad?
    Python binds `::` without IPv4 (`asyncio` sets `IPV6_V6ONLY`), so `127.0.0.1` and every other IPv4
    address of the machine refuse the connection.

    ## Bad
        [web]
        listen = :: 8080

    ## Good
        [web]
        listen = 8080

    ## Fix safety
    Unsafe: the service becomes reachable at more addresses.
    """
    for listen in web.listen:
        if listen.addresses != ("::",) or any(
            other.port == listen.port and other.addresses != ("::",) for other in web.listen
        ):
            continue
        instead = listen.line.text.replace("::", "", 1).strip(" \t:")
        span = ini_span(listen.line)
        yield Problem(
            listen.line,
            f"{quoted(listen.line.text)} listens on IPv6 only: IPv4 connections are refused",
            help=f"write `{instead}` for both",
            fix=Fix("Listen on both", (Edit(span, instead),), "unsafe") if span else None,
        )


@rule("CORS404", "empty-listen", when=is_written)
def empty_listen(web: Container) -> Iterator[Problem]:
    """With an empty `listen` there is no server.

    ## Why is this bad?
    ASAB logs `Missing configuration.` and runs without listening anywhere. Delete the option to get its
    default, `0.0.0.0 8080`.

    ## Bad
        [web]
        listen =

    ## Good
        [web]
        listen = 0.0.0.0 8080
    """
    value = web.values.get("listen")
    if value is not None and not value.text.strip():
        yield Problem(
            web.options["listen"].key,
            "`listen` is empty: the service does not listen",
            help="name an address and a port, such as `0.0.0.0 8080`",
        )


@rule("CORS405", "listen-twice", on="service")
def listen_twice(service: Service) -> Iterator[Problem]:
    """Only one server can listen on an address and port.

    ## Why is this bad?
    The second server cannot bind (`address already in use`), which ASAB only logs. Of two web containers
    that share a port one does not work, and its requests reach the other one, with its CORS settings.

    ## Bad
        [web]
        listen = 127.0.0.1 8080

        [web:public]
        listen = 127.0.0.1 8080

    ## Good
        [web]
        listen = 127.0.0.1 8080

        [web:public]
        listen = 127.0.0.1 8081
    """
    if len(service.containers) == 1 and len(service.containers[0].listen) < 2:
        return
    taken: dict[tuple[str, int], Listen] = {}
    for web in service.containers:
        for listen in web.listen:
            first = next((one for pair in _sockets(listen) if (one := taken.get(pair))), None)
            taken.update((pair, listen) for pair in _sockets(listen) if listen.port != 0)
            if first is not None and web.options["listen"].is_set:
                place = first.line.span
                yield Problem(
                    listen.line,
                    f"port {listen.port} is used twice: the second server cannot bind it",
                    help="choose another port",
                    related=(Related(place, "first used here"),) if place else (),
                    confidence="certain" if web.how == "web" else "likely",
                )


def _sockets(listen: Listen) -> list[tuple[str, int]]:
    return [("0.0.0.0" if address == "*" else address, listen.port) for address in listen.addresses]  # noqa: S104


RULES: tuple[Rule, ...] = (ipv6_only_listen, empty_listen, listen_twice)
