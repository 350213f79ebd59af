"""corscheck.asab against the real asab on the same files."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given

from corscheck.asab.build import build
from corscheck.asab.loader import load
from corscheck.files import Disk
from corscheck.report.show_json import describe
from tests.support.asab_compare import PROBES, compare
from tests.support.asab_generated import ENVIRON, FILES, projects, sane_texts, texts
from tests.support.asab_oracle import Asab, process
from tests.support.asab_tricky import TRICKY, Tricky
from tests.support.examples import examples

CASES = Path(__file__).parents[2] / "fixtures" / "asab-cases"
RECORDED = json.loads((CASES / "cases.json").read_bytes())["cases"]

GENERATED = examples(100, in_ci=500)


def place(case: dict[str, Any]) -> tuple[str, str]:
    """The main file as asab is given it, and the working directory."""
    path = CASES / case["case"]
    directory = CASES / case["cwd"] if "cwd" in case else path.parent
    return str(path.relative_to(directory)), str(directory)


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: str(case["case"]))
def test_recorded_cases_against_asab(case: dict[str, Any]) -> None:
    main, directory = place(case)
    section = "asab:web" if case.get("mode") == "alias" else case.get("section", "web")
    compare(main, directory, case.get("env", {}), [section], [*PROBES, *case.get("probes", ())])


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: str(case["case"]))
def test_recorded_cases_against_the_record(case: dict[str, Any]) -> None:
    main, directory = place(case)
    recorded = json.loads(json.dumps(case["asab"]).replace("<CWD>", directory))
    with process(directory, case.get("env", {})):
        configuration = load(main, Disk(), case.get("env", {}))
        section = "asab:web" if case.get("mode") == "alias" else case.get("section", "web")
        shown = describe(configuration, [build(configuration, section)], list(recorded.get("covers", ())))
    error = shown["error"] or shown["containers"][0]["error"]
    if error is not None:
        assert not recorded["starts"]
        assert error["type"] == recorded["error_type"]
        assert error["message"] == recorded["error"]
    else:
        assert recorded["starts"]
        for name in ("values", "cors_enabled", "listen", "covers"):
            assert shown["containers"][0][name] == recorded[name]
    if shown["containers"]:
        assert shown["containers"][0]["preflight_routes"] == recorded.get("tokens", [])


@pytest.mark.parametrize("case", TRICKY)
def test_tricky_cases(case: Tricky, tmp_path: Path) -> None:
    for name, content in case.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    compare("main.conf", str(tmp_path), case.environ, case.sections, [*PROBES, *case.probes])


@given(files=projects(sane_texts()))
@GENERATED
def test_generated_configurations(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    compare_project(files, tmp_path_factory.getbasetemp() / "sane")


@given(files=projects(texts()))
@GENERATED
def test_generated_lines(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    compare_project(files, tmp_path_factory.getbasetemp() / "wild")


OPEN_BRACE = re.compile(r"\$\{[^}]*\$")
LEAVES_OPEN_BRACES = os.path.expandvars("${$PATH") == "${$PATH"  # from Python 3.14 on


def compare_project(files: dict[str, str], directory: Path) -> None:
    assume(not (LEAVES_OPEN_BRACES and any(map(OPEN_BRACE.search, files.values()))))
    (directory / "sub").mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (directory / name).unlink(missing_ok=True)
        if name in files:
            (directory / name).write_bytes(files[name].encode())
    compare("main.conf", str(directory), ENVIRON, ["web", "web:public", "other"])


@pytest.mark.parametrize(("length", "error"), [(300, None), (1500, "RecursionError")])
def test_long_chains_of_includes(length: int, error: str | None, tmp_path: Path) -> None:
    for number in range(length):
        text = f"[general]\ninclude=c{number + 1}\n[web]\nx{number}=1\n"
        (tmp_path / f"c{number}").write_text(text)
    with process(str(tmp_path), {}):
        ours = load("c0", Disk(), {})
    theirs = Asab("c0", str(tmp_path), {}).loaded()
    assert (ours.error and ours.error.type) == (theirs.error and theirs.error[0]) == error
    if error is None:
        assert set(ours.sections["web"].options) == set(theirs.raw["web"])
