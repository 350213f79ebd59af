"""Taking out of a live report what is suppressed: by rules that are off and by comments; severities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.evaluate import rechecked
from corscheck.findings import Suppressed
from corscheck.rules.live import RULES, WHERE_ASKED
from corscheck.rules.registry import every_rule
from corscheck.suppressions import MARK, read_suppressions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corscheck.findings import Finding, Report, Severity
    from corscheck.suppressions import Suppressions


def apply_suppressions(
    report: Report,
    severities: Mapping[str, Severity] | None = None,
    disabled_in: Callable[[str], frozenset[str]] | None = None,
    enabled: frozenset[str] | None = None,
) -> Report:
    """The report without the findings that comments or settings suppress; checks fail for the others only.

    Args:
        report: what came of a run.
        severities: code → severity, instead of the rule's own.
        disabled_in: path → codes that are off in that file.
        enabled: codes of the rules that ran; None: all.
    """
    comments = _comments(report, enabled)
    kept: list[Finding] = []
    suppressed = list(report.suppressed)
    for finding in report.findings:
        path = finding.span.source.path
        if disabled_in is not None and finding.code in disabled_in(path):
            continue
        comment = comments[path].silencing(finding) if path in comments else None
        if comment is not None:
            suppressed.append(Suppressed(finding, "comment", comment.reason))
        else:
            kept.append(finding._replace(severity=(severities or {}).get(finding.code, finding.severity)))
    serious = [finding for finding in kept if finding.severity != "info"]
    checks = report.checks and tuple(rechecked(report.checks, serious))
    notes = (*report.notes, *(note for one in comments.values() for note in _unused(one)))
    return report._replace(
        findings=tuple(kept), suppressed=tuple(suppressed), checks=checks, notes=tuple(dict.fromkeys(notes))
    )


def _unused(suppressions: Suppressions) -> Iterator[str]:
    """A note, no finding, for what had nothing to silence: another server may well need it."""
    for comment in suppressions.comments:
        for name in comment.names:
            ran = suppressions.codes.get(name.text.lower()) in suppressions.enabled
            if ran and name.text not in comment.used:
                where = f"{name.source.path}:{name.line}"
                yield f"{where}: nothing to suppress for `{name.text}` on the servers that were tried"


def _comments(report: Report, enabled: frozenset[str] | None) -> dict[str, Suppressions]:
    """The suppressions in each file that live findings or checks point at, by path."""
    spans = [finding.span for finding in report.findings]
    spans += [check.span for check in report.checks or () if check.span]
    sources = {span.source.path: span.source for span in spans}
    codes = {name.lower(): rule.code for rule in every_rule() for name in (rule.code, rule.name)}
    ran = {rule.code for rule in RULES if enabled is None or rule.code in enabled} - WHERE_ASKED
    return {
        path: read_suppressions(source, codes, frozenset(ran))
        for path, source in sources.items()
        if MARK in source.text
    }
