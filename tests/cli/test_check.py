from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_preflight import CLASSIC, launch, service_config
from tests.support.servers import Server, requests
from tests.support.services import APP, free_ports

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

POLICY = f"""
[[service]]
name = "notes"
config = ["app.conf"]
{{more}}

[[expect]]
origin = "{APP}"
method = "PUT"
path = "/api/notes/1"
headers = ["content-type"]
result = "allow"

[[expect]]
origin = "https://elsewhere.example"
path = "/api/notes"
result = "{{elsewhere}}"
reason = "nobody else reads notes"
"""


@pytest.fixture
def classic() -> Iterator[Server]:
    def handle(sock: socket.socket) -> None:
        for head in requests(sock):
            server.received.append(head)
            sock.sendall(CLASSIC)

    with Server(handle) as server:
        yield server


def config(tmp_path: Path, port: int, cors: str = "*", more: str = "") -> None:
    text = f"[web]\nlisten = 127.0.0.1 {port}\ncors = {cors}\ncors_preflight_paths = /*\n{more}"
    (tmp_path / "app.conf").write_text(text)


def policy(tmp_path: Path, elsewhere: str = "allow", more: str = "") -> None:
    (tmp_path / "corscheck.toml").write_text(POLICY.format(elsewhere=elsewhere, more=more))


def found(result: Result) -> list[str]:
    return [finding["code"] for finding in json.loads(result.out)["findings"]]


def test_lint_and_preflight_make_one_report(tmp_path: Path, run: Run, classic: Server) -> None:
    config(tmp_path, classic.port, APP)
    result = run("check", "app.conf", "--output-format", "json")
    assert result.code == 1
    assert found(result) == ["CORS201", "CORS118"]  # CORS301 has the same cause as CORS201
    document = json.loads(result.out)
    assert "CORS301" in document["findings"][0]["help"]
    assert document["summary"]["files"] == 1
    assert document["checks"]


def test_one_comment_suppresses_what_is_static_and_what_is_live(
    tmp_path: Path, run: Run, classic: Server
) -> None:
    config(tmp_path, classic.port, APP)
    text = (tmp_path / "app.conf").read_text()
    comment = "# corscheck: ignore[CORS201, CORS301] -- the proxy restricts it\ncors ="
    (tmp_path / "app.conf").write_text(text.replace("cors =", comment))
    result = run("check", "app.conf", "--output-format", "json")
    assert result.code == 0
    assert found(result) == ["CORS118"]
    assert "CORS118" in run("lint", "app.conf").out
    assert run("lint", "app.conf", "--fix").code == 0
    assert comment in (tmp_path / "app.conf").read_text()


def test_what_cannot_be_tried_is_linted_all_the_same(tmp_path: Path, run: Run) -> None:
    (tmp_path / "app.conf").write_text(f"[web]\nlisten =\ncors = {APP}\n")
    result = run("check", "app.conf", "--output-format", "json")
    assert result.code == 2
    assert "no web container says where it listens" in result.err
    assert "CORS301" in found(result)


