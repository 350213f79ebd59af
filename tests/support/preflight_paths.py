"""One value of `cors_preflight_paths`, linted for two generations of ASAB, and fixed."""

from __future__ import annotations

from tests.support.linting import NEW, codes, declared, lint, web


def conf(value: str) -> str:
    """A file with these paths and `cors = *`."""
    return web(f"cors = *\ncors_preflight_paths = {value}".rstrip(" "))


def check(value: str, old: list[str], new: list[str], after: str) -> None:
    """Compare the findings up to 26.36 and later, and the value after safe fixes, which fix it for good."""
    text = conf(value)
    assert codes(lint(text), "CORS1") == old
    assert codes(lint(text, NEW), "CORS1") == new
    result = declared(text, "CORS113")
    assert result.split("cors_preflight_paths =")[1].strip() == after.strip()
    assert declared(result, "CORS113") == result
