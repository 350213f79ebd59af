"""Chooses the format for standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CORSCHECK_OUTPUT_FORMAT"


def wish(option: str | None, setting: str | None, environ: Mapping[str, str]) -> str:
    """The name that was asked for, by the option, the variable or the setting; `auto` where none was."""
    return option or environ.get(VARIABLE) or setting or "auto"


def chosen(option: str | None, setting: str | None, environ: Mapping[str, str], *, terminal: bool) -> str:
    """The format's name: from the option, the variable or the setting, in that order; `auto` is resolved."""
    name = wish(option, setting, environ)
    if name != "auto":
        return name
    if terminal:
        return "full"
    if environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "azure" if environ.get("TF_BUILD") else "concise"
