"""What pages can call: verdicts by service and origin, reasons of blocked routes, the table of routes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.report.columns import pad, width
from corscheck.report.matrix import ROWS, Row, blocks, letters
from corscheck.text import first_of, place, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Report
    from corscheck.tried import RouteVerdict, Tried

_NAMED = 3
"""Routes that a line names; of the others it gives the number."""

_REASONS = 20
"""Reasons that are listed for one service; every route may have another one."""

_OPENNESS = "CORS20"
"""Codes of findings about too much being allowed: they block no route."""

_OUTCOMES = {True: "passed", False: "failed", None: "unreachable"}
_LEGEND = {"passed": "can be called", "failed": "cannot", "unreachable": "not known"}


class Part(NamedTuple):
    """The routes of one service, at one URL."""

    tried: Tried | None
    routes: Sequence[RouteVerdict]

    @property
    def heading(self) -> str:
        """Its name, its URL, and what runs there."""
        first = self.routes[0]
        names = list(dict.fromkeys(filter(None, [first.service, first.base_url])))
        running = f" ({self.tried.running})" if self.tried and self.tried.running else ""
        return visible("  ".join(names) + running)


def parts(report: Report) -> list[Part]:
    """The routes of each service, in the order of the run."""
    groups: dict[tuple[str, str], list[RouteVerdict]] = {}
    for route in report.routes:
        groups.setdefault((route.service, route.base_url), []).append(route)
    tried = {(one.service, one.base_url): one for one in report.tried}
    return [Part(tried.get(key), routes) for key, routes in groups.items()]


def verdicts(report: Report, context: Context) -> list[str]:
    """For each service the verdict for each origin, then each route that cannot be called, and why."""
    causes = _causes(report)
    lines: list[str] = []
    for part in parts(report):
        lines.append(context.paint("bold", part.heading))
        groups = by_page(part.routes)
        lines += [f"  {verdict(routes, context)}" for routes in groups.values()]
        lines += [f"  {line}" for line in _blocked(part.routes, len(groups), causes, context)]
    return lines


def verdict(routes: Sequence[RouteVerdict], context: Context) -> str:
    """How many of the routes a page can call: `page https://app.example.com: 5 of 6 routes can be called`."""
    number = sum(route.callable is True for route in routes)
    intended = sum(route.callable is False and route.intended for route in routes)
    unknown = sum(route.callable is None for route in routes)
    more = f", {intended} blocked on purpose" if intended else ""
    more += f", {unknown} not known" if unknown else ""
    text = f"{page(routes[0])}: {number} of {plural(len(routes), 'route')} can be called{more}"
    good = number + intended == len(routes)
    return context.paint("passed" if good else "failed", text)


def page(route: RouteVerdict) -> str:
    """The page that makes the requests."""
    who = "page of any origin" if route.invented else f"page {visible(route.origin)}"
    return f"{who} with cookies" if route.credentials == "include" else who


def table(report: Report, context: Context) -> list[str]:
    """The table of routes and origins, one for each service, and what its marks mean."""
    shown = list(parts(report))
    if not shown:
        return []
    lines = ["Routes, and whether a browser lets a page call them:"]
    for part in shown:
        pages = by_page(part.routes)
        names = [page(routes[0]) for routes in pages.values()]
        rows = _rows(part.routes, {key: index for index, key in enumerate(pages)})
        grid = _grid(rows, len(pages), context)
        if len(names) > 1:
            grid = [*letters(names), "", *grid]
        elif len(shown) == 1:
            lines, grid = [f"Routes, and whether a browser lets a {names[0]} call them:"], grid[1:]
        lines += ["", *([part.heading, ""] if len(shown) > 1 else []), *grid]
    return [*lines, "", *_legend(report.routes, context)]


def by_page(routes: Iterable[RouteVerdict]) -> dict[tuple[str, str], list[RouteVerdict]]:
    """The routes for each origin and credentials mode."""
    groups: dict[tuple[str, str], list[RouteVerdict]] = {}
    for route in routes:
        groups.setdefault((route.origin, route.credentials), []).append(route)
    return groups


def _rows(routes: Iterable[RouteVerdict], columns: dict[tuple[str, str], int]) -> list[Row]:
    """One row for each path and method, in which the methods of a path are together."""
    cells: dict[tuple[str, str], list[str]] = {}
    for route in routes:
        row = cells.setdefault((route.template or route.path, route.method), [""] * len(columns))
        row[columns[route.origin, route.credentials]] = _OUTCOMES[route.callable]
    order = {path: number for number, path in enumerate(dict.fromkeys(path for path, _ in cells))}
    rows = [Row(path, method, tuple(outcomes)) for (path, method), outcomes in cells.items()]
    return sorted(rows, key=lambda row: order[row.path])


def _grid(rows: Sequence[Row], columns: int, context: Context) -> list[str]:
    if len(rows) <= ROWS:
        return blocks(rows, columns, context)
    bad = [row for row in rows if any(cell not in ("passed", "") for cell in row.cells)]
    lines = blocks(bad[:ROWS], columns, context)
    more = (len(bad[ROWS:]), "not callable from every page"), (len(rows) - len(bad), "that can be called")
    return [*lines, *(f"and {plural(number, 'more route')} {what}" for number, what in more if number)]


def _legend(routes: Sequence[RouteVerdict], context: Context) -> list[str]:
    """What the marks mean, and what shows it where the request itself was not sent."""
    used = {_OUTCOMES[route.callable] for route in routes}
    lines = ["  ".join(f"{context.mark(name)} {text}" for name, text in _LEGEND.items() if name in used)]
    unsent = [route for route in routes if route.callable and not route.sent]
    preflight = dict.fromkeys(route.method for route in unsent if not route.message)
    if preflight:
        are = "was" if len(preflight) == 1 else "were"
        methods = ", ".join(map(visible, preflight))
        lines.append(f"{methods} {are} not sent: {context.mark('passed')} is that of the preflight")
    limited: dict[str, dict[str, None]] = {}
    for route in routes:
        if route.callable and route.message:
            limited.setdefault(route.message, {})[_name(route)] = None
    for message, names in limited.items():
        lines.append(f"{first_of(list(names), _NAMED)}: only {visible(message)}")
    return lines


def _name(route: RouteVerdict) -> str:
    return visible(f"{route.method} {route.template or route.path}")


def _causes(report: Report) -> dict[str, list[Finding]]:
    """The findings because of which a check fails, by its id."""
    causes: dict[str, list[Finding]] = {}
    for finding in report.findings:
        for name in finding.checks if not finding.code.startswith(_OPENNESS) else ():
            causes.setdefault(name, []).append(finding)
    return causes


def _blocked(
    routes: Iterable[RouteVerdict], pages: int, causes: dict[str, list[Finding]], context: Context
) -> Iterator[str]:
    """One line for all routes that cannot be called, or are not known, for the same reason."""
    groups: dict[tuple[bool | None, str], dict[str, list[RouteVerdict]]] = {}
    for route in routes:
        if route.callable is not True and not (route.intended and route.callable is False):
            reason = visible(route.message) + _what_to_do(route, causes, context)
            groups.setdefault((route.callable, reason), {}).setdefault(_name(route), []).append(route)
    names = {key: first_of(list(found), _NAMED) for key, found in groups.items()}
    wide = min(max(map(width, names.values()), default=0), 40)
    for (callable_, reason), found in islice(groups.items(), _REASONS):
        origins = dict.fromkeys(page(route) for some in found.values() for route in some)
        who = "" if len(origins) == pages else f" ({first_of(list(origins), _NAMED)})"
        outcome = _OUTCOMES[callable_]
        mark = context.paint("failed", context.mark(outcome))
        yield f"{mark} {pad(names[callable_, reason], wide)}  {reason}{who}"
    if len(groups) > _REASONS:
        yield f"and {len(groups) - _REASONS} more reasons"


def _what_to_do(route: RouteVerdict, causes: dict[str, list[Finding]], context: Context) -> str:
    """The fix of the finding about it, else its code, with the line of the configuration."""
    candidates = [one for name in route.checks for one in causes.get(name, ())]
    if not candidates:
        return ""
    found = next((one for one in candidates if one.name == route.cause), candidates[0])
    what = context.link(found.code, visible(found.code))
    if not found.span.source.text:  # a service without a configuration
        return f"; {what}"
    where = f"{place(context.path(found.span.source.path))}:{found.span.line}"
    if found.fix is not None:
        what = visible(found.fix.message[:1].lower() + found.fix.message[1:])
    return f"; {what} ({where})"
