"""Requests driven to their verdicts without a network, and the answers that tests give to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Answer, Request, Response
from corscheck.fetch.algorithm import why

if TYPE_CHECKING:
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict

O = "https://app.example"  # noqa: E741 - the origin, as the recorded tables call it
URL = "https://api.example/x"
PLAIN = "http://api.example/y"
FAR = "https://far.example/y"
HOME = f"{O}/x"
UNSENT = "may change something (see --send-unsafe)."
AO = "Access-Control-Allow-Origin"
OPEN = Response(
    204, ((AO, "*"), ("Access-Control-Allow-Methods", "*"), ("Access-Control-Allow-Headers", "*"))
)
OK = Response(200, ((AO, "*"), ("Content-Type", "text/plain")))
BARE = Response(200)


def judged(request: FetchRequest, *answers: Answer) -> tuple[Verdict, list[str]]:
    """The verdict, and what was sent as `METHOD origin-header`; as many answers as there are requests."""
    sent: list[Request] = []

    def send(outgoing: Request) -> Answer:
        sent.append(outgoing)
        return answers[len(sent) - 1]

    verdict = why(request, send)
    assert len(sent) == len(answers)
    return verdict, [
        f"{one.method} {one.url.removeprefix('https://')} {dict(one.headers).get('Origin')}" for one in sent
    ]


def away(status: int, location: str) -> Response:
    """A redirect that passes the CORS check."""
    return Response(status, ((AO, "*"), ("Location", location)))
