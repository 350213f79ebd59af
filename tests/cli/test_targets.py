"""Which services are tried: from the settings, the command line, or both."""

from __future__ import annotations

from pathlib import Path

import pytest

from corscheck.cli.live_options import LiveOptions
from corscheck.cli.options import ReportOptions
from corscheck.cli.session import Sessions
from corscheck.cli.targets import grouped, run_options, targets
from corscheck.contract.named_routes import named_route
from corscheck.errors import UsageProblem
from corscheck.settings import Settings, load
from corscheck.source import Source

PLAIN = LiveOptions()

SETTINGS = """
section = "front:web"
[env]
PORT = "8080"

[[service]]
name = "one"
config = ["one.conf", "./one.conf", "more.conf"]
section = "api:web"
url = "http://127.0.0.1:1"
launch = "python one.py"
wait = 3
openapi = "openapi.json"
asab-version = "26.37"
routes = "PUT /notes/{id}"
internal = ["/asab/*"]

[[service]]
name = "two"
config = "two.conf"
openapi = "off"

[[expect]]
service = "one"
origin = "https://one.example"
path = "/1"
method = "PUT"
result = "allow"

[[expect]]
origin = "https://all.example"
path = "/all"
result = "block"
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two services, whose configurations are there but for one."""
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two", "other"):
        Path(f"{name}.conf").write_text("[web]\nlisten = 127.0.0.1 8080\n")
    Path("corscheck.toml").write_text(SETTINGS)
    return load(str(tmp_path / "corscheck.toml"))


def test_those_of_the_settings(settings: Settings) -> None:
    found, errors = targets(PLAIN, (), settings)
    assert [(one.config, one.name) for one in found] == [("one.conf", "one"), ("two.conf", "two")]
    one, two = found
    assert (one.url, one.launch, one.wait) == ("http://127.0.0.1:1", "python one.py", 3)
    assert (one.openapi, two.openapi) == (f"{settings.directory}/openapi.json", "off")
    assert (one.sections, two.sections) == (("front:web", "api:web"), ("front:web",))
    assert (one.versions, two.versions, one.directory) == (("26.37",), (), settings.directory)
    assert (one.routes, two.routes) == ((named_route("PUT /notes/{id}"),), ())
    assert (one.internal, two.internal) == (("/asab/*",), ())
    assert one.environ is not None
    assert one.environ["PORT"] == "8080"
    assert [each.path for each in one.expectations] == ["/1", "/all"]
    assert [each.path for each in two.expectations] == ["/all"]
    ((kind, path, line),) = [(error.kind, error.file, error.span and error.span.line) for error in errors]
    assert (kind, path, line) == ("missing-file", "more.conf", 8)


def test_a_configuration_that_is_named(settings: Settings) -> None:
    options = LiveOptions(url="http://127.0.0.1:2", section=("x",), origin=("https://app.example",))
    names = ("./one.conf", "one.conf", str(Path("other.conf").absolute()), "gone.conf")
    found, errors = targets(options, names, settings, "25.15")
    assert [(one.config, one.name) for one in found] == [("./one.conf", "one"), (names[2], "")]
    one, other = found
    assert (one.url, one.launch, one.versions) == ("http://127.0.0.1:2", None, ())
    assert (one.sections, other.sections) == (("front:web", "api:web", "x"), ("front:web", "x"))
    assert one.axes.origins == ("https://app.example",)
    assert [each.path for each in one.expectations] == ["/1", "/all"]
    assert [each.path for each in other.expectations] == ["/all"]  # belongs to no service
    assert [error.file for error in errors] == ["gone.conf"]


def test_nothing_to_try() -> None:
    with pytest.raises(UsageProblem, match="nothing to try"):
        targets(PLAIN, (), Settings())


def test_what_a_proxy_is_in_front_of(settings: Settings) -> None:
    assert targets(LiveOptions(behind_proxy=True), ("one.conf",), settings).found[0].behind_proxy
    with pytest.raises(UsageProblem, match="give --launch and --url"):
        targets(LiveOptions(behind_proxy=True), ("two.conf",), settings)


def test_groups_by_settings(settings: Settings) -> None:
    Path("sub").mkdir()
    Path("sub/corscheck.toml").write_text("section = 'sub:web'\n[env]\nPORT = '1'\nMORE = '2'\n")
    Path("sub/app.conf").write_text("[web]\n")
    sessions = Sessions(ReportOptions())
    found, errors = grouped(PLAIN, ["one.conf", "sub/app.conf", "other.conf", "gone.conf"], sessions)
    assert [[one.config for one in group.targets] for group in found] == [
        ["one.conf", "other.conf"],
        ["sub/app.conf"],
    ]
    assert [error.file for error in errors] == ["gone.conf"]
    assert found[1].session.settings.section == ("sub:web",)
    assert settings.source is not None
    Path("corscheck.toml").write_text(f"{SETTINGS}\n[[service]]\nconfig = 'sub/app.conf'\n")
    (_, group), _errors = grouped(PLAIN, [], Sessions(ReportOptions()))
    (target,) = group.targets
    assert target.sections == ("sub:web", "front:web")
    assert target.environ is not None
    assert (target.environ["PORT"], target.environ["MORE"]) == ("8080", "2")


@pytest.mark.parametrize(("asked", "version"), [(None, None), ("26.37", "26.37"), ("25.15,26.37", None)])
def test_the_version_that_is_running_is_the_one_asked_for(asked: str | None, version: str | None) -> None:
    session = Sessions(ReportOptions(isolated=True)).here()
    assert run_options(PLAIN, asked, session).asked == version


def test_settings_of_nowhere_have_no_places() -> None:
    assert Settings().place("service", 0) is None
    assert Settings(source=Source("x = 1\n", "corscheck.toml")).place("x") is not None
