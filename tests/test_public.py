"""What `import corscheck` offers."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import corscheck
from corscheck.errors import Unreachable, UsageProblem
from tests.support.program import environment

if TYPE_CHECKING:
    from pathlib import Path


def test_all_is_what_there_is() -> None:
    assert dir(corscheck) == corscheck.__all__
    assert all(hasattr(corscheck, name) for name in corscheck.__all__)
    assert not hasattr(corscheck, "nothing")


def test_importing_it_imports_next_to_nothing() -> None:
    program = (
        "import sys, typing; before = set(sys.modules); import corscheck; print(*set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) <= {"__future__", "corscheck", "corscheck.version"}


def test_names_do_not_depend_on_what_was_imported_before() -> None:
    """A submodule of the same name would take a function's place."""
    program = (
        "import corscheck, pkgutil, importlib\n"
        "for module in pkgutil.walk_packages(corscheck.__path__, 'corscheck.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "print(*(callable(getattr(corscheck, name)) for name in corscheck.__all__))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    names = dict(zip(corscheck.__all__, done.stdout.split(), strict=True))
    assert [name for name, is_callable in names.items() if is_callable == "False"] == ["__version__"]


def test_lint() -> None:
    text = "[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = api\n"
    finding = next(finding for finding in corscheck.lint(text, "etc/x.conf") if finding.code == "CORS104")
    assert (finding.span.source.path, finding.span.line, finding.span.text) == ("etc/x.conf", 4, "api")
    assert corscheck.lint("[web]\nlisten = 127.0.0.1 8080\ncors =\n") == []
    both = corscheck.lint(text + "cors_max_age = 1d\n", asab_version=("25.15", "26.37"))
    assert {finding.versions for finding in both} > {()}
    with pytest.raises(ValueError, match="version"):
        corscheck.lint(text, asab_version="new")


def test_load(tmp_path: Path) -> None:
    path = tmp_path / "app.conf"
    path.write_text("[web]\ncors = ${ORIGIN}\n")
    configuration = corscheck.load(str(path), environ={"ORIGIN": "*"})
    value = configuration.resolve("web", "cors")
    assert getattr(value, "text", None) == "*"
    with pytest.raises(UsageProblem, match="No such file"):
        corscheck.load(str(tmp_path / "missing.conf"))


@pytest.fixture
def nobody() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def test_why_of_nobody(nobody: int) -> None:
    verdict = corscheck.why(f"http://127.0.0.1:{nobody}/", origin="https://app.example.com")
    assert verdict.result == "unreachable"


def test_preflight_of_nobody(tmp_path: Path, nobody: int) -> None:
    path = tmp_path / "app.conf"
    path.write_text(f"[web]\nlisten = 127.0.0.1 {nobody}\ncors = *\ncors_preflight_paths = /x\n")
    with pytest.raises(Unreachable, match="cannot be reached"):
        corscheck.preflight(str(path))
