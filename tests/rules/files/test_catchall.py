"""CORS007 and 008: errors that no other rule explains."""

from __future__ import annotations

import pytest

from tests.support.linting import lint, web


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[general]\ninclude = ${x:y}\n[web]\n", "InterpolationMissingOptionError: "),
        ("[general]\ninclude = [web]$\n[web]\n", "InterpolationSyntaxError: "),
        (web("x = ${x}"), "InterpolationDepthError: "),
    ],
)
def test_everything_else(text: str, message: str) -> None:
    found = [one for one in lint(text) if one.code in ("CORS007", "CORS008")]
    assert len(found) == 1
    assert f"the service stops with `{message}" in found[0].message
