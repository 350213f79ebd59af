"""How long linting takes, against the time the standard library needs only to parse the same files.

    python benchmarks/lint.py [FILES] [LINES]

Prints microseconds a file for both, and the ratio of one run over the other (the best of several);
then what one `corscheck lint app.conf` takes, as a whole process, against `python -c pass`.
"""

from __future__ import annotations

import configparser
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corscheck.files import Disk  # noqa: E402 - the checkout need not be installed
from corscheck.linter import lint_files  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 5
CLEAN = "[web]\nlisten = 127.0.0.1 8080\n"


def configuration(number: int, lines: int) -> str:
    """A plausible configuration of an ASAB service with that many lines; every tenth has mistakes."""
    chance = random.Random(number)
    text = [
        f"# service {number}",
        "[general]",
        f"var_dir = /var/lib/service{number}",
        "",
        "[web]",
        f"listen = 127.0.0.1 {8000 + number % 1000}",
        "cors = *" if number % 10 else "cors = https://app.example.com/",
        "cors_preflight_paths =",
        f"    /service{number},",
        "    /public/status" if number % 10 else "    api/*",
        "servertokens = prod",
        "",
    ]
    while len(text) < lines:
        section = chance.choice(("kafka", "mongo", "elasticsearch", "library", "logging:file", "zookeeper"))
        text.append(f"[{section}{len(text)}]")
        text += [f"option_{index} = value {chance.random()}" for index in range(min(5, lines - len(text)))]
        text.append("")
    return "\n".join(text[:lines]) + "\n"


def parse(paths: list[str]) -> None:
    """What ASAB's parser does with each file: strict, extended interpolation; nothing is looked at."""
    for path in paths:
        parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
        parser.read(path)


def lint(paths: list[str]) -> None:
    """Everything between the disk and the findings."""
    lint_files(paths, Disk(), {})


def best(works: Sequence[Callable[[list[str]], None]], paths: list[str]) -> list[float]:
    """Processor seconds of the fastest round of each; they take turns, as machines have slower minutes."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, seconds in zip(works, times, strict=True):
            start = time.process_time()
            work(paths)
            seconds.append(time.process_time() - start)
    return list(map(min, times))


def started(arguments: list[str]) -> float:
    """Seconds that the fastest of many whole processes takes; Python's own settings are left out."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    times = []
    for _ in range(4 * ROUNDS):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        times.append(time.perf_counter() - start)
    return min(times)


def main(count: int = 5000, lines: int = 30) -> None:
    """Measure both and print the ratio."""
    with tempfile.TemporaryDirectory() as directory:
        paths = []
        for number in range(count):
            path = os.path.join(directory, f"service{number}.conf")  # noqa: PTH118  # as Disk does
            with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123
                file.write(configuration(number, lines))
            paths.append(path)
        parsing, linting = best([parse, lint], paths)
        clean = Path(directory, "app.conf")
        clean.write_text(CLEAN, "utf-8")
        one = started(["-m", "corscheck", "lint", str(clean)])
    nothing = started(["-c", "pass"])
    print(f"{count} files of {lines} lines, best of {ROUNDS} rounds")
    print(f"configparser {parsing / count * 1e6:8.1f} µs a file")
    print(f"corscheck    {linting / count * 1e6:8.1f} µs a file")
    print(f"ratio        {linting / parsing:8.2f}")
    print(f"one lint     {one * 1000:8.1f} ms, {one / nothing:.1f} times `python -c pass`")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
