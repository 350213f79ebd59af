"""The matrix of live checks: paths and methods as rows, origins as columns, a mark in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.report.columns import cut, pad, width
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.report.context import Context
    from corscheck.run_report import Check

WIDTH = 80
"""Columns if there is no terminal."""

ROWS = 60
"""If there are more rows, those in which every check passed are left out; their number is shown."""

_AXES = ("origin", "credentials", "method", "path")
_WORST = ("failed", "unreachable", "passed", "skipped")
_LEGEND = {
    "passed": "as promised",
    "failed": "not as promised",
    "unreachable": "no answer",
    "skipped": "not tried",
}

Key = tuple[str, ...]


class Row(NamedTuple):
    """One row of the matrix: a path, the methods with the same outcomes, and the outcome for each column."""

    path: str
    method: str
    cells: tuple[str, ...]  # outcomes; empty where nothing was planned


def matrix(checks: Sequence[Check], context: Context) -> list[str]:
    """The lines of the matrix, at most as wide as the terminal (or 80 columns), in the order of the checks.

    Axes other than origin, credentials, method and path (the service, its section) are headings if they
    vary. Columns that do not fit on a line go into further blocks.
    """
    groups: dict[str, dict[tuple[Key, Key], str]] = {}
    axes = [dict(check.axes) for check in checks]
    others = _varying(axes, [name for axis in axes for name in axis if name not in _AXES])
    across = ("origin", *_varying(axes, ["credentials"]))
    for check, axis in zip(checks, axes, strict=True):
        heading = ", ".join(f"{name} {axis[name]}" for name in others if name in axis)
        cells = groups.setdefault(heading, {})
        key = ((axis.get("path", ""), axis.get("method", "")), tuple(axis.get(name, "") for name in across))
        known = cells.get(key, check.outcome)
        cells[key] = min(known, check.outcome, key=_WORST.index)
    columns = list(dict.fromkeys(column for cells in groups.values() for _, column in cells))
    names = [", ".join(part for part in column if part) or "(no origin)" for column in columns]
    lines = ["Checks, from pages of these origins:", *letters(list(map(visible, names)))]
    for heading, cells in groups.items():
        lines += ["", *([visible(heading)] if heading else []), *_part(cells, columns, context)]
    used = {outcome for cells in groups.values() for outcome in cells.values()}
    return [
        *lines,
        "",
        "  ".join(f"{context.mark(name)} {_LEGEND[name]}" for name in _LEGEND if name in used),
    ]


def _varying(axes: list[dict[str, str]], names: Iterable[str]) -> list[str]:
    """The axes on which the checks have different values."""
    return [name for name in dict.fromkeys(names) if len({axis.get(name) for axis in axes}) > 1]


def _letter(index: int) -> str:
    """The name of a column: A, B, … Z, AA, AB and so on."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def letters(names: Sequence[str]) -> list[str]:
    """The columns' letters with their meaning, one a line."""
    wide = max((len(_letter(index)) for index in range(len(names))), default=1)
    return [f"{_letter(index):>{wide}}  {name}" for index, name in enumerate(names)]


def _part(cells: dict[tuple[Key, Key], str], columns: list[Key], context: Context) -> list[str]:
    rows = _rows(cells, columns)
    shown = rows
    if len(rows) > ROWS:
        shown = [row for row in rows if any(cell not in ("passed", "") for cell in row.cells)]
    lines = blocks(shown, len(columns), context)
    if hidden := len(rows) - len(shown):
        lines.append(f"and {plural(hidden, 'more row')} in which every check passed")
    return lines


def _rows(cells: dict[tuple[Key, Key], str], columns: list[Key]) -> list[Row]:
    """One row per path and method; methods of a path with the same outcomes share a row."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for path, method in dict.fromkeys(row for row, _ in cells):
        outcomes = tuple(cells.get(((path, method), column), "") for column in columns)
        alike.setdefault((path, outcomes), []).append(method)
    order = list(dict.fromkeys(path for path, _ in alike))
    rows = [Row(path, " ".join(methods), outcomes) for (path, outcomes), methods in alike.items()]
    return sorted(rows, key=lambda row: order.index(row.path))


def blocks(rows: Sequence[Row], columns: int, context: Context) -> list[str]:
    """The rows with a mark in each column; columns that do not fit on a line go into further blocks."""
    total = context.width or WIDTH
    labels = [(visible(row.path), visible(row.method)) for row in rows]
    paths = min(max((width(path) for path, _ in labels), default=0), total // 2)
    cell = max((len(_letter(index)) for index in range(columns)), default=1) + 1
    left = total - paths - 2 - cell * columns
    methods = min(max((width(method) for _, method in labels), default=0), max(left, total // 4))
    room = max((total - paths - methods - 2) // cell, 1)
    lines: list[str] = []
    for first in range(0, columns, room) if rows else ():
        some = range(first, min(first + room, columns))
        head = " " * (paths + methods + 2) + "".join(f"{_letter(index):>{cell}}" for index in some)
        lines += [*([""] if lines else []), head]
        previous = None
        for row, (path, method) in zip(rows, labels, strict=True):
            label = "" if path == previous else path
            previous = path
            if width(label) > paths:
                lines.append(cut(label, total))
                label = ""
            marks = "".join(_mark(row.cells[index], cell, context) for index in some)
            lines.append(f"{pad(label, paths)}  {pad(cut(method, methods), methods)}{marks}".rstrip())
    return lines


def _mark(outcome: str, cell: int, context: Context) -> str:
    if not outcome:
        return " " * cell
    kind = {"passed": "passed", "skipped": "dim"}.get(outcome, "failed")
    return " " * (cell - 1) + context.paint(kind, context.mark(outcome))
