"""Write reports of every format into a directory, for the programs that `.ci/npm-consumers` gives them to.

usage: python tests/consumers/reports.py DIRECTORY
"""

from __future__ import annotations

import sys
from pathlib import Path

from corscheck.causes.catalogue import CAUSES
from corscheck.cli.rule import _json
from corscheck.exchange import Request, Response
from corscheck.findings import Exchange, Finding, Related
from corscheck.fixes import Edit, Fix
from corscheck.report import render, render_statistics
from corscheck.rules.registry import every_rule
from corscheck.run_report import Check, Report
from corscheck.source import Source
from corscheck.tried import RouteVerdict, Tried
from tests.support.nasty import NASTY, PATHS
from tests.support.reports import CONTEXT, REPORTS

_RULES = {rule.code: rule for rule in every_rule()}
FORMATS = {
    "sarif": "sarif",
    "html": "html",
    "markdown": "md",
    "rdjson": "rdjson",
    "junit": "xml",
    "gitlab": "gitlab.json",
    "json": "json",
}


def nasty(text: str, path: str = "etc/app.conf") -> Report:
    """A report in which a hostile text is everything that a file or a server can fill in."""
    source = Source(f"[web]\ncors = {text}\n", path)
    span = source.span(len("[web]\ncors = "), len(source.text) - 1)
    request = Request("OPTIONS", f"http://127.0.0.1/{text}", (("Origin", text),))
    answer = Response(200, (("Access-Control-Allow-Origin", text),), text)
    browsers = {"chrome": text, "firefox": text, "safari": None}
    finding = Finding(
        "CORS201",
        "other-allow-origin",
        "error",
        text or "m",
        span,
        help=text,
        fix=Fix(text or "m", (Edit(span, text),)),
        related=(Related(source.span(0, 5), text or "m"),),
        versions=("25.15",),
        exchange=Exchange(request, answer, text, browsers),
    )
    axes = (("origin", text), ("method", "GET"), ("path", text))
    check = Check("1", text, "failed", text, span, request, answer, ("CORS201",), axes)
    route = RouteVerdict(text, text, text, "omit", "GET", text, None, message=text, checks=("1",))
    return Report((finding,), (path,), (check,), (text,), routes=(route,), tried=(Tried(text, text, text),))


def all_reports() -> dict[str, Report]:
    """What is rendered, by the name of its files."""
    return {
        **REPORTS,
        **{f"nasty-{number}": nasty(text) for number, text in enumerate(NASTY)},
        **{f"path-{number}": nasty("x", path) for number, path in enumerate(PATHS)},
        "long": nasty("x" * 300_000),
        "many": nasty(" ".join(NASTY))._replace(findings=nasty(" ".join(NASTY)).findings * 50),
    }


def write(directory: Path) -> None:
    """Write all reports, each in every format."""
    for name, report in all_reports().items():
        context = CONTEXT if name in REPORTS else CONTEXT._replace(rules=_RULES.get)
        for form, ending in FORMATS.items():
            (directory / f"{name}.{ending}").write_text(render(form, report, context), encoding="utf-8")
    (directory / "statistics.json").write_text(render_statistics("json", REPORTS["lint"], CONTEXT))
    (directory / "rules.json").write_text(_json(every_rule(), CAUSES))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
