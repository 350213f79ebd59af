"""One value of `cors`, linted for two generations of ASAB."""

from __future__ import annotations

from tests.support.linting import NEW, codes, lint, web


def check_value(value: str, old: list[str], new: list[str]) -> None:
    """Compare the findings CORS3xx up to 26.36 and later."""
    text = web(f"cors = {value}\ncors_preflight_paths = /a")
    assert sorted(codes(lint(text), "CORS3")) == sorted(old)
    assert sorted(codes(lint(text, NEW), "CORS3")) == sorted(new)
