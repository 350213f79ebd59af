"""The browser of the tests: there is one, it is waited for with patience, and nothing of it is left."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.chromium import (
    BINARY,
    FETCH_SECONDS,
    INNER_SECONDS,
    STALL_SECONDS,
    STARTS,
    VISIT_SECONDS,
    Browser,
    BrowserError,
)
from tests.support.program import environment
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

GROUPED = """
import os
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(4))
def test(number):
    print(os.environ["PYTEST_XDIST_WORKER"])
"""


def binary(directory: Path, *first: str) -> str:
    """A browser that does these commands instead when it is started for the first time."""
    script = directory / "chromium"
    lines = ["#!/bin/sh", 'if mkdir "$0.started" 2>/dev/null; then', *first, "fi", f'exec {BINARY} "$@"']
    script.write_text("\n".join(lines))
    script.chmod(0o755)
    return str(script)


def page(html: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n{html}".encode()


def test_the_outer_limit_is_above_the_inner_ones(request: pytest.FixtureRequest) -> None:
    limit = request.node.get_closest_marker("timeout")
    assert limit is not None
    assert limit.args[0] > INNER_SECONDS + 60
    assert FETCH_SECONDS < STALL_SECONDS < VISIT_SECONDS < INNER_SECONDS


def test_pytest_gives_a_group_to_one_process(tmp_path: Path) -> None:
    """pytest 9.2 and pytest-xdist 3.8 ignore groups: pytest-dev/pytest-xdist#1386."""
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).write_text(GROUPED)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", "-n", "2", "--dist", "loadgroup", "-rP"],
        cwd=tmp_path,
        env=environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    workers = [line for line in done.stdout.splitlines() if line in ("gw0", "gw1")]
    assert len(workers) == 8, done.stdout
    assert len(set(workers)) == 1, "pytest-xdist ignores groups: install '.[dev]' anew"


def test_it_is_started_anew_when_it_ends_at_once(tmp_path: Path) -> None:
    with Browser(binary(tmp_path, "exit 1")) as browser:
        assert browser.starts == 2
        assert browser.version[0].isdecimal()


def test_it_is_started_anew_when_it_is_silent(tmp_path: Path) -> None:
    with Browser(binary(tmp_path, "exec sleep 600"), first_start_seconds=0.5) as browser:
        assert browser.starts == 2


def test_a_browser_that_never_starts_says_why(tmp_path: Path) -> None:
    script = tmp_path / "chromium"
    script.write_text("#!/bin/sh\necho no display >&2; exit 1\n")
    script.chmod(0o755)
    with pytest.raises(BrowserError, match=f"in {STARTS} attempts: .*no display"), Browser(str(script)):
        pass


def test_all_its_processes_end() -> None:
    with Server(answering(page("<title>done</title>"))) as server, Browser() as browser:
        browser.visit(server.url())
        assert len(browser.pids) > 2
    assert browser.pids == []


def test_a_page_that_is_not_done_in_time_says_how_far_it_came(chromium: Browser) -> None:
    html = "<title>0</title><script>document.title = '17 of 500'</script>"
    with (
        Server(answering(page(html))) as server,
        pytest.raises(BrowserError, match=r"not done after 1 s.*'17 of 500'"),
    ):
        chromium.visit(server.url(), seconds=1)
    with Server(answering(page("<title>done</title>"))) as server:
        chromium.visit(server.url())
