"""CORS214 to 216: preflights that no route of the service answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from corscheck.exchange import Failure, Response
from tests.support.live import constant, exact, judged

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request

ALL = "[web]\ncors = *\ncors_preflight_paths = /*\n"
QUIET = Axes(strangers=False)
OTHERS = ("dns", "refused", "tls", "certificate", "network")
ACCEPTED = ("timeout", "closed", "not-http", "malformed")  # failures of a server that accepts connections
KINDS = (*OTHERS, *ACCEPTED, "deadline")
DEAD = [("Server", "asab/25.15"), ("Access-Control-Allow-Origin", "*")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_accepts_connections_does_not_answer_preflights(kind: str) -> None:
    found = judged(ALL, lambda _: Failure(kind, "no answer"), QUIET, ready=Response(404))
    assert [one.code for one in found.findings] == (["CORS216"] if kind in ACCEPTED else [])
    found = judged(ALL, lambda _: Failure(kind, "no answer"), QUIET)
    assert found.findings == []


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_one_preflight_without_answer_is_a_finding_if_others_have_one(kind: str) -> None:
    def serve(request: Request) -> Answer:
        if "deeper" in request.url:
            return Failure(kind, "no answer " + "x" * 300)
        return exact("https://app.example.com")(request)

    text = "[web]\ncors = https://app.example.com\ncors_preflight_paths = /*\n"
    (finding,) = judged(text, serve, QUIET).findings
    assert finding.code == "CORS216"
    assert "x" * 190 in finding.message
    assert "x" * 200 not in finding.message


def test_a_container_that_failed_is_explained_by_its_error() -> None:
    text = "[web]\ncors = *\ncors_preflight_paths = /a, b\n"
    (finding,) = judged(text, constant(DEAD, 404), QUIET).findings
    assert (finding.code, finding.span.text) == ("CORS214", "b")
    assert "ValueError" in (finding.help or "")


@pytest.mark.parametrize(
    ("server", "blamed"),
    [("asab/25.15", True), ("asab", True), ("", True), ("nginx", False), ("Apache/2.4.57 (Debian)", False)],
)
def test_a_server_that_calls_itself_something_else_is_not_a_dead_container(
    server: str, *, blamed: bool
) -> None:
    headers = [("Access-Control-Allow-Origin", "*"), *([("Server", server)] if server else [])]
    found = judged(ALL, constant(headers, 404), QUIET).findings
    assert ("CORS214" in {one.code for one in found}) is blamed
    assert found
    # What only ASAB sends shows that a proxy has put its own name there.
    methods = ("Access-Control-Allow-Methods", "GET, POST, DELETE, PUT, PATCH, OPTIONS")
    found = judged(ALL, constant([*headers, methods], 404), QUIET).findings
    assert "CORS214" in {one.code for one in found}


def test_with_a_tenant_service_404_is_not_a_dead_container() -> None:
    found = judged(f"{ALL}[tenants]\nids = a\n", constant(DEAD, 404), QUIET).findings
    assert [one.code for one in found] == ["CORS211"]
    assert "TenantService" in (found[0].help or "")


def test_a_dropped_path_of_a_file_with_which_asab_does_not_start() -> None:
    text = "[web]\ncors = *\ncors_preflight_paths = /a, b\n"
    found = judged(text, constant([], 404), QUIET).findings
    (finding,) = [one for one in found if one.code == "CORS215" and one.span.text == "b"]
    assert "ASAB does not even start with this file (ValueError)" in finding.message
    assert "correct the file" in (finding.help or "")
