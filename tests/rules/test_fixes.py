"""Fixes change only text that is verbatim in the file: not values of environment variables or references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corscheck.linter import LintOptions, lint_files
from corscheck.rules.registry import RULES
from tests.rules.listen import test_lines, test_other_options
from tests.rules.origins import test_kinds, test_spelling, test_value
from tests.rules.paths import test_braces, test_list, test_reach, test_syntax, test_wildcards
from tests.rules.security import test_cors_options
from tests.rules.test_catalogue import DEFECTS, LATER
from tests.support.linting import NEW, web
from tests.support.memory import Memory, files_of
from tests.support.preflight_paths import conf

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.fixes import Edit

PATHS = (test_braces, test_list, test_reach, test_syntax, test_wildcards)
TEXTS = {
    **{f"{rule.code}-{n}": one.bad for rule in RULES for n, one in enumerate(rule.examples)},
    **{f"catalogue: {name}": text for name, text, _ in (*DEFECTS, *LATER)},
    **{f"paths: {row[0]!r}": conf(row[0]) for module in PATHS for row in module.VALUES},
    **{
        f"cors: {row[0]!r}": web(f"cors = {row[0]}\ncors_preflight_paths = /a")
        for module in (test_value, test_spelling, test_kinds)
        for row in module.VALUES
    },
    **{f"listen: {row[0]!r}": test_lines.file(row[0]) for row in test_lines.VALUES},
    **{f"number: {row[0]!r}"[:40]: web(f"backlog = {row[0]}") for row in test_other_options.NUMBERS},
    **{
        f"{option}: {value!r}": web(f"cors = https://a.com\n{option} = {value}")
        for option, value, _, _ in test_cors_options.POLICY
    },
}
_WHOLE = re.compile(r"^([ \t]*[\w-]+[ \t]*[=:][ \t]*|[ \t]+)([^\s$#;\[].*)$", re.MULTILINE)
_FIRST = re.compile(r"^([ \t]*[\w-]+[ \t]*[=:][ \t]*|[ \t]+)([^\s$#;,\[]+)", re.MULTILINE)


def substituted(text: str, pattern: re.Pattern[str]) -> tuple[str, dict[str, str]]:
    """The text with what the pattern finds in each line in a variable, and the variables."""
    environ: dict[str, str] = {}

    def moved(match: re.Match[str]) -> str:
        environ[name := f"VALUE{len(environ)}"] = match[2]
        return f"{match[1]}${{{name}}}"

    parts = re.split(r"(^# === .*\n)", text, maxsplit=1, flags=re.MULTILINE)
    return "".join([pattern.sub(moved, parts[0]), *parts[1:]]), environ


def lint(text: str, environ: dict[str, str], version: str) -> list[Finding]:
    return lint_files(["app.conf"], Memory(files_of(text)), environ, LintOptions((version,))).findings


def whole_lines(edit: Edit) -> bool:
    """Whether an edit deletes lines as a whole, whatever is in them."""
    source, (start, end) = edit.span.source, (edit.span.start, edit.span.end)
    return edit.text == "" and start in source.starts and (end in source.starts or end == len(source.text))


@pytest.mark.parametrize("pattern", [_WHOLE, _FIRST], ids=["whole", "first"])
@pytest.mark.parametrize("version", ["25.15", NEW])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_variables_are_left_alone(text: str, version: str, pattern: re.Pattern[str]) -> None:
    text, environ = substituted(text, pattern)
    for finding in lint(text, environ, version):
        for edit in finding.fix.edits if finding.fix else ():
            line = edit.span.source.line_text(edit.span.line)
            names = [match.span() for match in re.finditer(r"\$\{VALUE\d+\}", line)]
            start = edit.span.source.position(edit.span.start).column - 1
            end = start + len(edit.span.text)
            touched = any((low < end and start < high) or low < start < high for low, high in names)
            assert not touched or whole_lines(edit), (finding.code, edit)
