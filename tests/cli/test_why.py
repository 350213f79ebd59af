"""`corscheck why` as a process, over real sockets."""

from __future__ import annotations

import json
import shlex
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.cli.why import exit_code
from tests.support.program import ROOT, corscheck, environment
from tests.support.servers import OK, Server, answering

if TYPE_CHECKING:
    from pathlib import Path

APP = "https://app.example"
PREFLIGHT = OK.replace(b"\r\n\r\n", b"\r\nAccess-Control-Allow-Methods: PUT\r\n\r\n")


def line(url: str, **more: Any) -> str:
    return json.dumps({"url": url, "origin": APP, **more}) + "\n"


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([], 0),
        (["allowed", "preflight_passed", "not_cross_origin"], 0),
        (["allowed", "preflight_blocked"], 1),
        (["response_blocked"], 1),
        (["request_rejected"], 1),
        (["unreachable", "allowed"], 3),
        (["unreachable", "response_blocked"], 1),
        (["unreadable", "unreachable", "response_blocked"], 2),
        (["not_tested"], 2),
        (["not_tested", "allowed", "preflight_blocked", "unreachable"], 2),
    ],
)
def test_exit_codes(results: list[str], code: int) -> None:
    assert exit_code(set(results), exit_zero=False) == code
    assert exit_code(set(results), exit_zero=True) == (
        0
        if results and code == 1 and "unreachable" not in results
        else 3
        if "unreachable" in results and code == 1
        else code
    )


def test_one_request_in_text_and_json() -> None:
    with Server(answering(PREFLIGHT, keep=True)) as server:
        reported = corscheck("why", server.url(), "--origin", APP, "-X", "PUT", "--preflight-only")
        document = json.loads(
            corscheck(
                "why", server.url(), "--origin", APP, "-X", "PUT", "-H", "X-A: 1", "--output-format", "json"
            ).stdout
        )
    assert reported.returncode == 0
    assert reported.stdout.startswith("✓ preflight passed: PUT http://127.0.0.1")
    assert reported.stderr == ""
    assert (document["result"], document["step"]) == ("preflight_blocked", "preflight-header")


REFUSAL = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\nInvalid CORS request"
)


def test_further_requests_find_the_cause_unless_they_are_forbidden(tmp_path: Path) -> None:
    """Many requests are not asked further unless that is wanted."""
    file = tmp_path / "requests.jsonl"
    found = []
    with Server(answering(REFUSAL, keep=True)) as server:
        file.write_text(line(server.url(), method="PUT"))
        one = ["why", server.url(), "--origin", APP, "-X", "PUT", "--output-format", "json"]
        many = ["why", "--requests", str(file), "--output-format", "json"]
        for arguments in (one, [*one, "--no-probe"], many, [*many, "--probe"]):
            document = json.loads(corscheck(*arguments).stdout)
            assert document["cause"] in ("origin-not-listed", "access-denied")
            assert document["evidence"]
            found.append((document["cause"], document["preflight"]["body"], _further(document)))
    message, silent = ("origin-not-listed", "Invalid CORS request"), ("access-denied", "")
    assert found == [(*message, 4), (*silent, 0), (*silent, 0), (*message, 4)]


def _further(document: dict[str, Any]) -> int:
    """How many further requests the notes mention."""
    return next((int(note[0]) for note in document["notes"] if "to find the cause" in note), 0)


def test_the_end_of_the_text_is_to_be_sent_on() -> None:
    with Server(answering(REFUSAL, keep=True)) as server:
        reported = corscheck("why", server.url(), "--origin", APP, "-X", "PUT")
        url = server.url()
    ending = reported.stdout.partition("\nTo send on\n")[2]
    assert "(origin-not-listed)" in ending
    assert ending.count("\n  Fix    ") == 1
    exchange = [row.strip() for row in ending.splitlines() if row.startswith(("  > ", "  < "))]
    assert exchange == [
        f"> OPTIONS {url}",
        f"> Origin: {APP}",
        "> Access-Control-Request-Method: PUT",
        "< 403 Forbidden",
        "< Invalid CORS request",
    ]


def test_the_printed_curl_connects_as_it_was_asked() -> None:
    """And shows the body."""
    with Server(answering(REFUSAL, keep=True)) as server:
        port = server.port
        reported = corscheck(
            "why", f"http://api.example:{port}/x", "--origin", "http://a.example", "-X", "PUT",
            "--resolve", f"api.example:{port}:127.0.0.1", "--output-format", "json",
        )  # fmt: skip
        document = json.loads(reported.stdout)
        words = shlex.split(document["curl"])
        assert words[:3] == ["curl", "--resolve", f"api.example:{port}:127.0.0.1"]
        if shutil.which("curl"):
            done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=True)
            assert done.stdout.startswith("HTTP/1.1 403 Forbidden")
            assert done.stdout.endswith("Invalid CORS request")


