"""Findings as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import DiagnosticSeverity, Position, Range

from corscheck.findings import Finding, Related
from corscheck.server.diagnostics import diagnostic, not_linted
from corscheck.server.looking import Found
from corscheck.server.positions import UTF16
from corscheck.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.server.looking import Looked

SOURCE = Source("[web]\ncors = *\n", "app.conf")


def made(**fields: object) -> Found:
    finding = Finding("CORS999", "a-name", "warning", "wrong", Span(SOURCE, 13, 14))._replace(**fields)  # type: ignore[arg-type]  # any of its fields
    return Found(finding, finding)


def test_place_and_words() -> None:
    found = diagnostic(made(help="write it", versions=("26.37",)), str, UTF16)
    assert found.range == Range(Position(1, 7), Position(1, 8))
    assert found.message == "wrong\nwrite it\nfor ASAB 26.37"
    assert (found.severity, found.code, found.source) == (DiagnosticSeverity.Warning, "CORS999", "corscheck")
    assert found.code_description
    assert found.code_description.href.endswith("/rules/CORS999.md")


def test_an_empty_span_is_underlined_to_the_end_of_its_line() -> None:
    assert diagnostic(made(span=Span(SOURCE, 0, 0)), str, UTF16).range == Range(
        Position(0, 0), Position(0, 5)
    )


def test_related_places() -> None:
    related = (Related(Span(Source("[general]\n", "main.conf"), 0, 9), "includes it"),)
    (found,) = (
        diagnostic(made(related=related), lambda path: f"file:///{path}", UTF16).related_information or ()
    )
    assert (found.location.uri, found.message) == ("file:///main.conf", "includes it")


def test_hostile_texts_are_visible() -> None:
    found = diagnostic(made(message="a\x1b[31m\u202eb\ud800"), str, UTF16)
    assert found.message == "a\\x1b[31m\\u202eb\\ud800"


def test_not_linted_is_an_error() -> None:
    found = not_linted("cannot read\nit", "fix it")
    assert found.severity == DiagnosticSeverity.Error
    assert found.message == "cannot read\\nit\nfix it"


def test_no_secret_is_shown(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": "[web]\nlisten = 1\ncors = https://user:hunter2@a.example\n"})
    found = [diagnostic(one, str, UTF16) for one in looked.found]
    assert found
    assert "hunter2" not in str([one.message for one in found])
