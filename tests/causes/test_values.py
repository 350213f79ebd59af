from __future__ import annotations

import pytest

from tests.support.causes import APP, GET, PUT, always, explained

ALLOW = "Access-Control-Allow-Origin: "


@pytest.mark.parametrize(
    ("value", "cause", "word"),
    [
        ("", "origin-value", "not set"),
        ("undefined", "origin-value", "not set"),
        ("None", "origin-value", "not set"),
        ("[object Object]", "origin-value", "not set"),
        ("'*'", "origin-value", "quotes"),
        ('"*"', "origin-value", "quotes"),
        (f"'{APP}'", "origin-value", "quotes"),
        ("${CORS_ORIGIN}", "origin-value", "placeholder"),
        ("$http_origin", "origin-value", "placeholder"),
        ("{{ origin }}", "origin-value", "placeholder"),
        ("%ORIGIN%", "origin-value", "placeholder"),
        ("<your-origin>", "origin-value", "placeholder"),
        (f"{APP}/", "origin-value", "without the slash"),
        ("https://APP.example", "origin-value", "in lower case"),
        (f"{APP}:443", "origin-value", "without the port"),
        (f"{APP}/path", "origin-value", "without a path"),
        ("app.example", "origin-value", "with its scheme"),
        ("//app.example", "origin-value", "exactly"),
        ("https://*.example", "origin-pattern", "pattern"),
        ("*.example", "origin-pattern", "pattern"),
        ("https://app.example:*", "origin-pattern", "pattern"),
        (f"{APP}, https://b.example", "several-origins", "the one origin"),
        (f"{APP} https://b.example", "several-origins", "the one origin"),
        ("*, *", "several-origins", "one place"),
        (f"{APP}, *", "several-origins", "one place"),
        (f"['{APP}']", "origin-value", "brackets"),
        (f'["{APP}", "https://b.example"]', "origin-value", "brackets"),
        ("https://b.example", "origin-not-listed", "Add `https://app.example`"),
        ("http://app.example", "origin-not-listed", "http and https"),
        ("https://app.example:8443", "origin-not-listed", "port"),
        ("null", "origin-value", "has to be"),
    ],
)
def test_access_control_allow_origin(value: str, cause: str, word: str) -> None:
    for request in (GET, PUT):
        verdict = explained(request, always(200, ALLOW + value))
        assert verdict.cause == cause
        assert word in str(verdict.help)
        assert "Access-Control-Allow-Origin" in verdict.evidence[0]
        assert verdict.help == verdict.problems[0].help


def test_two_lines() -> None:
    verdict = explained(GET, always(200, ALLOW + "*", ALLOW + APP))
    assert (verdict.cause, verdict.evidence) == (
        "several-origins",
        (f"the answer has `{ALLOW}*` and `{ALLOW}{APP}`",),
    )
    assert "one place" in str(verdict.help)


def test_credentials() -> None:
    include = GET._replace(credentials="include")
    star = explained(include, always(200, ALLOW + "*"))
    assert star.cause == "wildcard-with-credentials"
    for value in ("True", "false", "true, true"):
        verdict = explained(include, always(200, ALLOW + APP, f"Access-Control-Allow-Credentials: {value}"))
        assert verdict.cause == "credentials-not-allowed"
        assert f"It is `{value}` now" in str(verdict.help)
    missing = explained(include, always(200, ALLOW + APP))
    assert missing.evidence == ("the answer has no Access-Control-Allow-Credentials",)


