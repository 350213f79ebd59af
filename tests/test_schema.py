"""The JSON Schema of the reports; `tests/support/validated.py` validates documents of all tests with it."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from corscheck.causes.catalogue import CAUSES
from corscheck.cli.rule import _json
from corscheck.errors import ErrorKind
from corscheck.fetch.steps import STEPS
from corscheck.fetch.verdict import Result
from corscheck.findings import SEVERITIES
from corscheck.report import Context, render, render_statistics
from corscheck.rules.registry import every_rule
from corscheck.run_report import Outcome
from tests.support.reports import CONTEXT, REPORTS
from tests.support.validated import PATH, check, strict

SCHEMA = json.loads(PATH.read_text())
KINDS = SCHEMA["$defs"]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].endswith("/corscheck/report.schema.json")


def test_its_lists_are_those_of_the_program() -> None:
    assert KINDS["step"]["enum"] == list(STEPS)
    assert KINDS["severity"]["enum"] == list(SEVERITIES)
    assert KINDS["error"]["properties"]["kind"]["enum"] == list(get_args(ErrorKind))
    assert KINDS["check"]["properties"]["outcome"]["enum"] == list(get_args(Outcome))
    assert KINDS["why"]["properties"]["result"]["enum"] == list(get_args(Result))


@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_valid(name: str) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(render("json", REPORTS[name], CONTEXT)))


def test_statistics_and_rules_are_valid() -> None:
    validator = Draft202012Validator(SCHEMA)
    validator.validate(json.loads(render_statistics("json", REPORTS["incomplete"], CONTEXT)))
    document = json.loads(_json(every_rule(), CAUSES))
    validator.validate(document)
    del document["rules"][0]["severity"]
    assert list(validator.iter_errors(document))


@pytest.mark.parametrize(
    ("member", "value"), [("version", 2), ("findings", None), ("errors", [{}]), ("routes", [{"callable": 1}])]
)
def test_mistakes_are_found(member: str, value: object) -> None:
    document = json.loads(render("json", REPORTS["live"], Context()))
    assert not list(Draft202012Validator(SCHEMA).iter_errors(document))
    assert list(Draft202012Validator(SCHEMA).iter_errors({**document, member: value}))


def test_members_of_later_versions_are_tolerated_by_readers_and_not_by_the_tests() -> None:
    document = {**json.loads(render("json", REPORTS["lint"], Context())), "later": 1}
    Draft202012Validator(SCHEMA).validate(document)
    with pytest.raises(AssertionError, match="later"):
        check("report", document)
    assert strict({"properties": {"a": {}}})["additionalProperties"] is False
