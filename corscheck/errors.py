"""Exceptions for jobs that could not be done.

Mistakes in the user's configuration are findings, not these. An exception that is raised while a report is
made ends up in it as a `corscheck.run_report.RunError` of the same kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from corscheck.source import Span

ErrorKind = Literal[
    "usage",
    "missing-file",
    "unreadable-file",
    "not-loaded",
    "openapi",
    "not-tested",
    "other-server",
    "internal",
    "unreachable",
    "not-http",
    "launch-failed",
    "deadline",
    "interrupted",
]
"""What kind of thing went wrong.

`usage`: an option, a setting or a configuration that cannot be used; `missing-file` and `unreadable-file`;
`not-loaded`: ASAB cannot load the configuration; `openapi`: a document that was named cannot be used;
`not-tested`: requests that were not sent; `other-server`: something other than the launched service answers;
`internal`: a bug in corscheck; `unreachable`, `not-http`: no answer, or none in HTTP; `launch-failed`:
the launched service ended or did not become ready; `deadline`: the time of the whole run was over;
`interrupted`: by Ctrl-C.
"""

EXIT_CODES: dict[ErrorKind, int] = {
    "usage": 2,
    "missing-file": 2,
    "unreadable-file": 2,
    "not-loaded": 2,
    "openapi": 2,
    "not-tested": 2,
    "other-server": 2,
    "internal": 2,
    "unreachable": 3,
    "not-http": 3,
    "launch-failed": 3,
    "deadline": 3,
    "interrupted": 130,  # 128 + SIGINT, as a shell has it
}
"""The exit code of an error, unless the run has a worse one."""


class CorscheckError(Exception):
    """The job could not be done; the text says what was wrong and where, `help` what to do."""

    kind: ErrorKind = "usage"

    def __init__(self, message: str, help: str | None = None, span: Span | None = None) -> None:  # noqa: A002  # as of findings
        super().__init__(message)
        self.help = help
        self.span = span  # the line that is at fault

    @property
    def exit_code(self) -> int:
        """The exit code of a command that ends with it."""
        return EXIT_CODES[self.kind]


class UsageProblem(CorscheckError):
    """A bad option, unusable settings, or another problem that ends with exit code 2."""


def missing_extra(what: str, package: str, extra: str) -> UsageProblem:
    """The problem that an option or a command needs a package that only an extra of corscheck installs."""
    return UsageProblem(f"{what} needs {package}: install corscheck with its extra `{extra}`")


class MissingFile(UsageProblem):
    """There is no file of that name."""

    kind: ErrorKind = "missing-file"


class UnreadableFile(UsageProblem):
    """A file cannot be read, or is not one that can be."""

    kind: ErrorKind = "unreadable-file"


class NotLoaded(UsageProblem):
    """ASAB cannot load the configuration."""

    kind: ErrorKind = "not-loaded"


class UnusableOpenapi(UsageProblem):
    """An OpenAPI document that was named cannot be read."""

    kind: ErrorKind = "openapi"


class OtherServer(UsageProblem):
    """Something other than the launched service answers at its URL."""

    kind: ErrorKind = "other-server"


class Unreachable(CorscheckError):
    """The server could not be reached (exit code 3)."""

    kind: ErrorKind = "unreachable"


class NotHttp(Unreachable):
    """The answer is not HTTP."""

    kind: ErrorKind = "not-http"


class DeadlinePassed(Unreachable):
    """The time of the whole run was over."""

    kind: ErrorKind = "deadline"


class LaunchFailed(Unreachable):
    """The launched service ended or did not become ready."""

    kind: ErrorKind = "launch-failed"