@pytest.mark.parametrize("where", [".", "sub", "sub/deeper"])
def test_a_service_is_launched_beside_its_settings_from_wherever(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (tmp_path / "sub" / "deeper").mkdir(parents=True)
    service_config(tmp_path / "sub")
    (tmp_path / "sub" / "corscheck.toml").write_text(
        f"[[service]]\nconfig = 'app.conf'\nlaunch = '{launch()}'\n"
    )
    monkeypatch.chdir(tmp_path / where)
    settings = os.path.relpath(tmp_path / "sub" / "corscheck.toml")
    for arguments in (("--config", settings), (os.path.relpath(tmp_path / "sub" / "app.conf"),)):
        result = run("check", *arguments, "--select", "CORS201", "--output-format", "json")
        assert found(result) == ["CORS201"]
        assert re.fullmatch(r"(sending \d+ requests to http://127\.0\.0\.1:\d+\n)?", result.err)


@pytest.mark.parametrize(("elsewhere", "code", "expected"), [("allow", 0, []), ("block", 1, ["CORS261"])])
def test_without_arguments_the_policy_is_run(
    tmp_path: Path, run: Run, classic: Server, elsewhere: str, code: int, expected: list[str]
) -> None:
    config(tmp_path, classic.port)
    policy(tmp_path, elsewhere)
    result = run("check", "--output-format", "json", "--select", "CORS2")
    assert (result.code, found(result)) == (code, expected)
    for finding in json.loads(result.out)["findings"]:
        assert (finding["path"], finding["start"]["line"]) == ("corscheck.toml", 14)
    titles = [check["title"] for check in json.loads(result.out)["checks"]]
    assert f"PUT /api/notes/1 from {APP} with content-type" in titles


@pytest.fixture
def several(tmp_path: Path, classic: Server) -> list[str]:
    """Configurations of one server, each under settings of its own."""
    names = {
        "a": "ignore = ['CORS3', 'CORS201']\n",
        "b": "fail-on = 'error'\nselect = ['CORS201']\n[severity]\nCORS201 = 'warning'\n",
        "c": "[per-file-ignores]\n'*.conf' = ['CORS301']\n[env]\nORIGIN = 'https://c.example'\n",
        "d": "asab-version = '26.37'\n",
    }
    for name, settings in names.items():
        (tmp_path / name).mkdir()
        config(tmp_path / name, classic.port, "${ORIGIN}" if name == "c" else APP)
        (tmp_path / name / "corscheck.toml").write_text(settings)
    return [f"{name}/app.conf" for name in names]


def verdict(result: Result) -> dict[str, set[tuple[str, str]]]:
    """Code and severity of what was found, by file."""
    verdicts: dict[str, set[tuple[str, str]]] = {}
    for one in json.loads(result.out)["findings"]:
        verdicts.setdefault(one["path"], set()).add((one["code"], one["severity"]))
    return verdicts


@pytest.mark.parametrize("command", ["check", "preflight"])
def test_a_service_has_the_same_verdict_in_any_company(run: Run, several: list[str], command: str) -> None:
    alone = {name: run(command, name, "--output-format", "json") for name in several}
    verdicts = {name: verdict(result).get(name, set()) for name, result in alone.items()}
    assert not {code for code, _ in verdicts["a/app.conf"]} & {"CORS201", "CORS301"}
    assert verdicts["b/app.conf"] == {("CORS201", "warning")}
    assert alone["b/app.conf"].code == 0
    for names in (several, several[::-1], several[:2]):
        together = run(command, *names, "--output-format", "json")
        assert verdict(together) == {name: verdicts[name] for name in names if verdicts[name]}
        assert together.code == max(alone[name].code for name in names)
        summary = json.loads(together.out)["summary"]
        for key in ("checks", "passed", "failed"):
            assert summary[key] == sum(json.loads(alone[name].out)["summary"][key] for name in names), key


def test_the_limit_of_failures_is_one_for_all_settings(run: Run, several: list[str]) -> None:
    document = json.loads(
        run("preflight", "c/app.conf", "d/app.conf", "--max-failures", "1", "--output-format", "json").out
    )
    assert document["summary"]["failed"] == 1
    assert "d/app.conf: not tried (--max-failures)" in document["notes"]
    assert len(several) == 4


def test_a_service_is_judged_by_the_settings_closest_to_its_configuration(
    tmp_path: Path, run: Run, several: list[str]
) -> None:
    tables = "".join(f"[[service]]\nconfig = '{name}'\n" for name in several)
    (tmp_path / "corscheck.toml").write_text(f"ignore = ['ALL']\n{tables}")
    named = run("check", *several, "--output-format", "json")
    assert verdict(run("check", "--output-format", "json")) == verdict(named)


def test_baselines_of_several_settings(tmp_path: Path, run: Run, several: list[str]) -> None:
    for name in ("c", "d"):
        text = (tmp_path / name / "corscheck.toml").read_text()
        (tmp_path / name / "corscheck.toml").write_text(f"baseline = 'known.json'\n{text}")
    assert run("lint", "c", "d", "--update-baseline").code == 0
    result = run("check", *several, "--output-format", "json")
    assert [verdict(result)[f"{name}/app.conf"] for name in "cd"] == [{("CORS201", "error")}] * 2
    assert json.loads(result.out)["suppressed"]
    failed = [check for check in json.loads(result.out)["checks"] if check["outcome"] == "failed"]
    assert failed
    assert all(check["codes"] for check in failed)


def test_a_dry_run_lists_the_services_of_all_settings(run: Run, several: list[str]) -> None:
    lines = run("check", *several, "--dry-run", "--output-format", "concise").out.splitlines()
    assert f"{len(lines) - 1} requests would be sent" in lines
    alone = [
        run("check", name, "--dry-run", "--output-format", "concise").out.splitlines() for name in several
    ]
    assert lines[:-1] == [line for some in alone for line in some[:-1]]


SIMPLE = """
[[service]]
name = "notes"
config = ["app.conf"]

[[expect]]
origin = "https://app.example.com"
method = "{method}"
path = "/api/notes/1"
result = "allow"
"""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("more", ["", "send = true", 'headers = ["content-type"]', "send-unsafe = true"])
@pytest.mark.parametrize("option", [(), ("--send-unsafe", "--path", "/x")])
def test_only_what_is_allowed_is_really_sent(
    tmp_path: Path, run: Run, classic: Server, method: str, more: str, option: tuple[str, ...]
) -> None:
    config(tmp_path, classic.port, "https://app.example.com")
    (tmp_path / "corscheck.toml").write_text(SIMPLE.format(method=method) + more)
    result = run("check", "--output-format", "json", "--select", "CORS261", *option)
    sent = any(head.startswith(f"{method} /api/notes/1 ".encode()) for head in classic.received)
    simple = method == "POST" and "headers" not in more
    if more == "send-unsafe = true" or (option and (more == "send = true" or simple)):
        assert (result.code, sent) == (0, True)
    else:
        refused = more == "send = true" or simple
        assert (result.code, sent) == (2 if refused else 0, False)
        assert ("corscheck.toml:6: " in result.err) is refused
        if simple:
            assert '`headers = ["content-type"]`' in result.err


def test_send_unsafe_may_be_a_setting(tmp_path: Path, run: Run, classic: Server) -> None:
    config(tmp_path, classic.port, "https://app.example.com")
    (tmp_path / "corscheck.toml").write_text(f"send-unsafe = true\n{SIMPLE.format(method='POST')}")
    assert run("check", "--output-format", "json", "--select", "CORS261").code == 0
    assert any(head.startswith(b"POST /api/notes/1 ") for head in classic.received)


def test_the_real_service_with_its_policy_file(tmp_path: Path, run: Run) -> None:
    service_config(tmp_path)
    policy(tmp_path, "block", f"launch = '''{launch()}'''")
    result = run("check", "--output-format", "json")
    assert result.code == 1
    assert {"CORS201", "CORS261"} <= set(found(result))


def test_a_configuration_that_is_named_is_tried_as_its_service_says(
    tmp_path: Path, run: Run, classic: Server
) -> None:
    config(tmp_path, 1)
    policy(tmp_path, "block", f'url = "{classic.url("")}"')
    assert found(run("check", "app.conf", "--output-format", "json", "--select", "CORS2")) == ["CORS261"]
    assert found(run("preflight", "app.conf", "--output-format", "json")) == ["CORS261"]
    assert found(run("preflight", "--output-format", "json")) == ["CORS261"]


def test_what_cannot_be_loaded_is_a_finding_and_not_tried(tmp_path: Path, run: Run, classic: Server) -> None:
    config(tmp_path, classic.port, more="cors = x\n")
    result = run("check", "app.conf", "--output-format", "json")
    assert result.code == 2
    document = json.loads(result.out)
    assert document["findings"]
    assert [(error["kind"], error["start"]["line"]) for error in document["errors"]] == [("not-loaded", 5)]
    assert document["checks"] == []


def test_a_directory_stands_for_the_files_that_are_not_included(
    tmp_path: Path, run: Run, classic: Server
) -> None:
    config(tmp_path, classic.port)
    (tmp_path / "app.conf").write_text(
        (tmp_path / "app.conf").read_text() + "\n[general]\ninclude = site.conf\n"
    )
    (tmp_path / "site.conf").write_text(f"[web]\ncors = {APP}\n")
    result = run("check", ".", "--output-format", "json")
    live = [one for one in json.loads(result.out)["findings"] if one["code"] == "CORS201"]
    assert [(one["path"], one["start"]["line"]) for one in live] == [("site.conf", 2)]


def test_unreachable_is_three_where_the_file_is_right(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    config(tmp_path, port)
    assert run("check", "app.conf", "--select", "CORS2").code == 3
    config(tmp_path, port, APP)
    assert run("check", "app.conf").code == 1


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ("", "there is nothing to try"),
        (POLICY.format(elsewhere="maybe", more=""), "corscheck.toml:17: "),
        (
            POLICY.format(elsewhere="block", more="").replace('path = "/api', 'path = "api', 1),
            "must begin with `/`",
        ),
        (
            POLICY.format(elsewhere="block", more="") + 'service = "note"\n',
            "names a service that is not there: note",
        ),
    ],
)
def test_settings_that_are_not_understood_are_two(tmp_path: Path, run: Run, settings: str, part: str) -> None:
    config(tmp_path, 1)
    (tmp_path / "corscheck.toml").write_text(settings)
    result = run("check")
    assert result.code == 2
    assert part in result.err


