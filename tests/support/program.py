"""Running `corscheck` as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# What a developer's shell or a pipeline may have set must not change what the tests see.
_FOREIGN = ("CORSCHECK_", "GITHUB_", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLUMNS", "PYTHON")


def environment(**more: str) -> dict[str, str]:
    """The environment of a `corscheck` process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def corscheck(
    *arguments: str, env: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run it to its end; text in, text out."""
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(
        [sys.executable, "-m", "corscheck", *arguments],
        env=environment(**(env or {})),
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=200,
        **options,
    )
