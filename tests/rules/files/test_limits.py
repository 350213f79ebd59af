"""Limits that are reached are findings, also on the real disk, and reached quickly."""

from __future__ import annotations

import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from corscheck import files
from corscheck.files import Disk
from corscheck.linter import LintOptions, lint_files

if TYPE_CHECKING:
    from pathlib import Path

    from corscheck.findings import Finding

WEB = "[web]\nlisten = 127.0.0.1 8080\n"
LEVELS = "".join(f"a{n} = " + f"${{a{n - 1}}}" * 10 + "\n" for n in range(1, 9))
NESTED = f"[DEFAULT]\na0 = x\n{LEVELS}{{options}}\n{WEB}"


def lint(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> list[Finding]:
    (tmp_path / "app.conf").write_text(text)
    return lint_files([str(tmp_path / "app.conf")], Disk(), environ or {}).findings


def limits(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.severity, one.message) for one in findings if one.code == "CORS009"]


@pytest.mark.parametrize("option", ["cors", "rootdir", "anything"])
@pytest.mark.timeout(60)
def test_references_that_multiply(tmp_path: Path, option: str) -> None:
    text = NESTED.replace("{options}", f"{option} = ${{a8}}")
    assert len(text) < 700
    found = lint(tmp_path, text)
    assert limits(found)
    assert {severity for severity, _ in limits(found)} == {"error"}
    assert not [one for one in found if "stops with" in one.message]  # which nobody has seen


@pytest.mark.timeout(60)
def test_many_sections_share_what_may_be_spent(tmp_path: Path) -> None:
    sections = "".join(f"[web:{n}]\nlisten = 127.0.0.1 {8000 + n}\ncors = ${{a8}}\n" for n in range(100))
    found = lint(tmp_path, NESTED.replace("{options}", "") + sections)
    assert len({one.span.line for one in found if one.code == "CORS009"}) >= 100


@pytest.mark.timeout(60)
def test_many_files_share_what_may_be_spent(tmp_path: Path) -> None:
    paths = []
    for number in range(100):
        path = tmp_path / f"{number}.conf"
        path.write_text(NESTED.replace("{options}", "cors = ${a8}"))
        paths.append(str(path))
    options = LintOptions(versions=("25.15", "26.37", "23.09"))
    found = lint_files(paths, Disk(), {}, options).findings
    assert {one.span.source.path for one in found if one.code == "CORS009"} == set(paths)


@pytest.mark.timeout(60)
def test_variables_that_multiply(tmp_path: Path) -> None:
    found = lint(tmp_path, f"{WEB}cors = {'$LONG' * 100_000}\n", {"LONG": "x" * 1000})
    assert limits(found)


@pytest.mark.parametrize(
    "pattern", ["/*/*/*/*/*", "/*/*/*/*/*/*/*/x", "/usr/*/*/*/*/*.conf", "/proc/*/*/*/*"]
)
@pytest.mark.timeout(60)
def test_a_pattern_that_searches_the_disk(
    tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 20_000)  # a small machine may have no more
    found = lint(tmp_path, f"[general]\ninclude = {pattern}\n{WEB}")
    assert limits(found)
    assert not [one for one in found if one.code == "CORS031"]  # it may well match


@pytest.mark.timeout(60)
def test_many_patterns_share_what_may_be_looked_at(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.txt").touch()
    lines = "".join(f"\n    {tmp_path}/*.{number}" for number in range(2000))
    assert len(limits(lint(tmp_path, f"[general]\ninclude ={lines}\n{WEB}"))) > 500


@pytest.mark.timeout(60)
def test_a_list_of_very_many_includes(tmp_path: Path) -> None:
    lines = "".join(f"\n x{number}" for number in range(60_000))
    assert limits(lint(tmp_path, f"[general]\ninclude ={lines}\n{WEB}"))


@pytest.mark.timeout(60)
def test_a_list_of_very_many_comments(tmp_path: Path) -> None:
    lines = "".join(f"\n x{number}.conf # {number}" for number in range(24_000))
    found = lint(tmp_path, f"[general]\ninclude ={lines}\n{WEB}")
    assert [one.code for one in found].count("CORS030") == 1


@pytest.mark.parametrize("kind", ["fifo", "device", "proc", "link", "huge"])
@pytest.mark.timeout(60)
def test_what_is_not_a_file_on_a_disk_is_reported_and_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "site.conf"
    match kind:
        case "fifo":
            os.mkfifo(path)
        case "device":
            path = path.with_name("zero")
            path.symlink_to("/dev/zero")
        case "proc":
            path = path.with_name("environ")
            path.symlink_to("/proc/self/environ")
        case "link":
            os.mkfifo(tmp_path / "real")
            path.symlink_to("real")
        case "huge":
            path.write_text("[web]\n" + "#" * files.LIMIT)
    found = lint(tmp_path, f"[general]\ninclude = {path}\n{WEB}")
    ((severity, message),) = limits(found)
    assert severity == "error"
    assert "not a regular file" in message or "larger than" in message
    assert not [one for one in found if one.code in ("CORS031", "CORS037")]


def test_what_nothing_can_read_is_passed_over_as_by_asab(tmp_path: Path) -> None:
    (tmp_path / "conf.d").mkdir()
    found = lint(tmp_path, f"[general]\ninclude = {tmp_path}/conf.d\n{WEB}")
    assert not limits(found)
    assert [one.code for one in found if one.code == "CORS037"] == ["CORS037"]


def test_a_root_directory_with_very_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 5)
    for number in range(10):
        (tmp_path / f"{number}.txt").touch()
    assert limits(lint(tmp_path, f"{WEB}rootdir = {tmp_path}\n"))


