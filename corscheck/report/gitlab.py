"""`gitlab`: a Code Quality report, an array even when nothing was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corscheck.report.fingerprint import fingerprints
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.findings import Report
    from corscheck.report.context import Context

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, context: Context) -> str:
    """One object a line; paths are relative to the repository's root, where GitLab looks for them."""
    objects = [
        {
            "description": f"{finding.code} {visible(finding.message)}",
            "check_name": finding.name,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": context.root_path(finding.span.source.path),
                "lines": {"begin": finding.span.line},
            },
        }
        for finding, fingerprint in zip(report.findings, fingerprints(report.findings, context), strict=True)
    ]
    return "[" + ",\n ".join(map(json.dumps, objects)) + "]\n"
