"""Reading reports back: any content of a file is used or refused, without a traceback."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.report import Context, render
from corscheck.report.read import Reader, UnusableReport

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"


def _changed(value: object, new: object) -> Iterator[object]:
    """The value with each of the values in it replaced, one at a time."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield {**value, name: new}
            yield from ({**value, name: one} for one in _changed(member, new))
    elif isinstance(value, list) and value:
        yield [new]
        yield from ([one, *value[1:]] for one in _changed(value[0], new))


@pytest.mark.parametrize("new", [None, -1, 2**70, 1.5, "\x1b[31m", [], {}, [[]], True])
def test_no_member_ends_in_a_traceback(new: object) -> None:
    lines = (GOLDEN / "jsonl-incomplete.txt").read_text().splitlines()
    kinds = {json.loads(line)["type"]: number for number, line in enumerate(lines)}
    changed = [
        [*lines[:number], json.dumps(one), *lines[number + 1 :]]
        for number in kinds.values()
        for one in _changed(json.loads(lines[number]), new)
    ]
    document = json.loads((GOLDEN / "json-incomplete.json").read_text())
    changed += [[json.dumps(one)] for one in _changed(document, new)]
    reader, used = Reader(), 0
    for some in changed:
        with contextlib.suppress(UnusableReport):
            report = reader.read(some).report
            used += 1
            for form in ("full", "concise", "sarif", "rdjson", "gitlab", "junit"):
                assert "\x1b" not in render(form, report, Context())
    assert used < len(changed)


def test_findings_that_are_not_listed_are_counted() -> None:
    document = json.loads((GOLDEN / "json-lint.json").read_text())
    number = document["summary"]["errors"]
    document["summary"]["errors"] += 2
    report = Reader().read([json.dumps(document)]).report
    assert (report.count("error"), len(report.hidden)) == (number + 2, 2)
    document["summary"]["errors"] = 0
    with pytest.raises(UnusableReport, match="errors, not 0"):
        Reader().read([json.dumps(document)])
    document["summary"]["errors"] = 2_000_000_000
    with pytest.raises(UnusableReport, match="does not list"):
        Reader().read([json.dumps(document)])


def test_places_that_no_file_has_are_refused() -> None:
    document = json.loads((GOLDEN / "json-lint.json").read_text())
    document["findings"][0]["end"] = {"line": 1_000_000_000, "column": 1}
    with pytest.raises(UnusableReport, match="that no configuration has"):
        Reader().read([json.dumps(document)])


def test_an_empty_file_is_no_report() -> None:
    with pytest.raises(UnusableReport, match="it is empty"):
        Reader().read([])
