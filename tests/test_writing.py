"""Writing without a loss: whole files, with everything else that they are."""

from __future__ import annotations

import errno
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corscheck import writing
from corscheck.errors import UsageProblem
from corscheck.writing import unchanged, write

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from corscheck.writing import write; "


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "app.conf"
    path.write_text("old")
    return path


def test_writes_whole_files_and_keeps_what_they_are(tmp_path: Path) -> None:
    target, link = tmp_path / "real.conf", tmp_path / "app.conf"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write(str(link), "[web]\r\nname = caf\udce9 \u00e9\r\n")
    assert target.read_bytes() == b"[web]\r\nname = caf\xe9 \xc3\xa9\r\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert names(tmp_path) == ["app.conf", "real.conf"]


def test_a_new_file_heeds_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(str(tmp_path / "report.json"), "{}")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.json").stat().st_mode) == 0o640


def test_a_link_to_nothing_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write(str(tmp_path / "link"), "x")
    assert (tmp_path / "target").read_text() == "x"
    assert (tmp_path / "link").is_symlink()


def test_other_names_of_the_file_have_the_new_content(tmp_path: Path, written: Path) -> None:
    os.link(written, tmp_path / "other.conf")
    write(str(written), "new")
    assert (tmp_path / "other.conf").read_text() == "new"
    assert written.stat().st_nlink == 2
    assert names(tmp_path) == ["app.conf", "other.conf"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="the system has no extended attributes")
def test_attributes_are_kept(written: Path) -> None:
    try:
        os.setxattr(written, "user.origin", b"here")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    before = written.stat().st_ino
    write(str(written), "new")
    assert os.getxattr(written, "user.origin") == b"here"
    assert (written.read_text(), written.stat().st_ino != before) == ("new", True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(written: Path) -> None:
    os.chown(written, 12345, 23456)
    written.chmod(0o2750)
    write(str(written), "new")
    status = written.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 23456, 0o2750)


def refusing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("function", "number"),
    [
        ("fchown", errno.EPERM),
        ("fchmod", errno.EPERM),
        ("replace", errno.EBUSY),
        ("replace", errno.EXDEV),
    ],
)
def test_what_cannot_be_replaced_alike_is_written_in_place(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int
) -> None:
    if function == "fchown":
        fstat = os.fstat

        def other(descriptor: int) -> os.stat_result:
            own = fstat(descriptor)
            return os.stat_result([*own[:4], own.st_uid + 1, *own[5:]])

        monkeypatch.setattr(os, "fstat", other)
    monkeypatch.setattr(os, function, refusing(number))
    before = written.stat().st_ino
    write(str(written), "longer than before")
    write(str(written), "new")
    assert (written.read_text(), written.stat().st_ino) == ("new", before)
    assert names(tmp_path) == ["app.conf"]


def test_a_directory_that_takes_no_files_does_not_matter(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def guarded(path: str, flags: int, *more: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, *more)

    monkeypatch.setattr(os, "open", guarded)
    write(str(written), "new")
    assert written.read_bytes() == b"new"
    with pytest.raises(UsageProblem, match="Permission denied"):
        write(str(tmp_path / "other.conf"), "new")


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    monkeypatch.setattr(os, function, refusing(errno.ENOSPC))
    with pytest.raises(UsageProblem, match=r"cannot write .*app\.conf: No space left on device"):
        write(str(written), "new")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("app.conf", "old")]


