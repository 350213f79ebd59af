"""CORS114 and 115: braces."""

from __future__ import annotations

import pytest

from tests.support.preflight_paths import check

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    ("/{id", ["CORS114 error"], ["CORS114 error"], "/{id"),
    ("{id}", ["CORS104 error"], ["CORS104 error"], "/{id}"),
    ("{/id}", ["CORS104 error"], ["CORS104 error"], "{/id}"),
    ("/id}", ["CORS114 error"], ["CORS114 error"], "/id}"),
    ("/{}", ["CORS114 error"], ["CORS114 error"], "/{}"),
    ("/{a-b}", ["CORS114 error"], ["CORS114 error"], "/{a-b}"),
    ("/{x}/{x}", ["CORS114 error"], ["CORS114 error"], "/{x}/{x}"),
    (r"/{id:\d{2,3}}", ["CORS114 error"], ["CORS114 error"], r"/{id:\d{2,3}}"),
    ("/{id:(}", ["CORS114 error"], ["CORS114 error"], "/{id:(}"),
    ("/{rest:.*}", ["CORS114 warning"], ["CORS114 warning"], "/{rest:.*}"),
]


@pytest.mark.parametrize(("value", "old", "new", "after"), VALUES, ids=lambda value: repr(value)[:40])
def test_values(value: str, old: list[str], new: list[str], after: str) -> None:
    check(value, old, new, after)
