from __future__ import annotations

import pytest

from corscheck.exchange import Headers, Response
from corscheck.fetch import advice
from corscheck.fetch.advice import help_for
from corscheck.fetch.cors import Problem
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared

ORIGIN = "https://app.example"


@pytest.fixture(scope="module")
def request_() -> Prepared:
    found = prepare(FetchRequest("https://api.example/x", ORIGIN))
    assert isinstance(found, Prepared)
    return found


@pytest.mark.parametrize(
    ("step", "cause", "status", "headers", "words"),
    [
        (
            "preflight-network",
            "refused",
            None,
            (),
            "Start the server, or check host and port; this is not a CORS",
        ),
        ("preflight-network", "dns", None, (), "Check the host name; this is not a CORS"),
        ("response-network", "timeout", None, (), "up and can be reached from here; this is not a CORS"),
        ("response-network", "deadline", None, (), "more time with --deadline; this is not a CORS"),
        (
            "response-network",
            "tls",
            None,
            (),
            "certificate or TLS, which browsers check too (--cacert",
        ),
        ("response-network", "closed", None, (), "server's log, or check the port; this is not a CORS"),
        ("response-network", "not-http", None, (), "something else answers there; this is not a CORS"),
        ("response-network", "malformed", None, (), "browsers refuse it; this is not a CORS"),
        ("preflight-network", "", None, (), "this is not a CORS failure"),
        ("response-network", "proxy", 407, (), "answer 401 instead"),
        ("preflight-redirect", "", 301, (), "Call the final URL"),
        ("response-redirect", "", 302, (), "Call the final URL"),
        ("response-redirect", "hops", 302, (), "lead back to themselves"),
        ("response-redirect", "credentials", 302, (), "Take the user name and password"),
        ("response-redirect", "scheme", 302, (), "to an http or https URL only"),
        ("response-redirect", "local-scheme", 302, (), "to an http or https URL only"),
        ("response-redirect", "url", 302, (), "an absolute URL or a path"),
        ("response-redirect", "port", 302, (), "a port browsers connect to"),
        ("response-redirect", "several", 302, (), "Send one Location"),
        ("preflight-allow-origin-missing", "", 405, (), f"Allow-Origin: {ORIGIN}`, before routing"),
        (
            "response-allow-origin-missing",
            "",
            404,
            (),
            f"Allow-Origin: {ORIGIN}` with every response, errors too",
        ),
        *(
            (
                f"{phase}-allow-origin-missing",
                "",
                status,
                (),
                f"have. Send `Access-Control-Allow-Origin: {ORIGIN}` with them",
            )
            for phase in ("preflight", "response")
            for status in (500, 502, 503, 504)
        ),
        ("preflight-allow-origin-mismatch", "other", 204, (), f"let it answer `{ORIGIN}`"),
        *(
            ("preflight-allow-origin-mismatch", cause, 204, (), "exactly as the browser writes it")
            for cause in (
                "slash",
                "letter-case",
                "default-port",
                "path",
                "ip",
                "idn",
                "scheme",
                "not-an-origin",
            )
        ),
        ("preflight-allow-origin-mismatch", "list", 204, (), "pick the one origin that matches"),
        ("preflight-allow-origin-mismatch", "pattern", 204, (), "Match on the server"),
        ("preflight-allow-origin-mismatch", "opaque", 204, (), "Serve the page from http(s)"),
        ("preflight-allow-origin-mismatch", "duplicate", 204, (), "in one place"),
        ("preflight-allow-origin-mismatch", "tainted", 204, (), "Call the final URL directly"),
        ("preflight-allow-origin-wildcard", "", 204, (), f"Answer `{ORIGIN}`"),
        ("preflight-allow-credentials", "missing", 204, (), "in lower case and once"),
        ("preflight-status", "", 401, (), "Exempt OPTIONS from authentication"),
        ("preflight-status", "", 403, (), "Exempt OPTIONS from access control"),
        ("preflight-status", "", 404, (), "answer OPTIONS on this path"),
        ("preflight-status", "", 405, (), "answer OPTIONS on this path"),
        ("preflight-status", "", 500, (), "Answer OPTIONS with 204."),
        ("preflight-allow-methods-syntax", "", 204, (), "by commas"),
        ("preflight-method", "", 204, (), "Add `n-1` and `n-2` to Access-Control-Allow-Methods."),
        ("preflight-method", "case", 204, (), "same letter case"),
        ("preflight-method", "star", 204, (), "list the methods"),
        ("preflight-authorization", "star", 204, (), "Add `authorization`"),
        ("preflight-header", "", 204, (), "Add `n-1` and `n-2` to Access-Control-Allow-Headers."),
        ("preflight-header", "star", 204, (), "list `n-1` and `n-2`"),
    ],
)
def test_help(
    request_: Prepared, step: str, cause: str, status: int | None, headers: Headers, words: str
) -> None:
    problem = Problem(step, "", cause=cause, names=("n-1", "n-2"))
    response = Response(status, headers) if status else None
    assert words in help_for(problem, request_, response)


def test_every_step_has_help(request_: Prepared) -> None:
    for kind, causes in advice._ADVICE.items():
        for cause in causes:
            for phase in ("preflight", "response"):
                message = help_for(Problem(f"{phase}-{kind}", "", cause=cause), request_, Response(204))
                assert message.endswith(".")
                assert "{" not in message


def test_nothing_is_said_in_the_terms_of_one_product() -> None:
    texts = [text for causes in advice._ADVICE.values() for text in causes.values()]
    assert not any("ASAB" in text or "cors_" in text for text in texts)
