"""CORS403 to 405: services that do not listen where their author expects."""

from __future__ import annotations

from tests.support.linting import codes, lint, web


def test_two_containers_cannot_share_a_port() -> None:
    other = "[web:public]\nlisten = {} 8080\n"
    assert codes(lint(web("", more=other.format("127.0.0.1"))), "CORS40") == ["CORS405 warning"]
    assert codes(lint(web("", more=other.format("127.0.0.2"))), "CORS40") == []
    (finding,) = lint(web("", more=other.format("127.0.0.1")))
    assert finding.span.line == 5
    assert [related.span.line for related in finding.related] == [2]


def test_the_default_is_no_mistake() -> None:
    assert lint("[web]\n") == []
    assert lint("[web]\n[web:public]\nlisten = 8081\n") == []
