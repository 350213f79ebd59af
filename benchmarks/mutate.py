"""Mutation run: change the package in one place at a time and see whether a test notices.

    python benchmarks/mutate.py                                        # all of corscheck/fetch
    python benchmarks/mutate.py corscheck/rules corscheck/linter.py    # packages and modules
    python benchmarks/mutate.py corscheck/rules --sample 200 --seed 7  # some of the mutants, by chance
    python benchmarks/mutate.py --list corscheck/fetch/cors.py         # the mutants, without running them

First the tests run once, and it is noted which lines each of them executes. Then each mutant lives in a
forked child: the changed module is imported in place of the file, and the tests run that execute the changed
line, the module's own ones first. What survives is printed with its place; the exit code is 1 if there is a
survivor that `equivalent.py` does not explain. docs/mutation.md says more.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import os
import random
import re
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks.covering import ROOT, Coverage, Test, measure, run
from benchmarks.equivalent import EQUIVALENT
from benchmarks.mutants import Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    import pytest

PACKAGE = ROOT / "corscheck"
TESTS = ROOT / "tests"
SECONDS = 60  # for one mutant; an endless loop counts as noticed
MOST = 300  # tests for one mutant, those that execute the fewest lines first: they are about that line


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutated module in place of the file."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = mutant.module
        self.is_package = mutant.path.endswith("__init__.py")
        self.code = compile(mutant.tree(), str(ROOT / mutant.path), "exec")

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = importlib.util.spec_from_loader(fullname, self, is_package=self.is_package)
        if spec and self.is_package:
            spec.submodule_search_locations = [str(PACKAGE.joinpath(*fullname.split(".")[1:]))]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


class _Only:
    """Makes pytest run some tests of the files it is given, in this order."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._order = {identifier: number for number, identifier in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the others out."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )


def survives(mutant: Mutant, tests: list[Test]) -> bool:
    """Run the tests against a mutant in a child process; whether all of them pass."""
    finder = _Finder(mutant)  # here, so that what cannot be compiled does not seem noticed
    child = os.fork()
    if child == 0:
        code = 2
        try:
            sys.meta_path.insert(0, finder)
            signal.alarm(SECONDS)
            code = run(["-x", *dict.fromkeys(test.file for test in tests)], _Only(test.id for test in tests))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def relevant(mutant: Mutant, coverage: Coverage) -> list[Test]:
    """The tests that can notice a mutant: the module's own first, then those that execute the fewest lines.

    What is executed on import has no tests of its own; they are those of the module, and of the modules
    that import the changed name.
    """
    if mutant.lines:
        found = coverage.of(mutant.path, mutant.lines)
    else:
        found = coverage.of_file(mutant.path)
        for path in _importing(mutant):
            found |= coverage.of_file(path)
    own = _own_tests(mutant.path)
    return sorted(found, key=lambda test: (test.file != own, test.lines, test.id))[:MOST]


def _own_tests(path: str) -> str:
    """Where the tests of a module are: `corscheck/asab/ini.py` → `tests/asab/test_ini.py`."""
    folder, _, name = path.removeprefix("corscheck/").rpartition("/")
    return f"tests/{folder}{'/' if folder else ''}test_{name.lstrip('_')}"


def _importing(mutant: Mutant) -> list[str]:
    """The modules that import the name which the mutant's line defines, or any where it defines none."""
    name = re.match(r"(\w+)\b", mutant.source)
    line = re.compile(rf"from {re.escape(mutant.module)} import .*\b{name[1] if name else ''}")
    files = (path for path in sorted(PACKAGE.rglob("*.py")) if line.search(path.read_text()))
    return [str(path.relative_to(ROOT)) for path in files]


