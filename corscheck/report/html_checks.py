"""Every check of the page: families of each service, and the exchange of each check."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corscheck.report.html_exchange import exchange
from corscheck.report.html_routes import OUTCOMES
from corscheck.report.html_text import Html, badge, element, joined, plain, text
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corscheck.findings import Check

FAMILIES = {
    "policy": "Requests of the policy ([[expect]])",
    "wanted": "Routes that pages are to call",
    "route": "Routes of the service",
    "covered": "Paths of cors_preflight_paths",
    "dropped": "Configured paths that ASAB drops",
    "edge": "Edges of the patterns",
    "outside": "Paths that no preflight path covers",
    "foreign": "Origins that must not get in",
    "unlisted": "Origins and credentials that the configuration does not allow",
    "off": "Paths of a container in which CORS is off",
    "error-page": "Error answers",
    "": "Checks",
}
"""Kind of check → the heading of its family, in the order of the page."""

WORDS = {"passed": "passed", "failed": "failed", "unreachable": "no answer", "skipped": "not tried"}


def section(checks: Sequence[Check], anchors: Mapping[str, str]) -> Html:
    """All checks; `anchors` gives the id of the element with the exchange of each check."""
    groups: dict[tuple[str, str], list[Check]] = {}
    for check in checks:
        service = dict(check.axes).get("service", "")
        groups.setdefault((service, check.kind if check.kind in FAMILIES else ""), []).append(check)
    order = list(FAMILIES)
    services = list(dict.fromkeys(service for service, _ in groups))
    keys = sorted(groups, key=lambda key: (services.index(key[0]), order.index(key[1])))
    several = len(services) > 1
    families = [_family(key, groups[key], anchors, several=several) for key in keys]
    heading = element("h2", Html("Does the server do what the file says?"), id="checks")
    return element("section", heading, Html("\n"), joined(families), aria_labelledby="checks")


def _family(
    key: tuple[str, str], checks: Sequence[Check], anchors: Mapping[str, str], *, several: bool
) -> Html:
    outcomes = Counter[str](check.outcome for check in checks)
    counts = ", ".join(f"{outcomes[one]} {words}" for one, words in WORDS.items() if outcomes[one])
    worst = next(one for one in ("failed", "unreachable", "skipped", "passed") if outcomes[one])
    title = f"{key[0]}: {FAMILIES[key[1]]}" if several and key[0] else FAMILIES[key[1]]
    summary = element(
        "summary",
        badge(worst, WORDS[worst]),
        Html(" "),
        plain(title),
        element("span", plain(f" {plural(len(checks), 'check')}: {counts}"), class_="note"),
    )
    rows = joined(_row(check, anchors[check.id]) for check in checks)
    return Html(
        element(
            "details", summary, element("ul", rows, class_="checks"), class_="family", open=worst == "failed"
        )
        + "\n"
    )


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
