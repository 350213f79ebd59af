"""All figures in one table: measured, compared, promised.

    python benchmarks/table.py [--full] [--json] [GROUP]...

Prints a Markdown table with the machine above it. A figure that does not hold, or that could not be measured
here, is marked; the exit code is then 1. Run it on an otherwise idle machine: it takes some minutes.

--full: `why --requests` with 1,000,000 requests instead of 100,000, which takes some minutes more.
--json: one JSON document instead of the table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks import lint, preflights, services, size, start
from benchmarks.measure import Figure, LeftOut, Sizes, amount, processors
from corscheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

GROUPS: dict[str, Callable[[Sizes], Iterator[Figure | LeftOut]]] = {
    "start": start.figures,
    "lint": lint.figures,
    "live": preflights.figures,
    "services": services.figures,
    "size": size.figures,
}


def main(arguments: list[str] | None = None, sizes: Sizes | None = None) -> int:
    """Measure, and print the table; 1 if a figure does not hold or is left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if unknown := set(options.groups) - GROUPS.keys():
        parser.error(f"no such group: {', '.join(sorted(unknown))} (there are {', '.join(GROUPS)})")
    sizes = sizes or Sizes()
    sizes = sizes._replace(requests=1_000_000) if options.full else sizes
    machine = describe_machine()
    found = measured(options.groups or GROUPS, sizes)
    if options.json:
        rows = [as_json(group, one) for group, one in found]
        print(json.dumps({"machine": machine, "figures": rows}, indent=2))
        return int(not all(row["holds"] for row in rows))
    print(", ".join(f"{name} {value}" for name, value in machine.items()), end="\n\n")
    print("| figure | measured | compared with | ratio | at most | |\n| --- | --- | --- | --- | --- | --- |")
    holds = True
    for _, one in found:
        print(row(one), flush=True)
        holds = holds and isinstance(one, Figure) and one.holds
    return int(not holds)


def measured(groups: Iterable[str], sizes: Sizes) -> Iterator[tuple[str, Figure | LeftOut]]:
    """The figures as they come, each with its group."""
    for group in groups:
        print(f"{group} ...", file=sys.stderr)
        for one in GROUPS[group](sizes):
            yield group, one


def describe_machine() -> dict[str, str]:
    """What the figures depend on; the load shows whether others used the machine."""
    return {
        "corscheck": __version__,
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": str(len(processors()) or os.cpu_count()),
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()),
    }


def row(one: Figure | LeftOut) -> str:
    """A row of the table."""
    if isinstance(one, LeftOut):
        return f"| {one.title} | left out: {one.reason} | | | | not measured |"
    mark = "" if one.holds else "**does not hold**"
    value, reference = amount(one.measured, one.unit), f"{one.against}: {amount(one.reference, one.unit)}"
    return f"| {one.title} | {value} | {reference} | {one.ratio:.2f} | {one.most:g} | {mark} |"


def as_json(group: str, one: Figure | LeftOut) -> dict[str, Any]:
    """A figure for a program; `holds` is false where it was left out."""
    if isinstance(one, LeftOut):
        return {"group": group, **one._asdict(), "holds": False}
    return {"group": group, **one._asdict(), "ratio": round(one.ratio, 3), "holds": one.holds}


if __name__ == "__main__":
    sys.exit(main())
