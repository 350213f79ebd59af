"""The section with every check: families of each service, and the exchange of each check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report.families import Summary, grouped, question, summary
from corscheck.report.html_exchange import exchange
from corscheck.report.html_routes import OUTCOMES
from corscheck.report.html_text import Html, badge, element, joined, plain, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corscheck.run_report import Check

WORDS = {"passed": "passed", "failed": "failed", "unreachable": "no answer", "skipped": "not tried"}


def section(checks: Sequence[Check], anchors: Mapping[str, str]) -> Html:
    """All checks; `anchors` gives the id of the element with the exchange of each check."""
    services: dict[str, list[Check]] = {}
    for check in checks:
        services.setdefault(dict(check.axes).get("service", ""), []).append(check)
    families = [
        _family(
            f"{service}: " if len(services) > 1 and service else "", summary(family, found), found, anchors
        )
        for service, some in services.items()
        for family, found in grouped(some).items()
    ]
    heading = element("h2", plain(question(checks)), id="checks")
    return element("section", heading, Html("\n"), joined(families), aria_labelledby="checks")


def _family(who: str, found: Summary, checks: Sequence[Check], anchors: Mapping[str, str]) -> Html:
    codes = f" ({', '.join(found.codes)})" if found.codes else ""
    words = "accepted" if found.outcome == "skipped" else WORDS[found.outcome]
    head = element("summary", badge(found.outcome, words), Html(" "), text(f"{who}{found.text}{codes}"))
    rows = element("ul", joined(_row(check, anchors[check.id]) for check in checks), class_="checks")
    return Html(element("details", head, rows, class_="family", open=found.outcome == "failed") + "\n")


def _row(check: Check, anchor: str) -> Html:
    axes = dict(check.axes)
    result = f" {(check.result or 'not tried').replace('_', ' ')}" + (
        f" at {check.step}" if check.step else ""
    )
    summary = element(
        "summary",
        badge(check.outcome, WORDS[check.outcome]),
        Html(" "),
        text(check.title),
        element("span", plain(result), class_="note"),
    )
    body = element("div", exchange(check), id=anchor, class_="exchange", tabindex="-1")
    return Html(
        element(
            "li",
            element("details", summary, body),
            data_service=axes.get("service", ""),
            data_origin=axes.get("origin", ""),
            data_method=axes.get("method", ""),
            data_result=OUTCOMES[check.outcome],
        )
        + "\n"
    )
