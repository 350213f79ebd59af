"""Baselines of `preflight` and `check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.servers import Server, answering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

CLASSIC = (
    b"HTTP/1.1 204 No Content\r\nServer: asab/25.15\r\nAccess-Control-Allow-Origin: *\r\n"
    b"Access-Control-Allow-Methods: GET, POST, DELETE, PUT, PATCH, OPTIONS\r\n"
    b"Access-Control-Allow-Headers: X-PINGOTHER, Content-Type, Authorization\r\n"
    b"Access-Control-Allow-Credentials: true\r\nAccess-Control-Max-Age: 86400\r\n\r\n"
)
QUIET = ("--no-strangers", "--openapi", "off", "--output-format", "json")
KNOWN = ("--baseline", "known.json")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a server that answers `*`, beside a configuration that names an origin."""
    with Server(answering(CLASSIC, keep=True)) as server:
        listen = f"listen = 127.0.0.1 {server.port}"
        (tmp_path / "app.conf").write_text(
            f"[web]\n{listen}\ncors = https://app.example.com\ncors_preflight_paths = /*\n"
        )
        yield server.port


def codes_of(result: Result) -> list[str]:
    return [finding["code"] for finding in json.loads(result.out)["findings"]]


def stored() -> list[str]:
    return [row["code"] for row in json.loads(Path("known.json").read_text())["findings"]]


@pytest.mark.parametrize("command", ["preflight", "check"])
def test_what_is_known_is_not_reported_and_fails_no_check(run: Run, port: int, command: str) -> None:
    before = run(command, "app.conf", *QUIET)
    assert (before.code, "CORS201" in codes_of(before)) == (1, True)
    written = run(command, "app.conf", *QUIET, *KNOWN, "--update-baseline", "--report", "json:report.json")
    assert (written.code, codes_of(written)) == (0, [])
    assert json.loads(Path("report.json").read_text())["findings"] == []
    assert "CORS201" in stored()
    after = run(command, "app.conf", *QUIET, *KNOWN)
    document = json.loads(after.out)
    assert (after.code, document["findings"], document["summary"]["failed"]) == (0, [], 0)
    assert {item["kind"] for item in document["suppressed"]} == {"baseline"}
    Path("app.conf").write_text(f"{Path('app.conf').read_text()}# a comment\n")
    assert run(command, "app.conf", *QUIET, *KNOWN).code == 0
    Path("app.conf").write_text(Path("app.conf").read_text().replace("app.example.com", "new.example.com"))
    assert run(command, "app.conf", *QUIET, *KNOWN).code == 1


def test_the_setting_holds_for_all_commands_and_each_updates_what_it_can_find(run: Run, port: int) -> None:
    Path("corscheck.toml").write_text('baseline = "known.json"\n')
    assert run("check", "app.conf", *QUIET, "--update-baseline").code == 0
    everything = stored()
    assert {"CORS201", "CORS301"} <= set(everything)
    for command in (("lint",), ("preflight", *QUIET), ("check", *QUIET)):
        result = run(command[0], "app.conf", *command[1:])
        assert result.code == 0
        assert "found no longer" not in result.out + result.err
    assert run("lint", "app.conf", "--update-baseline").code == 0
    assert stored() == everything
    assert run("preflight", "app.conf", *QUIET, "--update-baseline").code == 0
    assert stored() == everything


def test_what_is_found_no_longer_is_noted(run: Run, port: int) -> None:
    assert run("preflight", "app.conf", *QUIET, *KNOWN, "--update-baseline").code == 0
    Path("app.conf").write_text(Path("app.conf").read_text().replace("https://app.example.com", "*"))
    result = run("preflight", "app.conf", *QUIET, *KNOWN)
    assert any("found no longer" in note for note in json.loads(result.out)["notes"])


def test_no_baseline_is_written_of_a_run_that_is_not_complete(run: Run, port: int) -> None:
    for config in ("gone.conf", "app.conf"):
        more = ("--url", "http://127.0.0.1:1") if config == "app.conf" else ()
        result = run("preflight", config, *QUIET, *KNOWN, *more, "--update-baseline")
        assert result.code in (2, 3)
        assert "the baseline was not written" in result.out
        assert not Path("known.json").exists()


@pytest.mark.parametrize("command", ["preflight", "check"])
def test_a_baseline_that_is_not_there_is_a_mistake(run: Run, port: int, command: str) -> None:
    result = run(command, "app.conf", *QUIET, *KNOWN)
    assert result.code == 2
    assert "there is no baseline known.json" in result.out
    assert run(command, "app.conf", *QUIET, "--update-baseline").code == 2


@pytest.mark.parametrize("command", ["preflight", "check"])
def test_a_dry_run_has_nothing_to_write(run: Run, port: int, command: str) -> None:
    result = run(command, "app.conf", *QUIET, *KNOWN, "--update-baseline", "--dry-run")
    assert result.code == 2
    assert "--dry-run and --update-baseline exclude each other" in result.out
    assert not Path("known.json").exists()
