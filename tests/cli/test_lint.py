"""What `corscheck lint` does with its options; the findings themselves are the rules' business."""

from __future__ import annotations

import io
import itertools
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from corscheck.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable

BAD = "[web]\nlisten = 127.0.0.1 8080\n# all of it\ncors = *\ncors_preflight_paths = api/*, /api\n"
FIXED = BAD.replace("= api/*", "= /api/*")


class Result(SimpleNamespace):
    code: int
    out: str
    err: str

    @property
    def codes(self) -> list[str]:
        """The codes of the concise report, or of the JSON."""
        if self.out.startswith("{"):
            return [finding["code"] for finding in json.loads(self.out)["findings"]]
        return [line.split(": ")[1].split()[0] for line in self.out.splitlines() if ": CORS" in line]


@pytest.fixture
def lint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run `corscheck lint` in a directory with `app.conf`, which has one error with a safe fix."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "TF_BUILD", "CORSCHECK_OUTPUT_FORMAT", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    Path("app.conf").write_text(BAD)

    def run(*arguments: str, stdin: str | None = None) -> Result:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin.encode())))
        code = main(["lint", *arguments])
        return Result(code=code, **capsys.readouterr()._asdict())

    return run


def test_concise_in_a_pipe(lint: Callable[..., Result]) -> None:
    result = lint("app.conf", "--select", "CORS104")
    first, last = result.out.splitlines()
    assert first.startswith(
        "app.conf:5:24: CORS104 [error] [*] preflight path `api/*` does not start with `/`"
    )
    assert last == "Found 1 error in 1 file; 1 fixable with --fix."
    assert (result.code, result.err) == (1, "")


@pytest.mark.parametrize("name", ["full", "json", "github", "azure", "gitlab", "sarif", "junit", "rdjson"])
def test_every_format_and_reports_beside_it(lint: Callable[..., Result], name: str) -> None:
    result = lint(
        "app.conf", "--output-format", name, "--report", f"{name}:out/it", "--report", "html:it.html"
    )
    assert result.code == 2  # there is no directory `out`
    result = lint("app.conf", "--output-format", name, "--report", f"{name}:it", "--report", "html:it.html")
    assert result.code == 1
    assert Path("it").read_text() == result.out
    assert "CORS104" in result.out
    assert Path("it.html").read_text().startswith("<!")


@pytest.mark.parametrize(
    ("variables", "start"),
    [
        ({}, "app.conf:5:24: CORS104"),
        ({"GITHUB_ACTIONS": "true"}, "::error "),
        ({"TF_BUILD": "True"}, "##vso[task.logissue type=error;sourcepath=app.conf;linenumber=5;"),
        ({"CORSCHECK_OUTPUT_FORMAT": "json"}, '{"version"'),
    ],
)
def test_the_environment_chooses_the_format(
    lint: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], start: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert lint("app.conf", "--select", "CORS104").out.startswith(start)


def test_selection_by_option_and_setting(lint: Callable[..., Result]) -> None:
    everything = set(lint().codes)
    assert "CORS104" in everything
    assert lint("--select", "CORS104").codes == ["CORS104"]
    assert lint("--select", "CORS1,preflight-path-without-slash", "--ignore", "CORS1").codes == ["CORS104"]
    assert set(lint("--ignore", "CORS104").codes) == everything - {"CORS104"}
    Path("corscheck.toml").write_text('select = ["CORS104"]\n[severity]\nCORS104 = "info"\n')
    assert lint().codes == ["CORS104"]
    assert lint().code == 0
    assert lint("--fail-on", "info").code == 1
    assert set(lint("--isolated").codes) == everything


def test_the_settings_closest_to_what_is_linted(lint: Callable[..., Result]) -> None:
    Path("corscheck.toml").write_text('ignore = ["ALL"]\n')
    Path("etc").mkdir()
    Path("etc/corscheck.toml").write_text('select = ["CORS104"]\nexclude = ["old"]\n')
    Path("etc/app.conf").write_text(BAD)
    Path("etc/old").mkdir()
    Path("etc/old/app.conf").write_text(BAD)
    assert lint("etc").out.startswith("etc/app.conf:5:24: CORS104")
    assert lint("etc").codes == ["CORS104"]
    assert lint("etc/old/app.conf", "--force-exclude").codes == []
    assert lint(".").out.startswith("etc/app.conf:5:24: CORS104")
    assert lint(".").codes == ["CORS104"]
    assert lint("app.conf").codes == []
    assert lint(".", "--config", "etc/corscheck.toml").codes == ["CORS104"] * 2


