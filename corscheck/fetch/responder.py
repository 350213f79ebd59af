"""Who probably answered: the service, a proxy, an authentication layer or a CDN, with the evidence."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from corscheck.fetch.headers import get
from corscheck.records import NamedTuple
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Response

Kind = Literal["service", "proxy", "authentication", "cdn", "unknown"]


class Layer(NamedTuple):
    """Who probably answered, and the header lines that say so."""

    kind: Kind
    name: str
    evidence: tuple[str, ...] = ()


_LOGIN = r"(?i)[/.?&=-](login|signin|sign-in|oauth2?|openidconnect|sso|authorize|saml)\b"

_FINGERPRINTS: tuple[tuple[Kind, str, str, str], ...] = (
    # kind, name, header, pattern in its value; the first that matches is the layer
    ("authentication", "a login page", "location", _LOGIN),
    ("authentication", "proxy authentication", "proxy-authenticate", r""),
    ("authentication", "HTTP authentication", "www-authenticate", r""),
    ("cdn", "Cloudflare", "cf-ray", r""),
    ("cdn", "Cloudflare", "server", r"(?i)^cloudflare"),
    ("cdn", "CloudFront", "x-amz-cf-id", r""),
    ("cdn", "Fastly", "x-fastly-request-id", r""),
    ("cdn", "Akamai", "server", r"(?i)^akamai"),
    ("cdn", "Azure Front Door", "x-azure-ref", r""),
    ("service", "aiohttp", "server", r"(?i)\baiohttp\b"),
    ("service", "uvicorn", "server", r"(?i)^uvicorn"),
    ("service", "gunicorn", "server", r"(?i)^gunicorn"),
    ("service", "Werkzeug", "server", r"(?i)^werkzeug"),
    ("service", "Express", "x-powered-by", r"(?i)^express"),
    ("service", "Kestrel", "server", r"(?i)^kestrel"),
    ("service", "Jetty", "server", r"(?i)^jetty"),
    ("proxy", "nginx", "server", r"(?i)^(nginx|openresty)"),
    ("proxy", "Apache", "server", r"(?i)^apache"),
    ("proxy", "Envoy", "server", r"(?i)^(envoy|istio-envoy)"),
    ("proxy", "Caddy", "server", r"(?i)^caddy"),
    ("proxy", "HAProxy", "server", r"(?i)^haproxy"),
    ("proxy", "AWS load balancer", "server", r"(?i)^awselb"),
    ("proxy", "IIS", "server", r"(?i)^microsoft-(iis|httpapi)"),
    ("proxy", "Varnish", "x-varnish", r""),
    ("proxy", "a proxy", "via", r""),
)  # fmt: skip


def who_answered(response: Response) -> Layer:
    """The most specific fingerprint in the answer's headers, and every other line that fits."""
    return _who_answered(response.status, response.headers)


@lru_cache(maxsize=64)  # servers repeat themselves
def _who_answered(status: int, headers: Headers) -> Layer:
    found: list[tuple[Kind, str]] = []
    evidence: dict[str, None] = {}
    for kind, name, header, pattern in _FINGERPRINTS:
        value = get(headers, header)
        if value is not None and re.search(pattern, value):
            found.append((kind, name))
            evidence.setdefault(f"{header}: {visible(value, 80)}")
    if not found:
        unsaid = (f"status {status}",) if status in (401, 403, 407) else ()
        return Layer("authentication" if unsaid else "unknown", "an access control" if unsaid else "", unsaid)
    kind, name = found[0]
    return Layer(kind, name, tuple(evidence))
