"""The mutants of a module: every way to change it in one place that a test might notice."""

from __future__ import annotations

import ast
import io
import operator
import re
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

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

    path: str  # below the checkout
    line: int
    source: str
    what: str
    node: int
    change: Change | None
    lines: range = range(0)  # of the statement around it; empty: it is executed on import

    @property
    def module(self) -> str:
        """The module's name, such as `corscheck.fetch.cors`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def key(self) -> tuple[str, str, str]:
        """What the table of equivalent mutants calls it: module, line as it stands, mutation."""
        return self.module.removeprefix("corscheck."), self.source, self.what

    def tree(self) -> ast.Module:
        """The module with the change made."""
        tree = ast.parse((ROOT / self.path).read_text())
        if self.change is not None:
            self.change(list(ast.walk(tree))[self.node])
        return ast.fix_missing_locations(tree)


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of a module, one change each; its path is below the checkout."""
    text = (ROOT / path).read_text()
    lines = text.splitlines()
    tree = ast.parse(text)
    inert = set(map(id, _inert(tree)))
    statements = dict(_statements(tree, inside=False))
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in inert:
            continue
        for what, change in _changes(node):
            line = getattr(node, "lineno", 0)
            around = statements.get(id(node), range(0))
            yield Mutant(path, line, lines[line - 1].strip(), what, index, change, around)


def _statements(node: ast.AST, *, inside: bool, around: range = range(0)) -> Iterator[tuple[int, range]]:
    """The lines of the smallest statement around each node inside a function; of a block, its head only."""
    if inside and isinstance(node, ast.stmt):
        body = getattr(node, "body", None)
        around = range(node.lineno, body[0].lineno if body else (node.end_lineno or node.lineno) + 1)
        around = around or range(node.lineno, node.lineno + 1)  # all in one line
    if around:
        yield id(node), around
    function = isinstance(node, ast.FunctionDef | ast.Lambda)
    for name, value in ast.iter_fields(node):
        within = inside or (function and name == "body")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _statements(child, inside=within, around=around)


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
        rest = node.values[:index] + node.values[index + 1 :]
        yield f"without operand {index}", _set("values", rest if len(rest) > 1 else rest * 2)


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
