"""The baseline file: reading it, comparing findings with it, writing it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from corscheck.baseline import Key, collect, compare, decode, encode
from corscheck.errors import UsageProblem
from corscheck.files import identity, read_text
from corscheck.findings import Suppressed, merged
from corscheck.text import plural, visible
from corscheck.writing import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.findings import Finding, Report


def update_baselines(parts: Iterable[tuple[str | None, Report]]) -> None:
    """Write baselines that accept exactly the findings of these reports.

    Raises:
        UsageProblem: One has no baseline, or a baseline cannot be written.
    """
    groups: dict[str, tuple[str, list[Report]]] = {}
    for path, report in parts:
        if path is None:
            raise UsageProblem("--update-baseline needs a file: --baseline FILE, or the setting `baseline`")
        groups.setdefault(identity(path), (path, []))[1].append(report)
    for path, reports in groups.values():
        _update(path, merged(reports).findings)


def _update(path: str, findings: Iterable[Finding]) -> None:
    """Write a baseline that accepts exactly these findings."""
    baseline = {
        key._replace(path=_relative(key.path, path)): count for key, count in collect(findings).items()
    }
    write(path, json.dumps(encode(baseline), indent=1) + "\n", _not_a_baseline)
    sys.stderr.write(f"Wrote {plural(sum(baseline.values()), 'finding')} to {visible(path)}.\n")


def _not_a_baseline(old: bytes | None) -> str | None:
    try:
        data = json.loads(old) if old and old.strip() else {"findings": []}
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict) and isinstance(data.get("findings"), list) and "summary" not in data:
        return None
    return "what is there is not a baseline; name another file, or delete it"


def against_baselines(parts: Iterable[tuple[str | None, Report]]) -> Report:
    """The reports merged, without findings that are in the baseline of their report; None: no baseline.

    Raises:
        UsageProblem: A baseline cannot be read.
    """
    groups: dict[str | None, tuple[str | None, list[Report]]] = {}
    for path, report in parts:
        groups.setdefault(path and identity(path), (path, []))[1].append(report)
    found = []
    for path, reports in groups.values():
        report = merged(reports)
        if path is not None:
            new, known, notes = _against(path, report.findings)
            suppressed = (*report.suppressed, *(Suppressed(finding, "baseline") for finding in known))
            report = report._replace(
                findings=tuple(new), suppressed=suppressed, notes=(*report.notes, *notes)
            )
        found.append(report)
    return merged(found)


def _against(path: str, findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding], tuple[str, ...]]:
    """New findings, known findings, and a note if the baseline has findings that were not found."""
    if not os.path.exists(path):
        raise UsageProblem(f"there is no baseline {path}; `corscheck lint --update-baseline` writes it")
    text = read_text(path)
    try:
        baseline = decode(json.loads(text))
    except (ValueError, RecursionError, UsageProblem) as error:
        raise UsageProblem(f"{path}: {error}") from error
    # Paths in the file are relative to it, so that it does not depend on the working directory.
    spelled = {_relative(finding.span.source.path, path): finding.span.source.path for finding in findings}
    here = {
        Key(spelled.get(key.path, key.path), key.code, key.line): count for key, count in baseline.items()
    }
    compared = compare(findings, here)
    stale = sum(compared.stale.values())
    notes = (
        (f"{plural(stale, 'finding')} of {path} found no longer; --update-baseline forgets",) if stale else ()
    )
    return compared.new, compared.known, notes


def _relative(path: str, baseline: str) -> str:
    return os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(baseline))).replace(
        os.sep, "/"
    )