def test_usual_files_reach_no_limit(tmp_path: Path) -> None:
    (tmp_path / "site.conf").write_text("[web]\ncors = ${x:y}\n[x]\ny = ${z}\nz = *\n")
    assert not limits(lint(tmp_path, f"[general]\ninclude = {tmp_path}/*.conf\n{WEB}"))


@pytest.mark.timeout(60)
def test_more_web_containers_than_are_looked_at(tmp_path: Path) -> None:
    sections = "".join(f"[web:{n}]\nlisten = 127.0.0.1 8080\n" for n in range(1100))
    found = lint(tmp_path, sections)
    assert [one.span.text for one in found if one.code == "CORS009"] == ["[web:1000]"]


@pytest.mark.timeout(60)
def test_a_large_mistake_that_many_sections_inherit(tmp_path: Path) -> None:
    sections = "".join(f"[web:{n}]\nlisten = 127.0.0.1 8080\n" for n in range(500))
    tracemalloc.start()
    found = lint(tmp_path, f"[DEFAULT]\nx = ${'a' * 1_000_000}\n{sections}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "CORS021" in {one.code for one in found}
    assert peak < 50_000_000


@pytest.mark.parametrize("name", ["app.conf", "site.yaml"])
def test_a_file_after_the_bytes_of_a_run_are_used_up(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "TOTAL", 10)
    (tmp_path / name).write_text("[web]\n" * 10)
    found = lint_files([str(tmp_path / name)], Disk(), {}).findings
    assert len(limits(found)) == 1


def test_an_expression_that_takes_too_long(tmp_path: Path) -> None:
    paths = r"cors_preflight_paths = /a/{x:(a+)+\2+}b, /b/{y:(a|a)+}"
    found = lint(tmp_path, f"{WEB}cors = *\n{paths}\n")
    assert [one.span.text for one in found if one.code == "CORS009"] == [r"/a/{x:(a+)+\2+}b"]
    assert not limits(lint(tmp_path, f"{WEB}cors =\n{paths}\n"))


@pytest.mark.parametrize(
    "expression",
    [
        r"(?i:" + r"[\0-\U0010ffff]" * 200 + ")",
        r"(?s-i:(?i:[\0-\uffff]))",
        "|".join(f"a{n}" for n in range(20_000)),
    ],
    ids=["any case", "nested", "alternatives"],
)
@pytest.mark.timeout(60)
def test_an_expression_that_takes_long_to_compile(tmp_path: Path, expression: str) -> None:
    found = lint(tmp_path, f"{WEB}cors = *\ncors_preflight_paths = /a/{{x:{expression}}}\n")
    assert len(limits(found)) == 1
    assert not [one for one in found if "stops with" in one.message]


def test_a_usual_expression_in_any_case(tmp_path: Path) -> None:
    assert not limits(lint(tmp_path, f"{WEB}cors = *\ncors_preflight_paths = /a/{{x:(?i:[a-z0-9]+)}}\n"))


def test_the_name_of_a_file_may_be_such_an_expression(tmp_path: Path) -> None:
    (tmp_path / r"{x:(?i:[\0-\uffff])}").touch()
    assert len(limits(lint(tmp_path, f"{WEB}rootdir = {tmp_path}\n"))) == 1
