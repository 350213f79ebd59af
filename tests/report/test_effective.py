"""What `corscheck show` prints for people."""

from __future__ import annotations

from corscheck.asab.build import containers
from corscheck.report.context import Context
from corscheck.report.effective import render
from corscheck.report.show_json import describe
from tests.support.asab_files import read
from tests.support.runner import commands


def shown(text: str, covers: tuple[str, ...] = (), **environ: str) -> list[str]:
    configuration = read(text, environ)
    webs = containers(configuration)
    document = describe(configuration, webs, covers, show_secrets=False)
    return render(document, configuration, webs, Context()).splitlines()


def test_values_with_their_places() -> None:
    lines = [line.split() for line in shown("[web]\ncors = *\nlisten = 8080\n")]
    assert ["cors", "*", "main.conf:2"] in lines
    assert ["backlog", "128", "default"] in lines


def test_places_stand_below_each_other_unless_a_value_is_too_long() -> None:
    lines = shown(f"[web]\ncors = {'x' * 60}\nlisten = 8080\nbacklog = 1\n")
    places = {line.split()[0]: line.index("main.conf:") for line in lines[1:] if "main.conf:" in line}
    assert places["listen"] == places["backlog"] < places["cors"]


def test_names_are_visible() -> None:
    lines = shown("[web]\nlisten = 8080\nx\x1b]0;y\x07\u202e = 1\n##vso[z] = 2\n")
    assert all(line.isprintable() for line in lines)
    assert not any(map(commands, lines))
    assert any("x\\x1b]0;y\\x07\\u202e" in line for line in lines)


def test_what_does_not_load_or_start() -> None:
    assert shown("[web]\ncors = a\ncors = b\n")[1].startswith("and cannot load it: DuplicateOptionError: ")
    assert "[web] does not start" in shown("[web]\nbacklog = x\n")
    assert shown("[other]\nx = 1\n")[-1] == "No web container in this configuration."


def test_secrets_are_masked() -> None:
    lines = shown("[web]\nlisten = 8080\npassword = hunter2\ncors = ${TOKEN}\n", TOKEN="hunter2hunter2")
    assert "hunter2" not in "\n".join(lines)
    assert sum("***" in line for line in lines) == 2


def test_covered_paths() -> None:
    lines = shown("[web]\nlisten = 8080\ncors = *\ncors_preflight_paths = /a\n", ("/a", "/b"))
    assert [line.split()[-1] for line in lines[-2:]] == ["answered", "answered"]
    assert lines[-1].endswith("not answered")
