"""Applies comments and settings to a live report: suppressions, rules that are off, severities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.evaluate import rechecked
from corscheck.contract.route_verdicts import with_codes_of
from corscheck.contract.shards import UNUSED
from corscheck.rules.live import RULES, WHERE_ASKED
from corscheck.rules.registry import every_rule
from corscheck.suppressions import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corscheck.findings import Severity
    from corscheck.run_report import Report
    from corscheck.source import Source
    from corscheck.suppressions import Suppressions


def apply_suppressions(
    report: Report,
    severities: Mapping[str, Severity] | None = None,
    disabled_in: Callable[[str], frozenset[str]] | None = None,
    enabled: frozenset[str] | None = None,
) -> Report:
    """The report without the findings that comments or settings suppress; checks fail for the others only.

    Args:
        report: the results of a run.
        severities: code → severity, instead of the rule's own.
        disabled_in: path → codes that are off in that file.
        enabled: codes of the rules that ran; None: all.
    """
    wanted = [
        finding
        for finding in report.findings
        if disabled_in is None or finding.code not in disabled_in(finding.span.source.path)
    ]
    codes = {name.lower(): rule.code for rule in every_rule() for name in (rule.code, rule.name)}
    ran = {rule.code for rule in RULES if enabled is None or rule.code in enabled} - WHERE_ASKED
    found, suppressed, comments = suppress(wanted, _sources(report), codes, frozenset(ran))
    kept = [
        finding._replace(severity=(severities or {}).get(finding.code, finding.severity)) for finding in found
    ]
    serious = [finding for finding in kept if finding.severity != "info"]
    checks = report.checks and tuple(rechecked(report.checks, serious))
    notes = (*report.notes, *(note for one in comments for note in _unused(one)))
    return report._replace(
        findings=tuple(kept),
        suppressed=(*report.suppressed, *suppressed),
        checks=checks,
        routes=tuple(with_codes_of(report.routes, checks or ())),
        notes=tuple(dict.fromkeys(notes)),
    )


def _unused(suppressions: Suppressions) -> Iterator[str]:
    """Notes about suppressions that suppressed nothing; not findings, as another server may need them."""
    for comment in suppressions.comments:
        for name in comment.names:
            ran = suppressions.codes.get(name.text.lower()) in suppressions.enabled
            if ran and name.text not in comment.used:
                where = f"{name.source.path}:{name.line}"
                yield f"{where}: {UNUSED} `{name.text}` on the servers that were tried"


def _sources(report: Report) -> list[Source]:
    """The files that live findings or checks point at."""
    spans = [finding.span for finding in report.findings]
    spans += [check.span for check in report.checks or () if check.span]
    return list({span.source.path: span.source for span in spans}.values())
