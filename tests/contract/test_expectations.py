"""What an `[[expect]]` table means, and that nothing is sent without permission."""

from __future__ import annotations

from typing import Any

import pytest

from corscheck.contract.expectations import Expectation, decided, expectation, policy_cases
from corscheck.errors import UsageProblem
from corscheck.fetch.algorithm import Fetch
from corscheck.source import Source

PUT = Expectation("https://app.example.com", "/api/x", "PUT", ("content-type",))
SOURCE = Source("\n[[expect]]\n", "corscheck.toml")


def test_a_table_becomes_a_case_at_its_place() -> None:
    span = SOURCE.span(1, 11)
    tables = [PUT._replace(at=span), PUT._replace(result="block", step="preflight-status")]
    one, two = policy_cases(list(map(decided, tables)), "web", "http://127.0.0.1:1/")
    assert (one.at, two.at) == (span, None)
    assert one.request.url == "http://127.0.0.1:1/api/x"
    assert one.request.headers == (("content-type", "application/json"),)
    assert (one.expected, two.expected, two.step) == ("allow", "block", "preflight-status")
    assert one.request.preflight_only
    assert one.id != two.id


def test_what_contradicts_itself() -> None:
    with pytest.raises(ValueError, match="`step` says where a request is blocked"):
        expectation(origin="https://a.example", path="/", step="preflight-status")


METHODS = (
    "GET",
    "get",
    "HEAD",
    "POST",
    "post",
    "PUT",
    "PATCH",
    "patch",
    "DELETE",
    "OPTIONS",
    "PURGE",
    "TRACE",
)


@pytest.mark.parametrize("send", [None, True, False])
@pytest.mark.parametrize("headers", [(), ("content-type",), ("accept",)])
@pytest.mark.parametrize("method", METHODS)
def test_only_safe_methods_are_sent_unless_that_is_allowed(
    method: str, headers: tuple[str, ...], *, send: bool | None
) -> None:
    table = PUT._replace(method=method, headers=headers, send=send)
    for allowed in (False, True):
        for own in (False, True):
            try:
                expected = decided(table._replace(send_unsafe=own), send_unsafe=allowed)
            except UsageProblem:
                assert send is False or not (allowed or own)
                continue
            (case,) = policy_cases([expected], "web", "http://h")
            assert case.request.preflight_only is not expected.send
            if not (allowed or own):
                assert not case.request.send_unsafe
                assert not expected.send or method.upper() in ("GET", "HEAD", "OPTIONS")
            nothing = Fetch(case.request).next() is None
            assert not nothing or method == "TRACE", "there is something to try"


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"method": "GET", "headers": ()}, True),
        ({"method": "get", "headers": ()}, True),
        ({"method": "HEAD", "headers": ("x-a",)}, True),
        ({"method": "GET", "send": False}, False),
        ({}, False),
        ({"send_unsafe": True}, True),
        ({"send_unsafe": True, "send": False}, False),
    ],
)
def test_whether_the_request_itself_is_sent(fields: dict[str, Any], *, sent: bool) -> None:
    (case,) = policy_cases([decided(PUT._replace(**fields))], "web", "http://h")
    assert case.request.preflight_only is not sent


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        (
            {"method": "POST", "headers": ()},
            ['`headers = ["content-type"]`', "--send-unsafe", "this POST without"],
        ),
        ({"method": "post", "headers": ("accept",)}, ['`headers = ["content-type"]`', "--send-unsafe"]),
        (
            {"method": "POST", "headers": (), "send": True},
            ["leave `send` out", '`headers = ["content-type"]`'],
        ),
        ({"send": True}, ["`send = true` sends a PUT", "`send-unsafe = true`", "leave `send` out"]),
        ({"method": "GET", "headers": (), "send": False}, ["with `send = false` nothing is tried"]),
    ],
)
def test_what_may_not_be_sent_is_refused_with_what_to_do(fields: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(UsageProblem) as error:
        decided(PUT._replace(at=SOURCE.span(1, 11), **fields))
    assert str(error.value).startswith("corscheck.toml:2: ")
    for part in parts:
        assert part in str(error.value)


def test_a_request_that_no_browser_makes_is_not_a_mistake_of_the_table() -> None:
    assert decided(PUT._replace(method="TRACE", headers=(), result="block")).send is False


def test_mixed_content_is_expected_only_where_a_table_names_that_step() -> None:
    blocked = PUT._replace(result="block", step="mixed-content")
    (named,) = policy_cases([decided(blocked)], "web", "http://api.example")
    (other,) = policy_cases([decided(PUT)], "web", "http://api.example")
    fetch = Fetch(named.request)
    assert (fetch.result, fetch.problems[0].step) == ("request_rejected", "mixed-content")
    assert Fetch(other.request).next() is not None
