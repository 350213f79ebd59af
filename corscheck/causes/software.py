"""Which software answered, by its headers and error pages: data, the most specific first."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.fetch.headers import get
from corscheck.fetch.responder import Layer
from corscheck.records import NamedTuple
from corscheck.text import quoted, visible

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Response
    from corscheck.fetch.responder import Kind


class Software(NamedTuple):
    """A name with its kind, and by what it was recognised."""

    name: str
    kind: Kind
    evidence: str


_BODY = ""  # the place of a mark in the body

# Kind, name, and its marks: the name of a header (empty: the body) and what is in it. The first in this list
# is used where several are recognised: software that answers itself before software that only forwards.
_MARKS: tuple[tuple[Kind, str, tuple[tuple[str, str], ...]], ...] = (
    ("cdn", "Cloudflare", (("cf-mitigated", ""), (_BODY, r"Attention Required! \| Cloudflare|cf-error-"))),
    ("proxy", "AWS WAF", (("x-amzn-waf-action", ""),)),
    ("service", "aiohttp-cors", ((_BODY, r"^CORS preflight request failed"),)),
    ("service", "Starlette", ((_BODY, r"^Disallowed CORS (?:origin|method|headers)"),)),
    ("service", "Spring", ((_BODY, r"^Invalid CORS request|^\{\"timestamp\":.*\"status\":\d+,\"error\":"),)),
    ("service", "Quarkus", ((_BODY, r"^CORS Rejected - "),)),
    ("service", "Rails", (("x-rack-cors", ""), ("x-runtime", r"^\d"), (_BODY, r"^Blocked hosts?: "))),
    ("service", "S3", ((_BODY, r"CORSResponse: "), ("server", r"(?i)^AmazonS3"))),
    ("service", "MinIO", (("server", r"(?i)^MinIO"),)),
    ("service", "Azure Storage", (
        (_BODY, r"CorsPreflightFailure|no matching rule found for this request"),
        ("server", r"(?i)^Windows-Azure-(?:Blob|Table|Queue|File)"),
    )),
    ("service", "Azure API Management", (
        ("www-authenticate", r"(?i)AzureApiManagementKey"),
        (_BODY, r"due to missing subscription key|\"statusCode\": ?404, ?\"message\": ?\"Resource not found"),
        ("ocp-apim-trace-location", ""),
    )),
    ("service", "AWS API Gateway (REST)", (("x-amz-apigw-id", ""),)),
    ("service", "AWS API Gateway (HTTP)", (("apigw-requestid", ""),)),
    ("service", "AWS Lambda function URL", (("x-amzn-errortype", r"AccessDenied"),)),
    ("service", "Google Apps Script", (("server", r"^GSE$"),)),
    ("service", "Google Cloud Storage", (("server", r"^UploadServer$"), ("x-guploader-uploadid", ""))),
    ("service", "Google Identity-Aware Proxy", (("x-goog-iap-generated-response", ""),)),
    ("proxy", "Kong", (("x-kong-response-latency", ""), (_BODY, r"no Route matched with those values"))),
    ("service", "Vite", ((_BODY, r"^Blocked request\. This host"),)),
    ("service", "webpack-dev-server", ((_BODY, r"^Invalid Host(?:/Origin)? header"),)),
    ("service", "Next.js", (("x-powered-by", r"(?i)^Next\.js"),)),
    ("service", "Express", (
        ("x-powered-by", r"(?i)^Express"),
        (_BODY, r"^Error Cannot [A-Z]+ /|^Cannot [A-Z]+ /|Error: Not allowed by CORS"),
    )),
    ("service", "Fastify", ((_BODY, r"\"Route [A-Z]+:/.* not found\"|^Invalid Preflight Request"),)),
    ("service", "hapi", ((_BODY, r"CORS is disabled for this route|CORS error: "),)),
    ("service", "FastAPI", ((_BODY, r"^\{\"detail\":"),)),
    ("service", "Django", (
        (_BODY, r"DisallowedHost|CSRF verification failed"),
        ("set-cookie", r"(?:^|, )csrftoken="),
        ("cross-origin-opener-policy", r"^same-origin$"),
    )),
    ("service", "Flask", (("server", r"(?i)^werkzeug"),)),
    ("service", "ASAB", (("server", r"(?i)\basab/"),)),
    ("service", "aiohttp", (("server", r"(?i)\baiohttp\b"),)),
    ("service", "Laravel", (("set-cookie", r"laravel_session="),)),
    ("service", "PHP", (("x-powered-by", r"(?i)^php"),)),
    ("service", "ASP.NET Core", (("server", r"(?i)^kestrel"),)),
    ("proxy", "IIS", (("server", r"(?i)^microsoft-(iis|httpapi)"),)),
    ("service", "Azure App Service", (("set-cookie", r"ARRAffinity="),)),
    ("service", "Tomcat", ((_BODY, r"Apache Tomcat"),)),
    ("service", "Jetty", (("server", r"(?i)^jetty"), (_BODY, r"Powered by Jetty"))),
    ("service", "uvicorn", (("server", r"(?i)^uvicorn"),)),
    ("service", "gunicorn", (("server", r"(?i)^gunicorn"),)),
    ("cdn", "Vercel", (("x-vercel-id", ""), ("server", r"^Vercel$"))),
    ("cdn", "Netlify", (("x-nf-request-id", ""), ("server", r"^Netlify"))),
    ("cdn", "Heroku", (("via", r"\bvegur\b"), ("server", r"^Heroku"))),
    ("cdn", "GitHub Pages", (("server", r"^GitHub\.com$"),)),
    ("proxy", "Google Cloud", (("server", r"^(?:Google Frontend|ESF|gws)$"), ("x-cloud-trace-context", ""))),
    ("cdn", "Cloudflare", (("cf-ray", ""), ("server", r"(?i)^cloudflare"))),
    ("cdn", "CloudFront", (("x-amz-cf-id", ""), ("server", r"^CloudFront$"))),
    ("proxy", "AWS load balancer", (("server", r"(?i)^awselb"),)),
    ("cdn", "Fastly", (("x-fastly-request-id", ""), ("x-served-by", r"^cache-"))),
    ("cdn", "Akamai", (("server", r"(?i)^akamai"),)),
    ("cdn", "Azure Front Door", (("x-azure-ref", ""),)),
    ("proxy", "Envoy", (
        ("server", r"(?i)^(envoy|istio-envoy)"),
        ("x-envoy-upstream-service-time", ""),
        (_BODY, r"^(?:RBAC: access denied|upstream connect error|no healthy upstream)"),
    )),
    ("proxy", "Kong", (("server", r"(?i)^kong/"), ("via", r"(?i)\bkong/"), ("x-kong-upstream-latency", ""))),
    ("proxy", "nginx", (("server", r"(?i)^(nginx|openresty)"), (_BODY, r"\bnginx(?:/[\d.]+)?$"))),
    ("proxy", "Apache", (("server", r"(?i)^apache(?!-coyote)"), (_BODY, r"Apache/[\d.]+ .*Server at "))),
    ("proxy", "Caddy", (("server", r"(?i)^caddy"),)),
    ("proxy", "Traefik", (("server", r"(?i)^traefik"),)),
    ("proxy", "HAProxy", (
        ("server", r"(?i)^haproxy"),
        (_BODY, r"Request forbidden by administrative rules|No server is available to handle this request"),
        (_BODY, r"You need a valid user and password to access this content"),
    )),
    ("proxy", "Varnish", (("x-varnish", ""),)),
    ("service", "Go", ((_BODY, r"^404 page not found$"),)),
)  # fmt: skip


def recognise(response: Response, words: str) -> tuple[Software, ...]:
    """All software that is recognised in an answer; `words` are those of its body."""
    return _recognised(response.headers, words)


@lru_cache(maxsize=64)  # servers repeat themselves
def _recognised(headers: Headers, words: str) -> tuple[Software, ...]:
    found: dict[str, Software] = {}
    for kind, name, marks in _MARKS:
        for place, pattern in marks:
            text = get(headers, place) if place else words
            match = re.search(pattern, text) if text is not None and (place or text) else None
            if match is not None and text is not None:
                evidence = f"{place}: {visible(text, 80)}" if place else f"body: {_around(text, match)}"
                found.setdefault(name, Software(name, kind, evidence))
    return tuple(found.values())


def _around(text: str, match: re.Match[str]) -> str:
    return quoted(text[match.start() : match.start() + 60])


def layer_of(found: tuple[Software, ...]) -> Layer | None:
    """The first of the software that was recognised, as the layer of a verdict, with all evidence."""
    if not found:
        return None
    first = found[0]
    return Layer(first.kind, first.name, tuple(dict.fromkeys(one.evidence for one in found)))
