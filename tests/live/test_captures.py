from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corscheck.errors import UsageProblem
from corscheck.live.batch import opened
from corscheck.live.captures import archived, pasted, reported
from corscheck.live.why import WhyRequest
from corscheck.paste.console import Given

CURL = "curl 'https://api.example/' -H 'origin: https://app.example'"
HAR: dict[str, Any] = {
    "log": {
        "entries": [
            {
                "request": {
                    "method": "GET",
                    "url": "https://api.example/",
                    "headers": [{"name": "Origin", "value": "https://app.example"}],
                },
                "response": {"status": 0},
            }
        ]
    }
}


def one(path: str, **given: Any) -> WhyRequest:
    (question,) = pasted(path, Given(**given))
    return question.request


def written(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_a_pasted_line(tmp_path: Path) -> None:
    path = written(tmp_path / "line", CURL.encode())
    assert one(path).request.origin == "https://app.example"
    assert one(path, origin="https://other.example").request.origin == "https://other.example"


def test_what_is_not_in_the_copy_is_said_and_can_be_given(tmp_path: Path) -> None:
    path = written(tmp_path / "line", CURL.encode())
    assert "`same-origin` is assumed" in one(path).notes[0]
    given = one(path, credentials="include")
    assert (given.request.credentials, given.notes) == ("include", ())
    assert one(written(tmp_path / "cookie", f"{CURL} -b a=b".encode())).notes == ()
    export = written(tmp_path / "a.har", json.dumps(HAR).encode())
    assert "`same-origin`" in archived(export, None).requests[0].notes[0]
    assert archived(export, None, "omit").requests == (
        WhyRequest(archived(export, None).requests[0].request._replace(credentials="omit")),
    )


@pytest.mark.parametrize(
    "text",
    [
        "curl http://127.0.0.1:8080/x -H 'Origin: https://app.example' -H 'Host: api.example'",
        'fetch("http://127.0.0.1:8080/x", {"headers": {"Host": "api.example"}, "referrer": "https://app.example/"})',
    ],
)
def test_what_is_left_out_of_it_is_noted(tmp_path: Path, text: str) -> None:
    found = one(written(tmp_path / "it", text.encode()))
    assert found.request.headers == ()
    assert found.notes[0].startswith("`Host: api.example` is left out")


def test_a_fetch_call(tmp_path: Path) -> None:
    path = written(tmp_path / "line", b'fetch("https://api.example/", {"method": "PUT"})')
    assert one(path, origin="https://app.example").request.method == "PUT"


def test_an_export(tmp_path: Path) -> None:
    path = written(tmp_path / "a.har", json.dumps(HAR).encode())
    found = archived(path, None)
    assert [question.request.origin for question in found.requests] == ["https://app.example"]
    assert [(one.source, one.result) for one in found.verdicts] == [("recorded", "not_tested")]
    assert (found.notes, found.complete) == ((), True)
    again = archived(path, "null")
    assert (again.requests[0].request.origin, again.verdicts[0].origin) == ("null", "https://app.example")


def test_what_is_to_be_known_besides(tmp_path: Path) -> None:
    def notes(*entries: object) -> tuple[tuple[str, ...], bool]:
        path = written(tmp_path / "a.har", json.dumps({"log": {"entries": entries}}).encode())
        found = archived(path, None)
        return found.notes, found.complete

    (first,) = HAR["log"]["entries"]
    lost = {**first, "request": {**first["request"], "headers": []}}
    aborted = {**first, "response": {"status": 0, "_error": "net::ERR_ABORTED"}}
    allowed = [{"name": "Access-Control-Allow-Origin", "value": "*"}]
    passed = {**first, "response": {"status": 200, "_error": None, "headers": allowed}}
    undecided = {**first, "response": {"status": 200, "headers": allowed}}
    assert notes() == (("there is no cross-origin request in this HAR export",), True)
    assert notes(passed) == (("no cross-origin request in this HAR export failed; these passed",), True)
    assert notes(first, aborted) == (
        ("left out, because ended by the page, the user or an extension: 1 request",),
        True,
    )
    (found,), complete = notes(first, lost)
    assert found.endswith("1 request; name the page that sent them with --origin")
    assert not complete
    (found,), _ = notes(first, undecided)
    assert found.startswith("pass, but would fail if they include credentials")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 100_000, b"{}", b"not JSON"])
