"""How long corscheck takes to start, as a whole process, against `python -c pass`.

python benchmarks/start.py [ROUNDS]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks.measure import CORSCHECK, Figure, LeftOut, Sizes, environment, fastest, lines, run

if TYPE_CHECKING:
    from collections.abc import Iterator

CLEAN = "[web]\nlisten = 127.0.0.1 8080\n"
COMPLETION = {"_CORSCHECK_COMPLETE": "complete_bash", "COMP_WORDS": "corscheck li", "COMP_CWORD": "1"}
PROMISED = {"`lint` of one file": 5, "`--version`": 6, "a completion": 6, "`--help`": 9, "`lint --help`": 9}
"""How many times `python -c pass` each may take."""


def figures(sizes: Sizes) -> Iterator[Figure | LeftOut]:
    """One clean file, the version, a completion, and help."""
    with tempfile.TemporaryDirectory() as directory:
        clean = Path(directory, "app.conf")
        clean.write_text(CLEAN, "utf-8")
        seconds = fastest(
            {
                "`python -c pass`": lambda: run([sys.executable, "-c", "pass"]),
                "`lint` of one file": lambda: run([*CORSCHECK, "lint", clean]),
                "`--version`": lambda: run([*CORSCHECK, "--version"]),
                "a completion": lambda: run(CORSCHECK, env=environment(**COMPLETION)),
                "`--help`": lambda: run([*CORSCHECK, "--help"]),
                "`lint --help`": lambda: run([*CORSCHECK, "lint", "--help"]),
            },
            sizes.starts,
        )
    nothing = seconds.pop("`python -c pass`")
    for title, spent in seconds.items():
        yield Figure(title, spent * 1e3, "ms", "`python -c pass`", nothing * 1e3, PROMISED[title])


if __name__ == "__main__":
    print(*lines(figures(Sizes(starts=int([*sys.argv, "20"][1])))), sep="\n")
