"""The files that a command line selects."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from corscheck.discovery import discover, each_once
from corscheck.errors import UsageProblem
from corscheck.files import Disk

if TYPE_CHECKING:
    from pathlib import Path

    from corscheck.errors import CorscheckError

WEB = b"[web]\ncors = *\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with what repositories hold."""
    monkeypatch.chdir(tmp_path)
    contents = {
        "app.conf": WEB,
        "etc/site.CONF": b"\n; main\n[web:public]\n",
        "etc/b.ini": b"[general]\nverbose = yes\ninclude = local.conf\n",
        "etc/a.cfg": b"[DEFAULT]\ncors=*\n",
        "setup.cfg": b"[metadata]\nname = website\n",
        "nginx.conf": b"http {\n  server { listen 80; }\n}\n",
        "model.yaml": b"asab:\n  config:\n    web:\n      cors: '*'\n",
        "hosts.ini": b"[web]\nweb1\n[web:vars]\nhttp_port = 80\n",  # of Ansible
        "image.conf": b"\x89PNG\r\n\x1a\n\0\0",
        "wide.conf": "[web]\n".encode("utf-16"),
        "mark.conf": b"\xef\xbb\xbf[web]\n",
        "old.conf": b"[other]\r[web]\rcors = *\r",
        ".hidden/app.conf": WEB,
    }
    for name, content in contents.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return tmp_path


ALL = ["app.conf", "etc/a.cfg", "etc/b.ini", "etc/site.CONF", "mark.conf", "old.conf", "wide.conf"]


def test_a_directory_stands_for_its_asab_configurations(tree: Path) -> None:
    assert discover(["."]) == ALL
    assert discover(["etc"]) == ["etc/a.cfg", "etc/b.ini", "etc/site.CONF"]
    assert discover([str(tree)]) == [str(tree / name) for name in ALL]


def test_a_named_file_is_taken_whatever_it_is(tree: Path) -> None:
    assert discover(["setup.cfg", "model.yaml", "./app.conf", "setup.cfg", "old.conf"]) == [
        "setup.cfg",
        "model.yaml",
        "./app.conf",
        "old.conf",
    ]


def test_descriptors_where_they_are_wanted(tree: Path) -> None:
    (tree / "compose.yml").write_text("services:\n  web:\n    image: x\n")
    (tree / "node.JSON").write_text('{"web": {"cors_preflight_paths": "/*"}}')
    assert discover(["."], sites=True) == sorted([*ALL, "model.yaml", "node.JSON"])
    assert discover(["."]) == ALL
    names = ["compose.yml", "model.yaml", "node.JSON", "setup.cfg"]
    passed: list[str] = []
    assert discover(names, sites=True, force=True, passed_over=passed.append) == ["model.yaml", "node.JSON"]
    assert passed == ["compose.yml", "setup.cfg"]
    assert discover(["etc"], passed_over=passed.append)
    (tree / "etc" / "smtp.conf").write_text("[smtp]\n")
    assert discover(["etc"], passed_over=passed.append)
    assert passed == ["compose.yml", "setup.cfg", "etc/smtp.conf"]


def test_large_documents_are_most_likely_data(tree: Path) -> None:
    for name, text in (("data.json", "[1]"), ("site.yaml", "asab:\n  config:\n    web: {}\n")):
        (tree / name).write_text(text)
        os.truncate(tree / name, 4 * 1024**2 + 1)
    for paths in (["."], ["data.json", "site.yaml"]):
        failed: dict[str, CorscheckError] = {}
        found = discover(paths, sites=True, force=True, failed=failed.__setitem__)
        assert [path for path in found if path not in ALL] == ["model.yaml"] * (paths == ["."])
        assert list(map(str, failed.values())) == ["cannot read site.yaml: it is larger than 4 MiB"]


