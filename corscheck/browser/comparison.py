"""Whether a real browser reaches the same verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.fetch.deviations import Seen, relevant
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import Prepared

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.checks import Sent
    from corscheck.fetch.observed import Observed
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict

PASSED = {"allowed": "allowed", "not_cross_origin": "allowed", "preflight_passed": "preflight_passed",
          "not_tested": "preflight_passed"}  # fmt: skip
"""Result of a verdict → the result in a browser; `not_tested` is a preflight without its method."""


def compared(request: FetchRequest, verdict: Verdict, observed: Observed) -> Observed:
    """The observation, with whether the browser reached the same verdict."""
    if observed.result == "not_tested":
        return observed
    passed = observed.result if observed.result in PASSED.values() else None
    if passed == PASSED.get(verdict.result):
        return observed._replace(agrees=True)
    names = _deviations(request, verdict)
    if names:
        deviations = ", ".join(names)
        return observed._replace(note=f"Chromium is known to deviate from the standard here: {deviations}.")
    return observed._replace(agrees=False)


def _deviations(request: FetchRequest, verdict: Verdict) -> list[str]:
    """The deviations of Chromium's that apply."""
    prepared = prepare(request)
    headers = prepared.headers if isinstance(prepared, Prepared) else ()
    asked, answered = _headers(verdict.preflight), _headers(verdict.response)
    seen = Seen(headers, asked, answered, include=request.credentials == "include")
    return [deviation.name for deviation in relevant(seen) if "chrome" in deviation.engines]


def _headers(sent: Sent | None) -> Headers:
    return sent.answer.headers if sent is not None and isinstance(sent.answer, Response) else ()
