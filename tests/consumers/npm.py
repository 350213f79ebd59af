"""Give reports and pages to programs of the npm registry; `.ci/npm-consumers` calls it.

usage: python -m tests.consumers.npm

Each consumer is also given something that it has to refuse: one that accepts everything shows nothing.
Writes the result into docs/consumers.md where all accept; the exit code is 1 otherwise.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.consumers.programs import CONSUMERS, Consumer, Place, ran
from tests.consumers.reports import write
from tests.support.program import ROOT

PAGE = ROOT / "docs" / "consumers.md"
TABLE = re.compile(r"(?<=<!-- the last result -->\n\n).*?(?=\n<!-- end -->)", re.DOTALL)
OTHERS = ("hast-util-from-html", "rehype-raw", "rehype-stringify", "remark-parse", "remark-rehype", "unified")
"""Packages that only `markdown.mjs` needs."""


def write_pipelines(directory: Path) -> None:
    """Write the workflows of the documentation, and the action."""
    workflows = directory / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name in ("pipelines", "sharding"):
        text = (ROOT / "docs" / f"{name}.md").read_text()
        (block,) = re.findall(r"```yaml\n(on: .*?)```", text, re.DOTALL)
        commit = "0123456789abcdef0123456789abcdef01234567"
        (workflows / f"{name}.yml").write_text(block.replace("<commit>", commit))
    shutil.copy(ROOT / "action.yml", directory / "action.yml")


def tried(consumer: Consumer, place: Place) -> list[str]:
    """What a consumer has against the reports; that it accepts what is spoiled is also a refusal."""
    found = consumer.refused(place)
    if not found:
        spoiled = place._replace(reports=place.reports.with_name("spoiled"))
        shutil.copytree(place.reports, spoiled.reports)
        consumer.spoil(spoiled)
        try:
            noticed = bool(consumer.refused(spoiled))
        except RuntimeError:
            noticed = True
        finally:
            shutil.rmtree(spoiled.reports)
        if not noticed:
            found = ["it accepts what is spoiled, too"]
    return found


def version(place: Place, package: str) -> str:
    """The version that is installed."""
    return str(json.loads((place.modules / package / "package.json").read_text())["version"])


def installed(directory: Path) -> Place:
    """Everything that is needed, in a new directory."""
    place = Place(directory / "node_modules", directory / "reports", directory / "site")
    packages = [name for one in CONSUMERS for name in one.packages]
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix")
    ran("npm", "install", *options, directory, *packages, *OTHERS)
    place.reports.mkdir()
    write(place.reports)
    write_pipelines(place.reports)
    (place.reports / "server").write_text(json.dumps([sys.executable, "-m", "corscheck", "server"]))
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    ran(sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", place.site)
    return place


def main() -> int:
    """Try all consumers, print what each says, and write the page."""
    with tempfile.TemporaryDirectory() as name:
        place = installed(Path(name))
        rows, refused = [], 0
        for consumer in CONSUMERS:
            found = tried(consumer, place)
            names = ", ".join(f"`{one}` {version(place, one)}" for one in consumer.packages)
            sys.stdout.write(f"{names}: {f'{len(found)} refused' if found else 'accepted'}\n")
            sys.stdout.writelines(f"  {line[:300]}\n" for line in found[:20])
            rows.append(f"| {names} | {consumer.given} | accepted |\n")
            refused += len(found)
    if refused:
        return 1
    day = datetime.now(tz=UTC).date().isoformat()
    table = f"On {day}:\n\n| npm package | given | result |\n| --- | --- | --- |\n{''.join(rows)}"
    text, written = TABLE.subn(lambda _: table, PAGE.read_text())
    assert written == 1, f"{PAGE} has no place for the table"
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