def test_what_is_not_an_export_names_the_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageProblem, match=r"a\.har: "):
        archived(written(tmp_path / "a.har", content), None)


def test_an_export_that_was_cut_off_is_reported_as_such(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="it is not JSON: Expecting"):
        archived(written(tmp_path / "a.har", b'{"log": {"entries": ['), None)


def test_what_is_not_a_line_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="line: there is no sentence"):
        pasted(written(tmp_path / "line", b"\xff"))
    with pytest.raises(UsageProblem, match="larger than 1 MiB"):
        pasted(written(tmp_path / "line", b"x" * (1024 * 1024 + 1)))


def test_a_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UsageProblem, match="standard input is closed"):
        opened("-")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, says in (
        (str(tmp_path / "none"), "No such file"),
        (str(tmp_path), "Is a directory"),
        ("\0", "null"),
    ):
        with pytest.raises(UsageProblem, match=says):
            opened(path)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
def test_files_of_windows(tmp_path: Path, mark: bytes, encoding: str) -> None:
    def content(text: str) -> bytes:
        return mark + text.encode(encoding)

    assert one(written(tmp_path / "line", content(f"{CURL}\r\n"))).request.url == "https://api.example/"
    export = written(tmp_path / "a.har", content(json.dumps(HAR)))
    assert len(archived(export, None).verdicts) == 1


def test_powershell(tmp_path: Path) -> None:
    text = """iwr "https://api.example/" -Method PUT -Headers @{"Origin"="https://app.example"}"""
    assert one(written(tmp_path / "line", text.encode())).request.method == "PUT"


SENTENCE = (
    "Access to fetch at 'https://api.example/' from origin 'https://app.example' has been blocked by CORS"
    " policy:"
    " No 'Access-Control-Allow-Origin' header is present on the requested resource."
)


def test_what_the_console_printed(tmp_path: Path) -> None:
    path = written(tmp_path / "line", SENTENCE.encode())
    for read in (pasted, reported):
        (question,) = read(path, Given(method="PUT"))
        assert question.request.request[:3] == ("https://api.example/", "https://app.example", "PUT")
    with pytest.raises(UsageProblem, match="line: there is no sentence"):
        reported(written(tmp_path / "line", CURL.encode()))


def test_a_recorded_redirect_is_the_cause() -> None:
    path = Path(__file__).parents[1] / "data" / "recorded" / "null-after-redirect.har"
    (verdict,) = archived(str(path), None).verdicts
    assert (verdict.cause, verdict.step) == ("redirect", "response-allow-origin-missing")
    assert "Access-Control-Allow-Origin: null" not in str(verdict.help)


@pytest.mark.parametrize(
    ("lines", "content", "more", "cause"),
    [
        ([], {"text": "Invalid CORS request"}, {}, "origin-not-listed"),
        ([], {"text": "SW52YWxpZCBDT1JTIHJlcXVlc3Q=", "encoding": "base64"}, {}, "error-without-cors"),
        ([{"name": "Vary", "value": "Origin"}], {}, {"_fromCache": "disk"}, "cached-copy"),
    ],
)
def test_recorded_answers_have_causes(
    tmp_path: Path, lines: list[dict[str, str]], content: dict[str, str], more: dict[str, str], cause: str
) -> None:
    entry = {
        "request": {
            "method": "GET",
            "url": "https://api.example.com/x",
            "headers": [{"name": "Origin", "value": "https://app.example"}],
        },
        "response": {"status": 403, "headers": lines, "content": content, "_error": "net::ERR_FAILED"},
        **more,
    }
    path = tmp_path / "x.har"
    path.write_text(json.dumps({"log": {"entries": [entry]}}))
    (verdict,) = archived(str(path), None).verdicts
    assert (verdict.result, verdict.cause) == ("response_blocked", cause)
