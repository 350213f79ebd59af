"""A page and a service of one's own: what the page can call, what to change, and that it then can."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_preflight import CLASSIC
from tests.support.servers import Server, answering
from tests.support.services import free_ports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

SERVICE = Path(__file__).parents[2] / "fixtures/service"
PAGE = "http://localhost:3000"


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    launch = f"{sys.executable} {SERVICE / 'app.py'} -c {{config}}"
    return ["preflight", str(tmp_path / "app.conf"), "--launch", launch, "--no-strangers"]


def write(tmp_path: Path, cors: str) -> None:
    (port,) = free_ports(1)
    text = f"[web]\nlisten = 127.0.0.1 {port}\ncors = {cors}\ncors_preflight_paths = /api/notes/*\n"
    (tmp_path / "app.conf").write_text(text)


def apply(path: Path, fix: dict[str, list[dict[str, dict[str, int] | str]]]) -> None:
    lines = path.read_text().splitlines(keepends=True)
    (edit,) = fix["edits"]
    start, end = edit["start"], edit["end"]
    assert isinstance(start, dict)
    assert start == end
    line = lines[start["line"] - 1]
    at = start["column"] - 1
    lines[start["line"] - 1] = f"{line[:at]}{edit['text']}{line[at:]}"
    path.write_text("".join(lines))


@pytest.mark.parametrize(("cors", "page"), [(PAGE, f"page {PAGE}"), ("*", "page of any origin")])
def test_five_of_six_then_the_fix_then_six_of_six(
    tmp_path: Path, run: Run, command: list[str], cors: str, page: str
) -> None:
    write(tmp_path, cors)
    report = tmp_path / "report.json"
    result = run(*command, "--output-format", "full", "--report", f"json:{report}")
    assert result.code == 1
    assert f"{page}: 5 of 6 routes can be called" in result.out
    assert re.search(r"✗ POST /api/notes +405: no preflight path covers it; add `/api/notes` \(", result.out)
    assert "app.conf:4)" in result.out
    assert re.search(r"^/api/notes +GET +✓\n +POST +✗$", result.out, re.MULTILINE)
    assert "GET, PUT, DELETE were not sent" in result.out
    document = json.loads(report.read_text())
    assert [(one["method"], one["path"]) for one in document["routes"] if one["callable"] is not True] == [
        ("POST", "/api/notes")
    ]
    assert document["summary"]["failed"] >= 1
    (finding,) = [one for one in document["findings"] if one["code"] == "CORS251"]
    assert (finding["severity"], finding["start"]["line"]) == ("warning", 4)
    assert finding["fix"]["applicability"] == "unsafe"

    apply(tmp_path / "app.conf", finding["fix"])
    result = run(*command, "--output-format", "full", "--report", f"json:{report}")
    assert f"{page}: 6 of 6 routes can be called" in result.out
    document = json.loads(report.read_text())
    assert {one["callable"] for one in document["routes"]} == {True}
    assert [one["code"] for one in document["findings"]] == ([] if cors == "*" else ["CORS201"])
    assert result.code == (0 if cors == "*" else 1)


POLICY = f"""
[[service]]
name = "notes"
config = "app.conf"
launch = "{sys.executable} {SERVICE / "app.py"} -c {{config}}"
internal = "/api/notes/*"

[[expect]]
origin = "{PAGE}"
method = "POST"
path = "/api/notes"
headers = ["content-type"]
result = "block"
"""


def test_what_is_not_meant_for_pages_is_named_in_the_settings(tmp_path: Path, run: Run) -> None:
    write(tmp_path, "*")
    (tmp_path / "corscheck.toml").write_text(POLICY)
    result = run("preflight", "--no-strangers")
    assert result.code == 0, result.out
    assert "page of any origin: 2 of 3 routes can be called, 1 blocked on purpose" in result.out


@pytest.fixture(scope="module")
def classic() -> Iterator[Server]:
    with Server(answering(CLASSIC, keep=True)) as server:
        yield server


@pytest.mark.parametrize("format_", ["full", "concise"])
def test_routes_that_nothing_names_are_the_first_line(
    tmp_path: Path, run: Run, classic: Server, format_: str
) -> None:
    (tmp_path / "app.conf").write_text(
        f"[web]\nlisten = 127.0.0.1 {classic.port}\ncors = *\ncors_preflight_paths = /*\n"
    )
    result = run("preflight", "app.conf", "--output-format", format_)
    assert result.code == 0
    first = result.out.splitlines()[0]
    assert first.startswith(f"http://127.0.0.1:{classic.port}: the routes of the service are not known (")
    assert all(part in first for part in ("/asab/v1/openapi", "--openapi URL|FILE", "[[service]]", "--path"))
    assert "the 1 path of the configuration was tried; the service's own routes are not known" in result.out
    assert "passed" not in result.out
