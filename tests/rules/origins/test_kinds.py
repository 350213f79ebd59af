"""CORS317 to 323: entries that are not web origins, doubtful and repeated ones."""

from __future__ import annotations

import pytest

from tests.support.cors_values import check_value

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
