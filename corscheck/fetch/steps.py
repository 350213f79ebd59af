"""The steps at which a browser may stop a cross-origin request, in order, by their names in the JSON."""

from __future__ import annotations

STEPS = (
    "request",
    "mixed-content",
    "preflight-network",
    "preflight-redirect",
    "preflight-allow-origin-missing",
    "preflight-allow-origin-mismatch",
    "preflight-allow-origin-wildcard",
    "preflight-allow-credentials",
    "preflight-status",
    "preflight-allow-methods-syntax",
    "preflight-allow-headers-syntax",
    "preflight-method",
    "preflight-authorization",
    "preflight-header",
    "response-network",
    "response-redirect",
    "response-allow-origin-missing",
    "response-allow-origin-mismatch",
    "response-allow-origin-wildcard",
    "response-allow-credentials",
)

JUDGED = tuple(step for step in STEPS if not step.endswith("-network"))
"""The steps at which an answer, or the request itself, is refused; at the others no answer came."""
