"""Reports: one format a module, each a pure function from a `Report` to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from corscheck.report.ci_commands import broken
from corscheck.report.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corscheck.report.ci_commands import Syntax
    from corscheck.run_report import Report

__all__ = ["FILE_FORMATS", "FORMATS", "OUTPUT_FORMATS", "Context", "parts", "render", "render_statistics"]

FORMATS: dict[str, str] = {
    "full": "corscheck.report.full:render",
    "concise": "corscheck.report.concise:render",
    "json": "corscheck.report.json:render",
    "github": "corscheck.report.github:render",
    "azure": "corscheck.report.azure:render",
    "gitlab": "corscheck.report.gitlab:render",
    "sarif": "corscheck.report.sarif:render",
    "junit": "corscheck.report.junit:render",
    "rdjson": "corscheck.report.rdjson:render",
    "jsonl": "corscheck.report.jsonl:render",
    "html": "corscheck.report.html:render",
    "markdown": "corscheck.report.markdown:render",
}
"""Every format's name and its function, imported on demand: `render(report, context) -> str`."""

_IN_PARTS = {"json": "corscheck.report.json:parts", "jsonl": "corscheck.report.jsonl:parts"}
"""Formats of one line for each object, and the function that gives their lines one after the other."""

_SYNTAX: dict[str, Syntax] = {
    "full": "text",
    "concise": "text",
    "json": "json",
    "github": "github",
    "azure": "azure",
    "gitlab": "json",
    "sarif": "json",
    "junit": "markup",
    "rdjson": "json",
    "jsonl": "json",
    "html": "markup",
    "markdown": "text",
}
"""The syntax of each format, for breaking commands of CI runners in it."""

FILE_FORMATS: tuple[str, ...] = tuple(FORMATS)
"""The formats that `--report FORMAT:PATH` can write."""

OUTPUT_FORMATS: tuple[str, ...] = (
    "auto",
    *(name for name in FORMATS if name not in ("jsonl", "html", "markdown")),
)
"""The values of `--output-format`."""


def render(name: str, report: Report, context: Context) -> str:
    """The report in the format of that name (KeyError: there is none)."""
    return "".join(parts(name, report, context))


def parts(name: str, report: Report, context: Context) -> Iterator[str]:
    """The same in parts, made as they are asked for where the format allows it: it may be large."""
    target = _IN_PARTS.get(name)
    if target is None:
        yield broken(_function(FORMATS[name])(report, context), _SYNTAX[name])
        return
    for part in _function(target)(report, context):
        yield broken(part, _SYNTAX[name])


def render_statistics(name: str, report: Report, context: Context) -> str:
    """How often each rule was broken: JSON where the format is `json`, else a table."""
    kind = "render_json" if name == "json" else "render"
    text: str = _function(f"corscheck.report.statistics:{kind}")(report, context)
    return broken(text, "json" if name == "json" else "text")


def _function(target: str) -> Callable[[Report, Context], Any]:
    from importlib import import_module  # noqa: PLC0415

    module, _, name = target.partition(":")
    return cast("Callable[[Report, Context], Any]", getattr(import_module(module), name))
