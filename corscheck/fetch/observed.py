"""The result of a request in a real browser, to compare with the verdict."""

from __future__ import annotations

from typing import Literal

from corscheck.records import NamedTuple


class Observed(NamedTuple):
    """The result of a request in a real browser.

    `agrees` is None where the two cannot be compared; `note` says why.
    """

    name: str  # chromium, chrome, msedge
    version: str
    result: Literal["allowed", "preflight_passed", "blocked", "unreachable", "not_tested"]
    error: str | None = None  # `corsError` of the DevTools protocol, or the net error
    console: str | None = None  # what the console printed
    agrees: bool | None = None
    note: str | None = None
