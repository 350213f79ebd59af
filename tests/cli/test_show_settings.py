"""`corscheck show --settings`: the settings of a path, and where each comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corscheck.cli.show import ShowOptions, show
from corscheck.cli.show_settings import shown_settings
from corscheck.errors import UsageProblem
from corscheck.settings import Closest
from corscheck.settings.model import Settings
from tests.support.validated import check

SECRET = "Tr0ub4dor"  # what must not be seen
TEXT = f"""\
fail-on = "error"
extend_select = ["CORS5"]
asab-version = "25.15,26.37"

[severity]
CORS118 = "off"

[env]
ORIGIN = "https://app.example.com"
DB_PASSWORD = "{SECRET}"

[[service]]
name = "notes"
config = ["etc/app.conf"]
launch = "run --user {SECRET} -c {{config}}"
url = "https://u:{SECRET}@notes.example"
headers = ["Authorization: Bearer {SECRET}", "Accept: */*", "@headers.txt"]

[[service]]
url = "${{URL}}"
headers = {{ X-Key = "{SECRET}" }}

[[expect]]
origin = "https://app.example.com"
path = "/notes"
headers = ["x-token"]
result = "allow"
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CORSCHECK_OUTPUT_FORMAT", raising=False)
    Path("sub").mkdir()
    Path("sub/app.conf").write_text("[web]\n")


def found(path: str = ".", closest: Closest | None = None, *, show_secrets: bool = False) -> Any:
    text = shown_settings(path, closest or Closest(), as_json=True, show_secrets=show_secrets)
    document = json.loads(text)
    check("settings", document)
    return document


def by_key(document: Any) -> dict[str, tuple[Any, str, int | None]]:
    return {one["key"]: (one["value"], one["from"], one["line"]) for one in document["settings"]}


def test_every_setting_is_there_with_its_place() -> None:
    Path("corscheck.toml").write_text(TEXT)
    values = by_key(found())
    assert values["fail-on"] == ("error", "file", 1)
    assert values["extend-select"] == (["CORS5"], "file", 2)
    assert values["asab-version"] == ("25.15,26.37", "file", 3)
    assert values["severity.CORS118"] == ("off", "file", 6)
    assert values["env.ORIGIN"] == ("https://app.example.com", "file", 9)
    assert values["service.1.config"] == (["etc/app.conf"], "file", 14)
    assert values["service.2.url"] == ("${URL}", "file", 20)
    assert values["expect.1.result"] == ("allow", "file", 27)
    assert values["ignore"] == ([], "default", None)
    assert values["baseline"] == (None, "default", None)
    tops = {key.partition(".")[0] for key in values}
    assert tops == {name.replace("_", "-") for name in Settings._fields if name != "source"}


def test_secrets_are_masked_unless_they_are_asked_for() -> None:
    Path("corscheck.toml").write_text(TEXT)
    values = by_key(found())
    assert SECRET not in json.dumps(values)
    assert values["env.DB_PASSWORD"][0] == "***"
    assert values["service.1.headers"][0] == ["Authorization: ***", "Accept: */*", "@headers.txt"]
    assert values["service.1.url"][0] == "https://***@notes.example"
    assert values["service.2.headers.X-Key"][0] == "***"
    assert values["expect.1.headers"][0] == ["x-token"]
    shown = by_key(found(show_secrets=True))
    assert shown["env.DB_PASSWORD"][0] == SECRET
    assert SECRET in shown["service.1.launch"][0]


def test_a_short_secret_and_the_name_of_a_file() -> None:
    Path("corscheck.toml").write_text(
        '[env]\nTOKEN = "x1"\nheaders = "a: b"\n'
        '[[service]]\nurl = "http://h/"\nheaders = ["@dir:1/lines.txt"]\n'
    )
    values = by_key(found())
    assert values["env.TOKEN"][0] == "***"
    assert values["env.headers"][0] == "a: b"
    assert values["service.1.headers"][0] == ["@dir:1/lines.txt"]


def test_without_a_file_everything_is_the_default() -> None:
    document = found("sub/app.conf")
    assert document["settings_file"] is None
    assert {one["from"] for one in document["settings"]} == {"default"}
    values = by_key(document)
    assert values["fail-on"][0] == "warning"
    assert values["asab-version"][0] == ["25.15"]
    assert (values["service"][0], values["severity"][0], values["send-unsafe"][0]) == ([], {}, False)


@pytest.mark.parametrize(
    ("path", "file"),
    [(".", "corscheck.toml"), ("sub", "sub/pyproject.toml"), ("sub/app.conf", "sub/pyproject.toml")],
)
def test_the_closest_file_holds(path: str, file: str, tmp_path: Path) -> None:
    Path("corscheck.toml").write_text('fail_on = "error"\n')
    Path("sub/pyproject.toml").write_text('[project]\nname = "x"\n[tool.corscheck]\nignore = ["CORS118"]\n')
    document = found(path)
    assert document["settings_file"] == str(tmp_path / file)
    own = {key: value for key, value in by_key(document).items() if value[1] == "file"}
    expected = {"fail-on": ("error", "file", 1)} if path == "." else {"ignore": (["CORS118"], "file", 4)}
    assert own == expected
    assert found(path, Closest(isolated=True))["settings_file"] is None
    assert found(path, Closest("corscheck.toml"))["settings_file"] == "corscheck.toml"


def test_the_variable_takes_precedence_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("corscheck.toml").write_text('output-format = "json"\n')
    assert by_key(found())["output-format"] == ("json", "file", 1)
    monkeypatch.setenv("CORSCHECK_OUTPUT_FORMAT", "sarif")
    assert by_key(found())["output-format"] == ("sarif", "environment", None)


def test_as_text_nothing_is_active(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Path("corscheck.toml").write_text('exclude = ["a\\u001b[31m", "##[group]x"]\nfail-on = "info"\n', "utf-8")
    assert show(ShowOptions(settings=True)) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"settings for .: {tmp_path}/corscheck.toml\n")
    assert f'  fail-on = "info"  ({tmp_path}/corscheck.toml:2)\n' in text
    assert "  baseline = not set  (default)\n" in text
    assert "\x1b" not in text
    assert "##[" not in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (ShowOptions(), "name the configuration file"),
        (ShowOptions("none.conf", settings=True), "cannot read none.conf"),
        (ShowOptions(settings=True, covers=("/a",)), "--settings shows no configuration"),
        (ShowOptions(settings=True, config="x.toml", isolated=True), "--isolated ignores"),
    ],
)
def test_what_cannot_be_shown(options: ShowOptions, message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        show(options)


def test_settings_that_are_wrong_are_an_error() -> None:
    Path("corscheck.toml").write_text("fail-on = 1\n")
    with pytest.raises(UsageProblem, match=r"corscheck\.toml:1: `fail-on`"):
        found()
