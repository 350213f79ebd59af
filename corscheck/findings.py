"""Findings: one mistake each, at one place, with its fix and the evidence for it.

The linter and the live checks share this type, one space of codes and one report layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.exchange import Answer, Request
    from corscheck.fixes import Fix
    from corscheck.source import Span

Severity = Literal["error", "warning", "info"]

Confidence = Literal["certain", "likely"]
"""`likely` where the file alone does not show it, such as whether a custom section is a web container."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the most to the least severe."""


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
    """One of the messages of which a live finding is composed, and the requests that led to it."""

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
    versions: tuple[str, ...] = ()  # the ASAB versions it applies to; empty: all that were asked for
    confidence: Confidence = "certain"
    exchange: Exchange | None = None
    checks: tuple[str, ...] = ()  # ids of the live checks that fail because of it
    fail_on: Severity | None = None  # of its configuration's settings; None: as for the run
    parts: tuple[Part, ...] = ()  # of a live finding: the worst first


class Suppressed(NamedTuple):
    """A finding that is not reported, and why: a comment in the file, or the baseline."""

    finding: Finding
    kind: Literal["comment", "baseline"]
    reason: str = ""


def counts(finding: Finding, fail_on: Severity) -> bool:
    """Whether a finding makes the exit code 1 where `fail_on` is the mildest severity that does."""
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(finding.fail_on or fail_on)


def in_file(finding: Finding) -> bool:
    """Whether the path of a finding is that of a file: for a service without one it is the host and port."""
    if finding.exchange is None:
        return True
    return finding.span.source.path != finding.exchange.request.url.partition("//")[2].partition("/")[0]


def identity(finding: Finding) -> tuple[object, ...]:
    """What makes findings the same one, however often their file was read: code, place, message, request."""
    span = finding.span
    request = finding.exchange.request if finding.exchange else None
    return finding.code, span.source.path, span.start, span.end, finding.message, request


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """By file, place and code: the order in which every report lists them."""
    return sorted(findings, key=lambda f: (f.span.source.path, f.span.start, f.span.end, f.code, f.message))
