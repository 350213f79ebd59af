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
import ast
import importlib.abc
import importlib.util
import io
import operator
import os
import re
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
ROOM = ROOT / "corscheck" / "fetch"
TESTS = ROOT / "tests" / "fetch"
SECONDS = 60  # for one mutant; an endless loop counts as noticed

# (module, line as it stands, mutation) → why no test can notice.
_BRACKET = 'bracket = place.rfind("]") + 1  # the colons of an IPv6 address are none of the port\'s'
_EXPOSED = (
    'exposed_headers=exposed_headers(last, response) if result == "allowed" and last and response else (),'
)
_PRINTABLE = "if len(text) <= limit and text.isascii() and text.isprintable():"
_QUOTED = """_QUOTED = re.compile(r'"(?:[^"\\\\]|\\\\.)*(?:"|\\\\?\\Z)|[^",]+', re.DOTALL)"""
_SITES = 'if one.split(".")[-2:] != other.split(".")[-2:] or _address(one):'
_UTF_8 = 'else "".join(f"\\\\x{byte:02x}" for byte in char.encode("utf-8", "replace"))'
EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("headers", _QUOTED, "without '+' at 33"): "saves time",
    ("origin", _BRACKET, ".rfind -> .find"): "a host has one bracket that closes",
    ("reproduce", 'words += ["--data-raw", body.decode("latin-1")]', "'latin-1' cut"): "the same encoding",
    ("reproduce", _UTF_8, "'utf-8' cut"): "the same encoding",
    ("site", _SITES, "without operand 0"): "saves time",
    ("text", _PRINTABLE, "if False"): "saves time",
    ("text", _PRINTABLE, "LtE -> Lt"): "saves time",
    ("verdict", "if self._outgoing is None:", "if True"): "saves time",
    ("verdict", 'self._phase: Phase = "preflight"', "'preflight' cut"): "set before it is read",
    ("verdict", _EXPOSED, "without operand 1"): "for the type checker: what is allowed has an answer",
    ("verdict", _EXPOSED, "without operand 2"): "for the type checker: what is allowed has an answer",
}

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_METHODS = {
    "find": "rfind", "rfind": "find", "partition": "rpartition", "rpartition": "partition",
    "startswith": "endswith", "endswith": "startswith", "fullmatch": "match", "match": "search",
    "setdefault": "__setitem__",
}  # fmt: skip
_FUNCTIONS = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list", "reversed": "list"}
_DROPPED = ("lower", "upper", "strip", "rstrip", "lstrip", "removeprefix")


Change = Callable[[Any], object]
"""Something done to the twin of a node."""

Named = tuple[str, Change]
"""The same with what it does in words."""


class Mutant(NamedTuple):
    """One change to a module: where, and what is done to which node of its tree, as `ast.walk` counts."""

    module: str
    line: int
    source: str
    what: str
    node: int
    change: Change | None

    def tree(self) -> ast.Module:
        """The module with the change made."""
        tree = ast.parse((ROOM / f"{self.module}.py").read_text())
        if self.change is not None:
            self.change(list(ast.walk(tree))[self.node])
        return ast.fix_missing_locations(tree)


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module, one change each."""
    text = (ROOM / f"{module}.py").read_text()
    lines = text.splitlines()
    tree = ast.parse(text)
    inert = set(map(id, _inert(tree)))
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in inert:
            continue
        for what, change in _changes(node):
            line = getattr(node, "lineno", 0)
            yield Mutant(module, line, lines[line - 1].strip(), what, index, change)


def _inert(tree: ast.Module) -> Iterator[ast.AST]:
    """Nodes that no test can see: types, decorators (the sizes of caches), what a module exports."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        parts += getattr(node, "decorator_list", [])
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            parts.append(node)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            parts.append(node)
        if _is_expression(node):  # changed as a whole, by `_expression`
            parts.append(node.args[0])
        if isinstance(node, ast.JoinedStr):
            parts += [
                part for part in node.values if isinstance(part, ast.Constant) and _is_prose(part.value)
            ]
        for part in parts:
            if part is not None:
                yield from ast.walk(part)


