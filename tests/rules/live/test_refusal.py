from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from tests.support.live import asab, classic, constant, judged

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request

ALL = "[web]\ncors = *\ncors_preflight_paths = /*\n"
QUIET = Axes(strangers=False)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"allow_methods": "GET, POST"}, "CORS226"),
        ({"allow_methods": "GET POST"}, "CORS226"),
        ({"allow_headers": "X-PINGOTHER"}, "CORS227"),
        ({"allow_origin": "https://other.example"}, "CORS222"),
        ({"allow_origin": ""}, "CORS222"),
    ],
)
def test_sentences_are_put_together_without_stray_stops(changed: dict[str, str], code: str) -> None:
    (finding,) = judged(ALL, classic(ALL, **changed), QUIET).findings
    assert finding.code == code
    for text in (finding.message, finding.help or ""):
        assert ". (" not in text
        assert ".;" not in text


def test_what_concerns_every_origin_is_one_finding_however_they_are_written() -> None:
    text = "[web]\ncors =\n  https://a.example\n  https://b.example\ncors_preflight_paths = /*\n"

    def serve(request: Request) -> Answer:
        origin = dict(request.headers)["Origin"]
        return constant(asab(allow_origin=origin, allow_methods="GET", allow_headers="*", server=None))(
            request
        )

    (finding,) = judged(text, serve, QUIET).findings
    assert finding.code == "CORS226"


@pytest.mark.parametrize(
    ("kind", "reported"), [("text/html; charset=utf-8", True), ("application/json", False)]
)
def test_a_page_in_the_place_of_an_answer_is_named(kind: str, *, reported: bool) -> None:
    (finding,) = judged(ALL, constant([("Content-Type", kind)], 200), QUIET).findings
    assert finding.code == "CORS221"
    assert ("an HTML page answers OPTIONS" in (finding.help or "")) == reported


def test_cookies_that_are_promised_need_exactly_true() -> None:
    text = "[web]\ncors = https://a.example\ncors_allow_credentials = yes\n"

    def serve(request: Request) -> Answer:
        return constant(asab(allow_origin="https://a.example", allow_credentials="True", server=None))(
            request
        )

    found = judged(text, serve, QUIET, "26.37").findings
    assert [(finding.code, finding.span.line) for finding in found if finding.code == "CORS225"] == [
        ("CORS225", 3)
    ]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"allow_origin": "https://other.example"}, "CORS222"),
        ({"allow_methods": "GET"}, "CORS226"),
        ({"allow_headers": "X-PINGOTHER"}, "CORS227"),
    ],
)
@pytest.mark.parametrize(("version", "older"), [("25.15", True), ("26.40", False)])
def test_advice_is_for_the_version_that_runs(
    changed: dict[str, str], code: str, version: str, *, older: bool
) -> None:
    server = constant(asab(server=f"asab/{version}", **changed))
    found = {finding.code: finding.help or "" for finding in judged(ALL, server, QUIET, version).findings}
    fixed = "cannot be configured" in found[code] or "ASAB itself only answers" in found[code]
    assert fixed == older
    assert older or "26.36" not in found[code]


@pytest.mark.parametrize(
    ("text", "version", "advice"),
    [
        ("cors = *", "25.15", "ASAB 25.15 sends `*` here: "),
        ("cors = https://a.example", "26.40", "ASAB 26.40 sends the origin here: "),
        ("cors = https://A.example/", "26.40", "write `https://a.example`"),
    ],
)
def test_a_missing_header_is_explained(text: str, version: str, advice: str) -> None:
    server = constant([("Server", f"asab/{version}")])
    config = f"[web]\n{text}\ncors_preflight_paths = /*\n"
    found = [one for one in judged(config, server, QUIET, version).findings if one.code == "CORS221"]
    assert found
    assert advice in (found[0].help or "")


@pytest.mark.parametrize(
    ("origins", "advice"),
    [
        (["*", "*"], "two programs add it"),
        (["https://a.example, https://b.example"], "a header cannot hold a list"),
    ],
)
def test_several_origins_in_an_answer(origins: list[str], advice: str) -> None:
    lines = [("Access-Control-Allow-Origin", origin) for origin in origins]
    lines += [line for line in asab(server=None) if not line[0].endswith("Origin")]
    (finding,) = judged(ALL, constant(lines), QUIET).findings
    assert finding.code == "CORS223"
    assert advice in (finding.help or "")


def test_a_list_that_asab_itself_sends_is_not_changed_by_a_proxy() -> None:
    text = "[web]\ncors = *\ncors_preflight_paths = /*\n"
    axes = QUIET._replace(headers=("x-other",))
    (finding,) = judged(text, constant(asab()), axes).findings
    assert finding.code == "CORS227"
    assert "a proxy changes it" not in (finding.help or "")
    (finding,) = judged(text, constant(asab(allow_headers="X-A")), axes).findings
    assert "a proxy changes it" in (finding.help or "")


@pytest.mark.parametrize(("cors", "version"), [("null", "25.15"), ("NULL", "25.15"), ("null", "26.37")])
def test_nobody_is_told_to_allow_null(cors: str, version: str) -> None:
    config = f"[web]\ncors = {cors}\ncors_preflight_paths = /*\n"
    found = judged(config, constant([("Server", f"asab/{version}")], 204), QUIET, version).findings
    (missing,) = [one for one in found if one.code == "CORS221"]
    assert "http or https" in (missing.help or "")
    assert not any("write `null`" in (one.help or "") for one in found)
