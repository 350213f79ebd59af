"""Mutation run: change the judge in one place at a time and see whether a test notices.

    python benchmarks/mutate.py                      # all of corscheck/fetch
    python benchmarks/mutate.py cors redirect        # some of its modules
    python benchmarks/mutate.py --list cors          # the mutants, without running them

Each mutant lives in a forked child: the changed module is imported in place of the file, its own tests
run first and then all of tests/fetch. What survives is printed with its place; the exit code is 1 if
there is a survivor that `EQUIVALENT` does not explain. docs/mutation.md says more.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import io
import os
import signal
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks.mutants import ROOM, ROOT, Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

TESTS = ROOT / "tests" / "fetch"
SECONDS = 60  # for one mutant; an endless loop counts as noticed

# (module, line as it stands, mutation) → why no test can notice.
_TYPES = "for the type checker"
_BRACKET = 'bracket = place.rfind("]") + 1  # the colons of an IPv6 address are none of the port\'s'
_COMBINED = 'return tuple((names[name], get(headers, name) or "") for name in order)'
_EXPOSED = (
    'exposed_headers=exposed_headers(last, response) if result == "allowed" and last and response else (),'
)
_MISMATCH = 'name = _chrome_mismatch(get(response.headers, "access-control-allow-origin") or "", prepared)'
_PRINTABLE = "if len(text) <= limit and text.isascii() and text.isprintable():"
_QUOTED = """_QUOTED = re.compile(r'"(?:[^"\\\\]|\\\\.)*(?:"|\\\\?\\Z)|[^",]+', re.DOTALL)"""
_SECOND = "without operand 1"
_SITES = 'if one.split(".")[-2:] != other.split(".")[-2:] or _address(one):'
_UTF_8 = 'else "".join(f"\\\\x{byte:02x}" for byte in char.encode("utf-8", "replace"))'
EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("console", 'return _filled(_CHROME.get(verdict.browsers.chrome or ""), verdict)', _SECOND): _TYPES,
    ("console", 'return _filled(_FIREFOX.get(verdict.browsers.firefox or ""), verdict)', _SECOND): _TYPES,
    ("cors", 'location = get(response.headers, "location") or ""', _SECOND): _TYPES,
    ("engines", 'allowed = get(response.headers, "access-control-allow-origin") or ""', _SECOND): _TYPES,
    ("engines", _MISMATCH, _SECOND): _TYPES,
    ("headers", _QUOTED, "without '+' at 33"): "saves time",
    ("origin", _BRACKET, ".rfind -> .find"): "a host has one bracket that closes",
    ("origin", 'if typed.lower().startswith("blob:"):', "'blob:' cut"): "no other scheme begins so",
    ("origin", 'meant = parse(f"https://{trimmed}")', "'https://' cut"): "the same to the URL parser",
    ("outgoing", _COMBINED, _SECOND): _TYPES,
    ("reproduce", 'words += ["--data-raw", body.decode("latin-1")]', "'latin-1' cut"): "the same encoding",
    ("reproduce", _UTF_8, "'utf-8' cut"): "the same encoding",
    ("site", _SITES, "without operand 0"): "saves time",
    ("text", _PRINTABLE, "if False"): "saves time",
    ("text", _PRINTABLE, "LtE -> Lt"): "saves time",
    ("verdict", "if self._outgoing is None:", "if True"): "saves time",
    ("verdict", 'self._phase: Phase = "preflight"', "'preflight' cut"): "set before it is read",
    ("verdict", _EXPOSED, _SECOND): _TYPES,
    ("verdict", _EXPOSED, "without operand 2"): _TYPES,
    ("verdict", 'if result == "not_cross_origin" or last is None:', _SECOND): _TYPES,
    ("verdict", "if self._result is not None or self._current is None:", _SECOND): _TYPES,
    ("verdict", "if request is None or self._current is None:", _SECOND): _TYPES,
}


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutated module in place of the file."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = f"corscheck.fetch.{mutant.module}"
        self.code = compile(mutant.tree(), self.name, "exec")

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname == self.name:
            return importlib.util.spec_from_loader(fullname, self)
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


def survives(mutant: Mutant) -> bool:
    """Run the tests against a mutant in a child process; whether all of them pass."""
    finder = _Finder(mutant)  # here, lest what cannot be compiled seems noticed
    child = os.fork()
    if child == 0:
        code = 2
        try:
            sys.meta_path.insert(0, finder)
            code = _run(mutant)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _run(mutant: Mutant) -> int:
    signal.alarm(SECONDS)
    own = TESTS / f"test_{mutant.module}.py"
    rest = [str(path) for path in sorted(TESTS.glob("test_*.py")) if path != own]
    for files in ([str(own)] if own.exists() else [], rest):
        if files and _pytest(files):
            return 1
    return 0


def _pytest(files: list[str]) -> int:
    """Without plugins and settings: starting is most of what a mutant costs."""
    quiet = (
        "-x",
        "-q",
        "--tb=no",
        "--assert=plain",
        "-p",
        "no:cacheprovider",
        "--import-mode=importlib",
        "-c",
        os.devnull,
    )
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main([*files, *quiet, "--rootdir", str(ROOT)]))


def _survivals(todo: list[Mutant], jobs: int) -> Iterator[tuple[int, bool]]:
    """Index and fate of each mutant, as they come from the workers: processes, as threads cannot fork."""
    reader, writer = os.pipe()
    for worker in range(jobs):
        if os.fork() == 0:
            for index in range(worker, len(todo), jobs):
                os.write(writer, f"{index} {survives(todo[index]):d}\n".encode())
            os._exit(0)
    os.close(writer)
    with open(reader) as lines:  # noqa: PTH123 - a pipe has no path
        for line in lines:
            number, alive = line.split()
            yield int(number), alive == "1"
    for _ in range(jobs):
        os.wait()


def main() -> int:
    """Run the mutants of the modules named, or of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", help="module names in corscheck/fetch")
    parser.add_argument("--list", action="store_true", help="print the mutants only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    hypothesis.settings.register_profile("mutation", max_examples=25, database=None, derandomize=True)
    hypothesis.settings.load_profile("mutation")
    names = options.modules or sorted(path.stem for path in ROOM.glob("[!_]*.py"))
    todo = [mutant for name in names for mutant in mutants(name)]
    if options.list:
        for mutant in todo:
            print(f"{mutant.module}.py:{mutant.line}: {mutant.what}: {mutant.source}")
        print(len(todo), "mutants")
        return 0
    return _report(todo, options.jobs)


def _report(todo: list[Mutant], jobs: int) -> int:
    _pytest([__file__])  # nothing is in it; but pytest is loaded now, for every child
    assert "corscheck" not in sys.modules, "each child imports it anew, or caches would hide mutants"
    unchanged = Mutant("text", 0, "", "", 0, None)
    if not survives(unchanged):
        print("the tests fail without any mutation")
        return 2
    counts: Counter[str] = Counter()
    modules = {mutant.module for mutant in todo}
    unused = {key for key in EQUIVALENT if key[0] in modules}
    for index, alive in _survivals(todo, jobs):
        mutant = todo[index]
        key = (mutant.module, mutant.source, mutant.what)
        counts["noticed" if not alive else "equivalent" if key in EQUIVALENT else "survived"] += 1
        if alive and key not in EQUIVALENT:
            print(f"{mutant.module}.py:{mutant.line}: {mutant.what}: {mutant.source}", flush=True)
        elif alive:
            unused.discard(key)
    for module, source, what in sorted(unused):
        print(f"{module}.py: is noticed, or is no mutant: {what}: {source}")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    return 1 if counts["survived"] or unused else 0


if __name__ == "__main__":
    sys.exit(main())
