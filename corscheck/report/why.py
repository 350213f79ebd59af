"""The output of `corscheck why` in each of its formats."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from corscheck.fetch.verdict import Verdict
from corscheck.report.ci_commands import broken
from corscheck.report.why_json import why_document
from corscheck.report.why_words import HEADLINES
from corscheck.text import visible

if TYPE_CHECKING:
    from json import JSONEncoder

    from corscheck.report.context import Context
    from corscheck.report.why_json import InvalidLine

FORMATS = ("full", "concise", "json")


def render(form: str, outcome: Verdict | InvalidLine, context: Context) -> str:
    """An outcome in one of `FORMATS`, its line end included."""
    if form == "json":
        return broken(_json(outcome), "json")
    if isinstance(outcome, Verdict):
        text = (_full if form == "full" else _concise)(outcome, context)
    else:
        text = visible(f"line {outcome.line}: cannot be asked: {outcome.message}") + "\n"
    return broken(text, "text")


def render_markdown(outcome: Verdict | InvalidLine) -> str:
    """An outcome as a section of a Markdown document."""
    from corscheck.report.why_markdown import why_markdown  # noqa: PLC0415  # most commands write none

    words = HEADLINES[outcome.result][1] if isinstance(outcome, Verdict) else ""
    return broken(why_markdown(outcome, words), "text")


def _full(verdict: Verdict, context: Context) -> str:
    from corscheck.report.why_full import full  # noqa: PLC0415  # the other formats need none

    return full(verdict, context)


def _concise(verdict: Verdict, context: Context) -> str:
    kind, words = HEADLINES[verdict.result]
    name = f"{verdict.id}: " if verdict.id is not None else ""
    about = f"{verdict.method} {verdict.url} from {verdict.origin}"
    reason = "".join(f": {text}" for text in (verdict.step, verdict.message) if text)
    seen = verdict.browser
    also = f" [{seen.name}: {seen.result.replace('_', ' ')}]" if seen else ""
    line = f"{visible(name)}{context.paint(kind, words)}: {visible(about + reason)}{also}"
    return f"{line}\n"


def _json(outcome: Verdict | InvalidLine) -> str:
    """One object on one line; an invalid line has `line` and `error` in place of a verdict."""
    if isinstance(outcome, Verdict):
        fields = why_document(outcome)
    else:
        fields = {"id": outcome.id, "line": outcome.line, "error": outcome.message}
    return encoded({"version": 1, **fields}) + "\n"


def encoded(value: object) -> str:
    """A value in JSON, as lines have it."""
    return _encoder().encode(value)


@cache
def _encoder() -> JSONEncoder:
    """One for all lines: `json.dumps` would make one for each."""
    from json import JSONEncoder  # noqa: PLC0415  # the text needs none

    return JSONEncoder(separators=(",", ":"))
