"""What each file shows."""

from __future__ import annotations

from corscheck.findings import Finding
from corscheck.server.board import Board
from corscheck.server.looking import Found, Looked
from corscheck.source import Source, Span


def found(path: str, message: str = "wrong") -> Found:
    finding = Finding("CORS999", "a-name", "warning", message, Span(Source("[web]", path), 0, 5))
    return Found(finding, finding)


A, B, PART = "/p/a.conf", "/p/b.conf", "/p/part.conf"


def words(some: dict[str, list[Found]]) -> dict[str, list[str]]:
    return {path: [one.finding.message for one in of] for path, of in some.items()}


def test_a_file_that_is_not_open_shows_what_every_main_finds_in_it() -> None:
    board = Board()
    board.update(A, Looked((found(PART, "of a"), found(PART, "both")), files=(A, PART)), {A, B})
    change = board.update(B, Looked((found(PART, "of b"), found(PART, "both")), files=(B, PART)), {A, B})
    assert words(change.files) == {B: [], PART: ["of a", "both", "of b"]}
    assert words(board.close(A, {B}).files) == {A: [], PART: ["of b", "both"]}
    assert words(board.close(B, set()).files) == {B: [], PART: []}


def test_an_open_document_shows_what_linting_it_found() -> None:
    board = Board()
    change = board.update(A, Looked((found(PART),), files=(A, PART)), {A, PART})
    assert (words(change.files), change.again) == ({A: []}, {PART})


def test_a_finding_that_is_gone_disappears() -> None:
    board = Board()
    board.update(A, Looked((found(PART),), files=(A, PART)), {A})
    assert words(board.update(A, Looked(files=(A,)), {A}).files) == {A: [], PART: []}


def test_documents_that_share_a_file_are_linted_again() -> None:
    board = Board()
    board.update(A, Looked(files=(A, PART)), {A, B})
    board.update(B, Looked(files=(B, PART)), {A, B})
    assert board.update(A, Looked(files=(A,)), {A, B}).again == {B}  # it included the same before
    assert board.update(A, Looked(files=(A,)), {A, B}).again == set()
