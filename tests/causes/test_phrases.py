from __future__ import annotations

import pytest

from corscheck.causes.phrases import refused_by


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("CORS preflight request failed: origin 'https://a.example' is not allowed", "origin"),
        (
            "CORS preflight request failed: request method 'PUT' is not allowed for 'x' origin",
            "method",
        ),
        ("CORS preflight request failed: headers are not allowed: X-A", "header"),
        ("CORS preflight request failed: no origins are allowed", "disabled"),
        ("CORS preflight request failed: origin header is not specified in the request", "cors"),
        ("Disallowed CORS origin", "origin"),
        ("Disallowed CORS origin, method, headers", "origin"),
        ("Disallowed CORS method, headers", "method"),
        ("Disallowed CORS headers", "header"),
        ("Invalid CORS request", "cors"),
        ("AccessForbidden CORSResponse: CORS is not enabled for this bucket. OPTIONS BUCKET", "disabled"),
        ("AccessForbidden CORSResponse: This CORS request is not allowed. This is usually because", "cors"),
        ("CorsPreflightFailure CORS not enabled or no matching rule found for this request.", "cors"),
        ("CORS Rejected - Invalid origin", "origin"),
        ('{"statusCode":200,"message":"CORS is disabled for this route"}', "disabled"),
        ("CORS error: Some headers are not allowed", "header"),
        ("Error: Not allowed by CORS at origin (/app/server.js:12:14)", "origin"),
        ('{"error":"Origin https://a.example not allowed"}', "origin"),
        ("origin https://a.example is forbidden", "origin"),
        ("Invalid origin", "origin"),
        ("The CORS policy check failed", "cors"),
        ('Blocked request. This host ("a.example") is not allowed.', "host"),
        ("Invalid Host header", "host"),
        ("Invalid Host/Origin header", "host"),
        ("Blocked hosts: a.example", "host"),
        ("Blocked host: a.example", "host"),
        ("DisallowedHost at / Invalid HTTP_HOST header: 'a.example'", "host"),
        ("Forbidden", None),
        ("Method Not Allowed", None),
        ("", None),
        ("Unauthorized", None),
        ("404 page not found", None),
        ("original content not found", None),
    ],
)
def test_what_the_words_refuse(words: str, refused: str | None) -> None:
    assert refused_by(words) == refused
