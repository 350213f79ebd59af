"""CORS50x: who gets in, and what browsers make of it."""

from __future__ import annotations

import pytest

from corscheck.linter import LintOptions, lint_files
from tests.support.linting import NEW, codes, fixed, lint, web
from tests.support.memory import Memory

A = "https://a.com"
PATHS = "\ncors_preflight_paths = /a"


def found(lines: str, version: str, listen: str = "127.0.0.1 8080") -> list[str]:
    return codes(lint(web(lines + PATHS, listen=listen), version), "CORS50")


@pytest.mark.parametrize(
    ("lines", "listen", "version", "expected"),
    [
        ("cors =", "8080", "25.15", []),
        ("cors = *", "8080", "25.15", ["CORS501 warning"]),
        ("cors = *", "127.0.0.1 8080", "25.15", ["CORS501 info"]),
        ("cors = *", "::1 8080", "25.15", ["CORS501 info"]),
        ("cors = *", "\n  127.0.0.1 8080\n  0.0.0.0 8081", "25.15", ["CORS501 warning"]),
        ("cors = *", "8080", NEW, ["CORS501 warning"]),
        ("cors = *", "8080", "19.11", ["CORS501 warning"]),
        ("cors = *", "8080", "19.7", []),
        ('cors = "*"', "8080", "25.15", ["CORS501 warning"]),
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


def test_one_finding_for_a_star() -> None:
    text = web("cors = *" + PATHS, listen="8080")
    (finding,) = lint(text)
    assert "X-PINGOTHER, Content-Type, Authorization" in (finding.help or "")
    assert lint(text.replace("cors =", "# corscheck: ignore[CORS501] -- public\ncors =")) == []
    assert "X-PINGOTHER" not in (lint(text, NEW)[0].help or "")
    without = LintOptions(enabled=frozenset({"CORS503"}))
    (finding,) = lint_files(["app.conf"], Memory({"app.conf": text}), {}, without).findings
    assert (finding.code, finding.severity) == ("CORS503", "info")


# As ASAB's documentation prints them: of 25.15 and of the change after 26.36.
DEFAULTS = """\
[web]
listen=0.0.0.0 8080
backlog=128
rootdir=
servertokens=full
cors=
cors_preflight_paths={}
{}body_max_size=1024**2
"""
LISTS = """\
cors_allow_headers=Authorization, Content-Type, X-App, X-Request-Id
cors_allow_methods=GET, POST, PUT, PATCH, DELETE, OPTIONS
cors_allow_credentials=no
"""


@pytest.mark.parametrize(
    ("version", "text"),
    [
        ("25.15", DEFAULTS.format("/openidconnect/*, /test/*", "")),
        (NEW, DEFAULTS.format("/*", LISTS)),
        (NEW, DEFAULTS.format("/*", LISTS + "cors_max_age=1d\n")),
    ],
)
def test_the_documented_default(version: str, text: str) -> None:
    (finding,) = lint(text, version)
    assert (finding.code, finding.fix is not None) == ("CORS411", True)  # the service would stop with it
    assert lint(fixed(text, version), version) == []


@pytest.mark.parametrize(
    "text",
    [
        "[web]\nlisten=0.0.0.0:8080\n",
        "[web]\nlisten:\n\t0.0.0.0:8080\n\t:: 8080\n",
        "[web]\nlisten=8080\n",
        "[my:web]\nlisten=0.0.0.0:8080\n",
    ],
)
def test_other_documented_blocks(text: str) -> None:
    assert lint(text) == []
    assert lint(text, NEW) == []


def test_fixes() -> None:
    shared = web("cors = *\ncors_allow_credentials = true")
    assert fixed(shared, NEW) == shared
    assert fixed(shared, NEW, unsafe=True) == web("cors = *\ncors_allow_credentials = no")


def test_a_good_configuration_is_quiet() -> None:
    text = web(
        f"cors = {A}, https://b.com:8443\ncors_preflight_paths = /api/*\ncors_max_age = 1h", listen="8080"
    )
    assert lint(text, NEW) == []
