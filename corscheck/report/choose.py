"""Which format standard output gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CORSCHECK_OUTPUT_FORMAT"


def chosen(option: str | None, setting: str | None, environ: Mapping[str, str], *, terminal: bool) -> str:
    """The format's name: the option, then the variable, then the setting; `auto` looks where it runs."""
    wish = option or environ.get(VARIABLE) or setting or "auto"
    if wish != "auto":
        return wish
    if terminal:
        return "full"
    return "github" if environ.get("GITHUB_ACTIONS") == "true" else "concise"
