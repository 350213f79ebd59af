"""Findings that are accepted for now, identified by file, code and text of the line.

Line numbers are not used, so that a baseline stays valid after edits elsewhere in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem
from corscheck.records import NamedTuple
from corscheck.secrets import shown_line
from corscheck.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corscheck.findings import Finding

VERSION = 1


class Key(NamedTuple):
    """The same for two findings that a baseline does not distinguish."""

    path: str  # with `/`, as the report names it
    code: str
    line: str  # text of the line on which the finding starts, blanks folded


class Compared(NamedTuple):
    """Findings compared with a baseline."""

    new: list[Finding]
    known: list[Finding]
    stale: dict[Key, int]  # what is in the baseline but no longer found


def key(finding: Finding) -> Key:
    """The key of a finding."""
    span = finding.span
    text = shown_line(span.source, span.line)  # a baseline is stored
    return Key(span.source.path.replace("\\", "/"), finding.code, " ".join(text.split()))


def collect(findings: Iterable[Finding]) -> dict[Key, int]:
    """The baseline that accepts exactly these findings: how often each key occurs."""
    counts: dict[Key, int] = {}
    for finding in findings:
        counts[key(finding)] = counts.get(key(finding), 0) + 1
    return counts


def compare(findings: Iterable[Finding], baseline: Mapping[Key, int]) -> Compared:
    """Separate new findings from known ones; of equal ones beyond the baseline's count, the last are new."""
    left = dict(baseline)
    new, known = [], []
    for finding in findings:
        which = key(finding)
        if left.get(which, 0) > 0:
            left[which] -= 1
            known.append(finding)
        else:
            new.append(finding)
    return Compared(new, known, {which: count for which, count in left.items() if count > 0})


def encode(baseline: Mapping[Key, int]) -> dict[str, object]:
    """The baseline as data for JSON, sorted, so that it is stable under version control."""
    rows = [{**which._asdict(), "count": count} for which, count in sorted(baseline.items())]
    return {"version": VERSION, "findings": rows}


def decode(data: object) -> dict[Key, int]:
    """The baseline out of JSON data.

    Raises:
        UsageProblem: It is not a baseline of a known version.
    """
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise UsageProblem(f'not a baseline file: `"version": {VERSION}` is missing; write it anew')
    rows = data.get("findings")
    if not isinstance(rows, list):
        raise UsageProblem("not a baseline file: `findings` is not a list; write it anew")
    return {_key(row): row["count"] for row in rows}


def _key(row: object) -> Key:
    if isinstance(row, dict) and isinstance(row.get("count"), int):
        path, code, line = (row.get(field) for field in Key._fields)
        if isinstance(path, str) and isinstance(code, str) and isinstance(line, str):
            return Key(path, code, shown_line(Source(line, path), 1))  # of a version that stored secrets
    raise UsageProblem("not a baseline file: an entry has not path, code, line and count; write it anew")
