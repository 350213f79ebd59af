from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from corscheck.exchange import Response
from tests.support.live import classic, codes, exact, judged

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request

APP = "https://app.example.com"
ONE = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n"
ALL = "[web]\ncors = *\ncors_preflight_paths = /*\n"
QUIET = Axes(strangers=False)
SEND = Axes(send=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"allow_methods": "OPTIONS, PATCH, PUT, DELETE, POST, GET"},
        {"allow_methods": "GET,POST,DELETE,PUT,PATCH,OPTIONS"},
        {"allow_headers": "authorization, content-type, x-pingother"},
        {"allow_headers": "Content-Type ,X-PINGOTHER,Authorization"},
    ],
)
def test_order_spaces_and_letter_case_of_lists_make_no_difference(changed: dict[str, str]) -> None:
    assert codes(ALL, classic(ALL, **changed), QUIET) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"allow_methods": "get, post, delete, put, patch, options, PUT, POST, PATCH, DELETE, GET"},
        {"allow_headers": "X-PINGOTHER, Content-Type, Authorization, X-Tenant"},
    ],
)
def test_what_else_is_in_them_does(changed: dict[str, str]) -> None:
    assert codes(ALL, classic(ALL, **changed), QUIET) == ["CORS231"]


@pytest.mark.parametrize(("status", "expected"), [(200, ["CORS241"]), (405, ["CORS242"])])
def test_head_that_differs_from_get_does_not_depend_on_the_origin(status: int, expected: list[str]) -> None:
    def serve(request: Request) -> Answer:
        return Response(status) if request.method == "HEAD" else exact(APP)(request)

    assert codes(ONE, serve, SEND) == expected


def test_a_cache_that_mixes_up_origins_is_named() -> None:
    text = "[web]\ncors = https://a.example, https://b.example\ncors_preflight_paths = /*\n"
    kept: dict[tuple[str, str], Answer] = {}

    def serve(request: Request) -> Answer:
        answer = exact("https://a.example", "https://b.example")(request)
        return (
            answer if request.method == "OPTIONS" else kept.setdefault((request.method, request.url), answer)
        )

    (finding,) = judged(text, serve, SEND).findings
    assert finding.code == "CORS241"
    assert "`https://b.example`" in finding.message
    assert "a cache" in (finding.help or "")


def test_a_response_without_headers_is_distinguished_from_its_preflight() -> None:
    def serve(request: Request) -> Answer:
        return classic(ALL)(request) if request.method == "OPTIONS" else Response(200)

    (finding,) = judged(ALL, serve, SEND).findings
    assert finding.code == "CORS241"
    assert finding.message.startswith("the preflight passes, but the answer to GET itself is blocked")
    assert "cors = *" not in (finding.help or "")  # the file says so already
