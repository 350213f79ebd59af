"""ARCHITECTURE.md is correct: its list of files, who imports whom, and the ways through the code."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "corscheck"

GROUND = {
    "version",
    "errors",
    "source",
    "exchange",
    "findings",
    "fixes",
    "run_report",
    "tried",
    "edits",
    "suggest",
    "text",
    "secrets",
    "limits",
    "records",
    "yaml_plain",
    "yaml_tree",
}
CORE = {
    **dict.fromkeys(GROUND, GROUND),
    "suppressions": GROUND,
    "ignores": GROUND | {"suppressions"},
    "baseline": GROUND,
    "fixing": GROUND,
    "asab": GROUND,
    "fetch": GROUND,
    "rules": GROUND | {"asab", "fetch"},
    "examine": GROUND | {"asab", "rules"},
    "safety": GROUND | {"asab"},
    "roots": GROUND | {"asab", "rules", "examine", "safety"},
    "merging": GROUND | {"rules", "examine", "suppressions"},
    "one_file": set(),
    "linter": GROUND | {"asab", "rules", "roots", "merging", "one_file"},
    "contract": GROUND | {"asab", "fetch", "rules"},
    "causes": GROUND | {"fetch"},
}
SHELL = {
    "": {"version"},
    "globs": GROUND,
    "files": GROUND | {"globs"},
    "writing": GROUND | {"files"},
    "listing": GROUND,
    "content": set(),
    "discovery": GROUND | {"files", "content", "listing"},
    "mains": GROUND | {"files", "globs", "listing", "discovery"},
    "settings": GROUND | {"files", "asab", "fetch", "rules", "contract"},
    "wire": GROUND | {"fetch", "files"},
    "report": GROUND | {"asab", "fetch", "rules", "causes"},
    "openapi_source": GROUND | {"files", "wire", "contract", "plain_data", "fetch"},
    "plain_data": GROUND,
    "paste": GROUND | {"fetch"},
    "browser": GROUND | {"fetch", "wire"},
    "live": {*CORE, "files", "discovery", "openapi_source", "wire", "paste"},
    "server": {*CORE, "files", "report"},
    "api": {"asab", "linter", "files", "discovery"},
    "cli": {
        *CORE,
        "files",
        "writing",
        "content",
        "discovery",
        "mains",
        "settings",
        "wire",
        "openapi_source",
        "paste",
        "browser",
        "live",
        "report",
        "server",
    },
    "streams": GROUND,
    "__main__": GROUND | {"streams", "cli", "report"},
}
IMPURE = {"httpx", "json", "logging", "os", "pathlib", "rich", "socket", "subprocess", "sys", "time", "typer"}


def imports(path: Path) -> set[str]:
    """The modules a file imports, those for type checking apart."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body.clear()
    froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return froms.union(
        *([alias.name for alias in node.names] for node in ast.walk(tree) if isinstance(node, ast.Import))
    )


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_imports_go_one_way(path: Path) -> None:
    room = path.relative_to(PACKAGE).with_suffix("").parts[0].replace("__init__", "")
    rooms = {
        name.partition(".")[2].partition(".")[0] for name in imports(path) if name.startswith("corscheck.")
    }
    assert rooms <= {room} | (CORE | SHELL)[room]


@pytest.mark.parametrize("room", sorted(CORE))
def test_the_core_touches_nothing(room: str) -> None:
    for path in [PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py")]:
        if path.exists():
            assert not {name.partition(".")[0] for name in imports(path)} & IMPURE, path
            assert "open" not in {
                node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)
            }


@pytest.mark.parametrize(
    ("library", "owner"), [("httpx", "wire"), ("typer", "cli"), ("pygls", "server"), ("lsprotocol", "server")]
)
def test_a_library_has_one_owner(library: str, owner: str) -> None:
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if library in {name.partition(".")[0] for name in imports(path)}
    }
    assert users == {owner}


def _modules() -> dict[str, set[str]]:
    """Every module with those it imports anywhere, also only for types."""
    names = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
    }
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        imported = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
                imported.update(f"{node.module}.{alias.name}" for alias in node.names)
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
        found[name] = imported & names.keys() - {name}
    return found


def test_no_modules_import_each_other() -> None:
    """Also not over others, within functions, or for types only."""
    left = _modules()
    while free := {name for name, imported in left.items() if not imported & left.keys()}:
        left = {name: imported for name, imported in left.items() if name not in free}
    assert left == {}


DOCUMENT = (PACKAGE.parent / "ARCHITECTURE.md").read_text()


def _tree() -> list[str]:
    """The files that ARCHITECTURE.md lists: a folder ends with a slash, its files are indented deeper."""
    found: list[str] = []
    folders: list[tuple[int, str]] = []
    for line in DOCUMENT.split("```")[1].splitlines():
        indent, words = len(line) - len(line.lstrip()), line.split()
        folders = [one for one in folders if one[0] < indent]
        if words and words[0].endswith("/"):
            folders.append((indent, words[0]))
        elif words and words[0].endswith(".py"):
            found += ["".join(name for _, name in folders) + word for word in words]
    return found


def test_the_tree_in_the_document_is_the_tree() -> None:
    files = {f"corscheck/{path.relative_to(PACKAGE)}" for path in PACKAGE.rglob("*.py")}
    assert sorted(_tree()) == sorted(path for path in files if not path.endswith("/__init__.py"))


def _ways() -> list[str]:
    text = DOCUMENT.partition("## Four ways through the code")[2].partition("## ")[0]
    return re.findall(r"`((?:\w+\.)+\w+)`", text)


@pytest.mark.parametrize("name", dict.fromkeys(_ways()))
def test_the_ways_in_the_document_are_importable(name: str) -> None:
    parts = name.split(".")
    length = len(parts)
    while not any((PACKAGE / ("/".join(parts[:length]) + end)).exists() for end in ("", ".py")):
        length -= 1
    found: object = importlib.import_module(".".join(["corscheck", *parts[:length]]))
    for part in parts[length:]:
        found = getattr(found, part)


def test_every_module_has_its_test() -> None:
    """A test file of its name in the same folder; helpers' names without the underscore."""
    missing = set()
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE)
        test = PACKAGE.parent / "tests" / name.parent / f"test_{name.name.removeprefix('_')}"
        if not name.name.startswith("__") and not test.exists():
            missing.add(str(name))
    assert missing == set()