def _test_files(targets: list[str]) -> list[Path]:
    """The tests to run: those of the judge for the judge, otherwise those of the core."""
    if all(target.startswith("corscheck/fetch") for target in targets):
        return [TESTS / "fetch"]
    core = ("rules", "contract", "asab")
    top = (
        "linter",
        "roots",
        "merging",
        "examine",
        "suppressions",
        "fixing",
        "edits",
        "source",
        "suggest",
        "findings",
        "baseline",
    )
    files = [TESTS / name for name in core] + [TESTS / f"test_{name}.py" for name in top]
    return [path for path in files if path.exists()]


def _survivals(todo: list[tuple[Mutant, list[Test]]], jobs: int) -> Iterator[tuple[int, bool]]:
    """Index and fate of each mutant, as they come from the workers: processes, as threads cannot fork."""
    reader, writer = os.pipe()
    for worker in range(jobs):
        if os.fork() == 0:
            for index in range(worker, len(todo), jobs):
                mutant, tests = todo[index]
                alive = not tests or survives(mutant, tests)
                os.write(writer, f"{index} {alive:d}\n".encode())
            os._exit(0)
    os.close(writer)
    with open(reader) as lines:  # noqa: PTH123 - a pipe has no path
        for line in lines:
            number, fate = line.split()
            yield int(number), fate == "1"
    for _ in range(jobs):
        os.wait()


def main() -> int:
    """Run the mutants of the packages and modules named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", help="folders and files; default: corscheck/fetch")
    parser.add_argument("--list", action="store_true", help="print the mutants only")
    parser.add_argument("--sample", type=int, metavar="N", help="run N of the mutants, chosen by chance")
    parser.add_argument("--seed", type=int, default=0, help="of that choice; default: 0")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    os.chdir(ROOT)
    targets = [os.path.relpath(target, ROOT) for target in options.targets or ["corscheck/fetch"]]
    todo = [mutant for path in _modules(targets) for mutant in mutants(path)]
    if options.sample is not None and options.sample < len(todo):
        chosen = random.Random(options.seed).sample(range(len(todo)), options.sample)
        todo = [todo[index] for index in sorted(chosen)]
    if options.list:
        for mutant in todo:
            print(f"{mutant.path}:{mutant.line}: {mutant.what}: {mutant.source}")
        print(len(todo), "mutants")
        return 0
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    hypothesis.settings.register_profile("mutation", max_examples=25, database=None, derandomize=True)
    hypothesis.settings.load_profile("mutation")
    return _report(todo, targets, options.jobs)


def _modules(targets: list[str]) -> list[str]:
    """The modules of the targets, as paths below the checkout."""
    found: list[Path] = []
    for target in map(ROOT.joinpath, targets):
        found += sorted(target.rglob("*.py")) if target.is_dir() else [target]
    return [str(path.relative_to(ROOT)) for path in found if path.stem != "__init__" or path.stat().st_size]


def _report(todo: list[Mutant], targets: list[str], jobs: int) -> int:
    run([__file__])  # nothing is in it; but pytest is loaded now, for every child
    assert "corscheck" not in sys.modules, "each child imports it anew, or caches would hide mutants"
    coverage = measure(_test_files(targets), PACKAGE)
    if coverage.failed:
        print("left out, as they fail without any mutation:", *coverage.failed, sep="\n  ", flush=True)
    counts: Counter[str] = Counter()
    unused = {mutant.key for mutant in todo} & EQUIVALENT.keys()
    work = [(mutant, relevant(mutant, coverage)) for mutant in todo]
    for index, alive in _survivals(work, jobs):
        mutant, tests = work[index]
        known = mutant.key in EQUIVALENT
        counts["noticed" if not alive else "equivalent" if known else "survived"] += 1
        if alive and not known:
            how = "" if tests else " (no test executes it)"
            print(f"{mutant.path}:{mutant.line}: {mutant.what}: {mutant.source}{how}", flush=True)
        elif alive:
            unused.discard(mutant.key)
    for module, source, what in sorted(unused):
        print(f"{module}: is noticed: {what}: {source}")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    return 1 if counts["survived"] or unused else 0


if __name__ == "__main__":
    sys.exit(main())
