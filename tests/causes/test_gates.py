from __future__ import annotations

import pytest

from tests.support.causes import GET, PUT, always, explained


@pytest.mark.parametrize(
    ("status", "lines", "body"),
    [
        (403, ("cf-mitigated: challenge", "Server: cloudflare"), ""),
        (503, (), "<title>Just a moment...</title>"),
        (403, ("Server: cloudflare",), "<title>Attention Required! | Cloudflare</title>"),
        (405, ("x-amzn-waf-action: captcha",), ""),
        (403, ("Server: AkamaiGHost",), "<h1>Access Denied</h1>"),
        (403, ("X-Iinfo: 1",), "Request unsuccessful. Incapsula incident ID: 1"),
        (200 + 203, (), "The requested URL was rejected. Please consult with your administrator."),
        (403, ("x-vercel-mitigated: challenge",), ""),
        (403, ("x-azure-ref: 1",), "The request is blocked."),
    ],
)
def test_a_firewall(status: int, lines: tuple[str, ...], body: str) -> None:
    for request in (GET, PUT):
        verdict = explained(request, always(status, *lines, body=body))
        assert verdict.cause == "firewall"
        assert "OPTIONS" in str(verdict.help)


@pytest.mark.parametrize(
    "body",
    [
        'Blocked request. This host ("api.example") is not allowed.',
        "Invalid Host header",
        "<h1>DisallowedHost at /items</h1>",
        "<h1>Blocked hosts: api.example</h1>",
    ],
)
def test_a_list_of_hosts(body: str) -> None:
    for request in (GET, PUT):
        verdict = explained(request, always(403, body=body))
        assert verdict.cause == "host-not-allowed"
        assert "api.example" in str(verdict.help)
