"""Chooses the format for standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CORSCHECK_OUTPUT_FORMAT"


def chosen(option: str | None, setting: str | None, environ: Mapping[str, str], *, terminal: bool) -> str:
    """The format's name: from the option, the variable or the setting, in that order; `auto` is resolved."""
    wish = option or environ.get(VARIABLE) or setting or "auto"
    if wish != "auto":
        return wish
    if terminal:
        return "full"
    if environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "azure" if environ.get("TF_BUILD") else "concise"
