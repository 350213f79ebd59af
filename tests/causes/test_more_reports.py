"""Trouble with servers of many kinds: step, cause, a word of what helps, software with configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from corscheck.fetch.request import FetchRequest
from tests.support.causes import always, explained, response

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Answer, Request, Response

APP = "https://app.example.com"


def asked(
    method: str = "GET",
    headers: tuple[Any, ...] = (),
    body: Any = None,
    cred: Any = "same-origin",
    url: str = "https://api.example.com/v1/items",
    origin: str = APP,
    *,
    send: bool = False,
) -> FetchRequest:
    given = tuple((one, "1") if isinstance(one, str) else one for one in headers)
    return FetchRequest(url, origin, method, given, cred, body, send_unsafe=send)


def each(preflight: Response, own: Response) -> Callable[[Request], Answer]:
    """One answer to preflights, one to the request itself."""
    return lambda request: preflight if request.method == "OPTIONS" else own


def passing(*lines: str) -> Response:
    return response(204, f"Access-Control-Allow-Origin: {APP}", *lines)


def to_minio(request: Request) -> Answer:
    if "minio" in request.url:
        return response(200, "Server: MinIO")
    location = "Location: https://minio.example.net/b/x?X-Amz-Signature=1"
    return response(307, f"Access-Control-Allow-Origin: {APP}", location, "Vary: Origin")


class Report(NamedTuple):
    name: str
    request: FetchRequest
    answer: Callable[[Request], Answer]
    step: str
    cause: str
    word: str
    software: str | None


JSON = asked("POST", body="json")

REPORTS = (
    Report(
        "azure easy auth",
        asked(),
        always(
            302,
            "Location: https://login.microsoftonline.com/common/oauth2/v2.0/authorize?x",
            "x-ms-middleware-request-id: 1",
        ),
        "response-allow-origin-missing",
        "redirect",
        "answer 401",
        None,
    ),
    Report(
        "alb oidc",
        asked("PUT"),
        always(
            302,
            "Server: awselb/2.0",
            "Location: https://auth.example.com/oauth2/authorize?client_id=1",
            "Set-Cookie: AWSELBAuthSessionCookie=1",
        ),
        "preflight-redirect",
        "redirect",
        "answer 401",
        None,
    ),
    Report(
        "cf access",
        asked("PUT"),
        always(
            302,
            "Server: cloudflare",
            "CF-RAY: 1",
            "Location: https://team.cloudflareaccess.com/cdn-cgi/access/login/api.example.com?kid=1",
        ),
        "preflight-redirect",
        "redirect",
        "Cloudflare Access",
        None,
    ),
    Report(
        "cloud run iam",
        JSON,
        always(
            403,
            "Server: Google Frontend",
            "Content-Type: text/html",
            body="<h1>Error: Forbidden</h1><h2>Your client does not have permission to get URL</h2>",
        ),
        "preflight-allow-origin-missing",
        "authentication-before-cors",
        "unauthenticated invocations",
        "Google Cloud",
    ),
    Report(
        "lambda dup",
        asked(),
        always(200, "Access-Control-Allow-Origin: *, *", "x-amzn-RequestId: 1", "x-amz-apigw-id: 1"),
        "response-allow-origin-mismatch",
        "several-origins",
        "one place",
        "AWS API Gateway (REST)",
    ),
    Report(
        "apigw 502 lambda",
        asked("POST", body="json", send=True),
        each(
            response(
                200,
                "Access-Control-Allow-Origin: *",
                "Access-Control-Allow-Headers: Content-Type",
                "x-amz-apigw-id: a",
            ),
            response(
                502,
                "x-amzn-ErrorType: InternalServerErrorException",
                "x-amz-apigw-id: a",
                body='{"message": "Internal server error"}',
            ),
        ),
        "response-allow-origin-missing",
        "server-error",
        "GatewayResponses",
        "AWS API Gateway (REST)",
    ),
    Report(
        "keycloak token",
        asked("POST", body="form", send=True),
        always(200, "Content-Type: application/json"),
        "response-allow-origin-missing",
        "cors-not-configured",
        "Configure CORS",
        None,
    ),
    Report(
        "django slash",
        asked("POST", body="json"),
        always(
            301, "Location: /v1/items/", "X-Frame-Options: DENY", "Cross-Origin-Opener-Policy: same-origin"
        ),
        "preflight-redirect",
        "redirect",
        "with a slash",
        None,
    ),
    Report(
        "laravel php",
        asked("PUT"),
        always(405, "X-Powered-By: PHP/8.1", "Server: Apache", body="<title>405</title>Method Not Allowed"),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "PHP",
    ),
    Report(
        "iis webdav 405 PUT",
        asked("PUT", send=True),
        each(
            passing("Access-Control-Allow-Methods: PUT", "Server: Microsoft-IIS/10.0"),
            response(
                405,
                "Server: Microsoft-IIS/10.0",
                "Allow: GET, HEAD, OPTIONS, TRACE",
                body="<h2>405 - HTTP verb used to access this page is not allowed.</h2>",
            ),
        ),
        "response-allow-origin-missing",
        "error-without-cors",
        "WebDAV",
        "IIS",
    ),
    Report(
        "s3 no cors",
        asked("PUT"),
        always(
            403,
            "Server: AmazonS3",
            "Content-Type: application/xml",
            body="<Message>CORSResponse: CORS is not enabled for this bucket.</Message>",
        ),
        "preflight-allow-origin-missing",
        "cors-not-configured",
        "put-bucket-cors",
        "S3",
    ),
    Report(
        "s3 method",
        asked("PUT"),
        always(
            403,
            "Server: AmazonS3",
            "Content-Type: application/xml",
            body="<Message>CORSResponse: This CORS request is not allowed.</Message>",
        ),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "one and the same rule",
        "S3",
    ),
    Report(
        "s3 get no header",
        asked(url="https://bucket.s3.amazonaws.com/x.json"),
        always(200, "Server: AmazonS3", "ETag: x", "x-amz-request-id: 1"),
        "response-allow-origin-missing",
        "cors-not-configured",
        "put-bucket-cors",
        "S3",
    ),
    Report(
        "azure blob",
        asked("PUT", headers=("x-ms-blob-type",)),
        always(
            403,
            "Server: Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0",
            body="<Error><Code>CorsPreflightFailure</Code>",
        ),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "CORS rule",
        "Azure Storage",
    ),
    Report(
        "gcs",
        asked("PUT"),
        always(200, "Server: UploadServer", "X-GUploader-UploadID: 1", "Content-Type: text/html"),
        "preflight-allow-origin-missing",
        "cors-not-configured",
        "storage.googleapis.com",
        "Google Cloud Storage",
    ),
    Report(
        "firebase functions 404",
        JSON,
        always(404, "Server: Google Frontend", body="<h1>Page not found</h1>"),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "Google Cloud",
    ),
    Report(
        "vercel 308",
        JSON,
        always(308, "Server: Vercel", "X-Vercel-Id: 1", "Location: https://www.example.com/v1/items"),
        "preflight-redirect",
        "redirect",
        "https://www.example.com/v1/items",
        None,
    ),
    Report(
        "vercel 405",
        JSON,
        always(405, "Server: Vercel", "X-Vercel-Id: 1", "X-Matched-Path: /api/items"),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "Vercel",
    ),
    Report(
        "netlify 404",
        JSON,
        always(404, "Server: Netlify", "X-Nf-Request-Id: 1", body="<title>Site not found</title>"),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "Netlify",
    ),
    Report(
        "cloudflare 521",
        asked(),
        always(521, "Server: cloudflare", "CF-RAY: 1", body="error code: 521"),
        "response-allow-origin-missing",
        "server-error",
        "does not reach the server",
        "Cloudflare",
    ),
    Report(
        "cloudflare waf 1020",
        asked("PUT"),
        always(403, "Server: cloudflare", "CF-RAY: 1", body="error code: 1020"),
        "preflight-allow-origin-missing",
        "firewall",
        "custom rules",
        None,
    ),
    Report(
        "cloudflare 429",
        asked(),
        always(429, "Server: cloudflare", "CF-RAY: 1", "Retry-After: 30", body="error code: 1015"),
        "response-allow-origin-missing",
        "rate-limited",
        "fewer requests",
        "Cloudflare",
    ),
    Report(
        "heroku 503",
        asked(),
        always(503, "Server: Heroku", body="<title>Application error</title>"),
        "response-allow-origin-missing",
        "server-error",
        "log",
        None,
    ),
    Report(
        "aspnet 204 no headers",
        asked("PUT"),
        always(204, "Server: Kestrel"),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "Add `https://app.example.com`",
        "ASP.NET Core",
    ),
    Report(
        "aspnet 500",
        asked("POST", body="json", send=True),
        each(
            passing("Access-Control-Allow-Headers: content-type", "Server: Kestrel"),
            response(500, "Server: Kestrel"),
        ),
        "response-allow-origin-missing",
        "server-error",
        "log",
        "ASP.NET Core",
    ),
    Report(
        "rack cors miss",
        asked("PUT"),
        always(200, "X-Rack-CORS: miss; no-method", "X-Runtime: 0.1"),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "Add `https://app.example.com`",
        "Rails",
    ),
    Report(
        "rs/cors go",
        asked("PUT"),
        always(204, "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "Add `https://app.example.com`",
        None,
    ),
    Report(
        "gin 403",
        asked("PUT"),
        always(403),
        "preflight-allow-origin-missing",
        "access-denied",
        "Let OPTIONS pass",
        None,
    ),
    Report(
        "traefik forwardauth",
        asked("PUT", headers=("Authorization",)),
        always(401, "Content-Length: 12", body="Unauthorized"),
        "preflight-allow-origin-missing",
        "authentication-before-cors",
        "Exempt OPTIONS",
        None,
    ),
    Report(
        "traefik 404",
        asked("PUT"),
        always(404, "X-Content-Type-Options: nosniff", body="404 page not found"),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "Go",
    ),
    Report(
        "istio rbac",
        asked("PUT"),
        always(403, "server: istio-envoy", body="RBAC: access denied"),
        "preflight-allow-origin-missing",
        "authentication-before-cors",
        "CORS filter before",
        "Envoy",
    ),
    Report(
        "envoy upstream",
        asked(),
        always(
            503,
            "server: envoy",
            body="upstream connect error or disconnect/reset before headers.",
        ),
        "response-allow-origin-missing",
        "server-error",
        "log",
        "Envoy",
    ),
    Report(
        "kong key auth",
        asked("GET", headers=("apikey",)),
        always(
            401,
            "Server: kong/3.0",
            'WWW-Authenticate: Key realm="kong"',
            body='{"message":"No API key found in request"}',
        ),
        "preflight-allow-origin-missing",
        "authentication-before-cors",
        "run_on_preflight",
        "Kong",
    ),
    Report(
        "apim",
        asked("GET", headers=("Ocp-Apim-Subscription-Key",)),
        always(
            404,
            "Content-Type: application/json",
            body='{ "statusCode": 404, "message": "Resource not found" }',
        ),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "<inbound>",
        "Azure API Management",
    ),
    Report(
        "vite host",
        asked(),
        always(
            403,
            body='Blocked request. This host ("api.example.com") is not allowed.',
        ),
        "response-allow-origin-missing",
        "host-not-allowed",
        "server.allowedHosts",
        None,
    ),
    Report(
        "wds",
        asked(),
        always(403, "X-Powered-By: Express", body="Invalid Host header"),
        "response-allow-origin-missing",
        "host-not-allowed",
        "allowedHosts",
        None,
    ),
    Report(
        "next 405",
        JSON,
        always(405, "X-Powered-By: Next.js", "Allow: POST"),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "Next.js",
    ),
    Report(
        "next 404 page",
        asked(),
        always(404, "X-Powered-By: Next.js", body="<h1>404</h1>"),
        "response-allow-origin-missing",
        "error-without-cors",
        "check the path",
        "Next.js",
    ),
    Report(
        "spa index",
        asked("GET", headers=("X-A",)),
        always(200, "Server: nginx", "Content-Type: text/html", body="<!doctype html><div id=root></div>"),
        "preflight-allow-origin-missing",
        "cors-not-configured",
        "Configure CORS",
        "nginx",
    ),
    Report(
        "rails 404 options",
        JSON,
        always(
            404,
            "X-Runtime: 0.01",
            "X-Request-Id: 1",
            body="<h1>Routing Error</h1><p>No route matches [OPTIONS] &quot;/v1/items&quot;",
        ),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "Rails",
    ),
    Report(
        "phoenix",
        asked("PUT"),
        always(200, "Server: Cowboy"),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "Add `https://app.example.com`",
        None,
    ),
    Report(
        "elasticsearch",
        asked("GET", headers=("Authorization",)),
        always(200, "content-length: 0", "Allow: GET,HEAD,DELETE,POST"),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        None,
    ),
    Report(
        "elasticsearch 403",
        asked("GET", headers=("X-A",)),
        always(403),
        "preflight-allow-origin-missing",
        "access-denied",
        "Let OPTIONS pass",
        None,
    ),
    Report(
        "tus upload",
        asked(
            "POST",
            headers=("Tus-Resumable", "Upload-Length"),
        ),
        always(204, "Access-Control-Allow-Origin: *", "Access-Control-Allow-Headers: Content-Type"),
        "preflight-header",
        "header-not-listed",
        "tus-resumable",
        None,
    ),
    Report(
        "cache-control header",
        asked("GET", headers=("Cache-Control", "Pragma")),
        always(
            200,
            f"Access-Control-Allow-Origin: {APP}",
            "Access-Control-Allow-Headers: content-type, authorization",
        ),
        "preflight-header",
        "header-not-listed",
        "or leave `cache-control` and `pragma`",
        None,
    ),
    Report(
        "x-requested-with",
        asked("GET", headers=("X-Requested-With",)),
        always(200, f"Access-Control-Allow-Origin: {APP}", "Access-Control-Allow-Headers: content-type"),
        "preflight-header",
        "header-not-listed",
        "or leave `x-requested-with`",
        None,
    ),
    Report(
        "content-type get",
        asked("GET", headers=(("Content-Type", "application/json"),)),
        always(200, "Access-Control-Allow-Origin: *"),
        "preflight-header",
        "header-not-listed",
        "or leave `content-type`",
        None,
    ),
    Report(
        "credentials star",
        asked(cred="include"),
        always(200, "Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"),
        "response-allow-origin-wildcard",
        "wildcard-with-credentials",
        "without credentials",
        None,
    ),
    Report(
        "headers star cred",
        asked("GET", headers=("X-A",), cred="include"),
        always(
            200,
            f"Access-Control-Allow-Origin: {APP}",
            "Access-Control-Allow-Credentials: true",
            "Access-Control-Allow-Headers: *",
        ),
        "preflight-header",
        "wildcard-with-credentials",
        "List `x-a`",
        None,
    ),
    Report(
        "null list",
        asked(origin="null"),
        always(200, "Access-Control-Allow-Origin: https://b.example"),
        "response-allow-origin-mismatch",
        "opaque-origin",
        "http(s)",
        None,
    ),
    Report(
        "null allowed star",
        asked(origin="null"),
        always(200, "Vary: Origin"),
        "response-allow-origin-missing",
        "opaque-origin",
        "http(s)",
        None,
    ),
    Report(
        "port missing",
        asked(origin="http://localhost:5173", url="http://localhost:8000/x"),
        always(200, "Access-Control-Allow-Origin: http://localhost"),
        "response-allow-origin-mismatch",
        "origin-not-listed",
        "every port",
        None,
    ),
    Report(
        "localhost https",
        asked(origin="http://localhost:3000"),
        always(200, "Access-Control-Allow-Origin: https://localhost:3000", "Vary: Origin"),
        "response-allow-origin-mismatch",
        "origin-not-listed",
        "http and https",
        None,
    ),
    Report(
        "bracket list",
        asked(),
        always(200, "Access-Control-Allow-Origin: ['https://app.example.com']"),
        "response-allow-origin-mismatch",
        "origin-value",
        "brackets",
        None,
    ),
    Report(
        "json list",
        asked(),
        always(200, 'Access-Control-Allow-Origin: ["https://app.example.com", "https://b.example"]'),
        "response-allow-origin-mismatch",
        "origin-value",
        "brackets",
        None,
    ),
    Report(
        "regex",
        asked(),
        always(200, r"Access-Control-Allow-Origin: ^https://.*\.example\.com$"),
        "response-allow-origin-mismatch",
        "origin-pattern",
        "Match the pattern",
        None,
    ),
    Report(
        "methods quotes",
        asked("PUT"),
        always(200, f"Access-Control-Allow-Origin: {APP}", "Access-Control-Allow-Methods: 'GET,PUT'"),
        "preflight-method",
        "list-syntax",
        "without quotes",
        None,
    ),
    Report(
        "acah quotes",
        asked("GET", headers=("X-A",)),
        always(200, f"Access-Control-Allow-Origin: {APP}", 'Access-Control-Allow-Headers: "x-a, x-b"'),
        "preflight-allow-headers-syntax",
        "list-syntax",
        "without quotes",
        None,
    ),
    Report(
        "hapi",
        asked("PUT"),
        always(
            200,
            "vary: origin",
            "Content-Type: application/json",
            body='{"message":"CORS error: Origin not allowed"}',
        ),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "Add `https://app.example.com`",
        "hapi",
    ),
    Report(
        "nest 500",
        asked("PUT"),
        always(500, "X-Powered-By: Express", body='{"statusCode":500,"message":"Not allowed by CORS"}'),
        "preflight-allow-origin-missing",
        "origin-not-listed",
        "callback(null, false)",
        "Express",
    ),
    Report(
        "cdn cached 404",
        asked(),
        always(404, "X-Cache: Error from cloudfront", "X-Amz-Cf-Id: 1", "Age: 12"),
        "response-allow-origin-missing",
        "error-without-cors",
        "check the path",
        "CloudFront",
    ),
    Report(
        "headscale 401",
        asked("GET", headers=("Authorization",)),
        always(401, "Content-Type: text/plain", body="Unauthorized"),
        "preflight-allow-origin-missing",
        "authentication-before-cors",
        "Exempt OPTIONS",
        None,
    ),
    Report(
        "www redirect GET",
        asked(url="https://example.com/x"),
        always(301, "Location: https://www.example.com/x", "Server: nginx"),
        "response-allow-origin-missing",
        "redirect",
        "https://www.example.com/x",
        None,
    ),
    Report(
        "minio presigned redirect",
        asked(),
        to_minio,
        "response-allow-origin-missing",
        "redirect",
        "hand that URL out",
        None,
    ),
    Report(
        "modsecurity",
        asked("PUT"),
        always(
            406,
            "Server: Apache",
            body="<h1>Not Acceptable!</h1>This error was generated by Mod_Security.",
        ),
        "preflight-allow-origin-missing",
        "firewall",
        "ModSecurity",
        None,
    ),
    Report(
        "tomcat cors 403",
        asked("PUT"),
        always(
            403,
            "Content-Type: text/html",
            body="<h1>HTTP Status 403 - Forbidden</h1><h3>Apache Tomcat/9.0.80</h3>",
        ),
        "preflight-allow-origin-missing",
        "access-denied",
        "Let OPTIONS pass",
        "Tomcat",
    ),
    Report(
        "spring security 401",
        asked("PUT", headers=("Authorization",)),
        always(
            401,
            "WWW-Authenticate: Bearer",
            "Vary: Origin",
            "Vary: Access-Control-Request-Method",
            "Vary: Access-Control-Request-Headers",
            "X-Frame-Options: DENY",
        ),
        "preflight-allow-origin-missing",
        "authentication-before-cors",
        "Exempt OPTIONS",
        None,
    ),
    Report(
        "spring 403 csrf",
        asked("POST", body="json", send=True),
        each(
            passing("Access-Control-Allow-Headers: content-type"),
            response(
                403, body='{"timestamp":"2024-01-01","status":403,"error":"Forbidden","path":"/v1/items"}'
            ),
        ),
        "response-allow-origin-missing",
        "error-without-cors",
        "CSRF",
        "Spring",
    ),
    Report(
        "wordpress rest 401",
        asked("POST", headers=("X-WP-Nonce",)),
        always(
            200,
            f"Access-Control-Allow-Origin: {APP}",
            "Access-Control-Allow-Methods: OPTIONS, GET, POST",
            "Access-Control-Allow-Headers: Authorization, Content-Disposition, Content-MD5, Content-Type",
            "Access-Control-Allow-Credentials: true",
        ),
        "preflight-header",
        "header-not-listed",
        "x-wp-nonce",
        None,
    ),
    Report(
        "graphql apollo",
        JSON,
        always(
            400, "X-Powered-By: Express", body="POST body missing. Did you forget use body-parser middleware?"
        ),
        "preflight-allow-origin-missing",
        "options-not-handled",
        "answer OPTIONS",
        "Express",
    ),
    Report(
        "grpc-web",
        asked("POST", headers=("x-grpc-web", "x-user-agent"), body="bytes"),
        always(200, f"Access-Control-Allow-Origin: {APP}", "Access-Control-Allow-Headers: content-type"),
        "preflight-header",
        "header-not-listed",
        "x-grpc-web",
        None,
    ),
)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_reports(report: Report) -> None:
    verdict = explained(report.request, report.answer)
    assert (verdict.step, verdict.cause) == (report.step, report.cause)
    assert report.word in str(verdict.help)
    found = verdict.configuration
    assert (found.layer if found else None) == report.software
    assert "Access-Control-Allow-Origin: null" not in str(verdict.help)
