from __future__ import annotations

import pytest

from corscheck.exchange import Failure
from corscheck.report.why_summary import MAX_LINES, exchange_lines, summary
from tests.support.causes import GET, PUT, URL, always, explained

REQUESTS = (GET, PUT, PUT._replace(headers=(("X-A", "1"),), credentials="include"))


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("body", ["", "Invalid CORS request", "x" * 500])
def test_an_exchange_takes_six_lines_at_most(request_: object, body: str) -> None:
    lines = ("Vary: Origin", "Server: a", "Age: 1", "Access-Control-Allow-Methods: GET", "Location: x")
    verdict = explained(request_, always(403, *lines, body=body))  # type: ignore[arg-type]
    shown = exchange_lines(verdict.exchanges[-1])
    assert len(shown) <= MAX_LINES
    assert shown[0].startswith("> ")
    assert "< 403" in shown
    text = "\n".join(shown)
    assert "Vary: Origin" in text
    assert "Origin: https://app.example" in text
    assert body[:200] in text


def test_cause_and_fix_come_first() -> None:
    rows = summary(explained(PUT, always(405)), "Because.")
    assert rows[0] == ("Cause", "Because. (options-not-handled)")
    assert rows[1][0] == "Fix"
    assert {label for label, _ in rows[2:]} == {""}


def test_without_an_answer() -> None:
    verdict = explained(GET, lambda _: Failure("refused", "nothing\x1b listens"))
    assert exchange_lines(verdict.exchanges[-1])[-1] == r"< nothing\x1b listens"
    assert summary(verdict._replace(cause=None), None)[0] == ("Result", verdict.message)


def test_of_a_redirect_the_redirect_is_shown() -> None:
    def answer(request: object) -> object:
        if request.url == URL:  # type: ignore[attr-defined]
            return always(302, "Access-Control-Allow-Origin: *", "Location: https://b.example/login")(request)  # type: ignore[arg-type]
        return always(200)(request)  # type: ignore[arg-type]

    rows = summary(explained(GET, answer), "x")  # type: ignore[arg-type]
    assert ("", f"> GET {URL}") in rows
    assert ("", "< Location: https://b.example/login") in rows
