from __future__ import annotations

from tests.support.causes import APP, GET, PUT, always, cors, explained, response


def test_headers_that_were_not_tried_count_as_refused() -> None:
    names = tuple((f"X-{name}", "1") for name in "ABCDEFG")
    answer = cors((APP,), ("GET",), ("x-a",), refusal=response(403))
    verdict = explained(GET._replace(headers=names), answer)
    assert verdict.cause == "header-not-listed"
    assert "x-g" in str(verdict.help)
    assert "x-a" not in str(verdict.help)


def test_a_server_that_has_no_rules() -> None:
    verdict = explained(PUT, always(403, body="CORSResponse: CORS is not enabled for this bucket."))
    assert verdict.cause == "cors-not-configured"


def test_how_the_origin_differs_from_one_that_is_allowed() -> None:
    for page, allowed, word in (
        ("https://app.example", "http://app.example", "http and https"),
        ("https://app.example", "https://www.app.example", "host name"),
        ("https://app.example:8443", "https://app.example", "port"),
        ("http://127.0.0.1:3000", "http://localhost:3000", "`localhost` and `127.0.0.1`"),
    ):
        verdict = explained(GET._replace(origin=page, url="https://api.example/"), cors((allowed,)))
        assert word in str(verdict.help)
        assert allowed in str(verdict.help)
