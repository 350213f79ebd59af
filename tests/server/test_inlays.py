"""What is shown in the lines of a document."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from corscheck.server.inlays import hints
from corscheck.server.positions import UTF16
from corscheck.server.snapshot import parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.server.looking import Looked

HEAD = "[web]\nlisten = 127.0.0.1 1\n"


def shown(looked: Looked, name: str = "app.conf", start: int = 0, end: int = 10_000) -> list[tuple[int, str]]:
    found = hints(parts(looked.readings, {}), os.path.abspath(name), start, end, UTF16)
    return [(one.position.line + 1, str(one.label)) for one in found]


@pytest.mark.parametrize(
    ("lines", "version", "found"),
    [
        ("cors = *\ncors_preflight_paths = /api/*\n", "25.15", [(4, "→ /api/{tail:.*}")]),
        ("cors = *\ncors_preflight_paths = /api/*\n", "26.37", [(4, "→ /api/{tail:.*}, /api")]),
        ("cors = *\ncors_preflight_paths = /api\n", "25.15", []),
        (
            "cors = *\ncors_preflight_paths =\n  /a/*\n  /b\n  /c*\n",
            "25.15",
            [(5, "→ /a/{tail:.*}"), (7, "→ /c{tail:.*}")],
        ),
        ("cors =\ncors_preflight_paths = /api/*\n", "25.15", [(4, "no route: cors is empty")]),
        ("cors = *\n", "25.15", []),
    ],
)
def test_routes(
    looking: Callable[..., Looked], lines: str, version: str, found: list[tuple[int, str]]
) -> None:
    looked = looking({"app.conf": HEAD + lines}, version=version)
    assert shown(looked) == found


def test_what_a_later_file_overrides(looking: Callable[..., Looked]) -> None:
    main = f"[general]\ninclude = ${{THIS_DIR}}/part.conf\n{HEAD}cors = *\n"
    looked = looking({"app.conf": main, "part.conf": "[web]\ncors = https://a.example\n"})
    assert shown(looked) == [(5, "overridden by part.conf:2")]
    assert shown(looked, "part.conf") == []


def test_only_what_is_asked_for(looking: Callable[..., Looked]) -> None:
    text = f"{HEAD}cors = *\ncors_preflight_paths = /a/*, /b/*\n"
    looked = looking({"app.conf": text})
    assert shown(looked, end=text.index("/a")) == []
    assert shown(looked, start=text.index("/b")) == [(4, "→ /b/{tail:.*}")]


def test_several_configurations_with_the_same_routes(looking: Callable[..., Looked]) -> None:
    main = f"[general]\ninclude = ${{THIS_DIR}}/part.conf\n{HEAD}"
    part = "[web]\ncors = *\ncors_preflight_paths = /api/*\n"
    looked = looking({"part.conf": part, "a.conf": main, "b.conf": main})
    assert len(looked.readings) == 2
    assert shown(looked, "part.conf") == [(3, "→ /api/{tail:.*}")]
