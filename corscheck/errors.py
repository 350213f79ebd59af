"""What stops corscheck from doing its job. Mistakes in the user's configuration are findings, not these."""

from __future__ import annotations


class CorscheckError(Exception):
    """The job could not be done; the text says what was wrong, where, and what to do."""

    exit_code = 2


class UsageProblem(CorscheckError):
    """A bad option, a missing or unreadable file, unusable settings (exit code 2)."""


class Unreachable(CorscheckError):
    """The server could not be reached, did not become ready or did not answer HTTP (exit code 3)."""

    exit_code = 3
