"""How much memory and time large live runs take, against nginx on loopback.

    python benchmarks/size.py [REQUESTS]

Memory is the peak of the whole process (resident set); MB are 1,000,000 bytes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks.measure import CORSCHECK, LIMIT, Figure, LeftOut, Sizes, lines, peak
from benchmarks.preflights import CONFIGURATION, ORIGIN, found, serving, why_command
from corscheck.contract.plan import MAX_CASES

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def figures(sizes: Sizes) -> Iterator[Figure | LeftOut]:
    """Planned checks, and `why --requests` against a tenth of the requests."""
    if found("nginx") is None:
        yield LeftOut("large runs", "nginx is missing")
        return
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as port:
        yield planned_checks(Path(name), port, sizes.checks)
        yield from many_requests(Path(name), port, sizes.requests)


def planned_checks(room: Path, port: int, count: int) -> Figure:
    """A matrix of services, paths and methods; 200 MB are promised for 100,000 checks."""
    services = -(-count // (MAX_CASES // 2))  # the paths of the configuration are tried as well
    paths = count // services // len(METHODS)
    settings = []
    for number in range(services):
        (room / f"{number}.conf").write_text(CONFIGURATION.format(port=port, origin=ORIGIN))
        url = f"http://127.0.0.1:{port}"
        settings.append(f'[[service]]\nname = "s{number}"\nconfig = "{number}.conf"\nurl = "{url}"\n')
    (room / "corscheck.toml").write_text("".join(settings))
    axes = [word for number in range(paths) for word in ("--path", f"/api/{number}")]
    axes += [word for method in METHODS for word in ("--method", method)]
    written = ["--report", f"jsonl:{room / 'run.jsonl'}", "--output-format", "concise", "--exit-zero"]
    command = [*CORSCHECK, "preflight", "--openapi", "off", "--no-strangers", "--credentials", "omit"]
    megabytes, _ = peak([*command, *written, *axes], cwd=room)
    return Figure(f"memory of {count:,} planned checks", megabytes, "MB", LIMIT, 200, 1)


def many_requests(room: Path, port: int, count: int) -> Iterator[Figure]:
    """Memory is to stay the same, and so is the time of one request."""
    few = count // 10
    small, short = peak(why_command(room, port, few))
    large, long = peak(why_command(room, port, count))
    against = f"of {few:,}"
    yield Figure(f"memory of `why --requests`, {count:,}", large, "MB", against, small, 1.1)
    yield Figure(
        f"time of `why --requests`, {count:,}",
        long / count * 1e6,
        "µs a request",
        against,
        short / few * 1e6,
        1.1,
    )


if __name__ == "__main__":
    print(*lines(figures(Sizes(requests=int([*sys.argv, "100000"][1])))), sep="\n")