def test_what_the_baseline_knows_is_not_told_again(tmp_path: Path, run: Run, classic: Server) -> None:
    config(tmp_path, classic.port, APP)
    (tmp_path / "corscheck.toml").write_text('baseline = "known.json"\n')
    assert run("lint", "app.conf", "--update-baseline").code == 0
    result = run("check", "app.conf", "--output-format", "json")
    assert result.code == 1
    assert found(result) == ["CORS201"]
    known = json.loads(result.out)["suppressed"]
    assert "CORS301" in {one["finding"]["code"] for one in known}


def test_each_service_is_linted_in_its_own_environment(tmp_path: Path, run: Run) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.conf").write_text(
            "[web]\nlisten = 127.0.0.1 $PORT\ncors = ${ORIGIN}\ncors_preflight_paths = /x\n"
        )
    (tmp_path / "corscheck.toml").write_text(
        """
        [[service]]
        config = "a.conf"
        launch = "env PORT=1 ORIGIN=https://a.example/ false"
        [[service]]
        config = "b.conf"
        launch = "env PORT=2 ORIGIN=* false"
        """
    )
    for arguments in ((), ("a.conf", "b.conf"), ("b.conf", "a.conf")):
        result = run("check", *arguments, "--output-format", "json", "--select", "CORS3")
        findings = json.loads(result.out)["findings"]
        assert {one["path"] for one in findings} == {"a.conf"}
        assert all("https://a.example" in one["message"] for one in findings)


