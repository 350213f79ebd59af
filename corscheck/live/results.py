"""The results of a live run: collected for each service, and merged in the order of the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.findings import sort_findings
from corscheck.run_report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.contract.evaluate import Evaluation
    from corscheck.findings import Finding
    from corscheck.run_report import Check, RunError
    from corscheck.tried import RouteVerdict, Tried


class Results:
    """The results of one service so far."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.checks: list[Check] = []
        self.routes: list[RouteVerdict] = []
        self.tried: list[Tried] = []
        self.errors: list[RunError] = []
        self.notes: list[str] = []
        self.caveats: list[str] = []
        self.files: dict[str, None] = {}
        self.secrets: dict[str, None] = {}

    def add(self, found: Evaluation) -> None:
        """Add what was found on a web container."""
        self.findings += found.findings
        self.checks += found.checks
        self.routes += found.routes


def report_of(parts: Iterable[Results], secrets: Iterable[str] = ()) -> Report:
    """One report of the results of several services, with secrets of the run itself."""
    parts = list(parts)
    return Report(
        tuple(sort_findings([finding for part in parts for finding in part.findings])),
        tuple(dict.fromkeys(path for part in parts for path in part.files)),
        tuple(check for part in parts for check in part.checks),
        tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        errors=tuple(dict.fromkeys(error for part in parts for error in part.errors)),
        caveats=tuple(dict.fromkeys(note for part in parts for note in part.caveats)),
        secrets=tuple(dict.fromkeys([*secrets, *(text for part in parts for text in part.secrets)])),
        routes=tuple(route for part in parts for route in part.routes),
        tried=tuple(one for part in parts for one in part.tried),
    )
