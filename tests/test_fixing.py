"""Mending: rounds until nothing changes, safe ones only unless asked, files left as they are otherwise."""

from __future__ import annotations

import configparser
import os
from typing import TYPE_CHECKING

import pytest

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.findings import Finding
from corscheck.fixes import Edit, Fix, applicability, apply_fixes
from corscheck.fixing import LIMIT, READ, Changes, diff, fix_until_stable
from corscheck.ignores import add_ignores
from corscheck.linter import lint_files
from corscheck.source import Source
from tests.support.generate import configurations
from tests.support.linting import fixed, web
from tests.support.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COUNT = int(os.environ.get("CORSCHECK_GENERATED", "600")) // 3
ENVIRON = {"SET": "8080", "EMPTY": "", "DEEP": "/deep"}


def finding(source: Source, fix: Fix) -> Finding:
    return Finding("CORS000", "sample", "error", "sample", source.span(0, 1), fix=fix)


def replacing(source: Source, start: int, end: int, text: str, *, safe: bool = True) -> Finding:
    return finding(source, Fix("x", (Edit(source.span(start, end), text),), applicability(safe=safe)))


def test_rounds_go_on_until_nothing_changes() -> None:
    def lint(texts: Mapping[str, str]) -> list[Finding]:
        source = Source(texts.get("a", "aaaa"), "a")
        return [replacing(source, 0, 1, "")] if source.text else []

    result = fix_until_stable(lint)
    assert (result.texts, result.originals) == ({"a": ""}, {"a": "aaaa"})
    assert len(result.applied) == 4


def test_rounds_end() -> None:
    def lint(texts: Mapping[str, str]) -> list[Finding]:
        return [replacing(Source(texts.get("a", "x"), "a"), 0, 0, "x")]

    assert fix_until_stable(lint).texts == {"a": "x" * (LIMIT + 1)}


