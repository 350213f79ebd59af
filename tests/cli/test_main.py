"""The console script as a process: exit codes, what it imports, what it costs, how it ends."""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corscheck.__main__ import main
from tests.support.program import ROOT, corscheck, environment

GOOD = "[web]\nlisten = 127.0.0.1 8080\ncors =\n"
BAD = "[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = api/*, /api\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.conf").write_text(GOOD)
    (tmp_path / "bad.conf").write_text(BAD)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["lint", "good.conf"], 0),
        (["lint", "bad.conf"], 1),
        (["lint", "bad.conf", "--exit-zero"], 0),
        (["lint"], 1),
        (["lint", "missing.conf"], 2),
        (["lint", "missing.conf", "--exit-zero"], 2),
        (["lint", "--what"], 2),
        (["lint", "--select", "CORS1O4"], 2),
        (["lint", "--config", "missing.toml"], 2),
        (["lint", "--asab-version", "new"], 2),
        (["lint", "--report", "pdf:x"], 2),
        (["lint", "--report", "json:"], 2),
        (["show", "bad.conf"], 1),
        (["show", "missing.conf"], 2),
        (["show", "."], 2),
        (["rule"], 0),
        (["rule", "CORS104"], 0),
        (["rule", "CORS999"], 2),
        (["what"], 2),
        ([], 2),
        (["--help"], 0),
        (["lint", "-h"], 0),
        (["--version"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_exit_codes(here: Path, arguments: list[str], code: int) -> None:
    done = corscheck(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert (code == 2) <= bool(done.stderr)


@pytest.mark.parametrize("command", [("lint", "good.conf"), ("show",), ("check",), ("preflight",), ("init",)])
def test_a_missing_file_is_one_sentence(here: Path, command: tuple[str, ...]) -> None:
    done = corscheck(*command, "missing.conf")
    assert ("error[missing-file]" in done.stdout) == (command[0] in ("lint", "check", "preflight"))
    assert done.returncode == 2
    assert done.stderr == "error: cannot read missing.conf: No such file or directory\n"


def test_an_error_shows_nothing_active(here: Path) -> None:
    assert corscheck("lint", "\x1b[2Jx").stderr == "error: cannot read \\x1b[2Jx: No such file or directory\n"


def test_without_arguments_it_helps(here: Path) -> None:
    done = corscheck()
    for command in ("lint", "show", "preflight", "check", "why", "init", "server", "rule"):
        assert f"\n  {command} " in done.stdout + done.stderr


def test_an_unexpected_error_asks_for_a_report(here: Path) -> None:
    program = (
        "import sys, corscheck.cli.lint as it; from corscheck.__main__ import main; "
        "it.lint = lambda _: 1 / 0; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "lint"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.endswith(
        "please report it with the lines above: https://github.com/corscheck/corscheck/issues\n"
    )


def test_an_interruption_is_130(here: Path) -> None:
    program = [sys.executable, "-m", "corscheck", "lint", "-"]
    with subprocess.Popen(
        program, env=environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        # It waits for standard input as soon as everything is imported.
        deadline = time.monotonic() + 30
        while "pipe_read" not in _waits_in(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in error


def _waits_in(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/wchan").read_text()
    except OSError:
        return "pipe_read"


@pytest.mark.parametrize(
    "arguments", [["lint", "bad.conf"], ["lint", "bad.conf", "-q"], ["rule"], ["--help"]], ids=" ".join
)
def test_a_closed_pipe_is_quiet_and_keeps_the_code(here: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "corscheck", *arguments]
    done = subprocess.run(
        command, env=environment(), stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (int("bad.conf" in arguments), "")


@pytest.mark.parametrize(("path", "code"), [("good.conf", 0), ("missing.conf", 2)])
def test_a_closed_standard_output_is_not_an_error(here: Path, path: str, code: int) -> None:
    command = f"{sys.executable} -m corscheck lint {path} >&- 2>&-"
    assert subprocess.run(command, shell=True, env=environment(), check=False).returncode == code


def test_a_full_disk_is_reported(here: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "corscheck", "lint", "bad.conf"],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "error: cannot write to standard output: No space left on device\n"


def test_any_encoding_will_do(here: Path) -> None:
    (here / "bad.conf").write_text("[web]\ncors = https://žluť.example/\n", encoding="utf-8")
    done = corscheck("lint", "bad.conf", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 1
    assert done.stdout.isascii()


HEAVY = {"asyncio", "httpx", "importlib.metadata", "json", "logging", "pydantic", "rich", "ssl"}
HEAVIER_THAN_TYPER = {
    "dataclasses",
    "difflib",
    "inspect",
    "pathlib",
    "signal",
    "subprocess",
    "tomllib",
    "typer",
}


@pytest.mark.parametrize(
    ("arguments", "banned"),
    [
        (["lint", "good.conf"], HEAVY | HEAVIER_THAN_TYPER),
        (["lint", "bad.conf", "--force-exclude"], HEAVY | HEAVIER_THAN_TYPER),
        (["lint", "good.conf", "-q", "--section=web", "--select", "CORS1"], HEAVY | HEAVIER_THAN_TYPER),
        (["lint", "bad.conf", "--output-format", "github"], HEAVY | HEAVIER_THAN_TYPER),
        (["--version"], HEAVY | HEAVIER_THAN_TYPER | {"corscheck.cli.app"}),
        (["--help"], HEAVY | HEAVIER_THAN_TYPER | {"corscheck.cli.app"}),
        (["check", "-h"], HEAVY | HEAVIER_THAN_TYPER | {"corscheck.cli.check"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_lint_and_help_import_nothing_heavy(here: Path, arguments: list[str], banned: set[str]) -> None:
    assert imported(*arguments) & banned == set()


def test_a_completion_imports_nothing_heavy(here: Path) -> None:
    line = {"COMP_WORDS": "corscheck lint --select CORS", "COMP_CWORD": "3"}
    heavy = (HEAVY | HEAVIER_THAN_TYPER | {"corscheck.cli.lint"}) - {"json"}
    assert imported(_CORSCHECK_COMPLETE="complete_bash", **line) & heavy == set()


def imported(*arguments: str, **variables: str) -> set[str]:
    """The modules that a command line imports."""
    program = "import sys; from corscheck.__main__ import main; main(sys.argv[1:]); print('|', *sys.modules)"
    path = os.pathsep.join([str(ROOT), *[path for path in sys.path if path.endswith("-packages")]])
    # -S: site-packages of a development environment import things of their own.
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, *arguments],
        env=environment(PYTHONPATH=path, **variables),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.partition("|")[2].split())


def test_a_file_is_linted_in_a_few_times_the_start_of_python(here: Path) -> None:
    """Measured 4 in a clean environment; the project's limit is 8, the test's leaves room for noise.

    The fastest of runs that take turns, in processor time: what else the machine does makes some of them
    slower, not all.
    """

    def seconds(*command: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-S", *command],
            env=environment(PYTHONPATH=path),
            check=False,
            capture_output=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    path = os.pathsep.join([str(ROOT), *[path for path in sys.path if path.endswith("-packages")]])
    runs = [(seconds("-c", "pass"), seconds("-m", "corscheck", "lint", "good.conf")) for _ in range(15)]
    bare, lint = map(min, zip(*runs, strict=True))
    assert lint < 12 * bare


@pytest.mark.parametrize(
    ("words", "offered"), [("corscheck pre", "preflight"), ("corscheck lint --unsafe", "--unsafe-fixes")]
)
def test_completion(here: Path, words: str, offered: str) -> None:
    count = str(len(words.split()) - 1)
    done = corscheck(env={"_CORSCHECK_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": count})
    assert (done.returncode, done.stdout.split()) == (0, [offered])


@pytest.mark.parametrize(("arguments", "frozen"), [(None, 1), (["--version"], 0)])
def test_only_a_process_of_its_own_ends_without_a_search_for_garbage(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str] | None, frozen: int
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(sys, "argv", ["corscheck", "--version"])
    monkeypatch.setattr(gc, "freeze", lambda: calls.append(1))
    assert main(arguments) == 0
    assert len(calls) == frozen


def test_the_module_runs_as_a_program(here: Path) -> None:
    done = corscheck("--version")
    assert done.stdout.startswith("corscheck 0.")
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint"],
        ["lint", "app.conf"],
        ["check", "app.conf"],
        ["preflight", "app.conf"],
        ["preflight", "--url", "http://127.0.0.1:9", "--origin", "https://a.example", "--launch", "true"],
        ["show", "app.conf"],
        ["init", "app.conf"],
    ],
    ids=" ".join,
)
def test_a_deleted_working_directory_is_one_sentence(tmp_path: Path, arguments: list[str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os, sys; os.rmdir(os.getcwd()); import corscheck.__main__ as m; sys.exit(m.main())"
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=environment(), cwd=gone, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(("error: the working directory has been deleted", "error: cannot read"))
    assert done.stderr.count("\n") == 1
