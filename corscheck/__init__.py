"""corscheck: is a service's CORS configuration right, and does the live server agree?

    corscheck.lint(text)                  findings in the text of a configuration
    corscheck.load("app.conf")            the configuration as ASAB reads it
    corscheck.why(url, origin=...)        would a browser allow this request, and if not, why
    corscheck.preflight("app.conf")       what it promises against what the server answers

and the types of what they return and raise: `Finding`, `Configuration`, `Verdict`, `Report`, `Check`,
`UsageProblem` (the job could not be done), `Unreachable` (the server could not be reached).

Each is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.version import __version__

if TYPE_CHECKING:
    from corscheck.api import lint, load
    from corscheck.asab.container import Configuration
    from corscheck.errors import Unreachable, UsageProblem
    from corscheck.fetch.verdict import Verdict
    from corscheck.findings import Finding
    from corscheck.live import preflight
    from corscheck.live.why import why
    from corscheck.run_report import Check, Report

__all__ = [
    "Check",
    "Configuration",
    "Finding",
    "Report",
    "Unreachable",
    "UsageProblem",
    "Verdict",
    "__version__",
    "lint",
    "load",
    "preflight",
    "why",
]

_HOMES = {
    "Check": "corscheck.run_report",
    "Configuration": "corscheck.asab.container",
    "Finding": "corscheck.findings",
    "Report": "corscheck.run_report",
    "Unreachable": "corscheck.errors",
    "UsageProblem": "corscheck.errors",
    "Verdict": "corscheck.fetch.verdict",
    "lint": "corscheck.api",
    "load": "corscheck.api",
    "preflight": "corscheck.live",
    "why": "corscheck.live.why",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  # only where one of them is wanted

    found: object = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return __all__