def test_a_large_file_is_not_read_again_and_again() -> None:
    read = []

    def lint(texts: Mapping[str, str]) -> list[Finding]:
        source = Source(texts.get("a", "x" * (READ // 2)), "a")
        read.append(source)
        return [replacing(source, 0, 1, "yy")]

    assert len(fix_until_stable(lint).applied) == 2
    assert len(read) == 2


@pytest.mark.parametrize(("unsafe", "text"), [(False, "Sb"), (True, "SU")])
def test_unsafe_ones_when_asked_and_when_no_safe_one_is_left(text: str, *, unsafe: bool) -> None:
    def lint(texts: Mapping[str, str]) -> list[Finding]:
        source = Source(texts.get("a", "ab"), "a")
        safe = [replacing(source, 0, 1, "S")] if source.text[0] == "a" else []
        guess = "U" if source.text[0] == "S" else "!"
        return [*safe, *([replacing(source, 1, 2, guess, safe=False)] if source.text[1] == "b" else [])]

    assert fix_until_stable(lint, unsafe=unsafe).texts == {"a": text}


def test_of_two_readings_of_a_file_the_first_counts() -> None:
    def lint(texts: Mapping[str, str]) -> list[Finding]:
        if texts:
            return []
        one, two = Source("ab", "a"), Source("ab", "a")
        return [replacing(one, 0, 1, "1"), replacing(two, 1, 2, "2")]

    result = fix_until_stable(lint)
    assert result.texts == {"a": "1b"}
    assert len(result.applied) == 1


def test_a_fix_without_edits_or_over_two_files_is_left_alone() -> None:
    def lint(_texts: Mapping[str, str]) -> list[Finding]:
        one, two = Source("ab", "a"), Source("ab", "b")
        edits = (Edit(one.span(0, 1), "1"), Edit(two.span(0, 1), "2"))
        return [finding(one, Fix("x", edits)), finding(one, Fix("x", ()))]

    assert fix_until_stable(lint).texts == {}


def test_what_is_not_wrong_stays() -> None:
    text = "; first\r\n[web]\r\n\r\n\tlisten:127.0.0.1 8080 \r\n\tcors  =\t*\r\n"
    text += "\r\n# žluť\r\n\tcors_preflight_paths : a"
    assert fixed(text) == text.replace(" : a", " : /a")


def test_an_included_file_is_fixed() -> None:
    files = {
        "app.conf": "[general]\ninclude = ${THIS_DIR}/site.conf\n[web]\nlisten = 127.0.0.1 8080\n",
        "site.conf": "[web]\ncors = *\ncors_preflight_paths = a\n",
    }

    def lint(texts: Mapping[str, str]) -> list[Finding]:
        return lint_files(["app.conf"], Memory({**files, **texts}), {}).findings

    assert fix_until_stable(lint).texts == {"site.conf": files["site.conf"].replace(" a\n", " /a\n")}


def options_of(text: str) -> dict[tuple[str, str], str] | None:
    """What configparser reads; None where it refuses the file."""
    parser = configparser.RawConfigParser(default_section="")
    try:
        parser.read_string(text.replace("\r\n", "\n").replace("\r", "\n"))
    except configparser.Error:
        return None
    return {
        (section, name): value for section in parser.sections() for name, value in parser[section].items()
    }


def untouched(options: Mapping[tuple[str, str], str]) -> list[str]:
    """The values of an option that is nothing to any rule."""
    return sorted(value for (_, name), value in options.items() if name == "own" and "$" not in value)


def encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode(errors="surrogateescape") for path, text in texts.items()}


def starts(files: Mapping[str, bytes]) -> bool:
    configuration = load("app.conf", Memory(files), ENVIRON)
    return configuration.error is None and all(web.starts for web in containers(configuration))


SWITCHES_ON = {"CORS014", "CORS016", "CORS030"}
"""Rules whose fixes make ASAB read a value that it ignored, with all mistakes in it."""


def linter_of(files: Mapping[str, bytes]) -> Callable[[Mapping[str, str]], list[Finding]]:
    return lambda texts: lint_files(["app.conf"], Memory({**files, **encoded(texts)}), ENVIRON).findings


@pytest.mark.parametrize("unsafe", [False, True])
def test_generated_files_are_mended_once_and_for_all(*, unsafe: bool) -> None:
    for files in configurations(11, COUNT):
        fixed_text = fix_until_stable(linter_of(files), unsafe=unsafe)
        left = linter_of(files)(fixed_text.texts)
        assert not [one for one in left if one.fix and (one.fix.is_safe or unsafe)], files
        assert (
            fix_until_stable(linter_of({**files, **encoded(fixed_text.texts)}), unsafe=unsafe).texts == {}
        ), files
        if SWITCHES_ON.isdisjoint(one.code for one in fixed_text.applied):
            assert starts({**files, **encoded(fixed_text.texts)}) or not starts(files), files
        for path, text in fixed_text.texts.items():
            before, after = options_of(fixed_text.originals[path]), options_of(text)
            assert before is None or after is not None, files
            if before and after and not unsafe and "CORS014" not in {one.code for one in fixed_text.applied}:
                assert untouched(before) == untouched(after), files


def test_generated_files_are_silenced_and_mean_the_same() -> None:
    for files in configurations(12, COUNT):
        findings = linter_of(files)({})
        fixes = add_ignores(findings, "known")
        sources = {edit.span.source.path: edit.span.source for fix in fixes for edit in fix.edits}
        texts = {path: apply_fixes(source, fixes)[0] for path, source in sources.items()}
        if all(options_of(one.span.source.text) is not None for one in findings):
            own = {one.code for one in findings if one.code.startswith("CORS9")}
            assert {one.code for one in linter_of(files)(texts)} == own, files
        for path, text in texts.items():
            assert options_of(text) == options_of(sources[path].text), files


def test_diff() -> None:
    assert diff("a.conf", "1\n2\n", "1\n3\n") == "--- a/a.conf\n+++ b/a.conf\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n"
    assert diff("a.conf", "1", "1") == ""


def test_diff_without_a_last_line_end_and_with_odd_ones() -> None:
    text = diff("a.conf", web("cors = *").rstrip("\n"), web("cors = *"))
    assert text.endswith("-cors = *\n\\ No newline at end of file\n+cors = *\n")
    assert diff("a", "1\x0c\x85\u20282\r\n", "1\x0c\x85\u20283\r\n").count("\n") == 5


def test_a_file_of_two_names_is_changed_once() -> None:
    changes = Changes(identity=str.lower)
    one, two = Source("ab", "X"), Source("ab", "x")
    fixes = [Fix("x", (Edit(source.span(0, 1), "1"),)) for source in (one, two)]
    assert changes.apply(fixes) == fixes[:1]
    assert (changes.texts, changes.originals) == ({"X": "1b"}, {"X": "ab"})
    assert changes.apply([Fix("y", (Edit(Source("1b", "x").span(1, 2), "2"),))])
    assert (changes.texts, changes.originals) == ({"X": "12"}, {"X": "ab"})
