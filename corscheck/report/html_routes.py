"""What pages can call, for the page: a table of routes and origins for each service, and the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report.context import Context
from corscheck.report.html_text import Html, element, joined, plain, text
from corscheck.report.routes import by_page, page, parts, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.report.routes import Part
    from corscheck.run_report import Check, Report
    from corscheck.tried import RouteVerdict

Page = tuple[str, str]
"""Origin and credentials mode of a page: a column."""

STACKED = 5
"""With this many columns or more, the cells of a route are listed below it, each with its origin."""

_MARKS = {"yes": "✓", "no": "✗", "unknown": "?"}
_WORDS = {"yes": "callable", "no": "blocked", "unknown": "not known"}

RESULTS = {"yes": "callable, passed", "no": "blocked, failed", "unknown": "not known, not tried"}
"""The choices of the filter for results: state of a route or a check → its label."""

OUTCOMES = {"passed": "yes", "failed": "no", "unreachable": "unknown", "skipped": "unknown"}
"""Outcome of a check → state."""


def state(route: RouteVerdict) -> str:
    """`yes`, `no` or `unknown`."""
    return {True: "yes", False: "no", None: "unknown"}[route.callable]


def section(report: Report, anchor: Callable[[RouteVerdict], str | None]) -> Html:
    """The section about routes; `anchor` gives the id of the exchange that shows a verdict."""
    tables = [_service(part, anchor) for part in parts(report)]
    legend = text(
        "✓: the browser lets a page of this origin call the route; ✗: it does not; ?: not known. "
        + ("" if all(route.sent for route in report.routes) else _NOT_SENT)
    )
    heading = element("h2", Html("What can pages call?"), id="routes")
    return element(
        "section", heading, *tables, element("p", legend, class_="legend"), aria_labelledby="routes"
    )


_NOT_SENT = "Of methods that were not sent themselves it is what the preflight shows."


def verdict_lines(report: Report) -> list[tuple[str, str, str]]:
    """For each service and page: kind and mark of the verdict, and how many routes the page can call."""
    lines = []
    for part in parts(report):
        for routes in by_page(part.routes).values():
            bad = any(route.callable is False and not route.intended for route in routes)
            unknown = any(route.callable is None for route in routes)
            kind = "failed" if bad else "unreachable" if unknown else "passed"
            lines.append((kind, Context().mark(kind), f"{routes[0].service}: {verdict(routes, Context())}"))
    return lines


def _page(route: RouteVerdict) -> Page:
    return route.origin, route.credentials


def _service(part: Part, anchor: Callable[[RouteVerdict], str | None]) -> Html:
    routes = part.routes
    names = {key: page(some[0]) for key, some in by_page(routes).items()}
    pages = list(names)
    rows: dict[tuple[str, str], dict[Page, RouteVerdict]] = {}
    for route in routes:
        rows.setdefault((route.method, route.path), {})[_page(route)] = route
    head = [
        element("th", Html("Route"), scope="col"),
        *(element("th", plain(names[key]), scope="col", data_origin=key[0]) for key in pages),
    ]
    body = [_row(cells, names, anchor) for cells in rows.values()]
    table = element(
        "table",
        element("caption", text(part.heading)),
        element("thead", element("tr", *head)),
        element("tbody", Html("\n"), joined(body, "\n")),
        class_="routes stacked" if len(pages) >= STACKED else "routes",
    )
    return Html(f"{table}\n")


def _row(
    cells: dict[Page, RouteVerdict], names: dict[Page, str], anchor: Callable[[RouteVerdict], str | None]
) -> Html:
    route = next(iter(cells.values()))
    method = element("span", plain(route.method), class_="method")
    path = element("code", plain(route.template or route.path))
    head = element("th", method, Html(" "), path, scope="row")
    found = [_cell(cells.get(key), key, name, anchor) for key, name in names.items()]
    return element("tr", head, *found, data_service=route.service, data_method=route.method)


def _cell(
    route: RouteVerdict | None, key: Page, name: str, anchor: Callable[[RouteVerdict], str | None]
) -> Html:
    if route is None:
        return element("td", Html("not tried"), data_origin=key[0], data_page=name)
    kind = state(route)
    words = element("strong", plain(f"{_MARKS[kind]} {_WORDS[kind]}"))
    notes = [route.message, "on purpose" if route.intended and kind == "no" else ""]
    note = text("; ".join(filter(None, notes)))
    shown = Html(f"{words} {element('span', note, class_='note')}" if note else words)
    target = anchor(route)
    if target is not None:
        shown = element("a", shown, href=f"#{target}", class_="cell")
    return element(
        "td",
        shown,
        class_="intended" if route.intended and kind == "no" else kind,
        data_origin=key[0],
        data_page=name,
        data_result=kind,
    )


def filters(report: Report) -> Html:
    """The filters of routes and checks; the page's script shows and applies them."""
    axes = [dict(check.axes) for check in report.checks or ()]
    values = {
        "service": [*(one.service for one in report.routes), *(one.get("service", "") for one in axes)],
        "origin": [*(one.origin for one in report.routes), *(one.get("origin", "") for one in axes)],
        "method": [*(one.method for one in report.routes), *(one.get("method", "") for one in axes)],
    }
    choices = [
        _choice(name, {value: value for value in dict.fromkeys(some) if value})
        for name, some in values.items()
    ]
    search = element(
        "label", Html("Text "), element("input", type="search", id="filter-text", autocomplete="off")
    )
    shown = element("output", id="shown", aria_live="polite")
    reset = element("button", Html("Reset"), type="button", id="reset")
    return element(
        "div",
        *choices,
        _choice("result", RESULTS),
        search,
        reset,
        shown,
        class_="filters",
        role="search",
        aria_label="Filter routes and checks",
        hidden=True,
    )


def _choice(name: str, values: dict[str, str]) -> Html:
    options = [element("option", Html("all"), value="")]
    options += [element("option", plain(shown), value=value) for value, shown in values.items()]
    select = element("select", *options, id=f"filter-{name}")
    return element("label", plain(f"{name.capitalize()} "), select)


def deciding(route: RouteVerdict, checks: dict[str, Check]) -> str | None:
    """The id of the check that shows a verdict: the one that is blocked at its step, else the first."""
    found = [checks[name] for name in route.checks if name in checks]
    return next((one.id for one in found if one.step == route.step), found[0].id if found else None)
