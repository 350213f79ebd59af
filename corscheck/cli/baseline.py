"""The baseline file: reading it, comparing findings with it, writing it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from corscheck.baseline import Key, collect, compare, decode, encode
from corscheck.errors import UsageProblem
from corscheck.files import identity, read_text
from corscheck.findings import Suppressed
from corscheck.run_report import merged
from corscheck.text import plural, visible
from corscheck.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corscheck.findings import Finding
    from corscheck.run_report import Report

    Scope = Callable[[str], bool]
    """Whether a run can find what has this code; a baseline may have more, which the run leaves as it is."""


def is_live(code: str) -> bool:
    """Whether a finding with this code comes from the answers of a server (see `corscheck/rules/live`)."""
    return code.startswith("CORS2")


def is_static(code: str) -> bool:
    """Whether a finding with this code comes from files."""
    return not is_live(code)


def is_any(_code: str) -> bool:
    """The scope of a run that lints files and asks their servers."""
    return True


def update_baselines(parts: Iterable[tuple[str | None, Report]], scope: Scope = is_static) -> None:
    """Write baselines that accept exactly the findings of these reports; entries beyond the scope are kept.

    Raises:
        UsageProblem: One has no baseline, or a baseline cannot be written.
    """
    groups: dict[str, tuple[str, list[Report]]] = {}
    for path, report in parts:
        if path is None:
            raise UsageProblem("--update-baseline needs a file: --baseline FILE, or the setting `baseline`")
        groups.setdefault(identity(path), (path, []))[1].append(report)
    for path, reports in groups.values():
        _update(path, merged(reports).findings, scope)


def _update(path: str, findings: Iterable[Finding], scope: Scope) -> None:
    """Write a baseline that accepts exactly these findings, and what it has beyond the scope."""
    kept = {key: count for key, count in _existing(path).items() if not scope(key.code)}
    baseline = kept | {
        key._replace(path=_relative(key.path, path)): count for key, count in collect(findings).items()
    }
    write(path, json.dumps(encode(baseline), indent=1) + "\n", _not_a_baseline)
    sys.stderr.write(f"Wrote {plural(sum(baseline.values()), 'finding')} to {visible(path)}.\n")


def _existing(path: str) -> dict[Key, int]:
    """The entries of a baseline that is to be replaced; none where it is none, which `write` reports."""
    try:
        return decode(json.loads(read_text(path))) if os.path.exists(path) else {}
    except (ValueError, RecursionError, UsageProblem):
        return {}


def _not_a_baseline(old: bytes | None) -> str | None:
    try:
        data = json.loads(old) if old and old.strip() else {"findings": []}
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict) and isinstance(data.get("findings"), list) and "summary" not in data:
        return None
    return "what is there is not a baseline; name another file, or delete it"


def against_baselines(parts: Iterable[tuple[str | None, Report]], scope: Scope = is_static) -> Report:
    """The reports merged, without findings that are in the baseline of their report; None: no baseline.

    Entries within the scope that were not found are noted.

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
            new, known, notes = _against(path, report.findings, scope)
            suppressed = (*report.suppressed, *(Suppressed(finding, "baseline") for finding in known))
            report = report._replace(
                findings=tuple(new), suppressed=suppressed, notes=(*report.notes, *notes)
            )
        found.append(report)
    return merged(found)


def _against(
    path: str, findings: Sequence[Finding], scope: Scope
) -> tuple[list[Finding], list[Finding], tuple[str, ...]]:
    """New findings, known findings, and a note if the baseline has findings that were not found."""
    if not os.path.exists(path):
        raise UsageProblem(f"there is no baseline {path}; --update-baseline writes it")
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
    stale = sum(count for key, count in compared.stale.items() if scope(key.code))
    notes = (
        (f"{plural(stale, 'finding')} of {path} found no longer; --update-baseline forgets",) if stale else ()
    )
    return compared.new, compared.known, notes


def _relative(path: str, baseline: str) -> str:
    return os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(baseline))).replace(
        os.sep, "/"
    )
