"""Reading without a hang."""

from __future__ import annotations

import io
import os
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from corscheck import files
from corscheck.errors import UsageProblem
from corscheck.files import Disk, NotRead
from corscheck.limits import LimitReached

if TYPE_CHECKING:
    from pathlib import Path


def test_reads_bytes_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "app.conf"
    path.write_bytes(b"\xef\xbb\xbf[web]\r\n\xff\0")
    assert Disk().read(str(path)) == b"\xef\xbb\xbf[web]\r\n\xff\0"


def test_texts_stand_in_for_files(tmp_path: Path) -> None:
    path = tmp_path / "app.conf"
    path.write_text("old")
    disk = Disk({str(path): "new \udcff", "nowhere.conf": "there"})
    assert disk.read(str(path)) == b"new \xff"
    assert disk.read("nowhere.conf") == b"there"
    assert disk.is_file("nowhere.conf")
    assert not Disk().is_file("nowhere.conf")


def test_a_text_is_found_by_every_name_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "etc").mkdir()
    path = tmp_path / "etc" / "app.conf"
    path.write_text("old")
    (tmp_path / "link").symlink_to(path)
    for name in ("etc/app.conf", "./etc/app.conf", "etc/../etc/app.conf", str(path), "link"):
        disk = Disk({name: "new"})
        for other in ("etc/app.conf", str(path), "link"):
            assert disk.read(other) == b"new"
        with pytest.raises(FileNotFoundError):
            disk.read("/etc/app.conf")


def test_a_text_is_found_by_hard_links_too(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("old")
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    (tmp_path / "other").write_text("other")
    disk = Disk({str(tmp_path / "one"): "new"})
    assert disk.read(str(tmp_path / "two")) == b"new"
    assert disk.read(str(tmp_path / "other")) == b"other"


@pytest.mark.parametrize("kind", ["directory", "fifo", "device", "missing", "huge", "loop", "nul"])
def test_anything_but_a_file_is_an_error_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "it"
    name = {"device": "/dev/zero", "nul": f"{path}\0"}.get(kind, str(path))
    match kind:
        case "directory":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "huge":
            path.touch()
            os.truncate(path, files.LIMIT + 1)
        case "loop":
            path.symlink_to(path)
    with pytest.raises((OSError, ValueError)):
        Disk().read(name)


@pytest.mark.parametrize(
    "name", ["/proc/kmsg", "/proc/self/environ", "/proc/version", "/sys/kernel/mm/ksm/run"]
)
def test_what_the_kernel_makes_up_is_not_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "app.conf").symlink_to(name)
    for path in (name, str(tmp_path / "app.conf")):
        with pytest.raises(OSError, match=r"not a regular file|No such file|not permitted|denied") as refused:
            Disk().read(path)
        if os.access(name, os.R_OK) and name != "/proc/kmsg":
            assert isinstance(refused.value, NotRead)


def test_the_null_device_is_empty() -> None:
    assert Disk().read("/dev/null") == b""
    with pytest.raises(NotRead):
        Disk().read("/dev/zero")


def test_entries_of_a_run_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 10)
    for name in "abc":
        (tmp_path / name).touch()
    disk = Disk()
    for _ in range(2):
        assert len(disk.glob(f"{tmp_path}/*")) == 3
    with pytest.raises(LimitReached):
        disk.glob(f"{tmp_path}/*")


def test_reads_a_file_of_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "it"
    with path.open("wb") as file:
        file.truncate(files.LIMIT)
    assert len(Disk().read(str(path))) == files.LIMIT


def test_all_files_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "TOTAL", 10)
    (tmp_path / "it").write_text("12345")
    disk = Disk()
    assert disk.read(str(tmp_path / "it")) == disk.read(str(tmp_path / "it"))
    with pytest.raises(NotRead, match="are not read in one run"):
        disk.read(str(tmp_path / "it"))


def test_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"[web]\n")))
    assert files.read_stdin() == b"[web]\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"12345")))
    with pytest.raises(UsageProblem, match="larger"):
        files.read_stdin(limit=4)


def test_a_closed_standard_input_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageProblem, match="closed"):
        files.read_stdin()


@pytest.mark.parametrize(("data", "message"), [(None, "No such file"), (b"\xff", "utf-8")])
def test_own_files_are_utf8(tmp_path: Path, data: bytes | None, message: str) -> None:
    path = tmp_path / "corscheck.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageProblem, match=message):
        files.read_text(str(path))


def test_a_file_with_nothing_to_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(io.FileIO):
        def read(self, size: int | None = -1) -> bytes:  # what `/proc/kmsg` does
            return None  # type: ignore[return-value]

    (tmp_path / "x").write_text("x")
    monkeypatch.setattr("builtins.open", lambda descriptor, *_args, **_more: Silent(descriptor))
    with pytest.raises(BlockingIOError):
        Disk().read(str(tmp_path / "x"))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("{here}/etc/app.conf", "etc/app.conf"),
        ("./etc/../app.conf", "app.conf"),
        ("..odd/app.conf", "..odd/app.conf"),
        ("../app.conf", "../app.conf"),
        ("{here}-other/app.conf", "{here}-other/app.conf"),
        ("/etc/app.conf", "/etc/app.conf"),
    ],
)
def test_files_below_the_working_directory_are_named_by_their_relative_path(
    path: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert files.near(path.format(here=tmp_path)) == shown.format(here=tmp_path)
