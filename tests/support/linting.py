"""One container, linted: what a row of a rule's table needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import DEFAULT_VERSION, profile_for
from corscheck.examine import by_subject, examine
from corscheck.findings import sort_findings
from corscheck.fixing import fix_until_stable
from corscheck.linter import LintOptions, lint_files
from corscheck.rules.registry import RULES
from tests.support.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corscheck.asab.container import Configuration
    from corscheck.findings import Finding
    from corscheck.rules.rule import Rule

NEW = "26.37"
"""A version with the allow-list."""


def web(lines: str, *, listen: str | None = "127.0.0.1 8080", more: str = "") -> str:
    """A file with one container: `lines` below its `listen`, `more` after the section."""
    start = "[web]\n" if listen is None else f"[web]\nlisten = {listen}\n"
    return f"{start}{lines}\n{more}"


def lint(text: str, *versions: str, **files: str) -> list[Finding]:
    """The findings in `app.conf`, for the default version or for others."""
    options = LintOptions(versions=versions) if versions else LintOptions()
    return lint_files(["app.conf"], Memory({"app.conf": text, **files}), {}, options).findings


def examined(configuration: Configuration, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """What the rules find in a loaded configuration, without suppressions and in no order."""
    return list(examine(configuration, containers(configuration), by_subject(rules)))


def errors_of(files: dict[str, str], *paths: str, **options: object) -> list[str]:
    """`app.conf:4 CORS104`, ... of these files, or of those of them that are named."""
    findings = lint_files(paths or files, Memory(files), {}, LintOptions(**options)).findings  # type: ignore[arg-type]  # any of them
    return [
        f"{one.span.source.path}:{one.span.line} {one.code}" for one in findings if one.severity == "error"
    ]


def codes(findings: list[Finding], family: str = "CORS") -> list[str]:
    """`CORS301 error`, ... of one family, in the order of the report."""
    return [f"{one.code} {one.severity}" for one in findings if one.code.startswith(family)]


def declared(text: str, *codes: str, version: str = DEFAULT_VERSION) -> str:
    """What the fixes that rules call safe make of the text, whatever that changes, and those of `codes`."""

    def safe(finding: Finding) -> Finding:
        fix = finding.fix
        return (
            finding._replace(fix=fix._replace(applicability="safe"))
            if fix and finding.code in codes
            else finding
        )

    def again(texts: Mapping[str, str]) -> list[Finding]:
        files = Memory({"app.conf": text, **texts})
        found = sort_findings(examined(load("app.conf", files, {}, profile_for(version))))
        return list(map(safe, found))

    return fix_until_stable(again).texts.get("app.conf", text)


def fixed(text: str, *versions: str, unsafe: bool = False) -> str:
    """What `--fix` makes of the text."""

    def again(texts: Mapping[str, str]) -> list[Finding]:
        return lint(texts.get("app.conf", text), *versions)

    return fix_until_stable(again, unsafe=unsafe).texts.get("app.conf", text)
