"""CORS403 to 405: services that do not listen where their author expects."""

from __future__ import annotations

import pytest

from tests.support.linting import codes, fixed, lint, web


def test_two_containers_cannot_share_a_port() -> None:
    other = "[web:public]\nlisten = {} 8080\n"
    assert codes(lint(web("", more=other.format("127.0.0.1"))), "CORS40") == ["CORS405 warning"]
    assert codes(lint(web("", more=other.format("127.0.0.2"))), "CORS40") == []
    (finding,) = lint(web("", more=other.format("127.0.0.1")))
    assert finding.span.line == 5
    assert [related.span.line for related in finding.related] == [2]


def test_the_default_is_not_a_mistake() -> None:
    assert lint("[web]\n") == []
    assert lint("[web]\n[web:public]\nlisten = 8081\n") == []


def test_a_value_that_cannot_be_resolved_is_not_empty() -> None:
    assert "CORS404 warning" not in codes(lint(web("", listen="${nowhere:x}")))


def test_the_fix_of_an_ipv6_address_keeps_the_port() -> None:
    for value in (":: 8080", "::  8080"):
        assert fixed(web("", listen=value), unsafe=True) == web("", listen="8080")
    assert fixed(web("", listen=":: 8080")) == web("", listen=":: 8080")


@pytest.mark.parametrize("lines", [2, 3])
def test_lines_of_one_container_may_not_share_a_port(lines: int) -> None:
    found = lint(web("", listen="\n" + "  127.0.0.1 8080\n" * lines))
    assert [one.code for one in found] == ["CORS405"] * (lines - 1)
