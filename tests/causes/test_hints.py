from __future__ import annotations

import pytest

from corscheck.causes.catalogue import BY_NAME
from corscheck.causes.hints import HINTS, Hint
from corscheck.causes.software import _MARKS
from tests.support.causes import JSON, always, explained

AUTHENTICATION, UNHANDLED = "authentication-before-cors", "options-not-handled"
ORIGIN = "origin-not-listed"
NAMES = {name for _, name, _ in _MARKS}


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint.name)
def test_names_are_those_of_software_and_causes(hint: Hint) -> None:
    assert hint.name in NAMES
    assert {*hint.causes, hint.cause} - {""} <= BY_NAME.keys()
    assert hint.help.endswith(".")


@pytest.mark.parametrize(
    ("status", "lines", "body", "cause", "word"),
    [
        (403, ("x-amz-apigw-id: a",), '{"message":"Missing Authentication Token"}', UNHANDLED, "`/items`"),
        (403, ("x-amz-apigw-id: a",), '{"message":"Forbidden"}', AUTHENTICATION, "authorizer"),
        (401, ("x-amz-apigw-id: a",), '{"message":"Unauthorized"}', AUTHENTICATION, "authorizer"),
        (404, ("apigw-requestid: a",), '{"message":"Not Found"}', UNHANDLED, "CorsConfiguration"),
        (401, ("Server: kong/3.0",), '{"message":"No API key found"}', AUTHENTICATION, "run_on_preflight"),
        (403, ("Server: envoy",), "RBAC: access denied", AUTHENTICATION, "CORS filter"),
        (401, ("Server: istio-envoy",), "Jwt is missing", AUTHENTICATION, "corsPolicy"),
        (403, (), "CORSResponse: This CORS request is not allowed.", ORIGIN, "one and the same rule"),
        (403, (), "CORSResponse: CORS is not enabled for this bucket.", "cors-not-configured", "put-bucket"),
        (403, (), "CorsPreflightFailure", ORIGIN, "storage account"),
        (404, ("X-Powered-By: Express",), "Cannot OPTIONS /items", UNHANDLED, "app.use(cors("),
        (500, ("X-Powered-By: Express",), "Error: Not allowed by CORS", ORIGIN, "callback(null, false)"),
        (405, ("Server: nginx",), "405 Not Allowed nginx", UNHANDLED, "GET and HEAD only"),
        (405, ("Server: uvicorn",), '{"detail":"Method Not Allowed"}', UNHANDLED, "CORSMiddleware"),
        (401, ("Server: Vercel",), "Authentication Required", AUTHENTICATION, "Deployment Protection"),
        (403, ("Server: awselb/2.0",), "403 Forbidden", "access-denied", "listener"),
        (403, ("Server: Google Frontend",), "Forbidden", AUTHENTICATION, "unauthenticated"),
    ],
)  # fmt: skip
def test_advice_for_the_software(
    status: int, lines: tuple[str, ...], body: str, cause: str, word: str
) -> None:
    verdict = explained(JSON, always(status, *lines, body=body))
    assert verdict.cause == cause
    assert word in str(verdict.help)
