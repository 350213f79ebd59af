"""`corscheck why --browser`: every request once more in a real browser, and whether that agrees."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corscheck.cli.why_options import WhyOptions
    from corscheck.fetch.verdict import Verdict
    from corscheck.live.why import InvalidLine, WhyRequest
    from corscheck.wire.transport import Connection

    Outcome = Verdict | InvalidLine
    Repeat = Callable[[WhyRequest | InvalidLine, Outcome], Outcome]

REPORT = "https://github.com/corscheck/corscheck/issues"


@contextmanager
def repeating(options: WhyOptions, connection: Connection) -> Iterator[Repeat]:
    """A function that adds the browser's verdict to an outcome; without --browser, nothing is added.

    Raises:
        UsageProblem: The browser or Playwright is not there, or does not start.
    """
    if options.browser is None:
        yield lambda _, outcome: outcome
        return
    from corscheck.browser.repeat import RealBrowser  # noqa: PLC0415  # an extra
    from corscheck.fetch.verdict import Verdict  # noqa: PLC0415
    from corscheck.live.why import WhyRequest  # noqa: PLC0415

    with RealBrowser(options.browser, connection) as browser:

        def repeat(asked: WhyRequest | InvalidLine, outcome: Outcome) -> Outcome:
            if not isinstance(asked, WhyRequest) or not isinstance(outcome, Verdict):
                return outcome
            limited = asked.request._replace(
                preflight_only=options.preflight_only, send_unsafe=options.send_unsafe
            )
            seen = browser.observe(limited, outcome)
            if seen.agrees is False:
                sys.stderr.write(
                    f"{options.browser} and corscheck differ about this request. Please report it, with the"
                    f" output of --output-format json: {REPORT}\n"
                )
            return outcome._replace(browser=seen)

        yield repeat


def results_of(outcome: Outcome) -> set[str]:
    """What the outcome adds to the results that decide the exit code."""
    found = {str(getattr(outcome, "result", "unreadable"))}
    seen = getattr(outcome, "browser", None)
    if seen is not None and seen.result == "not_tested":
        found.add("not_tested")
    if seen is not None and seen.agrees is False:
        found.add("differs")
    return found
