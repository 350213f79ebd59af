"""Which fixes are safe: not what a rule calls so, but what leaves ASAB doing the same."""

from __future__ import annotations

import pytest

from corscheck.linter import LintOptions, lint_files
from corscheck.safety import probes
from tests.support.linting import NEW, declared, fixed, web
from tests.support.memory import Memory


def safe(text: str, *versions: str, **files: str) -> dict[str, bool]:
    """Of each code with a fix whether it is safe."""
    memory = Memory({"app.conf": text, **{f"{name}.conf": content for name, content in files.items()}})
    findings = lint_files(["app.conf"], memory, {}, LintOptions(versions or ("25.15",))).findings
    return {finding.code: finding.fix.is_safe for finding in findings if finding.fix}


@pytest.mark.parametrize(
    ("lines", "version", "expected"),
    [
        ("cors = *\npreflightpaths = /*", "25.15", {"CORS015": False}),
        ("cors =\npreflightpaths = /*", "25.15", {"CORS015": True}),  # no path is answered either way
        ("cors = *\ncors-preflight-paths = /a", "25.15", {"CORS016": False}),
        ("cors = *\ncors_preflight_paths = /a/*", "25.15", {"CORS113": False}),
        ("cors = *\ncors_preflight_paths = a", "25.15", {"CORS104": True}),  # it fails before
        ("cors = *\ncors_preflight_paths = /a/*, /a, /a/b", "25.15", {"CORS110": True}),
        ("cors = *\ncors_preflight_paths = /a, /b, /a", "25.15", {"CORS109": True}),
        ("cors = *\ncors_preflight_paths = /a,", "25.15", {"CORS108": False}),  # OPTIONS on `/`
        ("cors = *\ncors_preflight_paths = /a;/b", "25.15", {"CORS107": False}),
        ("cors = https://A.com/", NEW, {"CORS311": True}),
        ("cors = https://a.com:443", NEW, {"CORS311": False}),
        ("cors = https://a.com, https://a.com", NEW, {"CORS323": True}),
        ("cors = *\nrootdir = 5$\ncors_preflight_paths = /a", "25.15", {"CORS021": True}),
    ],
)
def test_what_a_fix_changes_decides(lines: str, version: str, expected: dict[str, bool]) -> None:
    found = safe(web(lines), version)
    assert {code: found[code] for code in expected} == expected


def test_a_fix_is_safe_if_it_is_in_all_versions() -> None:
    text = web("cors = https://a.com:443\ncors_preflight_paths = /a")
    assert safe(text, "25.15")["CORS311"]  # origins are not compared
    assert not safe(text, "25.15", NEW)["CORS311"]
    assert not safe(text, NEW, "25.15")["CORS311"]


def test_one_of_several_fixes_changes_something() -> None:
    text = web("cors = *\ncors_preflight_paths = /a, /b, /a, /c/*\nbacklog = 2**7")
    assert safe(text) == {"CORS109": True, "CORS113": False, "CORS411": True}  # it fails before
    text = text.replace("2**7", "128")
    assert safe(text) == {"CORS109": True, "CORS113": False}
    assert fixed(text) == web("cors = *\ncors_preflight_paths = /a, /b, /c/*\nbacklog = 128")
    assert declared(text, "CORS113") == web(
        "cors = *\ncors_preflight_paths = /a, /b, /c, /c/*\nbacklog = 128"
    )


def test_an_error_that_is_only_here_is_not_a_failure() -> None:
    for line in ("rootdir = ${NAME}", "rootdir = $NAME", "listen = 8443 ssl\ncert = /gone.pem"):
        assert not safe(f"[web]\ncors = *\ncors_preflight_paths = /a/*\n{line}\n")["CORS113"]


def test_a_section_that_is_read_only_after_the_fix() -> None:
    assert not safe("[Web]\ncors = *\ncors_preflight_paths = /a\n")["CORS010"]
    assert safe("[Web]\nrootdir = x\nlisten = 8080\n")["CORS010"]
    assert not safe("[Web]\nrootdir = x\nlisten = 127.0.0.1 8080\n")["CORS010"]
    assert not safe("[Web]\nrootdir = x\nlisten = 9000\n")["CORS010"]


def test_includes_that_are_not_here_may_be_where_the_service_runs() -> None:
    text = "[general]\ninclude = a.conf, b.conf\n" + web("cors =")
    assert not safe(text)["CORS030"]
    assert safe(text, a="[x]\ny = 1\n", b="[x]\ny = 2\n")["CORS030"]
    assert not safe(text, a="[web]\ncors = *\n", b="[x]\ny = 2\n")["CORS030"]


def test_sockets_that_change_with_what_is_included() -> None:
    text = "[general]\ninclude = a.conf, b.conf\n"
    assert not safe(text, a="[web]\nlisten = 127.0.0.1 9000\n", b="[x]\ny = 2\n")["CORS030"]
    text += "[web]\nlisten = 127.0.0.1 9000\n"
    assert safe(text, a="[web]\nlisten = 127.0.0.1:9000\n", b="[x]\ny = 2\n")["CORS030"]
    assert not safe(text, a="[web]\nlisten = 127.0.0.1 9000 ssl\n", b="[x]\ny = 2\n")["CORS030"]


def test_an_address_that_cannot_be_bound_may_be_corrected() -> None:
    assert safe("[web]\nlisten =\n    127.0.0.1 8080\n    [::1] 8080\n") == {"CORS402": True}


def test_includes_that_keep_the_file_from_being_loaded() -> None:
    text = "[general]\ninclude = a.conf, b.conf\n[web]\ncors = *\ncors_preflight_paths = x\n"
    assert safe(text, a="[x]\ny = 1\n", b="[x]\ny = 2\n")["CORS030"]
    assert not safe(text, a="[web]\nlisten\n", b="[x]\ny = 2\n")["CORS030"]


def test_a_fix_in_an_included_file() -> None:
    main = "[general]\ninclude = a.conf\n" + web("cors = *")
    assert not safe(main, a="[web]\ncors_preflight_paths = /a/*\n")["CORS113"]
    assert safe(main, a="[web]\ncors_preflight_paths = /a, /b, /a\n")["CORS109"]


def test_yaml() -> None:
    def of(text: str) -> dict[str, bool]:
        findings = lint_files(["a.yaml"], Memory({"a.yaml": text}), {}).findings
        return {finding.code: finding.fix.is_safe for finding in findings if finding.fix}

    assert of("web:\n  cors: '*'\n  preflightpaths: /a\n") == {"CORS015": False}
    assert of("web:\n  cors: ''\n  preflightpaths: /a\n") == {"CORS015": True}
    assert of("data:\n  app.conf: |\n    [web]\n    cors = *\n    preflightpaths = /a\n") == {
        "CORS015": False
    }


def test_probes() -> None:
    assert set(probes("/a/{tail:.*}")) >= {"/a", "/a/", "/a/x", "/a/x/y", "/ax"} - {"/ax"}
    assert "/" in set(probes(""))
