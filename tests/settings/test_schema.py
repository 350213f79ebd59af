"""The keys, the types, the JSON Schema that is shipped and `docs/settings.md` say the same."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import corscheck
from corscheck.contract.expectations import Expectation
from corscheck.fetch.steps import JUDGED
from corscheck.report import OUTPUT_FORMATS
from corscheck.settings import Service, Settings
from corscheck.settings.schema import EXPECT, FORMATS, SERVICE, SETTINGS, json_schema
from corscheck.settings.shape import Flag, Headers, Mapped, Mistake, Number, Record, Text, Texts
from tests.settings.test_settings import EVERYTHING

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

HEAD = """\
# Settings

`corscheck.toml`, or `[tool.corscheck]` in `pyproject.toml`: the closest one upwards from each
configuration, never beyond the repository's root, so that a file has the same verdict whatever is named
with it. A file that another one of its repository includes is linted as a part of that one, with the
settings of that one. `exclude` also applies to files that have settings of their own further down; where
there are several values of `output-format`, the one of the working directory's settings counts. `--config
FILE` names one file for all, `--isolated` ignores them all; options take precedence over settings. Keys may
be written with `-` or `_`; an unknown key is an error. Editors take the JSON Schema,
[`corscheck/settings.schema.json`](https://github.com/corscheck/corscheck/blob/main/corscheck/settings.schema.json).
`corscheck show --settings [PATH]` prints which file applies to a path, and every value with the line it
comes from; with `--output-format json` as JSON.
"""


def kind(shape: object) -> str:
    """What a value is, in words."""
    match shape:
        case Text(choices):
            return " ".join(f"`{choice}`" for choice in choices) or "text"
        case Texts():
            return "text or list"
        case Headers() | Number() | Flag():
            return {Headers: "text, list or table", Number: "number", Flag: "true or false"}[type(shape)]
        case Mapped(of):
            return f"table of {kind(of)}"
    return ""


def table(record: Record) -> list[str]:
    """Its keys, those apart that have a table of their own."""
    rows = ["| key | value | meaning |", "| --- | --- | --- |"]
    for name, key in record.keys.items():
        if kind(key.shape):
            required = " Required." if key.required else ""
            rows.append(f"| `{name.replace('_', '-')}` | {kind(key.shape)} | {key.description}{required} |")
    return rows


def test_the_page_is_current(request: pytest.FixtureRequest) -> None:
    lines = [HEAD, *table(SETTINGS)]
    for name, record in (("service", SERVICE), ("expect", EXPECT)):
        lines += ["", f"## `[[{name}]]`", "", SETTINGS.keys[name].description, "", *table(record)]
    text = "\n".join([*lines, ""])
    if request.config.getoption("--update-golden"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text


OTHERWISE = {Settings: {"source"}, Expectation: {"at"}}
"""Fields that no key fills."""


@pytest.mark.parametrize(
    ("record", "kind"), [(SETTINGS, Settings), (SERVICE, Service), (EXPECT, Expectation)]
)
def test_every_key_is_a_field(record: Any, kind: Any) -> None:
    assert set(kind._fields) - set(record.keys) == OTHERWISE.get(kind, set())
    assert set(record.keys) <= set(kind._fields)


def test_formats_are_those_of_the_reports() -> None:
    assert FORMATS == OUTPUT_FORMATS


def test_the_shipped_schema_is_current(request: pytest.FixtureRequest) -> None:
    """`--update-golden` writes it."""
    path = Path(corscheck.__file__).parent / "settings.schema.json"
    text = json.dumps(json_schema(), indent=2) + "\n"
    if request.config.getoption("--update-golden"):
        path.write_text(text)
    assert path.read_text() == text
    jsonschema.Draft7Validator.check_schema(json_schema())


def test_the_schema_accepts_what_is_read_and_refuses_what_is_not() -> None:
    jsonschema.validate(tomllib.loads(EVERYTHING), json_schema())
    for text in ("fail-on = 'warn'", "selct = []", "[[service]]", "[[expect]]\norigin='a'\npath='b'"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomllib.loads(text), json_schema())


PUT = {
    "origin": "https://app.example.com",
    "path": "/api/x",
    "method": "PUT",
    "headers": ["content-type"],
    "result": "allow",
}


@pytest.mark.parametrize(
    ("table", "key", "message"),
    [
        ({"origin": None}, "origin", "must be a text"),
        ({"orgin": "x"}, "orgin", "unknown key; did you mean `origin`?"),
        ({"result": "allowed"}, "result", "cannot be `allowed`; did you mean `allow`?"),
        ({"result": "block", "step": "preflight-stats"}, "step", "did you mean `preflight-status`?"),
        ({"result": "block", "step": "preflight-network"}, "step", "cannot be `preflight-network`"),
        ({"step": "preflight-status"}, None, "`step` says where a request is blocked"),
        ({"credentials": "yes"}, "credentials", "cannot be `yes`"),
        ({"headers": 1}, "headers", "must be a text or a list of texts"),
        ({"headers": [1]}, "headers", "must be a text"),
        ({"send": "yes"}, "send", "must be true or false"),
        ({"path": "api"}, "path", "must begin with `/`"),
        ({"origin": "app.example.com"}, "origin", "did you mean `https://app.example.com`?"),
        ({"origin": "*", "result": "block"}, "origin", "cannot be `*`: "),
    ],
)
def test_what_an_expectation_must_not_be(table: dict[str, Any], key: str | None, message: str) -> None:
    with pytest.raises(Mistake) as error:
        EXPECT.read({**PUT, **table}, ())
    assert error.value.path[:1] == (() if key is None else (key,))
    assert message in str(error.value)


@pytest.mark.parametrize("key", ["origin", "path", "result"])
def test_what_an_expectation_must_have(key: str) -> None:
    with pytest.raises(Mistake, match=f"`{key}` is missing"):
        EXPECT.read({name: value for name, value in PUT.items() if name != key}, ())


@pytest.mark.parametrize("step", JUDGED)
def test_every_step_can_be_expected(step: str) -> None:
    assert EXPECT.read({**PUT, "result": "block", "step": step}, ()).step == step
