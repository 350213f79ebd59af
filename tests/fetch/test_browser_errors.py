"""Which reason each browser names first; `test_recorded.py` has what was measured, this the rest."""

from __future__ import annotations

import pytest

from corscheck.exchange import Answer, Failure, Headers, Response
from corscheck.fetch import browser_errors
from corscheck.fetch.browser_errors import Browsers, name_failure, name_mixed_content, name_success
from corscheck.fetch.checks import judge_preflight, judge_response
from corscheck.fetch.cors import Problem
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared

O = "https://app.example"  # noqa: E741 - the origin, as the recorded tables call it
AO, AC = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
AM, AH = "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"
GENERIC = "CORSDidNotSucceed2"


def prepared(credentials: str = "omit", headers: Headers = (), origin: str = O) -> Prepared:
    found = prepare(FetchRequest("https://api.example/x", origin, "PUT", headers, credentials))  # type: ignore[arg-type]  # a table's word
    assert isinstance(found, Prepared)
    return found


def preflight(request: Prepared, status: int, headers: Headers) -> Browsers:
    answer = Response(status, headers)
    return name_failure(request, answer, judge_preflight(request, answer))


def response(request: Prepared, status: int, headers: Headers) -> Browsers:
    answer = Response(status, headers)
    return name_failure(request, answer, judge_response(request, answer))


def test_each_has_its_own_order() -> None:
    everything = preflight(prepared("include", (("X-A", "1"),)), 405, ((AM, "a b"), (AH, "c d")))
    assert everything == Browsers(
        "PreflightMissingAllowOriginHeader",
        "CORSMissingAllowOrigin2",
        "Preflight response is not successful. Status code: 405",
    )
    redirect = preflight(prepared("include"), 302, (("Location", "/x"), (AO, "*")))
    assert redirect == Browsers(
        "PreflightDisallowedRedirect",
        "CORSNotSupportingCredentials",
        "Preflight response is not successful. Status code: 302",
    )


def test_firefox_asks_for_the_method_before_it_reads_the_headers() -> None:
    found = preflight(prepared(), 204, ((AO, O), (AH, "c d")))
    assert found.firefox == "CORSMethodNotFound"
    assert found.chrome == "InvalidAllowHeadersPreflightResponse"
    assert found.safari == "Header Access-Control-Allow-Headers has an invalid value: c d"
    found = preflight(prepared(), 204, ((AO, O), (AM, "PUT"), (AH, "c\x1bd")))
    assert found.safari == r"Header Access-Control-Allow-Headers has an invalid value: c\x1bd"
    found = preflight(prepared(), 204, ((AO, O), (AM, "a b"), (AM, "c"), (AH, "c d")))
    assert found.firefox == "CORSInvalidAllowMethod"
    assert found.safari == "Header Access-Control-Allow-Methods has an invalid value: a b, c"


def test_credentials_come_before_the_status_except_in_webkit() -> None:
    found = preflight(prepared("include"), 401, ((AO, O),))
    assert (found.chrome, found.firefox) == (
        "PreflightInvalidAllowCredentials",
        "CORSMissingAllowCredentials",
    )
    assert found.safari == "Preflight response is not successful. Status code: 401"
    twice = preflight(prepared("include"), 401, ((AO, O), (AO, O)))
    assert twice.safari == "Preflight response is not successful. Status code: 401"


