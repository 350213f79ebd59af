"""What is being typed at `^` of a JSON document."""

from __future__ import annotations

import pytest

from corscheck.server.json_cursor import json_cursor


@pytest.mark.parametrize(
    ("text", "section", "option", "word", "in_string", "closed"),
    [
        ('{"a": {"web": {"x": 1, "co^', "web", None, "co", True, False),
        ('{"web": {\n  "co^": "x"}}', "web", None, "co", True, True),
        ('{"web": {"cors": "ht^tps"}}', "web", "cors", "ht", True, True),
        ('{"web": {"cors": tr^', "web", "cors", "tr", False, False),
        ('{"web": {"a": {"b": [1, {"c": 2}]}, ^', "web", None, "", False, False),
        ('{"web": {"a": "{[\\"", "c^', "web", None, "c", True, False),
        ('{"web": {"a": "x",}, "other": {^', "other", None, "", False, False),
        ('[{"web": {^}}]', "web", None, "", False, False),
        ("{^}", None, None, "", False, False),
    ],
)
def test_inside_of_objects(
    text: str, section: str | None, option: str | None, word: str, *, in_string: bool, closed: bool
) -> None:
    found = json_cursor(text.replace("^", ""), text.index("^"))
    assert found is not None
    assert found[:5] == (section, option, word, in_string, closed)


@pytest.mark.parametrize("text", ["^", "}]^", '{"web": [^', '{"web"^', '{"web": {"a" ^', "]}]{]^"])
def test_elsewhere(text: str) -> None:
    assert json_cursor(text.replace("^", ""), text.index("^")) is None


def test_the_keys_beside_it() -> None:
    text = '{"web": {"a": {"no": 1}, "b": 2, ^ "c": {"no": 1}, "d": [1], "e": 1}, "no": 1}'
    found = json_cursor(text.replace("^", ""), text.index("^"))
    assert found is not None
    assert found.present == {"a", "b", "c", "d", "e"}
