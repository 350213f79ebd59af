"""Broken and hostile servers: every command survives each of them, says so, and loses nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.bombs import TWICE_GZIPPED
from tests.support.forks import Forks, Ran, assert_sound
from tests.support.hostile_servers import (
    ALLOW,
    AUTHORITY,
    EMPTY,
    STRANGER,
    closes,
    context,
    deaf,
    drips,
    early,
    floods,
    good,
    half_closes,
    hello_then,
    keeps,
    longer,
    ok,
    plain,
    record,
    redirects,
    resets,
    sends,
    silent,
    smuggles,
    stale,
    to,
    wants_certificate,
)
from tests.support.servers import Server

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

    from tests.support.hostile_servers import Handle

ORIGIN = "https://app.example.com"
TIMEOUT = "2.5"  # seconds; the good server is given as long

GET, PUT = 0, 1
RESULTS = {
    "unreachable": ("unreachable", "unreachable"),
    "blocked": ("response_blocked", "preflight_blocked"),
    "allowed": ("allowed", "preflight_passed"),
    "preflight only": ("allowed", "preflight_blocked"),
}
"""What becomes of a GET that needs no preflight, and of a PUT with a header of its own."""


class Row(NamedTuple):
    """One way of a server to behave."""

    name: str
    handle: Handle
    fate: str  # one of RESULTS
    says: str = ""  # what the message of the GET's verdict matches, unless it is allowed
    tls: ssl.SSLContext | None = None
    scheme: str = "http"


def secure(name: str, handle: Handle, says: str = "", tls: ssl.SSLContext | None = None) -> Row:
    """A row with an https URL, which cannot be reached."""
    return Row(name, handle, "unreachable", says, tls, "https")


HEAD = b"HTTP/1.1 200 OK\r\n" + ALLOW
OSC = b"\x1b]52;c;cm0gLXJm\x07\x1b[31m\x9b2J"

NETWORK = [
    Row("closes at once", closes, "unreachable", "clos"),
    Row("resets at once", resets, "unreachable", "reset|clos"),
    Row("closes after the request", sends(), "unreachable", "clos"),
    Row("resets after the request", sends(then=resets), "unreachable", "reset|clos"),
    Row("says that nothing will come", half_closes, "unreachable", "clos"),
    Row("never answers", silent, "unreachable", "in time"),
    Row("never reads", deaf, "unreachable", "in time"),
    Row("answers before it is asked", early, "allowed"),
    Row("closes what it promised to keep", stale, "allowed"),
    Row("sends an answer too many", smuggles, "blocked", "Access-Control-Allow-Origin"),
    Row("speaks SMTP", sends(b"220 mail.example.com ESMTP\r\n"), "unreachable", "HTTP"),
    Row("speaks SSH", sends(b"SSH-2.0-OpenSSH_9.2\r\n"), "unreachable", "HTTP"),
    Row("speaks Redis", sends(b"-ERR unknown command\r\n"), "unreachable", "HTTP"),
    Row("speaks HTTP/0.9", sends(b"<html>hello</html>\n"), "unreachable", "HTTP"),
    Row("speaks HTTP/2", sends(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)), "unreachable", "HTTP"),
    Row("sends binary noise", sends(bytes(range(256)) * 64), "unreachable", "HTTP"),
    Row("sends nothing but NUL", floods(b"", b"\0"), "unreachable"),
]
SLOW = [
    Row("drips the status line", drips(b"", [b"H"]), "unreachable"),
    Row("drips a header line", drips(HEAD + b"X-A: ", [b"a"]), "unreachable", "in time"),
    Row("drips header lines", drips(HEAD, [b"X-A: b\r\n"]), "unreachable", "in time"),
    Row("drips empty lines", drips(b"", [b"\r\n"]), "unreachable", "in time|HTTP"),
    Row("drips 103", drips(b"", [b"HTTP/1.1 103 Early Hints\r\n\r\n"]), "unreachable", "in time"),
    Row("drips an answer byte by byte", drips(b"", [bytes([byte]) for byte in HEAD], 0.1), "unreachable"),
    Row(
        "says 100 and no more", sends(b"HTTP/1.1 100 Continue\r\n\r\n", then=silent), "unreachable", "in time"
    ),
    Row("stops in the header section", sends(HEAD, then=silent), "unreachable", "in time"),
    Row("drips a body", drips(HEAD + b"Content-Length: 99\r\n\r\n", [b"x"]), "allowed"),
]
FLOODS = [
    Row("floods header lines", floods(HEAD, b"X-A: b\r\n"), "unreachable", "header section|too large|larger"),
    Row(
        "floods one header line",
        floods(HEAD + b"X-A: ", b"a"),
        "unreachable",
        "header section|too large|larger",
    ),
    Row("floods a header's name", floods(HEAD, b"a"), "unreachable"),
    Row("floods the status line", floods(b"HTTP/1.1 200 ", b"OK"), "unreachable"),
    Row("floods empty lines", floods(b"", b"\r\n"), "unreachable"),
    Row("floods 100", floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "unreachable"),
    Row(
        "floods 103 with headers",
        floods(b"", b"HTTP/1.1 103 E\r\n" + b"Link: </x>\r\n" * 999 + b"\r\n"),
        "unreachable",
    ),
    Row("floods folded lines", floods(HEAD + b"X-A: b\r\n", b" c\r\n"), "unreachable"),
    Row("floods a body", floods(HEAD + b"\r\n", b"x"), "allowed"),
    Row("floods chunks", floods(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), "allowed"),
    Row(
        "floods the size of a chunk",
        floods(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
        "allowed",
    ),
    Row(
        "floods cookies",
        sends(HEAD, *[b"Set-Cookie: a%d=b\r\n" % n for n in range(50_000)], b"\r\n"),
        "unreachable",
    ),
    Row("sets 5000 cookies", keeps(*[b"Set-Cookie: a%d=b" % n for n in range(5000)]), "allowed"),
    Row("has a line of 200 kB", keeps(b"X-A: " + b"a" * 200_000), "allowed"),
    Row("has 20,000 header lines", keeps(*[b"a: b"] * 20_000), "allowed"),
    Row("vary of 200 kB", keeps(b"Vary: " + b"Origin, " * 25_000), "allowed"),
    Row("allows 20,000 headers", keeps(b"Access-Control-Allow-Headers: " + b"x-a, " * 20_000), "allowed"),
    Row("allows 20,000 methods", keeps(b"Access-Control-Allow-Methods: " + b"PUT," * 20_000), "allowed"),
    Row("exposes 20,000 headers", keeps(b"Access-Control-Expose-Headers: " + b"x-a, " * 20_000), "allowed"),
    Row("allows a wall of commas", keeps(b"Access-Control-Allow-Headers: " + b"," * 100_000), "allowed"),
    Row(
        "allows an origin of 200 kB",
        sends(b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://" + b"a" * 200_000 + b"\r\n\r\n"),
        "blocked",
    ),
    Row(
        "allows 5000 origins",
        sends(b"HTTP/1.1 200 OK\r\n" + b"Access-Control-Allow-Origin: *\r\n" * 5000 + b"\r\n"),
        "blocked",
        "Access-Control-Allow-Origin",
    ),
    Row(
        "encodes twice what is nothing",
        sends(HEAD + b"Content-Encoding: gzip, gzip\r\n\r\n", TWICE_GZIPPED),
        "allowed",
    ),
    Row("encodes a hundred times", keeps(b"Content-Encoding: " + b"gzip, " * 100 + b"br"), "allowed"),
]
HEADERS = [
    Row("NUL in a value", keeps(b"X-A: a\0b"), "unreachable"),
    Row("NUL in the status line", sends(b"HTTP/1.1 200 O\0K\r\n" + ALLOW + b"\r\n"), "unreachable"),
    Row("escape sequences in a value", keeps(b"X-A: " + OSC, b"Server: asab/" + OSC), "allowed"),
    Row("escape sequences in the reason", sends(b"HTTP/1.1 500 " + OSC + b"\r\n\r\n"), "blocked"),
    Row(
        "escape sequences in what is judged",
        sends(b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: " + OSC + b"\r\n\r\n"),
        "blocked",
        "Access-Control-Allow-Origin",
    ),
    Row(
        "commands of runners in what is judged",
        sends(b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: ::error::x ##vso[x] ##[error]\r\n\r\n"),
        "blocked",
        "Access-Control-Allow-Origin",
    ),
    Row(
        "markup in what is judged",
        sends(
            b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: [link=file:///x]<script>[/bold]{0} %s\r\n\r\n"
        ),
        "blocked",
        "Access-Control-Allow-Origin",
    ),
    Row("bytes that are no UTF-8", keeps(b"X-A: \xff\xfe\xc3\x28", b"Server: \xe9"), "allowed"),
    Row("a blank in a name", keeps(b"Bad Name: b"), "allowed"),
    Row("a blank before the colon", keeps(b"X-A : b"), "allowed"),
    Row("a line without colon", keeps(b"no colon"), "allowed"),
    Row("a line without name", keeps(b": nothing"), "allowed"),
    Row("a folded line", keeps(b"X-A: b", b"  c"), "allowed"),
    Row("VT and FF in a value", keeps(b"X-A: a\x0bb\x0cc"), "allowed"),
    Row("CR in a value", keeps(b"X-A: a\rb"), "allowed"),
    Row("lines that end in LF", keeps(b"X-A: b", end=b"\n"), "allowed"),
    Row("two lengths", sends(HEAD + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde"), "unreachable"),
    Row("two lengths in one", sends(HEAD + b"Content-Length: 5, 6\r\n\r\nabcde"), "unreachable"),
    Row("a negative length", sends(HEAD + b"Content-Length: -5\r\n\r\n"), "allowed"),
    Row("a length of 100 digits", sends(HEAD + b"Content-Length: " + b"9" * 100 + b"\r\n\r\n"), "allowed"),
    Row("an encoding that nobody knows", keeps(b"Transfer-Encoding: zstd, x"), "allowed"),
    Row("a length that is longer than the body", sends(HEAD + b"Content-Length: 100\r\n\r\nx"), "allowed"),
    Row("length and chunks", sends(HEAD + EMPTY + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "allowed"),
    Row("chunks that are none", sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), "allowed"),
    Row("an unfinished header line", sends(HEAD + b"X-A: b"), "allowed"),
    Row("a max-age that is none", keeps(b"Access-Control-Max-Age: " + b"9" * 1000), "allowed"),
]
STATUS = [
    Row("999", sends(ok(status=b"HTTP/1.1 999 ::error::x")), "preflight only"),
    Row("HTTP/9.9", sends(ok(status=b"HTTP/9.9 200 OK")), "allowed"),
    Row("no reason", sends(ok(status=b"HTTP/1.1 200")), "allowed"),
    Row("a reason of 100 kB", sends(ok(status=b"HTTP/1.1 200 " + b"x" * 100_000)), "allowed"),
    Row(
        "101", sends(ok(b"Upgrade: websocket", status=b"HTTP/1.1 101 Switching"), then=silent), "unreachable"
    ),
    Row(
        "401", sends(ok(b"WWW-Authenticate: Basic realm=\x1b[2J", status=b"HTTP/1.1 401 U")), "preflight only"
    ),
    Row("204 with a body", keeps(b"X-A: b", status=b"HTTP/1.1 204 No Content"), "allowed"),
]
REDIRECTS = [
    Row("redirects to itself", redirects(lambda target: target), "blocked", "redirect"),
    Row("redirects for ever", redirects(longer), "blocked", "redirect"),
    Row("redirects to a file", redirects(to(b"file:///etc/passwd")), "blocked", "redirect|scheme"),
    Row("redirects to a script", redirects(to(b"javascript:alert(1)")), "blocked"),
    Row("redirects to data", redirects(to(b"data:text/html,x")), "blocked"),
    Row("redirects to a blocked port", redirects(to(b"http://127.0.0.1:1/")), "blocked"),
    Row("redirects with credentials", redirects(to(b"http://user:secret@127.0.0.1:9/")), "blocked"),
    Row("redirects to what is no URL", redirects(to(b"http://[::1:99999/\x1b[2J")), "blocked"),
    Row("redirects to 200 kB", redirects(to(b"/" + b"a" * 200_000)), "blocked"),
    Row("redirects to a NUL", redirects(to(b"/a\0b")), "unreachable"),
]
TLS = [
    secure("TLS of an authority that nobody knows", good, "certificate", context(STRANGER)),
    secure("TLS for another name", good, "certificate", context(name="other.example")),
    secure("TLS that wants a certificate", good, "certificate|TLS|clos", wants_certificate()),
    secure("HTTP where TLS was meant", plain, "TLS"),
    Row("TLS where HTTP was meant", good, "unreachable", "", context()),
    secure("closes in the handshake", hello_then(), "TLS|clos|reset"),
    secure("is silent in the handshake", silent, "in time"),
    secure("floods change-cipher-spec", hello_then(record(20, b"\x01"))),
    secure("floods empty records", hello_then(record(22, b""))),
    secure("floods warnings", hello_then(record(21, b"\x01\x5a"))),
    secure("floods a hello of 16 MB", hello_then(record(22, b"\x02\xff\xff\xff" + bytes(16000)))),
    secure("floods hello requests", hello_then(record(22, bytes(4)) * 999), "in time"),
    secure("drips hello requests", hello_then(record(22, bytes(4)), pause=0.02), "in time"),
    secure("drips records", hello_then(record(20, b"\x01"), pause=0.02)),
    secure("drips a handshake", drips(b"", [bytes([byte]) for byte in record(22, bytes(9999))])),
    secure("closes after the handshake", closes, "clos", context()),
    secure("resets after the handshake", resets, "reset|clos", context()),
    secure("floods through TLS", floods(HEAD, b"X-A: b\r\n"), "header section|too large|larger", context()),
    secure("says fatal alert", hello_then(record(21, b"\x02\x28")), "TLS"),
]
ROWS = [*NETWORK, *SLOW, *FLOODS, *HEADERS, *STATUS, *REDIRECTS, *TLS]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return tmp_path


def listening(row: Row) -> Server:
    return Server(row.handle, tls=row.tls)


def run(forks: Forks, place: Path, *arguments: str, stdin: str = "", timeout: str = TIMEOUT) -> Ran:
    """Run with the tests' authority and a timeout; whatever came out must be sound."""
    ran = forks.run(*arguments, "--timeout", timeout, "--cacert", "ca.pem", directory=place, stdin=stdin)
    assert_sound(ran)
    assert ran.seconds < 25  # some ten times what each of its few steps may take
    return ran


