"""Causes in lists of origins: the answer names another origin than the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence
from corscheck.causes.refusals import origin_help

if TYPE_CHECKING:
    from corscheck.causes.case import Case


def by_other_origin(case: Case) -> Evidence | None:
    """The header names an origin, and it is not this one."""
    if case.kind != "allow-origin-mismatch":
        return None
    evidence = (case.line("Access-Control-Allow-Origin"), f"the browser sends `Origin: {case.origin}`")
    return Evidence("origin-not-listed", evidence, origin_help(case), "cors")