def test_links_are_followed_to_files_only(tree: Path) -> None:
    (tree / "etc" / "up").symlink_to(tree)
    (tree / "etc" / "link.conf").symlink_to(tree / "app.conf")
    (tree / "etc" / "loop.conf").symlink_to("loop.conf")
    os.mkfifo(tree / "etc" / "pipe.conf")
    failed: list[str] = []
    found = discover(["etc"], failed=lambda path, error: failed.append(f"{path} {error.kind}"))
    assert found == ["etc/a.cfg", "etc/b.ini", "etc/link.conf", "etc/site.CONF"]
    assert failed == ["etc/loop.conf unreadable-file"]


@pytest.mark.parametrize("with_git", [False, True])
def test_what_cannot_be_read_below_a_directory_is_reported(
    tree: Path, monkeypatch: pytest.MonkeyPatch, *, with_git: bool
) -> None:
    if with_git:
        git("init")
    (tree / "etc" / "huge.conf").touch()
    os.truncate(tree / "etc" / "huge.conf", 4 * 1024**2 + 1)
    (tree / "etc" / "gone.conf").symlink_to("nowhere")
    (tree / "etc" / "left-out.conf").symlink_to("nowhere")
    (tree / "etc" / "gone.txt").symlink_to("nowhere")
    read = Disk.read

    def guarded(disk: Disk, path: str) -> bytes:
        if path.endswith("secret.conf"):
            raise PermissionError(13, "Permission denied")
        return read(disk, path)

    monkeypatch.setattr(Disk, "read", guarded)
    (tree / "etc" / "secret.conf").write_bytes(WEB)
    failed: dict[str, CorscheckError] = {}
    found = discover(["."], failed=failed.__setitem__, excluded=lambda path, _top: "left-out" in path)
    assert [path for path in found if path != ".hidden/app.conf"] == ALL
    assert {path: str(error) for path, error in failed.items()} == {
        "etc/gone.conf": "cannot read etc/gone.conf: No such file or directory",
        "etc/huge.conf": "cannot read etc/huge.conf: it is larger than 4 MiB",
        "etc/secret.conf": "cannot read etc/secret.conf: Permission denied",
    }
    for error in failed.values():
        assert "`exclude`" in str(error.help)
    with pytest.raises(UsageProblem, match="cannot read etc/gone"):
        discover(["."])