def test_there_are_enough() -> None:
    assert len(ROWS) >= 100
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_one_request_of_several(row: Row, forks: Forks, good_server: Server, place: Path) -> None:
    """`why --requests`: the verdict is right, and those of requests to another server are."""
    with listening(row) as server:
        hostile, fine = server.url("/x", row.scheme), good_server.url("/x")
        put: dict[str, object] = {"method": "PUT", "headers": [["X-A", "1"]]}
        asked: list[dict[str, object]] = [
            {"url": fine},
            {"url": hostile},
            {"url": hostile, **put},
            {"url": fine, **put},
        ]
        lines = "".join(json.dumps({"origin": ORIGIN, **one}) + "\n" for one in asked)
        ran = run(forks, place, "why", "--requests", "-", "--output-format", "json", stdin=lines)
    verdicts = [json.loads(line) for line in ran.out.splitlines()]
    results = [verdict["result"] for verdict in verdicts]
    expected = RESULTS[row.fate]
    assert results == ["allowed", *expected, "preflight_passed"], [one["message"] for one in verdicts]
    assert ran.code == (
        1 if any("blocked" in result for result in expected) else 3 if "unreachable" in expected else 0
    )
    if row.says:
        assert re.search(row.says, verdicts[1]["message"])
    for verdict in verdicts[1:3]:
        if verdict["result"] not in ("allowed", "preflight_passed"):
            assert 10 < len(verdict["message"]) < 2000


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_one_service_of_two(row: Row, forks: Forks, good_server: Server, place: Path) -> None:
    """`preflight`: what the other service answered is judged, and nothing is green that was not seen."""
    with listening(row) as server:
        place_of_it = server.url("", row.scheme)
        services(place, good=good_server.url(""), hostile=place_of_it)
        axes = ("--path", "/x", "--method", "PUT", "--request-header", "x-a", "--no-strangers")
        ran = run(forks, place, "preflight", *axes, "--output-format", "json")
    document = json.loads(ran.out)
    outcomes = {(check["path"], check["outcome"]) for check in document["checks"]}
    assert ("good.conf", "passed") in outcomes
    assert ("good.conf", "failed") not in outcomes
    expected = RESULTS[row.fate][PUT]
    if expected == "preflight_passed":
        assert ("hostile.conf", "passed") in outcomes
        if row not in SLOW and not row.name.startswith("floods"):
            assert "in time" not in ran.out  # nothing was waited for in vain, such as the OpenAPI document
    else:
        assert ("hostile.conf", "passed") not in outcomes
        assert ran.code in (1, 3)
        reported = [finding for finding in document["findings"] if finding["path"] == "hostile.conf"]
        assert reported or place_of_it in ran.err


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_check_that_sends_requests(row: Row, forks: Forks, place: Path) -> None:
    """`check --send` with the document that the service may offer, in text for people."""
    with listening(row) as server:
        services(place, hostile=server.url("", row.scheme))
        axes = ("--path", "/x", "--method", "GET", "--method", "PUT", "--no-strangers", "--send")
        timeout = "0.5" if row in SLOW else TIMEOUT  # there is no good server that needs more
        ran = run(forks, place, "check", *axes, "--output-format", "full", timeout=timeout)
    assert (ran.code == 0) <= (row.fate == "allowed")
    assert ran.out


def services(place: Path, **urls: str) -> None:
    """A settings file with these services."""
    settings = ""
    for name, url in urls.items():
        text = f"[web]\nlisten = 127.0.0.1 8080\ncors = {ORIGIN}\ncors_preflight_paths = /*\n"
        (place / f"{name}.conf").write_text(text)
        settings += f'[[service]]\nname = "{name}"\nconfig = "{name}.conf"\nurl = "{url}"\n'
    (place / "corscheck.toml").write_text(settings)
