"""A verdict of `corscheck why` as Markdown, to attach to a ticket: cause, fix and the whole exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.catalogue import BY_NAME
from corscheck.exchange import Failure
from corscheck.fetch.verdict import Verdict
from corscheck.report.context import cause_url
from corscheck.report.markdown import fenced, text
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers
    from corscheck.fetch.checks import Sent
    from corscheck.report.why_json import InvalidLine

HEADING = "# corscheck why\n"
"""The beginning of a document; the verdicts follow."""


def why_markdown(outcome: Verdict | InvalidLine, words: str) -> str:
    """A section of the document; `words` describe the result."""
    if not isinstance(outcome, Verdict):
        return f"\n{text(f'line {outcome.line}: cannot be asked: {outcome.message}')}\n"
    return "".join(f"\n{part}\n" for part in _parts(outcome, words))


def _parts(verdict: Verdict, words: str) -> Iterator[str]:
    yield f"## {text(f'{words}: {verdict.method} {verdict.url}')}"
    yield text(f"From a page of {verdict.origin}, credentials: {verdict.credentials}.")
    if verdict.message:
        yield text(verdict.message) + (f" ({text(verdict.step)})" if verdict.step else "")
    if verdict.cause and verdict.result != "allowed":
        link = f"[{text(verdict.cause)}]({cause_url(verdict.cause)})"
        yield f"**Cause**: {text(BY_NAME[verdict.cause].summary)} ({link})"
        yield "\n".join(f"- {text(clause)}" for clause in verdict.evidence)
    if verdict.help:
        yield f"**Fix**: {text(verdict.help)}"
    if verdict.configuration:
        yield f"Configuration for {text(verdict.configuration.layer)}, if it is what answers here:"
        yield fenced([visible(line) for line in verdict.configuration.text.split("\n")])
    others = [f"{problem.message} {problem.help}" for problem in verdict.also_wrong if problem.help]
    if others:
        yield "Also wrong, once that is fixed:"
        yield "\n".join(f"- {text(other)}" for other in others)
    for sent in verdict.exchanges:
        yield fenced(list(_exchange(sent)))
    if verdict.notes:
        yield "\n".join(f"- {text(note)}" for note in verdict.notes)
    if verdict.curl:
        yield "To repeat it:"
        yield fenced([visible(verdict.curl, len(verdict.curl))])


def _exchange(sent: Sent) -> Iterator[str]:
    """Request and answer with all of their lines, as they were sent and received."""
    request, answer = sent.request, sent.answer
    yield visible(f"{request.method} {request.url}")
    yield from _lines(request.headers)
    yield ""
    if isinstance(answer, Failure):
        yield visible(answer.message)
        return
    yield visible(f"{answer.http_version} {answer.status} {answer.reason}".strip())
    yield from _lines(answer.headers)
    if answer.body:
        yield ""
        yield from map(visible, answer.body.splitlines())


def _lines(headers: Headers) -> Iterator[str]:
    return (visible(f"{name}: {value}") for name, value in headers)
