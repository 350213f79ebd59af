"""Every format of every kind of report, letter by letter; `--update-golden` writes what they are now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corscheck.report import FORMATS, render, render_statistics
from corscheck.report.presentable import presentable
from tests.support.reports import CONTEXT, REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

ENDINGS = {
    "json": "json",
    "gitlab": "json",
    "sarif": "sarif",
    "junit": "xml",
    "rdjson": "json",
    "html": "html",
    "markdown": "md",
}


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("name", FORMATS)
def test_format(golden: Callable[[str, str], None], name: str, kind: str) -> None:
    text = render(name, presentable(REPORTS[kind]), CONTEXT)
    if name == "html":  # its style and its script are the same in every page
        text = re.sub(r"(?s)(<(style|script)>).*?(</\2>)", r"\1\3", re.sub(r"sha256-[^']*", "sha256-", text))
    golden(f"{name}-{kind}.{ENDINGS.get(name, 'txt')}", text)


@pytest.mark.parametrize("name", ["full", "json"])
def test_statistics(golden: Callable[[str, str], None], name: str) -> None:
    golden(f"statistics-{name}.txt", render_statistics(name, REPORTS["lint"], CONTEXT))


def test_colour(golden: Callable[[str, str], None]) -> None:
    golden("full-colour.txt", render("full", presentable(REPORTS["live"]), CONTEXT._replace(colour=True)))


def test_plain_characters(golden: Callable[[str, str], None]) -> None:
    text = render("full", REPORTS["live"], CONTEXT._replace(unicode=False))
    golden("full-ascii.txt", text)
    assert text.isascii()