SETTINGS = {
    "a": 'select = ["CORS104"]\nfail-on = "error"\n[severity]\nCORS104 = "warning"\n',
    "a/nested": 'select = ["CORS104"]\n[severity]\nCORS104 = "error"\n',
    "b": 'ignore = ["CORS104"]\n[env]\nORIGINS = "*"\n',
    "c": 'asab-version = "26.37"\nfail-on = "info"\n',
}


@pytest.fixture
def several(lint: Callable[..., Result]) -> list[str]:
    """Configurations under different settings, the last three without any of their own."""
    names = []
    for name in ("a", "a/nested", "b", "c", "c/deep", "d", "d/repository", "."):
        Path(name).mkdir(exist_ok=True)
        Path(name, "app.conf").write_text(BAD.replace("cors = *", "cors = ${ORIGINS}"))
        names.append(f"{name}/app.conf")
        if name in SETTINGS:
            Path(name, "corscheck.toml").write_text(SETTINGS[name])
    Path("d/repository/.git").mkdir()
    Path("corscheck.toml").write_text('ignore = ["CORS104", "CORS020"]\n')
    assert "CORS104" in lint("d/repository/app.conf").codes  # not beyond the repository
    return names


def verdict(result: Result) -> dict[str, list[tuple[str, str]]]:
    """Code and severity of what was found, by file."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in json.loads(result.out)["findings"]:
        found.setdefault(one["path"], []).append((one["code"], one["severity"]))
    return found


def test_a_file_has_the_same_verdict_in_any_company(lint: Callable[..., Result], several: list[str]) -> None:
    alone = {name: lint(name, "--output-format", "json") for name in several}
    verdicts = {
        name.removeprefix("./"): verdict(result).get(name.removeprefix("./"), [])
        for name, result in alone.items()
    }
    assert verdicts["a/app.conf"] == [("CORS104", "warning")]
    assert verdicts["a/nested/app.conf"] == [("CORS104", "error")]
    assert ("CORS020", "warning") not in verdicts["b/app.conf"]
    for names in (several, several[::-1], ["."], ["a", "b"], several[2:5]):
        together = verdict(lint(*names, "--output-format", "json"))
        for name, found in together.items():
            assert found == verdicts[name], (name, names)
        if "." in names or len(names) == len(several):
            assert together == {name: found for name, found in verdicts.items() if found}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_exit_code_is_the_worst_of_those_alone(
    lint: Callable[..., Result], several: list[str], count: int
) -> None:
    alone = {name: lint(name).code for name in several}
    assert alone["a/app.conf"] == 0  # its warnings do not fail
    assert alone["c/app.conf"] == 1
    for names in itertools.combinations(several, count):
        assert lint(*names).code == max(alone[name] for name in names), names


def test_junit_fails_where_the_settings_of_the_file_do(
    lint: Callable[..., Result], several: list[str]
) -> None:
    out = lint(*several[:2], "--output-format", "junit").out
    cases = {
        case.get("name"): case.find("failure") is not None for case in ET.fromstring(out).iter("testcase")
    }
    name = "CORS104 preflight-path-without-slash in"
    assert cases == {f"{name} a/app.conf": False, f"{name} a/nested/app.conf": True}


def test_baselines_of_several_settings(lint: Callable[..., Result], several: list[str]) -> None:
    for name in ("a", "b"):
        Path(name, "corscheck.toml").write_text(f'baseline = "known.json"\n{SETTINGS[name]}')
    assert lint("a", "b", "c", "--update-baseline").code == 2
    assert not Path("a/known.json").exists()
    assert lint("a/app.conf", "b/app.conf", "--update-baseline").code == 0
    assert json.loads(Path("a/known.json").read_text())["findings"][0]["path"] == "app.conf"
    assert lint("a/app.conf", "b/app.conf").codes == []
    assert set(lint("a/app.conf", "b/app.conf", "c/app.conf").codes) == set(lint("c/app.conf").codes)
    assert lint(*several[:3], "--baseline", "all.json", "--update-baseline").code == 0
    result = lint(*several[:3], "--baseline", "all.json")
    assert (result.codes, result.code) == ([], 0)


def test_fixes_where_the_settings_of_the_file_find_something(
    lint: Callable[..., Result], several: list[str]
) -> None:
    text = Path("a/app.conf").read_text()
    result = lint("a/app.conf", "b/app.conf", "--fix")
    assert "Fixed 1 finding." in result.out
    assert Path("a/app.conf").read_text() == text.replace("= api/*", "= /api/*")
    assert Path("b/app.conf").read_text() == text


def test_the_format_is_that_of_all_or_of_the_working_directory(lint: Callable[..., Result]) -> None:
    for name, form in (("a", "json"), ("b", "json"), ("c", "gitlab")):
        Path(name).mkdir()
        Path(name, "app.conf").write_text(BAD)
        Path(name, "corscheck.toml").write_text(f"output-format = '{form}'")
    assert lint("a", "b").out.startswith('{"version"')
    assert lint("c").out.startswith("[")
    assert lint("a", "c").out.startswith("a/app.conf:")
    Path("corscheck.toml").write_text("output-format = 'github'")
    assert lint("a", "c").out.startswith("::")


def test_excluded_by_settings_on_the_way(lint: Callable[..., Result]) -> None:
    for name in ("vendor/lib", "own"):
        Path(name).mkdir(parents=True)
        Path(name, "app.conf").write_text(BAD)
    Path("corscheck.toml").write_text("exclude = ['vendor']")
    Path("vendor/corscheck.toml").write_text("select = ['CORS104']")
    assert lint("--show-files").out == "app.conf\nown/app.conf\n"
    assert lint("--show-files", "vendor").out == "vendor/lib/app.conf\n"
    assert lint("--show-files", "--force-exclude", "vendor/lib/app.conf").out == ""


def test_several_versions(lint: Callable[..., Result]) -> None:
    Path("app.conf").write_text(BAD + "cors_max_age = 1d\n")
    result = lint("--asab-version", "25.15,26.37", "--output-format", "json")
    versions = {tuple(finding["versions"]) for finding in json.loads(result.out)["findings"]}
    assert ("25.15",) in versions
    assert () in versions


def test_environment_of_the_settings(lint: Callable[..., Result]) -> None:
    Path("app.conf").write_text("[web]\nlisten = 127.0.0.1 8080\ncors = ${ORIGINS}\n")
    assert "CORS020" in lint().codes
    Path("corscheck.toml").write_text('[env]\nORIGINS = "*"\n')
    assert "CORS020" not in lint().codes


def test_standard_input(lint: Callable[..., Result]) -> None:
    result = lint("-", "--stdin-filename", "etc/site.conf", "--select", "CORS104", stdin=BAD)
    assert result.out.startswith("etc/site.conf:5:24: CORS104")
    assert lint("-", "--fix", "--select", "CORS104", stdin=BAD).out == FIXED
    result = lint("-", "--fix", stdin="[web]\ncors =\n")
    assert (result.code, result.out) == (0, "[web]\ncors =\n")


def test_fixing_writes_the_file_and_reports_the_rest(lint: Callable[..., Result]) -> None:
    result = lint("--fix", "--select", "CORS104")
    assert (result.code, result.out) == (0, "Fixed 1 finding.\nNo findings in 1 file.\n")
    assert Path("app.conf").read_text() == FIXED
    assert lint("--fix", "--select", "CORS104").out == "No findings in 1 file.\n"


def test_a_fix_keeps_line_ends_and_undecodable_bytes(lint: Callable[..., Result]) -> None:
    Path("app.conf").write_bytes(BAD.replace("\n", "\r\n").encode())
    lint("--fix", "--select", "CORS104")
    assert Path("app.conf").read_bytes() == FIXED.replace("\n", "\r\n").encode()


def test_diff_shows_and_changes_nothing(lint: Callable[..., Result]) -> None:
    result = lint("--diff", "--select", "CORS104")
    assert result.out == (
        "--- a/app.conf\n+++ b/app.conf\n@@ -2,4 +2,4 @@\n listen = 127.0.0.1 8080\n # all of it\n cors = *\n"
        "-cors_preflight_paths = api/*, /api\n+cors_preflight_paths = /api/*, /api\n"
    )
    assert result.code == 1
    assert Path("app.conf").read_text() == BAD
    assert lint("--diff", "--exit-zero").code == 0
    Path("app.conf").write_text("[web]\nlisten = 127.0.0.1 8080\ncors =\n")
    assert (lint("--diff").code, lint("--diff").out) == (0, "")


def test_files_outside_of_the_repository_are_not_changed(lint: Callable[..., Result], tmp_path: Path) -> None:
    Path("work/.git").mkdir(parents=True)
    Path("work/app.conf").write_text(
        "[general]\ninclude = ../secret.conf ./site.conf\n[web]\nlisten = 127.0.0.1 8080\n"
    )
    Path("secret.conf").write_text("[web]\ncors = *\ncors_preflight_paths = api/*\n")
    os.chdir(tmp_path / "work")
    assert "CORS104" in lint("app.conf").codes
    lint("app.conf", "--fix")
    assert Path("../secret.conf").read_text() == "[web]\ncors = *\ncors_preflight_paths = api/*\n"
    Path("../secret.conf").rename("site.conf")
    lint("app.conf", "--fix")
    assert " /api/*\n" in Path("site.conf").read_text()


def test_adding_suppressions(lint: Callable[..., Result]) -> None:
    count = len(lint().codes)
    result = lint("--add-ignore", "an old service")
    assert (result.code, result.codes) == (0, [])
    assert result.err == f"Suppressed {count} findings.\n"
    text = Path("app.conf").read_text()
    assert "# corscheck: ignore[CORS104" in text
    assert "-- an old service\n" in text
    assert lint().codes == []
    assert lint("--add-ignore", " ").code == 2


def test_baseline(lint: Callable[..., Result]) -> None:
    assert lint("--update-baseline").code == 2
    assert "there is no baseline known.json" in lint("--baseline", "known.json").err
    result = lint("--baseline", "known.json", "--update-baseline")
    assert (result.code, result.out) == (0, "No findings in 1 file.\nSuppressed: 2 by the baseline.\n")
    assert lint("--baseline", "known.json").code == 0
    text = Path("app.conf").read_text()
    Path("app.conf").write_text(f"; moved\n\n{text.replace('/api', '/api, other')}")
    assert lint("./app.conf", "--baseline", "known.json").code == 1
    Path("app.conf").write_text(f"; moved\n\n{text}")
    assert lint(str(Path("app.conf").absolute()), "--baseline", "known.json").codes == []
    Path("corscheck.toml").write_text('baseline = "known.json"\n')
    assert lint().code == 0
    Path("known.json").write_text("[]")
    result = lint()
    assert result.code == 2
    assert "known.json: not a baseline file" in result.err


def test_statistics(lint: Callable[..., Result]) -> None:
    result = lint("--statistics", "--select", "CORS104")
    assert result.out.startswith("1  CORS104  [*]  preflight-path-without-slash\n")
    document: Any = json.loads(lint("--statistics", "--output-format", "json").out)
    assert {row["code"] for row in document["statistics"]} == set(lint().codes)


def test_what_cannot_be_read_in_a_directory_is_an_error_of_the_run(lint: Callable[..., Result]) -> None:
    Path("etc").mkdir()
    Path("etc/huge.conf").touch()
    os.truncate("etc/huge.conf", 4 * 1024**2 + 1)
    Path("etc/gone.conf").symlink_to("nowhere")
    for command in (".", "app.conf etc"):
        result = lint(*command.split(), "--select", "CORS104", "--output-format", "json")
        assert (result.code, result.codes) == (2, ["CORS104"])
        errors = json.loads(result.out)["errors"]
        assert sorted(error["path"] for error in errors) == ["etc/gone.conf", "etc/huge.conf"]
    Path("corscheck.toml").write_text("exclude = ['etc']\n")
    assert lint(".", "--select", "CORS104").code == 1


@pytest.mark.parametrize("more", [(), ("--fix",)])
def test_an_update_of_the_baseline_writes_the_reports(
    lint: Callable[..., Result], more: tuple[str, ...]
) -> None:
    command = ("--baseline", "known.json", "--update-baseline", *more, "--output-format", "json")
    result = lint(*command, "--report", "json:report.json")
    document = json.loads(result.out)
    assert json.loads(Path("report.json").read_text()) == document
    assert (result.code, document["findings"], document["summary"]["files"]) == (0, [], 1)
    assert len(document["suppressed"]) + document["summary"]["fixed"] == 2
    assert Path("known.json").exists()


@pytest.mark.parametrize("option", ["--diff", "--show-files"])
def test_what_writes_no_file_updates_no_baseline(lint: Callable[..., Result], option: str) -> None:
    result = lint("--baseline", "known.json", "--update-baseline", option)
    assert result.code == 2
    assert f"{option} and --update-baseline exclude each other" in result.err
    assert not Path("known.json").exists()


def test_a_report_that_standard_output_has_no_place_for(lint: Callable[..., Result]) -> None:
    result = lint("--diff", "--output-format", "sarif", "--report", "json:report.json")
    assert result.out.startswith("--- a/app.conf")
    assert "--report sarif:FILE writes the sarif report" in result.err
    assert json.loads(Path("report.json").read_text())["findings"]
    assert "FILE writes the" not in lint("--diff", "--output-format", "concise").err
    assert "standard output has the statistics" in lint("--statistics", "--output-format", "gitlab").err
    assert "FILE writes the" not in lint("--statistics", "--output-format", "json").err
    assert "no report in the format json" in lint("--show-files", "--output-format", "json").err


def test_show_files_writes_no_report(lint: Callable[..., Result]) -> None:
    result = lint("--show-files", "--report", "json:report.json")
    assert result.code == 2
    assert "--show-files lints nothing" in result.err


def test_show_files(lint: Callable[..., Result]) -> None:
    Path("tox.ini").write_text("[tox]\n")
    assert lint("--show-files").out == "app.conf\n"
    assert lint("--show-files", "tox.ini", "app.conf").out == "tox.ini\napp.conf\n"


@pytest.mark.parametrize(
    "names",
    [("app.conf", "./app.conf"), (".", "app.conf"), ("sub/../app.conf", "{here}/app.conf", "link.conf")],
)
def test_a_file_counts_once_whatever_it_is_called(
    lint: Callable[..., Result], names: tuple[str, ...]
) -> None:
    Path("sub").mkdir()
    Path("link.conf").symlink_to("app.conf")
    alone = lint("app.conf")
    together = lint(*(name.replace("{here}", str(Path.cwd())) for name in names))
    assert (len(together.codes), together.code) == (len(alone.codes), 1)
    assert "in 1 file" in together.out


def test_a_link_in_another_directory_is_a_configuration_of_its_own(lint: Callable[..., Result]) -> None:
    Path("sub").mkdir()
    Path("app.conf").write_text(
        "[general]\ninclude = ${THIS_DIR}/site.conf\n[web]\nlisten = 127.0.0.1 8080\n"
    )
    Path("sub/link.conf").symlink_to("../app.conf")
    Path("sub/site.conf").write_text(BAD)
    result = lint("app.conf", "sub/link.conf", "--select", "CORS031,CORS104")
    assert result.codes == ["CORS031", "CORS104"]


def test_nothing_to_lint(lint: Callable[..., Result]) -> None:
    Path("app.conf").unlink()
    Path("setup.cfg").write_text("[metadata]\n")
    assert lint("setup.cfg").code == 0  # as a hook hands it over
    result = lint(".")
    assert (result.code, result.err) == (2, "error: there is no ASAB configuration with a web section in .\n")


def test_what_is_done_is_told_on_request(lint: Callable[..., Result]) -> None:
    assert "1 file to lint; settings: none" in lint("--verbose").err
