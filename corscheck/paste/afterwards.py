"""Notes on the verdict on a request that is known only in part, made from the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.algorithm import Fetch
from corscheck.paste.outcome import PASSED
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.paste.console import Reported


def with_include(request: FetchRequest, verdict: Verdict) -> Verdict:
    """The verdict, with a note where the same answers would be refused if credentials were included."""
    if verdict.result not in PASSED or verdict.result == "not_cross_origin":
        return verdict
    fetch = Fetch(request._replace(credentials="include"))
    for sent in verdict.exchanges:
        if fetch.next() is None:
            break
        fetch.feed(sent.answer)
    if fetch.result is None or fetch.result in PASSED or not fetch.problems:
        return verdict
    problem = fetch.problems[0]
    note = f"With credentials included the same answer would be refused ({problem.step}): {problem.message}"
    return verdict._replace(notes=(note, *verdict.notes))


def compared(report: Reported, verdict: Verdict) -> Verdict:
    """The verdict, with a note on whether it agrees with what the console printed."""
    about = f"`{visible(report.sentence[:200])}`"
    if report.reason.is_at(verdict.step):
        note = f"What the console printed is still so: {about}."
    elif verdict.result in PASSED or (verdict.result == "not_tested" and verdict.preflight_sent):
        note = (
            f"What the console printed is not so for this request: {about}. Either the server has changed, or"
            " the request differs in what a console does not print: see -X, -H, --credentials and --body."
        )
    else:
        note = f"The console printed another reason: {about}."
    return verdict._replace(notes=(note, *verdict.notes))
