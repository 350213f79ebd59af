"""What decides about colour."""

from __future__ import annotations

import pytest

from corscheck.report.colour import Choice, takes_links, wanted


@pytest.mark.parametrize(
    ("choice", "environ", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"TERM": "xterm"}, True, True),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_wanted(choice: Choice, environ: dict[str, str], terminal: bool, coloured: bool) -> None:  # noqa: FBT001  # a table's column
    assert wanted(choice, environ, terminal=terminal) is coloured


@pytest.mark.parametrize(
    ("environ", "links"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "vscode", "CI": "true"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "iTerm.app", "TMUX": "/tmp/x"}, False),
        ({"WT_SESSION": "x", "TERM": "dumb"}, False),
        ({"WT_SESSION": "x"}, True),
        ({"VTE_VERSION": "6800"}, True),
        ({"VTE_VERSION": "4600"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, False),
    ],
)
def test_hyperlinks_are_for_terminals_that_take_them(environ: dict[str, str], *, links: bool) -> None:
    assert takes_links(environ, terminal=True) is links


def test_hyperlinks_are_for_terminals() -> None:
    assert not takes_links({"TERM": "xterm-kitty"}, terminal=False)
    assert takes_links({"FORCE_HYPERLINK": "1"}, terminal=False)
