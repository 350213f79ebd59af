from __future__ import annotations

from typing import Any

import pytest

from corscheck.contract.expectations import policy_cases, read_expectations
from corscheck.errors import UsageProblem
from corscheck.source import Source

PUT = {
    "origin": "https://app.example.com",
    "path": "/api/x",
    "method": "PUT",
    "headers": ["content-type"],
    "result": "allow",
}


def test_a_table_becomes_a_case_at_its_place() -> None:
    source = Source('[[service]]\nconfig = "a"\n\n[[expect]]\n# …\n [[ expect ]]\n', "corscheck.toml")
    expectations = read_expectations([PUT, {**PUT, "result": "block", "step": "preflight-status"}], source)
    one, two = policy_cases(expectations, "web", "http://127.0.0.1:1/")
    assert [case.at.line for case in (one, two) if case.at is not None and hasattr(case.at, "line")] == [4, 6]
    assert one.request.url == "http://127.0.0.1:1/api/x"
    assert one.request.headers == (("content-type", "application/json"),)
    assert (one.expected, two.expected, two.step) == ("allow", "block", "preflight-status")
    assert one.request.preflight_only
    assert one.id != two.id


def test_tables_of_pyproject_have_places_too_and_doubtful_ones_none() -> None:
    source = Source("[[tool.corscheck.expect]]\n", "pyproject.toml")
    assert read_expectations([PUT], source)[0].at is not None
    assert read_expectations([PUT, PUT], source)[0].at is None
    assert read_expectations([PUT])[0].at is None


@pytest.mark.parametrize(
    ("table", "sent", "unsafe"),
    [
        ({"method": "GET", "headers": []}, True, True),
        ({"method": "HEAD", "headers": ["x-a"]}, True, True),
        ({"method": "GET", "send": False}, False, False),
        ({"method": "POST", "headers": [], "send": True}, True, True),
        ({}, False, False),
    ],
)
def test_what_needs_no_preflight_is_really_sent(table: dict[str, Any], *, sent: bool, unsafe: bool) -> None:
    (case,) = policy_cases(read_expectations([{**PUT, **table}]), "web", "http://h")
    assert case.request.preflight_only is not sent
    assert case.request.send_unsafe is unsafe


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"origin": None}, "`origin` must be a text"),
        ({"orgin": "x"}, "unknown key `orgin`; did you mean `origin`?"),
        ({"result": "allowed"}, "`result` cannot be `allowed`; did you mean `allow`?"),
        ({"result": "block", "step": "preflight-stats"}, "did you mean `preflight-status`?"),
        ({"step": "preflight-status"}, "`step` says where a request is blocked"),
        ({"credentials": "yes"}, "`credentials` cannot be `yes`"),
        ({"headers": "x-a"}, "`headers` must be a list of texts"),
        ({"headers": [1]}, "`headers` must be a list of texts"),
        ({"send": "yes"}, "`send` must be true or false"),
        ({"path": "api"}, "`path` must begin with `/`"),
        ({"origin": "app.example.com"}, "did you mean `https://app.example.com`?"),
        ({"origin": "*", "result": "block"}, "`origin` cannot be `*`: "),
        ({"method": "POST", "headers": []}, "needs `send = true`"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(table: dict[str, Any], message: str) -> None:
    source = Source("\n[[expect]]\n", "corscheck.toml")
    with pytest.raises(UsageProblem) as error:
        read_expectations([{**PUT, **table}], source)
    assert str(error.value).startswith("corscheck.toml:2: ")
    assert message in str(error.value)


@pytest.mark.parametrize("key", ["origin", "path", "result"])
def test_what_must_be_there_must_be_there(key: str) -> None:
    with pytest.raises(UsageProblem, match=f"number 1: `{key}` is missing"):
        read_expectations([{name: value for name, value in PUT.items() if name != key}])


def test_a_request_that_no_browser_makes_is_no_mistake_of_the_table() -> None:
    assert read_expectations([{**PUT, "method": "TRACE", "headers": [], "result": "block"}])
