"""One finding for one cause: a mistake that a server's answers show is not reported from its file as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.preflight import SEPARATOR

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.run_report import Report

_SHOWN_BY = {"CORS103": "CORS215", "CORS301": "CORS201", "CORS302": "CORS201"}
"""Code of a finding in a file → that of the finding on the same text which a server's answers lead to."""

_BASE, _UNCOVERED = "CORS113", "CORS251"

_GUARDED, _REFUSED = "CORS511", "CORS212"
"""A section of the file because of which preflights are refused, and that they are, at the paths."""


def one_per_cause(report: Report) -> Report:
    """The report without findings in files that a live finding at the same place reports as well.

    The live finding names their codes, and takes over their fix if it has none.
    """
    live: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.exchange is not None:
            live.setdefault(finding.code, []).append(finding)
    taken: dict[int, Finding] = {}  # by identity of the live finding
    dropped: set[int] = set()
    for finding in report.findings:
        shown = _shown_by(finding, live) if finding.exchange is None else None
        if shown is not None:
            dropped.add(id(finding))
            known = taken.get(id(shown), shown)
            also = f"`corscheck lint` reports it as {finding.code}"
            help_: str | None = f"{known.help}; {also}" if known.help else also
            if also in (known.help or ""):
                help_ = known.help  # a shard of the run has found out
            taken[id(shown)] = known._replace(help=help_, fix=known.fix or finding.fix)
    findings = [taken.get(id(one), one) for one in report.findings if id(one) not in dropped]
    return report._replace(findings=tuple(findings))


def _shown_by(finding: Finding, live: dict[str, list[Finding]]) -> Finding | None:
    """The live finding with the same cause; None where there is none."""
    if finding.code == _BASE:
        base = finding.span.text.removesuffix("/*")
        return next((one for one in live.get(_UNCOVERED, ()) if _covers(_written(one), base)), None)
    if finding.code == _GUARDED:
        path = finding.span.source.path
        return next((one for one in live.get(_REFUSED, ()) if one.span.source.path == path), None)
    return next((one for one in live.get(_SHOWN_BY.get(finding.code, ""), ()) if _meet(finding, one)), None)


def _covers(items: set[str], path: str) -> bool:
    return path in items or any(item.endswith("/*") and path.startswith(item[:-1]) for item in items)


def _written(finding: Finding) -> set[str]:
    """The items that the fix of a finding about uncovered routes writes."""
    edits = finding.fix.edits if finding.fix else ()
    return {item for edit in edits for item in SEPARATOR.split(edit.text) if item}


def _meet(one: Finding, other: Finding) -> bool:
    """Whether two findings are about the same text; the file may have been read twice."""
    same = one.span.source.path == other.span.source.path
    return same and one.span.start < other.span.end and other.span.start < one.span.end