@pytest.mark.parametrize(
    ("lines", "chrome", "firefox", "safari"),
    [
        (["a, b"], "MultipleAllowOriginValues", "NotMatching", "several"),
        (["a b"], "MultipleAllowOriginValues", "NotMatching", "not allowed"),
        (["http://a,b"], "MultipleAllowOriginValues", "NotMatching", "several"),
        (["http://a\tb"], "AllowOriginMismatch", "NotMatching", "not allowed"),
        ([O, O], "MultipleAllowOriginValues", "Multiple", "several"),
        (["null"], "AllowOriginMismatch", "NotMatching", "not allowed"),
        (["foo"], "InvalidAllowOriginValue", "NotMatching", "not allowed"),
        (["Null"], "InvalidAllowOriginValue", "NotMatching", "not allowed"),
        (["http://[::1"], "InvalidAllowOriginValue", "NotMatching", "not allowed"),
        (["localhost:3000"], "AllowOriginMismatch", "NotMatching", "not allowed"),
        (["127.0.0.1:3000"], "InvalidAllowOriginValue", "NotMatching", "not allowed"),
        (["app.example"], "InvalidAllowOriginValue", "NotMatching", "not allowed"),
        (["https://b.example"], "AllowOriginMismatch", "NotMatching", "not allowed"),
    ],
)
def test_kinds_of_mismatch(lines: list[str], chrome: str, firefox: str, safari: str) -> None:
    names = {
        "NotMatching": "CORSAllowOriginNotMatchingOrigin",
        "Multiple": "CORSMultipleAllowOriginNotAllowed",
    }
    texts = {
        "several": "Access-Control-Allow-Origin cannot contain more than one origin.",
        "not allowed": f"Origin {O} is not allowed by Access-Control-Allow-Origin. Status code: 299",
    }
    headers = tuple((AO, line) for line in lines)
    assert preflight(prepared(), 299, headers) == Browsers(
        f"Preflight{chrome}", names[firefox], texts[safari]
    )
    assert response(prepared(), 299, headers) == Browsers(chrome, names[firefox], texts[safari])


def printed_by_chromium(origin: str, value: str) -> str | None:
    return preflight(prepared(origin=origin), 204, ((AO, value),)).chrome


# Measured in Chromium 156, for a page of `http://app.test:8000`. What comes over the wire is bytes.
@pytest.mark.parametrize(
    ("value", "is_url"),
    [
        ("app.example:8443", True),
        ("app.test:8000", True),
        ("localhost:3000", True),
        ("127.0.0.1:3000", False),
        ("app.example", False),
        ("//app.example", False),
        ("x-y.z+q:r", True),
        ("1a:b", False),
        (":a", False),
        ("a:", True),
        ("https:a.example", True),
        ("https://", False),
        ("https://a:99999", False),
        ("https://*.example.com", True),
        ("*.example.com", False),
        ("https://u:p@a.example", True),
        ("https://a.example;", True),
        ("'https://a.example'", False),
        ("NULL", False),
        ("https://bücher.example".encode().decode("latin-1"), True),
        ("https://bücher.example", False),
        ("https://日本.jp:8443".encode().decode("latin-1"), True),
        ("https://\xff.example", False),
        ("bücher.example:80".encode().decode("latin-1"), False),
        ("café".encode().decode("latin-1"), False),
        ("https://a.example?\xe9", True),
    ],
)
def test_chromium_asks_its_url_parser_about_an_origin(value: str, *, is_url: bool) -> None:
    name = "AllowOriginMismatch" if is_url else "InvalidAllowOriginValue"
    for origin in (O, "http://app.test:8000", "https://app.example:8443"):
        assert printed_by_chromium(origin, value) == f"Preflight{name}"


@pytest.mark.parametrize(
    ("headers", "chrome"),
    [
        ((("User-Agent", "x"),), None),
        ((("USER-AGENT", "x"), ("Save-Data", "On")), None),
        ((("DPR", "2"), ("Viewport-Width", "3")), None),
        ((("DPR", "two"),), "HeaderDisallowedByPreflightResponse"),
        ((("Save-Data", "on"), ("save-data", "off")), "HeaderDisallowedByPreflightResponse"),
        ((("User-Agent", "x"), ("X-A", "1")), "HeaderDisallowedByPreflightResponse"),
        ((("User-Agent", "x"), ("X-Allowed", "1")), None),
    ],
)
def test_chromium_does_not_ask_for_some_headers(headers: Headers, chrome: str | None) -> None:
    """It drops a User-Agent set by script and safelists client hints: nothing of it is about them."""
    request = prepared(headers=headers)
    found = preflight(request, 204, ((AO, O), (AM, "PUT"), (AH, "x-allowed")))
    assert found.chrome == chrome
    assert found.firefox == "CORSMissingAllowHeaderFromPreflight2"
    assert found.safari is not None
    # Nor does it send a preflight where nothing else needs one, so that no other check of it fails.
    simple = request._replace(method="GET")
    others = {name for name, _ in headers} & {"X-A", "X-Allowed"} or chrome
    assert preflight(simple, 405, ()).chrome == ("PreflightMissingAllowOriginHeader" if others else None)
    answer = Failure("refused", "x")
    refused = name_failure(simple, answer, judge_preflight(simple, answer))
    assert refused.chrome == ("net::ERR_CONNECTION_REFUSED" if others else None)
    itself = name_failure(simple, answer, judge_response(simple, answer))
    assert itself.chrome == "net::ERR_CONNECTION_REFUSED"
    with_body = simple._replace(method="POST", body=b"x")
    assert bool(preflight(with_body, 405, ()).chrome) is bool(others)


