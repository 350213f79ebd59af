"""What a format needs in addition to the report."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol

from corscheck.records import NamedTuple
from corscheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.findings import Severity

HOME = "https://github.com/corscheck/corscheck"
"""The project's repository, to which reports link."""

_SGR = {
    "error": "1;31",
    "warning": "1;35",
    "info": "1;36",
    "bold": "1",
    "dim": "2",
    "gutter": "34",
    "related": "34",
    "added": "32",
    "removed": "31",
    "passed": "32",
    "failed": "1;31",
}
"""SGR parameters (ECMA-48, 8.3.117) by what is coloured: the only colours in use.

No yellow (33) and nothing bright: these cannot be read on a light background.
"""


_MARKS = {"passed": "✓", "failed": "✗", "unreachable": "?", "skipped": "\N{EN DASH}"}
_ASCII = {"passed": "+", "failed": "x", "unreachable": "?", "skipped": "-"}


class RuleText(Protocol):
    """What reports say about a rule; `corscheck.rules.rule.Rule` implements it."""

    @property
    def code(self) -> str:
        """Stable code, such as `CORS104`."""

    @property
    def name(self) -> str:
        """Kebab-case name."""

    @property
    def severity(self) -> Severity:
        """Severity unless overridden."""

    @property
    def summary(self) -> str:
        """One line."""

    @property
    def explanation(self) -> str:
        """Everything below the summary (Markdown)."""


class Context(NamedTuple):
    """The output for which a report is rendered; the defaults are for a file or a pipe."""

    colour: bool = False
    links: bool = False  # whether the terminal takes hyperlinks
    unicode: bool = True  # whether the output can encode more than ASCII
    width: int | None = None  # columns of the terminal; None where there is none
    verbose: bool = False  # whether every check is listed
    quiet: bool = False  # findings only: no summary, notes or matrix
    directory: str = ""  # working directory (absolute): paths below it are shown relative to it
    root: str = ""  # the repository's root (absolute), where pipelines' paths start; empty: as `directory`
    fail_on: Severity = "warning"  # milder findings do not fail a JUnit case
    min_severity: Severity | None = None  # as asked for; infos are listed one by one only with `info`
    group_by: Literal["place", "rule"] = "place"  # how `full` and `concise` group findings
    version: str = __version__
    time: str = ""  # when the run was, as `2026-01-31T12:00:00Z`; empty: not known
    rules: Callable[[str], RuleText | None] = lambda _code: None  # a code's documentation

    def paint(self, kind: str, text: str) -> str:
        """The text in the colour of its kind (a key of `_SGR`) if colours are wanted."""
        return f"\x1b[{_SGR[kind]}m{text}\x1b[0m" if self.colour and text else text

    @property
    def plain(self) -> Context:
        """The same without colours and hyperlinks."""
        return self._replace(colour=False, links=False)

    def link(self, code: str, text: str) -> str:
        """The text as a hyperlink to the page of a rule (OSC 8) if the terminal takes them."""
        if not (self.links and code.isascii() and code.isalnum()):
            return text
        return f"\x1b]8;;{rule_url(code)}\x1b\\{text}\x1b]8;;\x1b\\"

    def mark(self, outcome: str) -> str:
        """The sign of an outcome (a key of `_MARKS`), which the output can encode."""
        return (_MARKS if self.unicode else _ASCII)[outcome]

    def path(self, path: str) -> str:
        """A file's path for people: relative to the working directory if it is below it."""
        return relative(path, self.directory)

    def root_path(self, path: str) -> str:
        """A file's path for pipelines: relative to the repository's root if it is below it."""
        if self.directory and not path.startswith("/"):
            path = f"{self.directory.rstrip('/')}/{path}"
        return relative(path, self.root or self.directory)


@lru_cache(maxsize=256)  # thousands of results are about a few files
def relative(path: str, directory: str) -> str:
    """The path without `.`, with `..` resolved where it can be, and relative to `directory` if below it."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] not in ("", ".."):
            parts.pop()
        elif part != "." and (part or not parts):
            parts.append(part)
    clean = "/".join(parts)
    if directory and clean.startswith(directory.rstrip("/") + "/"):
        clean = clean[len(directory.rstrip("/")) + 1 :]
    return clean or path


def rule_url(code: str) -> str:
    """The documentation page of a rule."""
    return f"{HOME}/blob/main/docs/rules/{code}.md"


def cause_url(name: str) -> str:
    """The documentation page of a cause that `why` names."""
    return f"{HOME}/blob/main/docs/causes/{name}.md"
