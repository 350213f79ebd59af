"""`docs/settings.md` says what the settings' form says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corscheck.settings.form import EXPECT, SERVICE, SETTINGS
from corscheck.settings.shape import Flag, Mapped, Number, Text, Texts

if TYPE_CHECKING:
    import pytest

    from corscheck.settings.shape import Record

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

HEAD = """\
# Settings

`corscheck.toml`, or `[tool.corscheck]` in `pyproject.toml`: the closest one upwards from what is looked at,
never beyond the repository's root. `--config FILE` names another one, `--isolated` ignores them all; options
win over settings. Keys may be written with `-` or `_`; an unknown key is an error. Editors take the JSON
Schema, [`corscheck/settings.schema.json`](../corscheck/settings.schema.json).
"""


def kind(shape: object) -> str:
    """What a value is, in words."""
    match shape:
        case Text(choices):
            return " ".join(f"`{choice}`" for choice in choices) or "text"
        case Texts():
            return "text or list"
        case Number():
            return "number"
        case Flag():
            return "true or false"
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
