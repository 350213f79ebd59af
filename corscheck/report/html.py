"""`html`: one self-contained page; it loads nothing, and runs only its own script (allowed by its hash)."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pkgutil import get_data
from typing import TYPE_CHECKING

from corscheck.report import html_checks, html_findings, html_routes
from corscheck.report.context import HOME
from corscheck.report.html_text import Html, badge, element, joined, listing, pairs, plain, text
from corscheck.report.run_errors import HEADING, location, messages
from corscheck.report.summary import sentences
from corscheck.run_report import FOUND, exit_code
from corscheck.text import first_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.report.context import Context
    from corscheck.run_report import Report, RunError
    from corscheck.tried import RouteVerdict

_NOTHING_ELSE = "base-uri 'none'; form-action 'none'"

_NAMED = 3
"""Services or files that the title names; of the others it gives the number."""

_LISTED = 12
"""Targets and files that the header lists; of the others it gives the number."""


def render(report: Report, context: Context) -> str:
    """The page: what it is about, the verdict, what was not tested, routes, findings, every check."""
    context = context.plain._replace(unicode=True, width=None)
    anchors = {check.id: f"c{number}" for number, check in enumerate(report.checks or (), 1)}
    parts = [
        _header(report, context),
        element("main", Html("\n"), *_sections(report, anchors, context), id="main"),
        element(
            "footer",
            element("p", element("a", Html("corscheck"), href=HOME), text(f" {context.version}")),
        ),
    ]
    return _page(_title(report), joined(parts, "\n"))


def _sections(report: Report, anchors: dict[str, str], context: Context) -> Iterable[Html]:
    checks = {check.id: check for check in report.checks or ()}

    def anchor(route: RouteVerdict) -> str | None:
        name = html_routes.deciding(route, checks)
        return None if name is None else anchors[name]

    if report.errors:
        yield _errors(report.errors, context)
    yield _verdict(report, context)
    if report.checks or report.routes:
        yield html_routes.filters(report)
    if report.routes:
        yield html_routes.section(report, anchor)
    if report.findings:
        yield html_findings.section(report, anchors, context)
    if report.checks:
        yield html_checks.section(report.checks, anchors)
    if report.suppressed:
        yield _suppressed(report, context)
    if report.notes:
        items = [element("li", text(note)) for note in report.notes]
        yield element("section", element("h2", Html("Notes")), element("ul", *items))
    close = element("button", Html("Close"), type="button", id="close")
    bar = element("div", element("h2", Html("Exchange"), id="exchange-title"), close, class_="bar")
    yield element("dialog", bar, element("div", id="exchange"), aria_labelledby="exchange-title")


def _header(report: Report, context: Context) -> Html:
    """The title, and what the report is about."""
    targets = _targets(report)
    facts = [("Target", text(target)) for target in targets[:_LISTED]]
    if len(targets) > _LISTED:
        facts.append(("Target", text(f"and {len(targets) - _LISTED} more")))
    if report.files:
        files = [element("code", plain(context.path(path))) for path in report.files[:_LISTED]]
        more = f" and {len(report.files) - _LISTED} more" if len(report.files) > _LISTED else ""
        facts.append(("Files", Html(joined(files, ", ") + text(more))))
    facts.append(("Version", text(f"corscheck {context.version}")))
    if context.time:
        facts.append(("Date", element("time", plain(_date(context.time)), datetime=context.time)))
    place = "#findings" if report.findings else "#main"
    skip = element("a", Html("Skip to the findings"), href=place, class_="skip")
    title = element("h1", text(f"CORS report: {_names(report)}"))
    caveats = joined(element("p", text(one), class_="caveat") for one in report.caveats)
    return element("header", skip, title, Html("\n"), caveats, Html("\n"), pairs(facts))


def _targets(report: Report) -> list[str]:
    """The base URLs that were tried and those that could not be, with what runs there."""
    several = len({one.service for one in report.tried}) > 1
    found = [
        (f"{one.service}: " if several else "") + one.base_url + (f" ({one.running})" if one.running else "")
        for one in report.tried
    ]
    untested = [f"{one.target} (not tested)" for one in report.errors if one.target and one.untested]
    return list(dict.fromkeys([*found, *untested]))


def _date(time: str) -> str:
    """`2026-01-31T12:00:00Z` for people."""
    return f"{time[:10]} {time[11:].removesuffix('Z')} UTC"


def _title(report: Report) -> Html:
    return plain(f"corscheck: {_names(report)}"[:150])


def _names(report: Report) -> str:
    """The services, else the files, by name."""
    tried = [one.service for one in report.tried]
    services = tried or [error.service for error in report.errors if error.service]
    names = list(dict.fromkeys(services)) or list(report.files)
    return first_of(names, _NAMED) or "nothing was examined"


def _outcome(report: Report, context: Context) -> tuple[str, str]:
    """Kind and words of the verdict."""
    if not (report.files or report.checks or report.findings or report.errors):
        return "skipped", "Nothing was examined"
    incomplete = exit_code(report, context.fail_on, exit_zero=True) != 0
    if exit_code(report._replace(errors=()), context.fail_on) == FOUND:
        return "failed", "✗ Failed, and incomplete" if incomplete else "✗ Failed"
    return ("unreachable", "? Incomplete") if incomplete else ("passed", "✓ Passed")


def _verdict(report: Report, context: Context) -> Html:
    """Whether the run passed, and the numbers behind it; by the same rule as the exit code."""
    kind, words = _outcome(report, context)
    lines = [
        element("p", badge(kind, mark), Html(" "), text(line))
        for kind, mark, line in html_routes.verdict_lines(report)
    ]
    lines += [element("p", text(line)) for line in sentences(report)]
    heading = element("h2", plain(words), id="verdict")
    return Html(
        element("section", heading, *lines, class_=f"verdict {kind}", aria_labelledby="verdict") + "\n"
    )


def _errors(errors: Iterable[RunError], context: Context) -> Html:
    """What was not tried, so that the page is not mistaken for a complete report."""
    items = []
    for error in errors:
        first, *rest = messages(error)
        where = f"{text(location(error, context))}: " if error.path else ""
        more = f"; {text(error.help)}" if error.help else ""
        output = listing(rest) if rest else ""
        items.append(Html(f"<li>{where}<code>{error.kind}</code>: {text(first)}{more}{output}</li>\n"))
    heading = element("h2", plain(HEADING), id="untested")
    return Html(element("section", heading, element("ul", *items), class_="error") + "\n")


def _suppressed(report: Report, context: Context) -> Html:
    items = []
    for one in report.suppressed:
        finding = one.finding
        where = f"{context.path(finding.span.source.path)}:{finding.span.line}"
        why = f" ({one.kind}: {one.reason})" if one.reason else f" ({one.kind})"
        items.append(element("li", text(f"{where}: {finding.code} {finding.message}{why}")))
    summary = element("summary", plain(f"Suppressed: {len(items)}"))
    return element("section", element("details", summary, element("ul", *items)))


def _page(title: Html, body: Html) -> str:
    style, script = _asset("page.css"), _asset("page.js")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; {_NOTHING_ELSE}"
    head = [
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Html(style)),
    ]
    script_element = element("script", Html(script))
    page = [
        "<!doctype html>",
        '<html lang="en">',
        element("head", Html("\n"), joined(head, "\n"), Html("\n")),
        element("body", Html("\n"), body, Html("\n"), script_element, Html("\n")),
        "</html>\n",
    ]
    return "\n".join(page)


@cache
def _asset(name: str) -> str:
    """The text of a style sheet or script of the page."""
    data = get_data("corscheck.report", f"page/{name}")
    if data is None:
        raise FileNotFoundError(name)
    return data.decode()


def _hash(content: str) -> str:
    """The source for the content security policy that allows an element with exactly this content."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
