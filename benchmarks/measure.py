"""What the benchmarks share: figures with what was promised, rounds that take turns, whole processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
CORSCHECK = (sys.executable, "-m", "corscheck")
LIMIT = "a limit"
"""What a figure is compared with that was not measured: so much is promised."""

_MEASURED_CHILD = (
    "import resource, subprocess, sys, time; begin = time.perf_counter(); "
    "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
    "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, time.perf_counter() - begin)"
)
"""A small process between: Linux counts to a process what its parent had in memory when it was started."""


class Sizes(NamedTuple):
    """How much is measured. The promises are for these, but for `requests`, which is a million."""

    rounds: int = 7
    starts: int = 20  # rounds of what takes less than a tenth of a second
    files: int = 5_000
    many_files: int = 20_000
    lines: int = 10_000  # of one long file; a fifth of it is compared
    other_files: int = 100_000
    repository: int = 1_000
    preflights: int = 2_000
    services: int = 100
    dead: int = 20
    timeout: float = 2  # seconds after which a dead service is given up
    checks: int = 100_000
    requests: int = 100_000  # a tenth of it is compared


class Figure(NamedTuple):
    """A measured value, and what it may be at most: `most` times the reference."""

    title: str
    measured: float
    unit: str
    against: str  # what the reference is
    reference: float  # in the same unit
    most: float

    @property
    def ratio(self) -> float:
        """How many times the reference it is."""
        return self.measured / self.reference

    @property
    def holds(self) -> bool:
        """Whether it is as promised."""
        return self.ratio <= self.most


class LeftOut(NamedTuple):
    """Figures that could not be measured here."""

    title: str
    reason: str


def fastest(
    works: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Seconds of the fastest round of each. They take turns, so that whatever else runs meets all alike.

    A first round is not counted: it compiles, and fills the caches of the operating system.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(1 + rounds):
        for name, work in works.items():
            begin = clock()
            work()
            times[name].append(clock() - begin)
    return {name: min(seconds[1:]) for name, seconds in times.items()}


def processors() -> set[int]:
    """Those that this process may use; none where the operating system does not say."""
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def environment(**more: str) -> dict[str, str]:
    """The environment without Python's own settings, `PYTHONDONTWRITEBYTECODE` above all."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CORSCHECK"))}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    codes: Iterable[int] = (0,),
    cores: set[int] | None = None,
) -> None:
    """Run a program to its end, on these processors.

    Raises:
        SystemExit: It ended with another code; what took so long did something else.
    """
    before = processors()
    if cores:
        os.sched_setaffinity(0, cores)  # which the program inherits
    try:
        done = subprocess.run(
            command, cwd=cwd, env=env or environment(), input=stdin, capture_output=True, check=False
        )
    finally:
        if cores:
            os.sched_setaffinity(0, before)
    if done.returncode not in codes:
        said = done.stderr.decode(errors="replace")
        raise SystemExit(f"{list(map(str, command[:6]))} ended with {done.returncode}:\n{said}")


def peak(command: Sequence[str], cwd: Path = ROOT) -> tuple[float, float]:
    """MB of memory that a program uses at most, and the seconds that it takes.

    Raises:
        SystemExit: It ended with another code.
    """
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED_CHILD, *command],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    code, kib, seconds = done.stdout.split()
    if code != "0":
        raise SystemExit(f"{command[:6]} ended with {code}:\n{done.stderr}")
    return int(kib) * 1024 / 1e6, float(seconds)


def amount(value: float, unit: str) -> str:
    """The value with three digits, or all before the point."""
    places = next((places for places in (0, 1, 2) if abs(value) >= 10 ** (2 - places)), 3)
    return f"{value:,.{places}f} {unit}"


def lines(found: Iterable[Figure | LeftOut]) -> Iterator[str]:
    """Each as a line, for one benchmark by itself."""
    for one in found:
        if isinstance(one, LeftOut):
            yield f"{one.title}: left out, {one.reason}"
        else:
            mark = "" if one.holds else "  does not hold"
            measured = amount(one.measured, one.unit)
            compared = f"{one.against} ({amount(one.reference, one.unit)})"
            yield f"{one.title}: {measured}, {one.ratio:.2f} times {compared}; at most {one.most:g}{mark}"
