"""Fixes that are called safe, against the real asab: it answers the same, or it failed before.

`CORSCHECK_GENERATED` says how many generated configurations are tried.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import profile_for
from corscheck.files import Disk
from corscheck.fixes import apply_fixes
from corscheck.linter import LintOptions, lint_files
from corscheck.safety import probes
from tests.support.asab_next import Policy
from tests.support.asab_oracle import Asab, Built, process
from tests.support.generate import configurations
from tests.support.linting import NEW

if TYPE_CHECKING:
    from pathlib import Path

    from corscheck.findings import Finding

COUNT = int(os.environ.get("CORSCHECK_GENERATED", "120"))
PARTS = 2
ENVIRON = {"SET": "8080", "EMPTY": "", "DEEP": "/deep", "PATH": "/usr/bin"}

# What fixes are for, in one container each.
PATHS = [
    "a, /b", "/a, /b,", ", /a", "/a, /a", "/a, /b, /a", "/a/*, /a/b", "/a/*", "/**", "/a/**", "/a;/b", '"/a"',
    "['/a']", "/a ; why", "/a\u00a0/b", "/a?b", "https://x.example/a", "/1 /2 /3 /4 /5 /6 /7 /8 /9 /1", "/a*",
    "/{id}", "/a//b", "/1 /2 /3 /4 /5 /6 /7 /8 /9,", "/*, /a", "\n  /a\n/b", "\n  /a\n  b", "/a#b", "/%61",
    "/a, $$", "/1 /2 /3 /4 /5 /6 /7 /8 /1 /9", "/* /j /c/* /j", "/j /c/* /d/* /j /*", "/j, /e, /*, /j",
]  # fmt: skip
ORIGINS = [
    "*", "https://A.example/", "https://a.example:443", "https://a.example, https://a.example", '"*"',
    "* ; all",
    "https://a.example ; *", "null", "off", "https://a.example;https://b.example", "https://bücher.example",
    "", ",",
]  # fmt: skip
LINES = [
    "",
    "preflightpaths = /p",
    "cors-preflight-paths = /q",
    "rootdir = 5$",
    "backlog = 1024**2",
    "listen = :8080",
]


def made() -> list[dict[str, bytes]]:
    """A configuration for each path and origin, and for each further line."""
    found = []
    for number, paths in enumerate(PATHS):
        cors, line = ORIGINS[number % len(ORIGINS)], LINES[number % len(LINES)]
        found.append(f"[web]\ncors = *\ncors_preflight_paths = {paths}\n")
        found.append(f"[web]\ncors = {cors}\ncors_preflight_paths = {paths}\n{line}\n")
    found += [f"[web]\ncors = {cors}\n{line}\n" for cors in ("*", "", "off") for line in LINES]
    found += ["[Web]\ncors = *\n", "[web]\ncors = *\n[web]\nrootdir =\n", "[web]\nrootdir = x\n  cors = *\n"]
    return [{"app.conf": text.encode()} for text in found]


def fixes_of(directory: Path, version: str) -> list[Finding]:
    with process(str(directory), ENVIRON):
        findings = lint_files(["app.conf"], Disk(), ENVIRON, LintOptions((version,))).findings
    return [finding for finding in findings if finding.fix and finding.fix.is_safe]


def fixed(directory: Path, findings: list[Finding]) -> dict[str, bytes]:
    """The files with the fixes of the first file that has any."""
    source = findings[0].fix.edits[0].span.source if findings[0].fix else None
    assert source is not None
    text, _ = apply_fixes(source, [finding.fix for finding in findings if finding.fix])
    files = {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}
    return {**files, source.path.rpartition("/")[2]: text.encode("utf-8", "surrogateescape")}


def written(directory: Path, files: dict[str, bytes]) -> Path:
    directory.mkdir()
    for name, data in files.items():
        (directory / name).write_bytes(data)
    return directory


def sections(*directories: Path) -> list[str]:
    found = {"web": None}
    for directory in directories:
        with process(str(directory), ENVIRON):
            found |= dict.fromkeys(web.section for web in containers(load("app.conf", Disk(), ENVIRON)))
    return list(found)


def answers(real: Asab, section: str, paths: list[str]) -> Built:
    return real.build(
        section, [path for path in paths if path.isascii() and path.isprintable() and " " not in path]
    )


def assert_same(before: Path, after: Path, why: object) -> None:
    old, new = (Asab("app.conf", str(each), ENVIRON) for each in (before, after))
    if old.loaded().error is not None:
        return
    assert new.loaded().error is None, why
    for section in sections(before, after):
        first = old.build(section)
        if first.error is not None:
            continue
        second = new.build(section)
        assert second.error is None, why
        assert first.cors_enabled == second.cors_enabled, why
        if first.cors_enabled:
            paths = sorted({path for token in (*first.tokens, *second.tokens) for path in probes(token)})
            assert answers(old, section, paths).covers == answers(new, section, paths).covers, why


def assert_same_policy(before: Path, after: Path, why: object) -> None:
    """Likewise for the generation after 26.36, with a stand-in for it."""
    policies = []
    for directory in (before, after):
        with process(str(directory), ENVIRON):
            configuration = load("app.conf", Disk(), ENVIRON, profile_for(NEW))
            webs = {web.section: web for web in containers(configuration)}
        web = webs.get("web")
        failing = configuration.error or (web and not web.starts)
        values = {name: value.text for name, value in web.values.items()} if web else {}
        policies.append(None if failing else Policy(values))
    old, new = policies
    if old is None:
        return
    assert new is not None, why
    for origin in (
        "null",
        "https://a.example",
        "https://b.example",
        "https://xn--bcher-kva.example",
        "https://x.y",
    ):
        assert old.allows(origin) == new.allows(origin), why
    paths = {path for policy in policies if policy for token in policy.routes() for path in probes(token)}
    assert [path for path in paths if old.covers(path) != new.covers(path)] == [], why


def try_all(files: list[dict[str, bytes]], tmp_path: Path, version: str) -> int:
    """Each safe fix by itself, then all of a file; how many were tried."""
    tried = 0
    check = assert_same if version != NEW else assert_same_policy
    for number, one in enumerate(files):
        before = written(tmp_path / f"{number}", one)
        findings = fixes_of(before, version)
        groups = [[finding] for finding in findings]
        groups += [findings] if len(findings) > 1 else []
        for count, group in enumerate(groups):
            after = written(tmp_path / f"{number}-{count}", fixed(before, group))
            check(before, after, [*((each.code, each.fix) for each in group), one])
            tried += 1
    return tried


@pytest.mark.timeout(600)
@pytest.mark.parametrize("version", ["25.15", NEW])
@pytest.mark.parametrize("part", range(PARTS))
def test_safe_fixes_of_generated_configurations(part: int, tmp_path: Path, version: str) -> None:
    assert try_all(list(configurations(100 + part, COUNT // PARTS)), tmp_path, version) > COUNT // PARTS // 5


@pytest.mark.parametrize("version", ["25.15", NEW])
def test_safe_fixes_of_what_they_are_for(tmp_path: Path, version: str) -> None:
    assert try_all(made(), tmp_path, version) > 20
