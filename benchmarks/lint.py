"""How long linting takes: against parsing only, on all processors, by length, and in repositories.

    python benchmarks/lint.py [FILES]

"Parsing" is what the standard library needs to read the same files as ASAB does, and to do nothing with them.
"""

from __future__ import annotations

import configparser
import functools
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks.measure import CORSCHECK, LIMIT, Figure, LeftOut, Sizes, fastest, lines, processors, run
from corscheck.files import Disk
from corscheck.linter import lint_files

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 30  # of a file
LIST_FILES = ("git", "ls-files", "-coz", "--exclude-standard")


def figures(sizes: Sizes) -> Iterator[Figure | LeftOut]:
    """All of linting."""
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        yield against_the_parser(room / "files", sizes.files, sizes.rounds)
        yield on_all_processors(room / "many", sizes.many_files, min(sizes.rounds, 3))
        yield from by_length(room, sizes.lines, sizes.rounds)
        yield among_other_files(room / "others", sizes.other_files, sizes.rounds)
        yield as_a_hook(room / "repository", sizes.repository, sizes.rounds)


def against_the_parser(directory: Path, count: int, rounds: int) -> Figure:
    """Everything between the disk and the findings, in one process."""
    paths = configurations(directory, count)
    seconds = fastest(
        {"parse": lambda: parse(paths), "lint": lambda: lint_files(paths, Disk(), {})},
        rounds,
        time.process_time,
    )
    parsing, linting = (seconds[work] / count * 1e6 for work in ("parse", "lint"))
    return Figure(f"`lint` of {count:,} files", linting, "µs a file", "parsing only", parsing, 1.9)


def on_all_processors(directory: Path, count: int, rounds: int) -> Figure | LeftOut:
    """A directory, by whole processes: one that may use one processor, one that may use all."""
    title = f"`lint` of {count:,} files on all processors"
    every = processors()
    if len(every) < 2:
        return LeftOut(title, "there are no two processors")
    configurations(directory, count)
    command = [*CORSCHECK, "lint", "--isolated", "--output-format", "json", str(directory)]
    works = {
        name: functools.partial(run, command, codes=(0, 1), cores=cores)
        for name, cores in (("one", {min(every)}), ("all", every))
    }
    seconds = fastest(works, rounds)
    return Figure(title, seconds["all"], "s", "on one", seconds["one"], 0.9)


def by_length(room: Path, count: int, rounds: int) -> Iterator[Figure]:
    """One file with that many lines in `[web]`, or as many sections, against one of a fifth."""
    few = count // 5
    for kind, text in (("lines", long_section), ("sections", many_sections)):
        paths = {number: room / f"{number}.{kind}.conf" for number in (few, count)}
        works = {}
        for number, path in paths.items():
            path.write_text(text(number), "utf-8")
            works[str(number)] = functools.partial(lint_files, [str(path)], Disk(), {})
        seconds = fastest(works, rounds, time.process_time)
        short, long = (seconds[str(number)] / number * 1e6 for number in (few, count))
        title = f"`lint` of a file of {count:,} {kind}"
        yield Figure(title, long, f"µs a {kind[:-1]}", f"of {few:,}", short, 1.25)


def among_other_files(directory: Path, count: int, rounds: int) -> Figure:
    """A repository with one configuration and many files that are none; `lint` of that file is the start."""
    for number in range(count):
        if number % 1000 == 0:
            folder = directory / f"package{number // 1000}"
            folder.mkdir(parents=True)
        (folder / f"module{number}.py").write_text(f"NUMBER = {number % 1000}\n", "utf-8")
    (directory / "app.conf").write_text(configuration(1, LINES), "utf-8")
    commit(directory)
    seconds = fastest(
        {
            "lint": lambda: run([*CORSCHECK, "lint"], cwd=directory),
            "start": lambda: run([*CORSCHECK, "lint", "app.conf"], cwd=directory),
            "git": lambda: run(LIST_FILES, cwd=directory),
        },
        rounds,
    )
    title = f"`lint` of a repository of {count:,} other files"
    reference = seconds["git"] + seconds["start"]
    return Figure(title, seconds["lint"] * 1e3, "ms", "`git ls-files` and a start", reference * 1e3, 1.25)


def as_a_hook(directory: Path, count: int, rounds: int) -> Figure:
    """What pre-commit runs for a commit of one file in a repository of configurations."""
    configurations(directory / "conf.d", count)
    commit(directory)
    command = [*CORSCHECK, "lint", "--force-exclude", "--", "conf.d/service1.conf"]
    seconds = fastest({"hook": lambda: run(command, cwd=directory)}, rounds)
    title = f"the hook, one file in a repository of {count:,}"
    return Figure(title, seconds["hook"] * 1e3, "ms", LIMIT, 400, 1)


def configuration(number: int, length: int) -> str:
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
    while len(text) < length:
        section = chance.choice(("kafka", "mongo", "elasticsearch", "library", "logging:file", "zookeeper"))
        text.append(f"[{section}{len(text)}]")
        text += [f"option_{index} = value {chance.random()}" for index in range(min(5, length - len(text)))]
        text.append("")
    return "\n".join(text[:length]) + "\n"


def long_section(count: int) -> str:
    """One `[web]` with that many options."""
    return "[web]\nlisten = 127.0.0.1 8080\n" + "".join(f"option_{number} = x\n" for number in range(count))


def many_sections(count: int) -> str:
    """`[web]` and that many others."""
    others = "".join(f"[section{number}]\na = b\n" for number in range(count))
    return f"[web]\nlisten = 127.0.0.1 8080\n{others}"


def configurations(directory: Path, count: int) -> list[str]:
    """Write them, and return their paths."""
    directory.mkdir(parents=True)
    paths = [str(directory / f"service{number}.conf") for number in range(count)]
    for number, path in enumerate(paths):
        Path(path).write_text(configuration(number, LINES), "utf-8")
    return paths


def commit(directory: Path) -> None:
    """Make it a repository in which every file is tracked."""
    for command in (("init", "--quiet"), ("add", "--all")):
        subprocess.run(["git", "-C", directory, *command], check=True)


def parse(paths: list[str]) -> None:
    """What ASAB's parser does with each file: strict, extended interpolation; nothing is looked at."""
    for path in paths:
        parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
        parser.read(path)


if __name__ == "__main__":
    print(*lines(figures(Sizes(files=int([*sys.argv, "5000"][1])))), sep="\n")
