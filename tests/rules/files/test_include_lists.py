"""CORS030: how the files of an include list are separated."""

from __future__ import annotations

import pytest

from tests.support.includes import found
from tests.support.linting import codes, fixed, lint, web

SITE = {"etc/site.conf": "[kafka]\n", "local": "[kafka]\n"}


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("/etc/site.conf|/etc/local.conf", ["CORS030 error"]),
        # comments: one finding for any content
        ("/etc/site.conf # the site", ["CORS030 warning"]),
        ("/etc/site.conf ; the site: x", ["CORS030 warning"]),
        ("/etc/site.conf #", ["CORS030 warning"]),
        ("# /etc/site.conf", ["CORS030 warning"]),
        ("\n    /etc/site.conf # the site\n    /etc/local.conf", ["CORS030 error"]),
        ("\n    # the site\n    /etc/site.conf", []),
        ("/etc/site#conf", ["CORS031 warning"]),
        # nothing is read from URLs
        ("file:///etc/site.conf", ["CORS031 warning"]),
        ("https://example.com/site.conf", ["CORS031 warning"]),
    ],
)
def test_include_lists(include: str, expected: list[str]) -> None:
    assert found(include) == expected


def test_a_comment_moves_to_a_line_of_its_own() -> None:
    text = "[general]\ninclude = etc/site.conf # the site\n" + web("cors =")
    moved = "[general]\n# the site\ninclude = etc/site.conf\n" + web("cors =")
    assert fixed(text) == moved
    findings = lint(text.replace("the site", "local"), **SITE)  # a file of that name would be read no longer
    assert [one.fix.applicability for one in findings if one.code == "CORS030" and one.fix] == ["unsafe"]
    assert codes(lint(moved, **SITE), "CORS03") == ["CORS032 info"]


def test_urls_have_a_help_of_their_own() -> None:
    [one] = [
        one for one in lint("[general]\ninclude = file:///a.conf\n" + web("cors =")) if one.code != "CORS5"
    ]
    assert one.help == "ASAB includes files and nodes of ZooKeeper, nothing else"
