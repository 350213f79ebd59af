from __future__ import annotations

import pytest

from tests.support.causes import APP, GET, JSON, PUT, always, cors, explained, response


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("Vary: Origin", "`Vary: Origin`"),
        ("Vary: Accept, Access-Control-Request-Method", "`Vary: Accept, Access-Control-Request-Method`"),
        ("Access-Control-Allow-Methods: GET", "`Access-Control-Allow-Methods: GET`"),
        ("Access-Control-Max-Age: 5", "`Access-Control-Max-Age: 5`"),
        ("X-Rack-CORS: miss; no-origin", "`X-Rack-Cors: miss; no-origin`"),
    ],
)
def test_headers_show_that_a_cors_layer_answered(line: str, quoted: str) -> None:
    for status in (200, 204, 403):
        verdict = explained(JSON, always(status, line))
        assert verdict.cause == "origin-not-listed"
        assert quoted.lower() in " ".join(verdict.evidence).lower()


@pytest.mark.parametrize(
    "line", ["Vary: Accept-Encoding", "X-Rack-CORS: hit", "Access-Control-Expose-Headers: x"]
)
def test_others_do_not(line: str) -> None:
    assert explained(PUT, always(403, line)).cause == "access-denied"


def test_another_origin_that_passes_proves_it() -> None:
    request = JSON._replace(origin="http://127.0.0.1:8080", url="http://localhost:5000/x")
    refusal = response(204)
    answer = cors(("http://localhost:8080",), ("POST", "GET"), ("content-type",), refusal=refusal)
    verdict = explained(request, answer)
    assert verdict.cause == "origin-not-listed"
    assert (
        "the answer to a preflight from `http://localhost:8080` allows that origin (204)" in verdict.evidence
    )
    assert "`localhost` and `127.0.0.1` are different origins" in str(verdict.help)
    assert "authentication" not in str(verdict.help)


def test_an_answer_that_differs_without_origin_is_that_of_a_cors_layer() -> None:
    """As gin-contrib/cors does it: 403 without a header, without a body."""
    verdict = explained(PUT, cors(("https://other.example",), refusal=response(403)))
    assert verdict.cause == "origin-not-listed"
    assert "without `Origin` the answer is 404, with it 403" in verdict.evidence
    assert explained(PUT, always(403)).cause == "access-denied"


def test_which_of_method_and_headers_is_refused() -> None:
    refusal = response(403, body="Invalid CORS request")
    names = (("X-A", "1"), ("X-B", "2"))
    method = explained(PUT._replace(headers=names), cors((APP,), ("GET",), ("x-a", "x-b"), refusal=refusal))
    assert method.cause == "method-not-listed"
    assert "the same for `PUT` does not" in method.evidence
    assert "Add PUT" in str(method.help)
    headers = explained(PUT._replace(headers=names), cors((APP,), ("GET", "PUT"), ("x-a",), refusal=refusal))
    assert headers.cause == "header-not-listed"
    assert "with `x-b` it does not" in headers.evidence
    assert "with `x-a` it does" in headers.evidence
    assert "Add x-b to" in str(headers.help)
    origin = explained(PUT, cors((), refusal=refusal))
    assert origin.cause == "origin-not-listed"


def test_a_response_is_explained_by_preflights() -> None:
    assert explained(GET, cors(("http://app.example",))).cause == "origin-not-listed"
    assert explained(GET, always(200)).cause == "cors-not-configured"


@pytest.mark.parametrize("allowed", ["*", APP])
@pytest.mark.parametrize("status", [404, 405])
def test_an_origin_that_the_answer_allows_is_not_what_is_refused(allowed: str, status: int) -> None:
    """As ASAB up to 26.36 answers on a path that no preflight path covers."""
    lines = (f"Access-Control-Allow-Origin: {allowed}", "Access-Control-Allow-Methods: GET, POST, PUT")
    verdict = explained(JSON, always(status, *lines))
    assert verdict.cause == "options-not-handled"
