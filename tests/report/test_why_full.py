"""The text of `corscheck why` for people; `test_why.py` has the whole of it for each result."""

from __future__ import annotations

import pytest

from corscheck.exchange import Response
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.request import FetchRequest
from corscheck.report.context import Context
from corscheck.report.why_full import full

APP = "https://app.example"


def shown(*lines: tuple[str, str], status: int = 200, width: int | None = None) -> str:
    fetch = Fetch(FetchRequest("https://api.example/x", APP))
    fetch.feed(Response(status, lines, "OK", elapsed=0.002))
    return full(fetch.verdict(), Context(width=width))


@pytest.mark.parametrize(
    ("lines", "status", "part"),
    [
        ([("Access-Control-Allow-Origin", APP)], 200, f"    ✓ Access-Control-Allow-Origin: `{APP}`\n"),
        (
            [("Access-Control-Allow-Origin", APP)],
            500,
            "  • Request GET https://api.example/x: 500 OK",
        ),
        ([], 200, "    ✗ Access-Control-Allow-Origin: missing\n"),
        ([("Access-Control-Allow-Origin", "*")] * 2, 200, "Access-Control-Allow-Origin: `*` and `*`\n"),
        ([], 404, "To send on\n"),
    ],
)
def test_steps(lines: list[tuple[str, str]], status: int, part: str) -> None:
    assert part in shown(*lines, status=status)


def test_sections_are_separated_by_one_empty_line() -> None:
    parts = shown().split("\n\n")
    assert len(parts) > 5
    assert all(part.strip() for part in parts)
    assert shown().startswith(f"✗ blocked at the response: GET https://api.example/x from {APP}")
