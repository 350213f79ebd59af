"""What the server gets to know about a document."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corscheck.server.looking import Looked

if TYPE_CHECKING:
    from collections.abc import Callable


def test_nothing() -> None:
    assert (Looked().places, Looked().by_file(), Looked().again({})) == (frozenset(), {}, [])


def test_findings_are_at_the_file_that_has_the_line(looking: Callable[..., Looked]) -> None:
    main = "[general]\ninclude = ${THIS_DIR}/part.conf\n[web]\nlisten = 127.0.0.1 1\n"
    looked = looking({"app.conf": main, "part.conf": "[web]\ncors = https://a.example/\n"})
    assert list(looked.by_file()) == [os.path.abspath("part.conf")]
    assert looked.places == {os.path.abspath("app.conf"), os.path.abspath("part.conf")}
