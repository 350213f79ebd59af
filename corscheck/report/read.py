"""Reports in JSON or JSON Lines → `Report`: an incomplete one is never read as complete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corscheck.findings import SEVERITIES, Finding
from corscheck.records import NamedTuple
from corscheck.report import read_objects as made
from corscheck.report.fields import Fields, UnusableReport
from corscheck.report.json import VERSION
from corscheck.report.summary import summarise
from corscheck.run_report import Report
from corscheck.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.findings import Severity

__all__ = ["Read", "Reader", "UnusableReport"]

NOT_LISTED = "not-listed"
"""Name of the findings that a report counts and does not list."""

_COUNTED = ("errors", "warnings", "infos", "checks", "passed", "failed", "unreachable", "skipped")
"""Numbers of the summary that are compared with what was read."""


class Read(NamedTuple):
    """A report that was read, and from which severity on its findings make the exit code 1."""

    report: Report
    fail_on: Severity
    is_cut: bool = False  # it ends before its last line: more was or would have been in it


class Reader:
    """Reads several reports; the files that they have in common are the same sources."""

    def __init__(self) -> None:
        self._objects = made.Objects()

    def read(self, lines: Iterable[str]) -> Read:
        """The report in these lines, a JSON document or JSON Lines.

        JSON Lines may have been cut, also in a line: the run was killed or goes on, or its report was copied
        in part. Checks that were not judged yet then have the outcome that their answers alone give.

        Raises:
            UnusableReport: It is a document that is not complete, or is no report.
        """
        self._objects.begin()
        parts = iter(lines)
        first = next(parts, "")
        if not first:
            raise UnusableReport("it is empty")
        try:
            data = json.loads(first)
        except (ValueError, RecursionError):
            data = None
        if isinstance(data, dict) and data.get("type") == "run":
            return self._lines(Fields(data, "line 1"), parts)
        return self._document(_parsed("".join([first, *parts]), "the file"))

    def _lines(self, run: Fields, lines: Iterator[str]) -> Read:
        _check_version(run)
        groups: dict[str, list[Any]] = {}
        hidden: list[Finding] = []
        end = None
        number = 1
        for number, line in enumerate(lines, 2):
            if end is not None:
                raise UnusableReport(f"line {number} comes after the last line of a report")
            fields = _whole(line, f"line {number}")
            if fields is None:
                break
            kind = fields.text("type")
            if kind == "end":
                end = fields
            elif kind == "finding" and not fields.flag("listed", default=True):
                hidden.append(self._objects.finding(fields))
            else:
                value = self._value(kind, fields)
                if value is not None:
                    groups.setdefault(value[0], []).append(value[1])
        if end is None:
            return _read(run, None, groups, hidden)
        if end.number("lines") != number:
            raise UnusableReport(f"it has {number} lines, not {end.number('lines')}")
        self._check_judged()
        return _read(run, end.object("summary"), groups, hidden)

    def _check_judged(self) -> None:
        if self._objects.unjudged:
            raise UnusableReport("it has checks without an outcome")

    def _value(self, kind: str, fields: Fields) -> tuple[str, Any] | None:
        """The field of the report, and the value that a line has for it; None for a file."""
        objects = self._objects
        if kind == "source":
            objects.source(fields)
            return None
        if kind == "note":
            return fields.choice("kind", ("caveat", "note")) + "s", fields.text("text")
        values = {
            "finding": ("findings", objects.finding),
            "check": ("checks", objects.check),
            "error": ("errors", objects.error),
            "suppressed": ("suppressed", objects.suppressed),
            "route": ("routes", objects.route),
            "service": ("tried", made.service),
        }
        if kind not in values:
            raise UnusableReport(f"`type` of {fields.what} is not known")
        name, read = values[kind]
        return name, read(fields)

    def _document(self, data: Any) -> Read:
        document = Fields(data, "the document")
        _check_version(document)
        for name in ("findings", "summary", "errors", "checks", "run"):
            if name not in document:
                raise UnusableReport(f"it is no report of a run: there is no `{name}`")
        objects = self._objects
        objects.without_text(data)
        groups: dict[str, list[Any]] = {
            "findings": list(document.objects("findings", objects.finding)),
            "checks": list(document.objects("checks", objects.check)),
            "errors": list(document.objects("errors", objects.error)),
            "suppressed": list(document.objects("suppressed", objects.suppressed)),
            "routes": list(document.objects("routes", objects.route)),
            "tried": list(document.objects("services", made.service)),
            "notes": list(document.texts("notes")),
        }
        self._check_judged()
        summary = document.object("summary")
        return _read(document.object("run"), summary, groups, list(_not_listed(groups["findings"], summary)))


def _read(run: Fields, summary: Fields | None, groups: dict[str, list[Any]], hidden: list[Finding]) -> Read:
    """The report of these values, which have to be as many as its summary counts; None: it was cut."""
    values = {name: tuple(found) for name, found in groups.items()}
    checks = values.pop("checks", ())
    report = Report(
        **values,
        files=run.texts("files"),
        checks=checks if run.flag("live") else None,
        hidden=tuple(hidden),
        fixed=summary.number("fixed") if summary else 0,
        shard=_shard(run),
    )
    if summary is not None:
        _check_counted(report, summary)
    return Read(report, run.choice("fail_on", SEVERITIES), is_cut=summary is None)


def _check_counted(report: Report, summary: Fields) -> None:
    counted: dict[str, Any] = {**summarise(report)}
    for name in _COUNTED:
        if counted[name] != summary.number(name):
            raise UnusableReport(f"it has {counted[name]} {name}, not {summary.number(name)} as it says")


def _shard(run: Fields) -> tuple[int, int] | None:
    if "shard" not in run:
        return None
    found = run.items("shard")
    if [type(one) for one in found] != [int, int] or not 1 <= found[0] <= found[1]:
        raise UnusableReport(f"`shard` of {run.what} is not the number of a part and of all parts")
    return found[0], found[1]


def _not_listed(findings: Iterable[Finding], summary: Fields) -> Iterator[Finding]:
    """Findings for those that the summary counts and a document does not list (`--min-severity`)."""
    listed = [finding.severity for finding in findings]
    nowhere = Span(Source("", ""), 0, 0)
    for severity in SEVERITIES:
        missing = summary.number(f"{severity}s") - listed.count(severity)
        if missing > _MOST:
            raise UnusableReport(f"it counts more than {_MOST} {severity}s that it does not list")
        yield from [Finding("", NOT_LISTED, severity, "not listed", nowhere)] * missing


_MOST = 1_000_000


def _check_version(fields: Fields) -> None:
    if fields.number("version") != VERSION:
        raise UnusableReport(f"its version is {fields.number('version')}, not {VERSION}")


def _whole(line: str, what: str) -> Fields | None:
    """The object of a line; None where it is the last one and was cut.

    Raises:
        UnusableReport: It is no object.
    """
    try:
        return Fields(_parsed(line, what), what)
    except UnusableReport:
        if line.endswith("\n"):
            raise
        return None


def _parsed(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnusableReport(f"{what} is not JSON") from None
