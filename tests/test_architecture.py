"""ARCHITECTURE.md is correct: its list of files, who imports whom, and the ways through the code."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.__main__ import main
from corscheck.rules.rule import Rule
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    from types import CodeType, FrameType

PACKAGE = Path(__file__).parent.parent / "corscheck"
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}

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
    "rules": GROUND | {"asab", "fetch", "suppressions"},
    "examine": GROUND | {"asab", "rules"},
    "safety": GROUND | {"asab"},
    "roots": GROUND | {"asab", "rules", "examine", "safety"},
    "merging": GROUND | {"asab", "rules", "examine", "roots", "suppressions"},
    "one_file": set(),
    "linter": GROUND | {"asab", "rules", "roots", "merging", "one_file"},
    "contract": GROUND | {"asab", "fetch", "rules", "one_file"},
    "causes": GROUND | {"fetch"},
}
SHELL = {
    "": GROUND | {"api", "asab", "fetch", "live"},
    "globs": GROUND,
    "files": GROUND | {"globs"},
    "writing": GROUND | {"files"},
    "listing": GROUND,
    "content": set(),
    "discovery": GROUND | {"files", "content", "listing"},
    "mains": GROUND | {"files", "globs", "listing", "discovery"},
    "settings": GROUND | {"files", "asab", "fetch", "rules", "contract"},
    "wire": GROUND | {"fetch"},
    "report": GROUND | {"asab", "fetch", "causes"},
    "openapi_source": GROUND | {"files", "wire", "contract", "plain_data", "fetch"},
    "plain_data": GROUND,
    "paste": GROUND | {"fetch"},
    "browser": GROUND | {"fetch", "wire"},
    "live": GROUND
    | {"asab", "fetch", "causes", "rules", "examine", "suppressions", "contract", "files", "discovery"}
    | {"openapi_source", "wire", "paste"},
    "server": GROUND | {"asab", "rules", "examine", "fixing", "files", "report"},
    "api": GROUND | {"asab", "linter", "files", "discovery"},
    "cli": GROUND
    | {"asab", "fetch", "causes", "rules", "examine", "linter", "baseline", "ignores", "fixing", "contract"}
    | {"files", "writing", "content", "discovery", "mains", "settings", "wire", "paste", "browser", "live"}
    | {"report", "server"},
    "streams": GROUND,
    "__main__": GROUND | {"streams", "cli", "report"},
}
PURE = {
    "__future__",
    "bisect",
    "codecs",
    "collections",
    "difflib",
    "functools",
    "hashlib",
    "html",
    "importlib",
    "inspect",
    "ipaddress",
    "itertools",
    "math",
    "re",
    "typing",
    "urllib.parse",
    "warnings",
    "zlib",
    "can_ada",
    "publicsuffixlist",
    "yaml",
}
"""What the core may import from elsewhere: nothing that does I/O, or knows the clock or the environment."""


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules a file imports: also within functions, for types only, and by names in strings."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found |= {name for alias in node.names if (name := f"{module}.{alias.name}") in MODULES} or {
                module
            }
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found.update(str(one.value) for one in node.args if isinstance(one, ast.Constant))
        elif isinstance(node, ast.Constant) and node.value in MODULES:
            found.add(node.value)
    return frozenset(found - {"corscheck"})


def _room(module: str) -> str:
    """The first name below the package; empty for the package itself."""
    return module.partition(".")[2].partition(".")[0]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_one_way(name: str) -> None:
    rooms = {_room(imported) for imported in imports(MODULES[name]) if imported.startswith("corscheck.")}
    assert rooms <= {_room(name)} | (CORE | SHELL)[_room(name)]


def test_every_way_that_is_allowed_is_used() -> None:
    """So that the tables above say how it is."""
    used: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        used.setdefault(_room(name), set()).update(map(_room, imports(path)))
    assert {room: allowed - GROUND - used[room] for room, allowed in (CORE | SHELL).items()} == {
        room: set() for room in CORE | SHELL
    }


@pytest.mark.parametrize("name", sorted(name for name in MODULES if _room(name) in CORE))
def test_the_core_touches_nothing(name: str) -> None:
    outside = {imported for imported in imports(MODULES[name]) if not imported.startswith("corscheck.")}
    assert {name for name in outside if name not in PURE and name.partition(".")[0] not in PURE} == set()
    used = {node.id for node in ast.walk(ast.parse(MODULES[name].read_text())) if isinstance(node, ast.Name)}
    assert not used & {"open", "print", "input", "exec", "eval", "breakpoint", "__import__"}


@pytest.mark.parametrize(
    ("library", "owners"),
    [
        ("httpx", {"wire/download.py", "wire/pooled.py"}),
        ("httpcore", {"wire/network.py", "wire/pooled.py"}),
        ("rich", {"wire/progress.py"}),
        ("typer", {"cli/app.py"}),
        ("playwright", {"browser/repeat.py"}),
        ("pygls", {"server/features.py", "server/protocol.py", "server/session.py"}),
        ("tomllib", {"settings/__init__.py"}),
    ],
)
def test_a_library_is_imported_in_one_place(library: str, owners: set[str]) -> None:
    users = {
        str(path.relative_to(PACKAGE))
        for path in MODULES.values()
        if library in {name.partition(".")[0] for name in imports(path)}
    }
    assert users == owners


def test_only_the_server_knows_the_protocol() -> None:
    users = {
        _room(name) for name, path in MODULES.items() if any("lsprotocol" in one for one in imports(path))
    }
    assert users == {"server"}


def test_no_modules_import_each_other() -> None:
    """Also not over others, within functions, or for types only."""
    left = {name: imports(path) & MODULES.keys() - {name} for name, path in MODULES.items()}
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


def _ways() -> dict[str, list[str]]:
    """The names on each way, by the way's title."""
    text = DOCUMENT.partition("## Four ways through the code")[2].partition("## ")[0]
    return {
        title: re.findall(r"`((?:\w+\.)+\w+)`", way)
        for title, way in re.findall(r"\*\*(.+?)\.\*\*(.+?)\n\n", text, re.DOTALL)
    }


