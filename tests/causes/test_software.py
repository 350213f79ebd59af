from __future__ import annotations

import pytest

from corscheck.causes.software import layer_of, recognise
from tests.support.causes import response


@pytest.mark.parametrize(
    ("lines", "words", "names"),
    [
        (("Server: nginx/1.18.0",), "", ["nginx"]),
        (("Server: nginx", "X-Powered-By: Express"), "", ["Express", "nginx"]),
        ((), "405 Not Allowed nginx/1.22.1", ["nginx"]),
        (("Server: Apache/2.4.57 (Debian)",), "", ["Apache"]),
        (("Server: Apache-Coyote/1.1",), "", []),
        (("Server: Caddy",), "", ["Caddy"]),
        (("Server: kong/2.8.1", "X-Kong-Response-Latency: 1"), "", ["Kong"]),
        (("Via: kong/3.1",), "", ["Kong"]),
        (("Server: envoy",), "", ["Envoy"]),
        ((), "RBAC: access denied", ["Envoy"]),
        (("x-amz-apigw-id: a", "X-Amz-Cf-Id: y"), "", ["AWS API Gateway (REST)", "CloudFront"]),
        (("Apigw-Requestid: a",), "", ["AWS API Gateway (HTTP)"]),
        (("Server: AmazonS3", "Via: 1.1 x (CloudFront)", "X-Amz-Cf-Id: y"), "", ["S3", "CloudFront"]),
        (("Server: awselb/2.0",), "", ["AWS load balancer"]),
        (("Server: Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0",), "", ["Azure Storage"]),
        (("Server: Microsoft-IIS/10.0", "X-Powered-By: ASP.NET"), "", ["IIS"]),
        (("Server: Kestrel",), "", ["ASP.NET Core"]),
        (("Server: cloudflare", "CF-RAY: 1"), "", ["Cloudflare"]),
        (("X-Vercel-Id: 1", "Server: Vercel"), "", ["Vercel"]),
        (("X-Nf-Request-Id: 1",), "", ["Netlify"]),
        (("X-Powered-By: Express",), "Cannot OPTIONS /x", ["Express"]),
        ((), "Error Cannot OPTIONS /x", ["Express"]),
        (("X-Powered-By: Next.js",), "", ["Next.js"]),
        (("Server: uvicorn",), '{"detail":"Method Not Allowed"}', ["FastAPI", "uvicorn"]),
        (("Server: uvicorn",), "Disallowed CORS origin", ["Starlette", "uvicorn"]),
        (("Server: WSGIServer/0.2 CPython/3.11",), "", []),
        (("Set-Cookie: csrftoken=1; Path=/",), "", ["Django"]),
        (("Server: gunicorn", "Cross-Origin-Opener-Policy: same-origin"), "", ["Django", "gunicorn"]),
        (("Server: Werkzeug/3.0 Python/3.11",), "", ["Flask"]),
        (("Server: Python/3.11 aiohttp/3.9",), "", ["aiohttp"]),
        (("X-Runtime: 0.01",), "", ["Rails"]),
        (("X-Rack-CORS: miss; no-path",), "", ["Rails"]),
        ((), "Invalid CORS request", ["Spring"]),
        ((), '{"timestamp":"2024","status":403,"error":"Forbidden"}', ["Spring"]),
        ((), "404 page not found", ["Go"]),
        ((), "Blocked request. This host", ["Vite"]),
        (("Server: GSE",), "", ["Google Apps Script"]),
        (("Server: Google Frontend",), "", ["Google Cloud"]),
        (("X-GUploader-UploadID: 1",), "", ["Google Cloud Storage"]),
        (("Server: mystery",), "hello", []),
        ((), "", []),
    ],
)  # fmt: skip
def test_recognised(lines: tuple[str, ...], words: str, names: list[str]) -> None:
    found = recognise(response(403, *lines), words)
    assert [one.name for one in found] == names
    layer = layer_of(found)
    assert (layer.name if layer else None) == (names[0] if names else None)
    assert layer is None or all(layer.evidence)


def test_evidence_is_quoted_and_made_visible() -> None:
    (one,) = recognise(response(403, "Server: nginx\x1b[0m"), "")
    assert one.evidence == r"server: nginx\x1b[0m"
    (one,) = recognise(response(403), "Invalid CORS request\u202e")
    assert one.evidence == r"body: `Invalid CORS request\u202e`"