@pytest.mark.parametrize(("body", "chrome"), [("text", "PreflightMissingAllowOriginHeader"), (None, None)])
def test_chromium_listens_to_no_upload_without_a_body(body: str | None, chrome: str | None) -> None:
    asked = prepare(FetchRequest("https://api.example/x", O, "POST", body=body, upload_listener=True))  # type: ignore[arg-type]  # a table's word
    assert isinstance(asked, Prepared)
    assert preflight(asked, 204, ()).chrome == chrome


def test_a_preflight_that_is_answered_407() -> None:
    """As recorded: to the others it is a status like any other."""
    found = preflight(prepared(), 407, ((AO, O), (AM, "PUT")))
    safari = "Preflight response is not successful. Status code: 407"
    assert found == Browsers("net::ERR_UNEXPECTED_PROXY_AUTH", "CORSPreflightDidNotSucceed3", safari)
    assert preflight(prepared(), 407, ()).firefox == "CORSMissingAllowOrigin2"


@pytest.mark.parametrize(
    ("url", "chrome"),
    [
        ("http://api.example/", "mixed-content"),
        ("http://8.8.8.8/", "mixed-content"),
        ("http://10.0.0.1/", None),
        ("http://192.168.1.2/", None),
        ("http://printer.local/", None),
        ("http://0.0.0.0/", None),
        ("http://[::ffff:127.0.0.1]/", None),
    ],
)
def test_mixed_content(url: str, chrome: str | None) -> None:
    """Measured in Chromium 156: it asks the user where the target is evidently local."""
    asked = prepare(FetchRequest(url, O))
    assert isinstance(asked, Prepared)
    assert name_mixed_content(asked) == Browsers(chrome, "BlockMixedActiveContent")


def test_safari_writes_names_as_the_page_did() -> None:
    request = prepared("omit", (("X-Api-KEY", "1"), ("x-api-key", "2")))
    found = preflight(request, 204, ((AO, O), (AM, "PUT")))
    assert found.safari == "Request header field X-Api-KEY is not allowed by Access-Control-Allow-Headers."
    auth = preflight(prepared("omit", (("AUTHORIZATION", "1"),)), 204, ((AO, O), (AM, "PUT")))
    assert auth == Browsers(
        "HeaderDisallowedByPreflightResponse",
        "CORSMissingAllowHeaderFromPreflight2",
        "Request header field AUTHORIZATION is not allowed by Access-Control-Allow-Headers.",
    )


@pytest.mark.parametrize("kind", ["malformed", "deadline", "certificate"])
def test_nothing_is_claimed_of_what_was_never_measured(kind: str) -> None:
    asked = prepare(FetchRequest("https://api.example/x", O, "PUT"))
    assert isinstance(asked, Prepared)
    for phase in ("preflight", "response"):
        problems = (Problem(f"{phase}-network", "x"),)
        assert name_failure(asked, Failure(kind, "x"), problems) == Browsers()


def test_safari_does_not_take_a_method_for_a_header() -> None:
    asked = prepare(FetchRequest("https://api.example/x", O, "patch", (("Patch", "1"),)))
    assert isinstance(asked, Prepared)
    found = preflight(asked, 204, ((AO, O), (AH, "*")))
    assert found.safari == "Method patch is not allowed by Access-Control-Allow-Methods."


