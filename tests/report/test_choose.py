"""Which format standard output gets."""

from __future__ import annotations

import pytest

from corscheck.report.choose import VARIABLE, chosen

ACTIONS = {"GITHUB_ACTIONS": "true"}


@pytest.mark.parametrize(
    ("option", "setting", "environ", "terminal", "name"),
    [
        (None, None, {}, True, "full"),
        (None, None, {}, False, "concise"),
        (None, None, ACTIONS, False, "github"),
        (None, None, {"GITHUB_ACTIONS": "false"}, False, "concise"),
        ("auto", "json", ACTIONS, False, "github"),
        (None, None, {"TF_BUILD": "True"}, False, "azure"),
        (None, None, {"TF_BUILD": "True"}, True, "full"),
        ("json", None, {"TF_BUILD": "True"}, False, "json"),
        ("sarif", "json", ACTIONS, True, "sarif"),
        (None, "json", {}, True, "json"),
        (None, "json", {VARIABLE: "junit"}, True, "junit"),
        (None, "json", {VARIABLE: "auto"}, True, "full"),
        (None, None, {VARIABLE: ""}, True, "full"),
    ],
)
def test_chosen(
    option: str | None,
    setting: str | None,
    environ: dict[str, str],
    terminal: bool,  # noqa: FBT001  # a table's column
    name: str,
) -> None:
    assert chosen(option, setting, environ, terminal=terminal) == name
