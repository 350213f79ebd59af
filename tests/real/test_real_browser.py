"""`corscheck why --browser chromium` with Debian's Chromium: verdicts that agree, and how they are shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corscheck.browser.repeat import RealBrowser
from corscheck.fetch.request import FetchRequest
from corscheck.fetch.verdict import Verdict
from corscheck.live.why import Limits, WhyRequest, explain_all
from corscheck.wire.transport import Connection
from tests.support.program import corscheck
from tests.support.replay_server import Asked, Replay, raw, replaying

pytest.importorskip("playwright")
pytestmark = pytest.mark.browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers

APP, HTTP_APP = "https://app.example.com", "http://app.example.com"


def reply(asked: Asked) -> bytes:
    """Answer by the path: what its words ask for."""
    words = asked.target.strip("/").split("/")
    origin = asked.header("origin") or ""
    headers: list[tuple[str, str]] = []
    if "star" in words:
        headers.append(("Access-Control-Allow-Origin", "*"))
    if "mirror" in words:
        headers += [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true")]
    if "other" in words:
        headers.append(("Access-Control-Allow-Origin", "https://other.example"))
    if "all" in words:
        headers += [
            ("Access-Control-Allow-Methods", "PUT, DELETE"),
            ("Access-Control-Allow-Headers", "x-a, content-type"),
        ]
    if "away" in words:
        return raw("302", (*headers, ("Location", "/star")))
    return raw("405" if asked.is_preflight and "405" in words else "200", tuple(headers))


@pytest.fixture(scope="module")
def server() -> Iterator[Replay]:
    with replaying(reply) as running:
        yield running


X_A: Headers = (("X-A", "1"),)
CASES = [
    ("star", HTTP_APP, "GET", (), "same-origin", None),
    ("mirror", HTTP_APP, "GET", (), "include", None),
    ("none", HTTP_APP, "GET", (), "omit", None),
    ("mirror", "null", "GET", (), "include", None),
    ("star/all", HTTP_APP, "PUT", X_A, "omit", "json"),
    ("star/all/405", HTTP_APP, "PUT", (), "omit", None),
    ("star/away", HTTP_APP, "GET", (), "omit", None),
    ("star/all", HTTP_APP, "patch", (), "omit", None),
    ("star", "https://app.example.com", "GET", (), "omit", None),  # 127.0.0.1 is no mixed content
]  # fmt: skip


def test_verdicts_agree(server: Replay) -> None:
    requests = [
        FetchRequest(f"http://127.0.0.1:{server.port}/{path}", origin, method, headers, credentials, body)  # type: ignore[arg-type]  # a table's columns
        for path, origin, method, headers, credentials, body in CASES
    ]
    base = f"http://127.0.0.1:{server.port}"
    requests += [
        FetchRequest(f"{base}/none", HTTP_APP, "POST", body="text", upload_listener=True),
        FetchRequest(f"{base}/none", HTTP_APP, "POST", body="json", beacon=True),
        FetchRequest(f"{base}/mirror/all", HTTP_APP, "POST", body="json", beacon=True),
        FetchRequest("http://127.0.0.1:9/", HTTP_APP),
        FetchRequest("http://api.example.com/", APP),
    ]
    verdicts = list(
        explain_all([WhyRequest(one) for one in requests], Connection(), Limits(send_unsafe=True))
    )
    with RealBrowser("chromium", Connection()) as browser:
        for request, verdict in zip(requests, verdicts, strict=True):
            assert isinstance(verdict, Verdict)
            seen = browser.observe(request._replace(send_unsafe=True), verdict)
            assert seen.agrees is True, (request, verdict.result, seen)
            if verdict.step and seen.result == "blocked" and not request.beacon:
                assert verdict.browsers.chrome in (seen.error, None) or str(seen.error).startswith("net::"), (
                    seen
                )


def test_a_request_that_may_change_something_ends_after_its_preflight(server: Replay) -> None:
    base = f"http://127.0.0.1:{server.port}"
    requests = [
        FetchRequest(f"{base}/star/all", HTTP_APP, "PUT", X_A),
        FetchRequest(f"{base}/star", HTTP_APP, "DELETE"),
        FetchRequest(f"{base}/mirror/all", HTTP_APP, "POST", body="json", beacon=True),
        FetchRequest(f"{base}/star/all", HTTP_APP, "GET", X_A, preflight_only=True),
    ]
    limits = Limits(probe=False)
    verdicts = [
        one for request in requests for one in explain_all([WhyRequest(request)], Connection(), limits)
    ]
    with RealBrowser("chromium", Connection()) as browser:
        server.asked.clear()
        seen = []
        for request, verdict in zip(requests, verdicts, strict=True):
            assert isinstance(verdict, Verdict)
            verdict = verdict if not request.preflight_only else verdict._replace(result="preflight_passed")  # noqa: PLW2901
            seen.append(browser.observe(request, verdict))
    assert [one.result for one in seen] == [
        "preflight_passed",
        "blocked",
        "preflight_passed",
        "preflight_passed",
    ]
    assert [one.agrees for one in seen] == [True] * 4
    assert {asked.method for asked in server.asked} == {"OPTIONS"}


def test_the_sentence_of_the_console_is_next_to_ours(server: Replay) -> None:
    url = f"http://127.0.0.1:{server.port}/none"
    reported = corscheck("why", url, "--origin", HTTP_APP, "--browser", "chromium", "--output-format", "json")
    found = json.loads(reported.stdout)["browser"]
    assert (reported.returncode, found["result"], found["agrees"]) == (1, "blocked", True)
    assert found["error"] == "MissingAllowOriginHeader"
    assert found["console"].startswith(
        f"Access to fetch at '{url}' from origin '{HTTP_APP}' has been blocked"
    )
