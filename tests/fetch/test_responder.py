from __future__ import annotations

import pytest

from corscheck.exchange import Headers, Response
from corscheck.fetch.responder import who_answered


@pytest.mark.parametrize(
    ("status", "headers", "kind", "name"),
    [
        (302, (("Location", "https://auth.example/oauth2/authorize?x"),), "authentication", "a login page"),
        (302, (("Location", "/Login"), ("Server", "nginx")), "authentication", "a login page"),
        (407, (("Proxy-Authenticate", "Basic"),), "authentication", "proxy authentication"),
        (401, (("WWW-Authenticate", "Basic"), ("Server", "nginx")), "authentication", "HTTP authentication"),
        (403, (("CF-RAY", "1"), ("Server", "cloudflare")), "cdn", "Cloudflare"),
        (403, (("Server", "cloudflare"),), "cdn", "Cloudflare"),
        (403, (("CF-RAY", "1"),), "cdn", "Cloudflare"),
        (403, (("X-Amz-Cf-Id", "1"),), "cdn", "CloudFront"),
        (405, (("Server", "Python/3.11 aiohttp/3.14"),), "service", "aiohttp"),
        (405, (("server", "uvicorn"), ("Via", "1.1 x")), "service", "uvicorn"),
        (404, (("Server", "nginx/1.26.0"),), "proxy", "nginx"),
        (404, (("Server", "openresty"),), "proxy", "nginx"),
        (404, (("Server", "Apache/2.4"),), "proxy", "Apache"),
        (404, (("Via", "1.1 squid"),), "proxy", "a proxy"),
        (404, (("X-Fastly-Request-ID", "1"),), "cdn", "Fastly"),
        (404, (("Server", "AkamaiGHost"),), "cdn", "Akamai"),
        (404, (("X-Azure-Ref", "1"),), "cdn", "Azure Front Door"),
        (404, (("Server", "gunicorn"),), "service", "gunicorn"),
        (404, (("Server", "Werkzeug/3.0 Python/3.11"),), "service", "Werkzeug"),
        (404, (("X-Powered-By", "Express"),), "service", "Express"),
        (404, (("Server", "Kestrel"),), "service", "Kestrel"),
        (404, (("Server", "Jetty(12)"),), "service", "Jetty"),
        (404, (("Server", "istio-envoy"),), "proxy", "Envoy"),
        (404, (("Server", "envoy"),), "proxy", "Envoy"),
        (404, (("Server", "Caddy"),), "proxy", "Caddy"),
        (404, (("Server", "HAProxy"),), "proxy", "HAProxy"),
        (404, (("Server", "awselb/2.0"),), "proxy", "AWS load balancer"),
        (404, (("Server", "Microsoft-IIS/10.0"),), "proxy", "IIS"),
        (404, (("Server", "Microsoft-HTTPAPI/2.0"),), "proxy", "IIS"),
        (404, (("X-Varnish", "1"),), "proxy", "Varnish"),
        *(
            (302, (("Location", f"https://id.example/{path}"),), "authentication", "a login page")
            for path in (
                "login",
                "signin",
                "sign-in",
                "oauth/x",
                "oauth2",
                "openidconnect/authorize",
                "sso",
                "a?authorize",
                "saml",
            )
        ),
        (200, (("Server", "mystery"),), "unknown", ""),
        (200, (("Server", "asab/25.15"), ("Location", "/blogin")), "unknown", ""),
        (200, (), "unknown", ""),
        (401, (), "authentication", "an access control"),
        (403, (), "authentication", "an access control"),
        (407, (), "authentication", "an access control"),
    ],
)
def test_who_answered(status: int, headers: Headers, kind: str, name: str) -> None:
    layer = who_answered(Response(status, headers))
    assert (layer.kind, layer.name) == (kind, name)
    assert bool(layer.evidence) is (kind != "unknown")


NAMES = "cloudflare akamai uvicorn gunicorn werkzeug kestrel jetty apache caddy haproxy awselb"


@pytest.mark.parametrize("name", NAMES.split())
def test_a_shorter_name_is_another(name: str) -> None:
    assert who_answered(Response(404, (("Server", name),))).kind != "unknown"
    assert who_answered(Response(404, (("Server", name[:-1]),))).kind == "unknown"
    assert who_answered(Response(404, (("X-Powered-By", "Expres"),))).kind == "unknown"


def test_evidence_is_every_line_that_fits_made_visible() -> None:
    layer = who_answered(
        Response(403, (("Server", "nginx\x1b[0m" + "x" * 100), ("Via", "1.1 a"), ("X", "y")))
    )
    assert layer.evidence == (r"server: nginx\x1b[0m" + "x" * 71 + "... (29 more characters)", "via: 1.1 a")
    assert who_answered(Response(403, ())).evidence == ("status 403",)
