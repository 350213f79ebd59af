"""Every JSON document that a test makes in its own process is valid by the schema that is shipped."""

from __future__ import annotations

import json
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

import corscheck

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

PATH = Path(corscheck.__file__).parent / "report.schema.json"

LARGE = 60_000
"""Characters of a document beyond which it is not validated: the validator takes seconds for some."""


def strict(schema: Any) -> Any:
    """The schema without room for members that it does not name, which readers have to tolerate."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if schema.get("properties") else {}
    return {**more, **{name: strict(item) for name, item in schema.items()}}


@cache
def validator(kind: str) -> Draft202012Validator:
    """For one kind of document: a name below `$defs`."""
    whole = json.loads(PATH.read_text())
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": strict(whole["$defs"])})


def check(kind: str, document: Any) -> None:
    """Raise AssertionError with the first mistake in a document."""
    for error in validator(kind).iter_errors(document):
        place = "/".join(map(str, error.absolute_path))
        raise AssertionError(f"{kind}: {place}: {error.message[:500]}")


def validating(kind: Callable[[Any], str], function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, whose results are validated: a JSON text or a document, of the kind that `kind` says."""

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        text = result if isinstance(result, str) else json.dumps(result)
        if len(text) < LARGE:
            document = json.loads(text)
            check(kind(document), document)
        return result

    return call


def validate_all(patch: pytest.MonkeyPatch) -> None:
    """Let everything that makes JSON validate it."""
    from corscheck.cli import rule, show  # noqa: PLC0415  # not before the tests that count imports
    from corscheck.report import json as report  # noqa: PLC0415
    from corscheck.report import statistics, why  # noqa: PLC0415

    one_of_two = validating(lambda found: "why" if "result" in found else "unreadable", vars(why)["_json"])
    patch.setattr(report, "render", validating(lambda _: "report", report.render))
    patch.setattr(why, "_json", one_of_two)
    patch.setattr(statistics, "render_json", validating(lambda _: "statistics", statistics.render_json))
    patch.setattr(rule, "_json", validating(lambda _: "rules", vars(rule)["_json"]))
    patch.setattr(show, "describe", validating(lambda _: "show", vars(show)["describe"]))
