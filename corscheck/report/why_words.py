"""The words of `corscheck why` for results, checks and layers: data."""

from __future__ import annotations

HEADLINES = {
    "allowed": ("passed", "allowed"),
    "preflight_passed": ("passed", "preflight passed"),
    "preflight_blocked": ("failed", "blocked at the preflight"),
    "response_blocked": ("failed", "blocked at the response"),
    "request_rejected": ("failed", "never sent by a browser"),
    "not_cross_origin": ("passed", "not cross-origin"),
    "not_tested": ("warning", "not tested"),
    "unreachable": ("failed", "no answer"),
}
"""Result → colour and words."""

CHECKS = (
    ("Access-Control-Allow-Origin", ("-allow-origin-",)),
    ("Access-Control-Allow-Credentials", ("-allow-credentials",)),
    ("Access-Control-Allow-Methods", ("-allow-methods-", "preflight-method")),
    ("Access-Control-Allow-Headers", ("-allow-headers-", "preflight-header", "preflight-authorization")),
)
"""The checks of an answer's headers → a part of the names of the steps at which they fail."""

LAYERS = {
    "service": "the service",
    "proxy": "a proxy",
    "authentication": "an authentication layer",
    "cdn": "a CDN",
}
"""Kind of a layer → words."""