def test_a_failed_write_in_place_puts_the_old_content_back(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.link(written, tmp_path / "other.conf")
    write_some = os.write
    sizes = iter([2, 0])

    def failing(descriptor: int, data: bytes) -> int:
        size = next(sizes, None)
        if size == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_some(descriptor, data[:size])

    monkeypatch.setattr(os, "write", failing)
    with pytest.raises(UsageProblem, match="No space left on device"):
        write(str(written), "new content")
    assert written.read_text() == "old"


def test_everything_is_on_the_disk_before_it_is_in_place(
    tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        done.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def replaced(old: str, new: str) -> None:
        done.append("replace")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    write(str(written), "new")
    assert done == ["file", "replace", "directory"]
    os.link(written, tmp_path / "other.conf")
    write(str(written), "newer")
    assert done[3:] == ["file"]


def test_an_objection_is_heeded(tmp_path: Path, written: Path) -> None:
    write(str(written), "new", unchanged("old"))
    for other in ("old", "newer"):
        with pytest.raises(UsageProblem, match=r"app\.conf was not written: it was changed meanwhile"):
            write(str(written), "newest", unchanged(other))
    os.link(written, tmp_path / "other.conf")
    with pytest.raises(UsageProblem, match="it was changed meanwhile"):
        write(str(written), "newest", unchanged("old"))
    (tmp_path / "other.conf").unlink()
    assert (written.read_text(), names(tmp_path)) == ("new", ["app.conf"])
    written.unlink()
    with pytest.raises(UsageProblem, match="it was deleted meanwhile"):
        write(str(written), "newest", unchanged("new"))
    assert names(tmp_path) == []


def test_read_only_files_are_left_alone(written: Path) -> None:
    written.chmod(0o444)
    with pytest.raises(UsageProblem, match="it is read-only"):
        write(str(written), "new")
    assert written.read_text() == "old"


@pytest.mark.parametrize("kind", ["directory", "socket", "fifo", "missing", "empty", "nul"])
def test_says_what_it_cannot_write(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "it"
    match kind:
        case "directory":
            path.mkdir()
        case "socket":
            with socket.socket(socket.AF_UNIX) as sock:
                sock.bind(str(path))
        case "fifo":  # nobody reads it
            os.mkfifo(path)
        case "missing":
            path = path / "in" / "nowhere"
    with pytest.raises(UsageProblem, match="cannot write"):
        write({"empty": "", "nul": "a\0b"}.get(kind, str(path)), "text")


def test_writes_into_what_is_not_a_file(tmp_path: Path) -> None:
    write("/dev/null", "gone")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with subprocess.Popen(["cat", fifo], stdout=subprocess.PIPE) as reader:
        end = time.monotonic() + 30
        while True:
            try:
                write(str(fifo), "through")
                break
            except UsageProblem:  # not opened yet
                assert time.monotonic() < end
                time.sleep(0.01)
        assert reader.communicate(timeout=30)[0] == b"through"


def python(code: str, stdout: Any) -> None:
    subprocess.run([sys.executable, "-c", START + code], check=True, timeout=60, stdout=stdout)


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "{link}"])
@pytest.mark.parametrize("mode", ["wb", "ab"])
def test_standard_output_is_written_where_it_writes(tmp_path: Path, path: str, mode: str) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    (tmp_path / "link").symlink_to("/dev/stdout")
    name = path.replace("{link}", str(tmp_path / "link"))
    with log.open(mode) as file:
        python(f"print('one'); write({name!r}, 'two\\n'); print('three')", stdout=file)
    assert log.read_bytes() == (b"before\n" if mode == "ab" else b"") + b"one\ntwo\nthree\n"
    assert names(tmp_path) == ["link", "log"]


def test_the_descriptor_of_another_process_is_appended_to(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("ab") as file:
        file.write(b"before\n")
        file.flush()
        python(f"write('/proc/{os.getpid()}/fd/{file.fileno()}', 'after\\n')", stdout=subprocess.DEVNULL)
    assert log.read_bytes() == b"before\nafter\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("linked", [False, True])
def test_a_signal_waits_until_the_file_is_written(
    tmp_path: Path, written: Path, number: signal.Signals, *, linked: bool
) -> None:
    code = (
        "import os, time; slow = os.fsync; "
        "os.fsync = lambda fd: (open('now', 'w').close(), time.sleep(0.3), slow(fd)); "
        f"write({str(written)!r}, 'new' * 100_000)"
    )
    if linked:
        os.link(written, tmp_path / "other.conf")
    command = [sys.executable, "-c", START + code]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 30
        while not (tmp_path / "now").exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait(30) != 0
    (tmp_path / "now").unlink()
    assert written.read_text() == "new" * 100_000
    assert names(tmp_path) == ["app.conf", *(["other.conf"] if linked else [])]


def test_windows_has_no_masks(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    write(str(written), "new")
    assert written.read_text() == "new"


def test_huge_files_are_shown_to_objections_as_far_as_they_are_read(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_READ", 2)
    seen: list[bytes | None] = []
    write(str(written), "new", seen.append)
    assert seen == [b"ol"]
