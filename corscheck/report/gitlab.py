"""`gitlab`: a Code Quality report, an array even when nothing was found.

GitLab considers findings fixed that are no longer reported, so anything that could not be tried is an entry,
too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corscheck.report.fingerprint import error_fingerprints, fingerprints
from corscheck.report.run_errors import description, line_of, path_of
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.report.context import Context
    from corscheck.run_report import Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, context: Context) -> str:
    """One object per line; paths are relative to the repository's root, where GitLab looks for them."""
    objects = [
        {
            "description": description(error),
            "check_name": error.kind,
            "fingerprint": fingerprint,
            "severity": "blocker",
            "location": {
                "path": context.root_path(path_of(error, report)),
                "lines": {"begin": line_of(error)},
            },
        }
        for error, fingerprint in zip(report.errors, error_fingerprints(report.errors, context), strict=True)
    ]
    objects += [
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
