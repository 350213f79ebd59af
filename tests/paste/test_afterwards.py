from __future__ import annotations

import pytest

from corscheck.exchange import Failure, Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.request import FetchRequest
from corscheck.paste.afterwards import compared, with_include
from corscheck.paste.console import reports

APP, API = "https://app.example", "https://api.example/x"
MIRROR = Response(200, (("Access-Control-Allow-Origin", APP), ("Access-Control-Allow-Credentials", "true")))
OPEN = Response(200, (("Access-Control-Allow-Origin", "*"),))
BARE = Response(200, (("Server", "x"),))
(REPORT,) = reports(
    f"Access to fetch at '{API}' from origin '{APP}' has been blocked by CORS policy: No"
    " 'Access-Control-Allow-Origin' header is present on the requested resource."
)


@pytest.mark.parametrize(("answer", "noted"), [(OPEN, True), (MIRROR, False), (BARE, False)])
def test_the_other_credentials_mode(answer: Response, *, noted: bool) -> None:
    request = FetchRequest(API, APP)
    notes = with_include(request, why(request, lambda _: answer)).notes
    assert any("With credentials included" in note for note in notes) == noted


def test_the_other_credentials_mode_where_only_the_preflight_was_sent() -> None:
    request = FetchRequest(API, APP, "PUT")
    both = Response(200, (*OPEN.headers, ("Access-Control-Allow-Methods", "PUT")))
    (note, *_) = with_include(request, why(request, lambda _: both)).notes
    assert "preflight-allow-origin-wildcard" in note
    own = FetchRequest(f"{APP}/x", APP)
    assert "With credentials" not in " ".join(with_include(own, why(own, lambda _: OPEN)).notes)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (BARE, "is still so"),
        (OPEN, "is not so for this request"),
        (Response(200, (("Access-Control-Allow-Origin", "https://b.example"),)), "printed another reason"),
        (Failure("refused", "x"), "printed another reason"),
    ],
)
def test_what_the_console_printed(answer: Response | Failure, says: str) -> None:
    verdict = why(FetchRequest(API, APP), lambda _: answer)
    assert says in compared(REPORT, verdict).notes[0]


def test_a_preflight_whose_method_is_not_known_proves_nothing() -> None:
    request = FetchRequest(API, APP, is_preflight=True, any_method=True)
    verdict = why(request, lambda _: OPEN)
    assert (verdict.result, verdict.preflight_sent) == ("not_tested", True)
    assert "is not so for this request" in compared(REPORT, verdict).notes[0]
    assert why(request, lambda _: BARE).result == "preflight_blocked"
    assert why(request._replace(any_method=False), lambda _: OPEN).result == "preflight_passed"
