"""What was not tried is in every format and in the exit code: no report can be mistaken for a good one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from corscheck.report import FILE_FORMATS
from tests.cli.test_preflight import CLASSIC, config, launch, service_config
from tests.support.program import environment
from tests.support.runner import parse, parse_azure
from tests.support.servers import Server, answering, requests
from tests.support.services import free_ports

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

BROKEN = "[web]\nlisten = 127.0.0.1 8080\ncors =\n[smtp]\nhost = a\nhost = b\n"


class Told(NamedTuple):
    """One error in a format: the file and line it points at, and its text."""

    path: str | None
    line: int | None
    text: str


def _github(text: str) -> Iterator[Told]:
    for command in map(parse, text.splitlines()):
        if command and command.level == "error" and "CORS" not in command.properties.get("title", ""):
            line = command.properties.get("line")
            message = f"{command.properties['title']}: {command.message}"
            yield Told(command.properties.get("file"), int(line) if line else None, message)


def _azure(text: str) -> Iterator[Told]:
    for command in map(parse_azure, text.splitlines()):
        if command and not command.properties["code"].startswith("CORS"):
            line = command.properties.get("linenumber")
            message = f"{command.properties['code']}: {command.message}"
            yield Told(command.properties.get("sourcepath"), int(line) if line else None, message)


def _sarif(text: str) -> Iterator[Told]:
    (run,) = json.loads(text)["runs"]
    (invocation,) = run["invocations"]
    reported = [one for one in invocation["toolExecutionNotifications"] if one["level"] == "error"]
    assert invocation["executionSuccessful"] == (not reported)
    for one in reported:
        place = one.get("locations", [{"physicalLocation": {}}])[0]["physicalLocation"]
        path = place.get("artifactLocation", {}).get("uri")
        line = place.get("region", {}).get("startLine")
        yield Told(path, line, f"{one['descriptor']['id']}: {one['message']['text']}")


def _junit(text: str) -> Iterator[Told]:
    root = ET.fromstring(text)
    errors = root.findall("./testsuite[@name='corscheck']/testcase/error")
    assert int(root.get("errors", "0")) >= len(errors)
    for error in errors:
        yield Told(None, None, f"{error.get('type')}: {error.get('message')}\n{error.text}")


def _gitlab(text: str) -> Iterator[Told]:
    for one in json.loads(text):
        if one["severity"] == "blocker":
            place = one["location"]
            yield Told(place["path"], place["lines"]["begin"], f"{one['check_name']}: {one['description']}")


def _rdjson(text: str) -> Iterator[Told]:
    document = json.loads(text)
    for one in document["diagnostics"]:
        if not one["code"]["value"].startswith("CORS"):
            assert document["severity"] == one["severity"] == "ERROR"
            place = one["location"]
            line = place["range"]["start"]["line"]
            yield Told(place["path"], line, f"{one['code']['value']}: {one['message']}")


def _json(text: str) -> Iterator[Told]:
    for one in json.loads(text)["errors"]:
        line = one["start"] and one["start"]["line"]
        yield Told(one["path"], line, f"{one['kind']}: {one['message']}; {one['help']}")


def _jsonl(text: str) -> Iterator[Told]:
    for one in map(json.loads, text.splitlines()):
        if one["type"] == "error":
            line = one["start"] and one["start"]["line"]
            yield Told(one["path"], line, f"{one['kind']}: {one['message']}; {one['help']}")


def _concise(text: str) -> Iterator[Told]:
    for line in text.splitlines():
        if "error[" in line:
            yield Told(None, None, line.replace("error[", "").replace("]:", ":"))


def _full(text: str) -> Iterator[Told]:
    _, heading, rest = text.partition("Incomplete: this could not be done or tried:\n")
    assert heading
    assert "CORS" not in text.partition(heading)[0]  # it stands at the top
    return _concise(rest.partition("\n\n")[0])


def _markdown(text: str) -> Iterator[Told]:
    _, heading, rest = text.partition("Incomplete: this could not be done or tried\n\n")
    assert heading
    for code, char in {"&#45;": "-", "&#46;": ".", "&#47;": "/", "&#58;": ":"}.items():
        rest = rest.replace(code, char)
    yield from (Told(None, None, line) for line in rest.splitlines() if line.startswith("- "))


def _html(text: str) -> Iterator[Told]:
    _, section, rest = text.partition('<section class="error">')
    assert section
    items = rest.partition("</section>")[0].split("<li>")[1:]
    yield from (Told(None, None, item.replace("<code>", "").replace("</code>", "")) for item in items)


READERS: dict[str, Callable[[str], Iterator[Told]]] = {
    "full": _full,
    "concise": _concise,
    "json": _json,
    "jsonl": _jsonl,
    "github": _github,
    "azure": _azure,
    "gitlab": _gitlab,
    "sarif": _sarif,
    "junit": _junit,
    "rdjson": _rdjson,
    "html": _html,
    "markdown": _markdown,
}


def reported(tmp_path: Path, name: str) -> list[Told]:
    return list(READERS[name]((tmp_path / f"report.{name}").read_text()))


def every_report() -> list[str]:
    return [part for name in READERS for part in ("--report", f"{name}:report.{name}")]


def check_all(tmp_path: Path, *expected: tuple[str, str | None, int | None, str]) -> None:
    """Each format has these errors: kind, file, line, and a part of the text."""
    for name in READERS:
        found = reported(tmp_path, name)
        assert len(found) == len(expected), (name, found)
        for one, (kind, path, line, part) in zip(found, expected, strict=True):
            assert kind in one.text, (name, one)
            assert part in one.text, (name, one)
            if one.path is not None and path is not None:
                assert one.path == path, (name, one)
            if one.line is not None and line is not None:
                assert one.line == line, (name, one)


def test_every_format_is_read() -> None:
    assert set(READERS) == set(FILE_FORMATS)


@pytest.fixture
def classic() -> Iterator[Server]:
    with Server(answering(CLASSIC, keep=True)) as server:
        yield server


@pytest.mark.parametrize("command", ["check", "preflight"])
def test_of_three_services_one_is_gone_and_one_is_down(
    tmp_path: Path, run: Run, classic: Server, command: str
) -> None:
    (port,) = free_ports(1)
    config(tmp_path, classic.port, "*", "good.conf")
    config(tmp_path, port, "*", "down.conf")
    services = "".join(
        f'[[service]]\nname = "{name}"\nconfig = "{name}.conf"\n' for name in ("good", "gone", "down")
    )
    (tmp_path / "corscheck.toml").write_text(services)
    result = run(command, *every_report())
    assert result.code == 2
    check_all(
        tmp_path,
        ("missing-file", "corscheck.toml", 6, "gone.conf"),
        ("unreachable", "down.conf", 2, f"127.0.0.1:{port}"),
    )
    document = json.loads((tmp_path / "report.json").read_text())
    assert [one["service"] for one in document["errors"]] == ["gone", "down"]
    assert {check["axes"]["service"] for check in document["checks"]} == {"good"}
    assert document["summary"]["not_tested"] == 2
    assert document["summary"]["unreachable"] == 1
    assert result.out.splitlines()[-1].endswith("; 2 services not tested.")


@pytest.mark.parametrize(
    ("command", "text", "kind", "line"),
    [
        ("check", BROKEN, "not-loaded", 6),
        ("preflight", BROKEN, "not-loaded", 6),
        ("check", "[smtp]\nproxy_host=\nproxy_host=proxy.example.com\n", "not-loaded", 3),
        ("preflight", "[web]\nlisten = \ncors = *\n", "usage", None),
    ],
)
def test_a_configuration_that_does_not_load(
    tmp_path: Path, run: Run, command: str, text: str, kind: str, line: int | None
) -> None:
    (tmp_path / "app.conf").write_text(text)
    assert run(command, "app.conf", *every_report()).code == 2
    check_all(tmp_path, (kind, "app.conf", line, "app.conf"))


@pytest.mark.parametrize("command", ["check", "preflight"])
@pytest.mark.parametrize("option", ["backlog = many", "body_max_size = 1MB", "cors = ${nowhere:x}"])
def test_a_server_that_runs_with_another_configuration(
    tmp_path: Path, run: Run, command: str, option: str
) -> None:
    with Server(answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", keep=True)) as server:
        name = config(tmp_path, server.port, "*")
        lines = [line for line in (tmp_path / name).read_text().splitlines() if not line.startswith("cors =")]
        lines += [option] if option.startswith("cors") else [option, "cors = *"]
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        assert run(command, name, *every_report()).code == 2
    check_all(tmp_path, ("not-loaded", name, lines.index(option) + 1, "runs with another configuration"))


@pytest.mark.parametrize("command", ["lint", "check", "preflight"])
def test_a_missing_file_among_others(tmp_path: Path, run: Run, classic: Server, command: str) -> None:
    config(tmp_path, classic.port, "*")
    result = run(command, "missing.conf", "app.conf", "no/such/dir", *every_report())
    assert result.code == 2
    check_all(
        tmp_path,
        ("missing-file", "missing.conf", None, "missing.conf"),
        ("missing-file", "no/such/dir", None, "no/such/dir"),
    )
    document = json.loads((tmp_path / "report.json").read_text())
    assert document["summary"]["files"] == 1
    assert document["summary"]["not_tested"] == 2
    assert bool(document["checks"]) == (command != "lint")


def test_an_unreadable_file_among_others(tmp_path: Path, run: Run) -> None:
    config(tmp_path, 1, "x y")
    (tmp_path / "big.conf").write_bytes(b"#" * (5 * 1024 * 1024))
    result = run("lint", "app.conf", "big.conf", *every_report())
    assert result.code == 2
    assert "CORS" in result.out
    check_all(tmp_path, ("unreadable-file", "big.conf", None, "larger than 4 MiB"))
    assert run("lint", "app.conf", "big.conf", "--exit-zero").code == 2


def test_a_server_that_is_down(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    assert run("check", config(tmp_path, port, "*"), "--select", "CORS2", *every_report()).code == 3
    check_all(tmp_path, ("unreachable", "app.conf", 2, "cannot be reached"))
    summary = json.loads((tmp_path / "report.json").read_text())["summary"]
    assert (summary["unreachable"], summary["not_tested"]) == (1, 1)


def test_a_server_that_speaks_no_http(tmp_path: Path, run: Run) -> None:
    with Server(answering(b"220 mail.example.com ESMTP\r\n")) as server:
        path = config(tmp_path, server.port, "*")
        assert run("preflight", path, "--timeout", "2", *every_report()).code == 3
    check_all(tmp_path, ("not-http", "app.conf", 2, "not HTTP"))


def test_a_server_that_does_not_become_ready(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    assert run("preflight", config(tmp_path, port, "*"), "--wait", "0.2", *every_report()).code == 3
    check_all(tmp_path, ("unreachable", "app.conf", 2, "was not ready after"))


def test_a_launched_service_that_ends(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    command = f"{sys.executable} -c \"print('no <database>'); raise SystemExit(7)\""
    path = config(tmp_path, port, "*")
    assert run("preflight", path, "--launch", command, *every_report()).code == 3
    check_all(tmp_path, ("launch-failed", "app.conf", 2, "exit code 7"))
    for name in READERS:
        assert "no &lt;database&gt;" in (tmp_path / f"report.{name}").read_text().replace(
            "no <database>", "no &lt;database&gt;"
        )


@pytest.mark.parametrize("waiting", [False, True])
def test_an_interruption(tmp_path: Path, waiting: bool) -> None:  # noqa: FBT001  # a table's column
    seen = threading.Semaphore(0)

    def serve(sock: socket.socket) -> None:
        for number, _ in enumerate(requests(sock)):
            if number >= 5:
                seen.release()
                time.sleep(30)
            sock.sendall(CLASSIC)

    config(tmp_path, 1, "*", "later.conf")
    with Server(serve) as server:
        (port,) = free_ports(1)
        path = config(tmp_path, port if waiting else server.port, "*")
        arguments = [
            "--openapi",
            "off",
            "--jobs",
            "1",
            "--hosts",
            "1",
            *(["--wait", "60"] if waiting else []),
        ]
        with subprocess.Popen(
            [sys.executable, "-m", "corscheck", "preflight", path, "later.conf", *arguments, *every_report()],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            if waiting:
                time.sleep(2)
            else:
                assert seen.acquire(timeout=30)
                time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    check_all(
        tmp_path,
        ("interrupted", "app.conf", None, "interrupted while"),
        ("not-tested", "later.conf", None, "later.conf was not tried"),
    )
    summary = json.loads((tmp_path / "report.json").read_text())["summary"]
    assert bool(summary["checks"]) == (not waiting)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("check",), "there is nothing to try"),
        (("lint", "app.conf", "--select", "CORS999"), "CORS999"),
        (("lint", "app.conf", "--config", "none.toml"), "none.toml"),
        (("preflight", "app.conf", "--shard", "9/3"), "--shard 9/3"),
        (("lint", "app.conf", "--baseline", "none.json"), "there is no baseline none.json"),
    ],
)
def test_a_run_that_cannot_begin_writes_its_reports(
    tmp_path: Path, run: Run, arguments: tuple[str, ...], part: str
) -> None:
    config(tmp_path, 1)
    assert run(*arguments, *every_report()).code == 2
    check_all(tmp_path, ("usage", None, None, part))


def test_a_mistake_of_ours_writes_the_reports(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("not foreseen")

    config(tmp_path, 1)
    monkeypatch.setattr("corscheck.cli.lint_job.lint_files", broken)
    result = run("lint", "app.conf", *every_report())
    assert result.code == 2
    assert "Traceback" in result.err
    check_all(tmp_path, ("internal", "app.conf", None, "RuntimeError: not foreseen"))


def test_a_mistake_of_ours_on_one_service_leaves_the_others(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, classic: Server
) -> None:
    from corscheck.live import service_run  # noqa: PLC0415  # what is broken here

    def broken(target: Any, *others: Any, **named: Any) -> Any:
        if target.config == "app.conf":
            raise RuntimeError("not foreseen")
        return planned(target, *others, **named)

    planned = vars(service_run)["planned"]
    monkeypatch.setattr(service_run, "planned", broken)
    config(tmp_path, classic.port, "*")
    config(tmp_path, classic.port, "*", "other.conf")
    result = run("preflight", "app.conf", "other.conf", *every_report())
    assert result.code == 2
    assert "Traceback" in result.err
    check_all(tmp_path, ("internal", "app.conf", None, "RuntimeError: not foreseen"))
    checks = json.loads((tmp_path / "report.json").read_text())["checks"]
    assert {check["axes"]["service"] for check in checks} == {"other.conf"}


def test_a_report_that_cannot_be_written_stops_no_other(tmp_path: Path, run: Run) -> None:
    config(tmp_path, 1, "*")
    result = run("lint", "app.conf", "--report", "json:no/such/directory", "--report", "junit:report.junit")
    assert result.code == 2
    assert "cannot write no/such/directory" in result.err
    ((_, _, text),) = reported(tmp_path, "junit")
    assert "no/such/directory" in text


def test_two_reports_into_one_file_are_a_mistake(tmp_path: Path, run: Run) -> None:
    config(tmp_path, 1)
    result = run("lint", "app.conf", "--report", "json:x", "--report", "sarif:./x")
    assert result.code == 2
    assert "another report goes to the same file" in result.err
    assert not (tmp_path / "x").exists()


def test_what_was_tried_is_not_an_error(tmp_path: Path, run: Run) -> None:
    path, _ = service_config(tmp_path)
    run("check", path, "--launch", launch(), *every_report())
    for name in set(READERS) - {"full", "markdown", "html"}:
        assert reported(tmp_path, name) == []
    for name in ("full", "markdown", "html"):
        assert "Incomplete" not in (tmp_path / f"report.{name}").read_text()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("app.conf", "[smtp]\nproxy_host=\nproxy_host=proxy.example.com\n", "CORS005"),
        ("app.conf", "[a]\nb = c\n[a]\nd = e\n", "CORS006"),
        ("app.conf", "key value\n", "CORS001"),
        ("app.conf", "[a]\nkey value\n", "CORS001"),
        ("app.conf", "{% if x %}\n[a]\nb = c\n", "CORS004"),
    ],
)
def test_a_named_file_that_does_not_load_is_a_finding_without_a_web_section_too(
    tmp_path: Path, run: Run, name: str, text: str, code: str
) -> None:
    (tmp_path / name).write_text(text)
    result = run("lint", name, "--output-format", "json")
    assert result.code == 1
    assert [finding["code"] for finding in json.loads(result.out)["findings"]] == [code]
    result = run("check", name, "--output-format", "json")
    document = json.loads(result.out)
    assert result.code == 2
    assert [finding["code"] for finding in document["findings"]] == [code]
    assert [error["kind"] for error in document["errors"]] == ["not-loaded"]
    assert run("lint", name, "--force-exclude").code == 0  # a hook names whatever was committed
    assert run("lint", ".").code == 2  # there is nothing of ASAB


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("node.yaml", "smtp: [1\n b: }\n"),
        ("node.yml", "smtp:\n  port: !!int x\n"),
        ("node.yaml", "smtp:\n  when: !!timestamp x\n"),
        ("node.yaml", "smtp: {{ values }}\n"),
        ("node.yaml", "a: &a [*a, *b]\n"),
        ("node.yaml", "smtp:\n  port: 1" + "0" * 5000 + "\n"),
        ("node.yaml", f"a: {'x' * (1 << 20)}\n"),
        ("node.json", '{"smtp": {"port": 25,}}'),
        ("node.json", ""),
    ],
)
def test_a_named_node_that_does_not_load_is_a_finding_without_a_word_about_cors(
    tmp_path: Path, run: Run, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    result = run("lint", name, "--output-format", "json")
    assert result.code == 1, result
    (finding,) = json.loads(result.out)["findings"]
    assert (finding["severity"], finding["path"]) == ("error", name)
    assert run("lint", name, "--force-exclude").code == 0
    assert run("lint", ".").code == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("compose.yaml", "version: '3'\nservices: {web-free: null}\n"),
        ("several.yaml", "kind: A\n---\nkind: B\n"),
        ("list.yaml", "- a\n- b\n"),
        ("empty.yaml", ""),
        ("package.json", '{"name": "x", "private": true}'),
    ],
)
def test_a_named_file_that_loads_and_has_no_web_section_has_no_findings(
    tmp_path: Path, run: Run, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    assert run("lint", name).code == 0


@pytest.mark.parametrize("name", ["site.yaml", "site.yml", "site.json"])
def test_what_asab_reads_from_zookeeper_only_is_not_a_configuration_to_start_with(
    tmp_path: Path, run: Run, name: str
) -> None:
    text = '{"web": {"cors": "*"}}' if name.endswith("json") else "web:\n  cors: '*'\n"
    (tmp_path / name).write_text(text)
    result = run("check", name, *every_report())
    assert result.code == 2
    check_all(tmp_path, ("not-loaded", name, 1, "ZooKeeper"))
    codes = {one["code"] for one in json.loads((tmp_path / "report.json").read_text())["findings"]}
    assert {"CORS003", "CORS101"} <= codes
    assert "CORS003" not in run("lint", name).out


ROUTES = b'{"openapi": "3.0.0", "paths": {"/other": {"put": {}}}}'


def with_document(document: bytes) -> Callable[[socket.socket], None]:
    """A server with an OpenAPI document that answers every preflight."""

    def serve(sock: socket.socket) -> None:
        for request in requests(sock):
            if request.startswith(b"GET /asab/v1/openapi"):
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(document), document))
            else:
                sock.sendall(CLASSIC)

    return serve


@pytest.mark.parametrize("name", ["full", "concise", "github", "markdown", "html"])
@pytest.mark.parametrize("document", [None, b"{}", b"not a document"])
def test_that_routes_are_not_known_is_the_first_line(
    tmp_path: Path, run: Run, classic: Server, name: str, document: bytes | None
) -> None:
    with Server(with_document(document)) if document is not None else classic as server:
        path = config(tmp_path, server.port, "*")
        result = run("preflight", path, "--report", f"{name}:report", "--output-format", "json")
    assert result.code == 0
    notes = [
        note for note in json.loads(result.out)["notes"] if "routes of the service are not known" in note
    ]
    assert len(notes) == 1
    text = (tmp_path / "report").read_text()
    for end in ("</h1>\n", "# corscheck\n\n"):
        text = text.partition(end)[2] or text
    assert "the routes of the service are not known" in text.splitlines()[0]


def test_where_routes_are_known_there_is_no_such_line(tmp_path: Path, run: Run) -> None:
    with Server(with_document(ROUTES)) as server:
        result = run("preflight", config(tmp_path, server.port, "*"), "--output-format", "json")
    assert not any("not known" in note for note in json.loads(result.out)["notes"])
    assert any(check["axes"]["path"] == "/other" for check in json.loads(result.out)["checks"])


@pytest.mark.parametrize("document", ["none.json", "http://127.0.0.1:{port}/openapi.json", "broken.json"])
def test_a_named_document_that_cannot_be_used_is_an_error_and_the_rest_is_tried(
    tmp_path: Path, run: Run, classic: Server, document: str
) -> None:
    (port,) = free_ports(1)
    (tmp_path / "broken.json").write_text("{")
    path = config(tmp_path, classic.port, "*")
    assert run("preflight", path, "--openapi", document.format(port=port), *every_report()).code == 2
    check_all(tmp_path, ("openapi", "app.conf", None, document.format(port=port)))
    assert json.loads((tmp_path / "report.json").read_text())["summary"]["passed"] > 0


def test_a_directory_without_configurations_is_not_replaced_by_the_settings(
    tmp_path: Path, run: Run, classic: Server
) -> None:
    config(tmp_path, classic.port, "*")
    (tmp_path / "corscheck.toml").write_text('[[service]]\nconfig = "app.conf"\n')
    (tmp_path / "empty").mkdir()
    result = run("check", "empty", *every_report())
    assert result.code == 2
    check_all(tmp_path, ("usage", None, None, "no ASAB configuration"))


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("cors", ["", "https://app.example.com"])
def test_a_proxy_without_its_service_is_not_the_service(
    tmp_path: Path, run: Run, status: int, cors: str
) -> None:
    answer = b"HTTP/1.1 %d Gateway\r\nContent-Length: 0\r\n\r\n" % status
    with Server(answering(answer, keep=True)) as server:
        path = config(tmp_path, server.port, cors)
        result = run("preflight", path, "--exit-zero", *every_report())
        assert result.code == 3
        check_all(tmp_path, ("unreachable", "app.conf", 2, f"answers {status} to everything"))
        start = time.monotonic()
        assert run("preflight", path, "--exit-zero", "--wait", "1").code == 3
        assert time.monotonic() - start > 0.5


def test_a_deadline_that_passes_before_the_first_answer(tmp_path: Path, run: Run) -> None:
    with Server(lambda sock: time.sleep(2)) as server:
        path = config(tmp_path, server.port, "*")
        assert run("preflight", path, "--deadline", "0.3", *every_report()).code == 3
    check_all(tmp_path, ("deadline", "app.conf", 2, "the deadline of the run"))
