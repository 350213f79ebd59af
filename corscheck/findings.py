"""The results of a run: findings with fixes, checks, errors, the exit code; and applying edits.

The linter and the live checks share one `Finding` type, one space of codes and one report layer.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from corscheck.errors import EXIT_CODES
from corscheck.source import Source, Span
from corscheck.tried import RouteVerdict, Tried, merged_routes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.errors import CorscheckError, ErrorKind
    from corscheck.exchange import Answer, Request

Severity = Literal["error", "warning", "info"]
Confidence = Literal["certain", "likely"]
"""`likely` where the file alone cannot tell, such as whether a custom section is a web container."""

Outcome = Literal["passed", "failed", "unreachable", "skipped"]
"""Of a check; `unreachable`: no answer came, `skipped`: nothing was sent, so that nothing is known."""

Applicability = Literal["safe", "unsafe"]
"""Of a fix; `safe`: the meaning stays the same for every browser and the service."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the most to the least severe."""

FOUND = 1
"""Exit code of a run that found something."""


class Edit(NamedTuple):
    """Replace the text of a span; an empty span inserts, an empty text deletes."""

    span: Span
    text: str

    @classmethod
    def insert(cls, span: Span, text: str) -> Edit:
        """Insert `text` before the span's start."""
        return cls(Span(span.source, span.start, span.start), text)


class Fix(NamedTuple):
    """How to fix a finding; see `Applicability`."""

    message: str
    edits: tuple[Edit, ...]
    applicability: Applicability = "safe"

    @property
    def is_safe(self) -> bool:
        """Whether `--fix` applies it without `--unsafe-fixes`."""
        return self.applicability == "safe"


def applicability(*, safe: bool) -> Applicability:
    """The applicability of a fix that is safe under a condition."""
    return "safe" if safe else "unsafe"


class Related(NamedTuple):
    """Another place that belongs to a finding, such as the including file or the earlier definition."""

    span: Span
    message: str


class Exchange(NamedTuple):
    """The evidence of a live finding: the request, its answer, and how to repeat it."""

    request: Request
    answer: Answer
    curl: str
    browsers: dict[str, str | None] | None = None  # what chrome, firefox and safari print


class Sample(NamedTuple):
    """A request that led to a finding, as its message names it."""

    order: int  # its place in the plan of its web container; 0 where there are no shards
    method: str
    path: str
    origin: str


class Part(NamedTuple):
    """One of the messages that a live finding was put together of, and the requests that led to it."""

    severity: Severity
    message: str
    help: str | None
    tested: tuple[Sample, ...]


class Finding(NamedTuple):
    """One mistake, at one place."""

    code: str
    name: str
    severity: Severity
    message: str  # one sentence, without a final full stop
    span: Span
    help: str | None = None  # what to do
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    versions: tuple[str, ...] = ()  # the ASAB versions it holds for; empty: all that were asked for
    confidence: Confidence = "certain"
    exchange: Exchange | None = None
    checks: tuple[str, ...] = ()  # ids of the live checks that fail because of it
    fail_on: Severity | None = None  # of the settings that hold for its configuration; None: as for the run
    parts: tuple[Part, ...] = ()  # of a live finding: the worst first


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


class Suppressed(NamedTuple):
    """A finding that is not reported, and why: a comment in the file, or the baseline."""

    finding: Finding
    kind: Literal["comment", "baseline"]
    reason: str = ""


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


def counts(finding: Finding, fail_on: Severity) -> bool:
    """Whether a finding makes the exit code 1 where `fail_on` is the mildest severity that does."""
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(finding.fail_on or fail_on)


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


def identity(finding: Finding) -> tuple[object, ...]:
    """What makes findings the same one, however often their file was read: code, place, message, request."""
    span = finding.span
    request = finding.exchange.request if finding.exchange else None
    return finding.code, span.source.path, span.start, span.end, finding.message, request


def _badness(finding: Finding) -> tuple[int, int]:
    return -SEVERITIES.index(finding.severity), SEVERITIES.index(finding.fail_on or SEVERITIES[0])


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """By file, place and code: the order in which every report lists them."""
    return sorted(findings, key=lambda f: (f.span.source.path, f.span.start, f.span.end, f.code, f.message))


def apply_fixes(source: Source, fixes: Iterable[Fix]) -> tuple[str, list[Fix]]:
    """Apply the fixes of `source`, each completely or not at all; of two that overlap, the first one.

    Returns the new text and the fixes that were applied. Others can be applied to findings in the new text.
    """
    taken: list[Edit] = []
    places: list[tuple[int, int]] = []  # of those, sorted
    applied: list[Fix] = []
    for fix in fixes:
        edits = [edit for edit in fix.edits if edit.span.source is source]
        if not edits or len(edits) != len(fix.edits):
            continue
        if any(_is_taken(edit.span, places) for edit in edits):
            continue
        taken += edits
        for edit in edits:
            insort(places, (edit.span.start, edit.span.end))
        applied.append(fix)
    parts: list[str] = []
    end = 0
    for edit in sorted(taken, key=lambda edit: (edit.span.start, edit.span.end)):
        parts += [source.text[end : edit.span.start], edit.text]
        end = edit.span.end
    return "".join([*parts, source.text[end:]]), applied


def _is_taken(span: Span, places: list[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of the places, or begins where one does."""
    at = bisect_left(places, (span.start, -1))
    before, after = places[at - 1 : at] if at else [], places[at : at + 1]
    return any(end > span.start for _, end in before) or any(
        start == span.start or start < span.end for start, _ in after
    )
