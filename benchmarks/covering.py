"""Which tests execute which lines: found by running the tests once under a trace function."""

from __future__ import annotations

import functools
import gc
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType, FrameType

ROOT = Path(__file__).resolve().parent.parent

QUIET = ("-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "--import-mode=importlib")
"""Options of every run; without settings and plugins, whose start costs more than most mutants."""


class Test(NamedTuple):
    """One test: the file it is in, its id, and how many lines it executes."""

    file: str
    id: str
    lines: int


class Coverage:
    """The tests that execute each line of some files, by the file's path below the checkout."""

    def __init__(self, found: dict[str, dict[str, list[int]]], failed: list[str]) -> None:
        self.failed = failed
        self._by_file: dict[str, dict[int, list[Test]]] = {}
        for identifier, files in found.items():
            test = Test(identifier.partition("::")[0], identifier, sum(map(len, files.values())))
            for file, lines in files.items():
                by_line = self._by_file.setdefault(file, {})
                for line in lines:
                    by_line.setdefault(line, []).append(test)

    def of(self, file: str, lines: Iterable[int]) -> set[Test]:
        """The tests that execute any of these lines."""
        by_line = self._by_file.get(file, {})
        return {test for line in lines for test in by_line.get(line, ())}

    def of_file(self, file: str) -> set[Test]:
        """The tests that execute anything of a file, apart from its import."""
        return {test for tests in self._by_file.get(file, {}).values() for test in tests}


def measure(tests: Iterable[Path], package: Path) -> Coverage:
    """Run the tests in a child process and note the lines of `package` that each of them executes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            recorder = _Recorder(f"{package}{os.sep}")
            with suppress(SystemExit):
                run(map(str, tests), recorder)
            with open(writer, "w") as pipe:  # noqa: PTH123 - a pipe has no path
                json.dump([recorder.found, recorder.failed], pipe)
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader) as pipe:  # noqa: PTH123 - a pipe has no path
        found, failed = json.load(pipe)
    os.waitpid(child, 0)
    return Coverage(found, failed)


def run(arguments: Iterable[str], *plugins: object) -> int:
    """Run pytest in this process, silently; its exit code."""
    with open(os.devnull, "w") as nothing:  # noqa: PTH123 - quicker than an import
        streams, sys.stdout, sys.stderr = (sys.stdout, sys.stderr), nothing, nothing
        try:
            options = [*arguments, *QUIET, "-c", os.devnull, "--rootdir", str(ROOT)]
            return int(pytest.main(options, plugins=list(plugins)))
        finally:
            sys.stdout, sys.stderr = streams


class _Recorder:
    """Notes which lines each test executes; caches are emptied before each, or they would hide lines."""

    def __init__(self, prefix: str) -> None:
        self.found: dict[str, dict[str, list[int]]] = {}
        self.failed: list[str] = []
        self._prefix = prefix
        self._names: dict[CodeType, str | None] = {}  # None: not a file of the package
        self._lines: dict[str, set[int]] = {}
        self._caches: list[Any] = []

    def pytest_collection_finish(self) -> None:
        """Find the caches of functions, now that every test is imported."""
        kind = type(functools.lru_cache(len))
        self._caches = [
            one
            for one in gc.get_objects()
            if isinstance(one, kind) and (one.__module__ or "").startswith("corscheck")
        ]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Trace one test with its fixtures."""
        for cache in self._caches:
            cache.cache_clear()
        self._lines = {}
        sys.settrace(self._on_call)
        yield
        sys.settrace(None)
        if item.nodeid not in self.failed:
            self.found[item.nodeid] = {file: sorted(lines) for file, lines in self._lines.items()}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note test files that cannot be imported."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the tests that fail without any mutation."""
        if report.failed:
            self.failed.append(report.nodeid)

    def _on_call(self, frame: FrameType, _event: str, _argument: object) -> Any:
        code = frame.f_code
        name = self._names.get(code, "")
        if name == "":
            path = code.co_filename
            name = os.path.relpath(path, ROOT) if path.startswith(self._prefix) else None
            self._names[code] = name
        if name is None:
            return None
        lines = self._lines.setdefault(name, set())
        lines.add(frame.f_lineno)

        def on_line(frame: FrameType, _event: str, _argument: object) -> Any:
            lines.add(frame.f_lineno)
            return on_line

        return on_line
