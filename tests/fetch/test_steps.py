"""The list of steps has every step that the judge names."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import corscheck.fetch
from corscheck.fetch.steps import JUDGED, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator


def named() -> Iterator[str]:
    """The first argument of every `Problem(...)`, for both phases where it begins with `{phase}`."""
    for path in Path(corscheck.fetch.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem" and node.args):
                continue
            step = node.args[0]
            if isinstance(step, ast.Constant):
                yield str(step.value)
            elif isinstance(step, ast.JoinedStr):
                name = ast.unparse(step)[2:-1]
                yield from (name.replace("{phase}", phase) for phase in ("preflight", "response"))


def test_every_step_is_in_the_list() -> None:
    found = set(named())
    assert {"request", "preflight-authorization", "response-allow-credentials", "preflight-network"} <= found
    assert found <= set(STEPS)
    assert len(set(STEPS)) == len(STEPS)


def test_where_nothing_came_nothing_was_judged() -> None:
    assert set(STEPS) - set(JUDGED) == {"preflight-network", "response-network"}
