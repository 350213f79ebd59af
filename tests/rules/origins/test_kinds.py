"""CORS317 to 323: entries that are not web origins, doubtful and repeated ones."""

from __future__ import annotations

import pytest

from tests.support.cors_values import check_value
from tests.support.linting import NEW, fixed, lint, web

A, B = "https://a.com", "https://b.com"
OPEN = "CORS301 error"

# value, findings of the family in 25.15, findings in 26.37
VALUES = [
    ("file:///x", [OPEN, "CORS317 warning"], ["CORS317 error"]),
    ("wss://a.com", [OPEN, "CORS318 warning"], ["CORS318 error"]),
    ("https://*.a.com", [OPEN, "CORS319 warning"], ["CORS319 error"]),
    (r"^https://.*\.a\.com$$", [OPEN, "CORS319 warning"], ["CORS319 error"]),
    ("intranet", ["CORS320 error"], ["CORS320 error"]),
    ("capacitor://localhost", [OPEN, "CORS321 info"], ["CORS321 info"]),
    (f"{A}.", [OPEN, "CORS322 warning"], ["CORS322 warning"]),
    (f"{A}:80", [OPEN, "CORS322 warning"], ["CORS322 warning"]),
    ("http://a.com:443", [OPEN, "CORS322 warning"], ["CORS322 warning"]),
    ("https://a_b.com", [OPEN, "CORS322 info"], ["CORS322 info"]),
    (f"*, {A}", ["CORS323 warning"], ["CORS323 warning"]),
    (f"{A}, {A}", [OPEN, "CORS323 info"], ["CORS323 info"]),
    (f"{A}, HTTPS://a.com", [OPEN, "CORS311 warning", "CORS323 info"], ["CORS311 warning", "CORS323 info"]),
]


@pytest.mark.parametrize(("value", "old", "new"), VALUES, ids=lambda value: str(value)[:40])
def test_values(value: str, old: list[str], new: list[str]) -> None:
    check_value(value, old, new)


@pytest.mark.parametrize(("version", "opens"), [("25.15", True), ("20.7", False), (NEW, False)])
def test_a_word_opens_the_service_only_where_any_text_does(version: str, *, opens: bool) -> None:
    (finding,) = [one for one in lint(web("cors = intranet"), version) if one.code == "CORS320"]
    assert finding.message.endswith(": ASAB answers every origin with `*`") is opens


@pytest.mark.parametrize(
    ("value", "after"),
    [
        (f"{A}, {A}", A),
        (f"{A} {B} {A}", f"{A} {B}"),
        (f"\n  {A}\n  {B}\n  {A}", f"\n  {A}\n  {B}"),
        (f"\n  {A},\n  {A},\n  {B}", f"\n  {A},\n  {B}"),
        (f"\n  {A}\n  # again\n  {A}\n  {B}", f"\n  {A}\n  # again\n  {B}"),
    ],
)
def test_the_second_one_is_deleted(value: str, after: str) -> None:
    assert fixed(web(f"cors = {value}\ncors_preflight_paths = /a")) == web(
        f"cors = {after}\ncors_preflight_paths = /a"
    )


@pytest.mark.parametrize(
    ("value", "instead"),
    [
        (f"{A}.", A),
        (f"{A}.:8443", f"{A}:8443"),
        (f"{A}:80", A),
        ("http://a.com:443", "http://a.com"),
        ("https://a_b.com", None),
    ],
)
def test_what_was_probably_meant(value: str, instead: str | None) -> None:
    text = web(f"cors = {value}\ncors_preflight_paths = /a")
    (finding,) = [one for one in lint(text) if one.code == "CORS322"]
    assert finding.help == (f"write `{instead}`" if instead else "keep it if the page is really there")
    edits = finding.fix.edits if finding.fix else ()
    assert [(edit.span.text, edit.text) for edit in edits] == ([(value, instead)] if instead else [])
