"""Which files may include a given one."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from corscheck import mains
from corscheck.mains import possible_mains

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the working directory."""
    root = tmp_path / "work"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    monkeypatch.chdir(root)
    return root


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_services_that_are_started_in_their_directories(repository: Path) -> None:
    main = "[general]\ninclude = etc/site.conf\n"
    files = {"x/a/etc/app.conf": main, "x/b/etc/app.conf": main, "x/a/etc/site.conf": "[web]\n"}
    write(repository, files)
    assert possible_mains(["x/a/etc/site.conf"], []) == ["x/a/etc/app.conf"]
    assert possible_mains(["x/b/etc/site.conf"], []) == ["x/b/etc/app.conf"]
    assert possible_mains(["x/etc/site.conf"], []) == ["x/a/etc/app.conf", "x/b/etc/app.conf"]
    assert possible_mains(["../etc/site.conf"], []) == []


@pytest.mark.parametrize(
    ("include", "found"),
    [
        ("${THIS_DIR}/conf.d/10.conf", True),
        ("$THIS_DIR/conf.d/*.conf", True),
        ("${this_dir}/conf.d/1?.conf", True),
        ("${THIS_DIR}/../a/conf.d/[0-9]*.conf", True),
        ("a/conf.d/10.conf", True),
        ("./a/*/10.conf", True),
        ("x.conf a/conf.d/10.conf y.conf", True),
        ("\n  x.conf\n# y.conf\n\n  a/conf.d/10.conf", True),
        ("x.conf:a/conf.d/10.conf", True),  # separated so up to 21.11
        ("${CONF}/10.conf", True),  # the variable may be anything
        ("$CONF", True),
        ("*.conf", True),
        ("conf.d/10.conf", False),  # not below the working directory
        ("${THIS_DIR}/10.conf", False),
        ("a/conf.d/2*.conf", False),
        ("/etc/10.conf", False),
        ("x.conf\n# a/conf.d/10.conf\n  ; a/conf.d/10.conf\n  # a/*/*", False),
        ("x.conf\n# y.conf\n\n  a/conf.d/10.conf", True),
        ("zookeeper://zk/10.conf", False),
        ("", False),
    ],
)
def test_patterns(repository: Path, include: str, found: bool) -> None:  # noqa: FBT001
    write(repository, {"a/app.conf": f"[general]\ninclude = {include}\n", "a/conf.d/10.conf": "[web]\n"})
    assert possible_mains(["a/conf.d/10.conf"], []) == ["a/app.conf"] * found


def test_through_others_each_once_and_by_the_shortest_name(repository: Path) -> None:
    files = {
        "top.conf": "[general]\nINCLUDE: a/app.cfg\n",
        "a/app.cfg": "[general]\rinclude = ${THIS_DIR}/x.conf\r",
        "b.ini": "[general]\ninclude = a/*.conf b.ini\n",
        "a/x.conf": "[web]\n",
        "a/y.conf": "[web]\n",
        "notes.txt": "include = a/x.conf\n",
    }
    write(repository, files)
    (repository / "gone.conf").symlink_to("nowhere")
    everything = ["a/app.cfg", "b.ini", "top.conf"]
    assert possible_mains(["a/x.conf"], []) == everything
    assert possible_mains([str(repository / "a/x.conf"), "a/y.conf"], []) == everything
    assert possible_mains(["a/x.conf"], ["./b.ini"]) == ["a/app.cfg", "top.conf"]
    assert possible_mains(["a/app.cfg"], []) == ["top.conf"]
    assert possible_mains(["top.conf"], []) == []
    assert possible_mains(["a/x.conf"], [], ["."]) == []
    assert possible_mains(["a/x.conf"], [], ["a"]) == everything


def test_from_outside_of_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, {"app.conf": "[general]\ninclude=${THIS_DIR}/x.conf\n", "x.conf": "[web]\n"})
    monkeypatch.chdir("/")
    assert possible_mains([str(repository / "x.conf")[1:]], []) == [str(repository / "app.conf")[1:]]
    monkeypatch.chdir(repository / ".git")
    assert possible_mains(["../x.conf"], []) == [str(repository / "app.conf")]
    assert possible_mains(["/x.conf"], []) == []


def test_without_a_repository_in_a_small_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"app.conf": "[general]\ninclude=${THIS_DIR}/etc/x.conf\n", "etc/x.conf": "[web]\n"})
    monkeypatch.chdir(tmp_path)
    assert possible_mains(["etc/x.conf"], []) == ["app.conf"]
    monkeypatch.setattr(mains, "MAX_ENTRIES", 2)
    assert possible_mains(["etc/x.conf"], []) == []
    monkeypatch.setattr(mains, "MAX_ENTRIES", 1000)
    monkeypatch.chdir(tmp_path / "etc")
    assert possible_mains(["x.conf"], []) == []


def test_a_list_without_end_may_include_anything(repository: Path) -> None:
    many = " ".join(f"x{number}" for number in range(10_001))
    write(repository, {"app.conf": f"[general]\ninclude = {many}\n", "x.conf": "[web]\n"})
    assert possible_mains(["x.conf"], []) == ["app.conf"]
    long = "*/" * 3000
    write(repository, {"app.conf": f"[general]\ninclude = {long}x.conf\n"})
    assert possible_mains(["x.conf"], []) == []


def test_a_text_that_is_not_saved_yet_counts_in_place_of_its_file(repository: Path) -> None:
    include, other = "[general]\ninclude = a.conf\n", "[web]\nlisten = 1\n"
    write(repository, {"app.conf": other, "old.conf": include, "a.conf": other})
    unsaved = {"app.conf": include, str(repository / "old.conf"): other}
    assert possible_mains(["a.conf"], []) == ["old.conf"]
    assert possible_mains(["a.conf"], [], texts=unsaved) == ["app.conf"]
