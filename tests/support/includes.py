"""A file with an include, and the findings about it."""

from __future__ import annotations

from corscheck.linter import lint_files
from tests.support.linting import codes, web
from tests.support.memory import Memory

SITE = {"etc/site.conf": "[web]\nrootdir =\n", "etc/local.conf": "[kafka]\nx = 1\n"}


def found(include: str, *, path: str = "app.conf", **files: str) -> list[str]:
    """The codes CORS03x for an include in `path`; `d_a` is the file `d/a.conf`."""
    main = f"[general]\ninclude = {include}\n" + web("cors =")
    memory = Memory(
        {path: main, **SITE, **{name.replace("_", "/") + ".conf": text for name, text in files.items()}},
        directory="/",
    )
    return codes(lint_files([path], memory, {}).findings, "CORS03")