def test_an_opaque_origin() -> None:
    verdict = explained(GET._replace(origin="file:///x.html"), always(200, ALLOW + APP))
    assert verdict.cause == "opaque-origin"
    assert "http(s)" in str(verdict.help)
    assert "Access-Control-Allow-Origin: null" not in str(verdict.help)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("GET; PUT", "not semicolons: `Access-Control-Allow-Methods: GET, PUT`"),
        ("'GET,PUT'", "without quotes: `Access-Control-Allow-Methods: GET, PUT`"),
        ("GET PUT", "commas: `Access-Control-Allow-Methods: GET, PUT`"),
        ("[GET, PUT]", "commas: `Access-Control-Allow-Methods: GET, PUT`"),
    ],
)
def test_lists(value: str, word: str) -> None:
    verdict = explained(PUT, always(200, ALLOW + "*", f"Access-Control-Allow-Methods: {value}"))
    assert verdict.cause == "list-syntax"
    assert word in str(verdict.help)


def test_quotes_around_headers() -> None:
    request = GET._replace(headers=(("X-A", "1"),))
    for value in ("'x-a'", "'x-a, x-b'", '"x-a"'):
        verdict = explained(request, always(200, ALLOW + "*", f"Access-Control-Allow-Headers: {value}"))
        assert verdict.cause == "list-syntax"
        assert "without quotes: `Access-Control-Allow-Headers: x-a" in str(verdict.help)


def test_headers_that_can_be_left_out() -> None:
    names = (("Cache-Control", "1"), ("X-A", "1"), ("Content-Type", "application/json"))
    lines = (ALLOW + "*", "Access-Control-Allow-Headers: x-b")
    verdict = explained(GET._replace(headers=names), always(200, *lines))
    assert "or leave `cache-control` and `content-type` out" in str(verdict.help)
    posted = explained(GET._replace(method="POST", headers=names), always(200, *lines))
    assert "or leave `cache-control` out" in str(posted.help)


@pytest.mark.parametrize(
    "lines",
    [(), ("Vary: Origin",), ("Allow: GET",), (ALLOW + APP,), ("Content-Type: text/html",), (ALLOW + "'*'",)],
)
@pytest.mark.parametrize("status", [200, 204, 401, 403, 404, 405, 500])
def test_null_is_never_recommended(status: int, lines: tuple[str, ...]) -> None:
    for request in (GET, PUT):
        page = request._replace(origin="null", url="http://api.example/")
        verdict = explained(page, always(status, *lines))
        texts = [verdict.help, *(problem.help for problem in verdict.problems)]
        assert not any("Origin: null" in str(text) or "Add `null`" in str(text) for text in texts)
        assert "null" not in str(verdict.configuration)


@pytest.mark.parametrize(
    ("method", "listed", "cause", "word"),
    [
        ("patch", "PATCH", "method-case", "Write `PATCH` in the page"),
        ("PATCH", "patch", "method-case", "in capitals in Access-Control-Allow-Methods"),
        ("PUT", "GET", "method-not-listed", "Add PUT"),
    ],
)
def test_methods(method: str, listed: str, cause: str, word: str) -> None:
    verdict = explained(
        PUT._replace(method=method), always(200, ALLOW + "*", f"Access-Control-Allow-Methods: {listed}")
    )
    assert verdict.cause == cause
    assert word in str(verdict.help)


def test_allow_is_another_header() -> None:
    verdict = explained(PUT, always(200, ALLOW + "*", "Allow: GET, PUT"))
    assert "`Allow` is another header" in str(verdict.help)
    assert "another header" not in str(explained(PUT, always(200, ALLOW + "*", "Allow: GET")).help)


def test_a_wildcard_in_a_list_with_credentials() -> None:
    lines = (ALLOW + APP, "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Methods: *")
    verdict = explained(PUT._replace(credentials="include"), always(200, *lines))
    assert verdict.cause == "wildcard-with-credentials"


def test_all_missing_headers_are_named_at_once() -> None:
    request = GET._replace(headers=(("X-B", "1"), ("Authorization", "x"), ("X-A", "1")))
    verdict = explained(request, always(200, ALLOW + "*", "Access-Control-Allow-Headers: x-c"))
    assert verdict.help == "Add `authorization`, `x-a` and `x-b` to Access-Control-Allow-Headers."
