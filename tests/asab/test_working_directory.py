"""The directory in which a service is probably started."""

from __future__ import annotations

import pytest

from corscheck.asab.loader import load
from corscheck.asab.working_directory import StartedIn, as_started
from corscheck.linter import lint_files
from tests.support.linting import codes
from tests.support.memory import Memory

SITE = "[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /notes\n"


@pytest.mark.parametrize(
    ("include", "files", "started"),
    [
        ("etc/site.conf", ["services/notes/etc/site.conf"], "services/notes"),
        ("./etc/site.conf ./etc/gone.conf", ["services/notes/etc/site.conf"], "services/notes"),
        (
            "\n    etc/site.d/*.conf\n    /conf/site.conf",
            ["services/notes/etc/site.d/1.conf"],
            "services/notes",
        ),
        ("notes/etc/site.conf", ["services/notes/etc/site.conf"], "services"),
        ("etc/site.conf", ["services/notes/etc/site.conf", "services/etc/site.conf"], "services/notes"),
        # it is the working directory, or none
        ("etc/site.conf", ["etc/site.conf", "services/notes/etc/site.conf"], None),
        ("etc/*.conf etc/x.conf", ["etc/site.conf", "services/notes/etc/x.conf"], None),
        ("etc/site.conf", [], None),
        ("site.conf", ["services/notes/etc/site.conf", "services/notes/site.conf"], "services/notes/etc"),
        ("${THIS_DIR}/gone.conf", ["services/notes/gone.conf"], None),
        ("/etc/site.conf", ["services/notes/etc/site.conf"], None),
        ("~/site.conf", ["services/notes/~/site.conf"], None),
        ("etc/site.conf:etc/x.conf", ["services/notes/etc/site.conf"], None),
        ("zookeeper://zk/etc/site.conf", ["services/notes/etc/site.conf"], None),
        ("x/site.conf", ["/x/site.conf"], None),  # above the repository
        ("a" * 9000, [], None),
        ("a\0b", [], None),
    ],
)
def test_where_a_service_is_started(include: str, files: list[str], started: str | None) -> None:
    main = f"[general]\ninclude = {include}\n"
    memory = Memory({"services/notes/etc/app.conf": main, **dict.fromkeys(files, SITE)})
    found = as_started(load("services/notes/etc/app.conf", memory, {}))
    assert found.started_in == started
    if started:
        here = {one for one in files if one.startswith(started)}
        assert {source.path for source in found.sources[1:]} <= here


def test_no_further_than_some_directories() -> None:
    for depth, started in ((5, True), (6, False)):
        path = "/".join(["a", *"bcdefg"[:depth], "app.conf"])
        memory = Memory({path: "[general]\ninclude = x/site.conf\n", "a/x/site.conf": SITE})
        assert (as_started(load(path, memory, {})).started_in == "a") is started


def test_only_patterns_begin_there() -> None:
    memory = Memory({"a/x.conf": "[web]\n", "b.conf": "[x]\n"})
    files = StartedIn(memory, "/work/a")
    assert files.glob("*.conf") == ["/work/a/x.conf"]
    assert files.glob("/work/*.conf") == ["/work/b.conf"]
    assert files.read("b.conf") == b"[x]\n"
    assert files.is_file("b.conf")
    assert files.is_dir("a")
    assert files.is_ours("b.conf", "a/x.conf")
    assert files.absolute("x") == "/work/x"


def test_the_service_is_linted_as_started_there() -> None:
    files = {
        "notes/etc/app.conf": "[general]\ninclude = ./etc/cors.conf\n[web]\nlisten = 127.0.0.1 8080\n"
        "cors_preflight_paths = /notes\n",
        "notes/etc/cors.conf": "[web]\ncors = *\n",
    }
    found = lint_files(files, Memory(files), {}).findings
    assert codes(found) == ["CORS032 info", "CORS501 info"]
    assert found[0].message.endswith("`notes`")


def test_what_is_beside_the_main_file_is_linted_with_it() -> None:
    files = {
        "notes/app.conf": "[general]\ninclude = conf.d/*.conf\n[web]\nlisten = 127.0.0.1 8080\n",
        "notes/conf.d/1.conf": "[web]\ncors = *\n",
        "notes/conf.d/2.conf": "[web]\ncors_preflight_paths = /notes\n",
    }
    for paths in (files, ["notes/app.conf"]):
        found = lint_files(paths, Memory(files), {}).findings
        assert codes(found) == ["CORS031 warning", "CORS501 info"]
        assert found[0].message.endswith("in the working directory, but beside this file")
        assert found[0].fix is not None
