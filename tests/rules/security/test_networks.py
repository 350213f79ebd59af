"""CORS504 to 507: origins on insecure, local and private networks."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, fixed, lint, web

A = "https://a.com"
PATHS = "\ncors_preflight_paths = /a"


def found(lines: str, version: str, listen: str = "127.0.0.1 8080") -> list[str]:
    return codes(lint(web(lines + PATHS, listen=listen), version), "CORS50")


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        ("http://a.com", ["CORS504 warning"]),
        ("http://a.com:8080", ["CORS504 warning"]),
        ("http://A.com", ["CORS504 warning"]),
        ("http://8.8.8.8", ["CORS504 warning"]),
        ("http://localhost:3000", []),
        ("http://127.0.0.1", []),
        ("http://[::1]:3000", []),
        ("http://app.localhost", []),
        (A, []),
        (f"{A}, http://localhost:3000", ["CORS505 warning"]),
        (f"{A}, https://127.0.0.1, http://[::1]", ["CORS505 warning", "CORS505 warning"]),
        ("http://localhost:3000, http://localhost:5173", []),
        ("http://192.168.1.10", ["CORS506 info"]),
        ("http://10.0.0.1:3000", ["CORS506 info"]),
        ("http://[fd00::1]", ["CORS506 info"]),
        ("https://app.local", ["CORS506 info"]),
        ("https://app.internal", ["CORS506 info"]),
        ("http://intranet", ["CORS506 info"]),
        ("http://localhost, http://192.168.1.10", ["CORS506 info"]),
    ],
)
@pytest.mark.parametrize("version", ["25.15", NEW])
def test_origins(origins: str, expected: list[str], version: str) -> None:
    assert found(f"cors = {origins}", version) == expected


def test_http_with_credentials_is_worse() -> None:
    assert found("cors = http://a.com\ncors_allow_credentials = on", NEW) == ["CORS504 error"]


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        ("192.168.1.10 8080", ["CORS507 info"]),
        ("\n  10.0.0.1 8080\n  10.0.0.2 8080", ["CORS507 info"]),
        ("\n  10.0.0.1 8080\n  8.8.8.8 8080", []),
        ("127.0.0.1 8080", []),
        ("0.0.0.0 8080", []),
        ("8080", []),
        (":: 8080", []),
    ],
)
def test_private_target(listen: str, expected: list[str]) -> None:
    assert found(f"cors = {A}", NEW, listen) == expected


def test_fixes() -> None:
    insecure = web("cors = http://a.com")
    assert fixed(insecure, NEW) == insecure
    assert fixed(insecure, NEW, unsafe=True) == web(f"cors = {A}")
    ports = web("cors = http://a.com:8080")
    assert fixed(ports, NEW, unsafe=True) == ports
