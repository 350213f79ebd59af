"""CORS52x: the options of later versions."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, fixed, lint, web

METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"

# option, value, findings in 26.37, what the unsafe fixes make of it
POLICY = [
    ("cors_allow_credentials", "yes", [], "yes"),
    ("cors_allow_credentials", "False", [], "False"),
    ("cors_allow_credentials", "include", ["CORS521 error"], "no"),
    ("cors_max_age", "600", [], "600"),
    ("cors_max_age", "1d", [], "1d"),
    ("cors_max_age", "1.5h", [], "1.5h"),
    ("cors_max_age", "1w", ["CORS522 info"], "1d"),
    ("cors_max_age", "-1", ["CORS522 warning"], "0"),
    ("cors_max_age", "one day", ["CORS522 error"], "one day"),
    ("cors_allow_methods", "GET, POST PATCH", [], "GET, POST PATCH"),
    ("cors_allow_methods", "*", ["CORS523 error"], f"{METHODS}"),
    ("cors_allow_methods", "get, *", ["CORS523 error"], "get, POST, PUT, PATCH, DELETE, OPTIONS"),
    ("cors_allow_methods", "* PUT,PATCH", ["CORS523 error"], "GET, POST, DELETE, OPTIONS PUT,PATCH"),
    (
        "cors_allow_methods",
        "PUT, PATCH, DELETE, *",
        ["CORS523 warning"],
        "PUT, PATCH, DELETE, GET, POST, OPTIONS",
    ),
    ("cors_allow_methods", f"{METHODS} *", ["CORS523 warning"], f"{METHODS} *"),
    ("cors_allow_methods", "get,Patch", [], "get,Patch"),
    ("cors_allow_methods", "TRACE", ["CORS523 warning"], "TRACE"),
    ("cors_allow_methods", "connect", ["CORS523 warning"], "connect"),
    ("cors_allow_methods", '"GET"', ["CORS523 warning"], "GET"),
    ("cors_allow_methods", "GET;PUT", ["CORS523 warning"], "GET, PUT"),
    ("cors_allow_methods", "GET|put|PATCH, DELETE", ["CORS523 warning"], "GET, PUT, PATCH, DELETE"),
    ("cors_allow_methods", "GET; PUT;", ["CORS523 warning", "CORS523 warning"], "GET PUT"),
    ("cors_allow_methods", "?", ["CORS523 warning"], "?"),
    ("cors_allow_methods", "purge", [], "purge"),
    ("cors_allow_headers", "Content-Type, x-request-id", [], "Content-Type, x-request-id"),
    ("cors_allow_headers", "*", ["CORS524 error"], "*"),
    ("cors_allow_headers", "*, Authorization", ["CORS524 error"], "*, Authorization"),
    ("cors_allow_headers", "X-*", [], "X-*"),
    (
        "cors_allow_headers",
        "Cookie, Sec-Fetch-Mode",
        ["CORS524 warning", "CORS524 warning"],
        "Cookie, Sec-Fetch-Mode",
    ),
    ("cors_allow_headers", "X-App:", ["CORS524 warning"], "X-App"),
    (
        "cors_allow_headers",
        '["X-App", "X-Tenant"]',
        ["CORS524 warning", "CORS524 warning"],
        "X-App, X-Tenant",
    ),
    ("cors_allow_headers", "X-Žluť", ["CORS524 warning"], "X-Žluť"),
]


@pytest.mark.parametrize(("option", "value", "expected", "after"), POLICY)
def test_policy(option: str, value: str, expected: list[str], after: str) -> None:
    def text(value: str) -> str:
        return web(f"cors = https://a.com\n{option} = {value}")

    assert codes(lint(text(value), NEW), "CORS52") == expected
    assert fixed(text(value), NEW, unsafe=True) == text(after)
    assert codes(lint(text(value)), "CORS52") == []


def test_what_stops_the_service_says_so_only_where_cors_is_on() -> None:
    text = "cors = {}\ncors_max_age = soon"
    assert "the service stops with" in lint(web(text.format("https://a.com")), NEW)[0].message
    assert "the service stops with" not in lint(web(text.format("")), NEW)[0].message


@pytest.mark.parametrize("option", ["cors_allow_methods", "cors_allow_headers"])
def test_a_star_where_cors_is_off_is_an_error_only_once_it_is_on(option: str) -> None:
    found = codes(lint(web(f"cors =\n{option} = *"), NEW), "CORS52")
    assert [one.split()[1] for one in found] == ["warning"]


def test_nothing_is_claimed_of_other_items_of_the_list() -> None:
    (finding,) = lint(web("cors = https://a.com\ncors_allow_headers = X-Two, Content-Type:"), NEW)
    assert "whole answer" not in finding.message
    assert finding.help == "write `Content-Type`"
