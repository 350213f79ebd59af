from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.api import lint, load
from corscheck.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "[web]\nlisten = 127.0.0.1 8080\ncors = ${ORIGIN}/\ncors_preflight_paths = /*\n"


def found(**options: object) -> list[tuple[str, str]]:
    findings = lint(TEXT, **options)  # type: ignore[arg-type]  # a table's columns
    return [(finding.code, finding.span.source.path) for finding in findings]


def test_the_environment_is_the_given_one_and_empty_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGIN", "https://app.example.com")
    given = found(environ={"ORIGIN": "https://app.example.com"})
    assert given
    assert given != found()
    assert found(environ={}) == found()


def test_findings_name_the_file_and_the_versions() -> None:
    text = "[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com\ncors_preflight_paths = /*\n"
    assert {finding.span.source.path for finding in lint(text, "etc/x.conf")} == {"etc/x.conf"}
    both = {finding.code: finding.versions for finding in lint(text, asab_version=["25.15", "26.37"])}
    assert both["CORS301"] == ("25.15",)  # later versions compare the origin


def test_nothing_is_read_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.conf").write_text("[web]\ncors = https://app.example.com/\n")
    text = "[general]\ninclude = site.conf missing.conf\n"
    assert lint(text) == []


@pytest.mark.parametrize("version", ["x", "", ["25.15", "x"]])
def test_no_version(version: str | list[str]) -> None:
    with pytest.raises(ValueError, match="not an ASAB version"):
        lint(TEXT, asab_version=version)


def test_load_reads_includes_and_the_environment_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORSCHECK_TEST", "https://a.example")
    (tmp_path / "app.conf").write_text("[general]\ninclude = ${THIS_DIR}/site.conf\n")
    (tmp_path / "site.conf").write_text("[web]\ncors = ${CORSCHECK_TEST}\n")
    loaded = load(str(tmp_path / "app.conf"))
    assert loaded.options("web")["cors"].value.text == "https://a.example"
    other = load(str(tmp_path / "app.conf"), environ={"CORSCHECK_TEST": "b"}, asab_version="20.7")
    assert other.options("web")["cors"].value.text == "b"
    assert other.profile.section == "asab:web"


def test_a_configuration_that_asab_cannot_load_is_not_an_exception_but_a_missing_file_is(
    tmp_path: Path,
) -> None:
    path = tmp_path / "app.conf"
    path.write_text("cors = *\n")
    error = load(str(path)).error
    assert error is not None
    assert error.type == "MissingSectionHeaderError"
    for name in ("none.conf", ""):
        with pytest.raises(UsageProblem):
            load(str(tmp_path / name))
