"""Causes in what the page sends, or asks the browser for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence
from corscheck.exchange import values_of
from corscheck.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Collection

    from corscheck.causes.case import Case
    from corscheck.fetch.cors import Problem
    from corscheck.fetch.verdict import Verdict

# Names that tracing and monitoring code of pages adds, and how to turn that off.
_TRACING = {
    "traceparent": "OpenTelemetry: `propagateTraceHeaderCorsUrls`; Sentry: `tracePropagationTargets`",
    "tracestate": "OpenTelemetry: `propagateTraceHeaderCorsUrls`; Sentry: `tracePropagationTargets`",
    "baggage": "Sentry: `tracePropagationTargets`; OpenTelemetry: `propagateTraceHeaderCorsUrls`",
    "sentry-trace": "Sentry: `tracePropagationTargets`",
    "b3": "OpenTelemetry: `propagateTraceHeaderCorsUrls`",
    "uber-trace-id": "Jaeger: the list of URLs that get the header",
    "request-id": "Application Insights: `correlationHeaderExcludedDomains`",
    "request-context": "Application Insights: `correlationHeaderExcludedDomains`",
    "newrelic": "New Relic: `distributed_tracing.allowed_origins`",
    "elastic-apm-traceparent": "Elastic APM: `distributedTracingOrigins`",
    "x-datadog-trace-id": "Datadog: `allowedTracingUrls`",
    "x-datadog-parent-id": "Datadog: `allowedTracingUrls`",
    "x-datadog-origin": "Datadog: `allowedTracingUrls`",
    "x-datadog-sampling-priority": "Datadog: `allowedTracingUrls`",
    "x-highlight-request": "Highlight: `tracingOrigins`",
    **dict.fromkeys(
        ("x-b3-traceid", "x-b3-spanid", "x-b3-sampled", "x-b3-parentspanid"),
        "OpenTelemetry: `propagateTraceHeaderCorsUrls`",
    ),
}

_SPARE = frozenset(("cache-control", "pragma", "if-modified-since", "x-requested-with", "expires"))
"""Headers that libraries and habits add, and that a server seldom reads."""


def refused_request(verdict: Verdict, problem: Problem) -> Evidence:
    """The cause where a browser sends nothing."""
    if problem.step == "mixed-content":
        return Evidence("mixed-content", (f"the page is {verdict.origin}, the target {verdict.url}",))
    return Evidence("request-refused")


def by_headers(case: Case) -> Evidence | None:
    """Headers that belong into the answer, or not into a request to this server."""
    if case.problem.step not in ("preflight-header", "preflight-authorization", "preflight-status"):
        return None
    names = case.problem.names or case.prepared.unsafe_names
    own = [name for name in names if name.startswith("access-control-")]
    if own:
        help_ = (
            f"Take {listed(own)} out of the request: these are headers of the server's answer, and each of"
            " them is one more that a preflight has to ask for."
        )
        return Evidence("cors-headers-in-request", (f"the page sends {listed(own)}",), help_)
    tracing = [name for name in names if name in _TRACING]
    if tracing and (case.kind == "header" or _status_says_headers(case)):
        what = "; ".join(dict.fromkeys(tool for name in tracing for tool in _TRACING[name].split("; ")))
        come = "come" if len(tracing) > 1 else "comes"
        help_ = (
            f"Keep the page's tracing code from adding {listed(tracing)} to requests to"
            f" {case.prepared.url.origin} ({what}); or, where the server is yours, allow these headers:"
            f" `Access-Control-Allow-Headers: {', '.join(names)}`."
        )
        return Evidence("tracing-header", (f"{listed(tracing)} {come} from tracing code in the page",), help_)
    return None


def _status_says_headers(case: Case) -> bool:
    return any(problem.step == "preflight-header" for problem in case.verdict.also_wrong)


def without(case: Case, names: Collection[str]) -> str:
    """Which of the headers the page can leave out, as the end of a sentence; empty for none."""
    bodiless = case.prepared.method in ("GET", "HEAD")
    spare = [name for name in names if name in _SPARE or (name == "content-type" and bodiless)]
    return f"; or leave {listed(sorted(spare))} out of the request, which seldom needs it" if spare else ""


def avoidable(case: Case) -> str:
    """What the page could do to need no preflight, where that is possible; else empty."""
    prepared = case.prepared
    if prepared.method != "POST" or prepared.upload_listener or prepared.unsafe_names != ("content-type",):
        return ""
    sent = next(iter(values_of(prepared.headers, "content-type")), "")
    return (
        f"With `Content-Type: text/plain` in place of {quoted(sent)} no preflight is needed; the body may"
        " stay JSON where the server reads it so."
    )
