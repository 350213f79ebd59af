from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.exchange import Request
from corscheck.fetch.outgoing import actual_request, preflight_request
from corscheck.fetch.prepare import prepare
from corscheck.fetch.reproduce import curl, script_quoted, shell_quoted, snippet, with_options
from corscheck.fetch.request import BODIES, FetchRequest, Prepared

START = "curl -sS -g --path-as-is -i "
URL = "https://api.example/x"
BASH = shutil.which("bash") or "/bin/bash"


def prepared(request: FetchRequest) -> Prepared:
    found = prepare(request)
    assert isinstance(found, Prepared)
    return found


def test_a_preflight() -> None:
    put = prepared(FetchRequest(f"{URL}?a&b", "https://app.example", "PUT", (("X-A", "1"),)))
    assert curl(preflight_request(put)) == (
        START + "-X OPTIONS -H 'Access-Control-Request-Method: PUT' -H 'Access-Control-Request-Headers: x-a'"
        " -H 'Origin: https://app.example' 'https://api.example/x?a&b'"
    )


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (Request("GET", URL, (("Origin", "null"), ("Accept", "*/*"))), f"-H 'Origin: null' {URL}"),
        (Request("GET", URL, (("Accept", "a/b"), ("X-E", ""))), f"-H 'Accept: a/b' -H 'X-E;' {URL}"),
        (Request("HEAD", URL), f"-I {URL}"),
        (Request("DELETE", URL), f"-X DELETE {URL}"),
        (Request("*", URL), f"-X '*' {URL}"),
        (Request("POST", URL), f"-X POST {URL}"),
        (
            Request("POST", URL, (("content-type", "x"),), b"a=1"),
            f"-H 'content-type: x' --data-raw a=1 {URL}",
        ),
        (Request("POST", URL, (("Content-Type", "x"),), b"a"), f"-H 'Content-Type: x' --data-raw a {URL}"),
        (Request("POST", URL, (), b"@a"), f"-H Content-Type: --data-raw @a {URL}"),
        (Request("PUT", URL, (), b"it's"), rf"-X PUT -H Content-Type: --data-raw 'it'\''s' {URL}"),
        (Request("GET", URL, (("X-A", "\xe9'\\\x01a~"),)), rf"-H $'X-A: \xe9\'\\\x01a~' {URL}"),
    ],
)
def test_curl(request_: Request, line: str) -> None:
    start = START.replace(" -i ", " ") if request_.method == "HEAD" else START
    assert curl(request_) == start + line


def test_options_of_the_connection_come_first() -> None:
    line = with_options(curl(Request("GET", URL)), ("--cacert", "my ca.pem", "--insecure"))
    assert line == f"curl --cacert 'my ca.pem' --insecure {START.removeprefix('curl ')}{URL}"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_shell_reads_back_what_was_quoted(word: str) -> None:
    # Header text is latin-1 and so are its bytes; other characters are UTF-8.
    expected = b"".join(char.encode("latin-1" if char < "\u0100" else "utf-8") for char in word)
    line = shell_quoted(word)
    assert all(" " <= char <= "~" for char in line)
    shown = subprocess.run(
        [BASH, "-c", f"printf %s {line}"], capture_output=True, check=True, env={"LC_ALL": "C"}
    )
    assert shown.stdout == expected


@given(st.text())
def test_script_strings_are_json_and_end_no_script(text: str) -> None:
    literal = script_quoted(text)
    assert json.loads(literal) == text.encode("utf-16-be", "surrogatepass").decode(
        "utf-16-be", "surrogatepass"
    )
    assert literal.isascii()
    assert not set("<>&\n\r") & set(literal)


def test_snippet() -> None:
    assert snippet(
        FetchRequest("https://a/", "https://b", "patch", (("X-A", '"</script>'), ("x-b", "")), "include")
    ) == (
        r'fetch("https://a/", {method: "patch", credentials: "include",'
        r' headers: [["X-A", "\"\u003c/script\u003e"], ["x-b", ""]]})'
        ".then(r => console.log(r.status, [...r.headers]), console.error)"
    )


def test_what_needs_no_quotes() -> None:
    plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-"
    assert shell_quoted(plain) == plain
    assert script_quoted("a<b>&c") == r'"a\u003cb\u003e\u0026c"'


def test_lone_surrogates() -> None:
    assert script_quoted("\ud800") == r'"\ud800"'
    assert shell_quoted("\ud800") == r"$'\x3f'"


def test_a_snippet_with_a_body() -> None:
    sent = FetchRequest("https://a/", "https://b", "POST", body="json")
    assert 'headers: [["Content-Type", "application/json"]], body: "{}"})' in snippet(sent)
    assert 'credentials: "same-origin", body: "corscheck"})' in snippet(sent._replace(body="text"))


def test_snippets_have_the_body() -> None:
    for body in BODIES:
        message = snippet(FetchRequest("https://a/", "https://b", "POST", body=body))  # type: ignore[arg-type]  # a body's name
        assert "body: " in message
        assert ("application/json" in message) is (body == "json")
    own = snippet(FetchRequest("https://a/", "https://b", "POST", (("Content-TYPE", "a/b"),), body="json"))
    assert "application/json" not in own
    assert "headers:" not in snippet(FetchRequest("https://a/", "https://b"))


def test_a_beacon() -> None:
    asked = FetchRequest("https://a/x", "https://b", beacon=True)
    assert snippet(asked) == 'navigator.sendBeacon("https://a/x")'
    assert snippet(asked._replace(body="text")) == 'navigator.sendBeacon("https://a/x", "corscheck")'
    assert snippet(asked._replace(body="json")) == (
        'navigator.sendBeacon("https://a/x", new Blob(["{}"], {type: "application/json"}))'
    )


def test_an_xml_http_request() -> None:
    asked = FetchRequest(
        "https://a/x", "https://b", "PUT", (("X-A", 'q"'),), body="json", upload_listener=True
    )
    assert snippet(asked) == (
        '(x => { x.open("PUT", "https://a/x"); x.withCredentials = false; x.setRequestHeader("X-A", "q\\""); '
        'x.setRequestHeader("Content-Type", "application/json"); x.upload.onprogress = () => {}; '
        'x.onloadend = () => console.log(x.status, x.getAllResponseHeaders()); x.send("{}"); })'
        "(new XMLHttpRequest())"
    )
    bare = snippet(asked._replace(headers=(), body=None, credentials="include"))
    assert "x.withCredentials = true; x.upload" in bare
    assert "x.send(); })" in bare
    typed = snippet(asked._replace(headers=(("content-type", "a/b"),)))
    assert "application/json" not in typed


def test_the_line_works(tmp_path: object) -> None:
    post = prepared(FetchRequest("http://127.0.0.1:8080/", "null", "POST", body="multipart"))
    line = curl(actual_request(post))
    words = subprocess.run(
        [BASH, "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True
    ).stdout.split(b"\0")
    assert words[words.index(b"--data-raw") + 1] == BODIES["multipart"][0]
    assert words[-2:] == [b"http://127.0.0.1:8080/", b""]
