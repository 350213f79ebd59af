from __future__ import annotations

import json

from corscheck.exchange import Failure, Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.request import FetchRequest
from corscheck.report.why_json import why_document

FIELDS = [
    "id", "url", "origin", "method", "credentials", "result", "source", "cause", "evidence", "configuration",
    "browser",
    "preflight_needed", "preflight_reasons", "preflight_sent", "request_sent", "step", "message", "help",
    "also_wrong", "notes", "exposed_headers", "browsers", "preflight", "response", "layer", "curl", "fetch",
]  # fmt: skip


def test_a_blocked_one() -> None:
    request = FetchRequest("https://api.example/x", "https://app.example", "PUT", id={"any": [1]})
    found = why_document(why(request, lambda _: Response(405, (("Server", "nginx"),), "Nope")))
    assert list(found) == FIELDS
    assert json.loads(json.dumps(found)) == found
    assert (found["id"], found["result"]) == ({"any": [1]}, "preflight_blocked")
    assert found["preflight_reasons"] == ["The method `PUT` is not `GET`, `HEAD` or `POST`."]
    assert [problem["step"] for problem in found["also_wrong"]] == ["preflight-status", "preflight-method"]
    assert set(found["also_wrong"][0]) == {"step", "message", "help"}
    assert found["browsers"] == {
        "chrome": "PreflightMissingAllowOriginHeader",
        "firefox": "CORSMissingAllowOrigin2",
        "safari": "Preflight response is not successful. Status code: 405",
    }
    assert found["layer"] == {"kind": "proxy", "name": "nginx", "evidence": ["server: nginx"]}
    sent = found["preflight"]["request"]
    assert (sent["method"], sent["url"]) == ("OPTIONS", "https://api.example/x")
    assert ["Origin", "https://app.example"] in sent["headers"]
    assert {key: found["preflight"][key] for key in ("status", "reason", "headers", "failure")} == {
        "status": 405,
        "reason": "Nope",
        "headers": [["Server", "nginx"]],
        "failure": None,
    }
    assert found["response"] is None


def test_no_answer() -> None:
    found = why_document(
        why(
            FetchRequest("https://api.example/", "null"), lambda _: Failure("dns", "no such name", attempts=3)
        )
    )
    assert found["response"]["failure"] == {"kind": "dns", "message": "no such name"}
    assert found["response"]["attempts"] == 3
    assert (found["response"]["status"], found["response"]["headers"], found["preflight"]) == (None, [], None)
    assert found["layer"] is None


def test_what_was_not_sent() -> None:
    found = why_document(why(FetchRequest("https://api.example/", "null", "POST"), lambda _: Response(200)))
    assert (found["result"], found["step"]) == ("not_tested", None)
    assert (found["request_sent"], found["response"]) == (False, None)
    assert found["message"].startswith(
        "This request needs no preflight, so that only its own answer decides."
    )
    found = why_document(
        why(FetchRequest("http://api.example/", "https://a.example"), lambda _: Response(200))
    )
    assert (found["result"], found["step"]) == ("request_rejected", "mixed-content")
    assert found["browsers"] == {
        "chrome": "mixed-content",
        "firefox": "BlockMixedActiveContent",
        "safari": None,
    }
    assert (found["source"], found["cause"], found["evidence"], found["browser"]) == ("sent", None, [], None)


def test_allowed() -> None:
    answer = Response(200, (("Access-Control-Allow-Origin", "*"), ("Expires", "0")))
    found = why_document(why(FetchRequest("https://api.example/", "null"), lambda _: answer))
    assert (found["exposed_headers"], found["step"], found["notes"]) == (["expires"], None, [])
    assert json.loads(json.dumps(found)) == found
