"""Decides whether a report is coloured, and whether it has hyperlinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Choice = Literal["auto", "always", "never"]


def wanted(choice: Choice, environ: Mapping[str, str], *, terminal: bool) -> bool:
    """`--color`, then `NO_COLOR` (no-color.org), then `FORCE_COLOR` and `CLICOLOR_FORCE`, then the terminal.

    Empty variables are ignored, and so is `0` in the two that force colours.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environ.get("TERM") != "dumb"


_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby", "WarpTerminal", "zed")
"""Values of TERM_PROGRAM of terminals that support hyperlinks."""

_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "alacritty-direct", "foot", "contour", "wezterm")
"""Such values of TERM."""

_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM")
"""Variables that only such terminals set."""

_VTE = 5000
"""VTE_VERSION of the first GNOME terminal that supports them (0.50)."""


def takes_links(environ: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether the terminal shows OSC 8 as a hyperlink; FORCE_HYPERLINK overrides the detection.

    Unknown terminals get none: some print the sequence.
    """
    forced = environ.get("FORCE_HYPERLINK", "")
    if forced:
        return forced != "0"
    if not terminal or environ.get("TERM") == "dumb":
        return False
    if environ.get("TMUX") or environ.get("STY"):  # the variables are those of a terminal outside of it
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM") in _PROGRAMS
        or environ.get("TERM") in _TERMS
        or any(environ.get(name) for name in _VARIABLES)
        or (vte.isdecimal() and int(vte) >= _VTE)
    )
