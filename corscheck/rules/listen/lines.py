"""CORS401 and CORS402: lines of `listen` that ASAB cannot read or the machine cannot bind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import Diagnosis
from corscheck.asab.listen import MAX_PORT, is_impossible_address, parse
from corscheck.edits import newline
from corscheck.fixes import Edit, Fix, applicability
from corscheck.rules._ini import SWALLOWED, ini_span, moved_comment
from corscheck.rules._messages import does_not_start, stops
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Value
from corscheck.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container

_LINE_END = re.compile(r"\n")


def is_written(web: Container) -> bool:
    """Whether `listen` is set in a file and is not ASAB's default."""
    option = web.options.get("listen")
    return option is not None and option.is_set


@rule("CORS401", "invalid-listen", "error", when=does_not_start)
def invalid_listen(web: Container) -> Iterator[Problem]:
    """Each line of `listen` is `port`, `address port` or `address:port`, then a space and `ssl` for TLS.

    ## Why is this bad?
    ASAB splits a line at its spaces or, if it has none, at the first colon (`asab/web/container.py`), and
    expects a number as the port. With anything else the web container raises an error, and the service does
    not start; where a module creates the container, the process keeps running and answers nothing.

    ## Bad
        [web]
        listen = :8080

    ## Good
        [web]
        listen = 8080

    ## Bad
        [web]
        listen = [::1]:8080

    ## Good
        [web]
        listen = ::1 8080

    ## Bad
        [web]
        listen = 127.0.0.1:8443 ssl
        cert = etc/cert.pem

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Fixed
        [web]
        listen = 127.0.0.1 8443 ssl
        cert = etc/cert.pem

    ## Bad
        [web]
        listen = 127.0.0.1 8080, 127.0.0.1 8081

    ## Good
        [web]
        listen =
            127.0.0.1 8080
            127.0.0.1 8081

    ## Fix safety
    Safe: the service does not start as it is. Unsafe where the line can be read in more than one way.
    """
    if not is_written(web):
        return
    from corscheck.rules.listen._correction import comment_in, correct  # noqa: PLC0415  # only bad lines need it

    for line in _lines(web):
        first = next((step for step in _steps(web, line) if isinstance(step, Diagnosis)), None)
        if first is None or re.match(SWALLOWED, line.text):
            continue
        start = comment_in(line.text)
        if start is not None:
            comment = line.slice(start, len(line.text))
            yield Problem(
                comment,
                f"the comment {quoted(comment.text)} is part of `listen`{stops(first)}",
                help="move it to a line of its own",
                fix=moved_comment(web.options["listen"], comment, safe=True),
            )
            continue
        found = correct(line.text)
        lines = found.lines if all(_is_readable(web, text) for text in found.lines) else ()
        yield Problem(
            line,
            f"{quoted(line.text)} {found.wrong}{stops(first)}",
            help=f"write {_joined(lines)}" if lines else "write `address port`, such as `0.0.0.0 8080`",
            fix=_rewritten(web, line, lines, safe=found.safe) if lines else None,
        )


@rule("CORS402", "unbindable-listen", when=is_written)
def unbindable_listen(web: Container) -> Iterator[Problem]:
    """An address must be one that the machine can listen on.

    ## Why is this bad?
    ASAB only logs that it cannot bind (`Cannot start web server`) and keeps running without a server. A port
    above 65535 is worse: the start of the container is aborted, and no other line is bound either.

    ## Bad
        [web]
        listen = [::1] 8080

    ## Good
        [web]
        listen = ::1 8080

    ## Fix safety
    Safe: the line binds nothing as it is.
    """
    for listen in web.listen:
        address = listen.addresses[0]
        if not 0 <= listen.port <= MAX_PORT:
            yield Problem(
                listen.line,
                f"port {listen.port} does not exist: the server is not started "
                "(`OverflowError: bind(): port must be 0-65535.`)",
                help="choose a port from 1 to 65535",
                severity="error",
            )
        elif is_impossible_address(address):
            from corscheck.rules.listen._correction import correct  # noqa: PLC0415  # only bad lines need it

            found = correct(listen.line.text)
            lines = found.lines if all(_is_readable(web, text) for text in found.lines) else ()
            yield Problem(
                listen.line,
                f"{quoted(address)} is not an address and cannot be bound, which ASAB only logs",
                help=f"write {_joined(lines)}" if lines else "write `address port`, such as `0.0.0.0 8080`",
                fix=_rewritten(web, listen.line, lines, safe=found.safe) if lines else None,
            )


def _lines(web: Container) -> list[Value]:
    value = web.values.get("listen")
    lines = value.split(_LINE_END) if value is not None else []
    return [stripped for line in lines if (stripped := line.strip()).text]


def _steps(web: Container, line: Value) -> list[Diagnosis | Value]:
    return [step for parsed in parse(line, web.section, web.profile) for step in parsed.steps]


def _is_readable(web: Container, line: str) -> bool:
    return not any(isinstance(step, Diagnosis) for step in _steps(web, Value(line)))


def _joined(lines: tuple[str, ...]) -> str:
    return listed(lines) if len(lines) == 1 else f"{listed(lines)} on lines of their own"


def _rewritten(web: Container, line: Value, lines: tuple[str, ...], *, safe: bool) -> Fix | None:
    """The fix that replaces a line; several lines are indented below the option."""
    span = ini_span(line)
    key = web.options["listen"].key
    if span is None or key is None:
        return None
    text = lines[0]
    if len(lines) > 1:
        end = newline(span.source)
        column = span.source.position(key.start).column - 1
        first = span.line == key.line
        indent = " " * (column + 4)
        if not first:
            whole = span.source.line_text(span.line)
            indent = whole[: len(whole) - len(whole.lstrip())]
        text = (end + indent).join(lines)
        if first:
            before = span.source.text[: span.start].rstrip(" \t")
            span = span._replace(start=len(before))
            text = end + indent + text
    return Fix(f"Write {_joined(lines)}", (Edit(span, text),), applicability(safe=safe))


RULES: tuple[Rule, ...] = (invalid_listen, unbindable_listen)
