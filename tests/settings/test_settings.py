"""Finding and reading settings files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import corscheck
from corscheck.contract.expectations import Expectation
from corscheck.errors import UsageProblem
from corscheck.settings import Closest, Service, Settings, find, load, repository_root, settings_for

EVERYTHING = """\
select = ["ALL"]
extend-select = "CORS5"
ignore = ["CORS104", "wildcard-origin"]
fail-on = "error"
exclude = ["old", "*.bak.conf"]
asab-version = "25.15, 26.37"
section = ["api:web"]
baseline = ".corscheck-baseline.json"
output-format = "concise"
send-unsafe = true

[severity]
CORS103 = "info"
CORS3 = "off"

[per-file-ignores]
"dev/*.conf" = ["CORS3"]
"**/local.conf" = "ALL"

[env]
APP = "https://app.example.com"

[[service]]
name = "shop"
config = ["etc/shop.conf"]
url = "http://127.0.0.1:8080"
launch = "python shop.py -c {config}"
wait = 10
openapi = "auto"
routes = ["GET /orders", "delete /orders/{id}"]
internal = "/asab/*"
section = "web"
asab_version = ["25.15"]

[[expect]]
service = "shop"
origin = "https://app.example.com"
path = "/api/orders"
method = "PUT"
headers = ["content-type"]
credentials = "include"
result = "block"
step = "preflight-allow-credentials"
send = false
send-unsafe = false
reason = "orders are internal"
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a directory in a directory."""
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "a" / "b").mkdir(parents=True)
    return tmp_path / "repo"


def written(path: Path, text: str = "") -> str:
    path.write_text(text)
    return str(path)


def without_places(settings: Settings) -> Settings:
    expect = tuple(one._replace(at=None) for one in settings.expect)
    return settings._replace(source=None, expect=expect)


def test_everything(tmp_path: Path) -> None:
    settings = load(written(tmp_path / "corscheck.toml", EVERYTHING))
    assert settings._replace(source=None, expect=()) == Settings(
        select=("ALL",),
        extend_select=("CORS5",),
        ignore=("CORS104", "wildcard-origin"),
        fail_on="error",
        severity={"CORS103": "info", "CORS3": "off"},
        per_file_ignores={"dev/*.conf": ("CORS3",), "**/local.conf": ("ALL",)},
        exclude=("old", "*.bak.conf"),
        asab_version=("25.15", "26.37"),
        section=("api:web",),
        baseline=".corscheck-baseline.json",
        output_format="concise",
        env={"APP": "https://app.example.com"},
        send_unsafe=True,
        service=(
            Service(
                ("etc/shop.conf",),
                "shop",
                "http://127.0.0.1:8080",
                "python shop.py -c {config}",
                10,
                "auto",
                ("web",),
                ("25.15",),
                routes=("GET /orders", "delete /orders/{id}"),
                internal=("/asab/*",),
            ),
        ),
    )
    (expected,) = settings.expect
    assert expected._replace(at=None) == Expectation(
        "https://app.example.com",
        "/api/orders",
        "PUT",
        ("content-type",),
        "include",
        "block",
        "preflight-allow-credentials",
        send=False,
        send_unsafe=False,
        reason="orders are internal",
        service="shop",
    )
    assert expected.at is not None
    assert (expected.at.text, expected.at.line) == ("[[expect]]", EVERYTHING.count("\n", 0, -1) - 10)
    assert settings.source is not None
    assert settings.source.text == EVERYTHING


def test_the_same_in_pyproject(tmp_path: Path) -> None:
    lines = EVERYTHING.replace("[[", "[[tool.corscheck.").replace("\n[", "\n[tool.corscheck.")
    shared = "[tool.corscheck]\n" + lines.replace("[tool.corscheck.[tool", "[[tool")
    path = written(tmp_path / "pyproject.toml", shared)
    own = load(written(tmp_path / "corscheck.toml", EVERYTHING))
    assert without_places(load(path)) == without_places(own)
    assert [one.at and one.at.text for one in load(path).expect] == ["[[tool.corscheck.expect]]"]


def test_closest_upwards(repository: Path) -> None:
    top = written(repository / "corscheck.toml")
    assert find(str(repository / "a" / "b")) == top
    shared = written(repository / "a" / "pyproject.toml", "[tool.corscheck]\n")
    assert find(str(repository / "a" / "b")) == shared
    own = written(repository / "a" / "corscheck.toml")
    assert find(str(repository / "a" / "b")) == own
    assert find(str(repository)) == top


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\nname = 'x'\n",
        "[project]\ndependencies = ['corscheck']\n",
        "not TOML",
        "tool = 'corscheck'",
    ],
)
def test_a_pyproject_about_other_things_is_passed_over(repository: Path, text: str) -> None:
    top = written(repository / "corscheck.toml")
    written(repository / "a" / "pyproject.toml", text)
    assert find(str(repository / "a")) == top


@pytest.mark.parametrize("mark", ["directory", "file"])
def test_never_beyond_the_root_of_the_repository(repository: Path, mark: str) -> None:
    written(repository.parent / "corscheck.toml")
    if mark == "file":  # a work tree
        (repository / ".git").rmdir()
        written(repository / ".git", "gitdir: elsewhere\n")
    assert find(str(repository / "a")) is None
    assert settings_for(str(repository / "a")) == Settings()
    assert repository_root(str(repository / "a" / "b")) == str(repository)


def test_each_file_has_its_own_settings(repository: Path) -> None:
    top = written(repository / "corscheck.toml", "ignore = ['CORS1']")
    below = written(repository / "a" / "b" / "corscheck.toml", "ignore = ['CORS2']")
    closest = Closest()
    for _ in range(2):
        for path, settings in (
            ("x.conf", top),
            ("a/x.conf", top),
            ("a/b/x.conf", below),
            ("a/b/c/x.conf", below),
        ):
            found = closest.of(str(repository / path))
            assert found.source is not None
            assert found.source.path == settings
    assert closest.of(str(repository / "x.conf")) is closest.of(str(repository / "a" / "y.conf"))
    assert closest.of(str(repository.parent / "x.conf")) is closest.of("/x.conf")
    assert Closest(below).of(str(repository / "x.conf")).ignore == ("CORS2",)
    assert Closest(isolated=True).of(str(repository / "x.conf")) == Settings()


@pytest.mark.parametrize(
    ("path", "top", "excluded"),
    [
        ("vendor/x.conf", "", True),
        ("vendor/x.conf", "vendor", False),
        ("vendor/deep/x.conf", "", True),
        ("vendor/deep/x.conf", None, True),
        ("vendor/skip/x.conf", "vendor", True),
        ("a/x.conf", "", False),
        ("a/x.bak.conf", "a", True),
        ("a/b/x.bak.conf", "a/b", True),
        ("a/b/x.bak.conf", None, True),
        ("a/b/outer.conf", None, False),
        ("a/b/outer.conf", "..", False),
    ],
)
def test_what_settings_exclude_on_the_way_to_a_file(
    repository: Path, path: str, top: str | None, *, excluded: bool
) -> None:
    written(repository.parent / "corscheck.toml", "exclude = ['outer.conf']")
    written(repository / "corscheck.toml", "exclude = ['vendor', '*.bak.conf']")
    (repository / "vendor").mkdir()
    written(repository / "vendor" / "corscheck.toml", "exclude = ['skip']")
    closest = Closest()
    start = None if top is None else str(repository / top)
    assert closest.excludes(str(repository / path), start) is excluded


def test_a_directory_of_that_name_is_not_a_settings_file(repository: Path) -> None:
    (repository / "corscheck.toml").mkdir()
    assert find(str(repository)) is None


def test_config_and_isolated(repository: Path) -> None:
    written(repository / "corscheck.toml", "ignore = ['CORS1']")
    other = written(repository / "other.toml", "ignore = ['CORS2']")
    here = str(repository)
    assert settings_for(here).ignore == ("CORS1",)
    assert settings_for(here, config=other).ignore == ("CORS2",)
    assert settings_for(here, isolated=True) == Settings()
    with pytest.raises(UsageProblem, match="only one"):
        settings_for(here, config=other, isolated=True)


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("fail_on = 'warn'", ":1: `fail_on`: cannot be `warn`; did you mean `warning`?"),
        ("\nselct = []", ":2: `selct`: unknown key; did you mean `select`?"),
        ("ignore = ['a', 3]", ":1: `ignore.2`: must be a text, not a number"),
        (
            "[severity]\nCORS1 = 'bad'",
            ":2: `severity.CORS1`: cannot be `bad`; it is one of error, warning, info, off",
        ),
        (
            "select = ['ALL', 'wildcard-orgin']",
            ":1: `select.2`: unknown rule selector `wildcard-orgin`; did you",
        ),
        ("[severity]\nCORS999 = 'info'", ":2: `severity.CORS999`: unknown rule selector `CORS999`"),
        ("[per-file-ignores]\n'*' = 'x'", ":2: `per-file-ignores.*`: unknown rule selector `x`"),
        ("asab-version = '25.15, new'", ":1: `asab-version`: not an ASAB version: 'new'"),
        (
            "[[service]]\nconfig='a'\nroutes=['GET /a', '/b']",
            ":3: `service.1.routes.2`: `/b` is not a method",
        ),
        ("[[service]]\nconfig='a'\ninternal='b'", ":3: `service.1.internal`: must begin with `/`"),
        ("[[service]]\nconfig='a'\n[[service]]\nname='b'", ":3: `service.2`: `config` is missing; without"),
        ("[[service]]\nconfig=[]", ":1: `service.1`: `config` is missing; without it, `url` names any HTTP"),
        ("env = {A = 1}", ":1: `env.A`: must be a text, not a number"),
        ("output-format = 'html'", ":1: `output-format`: cannot be `html`; it is one of auto, full,"),
        ("baseline = 2020-01-01", ":1: `baseline`: must be a text, not a date or time"),
        ("a = ?\nb = 1", ": Invalid value (at line 1, column 5)"),
        ("x = " + "[" * 100_000, ": nested too deeply"),
        ("[" + ".".join(["a"] * 100_000) + "]", ": nested too deeply"),
        (".".join(["a"] * 5_000) + " = 1\n" + ".".join(["b"] * 100_000) + " = 1", ": nested too deeply"),
        ("x = " + "9" * 10_000, ": Exceeds the limit"),
    ],
)
def test_mistakes_are_reported_with_their_place(tmp_path: Path, text: str, reported: str) -> None:
    path = written(tmp_path / "corscheck.toml", text)
    with pytest.raises(UsageProblem) as caught:
        load(path)
    assert str(caught.value).startswith(path + reported)
    assert "\n" not in str(caught.value)


def test_mistakes_in_pyproject(tmp_path: Path) -> None:
    path = written(tmp_path / "pyproject.toml", "[tool.x]\nselect = 1\n[tool.corscheck]\nselect = 1\n")
    with pytest.raises(
        UsageProblem, match=r":4: `tool\.corscheck\.select`: must be a text or a list of texts"
    ):
        load(path)
    with pytest.raises(UsageProblem, match=r"there is no \[tool\.corscheck\] in it"):
        load(written(tmp_path / "pyproject.toml"))


SERVICES = """
[[service]]
name = "shop"
config = "a.conf"
[[service]]
name = "b"
config = "b.conf"
"""


@pytest.mark.parametrize(
    ("text", "place", "reported"),
    [
        ("[[service]]\nname = 'b'\nconfig = 'c'", ":9: `service.3.name`", "`b` is the name of another one"),
        ("[[expect]]\nservice = 'c'\n{}", ":9: `expect.1.service`", "names a service that is not there: c"),
        ("[[expect]]\nservice = 'shop2'\n{}", ":9: `expect.1.service`", "did you mean `shop`?"),
    ],
)
def test_a_service_is_known_by_one_name(tmp_path: Path, text: str, place: str, reported: str) -> None:
    request = "origin = 'https://a.example'\npath = '/'\nresult = 'block'"
    path = written(tmp_path / "corscheck.toml", SERVICES + text.format(request))
    with pytest.raises(UsageProblem) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}{place}: ")
    assert reported in str(caught.value)


def test_services_without_a_name(tmp_path: Path) -> None:
    text = SERVICES.replace('name = "shop"\n', "").replace('name = "b"\n', "")
    assert [one.name for one in load(written(tmp_path / "corscheck.toml", text)).service] == [None, None]


@pytest.mark.parametrize("data", [b"a = '\xff'", None])
def test_unreadable_files(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "corscheck.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageProblem, match="cannot read"):
        load(str(path))


def test_no_toml_without_a_file(repository: Path) -> None:
    written(repository / "pyproject.toml", "[project]\nname = 'x'\n")
    code = (
        "from corscheck.settings import settings_for; settings_for(); "
        "print(sorted({'tomllib', 'json', 'dataclasses', 'corscheck.settings.schema'} & set(sys.modules)))"
    )
    root = str(Path(corscheck.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); {code}"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
