"""CORS033, 034 and 036: which included file takes precedence."""

from __future__ import annotations

import pytest

from corscheck.linter import lint_files
from tests.support.includes import found
from tests.support.linting import web
from tests.support.memory import Memory


@pytest.mark.parametrize(
    ("include", "sites", "expected"),
    [
        ("/d/*.conf", {"d_a": "[web]\ncors =\n", "d_b": "[web]\nrootdir =\n"}, ["CORS034 info"]),
        ("/d/*.conf", {"d_a": "[web]\ncors = x\n", "d_b": "[web]\ncors =\n"}, ["CORS033 error"]),
        ("/d/a.conf /d/b.conf", {"d_a": "[web]\ncors = x\n", "d_b": "[web]\ncors =\n"}, ["CORS034 info"] * 2),
        ("/d/*.conf", {"d_a": "[web]\nx = 1\n", "d_b": "[web]\nx = 2\n"}, []),
        ("/d/*.conf", {"d_a": "[DEFAULT]\ncors = x\n"}, []),
    ],
)
def test_who_wins(include: str, sites: dict[str, str], expected: list[str]) -> None:
    assert found(include, **sites) == expected


def test_the_finding_names_the_file_that_takes_precedence() -> None:
    main = "[general]\ninclude = /etc/x.conf\n" + web("cors = *")
    files = Memory({"app.conf": main, "etc/x.conf": "[web]\ncors =\n"}, directory="/")
    lost = next(one for one in lint_files(["app.conf"], files, {}).findings if one.code == "CORS034")
    assert (lost.span.source.path, lost.span.text) == ("app.conf", "cors")
    assert lost.related[0].span.source.path == "etc/x.conf"
