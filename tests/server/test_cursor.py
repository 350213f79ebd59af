"""What is being typed at `^`."""

from __future__ import annotations

import pytest

from corscheck.server.cursor import Cursor, cursor, written
from corscheck.source import Source


def typed(text: str, *, yaml: bool = False) -> Cursor | None:
    offset = text.index("^")
    return cursor(Source(text.replace("^", ""), "app.yaml" if yaml else "app.conf"), offset, yaml=yaml)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("^", (None, None, "")),
        ("[^", (None, None, "[")),
        ("[web]\n[ge^\n", (None, None, "[ge")),
        ("[web]\n^", ("web", None, "")),
        ("[web]\nco^\nlisten = 1\n", ("web", None, "co")),
        ("[general]\na = 1\n[web]\r\nlisten = 1\r\nco^", ("web", None, "co")),
        ("[web]\ncors =^", ("web", "cors", "")),
        ("[web]\nCors: ht^", ("web", "cors", "ht")),
        ("[web]\ncors_allow_methods = GET, P^", ("web", "cors_allow_methods", "P")),
        ("[web]\nlisten =\n  127^", ("web", "listen", "127")),
        ("[web]\nlisten =\n  1\n  ^", ("web", "listen", "")),
        ("[web]\n# co^", None),
        ("[web]\n  ; co^", None),
    ],
)
def test_ini(text: str, found: tuple[str | None, str | None, str] | None) -> None:
    assert typed(text) == (found and Cursor(*found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("asab:\n  config:\n    web:\n      co^", ("web", None, "co", True)),
        ("asab:\n  config:\n    web:\n      listen: 1\n      cors: ht^", ("web", "cors", "ht", True)),
        ("web:\n  cors: x\nother:\n  co^", ("other", None, "co", True)),
        ("web:\n  # why\n\n  co^", ("web", None, "co", True)),
        ("data:\n  app.conf: |\n    [web]\n    co^", ("web", None, "co", False)),
        ("data:\n  app.conf: |\n    [we^", (None, None, "[we", False)),
        ("data:\n  app.conf: |\n    [web]\n    cors = ht^", ("web", "cors", "ht", False)),
        ("web: [^", None),
        ("web:\n  # co^", None),
    ],
)
def test_yaml(text: str, found: tuple[str | None, str | None, str, bool] | None) -> None:
    at = typed(text, yaml=True)
    assert at == Cursor(*found) if found else at is None or at.section is None


def test_what_the_section_has_already() -> None:
    text = "[general]\na = 1\n[web]\nlisten = 1\n\ncors: x\n[other]\nb = 1\n"
    assert written(Source(text, "app.conf"), text.index("\n\n") + 1) == {"listen", "cors"}
