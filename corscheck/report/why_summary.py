"""The last part of the output of `corscheck why`, for the operator of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers, Response
    from corscheck.fetch.checks import Sent
    from corscheck.fetch.verdict import Verdict

MAX_LINES = 6
"""Lines of an exchange, at most."""

BODY = 200
"""Characters of a body that are shown."""

_ASKED = ("origin", "access-control-request-method", "access-control-request-headers")
_ANSWERED = (
    "access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-methods",
    "access-control-allow-headers", "location", "vary", "www-authenticate", "age", "server",
)  # fmt: skip


def summary(verdict: Verdict, cause: str | None) -> list[tuple[str, str]]:
    """Pairs of a label and a text: the cause, the fix, and after them the exchange, a line a pair.

    Args:
        verdict: of a request that fails.
        cause: the cause as a sentence, where it is known.
    """
    rows = [("Result", verdict.message or "")]
    if cause and verdict.cause:
        rows = [("Cause", f"{cause} ({verdict.cause})")]
    if verdict.help:
        rows.append(("Fix", verdict.help))
    if verdict.exchanges:
        rows += [("", line) for line in exchange_lines(_decisive(verdict))]
    return rows


def _decisive(verdict: Verdict) -> Sent:
    """The exchange that shows the cause: the redirect if that is the cause, else the last one."""
    if verdict.cause == "redirect":
        for sent in reversed(verdict.exchanges):
            if not isinstance(sent.answer, Failure) and sent.answer.values("location"):
                return sent
    return verdict.exchanges[-1]


def exchange_lines(sent: Sent) -> list[str]:
    """One exchange in at most `MAX_LINES` lines: `>` before what was sent, `<` before what was answered."""
    asked = [f"> {visible(sent.request.method)} {visible(sent.request.url)}"]
    asked += [f"> {line}" for line in _lines(sent.request.headers, _ASKED)]
    if len(asked) > 3:
        asked = [*asked[:2], f"> {', '.join(line[2:] for line in asked[2:])}"]
    answer = sent.answer
    if isinstance(answer, Failure):
        return [*asked, f"< {visible(answer.message)}"]
    return asked + [f"< {line}" for line in _answer(answer, MAX_LINES - len(asked))]


def _answer(answer: Response, space: int) -> Iterator[str]:
    """The status with the relevant headers, and the start of the body."""
    yield visible(f"{answer.status} {answer.reason}".strip())
    lines = list(_lines(answer.headers, _ANSWERED))
    body = " ".join(answer.body.split())
    room = space - 1 - bool(body)
    if len(lines) > room > 0:
        lines = [*lines[: room - 1], "; ".join(lines[room - 1 :])]
    yield from lines[: max(room, 0)]
    if body:
        yield visible(body[:BODY]) + ("..." if len(body) > BODY else "")


def _lines(headers: Headers, names: tuple[str, ...]) -> Iterator[str]:
    for wanted in names:
        for name, value in headers:
            if name.lower() == wanted:
                yield visible(f"{name}: {value}", BODY)