def _named(name: str) -> object:
    parts = name.split(".")
    length = len(parts)
    while not any((PACKAGE / ("/".join(parts[:length]) + end)).exists() for end in ("", ".py")):
        length -= 1
    found: object = importlib.import_module(".".join(["corscheck", *parts[:length]]))
    for part in parts[length:]:
        found = getattr(found, part)
    return found


@pytest.mark.parametrize("name", sorted({name for way in _ways().values() for name in way}))
def test_the_ways_in_the_document_are_importable(name: str) -> None:
    _named(name)


CONFIGURATION = """\
[general]
page = https://page.example
[web]
listen = 127.0.0.1 8080
cors = https://Way{number}.example/, ${general:page}, $PAGE
# corscheck: ignore[CORS118] -- all of it
cors_preflight_paths = /*
"""
POLICY = """\
[[service]]
config = "app.conf"
url = "{url}"
openapi = "off"

[[expect]]
origin = "https://way{number}.example"
method = "PUT"
path = "/x"
result = "allow"
"""


@pytest.mark.parametrize(
    ("title", "arguments"),
    [
        ("One `cors` value, from file to report", ["lint", "app.conf"]),
        ("One answer, from socket to report", ["preflight", "--path", "/x"]),
        ("One fix, from rule to disk", ["lint", "app.conf", "--fix", "--unsafe-fixes"]),
        ("One `[[expect]]` row, from TOML to exit code", ["preflight", "--path", "/x"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value.split()[1],
)
def test_the_ways_in_the_document_are_taken(
    title: str, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their functions are called; what is read is new in each test, as much is cached."""
    ran = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            ran.add(frame.f_code)

    number = len(title)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGE", "https://other.example")
    for stream in ("stdout", "stderr"):  # which `main` replaces
        monkeypatch.setattr(sys, stream, getattr(sys, stream))
    (tmp_path / "app.conf").write_text(CONFIGURATION.replace("{number}", str(number)))
    answer = f"HTTP/1.1 204 No Content\r\nServer: asab/25.15\r\nX-Way: {number}\r\n\r\n"
    with Server(answering(answer.encode())) as server:
        (tmp_path / "corscheck.toml").write_text(POLICY.format(url=server.url(""), number=number))
        threading.setprofile(note)
        sys.setprofile(note)
        try:
            main(arguments)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    codes = {name: code for name in _ways()[title] if (code := _code(_named(name))) is not None}
    assert len(codes) > len(_ways()[title]) / 2
    assert [name for name, code in codes.items() if code not in ran] == []


def _code(named: object) -> CodeType | None:
    """The code of a function, a method or a rule; None for a class and a constant."""
    found = named.check if isinstance(named, Rule) else named
    return getattr(inspect.unwrap(found), "__code__", None) if callable(found) else None


def test_every_module_has_its_test() -> None:
    """A test file of its name in the same folder; helpers' names without the underscore."""
    missing = set()
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE)
        test = PACKAGE.parent / "tests" / name.parent / f"test_{name.name.removeprefix('_')}"
        if not name.name.startswith("__") and not test.exists():
            missing.add(str(name))
    assert missing == set()
