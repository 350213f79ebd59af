"""`corscheck report`: shards of a run become one report; a part is never mistaken for the whole."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_preflight import CLASSIC, NOTHING, config
from tests.support.live import asab
from tests.support.program import ROOT
from tests.support.servers import Server, answering, requests
from tests.support.services import free_ports

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

ONE, OTHER = "https://one.example.com", "https://other.example.com"
SHARDS = ("1/4", "2/4", "3/4", "4/4")
PATHS = {
    "/notes": ("get", "put"),
    "/notes/{id}": ("get", "put", "delete"),
    "/lost": ("get", "post"),
    "/lost/{id}": ("delete",),
    "/twice": ("put",),
    "/silent": ("put",),
    "/others": ("get", "patch"),
}


def _answer(head: bytes) -> bytes | None:
    """The answer of a server with a different mistake for each of its routes."""
    method, target, *_ = head.split(b" ")
    headers = asab()
    if b"/silent" in target and method == b"OPTIONS":
        return None
    if b"/twice" in target:
        headers = [*headers, ("Access-Control-Allow-Origin", "*")]
    if b"/lost" in target:
        return NOTHING
    if b"/others" in target:
        origin = (re.search(rb"(?i)\r\norigin: (\S+)", head) or [b"", b"null"])[1].decode()
        headers = [one for one in headers if one[0] != "Access-Control-Allow-Origin"]
        headers += [("Access-Control-Allow-Origin", origin), ("Set-Cookie", "id=secret-of-the-answer")]
    status = "204 No Content" if method == b"OPTIONS" else "200 OK"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    length = "" if method == b"OPTIONS" else "Content-Length: 0\r\n"
    return f"HTTP/1.1 {status}\r\n{lines}{length}\r\n".encode()


def _serve(sock: socket.socket) -> None:
    for head in requests(sock):
        answer = _answer(head)
        if answer is None:
            return
        sock.sendall(answer)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(_serve) as found:
        yield found


def _service(tmp_path: Path, port: int) -> tuple[str, ...]:
    """A configuration with several mistakes, and the options with which all of its routes are tried."""
    (tmp_path / "app.conf").write_text(
        f"[web]\nlisten = 127.0.0.1 {port}\npassword = secret-of-the-file\ncors = {ONE}, {OTHER}\n"
        "cors_preflight_paths = /notes/*, /twice, /silent, /others\n"
        "# corscheck: ignore[CORS208] -- none is sent here\n"
    )
    operations: dict[str, dict[str, dict[str, str]]] = {
        path: {method: {} for method in methods} for path, methods in PATHS.items()
    }
    (tmp_path / "api.json").write_text(json.dumps({"openapi": "3.0.0", "paths": operations}))
    return "app.conf", "--openapi", "api.json", "--send"


def _without_times(text: str) -> str:
    text = re.sub(r'"elapsed": [0-9.e-]+', '"elapsed": 0', text)
    text = re.sub(r' time="[0-9.]+"', "", text)
    return re.sub(r"\b[0-9.]+ (?:ms|s)\b", "0 s", text)


def _shards(run: Run, command: str, arguments: tuple[str, ...]) -> list[str]:
    names = []
    for shard in SHARDS:
        name = f"shard-{shard[0]}.jsonl"
        run(command, *arguments, "--shard", shard, "--report", f"jsonl:{name}")
        names.append(name)
    return names


FORMATS = ("full", "concise", "json", "github", "azure", "gitlab", "sarif", "junit", "rdjson")
FILES = ("html", "markdown", "jsonl")


@pytest.mark.parametrize("command", ["preflight", "check"])
def test_shards_become_the_report_of_one_run_to_the_byte(
    tmp_path: Path, run: Run, server: Server, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    arguments = _service(tmp_path, server.port)
    everything = [f"--report={form}:one.{form}" for form in (*FORMATS, *FILES)]
    one = run(command, *arguments, "--output-format", "full", *everything)
    shards = _shards(run, command, arguments)
    again = [f"--report={form}:all.{form}" for form in (*FORMATS, *FILES)]
    merged = run("report", *reversed(shards), "--output-format", "full", *again)
    assert merged.code == one.code == 1
    assert _without_times(merged.out) == _without_times(one.out)
    for form in (*FORMATS, *FILES):
        expected, found = ((tmp_path / f"{name}.{form}").read_text() for name in ("one", "all"))
        if form == "jsonl":
            expected, found = (re.sub(r'"order": \d+|"tested": \[.*?\]\]', "", x) for x in (expected, found))
        assert _without_times(found) == _without_times(expected), form
    document = json.loads((tmp_path / "all.json").read_text())
    assert {"CORS201", "CORS223", "CORS251"} <= {one["code"] for one in document["findings"]}


@pytest.fixture
def shards(tmp_path: Path, run: Run) -> list[str]:
    """The reports of four shards of a run in which everything passes."""
    with Server(answering(CLASSIC, keep=True)) as good:
        return _shards(run, "preflight", (config(tmp_path, good.port, "*"),))


def _errors(result: Result) -> list[tuple[str, str]]:
    return [(one["kind"], one["message"]) for one in json.loads(result.out)["errors"]]


def test_all_shards_that_pass_are_zero(run: Run, shards: list[str]) -> None:
    result = run("report", *shards)
    assert (result.code, result.err.count("error")) == (0, 0)
    summary = json.loads(run("report", *shards, "--output-format", "json").out)["summary"]
    assert summary["checks"] == summary["passed"] > 4


def test_a_part_is_never_mistaken_for_the_whole(tmp_path: Path, run: Run, shards: list[str]) -> None:
    result = run("report", *shards[:1], shards[3], "--output-format", "json")
    assert result.code == 2
    assert _errors(result) == [("not-tested", "not all shards of the run are here; missing: 2/4, 3/4")]
    again = run("report", *shards, shards[0], "--output-format", "json")
    assert (again.code, _errors(again)) == (2, [("usage", "shard-1.jsonl is named twice")])
    (tmp_path / "copy.jsonl").write_bytes((tmp_path / shards[0]).read_bytes())
    copy = run("report", *shards, "copy.jsonl", "--output-format", "json")
    assert (copy.code, _errors(copy)) == (2, [("usage", "shard 1/4 is also in shard-1.jsonl")])


def test_shards_of_another_run_are_an_error(tmp_path: Path, run: Run, shards: list[str]) -> None:
    with Server(answering(CLASSIC, keep=True)) as good:
        path = config(tmp_path, good.port, "*")
        run("preflight", path, "--path", "/more", "--shard", "4/4", "--report", "jsonl:other.jsonl")
        run("preflight", path, "--shard", "4/5", "--report", "jsonl:five.jsonl")
    for name in ("other.jsonl", "five.jsonl"):
        result = run("report", *shards[:3], name, "--output-format", "json")
        assert result.code == 2
        assert "usage" in {kind for kind, _ in _errors(result)}


def test_a_shard_in_json_is_not_a_whole_run_either(tmp_path: Path, run: Run) -> None:
    with Server(answering(CLASSIC, keep=True)) as good:
        path = config(tmp_path, good.port, "*")
        for shard in ("1/2", "2/2"):
            run("preflight", path, "--shard", shard, "--report", f"json:{shard[0]}.json")
    assert run("report", "1.json").code == 2
    assert run("report", "2.json", "1.json").code == 0


def test_what_is_not_listed_still_counts(tmp_path: Path, run: Run) -> None:
    (tmp_path / "app.conf").write_text("[web]\nlisten = 8080\ncors = *\ncors_preflight_paths = /a/*\n")
    result = run("lint", "--report", "json:all.json", "--report", "jsonl:all.jsonl")
    assert result.code == 1
    few = ("--min-severity", "error", "--report", "json:few.json", "--report", "jsonl:few.jsonl")
    assert run("lint", *few).code == 1
    assert json.loads((tmp_path / "few.json").read_text())["findings"] == []
    lines = {name: run("report", name).out.splitlines() for name in ("all.jsonl", "few.jsonl", "few.json")}
    assert lines["few.jsonl"] == lines["all.jsonl"]
    assert lines["few.json"][0].endswith("not listed because of --min-severity: 2 warnings.")
    for name in ("all.json", "all.jsonl", "few.json", "few.jsonl"):
        assert run("report", name).code == 1, name
        assert run("report", name, "--exit-zero").code == 0
        assert run("report", name, "--fail-on", "error").code == 0


def test_the_severity_that_fails_a_run_is_that_of_the_run(tmp_path: Path, run: Run) -> None:
    (tmp_path / "app.conf").write_text("[web]\nlisten = 8080\ncors = *\ncors_preflight_paths = /a/*\n")
    reports = ("--report", "json:run.json", "--report", "jsonl:run.jsonl")
    assert run("lint", "--select", "CORS113", "--fail-on", "error", *reports).code == 0
    assert [run("report", name).code for name in ("run.json", "run.jsonl")] == [0, 0]
    assert run("report", "run.json", "--fail-on", "info").code == 1
    (tmp_path / "corscheck.toml").write_text('[severity]\nCORS113 = "info"\n')
    assert run("lint", "--select", "CORS113", "--fail-on", "info", *reports).code == 1
    assert [run("report", name).code for name in ("run.json", "run.jsonl")] == [1, 1]


def test_what_could_not_be_done_stays_an_error(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    reports = ("--report", "json:run.json", "--report", "jsonl:run.jsonl")
    assert run("preflight", config(tmp_path, port), *reports).code == 3
    assert [run("report", name).code for name in ("run.json", "run.jsonl")] == [3, 3]
    assert run("lint", "gone.conf", *reports).code == 2
    assert [run("report", name).code for name in ("run.json", "run.jsonl")] == [2, 2]


def test_a_report_that_was_cut_or_changed_is_an_error(tmp_path: Path, run: Run, shards: list[str]) -> None:
    text = (tmp_path / shards[0]).read_text()
    lines = text.splitlines(keepends=True)
    check = next(line for line in lines if '"type": "check"' in line)
    bad = {
        "empty": "",
        "without a line": text.replace(check, ""),
        "twice": text + text,
        "with another outcome": text.replace(check, check.replace('"passed"', '"failed"')),
        "without the start": "".join(lines[1:]),
        "of another version": text.replace('"version": 1', '"version": 2'),
        "deep": "[" * 100_000,
        "binary": "\x00\x01",
        "a list": "[]",
        "a number": "1",
        "of why": json.dumps({"url": "http://x", "result": "allowed"}),
        "of show": json.dumps({"version": 1, "config": "app.conf", "containers": []}),
        "with a big number": text.replace('"order": 0', '"order": 1e999'),
        "with a check without an outcome": text.replace('"outcome": "passed"', '"outcome": null', 1),
        "cut in the middle": "".join([*lines[:3], lines[3][:9], "\n", *lines[4:]]),
        "cut in the first line": text[:20],
    }
    for name, content in bad.items():
        (tmp_path / "bad.jsonl").write_text(content)
        result = run("report", *shards[1:], "bad.jsonl")
        assert result.code == 2, name
        assert "error[unreadable-file]: cannot use the report bad.jsonl: " in result.out, name
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe")
    assert run("report", "bad.jsonl").code == run("report", "none.jsonl").code == run("report", ".").code == 2


@pytest.mark.parametrize("left", [2, 20, 400])
def test_a_shard_that_was_cut_is_used_as_far_as_it_goes(
    tmp_path: Path, run: Run, shards: list[str], left: int
) -> None:
    whole = json.loads(run("report", *shards, "--output-format", "json").out)
    assert whole["summary"]["not_tested"] == 0
    text = (tmp_path / shards[0]).read_text()
    (tmp_path / shards[0]).write_text(text[:-left])
    result = run("report", *shards, "--output-format", "json")
    cut = json.loads(result.out)
    assert result.code == 2
    assert [(one["kind"], one["path"]) for one in cut["errors"]] == [("unreadable-file", shards[0])]
    assert len(whole["checks"]) - 2 < len(cut["checks"]) <= len(whole["checks"])


def test_secrets_stay_masked(tmp_path: Path, run: Run, server: Server) -> None:
    arguments = _service(tmp_path, server.port)
    run("check", *arguments, "--report", "jsonl:run.jsonl")
    run("check", *arguments, "--show-secrets", "--report", "jsonl:open.jsonl")
    assert "secret-of-the-answer" in (tmp_path / "open.jsonl").read_text()
    assert "secret-of-the" not in (tmp_path / "run.jsonl").read_text()
    for name, more in (("run.jsonl", ("--show-secrets",)), ("open.jsonl", ())):
        result = run("report", name, *more, "--output-format", "json", "--report", "html:page.html")
        assert "secret-of-the" not in result.out + (tmp_path / "page.html").read_text()


SHARDING = (ROOT / "docs" / "sharding.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("which", [0, 1], ids=["github", "gitlab"])
def test_the_commands_of_the_page_work(tmp_path: Path, run: Run, which: int) -> None:
    block = re.findall(r"(?ms)^```yaml\n(.*?)^```$", SHARDING)[which]
    assert (
        re.findall(r"shard: (.*)|parallel: (.*)", block)
        == [("[1, 2, 3, 4]", ""), ("", "4")][which : which + 1]
    )
    try_it, merge = re.findall(r"(?m)^ *(?:- )?(corscheck (?:check|report) .*)$", block)
    (tmp_path / "etc").mkdir()
    with Server(answering(CLASSIC, keep=True)) as wrong:  # it answers `*` for every file
        config(tmp_path, wrong.port, ONE, "etc/app.conf")
        for number in range(1, 5):
            text = try_it.replace("https://staging.example.com", f"http://127.0.0.1:{wrong.port}")
            for name, value in {"SHARD": number, "CI_NODE_INDEX": number, "CI_NODE_TOTAL": 4}.items():
                text = text.replace(f"${name}", str(value))
            assert run(*shlex.split(text)[1:]).code == 0  # --exit-zero
    command, files, *options = shlex.split(merge)[1:]
    found = sorted(path.name for path in tmp_path.glob(files))
    assert len(found) == 4
    assert run(command, *found, *options).code == 1
    assert "<title>corscheck" in (tmp_path / "cors.html").read_text()
    assert run(command, found[0], *found[2:], *options).code == 2