@pytest.mark.parametrize("body", ["text", "form", "multipart", "none"])
@pytest.mark.parametrize(
    "how", [[], ["--beacon"], ["--output-format", "json"], ["--output-format", "concise"]]
)
def test_a_request_that_was_not_sent_and_has_no_preflight_is_not_tested(body: str, how: list[str]) -> None:
    with Server(answering(OK)) as server:
        method = [] if "--beacon" in how else ["-X", "POST"]
        reported = corscheck(
            "why", server.url(), "--origin", APP, "--body", body, *method, *how, "--exit-zero"
        )
        assert server.connections == 0
    assert reported.returncode == 2
    assert "passed" not in reported.stdout.replace('"preflight_passed"', "")
    assert "✓" not in reported.stdout
    assert "not tested" in reported.stdout.replace("_", " ")


def test_a_name_that_does_not_exist_is_not_passed_because_nothing_was_sent() -> None:
    reported = corscheck("why", "http://nosuch.invalid/x", "--origin", APP, "-X", "POST", "--body", "text")
    assert reported.returncode == 1
    assert "mixed-content" in reported.stdout
    reported = corscheck("why", "https://nosuch.invalid/x", "--origin", APP, "-X", "POST", "--body", "text")
    assert reported.returncode == 2
    assert reported.stdout.startswith("? not tested: POST https://nosuch.invalid/x")
    assert "passed" not in reported.stdout


def test_mixed_content_is_told_in_every_format() -> None:
    address = ("why", "http://api.example/", "--origin", APP)
    reported = corscheck(*address, "--output-format", "concise")
    assert reported.returncode == 1
    assert reported.stdout == (
        "never sent by a browser: GET http://api.example/ from https://app.example: mixed-content: Mixed"
        " content: a page of `https://app.example` may not fetch from `http://api.example`.\n"
    )
    assert "(mixed-content)" in corscheck(*address, "--output-format", "full").stdout
    document = json.loads(corscheck(*address, "--output-format", "json").stdout)
    assert (document["result"], document["step"]) == ("request_rejected", "mixed-content")


def test_a_beacon_and_an_upload_listener() -> None:
    with Server(answering(PREFLIGHT, keep=True)) as server:
        address = ("why", server.url(), "--origin", APP, "--output-format", "json")
        listening = json.loads(corscheck(*address, "--upload-listener").stdout)
        beacon = json.loads(corscheck(*address, "--beacon", "--body", "json").stdout)
        simple = json.loads(corscheck(*address, "--beacon", "--body", "text", "--send-unsafe").stdout)
    assert (listening["result"], listening["preflight_needed"]) == ("allowed", True)
    assert (beacon["result"], beacon["step"]) == ("preflight_blocked", "preflight-allow-origin-wildcard")
    assert (beacon["method"], beacon["credentials"]) == ("POST", "include")
    assert (simple["result"], simple["preflight_needed"]) == ("allowed", False)


def test_codes_of_a_process() -> None:
    with Server(answering(OK)) as server, Server(answering(b"SSH-2.0\r\n")) as broken:
        assert corscheck("why", server.url(), "--origin", APP).returncode == 0
        assert corscheck("why", server.url(), "--origin", APP, "-X", "PUT").returncode == 1
        assert corscheck("why", server.url(), "--origin", APP, "-X", "PUT", "--exit-zero").returncode == 0
        assert corscheck("why", broken.url(), "--origin", APP).returncode == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "give one of URL, --requests, --har, --curl"),
        (["http://a.example/"], "--origin is missing"),
        (["http://a.example/", "--requests", "-"], "give one of"),
        (["--requests", "-", "--origin", APP], "--origin goes with a URL, not with --requests"),
        (["--requests", "-", "--credentials", "omit"], "--credentials goes with a URL, not with --requests"),
        (["--curl", "-", "-X", "PUT"], "-X goes with a URL, not with --curl"),
        (["http://a.example/", "--origin", APP, "-H", "x"], "-H: write 'Name: value'"),
        (
            ["http://127.0.0.1:9/", "--origin", APP, "--header", "X: \u20ac"],
            "write 'Name: value', in latin-1",
        ),
        (
            ["http://127.0.0.1:9/", "--origin", APP, "--header", "a b: x"],
            "--header: write 'Name: value'",
        ),
        (
            ["http://127.0.0.1:9/", "--origin", APP, "--header", "origin: x"],
            "--header origin: a browser sets it itself",
        ),
        (["--requests", "-"], "--requests -: there is no request in it"),
        (["--requests", "-", "--beacon"], "--beacon goes with a URL, not with --requests"),
        (["--curl", "-", "--upload-listener"], "--upload-listener goes with a URL, not with --curl"),
        (["http://a.example/", "--origin", APP, "--beacon", "-X", "PUT"], "sendBeacon() always uses POST"),
        (
            ["http://a.example/", "--origin", APP, "--beacon", "--credentials", "omit"],
            "sendBeacon() always includes credentials",
        ),
        (["--requests", "/nowhere.jsonl"], "/nowhere.jsonl: No such file"),
        (["--har", "/nowhere.har"], "/nowhere.har: No such file"),
        (["http://127.0.0.1:9/", "--origin", APP, "--resolve", "x"], "--resolve x: expected"),
        (["https://127.0.0.1:9/", "--origin", APP, "--proxy", "x"], "--proxy x: expected"),
    ],
)
def test_bad_options(arguments: list[str], says: str) -> None:
    reported = corscheck("why", *arguments, input="")
    assert reported.returncode == 2
    assert says in reported.stderr
    assert reported.stdout == ""


