from __future__ import annotations

import pytest

from corscheck.exchange import GATEWAY_ERRORS, NO_HTTP, Response, has_header, values_of
from corscheck.wire.transport import TransportError


@pytest.mark.parametrize("name", ["Vary", "vary", "VARY"])
def test_values_are_found_in_any_letter_case_in_the_order_of_the_lines(name: str) -> None:
    answer = Response(200, (("vary", "b"), ("X-Vary", "no"), ("VARY", "Origin"), ("vary", "b")))
    assert answer.values(name) == ["b", "Origin", "b"]
    assert answer.values("missing") == []


def test_what_is_not_http_is_neither_a_missing_server_nor_a_gateway() -> None:
    assert {*NO_HTTP}.isdisjoint({"dns", "refused", "timeout", "closed"})
    assert [TransportError(kind, "x").kind for kind in NO_HTTP] == [*NO_HTTP]
    assert all(500 < status < 600 for status in GATEWAY_ERRORS)
    assert 500 not in GATEWAY_ERRORS  # the service itself fails


@pytest.mark.parametrize("name", ["Vary", "vary", "VARY"])
def test_names_of_header_lines_are_compared_in_any_letter_case(name: str) -> None:
    lines = [("X-Vary", "no"), ("vAry", "b"), ("VARY", "Origin")]
    assert values_of(lines, name) == ["b", "Origin"]
    assert has_header(lines, name)
    assert not has_header(lines[:1], name)
    assert not has_header([], name)
