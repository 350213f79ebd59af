"""CORS50x: who gets in, and what browsers make of it."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, fixed, lint, web

A = "https://a.com"
PATHS = "\ncors_preflight_paths = /a"


def found(lines: str, version: str, listen: str = "127.0.0.1 8080") -> list[str]:
    return codes(lint(web(lines + PATHS, listen=listen), version), "CORS50")


@pytest.mark.parametrize(
    ("lines", "listen", "version", "expected"),
    [
        ("cors =", "8080", "25.15", []),
        ("cors = *", "8080", "25.15", ["CORS501 warning", "CORS503 info"]),
        ("cors = *", "127.0.0.1 8080", "25.15", ["CORS501 info", "CORS503 info"]),
        ("cors = *", "::1 8080", "25.15", ["CORS501 info", "CORS503 info"]),
        ("cors = *", "\n  127.0.0.1 8080\n  0.0.0.0 8081", "25.15", ["CORS501 warning", "CORS503 info"]),
        ("cors = *", "8080", NEW, ["CORS501 warning"]),
        ("cors = *", "8080", "19.11", ["CORS501 warning"]),
        ("cors = *", "8080", "19.7", []),
        ('cors = "*"', "8080", "25.15", ["CORS501 warning", "CORS503 info"]),
        ('cors = "*"', "8080", NEW, []),
        (f"cors = *, {A}", "8080", NEW, ["CORS501 warning"]),
        ("cors = *\ncors_allow_credentials = yes", "127.0.0.1 8080", NEW, ["CORS502 error"]),
        ("cors = *\ncors_allow_credentials = no", "127.0.0.1 8080", NEW, ["CORS501 info"]),
        (f"cors = {A}\ncors_allow_credentials = yes", "8080", NEW, []),
        (f"cors = {A}", "8080", "25.15", []),
        (f"cors = {A}", "8080", NEW, []),
    ],
)
def test_wildcard(lines: str, listen: str, version: str, expected: list[str]) -> None:
    assert found(lines, version, listen) == expected


def test_fixes() -> None:
    shared = web("cors = *\ncors_allow_credentials = true")
    assert fixed(shared, NEW) == shared
    assert fixed(shared, NEW, unsafe=True) == web("cors = *\ncors_allow_credentials = no")


def test_a_good_configuration_is_quiet() -> None:
    text = web(
        f"cors = {A}, https://b.com:8443\ncors_preflight_paths = /api/*\ncors_max_age = 1h", listen="8080"
    )
    assert lint(text, NEW) == []
