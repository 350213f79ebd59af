"""A baseline knows findings again after edits elsewhere, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corscheck.baseline import Key, collect, compare, decode, encode
from corscheck.errors import UsageProblem
from tests.support.linting import lint, web

TEXT = web("cors = *\ncors_preflight_paths = a, b, /c?d")


def test_nothing_is_new_at_first() -> None:
    findings = lint(TEXT)
    compared = compare(findings, collect(findings))
    assert (compared.new, compared.known, compared.stale) == ([], findings, {})


def test_edits_elsewhere_change_nothing() -> None:
    baseline = collect(lint(TEXT))
    moved = TEXT.replace("[web]", "# more\n\n[web]").replace(
        "cors_preflight_paths =", "cors_preflight_paths  = "
    )
    assert compare(lint(moved), baseline).new == []


def test_one_more_on_the_same_line_is_new() -> None:
    baseline = collect(lint(TEXT))
    assert baseline[Key("app.conf", "CORS104", "cors_preflight_paths = a, b, /c?d")] == 2
    baseline[Key("app.conf", "CORS104", "cors_preflight_paths = a, b, /c?d")] = 1
    assert [finding.span.text for finding in compare(lint(TEXT), baseline).new] == ["b"]


def test_another_line_is_new_and_the_old_one_stale() -> None:
    compared = compare(lint(TEXT.replace("a, b, ", "x, ")), collect(lint(TEXT)))
    assert {finding.code for finding in compared.new} == {"CORS104", "CORS116"}
    assert {key.code: count for key, count in compared.stale.items()} == {"CORS104": 2, "CORS116": 1}


def test_through_json() -> None:
    baseline = collect(lint(TEXT))
    assert decode(json.loads(json.dumps(encode(baseline)))) == baseline


def test_order_is_stable() -> None:
    findings = lint(TEXT)
    assert encode(collect(findings)) == encode(collect(findings[::-1]))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"version": 2, "findings": []},
        {"version": 1},
        {"version": 1, "findings": {}},
        {"version": 1, "findings": [1]},
        {"version": 1, "findings": [{"path": "a", "code": "b", "line": "c"}]},
        {"version": 1, "findings": [{"path": 1, "code": "b", "line": "c", "count": 1}]},
        {"version": 1, "findings": [{"path": "a", "code": "b", "line": "c", "count": "1"}]},
    ],
)
def test_what_is_not_a_baseline(data: Any) -> None:
    with pytest.raises(UsageProblem, match="not a baseline file"):
        decode(data)
