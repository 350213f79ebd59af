"""Each example in a rule's documentation, and each fixture, is executed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_VERSION
from corscheck.fixing import fix_until_stable
from corscheck.linter import LintOptions, lint_files
from corscheck.merging import REPEATED
from corscheck.rules.registry import RULES
from tests.support.memory import Memory, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corscheck.findings import Finding
    from corscheck.rules.rule import Example, Rule

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"
STATIC = [rule for rule in RULES if rule.subject != "live"]
BY_CODE = {rule.code: rule for rule in STATIC}
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in STATIC
    for number, example in enumerate(rule.examples, 1)
]
FOLDERS = [
    pytest.param(BY_CODE[path.parent.name], path, id=f"{path.parent.name}-{path.stem}")
    for path in sorted(FIXTURES.glob("*/bad*"))
]


def lint(
    files: Mapping[str, str | bytes],
    version: str = DEFAULT_VERSION,
    rule: Rule | None = None,
    environ: Iterable[tuple[str, str]] = (),
) -> list[Finding]:
    """The findings, without those of the rule that says the same as `rule`."""
    off = {REPEATED.get(rule.code)} if rule else set()
    options = LintOptions(versions=(version,), enabled=frozenset(BY_CODE.keys() - off))
    return lint_files(["app.conf"], Memory(files), dict(environ), options).findings


def fixed(files: Mapping[str, str | bytes], version: str, *, unsafe: bool = True) -> dict[str, str | bytes]:
    def again(texts: Mapping[str, str]) -> list[Finding]:
        return lint({**files, **texts}, version)

    return {**files, **fix_until_stable(again, unsafe=unsafe).texts}


def serious(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings if finding.severity != "info"}


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_bad_breaks_this_rule_only(rule: Rule, example: Example) -> None:
    findings = lint(files_of(example.bad), example.version or DEFAULT_VERSION, rule, example.environ)
    assert rule.code in codes(findings)
    assert serious(findings) - {rule.code} == set(example.also)


@pytest.mark.parametrize(
    ("rule", "example"), [case for case in EXAMPLES if getattr(case.values[1], "good", None)]
)
def test_good_is_good(rule: Rule, example: Example) -> None:
    findings = lint(files_of(example.good or ""), example.version or DEFAULT_VERSION)
    assert serious(findings) == set()
    assert rule.code not in codes(findings)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_fix_makes_the_bad_good(rule: Rule, example: Example) -> None:
    version = example.version or DEFAULT_VERSION
    findings = lint(files_of(example.bad), version)
    fixable = any(finding.fix and finding.code == rule.code for finding in findings)
    wanted = example.fixed or (example.good if fixable else None)
    if wanted is None:
        assert not fixable
        return
    after = fixed(files_of(example.bad), version)
    assert after == files_of(wanted)
    assert fixed(after, version) == after
    assert rule.code not in codes(lint(after, version))


@pytest.mark.parametrize("rule", STATIC, ids=lambda rule: rule.code)
def test_every_rule_is_documented(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.explanation.startswith("## Why is this bad?")
    assert rule.examples


def folder(path: Path) -> dict[str, str | bytes]:
    if path.is_file():
        return {"app.conf": path.read_bytes()}
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


@pytest.mark.parametrize(("rule", "bad"), FOLDERS)
def test_fixture(rule: Rule, bad: Path) -> None:
    findings = lint(folder(bad))
    assert serious(findings) | {rule.code} == {rule.code}
    assert rule.code in codes(findings)
    good = bad.with_name(bad.name.replace("bad", "good"))
    assert rule.code not in codes(lint(folder(good)))
    assert serious(lint(folder(good))) == set()
    after = fixed(folder(bad), DEFAULT_VERSION)
    target = bad.with_name(bad.name.replace("bad", "fixed"))
    if any(finding.fix for finding in findings if finding.code == rule.code):
        wanted = folder(target if target.exists() else good)
        assert {path: encoded(text) for path, text in after.items()} == wanted
        assert fixed(after, DEFAULT_VERSION) == after
    else:
        assert not target.exists()


def encoded(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def test_fixtures_are_of_rules() -> None:
    assert {path.name for path in FIXTURES.iterdir() if path.is_dir()} <= set(BY_CODE)
