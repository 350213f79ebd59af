"""`docs/settings.md` says what the settings' form says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corscheck.settings.form import EXPECT, SERVICE, SETTINGS
from corscheck.settings.shape import Flag, Mapped, Number, Text, Texts

if TYPE_CHECKING:
    import pytest

    from corscheck.settings.shape import Record, Shape

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

HEAD = """\
# Settings

`corscheck.toml`, or `[tool.corscheck]` in `pyproject.toml`: the closest one upwards from what is looked at, never beyond
the repository's root. `--config FILE` names another one, `--isolated` ignores them all; options win over settings. Keys may
be written with `-` or `_`; an unknown key is an error. For editors there is a JSON Schema,
[`corscheck/settings.schema.json`](../corscheck/settings.schema.json).
"""


def kind(shape: Shape) -> str:
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


def table(record: Record) -> str:
    rows = [
        f"| `{name.replace('_', '-')}` | {kind(key.shape)} | {key.description}{' Required.' if key.required else ''} |"
        for name, key in record.keys.items()
        if kind(key.shape)
    ]
    return "\n".join(["| key | value | meaning |", "| --- | --- | --- |", *rows]) + "\n"


def test_the_page_is_current(request: pytest.FixtureRequest) -> None:
    text = (
        f"{HEAD}\n{table(SETTINGS)}\n## `[[service]]`\n\n{SETTINGS.keys['service'].description}\n\n{table(SERVICE)}"
        f"\n## `[[expect]]`\n\n{SETTINGS.keys['expect'].description}\n\n{table(EXPECT)}"
    )
    if request.config.getoption("--update-golden"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text
