"""CORS271: an https page and a server that is reached over http."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_VERSION
from corscheck.contract.evaluate import evaluate
from corscheck.contract.expectations import Expectation, decided, policy_cases
from corscheck.contract.intent import read_intent
from corscheck.contract.plan import Axes, plan
from corscheck.contract.version import find_running
from corscheck.exchange import Response
from corscheck.rules.live._observation import Trial
from corscheck.source import Source
from tests.support.live import asab, container, observed

if TYPE_CHECKING:
    from corscheck.findings import Finding

LISTED = "[web]\ncors = https://app.example, http://intranet.example\ncors_preflight_paths = /a\n"
EVERYBODY = "[web]\ncors = *\ncors_preflight_paths = /a\n"


def mixed(text: str, base_url: str, *origins: str) -> list[Finding]:
    web = container(text, DEFAULT_VERSION)
    intent = read_intent(web)
    cases = plan(web, intent, base_url, Axes(origins=origins, strangers=False), ())
    answer = Response(204, tuple(asab()))
    seen = tuple(observed(case, lambda _: answer) for case in cases)
    assert all(one.preflight is answer for one in seen)  # it is asked all the same
    tried = Trial(web, base_url, intent, find_running(None, web.profile, [answer]), seen)
    return [finding for finding in evaluate(tried).findings if finding.code == "CORS271"]


@pytest.mark.parametrize("base_url", ["http://api.example", "http://api:8080", "http://8.8.8.8"])
def test_pages_over_https_cannot_reach_a_server_over_http(base_url: str) -> None:
    (finding,) = mixed(LISTED, base_url)
    assert finding.severity == "warning"
    assert finding.message.startswith(
        f"browsers block requests of pages of `https://app.example` to {base_url}, whatever it answers"
    )
    assert "Chromium" not in finding.message
    assert finding.span.text == "https://app.example"
    assert finding.help is not None
    assert "--url https://" in finding.help
    assert "ignore CORS271" in finding.help


def test_a_wildcard_means_all_https_pages() -> None:
    (finding,) = mixed(EVERYBODY, "http://api.example")
    assert finding.message.startswith("browsers block requests of https pages to http://api.example")


@pytest.mark.parametrize("base_url", ["http://10.0.0.1", "http://192.168.1.2:8080", "http://printer.local"])
def test_chromium_asks_where_the_address_is_evidently_local(base_url: str) -> None:
    (finding,) = mixed(LISTED, base_url)
    assert "(Chromium asks the user instead)" in finding.message


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.example",
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://a.localhost",
        "http://[::1]:1234",
    ],
)
def test_https_and_this_machine_are_fine(base_url: str) -> None:
    assert mixed(LISTED, base_url) == []


def test_pages_over_http_may_reach_it() -> None:
    assert mixed(LISTED, "http://api.example", "http://intranet.example") == []


def test_origins_that_must_be_refused_do_not_count() -> None:
    web = container("[web]\ncors = http://intranet.example\ncors_preflight_paths = /a\n")
    intent = read_intent(web)
    answer = Response(204, tuple(asab()))
    cases = plan(web, intent, "http://api.example", Axes(), ())
    assert any(case.request.origin.startswith("https://") for case in cases)
    seen = tuple(observed(case, lambda _: answer) for case in cases)
    tried = Trial(web, "http://api.example", intent, find_running(None, web.profile, [answer]), seen)
    assert not any(finding.code == "CORS271" for finding in evaluate(tried).findings)


def test_an_expectation_is_named_at_its_place() -> None:
    source = Source("[[expect]]\n", "corscheck.toml")
    wanted = Expectation("https://app.example", "/a", "PUT", ("content-type",), at=source.span(0, 10))
    web = container(EVERYBODY)
    cases = policy_cases([decided(wanted)], "web", "http://api.example")
    answer = Response(204, tuple(asab()))
    seen = tuple(observed(case, lambda _: answer) for case in cases)
    tried = Trial(
        web, "http://api.example", read_intent(web), find_running(None, web.profile, [answer]), seen
    )
    (finding,) = [one for one in evaluate(tried).findings if one.code == "CORS271"]
    assert finding.span.source.path == "corscheck.toml"
    assert "pages of `https://app.example`" in finding.message
