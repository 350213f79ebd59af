"""Findings for the page: message, marked lines, fix, and the checks that fail because of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report.context import rule_url
from corscheck.report.exchanges import exchange_notes
from corscheck.report.grouping import split
from corscheck.report.html_source import fix_lines, source_lines
from corscheck.report.html_text import Html, badge, element, joined, listing, pairs, plain, text
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Report

LINKED = 5
"""Failing checks of one finding that are linked; of the others only their number is given."""


def section(report: Report, anchors: Mapping[str, str], context: Context) -> Html:
    """All findings, the infos folded; `anchors` gives the id of the exchange of each check."""
    titles = {check.id: check.title for check in report.checks or ()}
    listed, folded = split(report, context)
    infos = [finding for group in folded for finding in group]
    parts = [_finding(one, anchors, titles, context) for one in listed]
    if infos:
        summary = element("summary", plain(f"{plural(len(infos), 'info')} of {plural(len(folded), 'rule')}"))
        parts.append(element("details", summary, *(_finding(one, anchors, titles, context) for one in infos)))
    heading = element("h2", Html("Findings"), id="findings")
    return element("section", heading, Html("\n"), *parts, aria_labelledby="findings")


def _finding(
    finding: Finding, anchors: Mapping[str, str], titles: Mapping[str, str], context: Context
) -> Html:
    code = element("a", plain(finding.code), href=rule_url(finding.code))
    sure = "" if finding.confidence == "certain" else f" ({finding.confidence})"
    heading = element(
        "h3",
        badge(finding.severity, finding.severity + sure),
        Html(" "),
        code,
        Html(" "),
        text(finding.message),
    )
    return Html(
        element(
            "article",
            heading,
            source_lines(finding, context),
            pairs(_notes(finding, anchors, titles, context)),
            class_=f"finding {finding.severity}",
        )
        + "\n"
    )


def _notes(
    finding: Finding, anchors: Mapping[str, str], titles: Mapping[str, str], context: Context
) -> Iterator[tuple[str, Html]]:
    if finding.help:
        yield "Help", joined(map(text, finding.help.splitlines()), "<br>")
    if finding.fix:
        safety = "Fix" if finding.fix.is_safe else "Unsafe fix"
        yield safety, Html(text(finding.fix.message) + fix_lines(finding, context))
    if finding.versions:
        yield "For", text("ASAB " + ", ".join(finding.versions))
    linked = [name for name in finding.checks if name in anchors]
    if linked:
        links = [
            element("a", text(titles[name]), href=f"#{anchors[name]}", class_="cell")
            for name in linked[:LINKED]
        ]
        more = f" and {plural(len(linked) - LINKED, 'more check')}" if len(linked) > LINKED else ""
        yield "Checks", Html(element("ul", *(element("li", link) for link in links)) + text(more))
    if finding.exchange is not None:
        rows = [
            (label.capitalize(), listing(lines)) for label, lines in exchange_notes(finding, None, context)
        ]
        yield "Evidence", element("details", element("summary", Html("Request and answer")), pairs(rows))
