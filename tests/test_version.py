from __future__ import annotations

import tomllib
from pathlib import Path

from corscheck.version import __version__


def test_it_is_where_the_package_takes_it_from() -> None:
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert "version" not in project, "it is read from corscheck/version.py"
    assert "version" in project["dynamic"]
    assert [part.isdigit() for part in __version__.split(".")] == [True] * 3
