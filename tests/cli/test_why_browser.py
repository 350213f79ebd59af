from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import pytest

from corscheck.cli.why import exit_code
from corscheck.cli.why_browser import repeating, results_of
from corscheck.cli.why_options import WhyOptions
from corscheck.exchange import Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.observed import Observed
from corscheck.fetch.request import FetchRequest
from corscheck.live.why import InvalidLine, WhyRequest
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from corscheck.fetch.verdict import Verdict

REQUEST = FetchRequest("https://api.example/x", "https://app.example")
VERDICT = why(REQUEST, lambda _: Response(200, (("Access-Control-Allow-Origin", "*"),)))
SEEN = Observed("chromium", "1", "allowed", agrees=True)
INVALID = InvalidLine(1, "x")


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (VERDICT, 0),
        (VERDICT._replace(browser=SEEN), 0),
        (VERDICT._replace(browser=SEEN._replace(agrees=None)), 0),
        (VERDICT._replace(browser=SEEN._replace(result="blocked", agrees=False)), 2),
        (VERDICT._replace(browser=SEEN._replace(result="not_tested", agrees=None)), 2),
        (INVALID, 2),
    ],
)
def test_exit_codes(outcome: Verdict | InvalidLine, code: int) -> None:
    assert exit_code(results_of(outcome), exit_zero=True) == code


class Fake:
    def __init__(self, seen: Observed) -> None:
        self.seen = seen

    def __call__(self, *_: object) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def observe(self, *_: object, **__: object) -> Observed:
        return self.seen


def test_where_the_browser_differs_a_report_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for agrees in (True, False):
        fake: Any = Fake(SEEN._replace(agrees=agrees))
        monkeypatch.setattr("corscheck.browser.repeat.RealBrowser", fake)
        with repeating(WhyOptions(browser="chromium"), Connection()) as repeat:
            shown = repeat(WhyRequest(REQUEST), VERDICT)
            assert getattr(shown, "browser", None) == fake.seen
            assert repeat(INVALID, INVALID) == INVALID
        assert ("Please report it" in capsys.readouterr().err) == (not agrees)


def test_without_the_option_nothing_is_changed() -> None:
    with repeating(WhyOptions(), Connection()) as repeat:
        assert repeat(WhyRequest(REQUEST), VERDICT) is VERDICT
