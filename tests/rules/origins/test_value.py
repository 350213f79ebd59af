"""CORS301 to 306: the value of `cors` as a whole."""

from __future__ import annotations

import pytest

from tests.support.cors_values import check_value
from tests.support.linting import NEW, codes, fixed, lint, web

A, B = "https://a.com", "https://b.com"
OPEN = "CORS301 error"

# value, findings of the family in 25.15, findings in 26.37
VALUES = [
    ("", [], []),
    ("*", [], []),
    (A, [OPEN], []),
    (f"{A}, {B}", [OPEN], []),
    (f"\n    {A}\n    {B}", [OPEN], []),
    ("http://localhost:3000", [OPEN], []),
    ("off", ["CORS302 error"], ["CORS302 warning"]),
    ("false", ["CORS302 error"], ["CORS302 warning"]),
    ("no", ["CORS302 error"], ["CORS302 warning"]),
    ("none", ["CORS302 error"], ["CORS302 warning"]),
    ("0", ["CORS302 error"], ["CORS302 warning"]),
    ('""', ["CORS302 error"], ["CORS302 warning"]),
    ("''", ["CORS302 error"], ["CORS302 warning"]),
    ("[]", ["CORS302 error"], ["CORS302 warning"]),
    ('"off"', ["CORS302 error"], ["CORS302 warning"]),
    ("off ; for now", ["CORS302 error", "CORS305 warning"], ["CORS302 warning", "CORS305 warning"]),
    ("true", ["CORS303 warning"], ["CORS303 error"]),
    ("yes", ["CORS303 warning"], ["CORS303 error"]),
    ("on", ["CORS303 warning"], ["CORS303 error"]),
    ("1", ["CORS303 warning"], ["CORS303 error"]),
    ('"*"', ["CORS304 warning"], ["CORS304 error"]),
    (f'"{A}"', ["CORS304 warning", OPEN], ["CORS304 error"]),
    (f'["{A}", "{B}"]', ["CORS304 warning", OPEN], ["CORS304 error"]),
    ("* ; note", ["CORS305 warning"], ["CORS305 warning"]),
    (f"{A} # note", [OPEN, "CORS305 warning"], ["CORS305 warning"]),
    (f"{A} ; every * here", [OPEN, "CORS305 warning"], ["CORS305 error"]),
    ("# nobody", ["CORS305 error"], ["CORS305 warning"]),
    (f"{A};{B}", [OPEN, "CORS306 warning"], ["CORS306 error"]),
    (f"{A} ; {B}", [OPEN, "CORS306 warning"], ["CORS306 error"]),
    ("{{ cors }}", [], []),
    ("$NOWHERE", [], []),
]


@pytest.mark.parametrize(("value", "old", "new"), VALUES, ids=lambda value: str(value)[:40])
def test_values(value: str, old: list[str], new: list[str]) -> None:
    check_value(value, old, new)


@pytest.mark.parametrize(
    ("value", "version", "found"),
    [
        ("*", "20.7", []),
        (A, "20.7", [OPEN]),
        ("off", "20.7", []),
        ("true", "20.7", ["CORS303 error"]),
        ('"*"', "20.7", ["CORS304 error"]),
        (A, "19.7", []),
        ("off", "19.7", []),
        ("*", "25.36", []),
        (A, "25.36", [OPEN]),
        (A, "21.11", [OPEN]),
    ],
)
def test_value_in_old_versions(value: str, version: str, found: list[str]) -> None:
    assert codes(lint(web(f"cors = {value}"), version), "CORS3") == found


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comment_moves_above_its_option(newline: str) -> None:
    before = f"[web]\n  cors =\n    {A}  ; the app\n    {B}\n  cors_preflight_paths = /a\n"
    after = f"[web]\n  ; the app\n  cors =\n    {A}\n    {B}\n  cors_preflight_paths = /a\n"
    assert fixed(before.replace("\n", newline)) == after.replace("\n", newline)


def test_off_becomes_empty_only_if_asked_for() -> None:
    paths = "cors_preflight_paths = /a"
    text = web(f"cors = off\n{paths}")
    assert fixed(text) == text
    assert fixed(text, unsafe=True) == web(f"cors =\n{paths}")


def test_quotes_are_left_alone_where_one_of_the_versions_would_open() -> None:
    text = web('cors = "*"\ncors_preflight_paths = /a')
    assert fixed(text, "25.15", NEW) == text


def test_two_containers_are_distinguished() -> None:
    text = web(f"cors = {A}", more="[web:public]\nlisten = 127.0.0.1 8081\ncors =\n")
    assert [one.span.line for one in lint(text) if one.code == "CORS301"] == [3]
