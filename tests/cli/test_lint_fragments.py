"""`corscheck lint` of files that others of the repository include: by name, by hook, by standard input."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

MAIN = "[general]\ninclude = ${THIS_DIR}/conf.d/*.conf\n\n[web]\nlisten = 127.0.0.1 8080\n"
CORS = "[web]\ncors = *\n"
PATHS = "[web]\ncors_preflight_paths = api/*, /api\n"
FRAGMENT = "a/conf.d/10-cors.conf"


@pytest.fixture
def lint(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `corscheck lint` in a repository with `a/app.conf`, which includes what is in `a/conf.d`."""
    Path(".git").mkdir()  # git does not know it, so that the directory is walked
    write({"a/app.conf": MAIN, FRAGMENT: CORS, "a/conf.d/20-paths.conf": PATHS})

    def call(*arguments: str, stdin: str | None = None) -> Result:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin.encode())))
        return run("lint", *arguments)

    return call


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def found(result: Result) -> list[str]:
    """Warnings and errors, by file."""
    return [
        f"{one['path']} {one['code']}"
        for one in json.loads(result.out)["findings"]
        if one["severity"] != "info"
    ]


JSON = ("--output-format", "json")
EXPECTED = ["a/conf.d/20-paths.conf CORS104"]


@pytest.mark.parametrize(
    "arguments",
    [
        (".",),
        ("a",),
        ("a/conf.d",),
        ("a/app.conf",),
        (FRAGMENT,),
        ("a/conf.d/20-paths.conf", FRAGMENT),
        ("--force-exclude", FRAGMENT),
        ("-", "--stdin-filename", FRAGMENT),
        (".", FRAGMENT),
        ("./a/conf.d/../conf.d/20-paths.conf",),
        ("{here}/a/conf.d/20-paths.conf",),
        ("-", "--stdin-filename", "{here}/" + FRAGMENT),
    ],
)
def test_every_way_gives_the_same(lint: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    result = lint(*(one.replace("{here}", str(Path.cwd())) for one in arguments), *JSON, stdin=CORS)
    assert (result.code, found(result)) == (1, EXPECTED)


@pytest.mark.parametrize(
    "arguments",
    [
        (".",),
        ("b/etc/app.conf",),
        ("b/etc/cors.conf",),
        ("--force-exclude", "b/etc/paths.conf"),
        ("-", "--stdin-filename", "b/etc/cors.conf"),
    ],
)
def test_a_service_that_is_started_in_its_directory(
    lint: Callable[..., Result], arguments: tuple[str, ...]
) -> None:
    write(
        {
            "a/app.conf": "[web]\nlisten = 127.0.0.1 8080\n",
            FRAGMENT: "[kafka]\nservers = x\n",
            "a/conf.d/20-paths.conf": "[kafka]\ntopic = x\n",
            "b/etc/app.conf": "[general]\ninclude = ./etc/cors.conf ./etc/paths.conf\n[web]\nlisten = 8080\n",
            "b/etc/cors.conf": CORS,
            "b/etc/paths.conf": PATHS,
        }
    )
    result = lint(*arguments, *JSON, stdin=CORS)
    assert (result.code, found(result)) == (1, ["b/etc/cors.conf CORS501", "b/etc/paths.conf CORS104"])


@pytest.mark.parametrize(
    "arguments",
    [(".",), ("a/app.conf",), ("shared/cors.conf",), ("--force-exclude", "shared/cors.conf", FRAGMENT)],
)
def test_a_fragment_that_is_included_through_a_link(
    lint: Callable[..., Result], arguments: tuple[str, ...]
) -> None:
    write({"shared/cors.conf": CORS})
    Path(FRAGMENT).unlink()
    Path(FRAGMENT).symlink_to("../../shared/cors.conf")
    result = lint(*arguments, *JSON)
    assert (result.code, found(result)) == (1, EXPECTED)


def test_files_that_include_each_other_through_links_are_linted(lint: Callable[..., Result]) -> None:
    for name, other in (("x", "y"), ("y", "z"), ("z", "x"), ("w", "w")):
        write({f"{name}/app.conf": f"[general]\ninclude = ${{THIS_DIR}}/link.conf\n{PATHS}cors = *\n"})
        Path(f"{name}/link.conf").symlink_to(f"../{other}/app.conf")
    services = {line[0] for line in found(lint("w", "x", "y", "z", *JSON))}
    assert {"w", "x"} <= services


def test_a_broken_main_is_reported_for_its_fragment(lint: Callable[..., Result]) -> None:
    write({"a/app.conf": MAIN + "backlog = many\n"})
    assert found(lint("--force-exclude", FRAGMENT, *JSON)) == ["a/app.conf CORS411", *EXPECTED]


@pytest.mark.parametrize("hook", [True, False])
def test_a_fragment_that_says_nothing_of_the_web(lint: Callable[..., Result], hook: bool) -> None:  # noqa: FBT001
    write({"a/conf.d/30-smtp.conf": "[smtp]\nhost = a\nhost = b\n"})
    result = lint(*["--force-exclude"] * hook, "a/conf.d/30-smtp.conf", *JSON)
    assert found(result) == [*EXPECTED, "a/conf.d/30-smtp.conf CORS005"]


@pytest.mark.parametrize("hook", [True, False])
def test_where_nothing_is_about_the_web(lint: Callable[..., Result], hook: bool) -> None:  # noqa: FBT001
    write({"b/app.conf": MAIN.partition("[web]")[0], "b/conf.d/x.conf": "[smtp]\nhost = a\nhost = b\n"})
    result = lint(*["--force-exclude"] * hook, "b/conf.d/x.conf", *JSON)
    assert found(result) == ["b/conf.d/x.conf CORS005"] * (not hook)


def test_one_finding_for_all_mains_that_share_a_fragment(lint: Callable[..., Result]) -> None:
    for number in range(3):
        main = f"[general]\ninclude = ${{THIS_DIR}}/../shared.conf\n[web]\nlisten = 127.0.0.1 808{number}\n"
        write({f"s{number}/app.conf": main})
    write({"shared.conf": CORS + "cors_preflight_path = /\n"})
    for name in (".", "shared.conf"):
        document = json.loads(lint(name, "--select", "CORS016", *JSON).out)
        assert [one["path"] for one in document["findings"]] == ["shared.conf"]
    assert lint("shared.conf", "--show-files").out == "shared.conf\ns0/app.conf\ns1/app.conf\ns2/app.conf\n"
    assert lint("s1/app.conf", "--show-files").out == "s1/app.conf\n"


def test_standard_input_counts_in_place_of_the_file(lint: Callable[..., Result]) -> None:
    fixed = PATHS.replace("= api/*", "= /api/*")
    result = lint("-", "--stdin-filename", "a/conf.d/20-paths.conf", *JSON, stdin=fixed)
    assert (result.code, found(result)) == (0, [])


def test_standard_input_for_a_file_that_is_not_saved_yet(lint: Callable[..., Result]) -> None:
    result = lint("-", "--stdin-filename", "a/conf.d/30-more.conf", *JSON, stdin="[web]\nbacklog = many\n")
    assert found(result) == [*EXPECTED, "a/conf.d/30-more.conf CORS411"]


def test_standard_input_as_a_hook_takes_files(lint: Callable[..., Result]) -> None:
    def forced(name: str, text: str) -> list[str]:
        return found(lint("-", "--force-exclude", "--stdin-filename", name, *JSON, stdin=text))

    assert forced("b.conf", "cors = *\n") == []  # of another program
    assert forced("b.conf", "[web]\nbacklog = many\n") == ["b.conf CORS411"]
    assert forced("a/conf.d/x.conf", "[smtp]\na = 1\na = 1\n") == [*EXPECTED, "a/conf.d/x.conf CORS005"]
    write({"corscheck.toml": "exclude = ['conf.d']\n"})
    assert forced(FRAGMENT, CORS) == []
    assert lint("-", "--force-exclude", "--stdin-filename", FRAGMENT, "--fix", stdin=CORS).out == CORS


def test_standard_input_without_a_name_belongs_to_nothing(lint: Callable[..., Result]) -> None:
    write({"app.conf": "[general]\ninclude = *.conf\n[web]\nlisten =\n"})
    assert found(lint("-", *JSON, stdin=CORS)) == ["stdin.conf CORS101", "stdin.conf CORS501"]


def test_a_main_that_settings_exclude_is_not_looked_for(lint: Callable[..., Result]) -> None:
    write({"corscheck.toml": "exclude = ['app.conf']\n"})
    for name in (".", FRAGMENT):
        assert "CORS101" in lint(name).out


def test_a_main_under_other_settings(lint: Callable[..., Result]) -> None:
    write(
        {
            "shared/conf.d/cors.conf": CORS,
            "shared/corscheck.toml": 'select = ["CORS1"]\n',
            "z/app.conf": "[general]\ninclude = ${THIS_DIR}/../shared/conf.d/*.conf\n[web]\nlisten =\n",
            "z/corscheck.toml": 'ignore = ["CORS101", "CORS501"]\n',
        }
    )
    for arguments in ((".",), ("shared",), ("shared/conf.d/cors.conf",), ("z", "shared"), ("shared", "z")):
        result = lint(*arguments, *JSON)
        assert [one for one in found(result) if one not in EXPECTED] == ["z/app.conf CORS404"], arguments


def test_two_under_other_settings_that_include_each_other(lint: Callable[..., Result]) -> None:
    for name, other in (("y", "z"), ("z", "y")):
        text = f"[general]\ninclude = ${{THIS_DIR}}/../{other}/app.conf\n[web]\nbacklog = {name}\n"
        write({f"{name}/app.conf": text, f"{name}/corscheck.toml": ""})
    for arguments in (["y", "z"], ["z", "y"], ["y/app.conf"], ["z/app.conf"], ["."]):
        [one] = [one for one in found(lint(*arguments, *JSON)) if one not in EXPECTED]
        assert one in ("y/app.conf CORS411", "z/app.conf CORS411")


def test_only_what_was_named_is_fixed(lint: Callable[..., Result]) -> None:
    texts = {path: path.read_text() for path in Path("a").rglob("*.conf")}
    result = lint(FRAGMENT, "--fix", *JSON)
    assert {path: path.read_text() for path in Path("a").rglob("*.conf")} == texts
    assert result.err == "a/conf.d/20-paths.conf is left as it is: it was not named\n"
    result = lint("-", "--stdin-filename", FRAGMENT, "--fix", stdin=CORS)
    assert (result.out, {path: path.read_text() for path in texts}) == (CORS, texts)
    lint(FRAGMENT, "--add-ignore", "why")
    assert Path("a/conf.d/20-paths.conf").read_text() == PATHS
    assert lint("a/conf.d/20-paths.conf", "--fix").code == 0
    assert Path("a/conf.d/20-paths.conf").read_text() == PATHS.replace("= api/*", "= /api/*")


@pytest.mark.parametrize("arguments", [("--force-exclude", "a/conf.d/smtp.conf"), ("a/conf.d",)])
def test_a_fragment_that_says_nothing_of_the_web_is_fixed(
    lint: Callable[..., Result], arguments: tuple[str, ...]
) -> None:
    write({"a/conf.d/smtp.conf": "[smtp]\nhost = a\nhost = a\n"})
    assert "CORS005" not in lint(*arguments, "--fix").out
    assert Path("a/conf.d/smtp.conf").read_text() == "[smtp]\nhost = a\n"