def test_a_batch_is_answered_line_by_line_in_order_and_nothing_is_lost() -> None:
    with Server(answering(OK, keep=True)) as server:
        lines = [line(server.url(f"/{number}"), id=number) for number in range(50)]
        lines.insert(20, "nonsense\n")
        reported = corscheck("why", "--requests", "-", "--output-format", "json", input="".join(lines))
    documents = [json.loads(text) for text in reported.stdout.splitlines()]
    assert reported.returncode == 2
    assert documents.pop(20) == {
        "version": 1,
        "id": None,
        "line": 21,
        "error": "it is not JSON: Expecting value at column 1",
    }
    assert [(document["id"], document["result"]) for document in documents] == [
        (n, "allowed") for n in range(50)
    ]


def test_a_batch_in_text_is_one_line_each(tmp_path: Path) -> None:
    with Server(answering(OK)) as server:
        (tmp_path / "a.jsonl").write_text(
            line(server.url(), id="one") + line("http://127.0.0.1:9/", id="two")
        )
        reported = corscheck("why", "--requests", str(tmp_path / "a.jsonl"))
        assert reported.stdout.startswith(
            f"one: allowed: GET {server.url()} from {APP}\ntwo: never sent by a browser"
        )
    assert reported.returncode == 1


def test_explanations_are_set_apart(tmp_path: Path) -> None:
    with Server(answering(OK)) as server:
        (tmp_path / "a.jsonl").write_text(line(server.url()) * 2)
        reported = corscheck("why", "--requests", str(tmp_path / "a.jsonl"), "--output-format", "full")
    first, second = reported.stdout.split("\n\n✓ ")
    assert first.startswith("✓ allowed: ")
    assert second.startswith("allowed: ")


def conversing(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "corscheck", "why", *arguments],
        env=environment(),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_an_answer_comes_before_the_next_question_is_asked() -> None:
    with Server(answering(OK)) as server, conversing("--requests", "-", "--output-format", "json") as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(line(server.url(), id=number))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(20) == 0


