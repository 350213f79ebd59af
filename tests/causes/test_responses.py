from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.causes import APP, GET, PUT, always, explained, response

if TYPE_CHECKING:
    from corscheck.exchange import Request, Response

SENT = PUT._replace(send_unsafe=True)


def after_a_preflight(status: int, *lines: str, body: str = "") -> object:
    def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return response(204, f"Access-Control-Allow-Origin: {APP}", "Access-Control-Allow-Methods: PUT")
        return response(status, *lines, body=body)

    return answer


@pytest.mark.parametrize(
    ("status", "lines", "cause", "word"),
    [
        (200, (), "cors-on-preflight-only", "with the answer to PUT"),
        (400, (), "error-without-cors", "bad"),
        (401, (), "error-without-cors", "login"),
        (403, (), "error-without-cors", "refuses access"),
        (404, (), "error-without-cors", "nothing at this URL"),
        (405, (), "error-without-cors", "method"),
        (422, (), "error-without-cors", "422"),
        (413, (), "request-too-large", "client_max_body_size"),
        (429, ("Retry-After: 3",), "rate-limited", "fewer"),
        (500, (), "server-error", "log"),
        (502, (), "server-error", "log"),
        (504, (), "server-error", "log"),
        (500, ("Vary: Origin",), "server-error", "log"),
    ],
)
def test_the_request_itself(status: int, lines: tuple[str, ...], cause: str, word: str) -> None:
    verdict = explained(SENT, after_a_preflight(status, *lines))  # type: ignore[arg-type]
    assert (verdict.step, verdict.cause) == ("response-allow-origin-missing", cause)
    assert word in str(verdict.help)


def test_the_limit_of_the_proxy_that_answered() -> None:
    verdict = explained(SENT, after_a_preflight(413, "Server: nginx"))  # type: ignore[arg-type]
    assert "nginx's `client_max_body_size`" in str(verdict.help)
    assert verdict.configuration is not None
    assert "always" in verdict.configuration.text


def test_without_a_preflight() -> None:
    assert explained(GET, always(200)).cause == "cors-not-configured"
    assert explained(GET, always(200, "Vary: Origin")).cause == "origin-not-listed"
    assert explained(GET, always(404)).cause == "error-without-cors"
    assert explained(GET, after_a_preflight(200)).cause == "cors-on-preflight-only"  # type: ignore[arg-type]
    assert explained(GET, after_a_preflight(404)).cause == "error-without-cors"  # type: ignore[arg-type]
