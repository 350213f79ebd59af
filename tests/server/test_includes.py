"""From an include to its files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol.types import Position

from corscheck.server.includes import definitions, include_at, links
from corscheck.server.positions import UTF16
from corscheck.server.snapshot import parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.server.looking import Looked

MAIN = """\
[general]
include = ${THIS_DIR}/one.conf ${THIS_DIR}/more/*.conf none.conf
[web]
listen = 127.0.0.1 1
"""
FILES = {"app.conf": MAIN, "one.conf": "[web]\ncors = *\n", "more/a.conf": "[a]\n", "more/b.conf": "[b]\n"}


def test_definitions(looking: Callable[..., Looked]) -> None:
    some = parts(looking(FILES).readings, {})
    found = {}
    for word in ("one", "more", "none", "listen"):
        include = include_at(some, os.path.abspath("app.conf"), MAIN.index(word))
        found[word] = (
            sorted(os.path.relpath(one.uri) for one in definitions(include, str)) if include else None
        )
    assert found == {
        "one": ["one.conf"],
        "more": ["more/a.conf", "more/b.conf"],
        "none": [],
        "listen": None,
    }


def test_links_lead_to_single_files(looking: Callable[..., Looked]) -> None:
    (link,) = links(parts(looking(FILES).readings, {}), os.path.abspath("app.conf"), str, UTF16)
    assert os.path.relpath(link.target or "") == "one.conf"
    assert link.range.start == Position(1, 10)


def test_a_file_without_includes(looking: Callable[..., Looked]) -> None:
    some = parts(looking(FILES).readings, {})
    assert links(some, os.path.abspath("one.conf"), str, UTF16) == []
