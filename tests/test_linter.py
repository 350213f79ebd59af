"""The linter around the rules: several files, versions, includes, and what it leaves alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.examine import by_subject, examine
from corscheck.linter import LintOptions, lint_files, lint_text
from corscheck.rules.registry import RULES
from corscheck.rules.rule import Problem, rule
from tests.support.linting import NEW, errors_of, examined, lint, web
from tests.support.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG = web("cors = *\ncors_preflight_paths = a")
INCLUDING = "[general]\ninclude = ${THIS_DIR}/site.conf\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0",
        "upstream x { server 127.0.0.1; }\n",
        "[mysqld]\nport\n[mysqld]\n",
        "key = value\n",
        "[general]\ninclude = nothing\n",
        "web is a word, cors another\n",
    ],
)
def test_files_without_the_web_are_silent(text: str) -> None:
    assert lint(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[web]\ngarbage\n", "cors = *\n", "garbage\n[my:web]\n", "\ufeff[web]\n", "[Web]\ncors = *\n",
        "[x]\ncors_origin = *\n[x]\n",
    ],
)  # fmt: skip
def test_files_with_it_are_not(text: str) -> None:
    assert lint(text)


def test_a_problem_without_a_place_stands_at_the_section() -> None:
    findings = lint("# first\n[web]\ncors = *\ncors_preflight_paths = /a\n")
    exposed = [finding for finding in findings if finding.code == "CORS501"]
    assert all(finding.span.line in (2, 3) for finding in exposed)

    @rule("CORS999", "nowhere")
    def nowhere(_web: object) -> Iterator[Problem]:
        yield Problem(None, "nowhere")

    configuration = load("app.conf", Memory({"app.conf": "# first\n[web]\ncors =\n"}), {})
    assert [finding.span.text for finding in examined(configuration, [nowhere])] == ["[web]"]


def test_a_rule_that_crashes_is_not_hidden() -> None:
    @rule("CORS999", "crash")
    def crash(_web: object) -> Iterator[Problem]:
        yield Problem(None, str(1 / 0))

    configuration = load("app.conf", Memory({"app.conf": WRONG}), {})
    with pytest.raises(ZeroDivisionError):
        list(examine(configuration, containers(configuration), by_subject([crash])))


def test_included_files_are_linted_where_they_are_included() -> None:
    files = {
        "app.conf": INCLUDING + web("cors ="),
        "site.conf": "[web]\ncors = *\ncors_preflight_paths = a\n",
    }
    result = lint_files(["site.conf", "app.conf"], Memory(files), {})
    wrong = [finding for finding in result.findings if finding.code == "CORS104"]
    assert [(one.span.source.path, one.span.line) for one in wrong] == [("site.conf", 3)]
    assert [(one.span.source.path, one.span.line, one.message) for one in wrong[0].related] == [
        ("app.conf", 2, "includes site.conf")
    ]
    assert sorted(result.files) == ["app.conf", "site.conf"]


def test_a_file_that_is_named_twice_is_linted_once() -> None:
    files = {"app.conf": WRONG}
    assert errors_of(files, "app.conf", "./app.conf", "/work/app.conf", "etc/../app.conf") == errors_of(
        files, "app.conf"
    )


def test_the_same_file_twice() -> None:
    assert errors_of({"app.conf": WRONG}, "app.conf", "app.conf") == ["app.conf:4 CORS104"]


def test_unknown_version() -> None:
    with pytest.raises(ValueError, match="not an ASAB version"):
        lint(WRONG, "latest")


def test_every_rule_has_its_own_code_and_name() -> None:
    assert len({one.code for one in RULES}) == len({one.name for one in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        bytes(range(256)) * 20,
        b"[web]\n" + b"\xff" * 1000,
        b"[web]\ncors_preflight_paths = " + b"/a{" * 5000,
        b"[web]\ncors=*\ncors_preflight_paths = " + b"{" * 5000,
        b"[web]\ncors=*\ncors_preflight_paths = /" + b"(((" * 5000,
        b"[web]\nlisten = " + b"[" * 10000,
        b"[web]\ncors = " + b"$" * 10000,
        b"[web]\ncors = " + b"${" * 10000,
        b"[web]\n" + b"a = ${a}${a}${a}\n" * 200,
        b"[" * 10000,
        b"[web]\n" + b" x\n" * 50000,
        b"[web]\ncors = *\n" + b"cors = *\n" * 3000,
        b"[web]\n" * 3000,
        b"[web]\ncors=*\ncors_preflight_paths=" + b"/a, " * 20000,
        b"[web]\n# corscheck: " * 3000,
        b"[web]\ncors = \xed\xa0\x80",
        b'{"web": {"cors": "\\ud800"}}',
        b"[web]\rcors=*\r\n\ncors_preflight_paths=a\r",
    ],
)
@pytest.mark.parametrize("path", ["app.conf", "app.yaml", "app.json"])
@pytest.mark.timeout(100)
def test_hostile_files(data: bytes, path: str) -> None:
    lint_files([path], Memory({path: data}), {}, LintOptions(versions=("25.15", NEW)))


def test_a_file_full_of_one_mistake_is_told_of_a_part() -> None:
    found = lint_text("[web]\n" + "listen = 127.0.0.1 8080\n" * 50_000)
    assert 100 < len(found) <= 1000


@pytest.mark.parametrize(
    "text", ["\n" * 3_000_000 + "web", "[" * 3_000_000 + "\nweb", "cors " * 1_000_000, "cors-" * 1_000_000]
)
def test_what_is_none_of_our_business_is_passed_over_in_linear_time(text: str) -> None:
    assert lint_text(text) == []  # with quadratic time this would take hours


@pytest.mark.parametrize(
    "text",
    [
        "[webservers]\nweb1.example.com\nweb2.example.com ansible_host=192.0.2.1\n",
        "[webserver]\nport = 8080\nport = 8081\n",
        "[web-frontend]\nstyle\n",
        "[client:web]\nurl = https://example.com\n\n[webhook]\nlisten = 8080\n",
        "[uwsgi]\nmodule = web:app\ncors = 1\n",
        '[inet_http_server]\nport = 127.0.0.1:9001\n[program:web]\nenvironment = CORS="*"\n',
        "http {\n  server {\n    listen 80;\n    # cors\n  }\n}\n",
        "frontend web\n    bind *:80\n    # cors: preflight\n",
        "web_listen: 80\n[a\n",
    ],
)
def test_files_of_other_programs_are_left_alone(text: str) -> None:
    assert lint_text(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[web]\nlisten = 0.0.0.0 8080\n[client:web]\nurl = https://example.com\n",
        "[web]\nlisten = 8080\n[asab:metrics]\nnative_metrics = true\n[proxy]\nlisten = 0.0.0.0:3128\n",
        "[web]\nlisten = 8080\ncors =\ncors_preflight_paths =\n",
        "[web]\nlisten:\n\t0.0.0.0 8080\n\t:: 8080\n[mongo]\npassword = a;b #c%20$$x\n",
        "[DEFAULT]\nhost = 127.0.0.1\n[web]\nlisten = ${DEFAULT:host} 8080\n",
        "[web]\nlisten = 0.0.0.0 8082\n\n[web:public]\nlisten = 0.0.0.0 8081\n",
        "[bspump:web]\nlisten = 0.0.0.0:8080\n[pipeline:P]\na = b\n",
    ],
)
def test_ordinary_configurations_are_in_order(text: str) -> None:
    assert lint_text(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("web:\n  cors: '*'\n  cors_preflight_paths: /a\n", ["1:1 CORS003", "2:10 CORS501"]),
        (
            "define: {}\n\nasab:\n  config:\n    web:\n      cors: ''\n      cors_x: y\n",
            ["1:1 CORS003", "7:7 CORS016"],
        ),
        (
            "data:\n  a: |\n    [web]\n    cors = *\n    preflightpaths = /a\n---\nb: |\n  [web]\n  cors =\n",
            ["1:1 CORS003", "4:12 CORS501", "5:5 CORS015"],
        ),
        ("{{- if .Values.x }}\nweb:\n  cors: '*'\n{{- end }}\n", ["1:3 CORS004"]),
        ("web:\n  cors: *\n", ["1:1 CORS003", "2:10 CORS007"]),
        ("[web]\ncors = *\ncors_preflight_paths = a\n", ["2:8 CORS501", "3:24 CORS104"]),
    ],
)
def test_yaml_that_a_service_is_started_with_has_one_finding_of_that(text: str, found: list[str]) -> None:
    options = LintOptions(mains=["app.yaml"])
    findings = lint_files(["app.yaml"], Memory({"app.yaml": text}), {}, options).findings
    assert [
        f"{line}:{column} {finding.code}"
        for finding in findings
        for line, column in [finding.span.source.position(finding.span.start)]
    ] == found


WEB = "[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /*\n"


def calls(text: str) -> int:
    """How many functions are called while a text is linted: unlike seconds, the same on every machine."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        lint_text(text)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize(
    ("line", "lines"),
    [("option{} = {}\n", 2000), ("[section{}]\na = {}\n", 2000)]
    + [
        (line, 100)
        for line in (
            "cors_x{} = {}\n",
            "a{} = 1 # {}\n",
            "a{} = ${{listen}}{}\n",
            "a{} = $x{}\n",
            "a{} = {{{{ x{} }}}}\n",
            "a{} = $(x{})\n",
            "garbage{} {}\n",
            "# corscheck: ignore[CORS501] -- {}\na{} = x\n",
            "[web{}]\na = {{{{ x{} }}}}\n",
            "[section{}]\ncors = {}\n",
            "[web:section{}]\nlisten = 127.0.0.1 {}\ncors = *\n",
            "rootdir{} =\n    cors = {}\n",
        )
    ],
)
def test_five_times_as_many_lines_take_five_times_as_long(line: str, lines: int) -> None:
    lint_text(WEB)
    few, many = (
        calls(WEB + "".join(line.format(n, n) for n in range(count))) for count in (lines, 5 * lines)
    )
    assert many < 7 * few


@pytest.mark.parametrize(
    "value",
    ["cors_preflight_paths = {}", "cors_preflight_paths = {}\ncors = *", "listen = {}", "cors = {}"],
)
def test_five_times_as_many_items_take_five_times_as_long(value: str) -> None:
    few, many = (
        calls("[web]\n" + value.format("".join(f"\n    /a{n} {n}" for n in range(count))))
        for count in (100, 500)
    )
    assert many < 7 * few
