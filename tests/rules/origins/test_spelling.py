"""CORS3xx: what is found in which value of `cors`, by ASAB version, and how it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.asab_oracle import Asab
from tests.support.linting import NEW, codes, fixed, lint, web

if TYPE_CHECKING:
    from pathlib import Path

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
    ("null", ["CORS310 warning"], ["CORS310 error"]),
    (f"{A}, null", [OPEN, "CORS310 warning"], ["CORS310 error"]),
    (f"{A}/", [OPEN, "CORS311 warning"], ["CORS311 warning"]),
    ("https://A.com", [OPEN, "CORS311 warning"], ["CORS311 warning"]),
    (f"{A}:443", [OPEN, "CORS311 warning"], ["CORS311 error"]),
    ("https://bücher.example", [OPEN, "CORS311 warning"], ["CORS311 error"]),
    ("http://127.1", [OPEN, "CORS311 warning"], ["CORS311 error"]),
    (f"{A}/path", [OPEN, "CORS312 warning"], ["CORS312 error"]),
    (f"{A}?q", [OPEN, "CORS312 warning"], ["CORS312 error"]),
    ("https://u:p@a.com", [OPEN, "CORS313 error"], ["CORS313 error"]),
    (f"{A}:0", [OPEN, "CORS314 warning"], ["CORS314 error"]),
    ("a.com", [OPEN, "CORS315 warning"], ["CORS315 error"]),
    ("localhost:3000", [OPEN, "CORS315 warning"], ["CORS315 error"]),
    ("https:/a.com", [OPEN, "CORS316 warning"], ["CORS316 error"]),
    ("https://a..b", [OPEN, "CORS316 warning"], ["CORS316 error"]),
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
    ("{{ cors }}", [], []),
    ("$NOWHERE", [], []),
]


@pytest.mark.parametrize(("value", "old", "new"), VALUES, ids=lambda value: str(value)[:40])
def test_value(value: str, old: list[str], new: list[str]) -> None:
    text = web(f"cors = {value}\ncors_preflight_paths = /a")
    assert sorted(codes(lint(text), "CORS3")) == sorted(old)
    assert sorted(codes(lint(text, NEW), "CORS3")) == sorted(new)


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


# value, what the safe fixes make of it, what the unsafe ones do (in 25.15)
FIXES = [
    (f"{A}/", A, A),
    ("HTTPS://A.com:443/", A, A),
    ("https://bücher.example", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ("http://[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000", "http://[::1]:3000"),
    (f"{B}, {A}/, http://127.1", f"{B}, {A}, http://127.0.0.1", f"{B}, {A}, http://127.0.0.1"),
    (f"\n\t{A}/\n\thttps://B.com", f"\n\t{A}\n\t{B}", f"\n\t{A}\n\t{B}"),
    ('"*"', "*", "*"),
    (f'["{A}/", "{B}"]', f"{A}, {B}", f"{A}, {B}"),
    (f"{A}, {B}, {A}", f"{A}, {B}", f"{A}, {B}"),
    (f"\n    {A}\n    {B}\n    {A}", f"\n    {A}\n    {B}", f"\n    {A}\n    {B}"),
    (f"{A}/path", f"{A}/path", A),
    ("https://u:p@a.com", "https://u:p@a.com", A),
    ("a.com", "a.com", A),
    ("true", "true", "*"),
    (f"{A};{B}", f"{A};{B}", f"{A}, {B}"),
    (r"^https://a\.com$$", r"^https://a\.com$$", r"^https://a\.com$$"),
    ("https://*.a.com", "https://*.a.com", "https://*.a.com"),
    (f"{A}:80", f"{A}:80", A),
    ("null", "null", "null"),
]


@pytest.mark.parametrize(("value", "safe", "unsafe"), FIXES, ids=lambda value: str(value)[:40])
def test_fix(value: str, safe: str, unsafe: str) -> None:
    def text(value: str) -> str:
        return web(f"cors = {value}\ncors_preflight_paths = /a")

    assert fixed(text(value)) == text(safe)
    assert fixed(text(value), unsafe=True) == text(unsafe)


@pytest.mark.parametrize(
    ("value", "unsafe"), [(row[0], row[2]) for row in FIXES], ids=lambda value: str(value)[:40]
)
def test_asab_reads_what_the_fix_says(value: str, unsafe: str, tmp_path: Path) -> None:
    text = fixed(web(f"cors = {value}\ncors_preflight_paths = /a"), unsafe=True)
    tmp_path.joinpath("app.conf").write_text(text)
    read = Asab("app.conf", str(tmp_path), {}).loaded().resolved["web"]["cors"]
    assert read == "\n".join(line.strip() for line in unsafe.replace("$$", "$").split("\n"))


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


def test_the_place_is_the_entry() -> None:
    text = web(f"cors = {A},\n    {B}/, null\ncors_preflight_paths = /a")
    places = {one.code: one.span.text for one in lint(text, NEW)}
    assert places == {"CORS311": f"{B}/", "CORS310": "null"}


def test_a_value_from_elsewhere_is_reported_where_it_is_used_and_not_mended() -> None:
    text = web("cors = ${app:origin}\ncors_preflight_paths = /a", more=f"[app]\norigin = {A}:443\n")
    (finding,) = [one for one in lint(text, NEW) if one.code == "CORS311"]
    assert (finding.span.text, finding.fix) == ("${app:origin}", None)


def test_a_finding_of_two_versions_is_as_bad_as_in_the_worse_one() -> None:
    text = web(f"cors = {A}:443\ncors_preflight_paths = /a")
    findings = lint(text, "25.15", NEW)
    assert codes(findings) == [OPEN, "CORS311 error"]
    assert [one.versions for one in findings] == [("25.15",), ()]


def test_quotes_are_left_alone_where_one_of_the_versions_would_open() -> None:
    text = web('cors = "*"\ncors_preflight_paths = /a')
    assert fixed(text, "25.15", NEW) == text


def test_two_containers_are_told_apart() -> None:
    text = web(f"cors = {A}", more="[web:public]\nlisten = 127.0.0.1 8081\ncors =\n")
    assert [one.span.line for one in lint(text) if one.code == "CORS301"] == [3]
