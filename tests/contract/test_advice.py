"""Verdicts in the terms of the ASAB that answered."""

from __future__ import annotations

import pytest

from corscheck.contract.advice import in_asab_terms
from corscheck.exchange import Failure, Headers, Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.request import FetchRequest
from tests.support.live import asab

APP = "https://app.example"
REQUEST = FetchRequest("https://api.example/x", APP, "PUT", (("X-A", "1"),), "include")
CLASSIC = [
    "Set `cors = *`", "with preflights only", "cors_preflight_paths`; note", "use those", "do without `x-a`",
]  # fmt: skip
NEXT = [
    "Add `https://app.example` to `cors`", "Set `cors_allow_credentials = yes`", "`cors_preflight_paths`.",
    "Add `PUT` to `cors_allow_methods`", "Add `x-a` to `cors_allow_headers`",
]  # fmt: skip
ALLOW = ("Access-Control-Allow-Origin", APP)


@pytest.mark.parametrize(
    ("headers", "helps", "evidence"),
    [
        (
            (("Server", "asab/25.15"),),
            CLASSIC,
            "Server: asab/25.15",
        ),
        (
            (("Server", "asab/26.37"),),
            NEXT,
            "Server: asab/26.37",
        ),
        (
            (("Server", "nginx"), ("Server", "asab")),
            CLASSIC,
            "Server: asab",
        ),
    ],
)  # fmt: skip
def test_help_is_that_of_the_version(headers: Headers, helps: list[str], evidence: str) -> None:
    verdict = in_asab_terms(why(REQUEST, lambda _: Response(405, headers)))
    found = [verdict.help or "", *(problem.help for problem in verdict.also_wrong)]
    assert len(found) == len(helps)
    for text, words in zip(found, helps, strict=True):
        assert words in text
    assert verdict.layer is not None
    assert (verdict.layer.kind, verdict.layer.name, verdict.layer.evidence[0]) == (
        "service",
        "ASAB",
        evidence,
    )


def test_a_proxy_in_front_does_not_hide_asab() -> None:
    headers = (*asab(server=None), ("Server", "nginx/1.26"), ("Via", "1.1 x"))
    verdict = in_asab_terms(why(REQUEST, lambda _: Response(204, headers)))
    assert verdict.step == "preflight-allow-origin-wildcard"
    assert verdict.help is not None
    assert verdict.help.startswith("ASAB up to 26.36")
    assert verdict.layer is not None
    assert verdict.layer.evidence == (
        "Access-Control-Allow-Headers: X-PINGOTHER, Content-Type, Authorization",
        "server: nginx/1.26",
        "via: 1.1 x",
    )


@pytest.mark.parametrize("headers", [(), (("Server", "nginx"),), (("Server", "asabiya/1"),)])
def test_of_other_servers_nothing_changes(headers: Headers) -> None:
    verdict = why(REQUEST, lambda _: Response(405, headers))
    assert in_asab_terms(verdict) == verdict


def test_nothing_changes_where_nothing_answered() -> None:
    for verdict in (
        why(REQUEST, lambda _: Failure("refused", "x")),
        why(FetchRequest("https://api.example/", APP, "TRACE"), lambda _: Response(200)),
        why(FetchRequest("https://api.example/", APP, "POST"), lambda _: Response(200)),
    ):
        assert in_asab_terms(verdict) == verdict


def test_a_verdict_that_passes_says_who_answered() -> None:
    headers = (ALLOW, ("Server", "asab/25.15"))
    verdict = in_asab_terms(why(FetchRequest("https://api.example/", APP), lambda _: Response(200, headers)))
    assert (verdict.result, verdict.help) == ("allowed", None)
    assert verdict.layer is not None
    assert verdict.layer.name == "ASAB"


def test_null_is_never_to_be_added() -> None:
    """After a redirect to another origin browsers send it, and every page can."""

    def send(request: object) -> Response:
        sent.append(request)
        onward = (("Access-Control-Allow-Origin", "*"), ("Location", "https://far.example/"))
        return Response(302, onward) if len(sent) == 1 else Response(200, (("Server", "asab/26.37"),))

    sent: list[object] = []
    verdict = in_asab_terms(why(FetchRequest("https://api.example/", APP), send))
    assert verdict.help is not None
    assert verdict.help.startswith(f"Add `{APP}` to `cors`")


def test_what_is_not_a_matter_of_asab_keeps_its_help() -> None:
    headers = (("Server", "asab/25.15"), ("Location", "/login"))
    plain = why(REQUEST, lambda _: Response(302, headers))
    verdict = in_asab_terms(plain)
    assert verdict.step == "preflight-redirect"
    assert verdict.help == plain.help
    assert verdict.also_wrong[0].help.startswith("Set `cors = *`")