def test_one_file_of_two_services_is_linted_for_both_and_told_once(tmp_path: Path, run: Run) -> None:
    (tmp_path / "app.conf").write_text(
        "[web]\nlisten = 127.0.0.1 1\ncors = ${ORIGIN}\ncors_preflight_paths = x\n"
    )
    services = "".join(
        f'[[service]]\nconfig = "app.conf"\nlaunch = "env ORIGIN={origin} false"\n'
        for origin in ("https://a.example/", "https://b.example/")
    )
    (tmp_path / "corscheck.toml").write_text(services)
    for arguments in ((), ("app.conf",)):
        result = run("check", *arguments, "--output-format", "json", "--select", "CORS104,CORS3")
        found = [(one["code"], one["message"]) for one in json.loads(result.out)["findings"]]
        assert [code for code, _ in found].count("CORS104") == 1
        for origin in ("https://a.example", "https://b.example"):
            assert any(origin in message for _, message in found)


def test_what_the_baseline_knows_stops_nothing(tmp_path: Path, run: Run, classic: Server) -> None:
    config(tmp_path, classic.port, APP)
    (tmp_path / "corscheck.toml").write_text('baseline = "known.json"\n')
    missing = run("check", "app.conf")
    assert (missing.code, classic.connections) == (2, 0)
    line = f"cors = {APP}"
    known = [{"path": "app.conf", "code": code, "line": line, "count": 1} for code in ("CORS201", "CORS301")]
    (tmp_path / "known.json").write_text(json.dumps({"version": 1, "findings": known}))
    result = run("check", "app.conf", "--max-failures", "1", "--output-format", "json", "--ignore", "CORS5")
    document = json.loads(result.out)
    assert (result.code, found(result)) == (0, ["CORS118"])
    assert document["summary"]["checks"] == document["summary"]["passed"] > 30


@pytest.mark.parametrize("command", ["check", "preflight"])
@pytest.mark.parametrize(
    ("options", "settings", "codes"),
    [
        (("--select", "CORS201"), "", {"CORS201"}),
        (("--select", "origin-not-enforced", "--select", "CORS204"), "", {"CORS201"}),
        (("--ignore", "CORS201", "--ignore", "CORS301"), "", set()),
        ((), "[severity]\nCORS201 = 'off'\nCORS3 = 'off'\n", set()),
        ((), "[severity]\nCORS201 = 'off'\n", {"CORS301"}),
        ((), "[severity]\norigin-not-enforced = 'warning'\nCORS3 = 'off'\n", {"CORS201"}),
        ((), "ignore = ['CORS2', 'CORS3']\n", set()),
        (("--select", "CORS3"), "", {"CORS301"}),
    ],
)
def test_rules_are_chosen_for_live_findings_too(
    tmp_path: Path,
    run: Run,
    classic: Server,
    command: str,
    options: tuple[str, ...],
    settings: str,
    codes: set[str],
) -> None:
    config(tmp_path, classic.port, APP)
    (tmp_path / "corscheck.toml").write_text(settings)
    result = run(command, "app.conf", "--no-strangers", *options, "--output-format", "json")
    document = json.loads(result.out)
    codes = codes if command == "check" else codes - {"CORS301"}
    serious = {one["code"] for one in document["findings"] if one["severity"] != "info"}
    assert serious == codes
    assert result.code == (1 if codes else 0)
    blamed = {code for check in document["checks"] for code in check["codes"]}
    assert blamed == codes - {"CORS301"}
    judged = not any("no check can fail" in note for note in document["notes"])
    assert judged == (settings != "ignore = ['CORS2', 'CORS3']\n" and options != ("--select", "CORS3"))
