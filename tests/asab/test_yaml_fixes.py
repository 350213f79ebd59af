"""Which fixes a JSON or YAML file can take."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import Mock

import pytest
import yaml

from corscheck.asab.yaml_fixes import fitting
from corscheck.asab.yaml_json import MAX_SIZE, load_site
from corscheck.fixes import Edit, Fix
from tests.support.memory import Memory


def load(text: str, path: str = "site.yaml") -> Any:
    return load_site(path, Memory({path: text}), {"HOME": "/root"})


CORS = "web:\n  cors: 'x'\n  a: b\n"


@pytest.mark.parametrize(
    ("new", "fits"),
    [
        ("'y'", True),
        ("'x'\n  c: d", False),
        ("'x'\ncors = 5", False),
        ("", False),
        ("*", False),
    ],
)
def test_fixes_that_fit(new: str, *, fits: bool) -> None:
    (before,) = load(CORS)
    place = before.sources[0].span(CORS.index("'x'"), CORS.index("'x'") + 3)
    fix = Fix("", (Edit(place, new),))
    assert fitting(before, [fix]) == [fix] * fits


def test_fixes_are_tried_together(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"s{n}: {{asab: {{config: {{web: {{cors: x{n % 10}}}}}}}}}\n" for n in range(200))
    before = load(text)[0]
    places = [before.sources[0].span(match.start(), match.end()) for match in re.finditer(r"x\d", text)]
    fixes = [Fix("", (Edit(place, "y" if n % 50 else "y, a: b"),)) for n, place in enumerate(places)]
    overlapping = [Fix("", (Edit(place, "z"),)) for place in places[:2]]
    parse = Mock(wraps=yaml.parse)
    monkeypatch.setattr(yaml, "parse", parse)  # what composing reads
    good = [fix for fix in fixes if fix.edits[0].text == "y"]
    assert set(fitting(before, [*fixes, *overlapping])) == {*overlapping, *good}
    assert parse.call_count < 100


def test_only_so_many_characters_are_read_for_fixes() -> None:
    text = CORS + "#" * (MAX_SIZE - len(CORS) - 10)
    (before,) = load(text)
    place = before.sources[0].span(text.index("'x'"), text.index("'x'") + 3)
    fixes = [Fix("", (Edit(place, f"'{n}'"),)) for n in range(20)]
    assert 1 <= len(fitting(before, fixes)) < 10


@pytest.mark.parametrize(("new", "fits"), [("y", True), ('y", "a": "b', False), ("y\nz", False)])
def test_fixes_of_a_string_in_json(new: str, *, fits: bool) -> None:
    text = '{"web": {"cors": "x"}}'
    (before,) = load(text, "site.json")
    place = before.sources[0].span(text.index("x"), text.index("x") + 1)
    fix = Fix("", (Edit(place, new),))
    assert fitting(before, [fix]) == [fix] * fits


def test_a_file_that_is_broken_already_takes_none() -> None:
    (before,) = load("web: {cors: x}\nweb: [\n")
    assert before.error is not None
    fix = Fix("", (Edit(before.sources[0].span(12, 13), "y"),))
    assert fitting(before, [fix]) == []
