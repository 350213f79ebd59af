"""What Chrome, Firefox and Safari call a failed check, and which of several failed checks they report.

All three agree on what passes; they differ in the order of their checks. Names: the `corsError` of
Chrome's DevTools protocol (or its net error), the category of Firefox's console message, the text of
WebKit's. Measured in Chromium 156, Firefox ESR 153 and WebKitGTK 2.50.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.fetch.cors import REDIRECT_STATUSES, Problem
from corscheck.fetch.deviations import AUTHORIZATION_UNDER_WILDCARD, Seen, asked_for_in_chromium
from corscheck.fetch.headers import get, values
from corscheck.fetch.mixed_content import is_asked_for_in_chromium
from corscheck.fetch.safelist import SAFELISTED_METHODS
from corscheck.fetch.url import parse, resolve
from corscheck.records import NamedTuple
from corscheck.text import QUOTED, visible

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Headers, Response
    from corscheck.fetch.request import Prepared


class Browsers(NamedTuple):
    """What each browser prints; None where it prints nothing, or what it prints was never measured."""

    chrome: str | None = None
    firefox: str | None = None
    safari: str | None = None


_ORIGIN = ("allow-origin-missing", "allow-origin-wildcard", "allow-origin-mismatch", "allow-credentials")
_REQUEST = ("method", "authorization", "header")

CHROME_ORDER = (
    "redirect", *_ORIGIN, "status", "allow-methods-syntax", "allow-headers-syntax", *_REQUEST,
)  # fmt: skip
FIREFOX_ORDER = (
    *_ORIGIN, "redirect", "status",
    "allow-methods-syntax", "method", "allow-headers-syntax", "authorization", "header",
)  # fmt: skip
SAFARI_ORDER = (
    "redirect", "status", *_ORIGIN, "allow-methods-syntax", "allow-headers-syntax", *_REQUEST,
)  # fmt: skip

# For a preflight, `Preflight` is put before the name.
_CHROME_CORS_CHECK = {
    "allow-origin-missing": "MissingAllowOriginHeader",
    "allow-origin-wildcard": "WildcardOriginNotAllowed",
    "allow-credentials": "InvalidAllowCredentials",
}
_CHROME = {
    "preflight-redirect": "PreflightDisallowedRedirect",
    "preflight-status": "PreflightInvalidStatus",
    "preflight-allow-methods-syntax": "InvalidAllowMethodsPreflightResponse",
    "preflight-allow-headers-syntax": "InvalidAllowHeadersPreflightResponse",
    "preflight-method": "MethodDisallowedByPreflightResponse",
    "preflight-authorization": "HeaderDisallowedByPreflightResponse",
    "preflight-header": "HeaderDisallowedByPreflightResponse",
}
# The response's redirect, by the problem's cause.
_CHROME_REDIRECT = {
    "credentials": "RedirectContainsCredentials",
    "scheme": "CorsDisabledScheme",
    "local-scheme": "net::ERR_UNSAFE_REDIRECT",
    "hops": "net::ERR_TOO_MANY_REDIRECTS",
    "url": "net::ERR_INVALID_REDIRECT",
    "port": "net::ERR_UNSAFE_PORT",
    "several": "net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION",
}
_CHROME_NETWORK = {
    "closed": "net::ERR_EMPTY_RESPONSE",
    "not-http": "net::ERR_INVALID_HTTP_RESPONSE",
    "refused": "net::ERR_CONNECTION_REFUSED",
    "dns": "net::ERR_NAME_NOT_RESOLVED",
    "timeout": "net::ERR_TIMED_OUT",
}
_CHROME_PROXY_AUTHENTICATION = "net::ERR_UNEXPECTED_PROXY_AUTH"

_FIREFOX = {
    "redirect": "CORSExternalRedirectNotAllowed",
    "allow-origin-missing": "CORSMissingAllowOrigin2",
    "allow-origin-wildcard": "CORSNotSupportingCredentials",
    "allow-origin-mismatch": "CORSAllowOriginNotMatchingOrigin",
    "allow-credentials": "CORSMissingAllowCredentials",
    "status": "CORSPreflightDidNotSucceed3",
    "allow-methods-syntax": "CORSInvalidAllowMethod",
    "allow-headers-syntax": "CORSInvalidAllowHeader",
    "method": "CORSMethodNotFound",
    "authorization": "CORSMissingAllowHeaderFromPreflight2",
    "header": "CORSMissingAllowHeaderFromPreflight2",
}
_FIREFOX_SEVERAL = "CORSMultipleAllowOriginNotAllowed"
_FIREFOX_GENERIC = "CORSDidNotSucceed2"
_FIREFOX_WILDCARD = "CORSAllowHeaderFromPreflightDeprecation"
# The message depends on details, or was not measured.
_UNKNOWN = ("malformed", "deadline", "certificate")
# Firefox reads anything that is not HTTP as an HTTP/0.9 answer, which has no headers.
_FIREFOX_NETWORK = {"not-http": "CORSMissingAllowOrigin2"}

_SAFARI_STATUS = "Preflight response is not successful. Status code: {status}"
_SAFARI_ORIGIN = "Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}"
_SAFARI_SEVERAL = "Access-Control-Allow-Origin cannot contain more than one origin."
_SAFARI_WILDCARD = "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true."
_SAFARI = {
    "redirect": _SAFARI_STATUS,
    "status": _SAFARI_STATUS,
    "allow-origin-missing": _SAFARI_ORIGIN,
    "allow-origin-mismatch": _SAFARI_ORIGIN,
    "allow-origin-wildcard": _SAFARI_WILDCARD,
    "allow-credentials": 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".',
    "allow-methods-syntax": "Header Access-Control-Allow-Methods has an invalid value: {methods}",
    "allow-headers-syntax": "Header Access-Control-Allow-Headers has an invalid value: {headers}",
    "method": "Method {name} is not allowed by Access-Control-Allow-Methods.",
    "authorization": "Request header field {name} is not allowed by Access-Control-Allow-Headers.",
    "header": "Request header field {name} is not allowed by Access-Control-Allow-Headers.",
}
_SAFARI_NETWORK = {
    "closed": "Connection terminated unexpectedly",
    "not-http": "Could not parse HTTP response",
}


def name_failure(prepared: Prepared, answer: Answer, problems: tuple[Problem, ...]) -> Browsers:
    """What the browsers print when `answer` has these problems (at least one)."""
    phase = problems[0].step.partition("-")[0]
    if isinstance(answer, Failure):
        if answer.kind in _UNKNOWN:
            return Browsers()
        kind = answer.kind
        chrome = _CHROME_NETWORK.get(kind) if phase == "response" or _asks(prepared) else None
        return Browsers(chrome, _FIREFOX_NETWORK.get(kind, _FIREFOX_GENERIC), _SAFARI_NETWORK.get(kind))
    chrome = _chrome(problems, phase, prepared, answer)
    if problems[0].step == "preflight-network":  # to the other browsers 407 is a status like any other
        problems = (Problem("preflight-status", ""), *problems[1:])
    firefox = _firefox(_first(problems, FIREFOX_ORDER), answer)
    safari = _safari(_first(problems, SAFARI_ORDER), prepared, answer)
    return Browsers(chrome, firefox, safari)


def name_mixed_content(prepared: Prepared) -> Browsers:
    """What the browsers print when the current URL is mixed content; Chromium may ask the user instead."""
    chrome = None if is_asked_for_in_chromium(prepared.url) else "mixed-content"
    return Browsers(chrome, "BlockMixedActiveContent")


def name_success(prepared: Prepared, preflight: Response | None) -> Browsers:
    """What the browsers print about a request that passes."""
    return _name_success(prepared.headers, preflight.headers if preflight else ())


@lru_cache(maxsize=64)  # many requests differ in their URL only
def _name_success(headers: Headers, answered: Headers) -> Browsers:
    warns = AUTHORIZATION_UNDER_WILDCARD.applies(Seen(headers, answered))
    return Browsers(firefox=_FIREFOX_WILDCARD if warns else None)


def _first(problems: tuple[Problem, ...], order: tuple[str, ...]) -> Problem:
    """The problem that a browser reports which checks in this order."""

    def rank(problem: Problem) -> int:
        kind = problem.step.partition("-")[2]
        return order.index(kind) if kind in order else len(order)

    return min(problems, key=rank)


def _asks(prepared: Prepared) -> bool:
    """Whether Chromium sends a preflight; it does not for some headers, or for an idle upload listener."""
    listens = prepared.upload_listener and prepared.body is not None
    names = asked_for_in_chromium(prepared.unsafe_names, prepared.headers)
    return prepared.method not in SAFELISTED_METHODS or listens or prepared.is_preflight or bool(names)


def _chrome(problems: tuple[Problem, ...], phase: str, prepared: Prepared, response: Response) -> str | None:
    if phase == "preflight":
        asked = asked_for_in_chromium(prepared.unsafe_names, prepared.headers)
        problems = tuple(
            problem
            for problem in problems
            if problem.step != "preflight-header" or not set(asked).isdisjoint(problem.names)
        )
        if not problems or not _asks(prepared):
            return None  # it sends the request itself, whose answer is not known
    problem = _first(problems, CHROME_ORDER)
    early = _chrome_before_cors(phase, prepared, response)
    if early is not None:
        return early
    if problem.step == "response-redirect":
        return _CHROME_REDIRECT.get(problem.cause)
    kind = problem.step.partition("-")[2]
    name: str | None = _CHROME_CORS_CHECK.get(kind)
    if kind == "allow-origin-mismatch":
        name = _chrome_mismatch(get(response.headers, "access-control-allow-origin") or "")
    if name is None:
        return _CHROME.get(problem.step)
    return f"Preflight{name}" if phase == "preflight" else name


def _chrome_before_cors(phase: str, prepared: Prepared, response: Response) -> str | None:
    """What fails in Chromium's network stack, before the CORS check."""
    if response.status == 407:
        return _CHROME_PROXY_AUTHENTICATION
    locations = set(values(response.headers, "location"))
    if phase == "preflight" or response.status not in REDIRECT_STATUSES:
        return None
    if len(locations) > 1:
        return _CHROME_REDIRECT["several"]
    broken = any(parse(resolve(location, prepared.url.href)) is None for location in locations)
    return _CHROME_REDIRECT["url"] if broken else None