def test_ctrl_c_keeps_what_is_known() -> None:
    with Server(answering(OK)) as server, conversing("--requests", "-", "--output-format", "json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(line(server.url(), id=1))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == ""


def test_a_reader_that_leaves_is_not_an_error() -> None:
    with Server(answering(OK, keep=True)) as server:
        text = "".join(line(server.url(), id=number) for number in range(300))
        with conversing("--requests", "-", "--output-format", "json") as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            process.stdin.write(text)
            process.stdin.close()
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == ""
            assert process.wait(20) == 0


def test_what_a_browser_copied(tmp_path: Path) -> None:
    with Server(answering(OK)) as server:
        curl = f"curl '{server.url()}' \\\n  -H 'origin: {APP}' -H 'x-a: 1'"
        reported = corscheck("why", "--curl", "-", "--output-format", "json", input=curl)
        assert json.loads(reported.stdout)["step"] == "preflight-header"
        entry = {
            "request": {"method": "GET", "url": server.url(), "headers": [{"name": "Origin", "value": APP}]},
            "response": {"status": 0},
        }
        (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": [entry]}}))
        reported = corscheck("why", "--har", str(tmp_path / "a.har"), "--replay")
        assert reported.stdout == f"log.entries[0]: allowed: GET {server.url()} from {APP}\n"
        asked = server.connections
        reported = corscheck("why", "--har", str(tmp_path / "a.har"), "--output-format", "json")
        assert (reported.returncode, server.connections) == (2, asked)
        assert [json.loads(reported.stdout)[name] for name in ("source", "result")] == [
            "recorded",
            "not_tested",
        ]
        (tmp_path / "b.har").write_text('{"log": {"entries": []}}')
        reported = corscheck("why", "--har", str(tmp_path / "b.har"))
        assert (reported.returncode, reported.stdout) == (0, "")
        assert "no cross-origin request" in reported.stderr


def test_a_pasted_preflight_is_sent_and_nothing_else() -> None:
    with Server(answering(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n", keep=True)) as server:
        line = (
            f"curl -si -X OPTIONS {server.url()} -H 'Origin: {APP}' -H 'Access-Control-Request-Method: POST'"
        )
        reported = corscheck("why", "--curl", "-", "--output-format", "json", input=line)
    found = json.loads(reported.stdout)
    assert (reported.returncode, found["result"], found["preflight_sent"]) == (1, "preflight_blocked", True)
    assert found["preflight"]["request"]["headers"][1] == ["Access-Control-Request-Method", "POST"]


def test_what_the_console_printed() -> None:
    with Server(answering(OK, keep=True)) as server:
        sentence = (
            f"Access to fetch at '{server.url()}' from origin '{APP}' has been blocked by CORS policy: No"
            " 'Access-Control-Allow-Origin' header is present on the requested resource."
        )
        for option in ("--console", "--curl"):
            reported = corscheck("why", option, "-", input=sentence)
            assert reported.returncode == 0
            assert "What the console printed is not so for this request" in reported.stdout


@pytest.mark.parametrize("secret", [["--header", "X-Api-Key: secret"], ["--cert", "/nowhere.pem"]])
def test_credentials_go_to_no_service_that_an_export_happens_to_name(
    tmp_path: Path, secret: list[str]
) -> None:
    def entry(url: str) -> dict[str, Any]:
        headers = [{"name": "Origin", "value": APP}]
        return {"request": {"method": "GET", "url": url, "headers": headers}, "response": {"status": 0}}

    with Server(answering(OK, keep=True)) as one, Server(answering(OK, keep=True)) as other:
        export = tmp_path / "a.har"
        export.write_text(json.dumps({"log": {"entries": [entry(one.url()), entry(other.url())]}}))
        reported = corscheck("why", "--har", str(export), "--replay", *secret)
        assert reported.returncode == 2
        assert f"go to `http://127.0.0.1:{one.port}` and `http://127.0.0.1:{other.port}`" in reported.stderr
        assert (one.connections, other.connections) == (0, 0)
        assert corscheck("why", "--har", str(export), "--replay").returncode == 0
        export.write_text(json.dumps({"log": {"entries": [entry(one.url("/a")), entry(one.url("/b"))]}}))
        reported = corscheck("why", "--har", str(export), "--replay", "--header", "X-Api-Key: secret")
        assert (reported.returncode, other.connections) == (0, 1)


def test_the_format_of_the_environment_counts_where_there_is_such_a_format() -> None:
    with Server(answering(OK)) as server:
        for value, start in (("json", "{"), ("concise", "allowed: "), ("sarif", "✓ allowed")):
            reported = corscheck("why", server.url(), "--origin", APP, env={"CORSCHECK_OUTPUT_FORMAT": value})
            assert reported.stdout.startswith(start)


LONG_BATCH = """
import resource
from corscheck.exchange import Response
from corscheck.fetch.request import FetchRequest
from corscheck.live.why import WhyRequest, explain_all
from corscheck.wire.transport import Connection

class Big:
    def exchange(self, request, deadline):
        return Response(200, (("X-A", "a" * 20_000 + request.url),))
    def close(self):
        pass

requests = (WhyRequest(FetchRequest(f"http://a.example/{n}", "https://b.example")) for n in range(5_000))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in explain_all(requests, Connection(), open_transport=Big))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_batch() -> None:
    reported = subprocess.run(
        [sys.executable, "-c", LONG_BATCH],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    count, kibibytes = map(int, reported.stdout.split())
    assert count == 5_000
    assert kibibytes < 40 * 1024  # all answers together are 100 MB


def test_requests_that_do_not_come_do_not_outlast_the_deadline() -> None:
    asked = ("--requests", "-", "--output-format", "json", "--deadline", "2")
    with Server(answering(OK, keep=True)) as server, conversing(*asked) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(line(server.url()))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"] == "allowed"
        assert process.wait(60) == 3
        assert "the deadline of the run, 2 s, has passed" in process.stderr.read()
