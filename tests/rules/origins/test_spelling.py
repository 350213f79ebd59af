"""CORS310 to 316: origins in a form that no browser sends; the fixes of all values of `cors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.asab_oracle import Asab
from tests.support.cors_values import check_value
from tests.support.linting import NEW, codes, fixed, lint, web

if TYPE_CHECKING:
    from pathlib import Path

A, B = "https://a.com", "https://b.com"
OPEN = "CORS301 error"

# value, findings of the family in 25.15, findings in 26.37
VALUES = [
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
]


@pytest.mark.parametrize(("value", "old", "new"), VALUES, ids=lambda value: str(value)[:40])
def test_values(value: str, old: list[str], new: list[str]) -> None:
    check_value(value, old, new)


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


def test_the_place_is_the_entry() -> None:
    text = web(f"cors = {A},\n    {B}/, null\ncors_preflight_paths = /a")
    places = {one.code: one.span.text for one in lint(text, NEW)}
    assert places == {"CORS311": f"{B}/", "CORS310": "null"}


def test_a_value_from_elsewhere_is_reported_where_it_is_used_and_not_fixed() -> None:
    text = web("cors = ${app:origin}\ncors_preflight_paths = /a", more=f"[app]\norigin = {A}:443\n")
    (finding,) = [one for one in lint(text, NEW) if one.code == "CORS311"]
    assert (finding.span.text, finding.fix) == ("${app:origin}", None)


def test_a_finding_of_two_versions_is_as_bad_as_in_the_worse_one() -> None:
    text = web(f"cors = {A}:443\ncors_preflight_paths = /a")
    findings = lint(text, "25.15", NEW)
    assert codes(findings) == [OPEN, "CORS311 error"]
    assert [one.versions for one in findings] == [("25.15",), ()]
