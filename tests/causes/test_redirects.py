from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.causes import APP, GET, PUT, URL, always, explained, header, response

if TYPE_CHECKING:
    from corscheck.exchange import Request, Response

ALLOW = f"Access-Control-Allow-Origin: {APP}"


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://login.example/oauth2/authorize?x", "answer 401"),
        ("/login?next=/items", "answer 401"),
        ("https://files.example/x", "Call the final URL (`https://files.example/x`)"),
        ("https://sso.example/x", "answer 401"),
        ("https://id.example/realms/a/protocol/openid-connect/auth", "answer 401"),
        ("https://team.cloudflareaccess.com/cdn-cgi/access/login/x", "answer 401"),
        ("/accounts/login/", "answer 401"),
        ("/Account/Login", "answer 401"),
        ("/items/", f"Call `{URL}/`, with a slash"),
        ("/other", "Call the final URL, `https://api.example/other`"),
        ("https://www.api.example/items", "Call the final URL (`https://www.api.example/items`)"),
    ],
)
def test_a_preflight_that_is_redirected(location: str, words: str) -> None:
    verdict = explained(PUT, always(302, f"Location: {location}"))
    assert (verdict.step, verdict.cause) == ("preflight-redirect", "redirect")
    assert words.lower() in str(verdict.help).lower()
    assert f"302 to `{location}`" in verdict.evidence[0]
    assert not any(problem.help for problem in verdict.also_wrong)


def test_to_https_and_from_a_slash() -> None:
    http = PUT._replace(url="http://api.example/items", origin="http://app.example")
    verdict = explained(http, always(301, "Location: https://api.example/items"))
    assert "http is redirected to https" in str(verdict.help)
    slash = PUT._replace(url=f"{URL}/")
    assert "without the slash" in str(explained(slash, always(308, f"Location: {URL}")).help)


def test_the_target_is_tried_where_it_is_on_the_same_host() -> None:
    def answer(request: Request) -> Response:
        if request.url == URL:
            return response(301, f"Location: {URL}/")
        return response(204, ALLOW, "Access-Control-Allow-Methods: PUT")

    assert f"the preflight to `{URL}/` passes (204)" in explained(PUT, answer).evidence


@pytest.mark.parametrize("last", [(), (ALLOW,), ("Access-Control-Allow-Origin: null", "X: y")])
def test_the_origin_becomes_null_after_another_one(last: tuple[str, ...]) -> None:
    def answer(request: Request) -> Response:
        if request.url == URL:
            return response(
                302, f"Access-Control-Allow-Origin: {APP}", "Location: https://cdn.example/a/b?sig=1"
            )
        return response(200, *last) if header(request, "origin") == "null" else response(500)

    verdict = explained(GET, answer)
    if "Access-Control-Allow-Origin: null" in last:
        assert verdict.result == "allowed"
        return
    assert (verdict.result, verdict.cause) == ("response_blocked", "redirect")
    assert "Access-Control-Allow-Origin: null" not in str(verdict.help)
    assert "`https://cdn.example/a/b`" in str(verdict.help)
    assert "hand that URL out" in str(verdict.help)


def test_a_redirect_that_itself_fails_is_the_cause() -> None:
    verdict = explained(GET, always(302, "Location: https://login.example/login"))
    assert (verdict.step, verdict.cause) == ("response-allow-origin-missing", "redirect")
    assert "401" in str(verdict.help)


def test_what_browsers_do_not_follow() -> None:
    verdict = explained(GET, always(302, ALLOW, "Location: ftp://a.example/"))
    assert (verdict.step, verdict.cause) == ("response-redirect", "redirect")
    assert "http or https URL" in str(verdict.help)