def test_a_directory_that_cannot_be_read_is_reported(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def guarded(path: str) -> object:
        if path.endswith("etc"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    failed: dict[str, CorscheckError] = {}
    assert "app.conf" in discover([str(tree)], failed=failed.__setitem__)[0]
    assert {path: str(error) for path, error in failed.items()} == {
        str(tree / "etc"): f"cannot read {tree}/etc: Permission denied"
    }


def test_what_git_says_of_a_directory_that_it_cannot_read(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init")
    (tree / "bin").mkdir()
    program = tree / "bin" / "git"
    program.write_text(
        "#!/bin/sh\necho \"warning: could not open directory 'o'dd/': Permission denied\" >&2\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tree / 'bin'}:{os.environ['PATH']}")
    failed: dict[str, CorscheckError] = {}
    assert discover(["."], failed=failed.__setitem__) == []
    assert {path: str(error) for path, error in failed.items()} == {
        "o'dd": "cannot read o'dd: Permission denied"
    }


def git(*arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@y", *arguments], check=True, capture_output=True
    )


def test_git_says_what_is_ignored(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init")
    (tree / ".gitignore").write_text("/old.conf\n.hidden\n")
    (tree / "gone.conf").write_bytes(WEB)
    git("add", ".")
    (tree / "gone.conf").unlink()
    (tree / "new\nline.conf").write_bytes(WEB)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    expected = [name for name in ALL if name != "old.conf"]
    assert discover(["."]) == sorted([*expected, "new\nline.conf"])
    assert discover(["etc"]) == ["etc/a.cfg", "etc/b.ini", "etc/site.CONF"]
    assert discover(["old.conf"]) == ["old.conf"]


def test_a_repository_cannot_make_git_run_its_programs(tree: Path) -> None:
    git("init")
    git("config", "core.fsmonitor", f"touch {tree}/pwned; false")
    discover(["."])
    assert not (tree / "pwned").exists()


def test_without_git_the_directory_is_walked(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init")
    (tree / ".gitignore").write_text("/old.conf\n")
    monkeypatch.setenv("PATH", str(tree))
    assert discover(["."]) == ALL


def test_excluded_files(tree: Path) -> None:
    def excluded(path: str, top: str | None) -> bool:
        asked.append((path, top))
        return path.endswith("a.cfg")

    asked: list[tuple[str, str | None]] = []

    assert discover(["."], excluded=excluded) == [name for name in ALL if name != "etc/a.cfg"]
    assert discover(["etc/a.cfg"], excluded=excluded) == ["etc/a.cfg"]
    assert {top for _, top in asked} == {"."}
    assert discover(["etc/a.cfg", "app.conf"], excluded=excluded, force=True) == ["app.conf"]
    assert asked[-2:] == [("etc/a.cfg", None), ("app.conf", None)]


def test_forced_names_are_as_if_found_in_a_directory(tree: Path) -> None:
    names = sorted(str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file())
    wanted = [".hidden/app.conf", *ALL]
    assert discover(names, force=True) == sorted([*wanted, "model.yaml"])
    with pytest.raises(UsageProblem, match=r"cannot read none\.conf"):
        discover(["none.conf"], force=True)


def test_each_configuration_once_by_its_first_name(tree: Path) -> None:
    (tree / "beside.conf").symlink_to("app.conf")
    (tree / "etc" / "link.conf").symlink_to("../app.conf")
    names = [
        "./app.conf",
        "app.conf",
        "etc/../app.conf",
        str(tree / "app.conf"),
        "beside.conf",
        "etc/link.conf",
    ]
    assert each_once(names) == discover(names) == ["./app.conf", "etc/link.conf"]
    assert discover([".", *names]) == discover(["."])


@pytest.mark.parametrize(
    ("name", "message"),
    [("none.conf", "No such file"), ("pipe", "for a pipe use `-`"), ("", "No such file"), ("a\0b", "null")],
)
def test_says_what_cannot_be_read(tree: Path, name: str, message: str) -> None:
    os.mkfifo(tree / "pipe")
    (tree / "huge.conf").touch()
    os.truncate(tree / "huge.conf", 4 * 1024**2 + 1)
    with pytest.raises(UsageProblem, match=message):
        discover(["app.conf", name])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_reported(tree: Path) -> None:
    (tree / "app.conf").chmod(0)
    with pytest.raises(UsageProblem, match="Permission denied"):
        discover(["app.conf"])


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("[web]\nlisten = 8080\n", True),
        ("[web]\n", True),
        ("[web]\n# nothing yet\n\n[general]\n", True),
        ("[Web]\nfoo\nlisten = 8080\n", True),
        ("[ web ]\nlisten: 8080\n", True),
        ("[my:web]\nlisten = 8080\n", True),
        ("[web:public]\ncors = *\n", True),
        ("[web] # was [asab:web]\nlisten = 8080\n", True),
        ("[web]\nweb1.example.com\nweb2 ansible_host=192.0.2.1\n", False),
        ("[webservers]\nweb1.example.com\n[webservers:vars]\nhttp_port=80\n", False),
        ("[web-ui]\nport = 80\n", False),
        ("[web]\n" + "#" * 100_000 + "\nx", False),
        ("[" + "web" * 100_000, False),
        ("[" + ":web-" * 100_000, False),
        ("[web]\n" + "# c\n" * 100_000 + "x", False),
        ("[web]\n" * 2 + "a" * 100_000, True),
    ],
)
def test_what_an_asab_configuration_looks_like(tmp_path: Path, text: str, taken: bool) -> None:  # noqa: FBT001
    (tmp_path / "x.conf").write_text(text)
    assert bool(discover([str(tmp_path)])) is taken