def _chrome_mismatch(value: str) -> str:
    """Chromium's name depends on whether its URL parser accepts the value, whose bytes it decodes as UTF-8.

    `app.example:8443` is a URL with the scheme `app.example`.
    """
    if "," in value or " " in value:
        return "MultipleAllowOriginValues"
    decoded = value.encode("latin-1", "replace").decode("utf-8", "replace")
    if value != "null" and parse(decoded) is None:
        return "InvalidAllowOriginValue"
    return "AllowOriginMismatch"


def _firefox(problem: Problem, response: Response) -> str | None:
    if len(values(response.headers, "access-control-allow-origin")) > 1:
        return _FIREFOX_SEVERAL
    if problem.step == "response-redirect":
        return _FIREFOX_GENERIC
    return _FIREFOX.get(problem.step.partition("-")[2])


def _safari(problem: Problem, prepared: Prepared, response: Response) -> str | None:
    kind = problem.step.partition("-")[2]
    allowed = get(response.headers, "access-control-allow-origin") or ""
    if kind == "allow-origin-mismatch" and "," in allowed:
        return _SAFARI_SEVERAL
    if kind not in _SAFARI or problem.step == "response-redirect":
        return None
    spelled = {name.lower(): name for name, _ in reversed(prepared.headers)}
    name = problem.names[0] if problem.names else ""
    return _SAFARI[kind].format(
        origin=prepared.origin_header,
        status=response.status,
        name=name if kind == "method" else spelled.get(name, name),
        methods=visible(get(response.headers, "access-control-allow-methods") or "", QUOTED),
        headers=visible(get(response.headers, "access-control-allow-headers") or "", QUOTED),
    )
