"""How tools write that a request failed."""

from __future__ import annotations

from typing import Any

import pytest

from corscheck.paste.har_failures import recorded_failure, says_that_nothing_failed, status_of

SAFARI = "Origin https://a.example is not allowed by Access-Control-Allow-Origin."


@pytest.mark.parametrize(
    ("entry", "meaning", "kind"),
    [
        ({"response": {"status": 0, "_error": "net::ERR_FAILED"}}, "blocked", ""),  # DevTools
        ({"response": {"status": 400, "_error": "net::ERR_FAILED"}}, "blocked", ""),
        ({"response": {"status": -1, "_failureText": "net::ERR_FAILED"}}, "blocked", ""),  # Playwright
        ({"response": {"status": -1, "_failureText": "NS_ERROR_DOM_BAD_URI"}}, "blocked", ""),  # with Firefox
        ({"response": {"status": 0}, "_error": "net::ERR_FAILED"}, "blocked", ""),
        ({"response": {"status": 200, "_error": SAFARI}}, "blocked", ""),
        ({"response": {"status": 0, "_error": "net::ERR_NAME_NOT_RESOLVED"}}, "connection", "dns"),
        ({"response": {"status": 0, "_error": "net::ERR_CONNECTION_REFUSED"}}, "connection", "refused"),
        ({"response": {"status": 0, "_error": "net::ERR_CERT_AUTHORITY_INVALID"}}, "connection", "tls"),
        ({"response": {"status": 0, "_error": "net::ERR_EMPTY_RESPONSE"}}, "connection", "closed"),
        ({"response": {"status": 0, "_error": "net::ERR_TIMED_OUT"}}, "connection", "timeout"),
        ({"response": {"status": 0, "_error": "NS_ERROR_NET_RESET"}}, "connection", "closed"),
        ({"response": {"status": 200, "_error": "net::ERR_HTTP2_PROTOCOL_ERROR"}}, "connection", "network"),
        ({"response": {"status": -1, "_failureText": "mixed-content"}}, "policy", "mixed-content"),
        ({"response": {"_error": "net::ERR_BLOCKED_BY_CSP"}}, "policy", "content-security-policy"),
        ({"response": {"status": 0, "_error": "net::ERR_UNSAFE_PORT"}}, "policy", "unsafe-port"),
        (
            {"response": {"_error": "net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS"}},
            "policy",
            "local-network-access",
        ),
        ({"response": {"status": 0, "_error": "net::ERR_ABORTED"}}, "not-cors", ""),
        ({"response": {"status": 0, "_error": "net::ERR_BLOCKED_BY_CLIENT"}}, "not-cors", ""),
        ({"response": {"status": 0, "_error": ""}}, "unknown", ""),  # DevTools, of mixed content
        ({"response": {"status": 0, "_charlesStatus": ""}, "_charlesStatus": "FAILED"}, "unknown", ""),
        ({"response": {"status": 0}}, "unknown", ""),  # Firefox, ZAP
        ({"response": {"status": None}}, "unknown", ""),
        ({"response": {}}, "unknown", ""),
        ({}, "unknown", ""),
    ],
)  # fmt: skip
def test_failures(entry: dict[str, Any], meaning: str, kind: str) -> None:
    failure = recorded_failure(entry)
    assert failure is not None
    assert (failure.meaning, failure.kind) == (meaning, kind)


def test_an_answer_is_not_a_failure_whatever_its_status() -> None:
    for status in (200, 404, 500, "204"):
        assert recorded_failure({"response": {"status": status, "_error": None}}) is None


@pytest.mark.parametrize(
    ("status", "is_"),
    [(200, 200), ("404", 404), (0, 0), (-1, 0), (True, 0), (None, 0), ("", 0), ("²", 0), (2e2, 0), (1000, 0)],
)
def test_status(status: object, is_: int) -> None:
    assert status_of({"response": {"status": status}}) == is_


def test_only_tools_that_know_say_that_nothing_failed() -> None:
    assert says_that_nothing_failed({"response": {"status": 200, "_error": None}}, "WebInspector")
    assert says_that_nothing_failed({"response": {"status": 200}}, "Playwright")
    assert not says_that_nothing_failed({"response": {"status": 200}}, "Firefox")
    assert not says_that_nothing_failed({"response": {"status": 200, "_error": "net::ERR_FAILED"}}, "")
    assert not says_that_nothing_failed({"response": {"status": -1}}, "Playwright")
