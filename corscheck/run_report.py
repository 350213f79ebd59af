"""The results of a run: findings, checks, errors, and what was tried; merging them, and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from corscheck.errors import EXIT_CODES
from corscheck.findings import SEVERITIES, Finding, Severity, Suppressed, counts, identity, sort_findings
from corscheck.records import NamedTuple
from corscheck.tried import RouteVerdict, Tried, merged_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.errors import CorscheckError, ErrorKind
    from corscheck.exchange import Answer, Request
    from corscheck.source import Span

Outcome = Literal["passed", "failed", "unreachable", "skipped"]
"""Of a check; `unreachable`: no answer came, `skipped`: nothing was sent, so that nothing is known."""

FOUND = 1
"""Exit code of a run that found something."""


class Check(NamedTuple):
    """One live check with its outcome."""

    id: str  # stable and unique within a run
    title: str  # name for reports
    outcome: Outcome
    expected: str  # "allow" or "block", with the reason
    span: Span | None  # the configuration line that promises it
    request: Request | None
    answer: Answer | None
    codes: tuple[str, ...] = ()  # codes of the findings it led to
    axes: tuple[tuple[str, str], ...] = ()  # origin, method, path, credentials: for the matrix
    result: str = ""  # the verdict's result, such as `allowed` or `preflight_blocked`
    step: str | None = None
    kind: str = ""  # why it was tried, as `corscheck.rules.live._case.Kind`
    order: int = 0  # its place in the plan of its web container; 0 where there are no shards


class RunError(NamedTuple):
    """Something that was asked for and could not be done or tried; a run with errors never ends with 0."""

    kind: ErrorKind
    message: str  # one sentence, without a final full stop; further lines are output of the service
    help: str | None = None  # what to do
    service: str | None = None  # name of the [[service]], else its configuration file
    target: str | None = None  # URL
    span: Span | None = None  # the line of the configuration or the settings that asked for it
    file: str | None = None  # the path it is about, if there is no line
    untested: Literal["service", "file"] | None = None  # what was not examined because of it

    @property
    def path(self) -> str | None:
        """The file to point at."""
        return self.span.source.path if self.span else self.file

    @classmethod
    def of(cls, error: CorscheckError, **place: Any) -> RunError:
        """The error for an exception, at the line it names; `place`: further fields."""
        if error.span is not None:
            place["span"] = error.span
        return cls(error.kind, str(error), error.help, **place)


class Report(NamedTuple):
    """The results of a run, which every format renders."""

    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()
    checks: tuple[Check, ...] | None = None  # None: no live run
    notes: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    fixed: int = 0  # how many findings `--fix` has fixed; they are not among `findings`
    errors: tuple[RunError, ...] = ()
    caveats: tuple[str, ...] = ()  # notes at the start of every report: what its result does not cover
    secrets: tuple[str, ...] = ()  # texts that are masked wherever they occur in it
    hidden: tuple[Finding, ...] = ()  # findings that are counted and not listed (`--min-severity`)
    routes: tuple[RouteVerdict, ...] = ()  # what pages can call
    tried: tuple[Tried, ...] = ()
    shard: tuple[int, int] | None = None  # number of the part and of all parts; None: a whole run

    def count(self, severity: Severity) -> int:
        """The number of findings of that severity, hidden ones too."""
        return sum(finding.severity == severity for finding in (*self.findings, *self.hidden))

    def at_least(self, severity: Severity) -> Report:
        """The report in which only findings of this severity and worse are listed; the others are counted."""
        limit = SEVERITIES.index(severity)
        milder = [finding for finding in self.findings if SEVERITIES.index(finding.severity) > limit]
        if not milder:
            return self
        listed = [finding for finding in self.findings if SEVERITIES.index(finding.severity) <= limit]
        return self._replace(findings=tuple(listed), hidden=(*self.hidden, *milder))


def exit_code(report: Report, fail_on: Severity = "warning", *, exit_zero: bool = False) -> int:
    """The exit code of a run with this report.

    130: interrupted; 2: something could not be done; 1: findings of at least the severity `fail_on`, or
    failed checks; 3: something could not be reached; 0: everything was tried and nothing found. The first
    that applies counts; `exit_zero` leaves out 1.
    """
    codes = {EXIT_CODES[error.kind] for error in report.errors}
    if any(check.outcome == "unreachable" for check in report.checks or ()):
        codes.add(EXIT_CODES["unreachable"])
    if not exit_zero and _fails(report, fail_on):
        codes.add(FOUND)
    return next((code for code in (130, 2, FOUND, 3) if code in codes), 0)


def _fails(report: Report, fail_on: Severity) -> bool:
    findings = (*report.findings, *report.hidden)
    return any(counts(finding, fail_on) for finding in findings) or any(
        check.outcome == "failed" and not check.codes for check in report.checks or ()
    )


def merged(reports: Sequence[Report]) -> Report:
    """Several reports as one; a finding that several have is one finding, as severe as the worst of them."""
    if len(reports) == 1:
        return reports[0]
    findings: dict[tuple[object, ...], Finding] = {}
    suppressed: dict[tuple[object, ...], Suppressed] = {}
    for finding in (finding for report in reports for finding in report.findings):
        known = findings.setdefault(identity(finding), finding)
        if known is not finding:
            worse = max(known, finding, key=_badness)
            names = tuple(dict.fromkeys([*known.checks, *finding.checks]))
            findings[identity(finding)] = worse._replace(checks=names)
    for one in (one for report in reports for one in report.suppressed):
        suppressed.setdefault(identity(one.finding), one)
    checks = [report.checks for report in reports if report.checks is not None]
    return Report(
        tuple(sort_findings(findings.values())),
        tuple(dict.fromkeys(path for report in reports for path in report.files)),
        tuple(check for some in checks for check in some) if checks else None,
        tuple(dict.fromkeys(note for report in reports for note in report.notes)),
        tuple(suppressed.values()),
        sum(report.fixed for report in reports),
        tuple(dict.fromkeys(error for report in reports for error in report.errors)),
        tuple(dict.fromkeys(caveat for report in reports for caveat in report.caveats)),
        tuple(dict.fromkeys(secret for report in reports for secret in report.secrets)),
        tuple(finding for report in reports for finding in report.hidden),
        merged_routes(route for report in reports for route in report.routes),
        tuple(dict.fromkeys(one for report in reports for one in report.tried)),
        next((report.shard for report in reports if report.shard is not None), None),
    )


def _badness(finding: Finding) -> tuple[int, int]:
    return -SEVERITIES.index(finding.severity), SEVERITIES.index(finding.fail_on or SEVERITIES[0])
