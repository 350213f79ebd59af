from __future__ import annotations

import pytest

from tests.support.causes import APP, GET, JSON, PUT, URL, always, explained

STAR = "Access-Control-Allow-Origin: *"


@pytest.mark.parametrize(
    "name",
    ["Access-Control-Allow-Origin", "access-control-allow-headers", "Access-Control-Allow-Credentials"],
)
def test_headers_of_the_answer_in_the_request(name: str) -> None:
    verdict = explained(
        GET._replace(headers=((name, "*"),)), always(200, STAR, "Access-Control-Allow-Headers: content-type")
    )
    assert (verdict.step, verdict.cause) == ("preflight-header", "cors-headers-in-request")
    assert f"Take `{name.lower()}` out of the request" in str(verdict.help)


def test_they_are_noted_where_something_else_is_the_cause() -> None:
    request = GET._replace(headers=(("Access-Control-Allow-Origin", "*"),))
    for probe in (True, False):
        verdict = explained(request, always(405), probe=probe)
        assert verdict.cause == "options-not-handled"
        assert any(
            "`access-control-allow-origin`" in note and "Take it out" in note for note in verdict.notes
        )
        assert not any("Take it out" in note for note in explained(PUT, always(405), probe=probe).notes)


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (("traceparent", "baggage"), "tracePropagationTargets"),
        (("sentry-trace", "baggage"), "tracePropagationTargets"),
        (("traceparent", "tracestate"), "propagateTraceHeaderCorsUrls"),
        (("x-datadog-trace-id", "x-datadog-origin"), "allowedTracingUrls"),
        (("Request-Id",), "correlationHeaderExcludedDomains"),
        (("newrelic",), "allowed_origins"),
        (("x-b3-traceid",), "propagateTraceHeaderCorsUrls"),
    ],
)
def test_headers_of_tracing_code(names: tuple[str, ...], word: str) -> None:
    request = GET._replace(headers=tuple((name, "1") for name in names))
    verdict = explained(request, always(200, STAR, "Access-Control-Allow-Headers: authorization"))
    assert verdict.cause == "tracing-header"
    assert word in str(verdict.help)
    assert all(name.lower() in str(verdict.help) for name in names)


def test_other_headers_are_not_on_the_list() -> None:
    request = GET._replace(headers=(("X-Trace", "1"),))
    assert explained(request, always(200, STAR)).cause == "header-not-listed"


def test_what_a_browser_refuses() -> None:
    assert explained(GET._replace(method="TRACE"), always(200)).cause == "request-refused"
    assert explained(GET._replace(url="https://u:p@api.example/"), always(200)).cause == "request-refused"
    mixed = explained(GET._replace(url="http://api.example/"), always(200))
    assert (mixed.step, mixed.cause) == ("mixed-content", "mixed-content")
    assert mixed.evidence == (f"the page is {APP}, the target http://api.example/",)


def test_a_preflight_that_can_be_avoided() -> None:
    assert "text/plain" in str(explained(JSON, always(405)).help)
    assert "text/plain" not in str(explained(JSON._replace(headers=(("X-A", "1"),)), always(405)).help)
    assert "text/plain" not in str(explained(PUT, always(405)).help)
    assert "your own server" in str(explained(PUT, always(405)).help)
    assert URL in str(explained(PUT, always(405)).curl)