@pytest.mark.parametrize(
    ("kind", "chrome", "firefox", "safari"),
    [
        ("closed", "net::ERR_EMPTY_RESPONSE", GENERIC, "Connection terminated unexpectedly"),
        (
            "not-http",
            "net::ERR_INVALID_HTTP_RESPONSE",
            "CORSMissingAllowOrigin2",
            "Could not parse HTTP response",
        ),
        ("refused", "net::ERR_CONNECTION_REFUSED", GENERIC, None),
        ("dns", "net::ERR_NAME_NOT_RESOLVED", GENERIC, None),
        ("timeout", "net::ERR_TIMED_OUT", GENERIC, None),
        ("tls", None, GENERIC, None),
        ("network", None, GENERIC, None),
    ],
)
def test_no_answer(kind: str, chrome: str | None, firefox: str, safari: str | None) -> None:
    answer: Answer = Failure(kind, "x")
    request = prepared()
    assert name_failure(request, answer, judge_preflight(request, answer)) == Browsers(
        chrome, firefox, safari
    )
    assert name_failure(request, answer, judge_response(request, answer)) == Browsers(chrome, firefox, safari)


# Measured in Chromium 156.
@pytest.mark.parametrize(
    ("cause", "chrome"),
    [
        ("credentials", "RedirectContainsCredentials"),
        ("scheme", "CorsDisabledScheme"),
        ("local-scheme", "net::ERR_UNSAFE_REDIRECT"),
        ("hops", "net::ERR_TOO_MANY_REDIRECTS"),
        ("port", "net::ERR_UNSAFE_PORT"),
    ],
)
def test_redirects(cause: str, chrome: str) -> None:
    problem = Problem("response-redirect", "", cause=cause)
    assert name_failure(prepared(), Response(302, ((AO, O),)), (problem,)) == Browsers(chrome, GENERIC, None)


@pytest.mark.parametrize(
    ("status", "locations", "chrome"),
    [
        (302, ["http://"], "net::ERR_INVALID_REDIRECT"),
        (302, ["http://a:99999/"], "net::ERR_INVALID_REDIRECT"),
        (302, ["/x", "/y"], "net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION"),
        (302, ["/x", "/x"], "AllowOriginMismatch"),
        (302, ["http:///"], "net::ERR_INVALID_REDIRECT"),
        (302, ["//"], "net::ERR_INVALID_REDIRECT"),
        (302, [""], "AllowOriginMismatch"),
        (302, [], "AllowOriginMismatch"),
        (302, ["data:,x"], "AllowOriginMismatch"),
        (200, ["http://"], "AllowOriginMismatch"),
    ],
)
def test_redirects_that_fail_before_the_cors_check(status: int, locations: list[str], chrome: str) -> None:
    headers = ((AO, "https://b.example"), *(("Location", location) for location in locations))
    assert response(prepared(), status, headers).chrome == chrome
    assert (preflight(prepared(), status, headers).chrome or "").startswith("Preflight")


def test_proxy_authentication() -> None:
    found = response(prepared(), 407, ())
    assert found.chrome == "net::ERR_UNEXPECTED_PROXY_AUTH"
    assert found.firefox == "CORSMissingAllowOrigin2"
    assert response(prepared(), 407, ((AO, O),)) == Browsers("net::ERR_UNEXPECTED_PROXY_AUTH")


def test_success() -> None:
    request = prepared("omit", (("Authorization", "x"),))
    assert name_success(request, Response(204, ((AH, "*"),))) == Browsers(
        firefox="CORSAllowHeaderFromPreflightDeprecation"
    )
    assert name_success(request, Response(204, ((AH, "authorization"),))) == Browsers()
    assert name_success(request, None) == Browsers()


def test_every_step_has_a_place_in_every_order() -> None:
    for order in (browser_errors.CHROME_ORDER, browser_errors.FIREFOX_ORDER, browser_errors.SAFARI_ORDER):
        assert sorted(order) == sorted(browser_errors.CHROME_ORDER)
        assert len(set(order)) == len(order)
