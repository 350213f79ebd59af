"""Everything that the rules report of their own examples, as text: `--update-golden` writes it anew."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_VERSION
from corscheck.linter import LintOptions, lint_files
from corscheck.rules import live
from corscheck.rules.registry import RULES
from tests.support.live import found_by_example
from tests.support.memory import Memory, files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corscheck.findings import Finding
    from corscheck.rules.rule import Example, Rule
    from corscheck.source import Span

FOLDERS = {
    folder: list(rules)
    for folder, rules in groupby(
        (*RULES, *live.RULES),
        lambda rule: rule.check.__module__.removeprefix("corscheck.rules.").split(".")[0],
    )
}


def place(span: Span) -> str:
    """Start and end of a span; files other than the main one are named."""
    name = span.source.path.removeprefix("app.conf")
    ends = (span.source.position(offset) for offset in (span.start, span.end))
    return f"{name}{':' if name else ''}" + "-".join(f"{line}:{column}" for line, column in ends)


def described(finding: Finding) -> Iterator[str]:
    """Everything that a report shows of a finding, and its edits."""
    sure = "" if finding.confidence == "certain" else f" ({finding.confidence})"
    yield f"{place(finding.span)} {finding.code} {finding.severity}{sure}: {finding.message}"
    if finding.help:
        yield f"    help: {finding.help}"
    for related in finding.related:
        yield f"    {place(related.span)}: {related.message}"
    if finding.fix:
        yield f"    {finding.fix.applicability} fix: {finding.fix.message}"
        for edit in finding.fix.edits:
            yield f"        {place(edit.span)} -> {edit.text!r}"


def found(rule: Rule, example: Example, version: str) -> Iterable[Finding]:
    if rule.subject == "live":
        return found_by_example(example.bad, example.options, version)
    options = LintOptions(versions=(version,))
    return lint_files(["app.conf"], Memory(files_of(example.bad)), dict(example.environ), options).findings


def described_rule(rule: Rule) -> Iterator[str]:
    for number, example in enumerate(rule.examples, 1):
        version = example.version or DEFAULT_VERSION
        yield f"== {rule.code} {rule.name}, example {number}, asab {version}"
        for finding in found(rule, example, version):
            yield from described(finding)
        yield ""


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_findings_of_examples(folder: str, golden: Callable[[str, str], None]) -> None:
    lines = (line for rule in FOLDERS[folder] for line in described_rule(rule))
    golden(f"{folder}.txt", "\n".join(lines))