def _is_expression(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether this calls `re` with a regular expression written out."""
    if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
        return False
    return ast.unparse(node.func).startswith("re.")


def _is_prose(text: object) -> bool:
    """Whether a piece of an f-string is no data: what is has letters or digits, and no blanks."""
    return " " in str(text) or not any(map(str.isalnum, str(text)))


def _changes(node: ast.AST) -> Iterator[Named]:
    """The changes that apply to a node."""
    for kind, changes in _CHANGES.items():
        if isinstance(node, kind):
            yield from changes(node)


def _compare(node: ast.Compare) -> Iterator[Named]:
    for index, comparison in enumerate(node.ops):
        swapped = _COMPARISONS[type(comparison)]
        yield f"{type(comparison).__name__} -> {swapped.__name__}", _put("ops", index, swapped())


def _boolean(node: ast.BoolOp) -> Iterator[Named]:
    other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield f"{type(node.op).__name__} -> {type(other).__name__}", _set("op", other)
    for index in range(len(node.values)):
        yield f"without operand {index}", _drop(index, "values")


def _unary(node: ast.UnaryOp) -> Iterator[Named]:
    if isinstance(node.op, ast.Not):
        yield "without not", _set("operand", ast.UnaryOp(ast.Not(), node.operand))


def _condition(node: ast.If | ast.IfExp) -> Iterator[Named]:
    if ast.unparse(node.test) != "TYPE_CHECKING":
        yield "if True", _set("test", ast.Constant(value=True))
        yield "if False", _set("test", ast.Constant(value=False))


def _comprehension(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> Iterator[Named]:
    for index, generator in enumerate(node.generators):
        if generator.ifs:
            bare = ast.comprehension(generator.target, generator.iter, [], generator.is_async)
            yield "without if", _put("generators", index, bare)


def _constant(node: ast.Constant) -> Iterator[Named]:
    if isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", _set("value", not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value} -> {node.value + 1}", _set("value", node.value + 1)
    elif isinstance(node.value, str) and node.value and " " not in node.value.strip():
        yield f"{node.value!r} cut", _set("value", node.value[:-1])  # data, not sentences


def _sequence(node: ast.Tuple | ast.List | ast.Set) -> Iterator[Named]:
    loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    if loaded and len(node.elts) > 1:
        for index in range(len(node.elts)):
            yield f"without element {index}", _drop(index, "elts")


def _mapping(node: ast.Dict) -> Iterator[Named]:
    for index in range(len(node.keys)):
        yield f"without entry {index}", _drop(index, "keys", "values")


def _slice(node: ast.Slice) -> Iterator[Named]:
    for bound in ("lower", "upper"):
        if getattr(node, bound) is not None:
            yield f"without {bound} bound", _set(bound, None)


def _call(node: ast.Call) -> Iterator[Named]:
    name, function = ast.unparse(node.func), node.func
    if isinstance(function, ast.Attribute):
        if function.attr in _DROPPED:
            yield f"without .{function.attr}()", _unwrap
        if other := _METHODS.get(function.attr):
            yield (
                f".{function.attr} -> .{other}",
                _set("func", ast.Attribute(function.value, other, ast.Load())),
            )
    if other := _FUNCTIONS.get(name):
        yield f"{name} -> {other}", _set("func", ast.Name(other, ast.Load()))
    for index, keyword in enumerate(node.keywords):
        yield f"without {keyword.arg}=", _drop(index, "keywords")
    if _is_expression(node):
        yield from _expression(ast.literal_eval(node.args[0]))


def _expression(pattern: str) -> Iterator[Named]:
    """A regular expression without each of its characters, where that means something else."""
    for index, char in enumerate(pattern):
        shorter = pattern[:index] + pattern[index + 1 :]
        if _meaning(shorter) not in (None, _meaning(pattern)):
            yield f"without {char!r} at {index}", _put("args", 0, ast.Constant(shorter))


def _meaning(pattern: str) -> str | None:
    """How `re` reads an expression; None where it is none."""
    with redirect_stdout(io.StringIO()) as printed, warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(pattern, re.DEBUG)
        except (re.error, FutureWarning):
            return None
    return printed.getvalue()


def _unwrap(call: Any) -> None:
    """`x.lower()` becomes `x.__str__()`."""
    call.func.attr, call.args = "__str__", []


def _arithmetic(node: ast.BinOp) -> Iterator[Named]:
    other = _OPERATORS.get(type(node.op))
    if other is not None:
        yield f"{type(node.op).__name__} -> {other.__name__}", _set("op", other())


def _statement(node: ast.Expr | ast.AugAssign) -> Iterator[Named]:
    if isinstance(node, ast.AugAssign) or not isinstance(node.value, ast.Constant):  # a docstring
        yield "statement left out", _set("__class__", ast.Pass)


def _set(field: str, value: object) -> Change:
    return lambda node: setattr(node, field, value)


def _put(field: str, index: int, value: object) -> Change:
    return lambda node: operator.setitem(getattr(node, field), index, value)


def _drop(index: int, *fields: str) -> Change:
    return lambda node: [getattr(node, field).pop(index) for field in fields]


_CHANGES: dict[Any, Callable[[Any], Iterator[Named]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    (ast.If, ast.IfExp): _condition,
    (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp): _comprehension,
    ast.Constant: _constant,
    (ast.Tuple, ast.List, ast.Set): _sequence,
    ast.Dict: _mapping,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.BinOp: _arithmetic,
    (ast.Expr, ast.AugAssign): _statement,
}


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutated module in place of the file."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname == f"corscheck.fetch.{self.mutant.module}":
            return importlib.util.spec_from_loader(fullname, self)
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.tree(), self.mutant.module, "exec"), module.__dict__)


def survives(mutant: Mutant) -> bool:
    """Run the tests against a mutant in a child process; whether all of them pass."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            code = _run(mutant)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _run(mutant: Mutant) -> int:
    signal.alarm(SECONDS)
    sys.meta_path.insert(0, _Finder(mutant))
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
    sys.path.insert(0, str(ROOT))
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
