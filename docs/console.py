# ruff: noqa: INP001  # a script, not a package
"""Run the commands in the console blocks of docs/*.md and write what they print: `python docs/console.py`.

On each page, a code block with a title is a file, and a `console` block holds commands, each after `$ `,
and what it printed. The commands of a page run one after the other in a directory with these files and those
of the example service; what listens on port 8089 in the page is that service, started on a free port.
`$ echo $?` is the exit code of the command above. `tests/real/test_site.py` holds that the pages are current.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from socket import create_connection, socket
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent
ROOT = DOCS.parent
SERVICE = Path("fixtures", "service")
PORT = "8089"
"""Of the example service, in pages and in its configuration."""
PATIENCE = 60.0

BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"\n]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Place(NamedTuple):
    """Where the commands of a page run."""

    directory: Path
    port: str  # on which the example service listens

    def run(self, command: str) -> tuple[str, int]:
        """What a command prints, standard error first, with the port that the pages name; its exit code."""
        words = shlex.split(command.replace(f":{PORT}", f":{self.port}"))
        if words[0] != "corscheck":
            raise SystemExit(f"not a command of corscheck: {command}")
        done = subprocess.run(  # noqa: S603  # the command that the page shows
            [sys.executable, "-m", "corscheck", *words[1:]],
            cwd=self.directory,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        printed = re.sub(rf"(?<=:){self.port}\b", PORT, done.stderr + done.stdout)
        return printed, done.returncode


def comparable(page: str) -> str:
    """The page without what differs from run to run or from machine to machine.

    These are times, the versions of Python and aiohttp, and with both where lines are wrapped.
    """
    words = " ".join(page.split())
    return re.sub(r"\([\d.]+ ?m?s\)", "(time)", re.sub(r"(Python|aiohttp)/[\d.]+", r"\1/version", words))


def _environment() -> dict[str, str]:
    """As on a terminal of an ordinary user; nothing that the machine of a pipeline sets."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return {**kept, "PYTHONPATH": paths, "CORSCHECK_OUTPUT_FORMAT": "full", "COLUMNS": "100"}


def pages() -> list[Path]:
    """The pages with console blocks."""
    return [path for path in sorted(DOCS.glob("*.md")) if "\n```console\n" in path.read_text("utf-8")]


def current(page: str) -> str:
    """The page with what its commands print today."""
    with tempfile.TemporaryDirectory() as directory, _example_service(Path(directory), page) as place:
        done, position, code = [], 0, 0
        for block in BLOCK.finditer(page):
            language, title, body = block.groups()
            if title:
                place.directory.joinpath(title).write_text(
                    body.replace(f":{PORT}", f":{place.port}"), "utf-8"
                )
            if language == "console":
                lines = []
                for command in re.findall(r"^\$ (.+)$", body, re.MULTILINE):
                    lines.append(f"$ {command}\n")
                    if command == "echo $?":
                        lines.append(f"{code}\n")
                        continue
                    printed, code = place.run(command)
                    lines.append(printed)
                done += [page[position : block.start(3)], "".join(lines)]
                position = block.end(3)
        return "".join([*done, page[position:]])


@contextlib.contextmanager
def _example_service(directory: Path, page: str) -> Iterator[Place]:
    """A copy of the example service's files and, where the page asks it, the service."""
    shutil.copytree(ROOT / SERVICE, directory / SERVICE, ignore=shutil.ignore_patterns("__pycache__"))
    if f":{PORT}" not in page:
        yield Place(directory, PORT)
        return
    port = _free_port()
    config = directory / SERVICE / "app.conf"
    config.write_text(config.read_text("utf-8").replace(PORT, port), "utf-8")
    command = [sys.executable, str(ROOT / SERVICE / "app.py"), "-c", str(config)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            _await(port, process)
            yield Place(directory, port)
        finally:
            process.terminate()


def _free_port() -> str:
    """A port of four digits, so that lines are wrapped as they are with the page's."""
    for port in random.sample(range(2000, 10_000), 1000):
        with socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return str(port)
    raise SystemExit("no port of four digits is free")


def _await(port: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), create_connection(("127.0.0.1", int(port)), 1):
            return
        time.sleep(0.05)
    raise SystemExit("the example service does not answer")


def main() -> int:
    """Write the pages."""
    for path in pages():
        text = path.read_text("utf-8")
        now = current(text)
        if comparable(now) != comparable(text):
            path.write_text(now, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
