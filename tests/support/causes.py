"""Verdicts with their causes, from answers that a function gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.fetch.request import FetchRequest
from corscheck.live.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Answer, Request
    from corscheck.fetch.verdict import Verdict

APP = "https://app.example"
URL = "https://api.example/items"
PUT = FetchRequest(URL, APP, "PUT")
GET = FetchRequest(URL, APP)
JSON = FetchRequest(URL, APP, "POST", body="json")


def response(status: int, /, *lines: str, body: str = "") -> Response:
    """An answer with these header lines, as `Name: value`."""
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    return Response(status, headers, elapsed=0.001, body=body)


def explained(request: FetchRequest, answer: Callable[[Request], Answer], *, probe: bool = True) -> Verdict:
    """The verdict when each request is answered by `answer`."""
    conversation = Conversation(request, probe=probe)
    while (outgoing := conversation.next()) is not None:
        conversation.feed(answer(outgoing))
    return conversation.outcome


def always(status: int, /, *lines: str, body: str = "") -> Callable[[Request], Answer]:
    """The same answer to everything."""
    return lambda _: response(status, *lines, body=body)


class Recording:
    """Answers as another function does, and keeps what was asked."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self.asked: list[Request] = []
        self._answer = answer

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        return self._answer(request)


def header(request: Request, name: str) -> str:
    """A header of a request, empty where it is missing."""
    return {key.lower(): value for key, value in request.headers}.get(name, "")


def cors(
    origins: tuple[str, ...],
    methods: tuple[str, ...] = ("GET", "POST"),
    names: tuple[str, ...] = (),
    *,
    status: int = 204,
    refusal: Response | None = None,
) -> Callable[[Request], Answer]:
    """A library that answers `refusal` (else `status` without headers) to what is not on its lists."""
    refused = refusal or response(status, "Vary: Origin")

    def answer(request: Request) -> Answer:
        origin = header(request, "origin")
        if not origin:
            return response(404)
        allowed = f"Access-Control-Allow-Origin: {origin}"
        if request.method != "OPTIONS":
            return (
                response(200, allowed, "Vary: Origin") if origin in origins else response(200, "Vary: Origin")
            )
        asked = [name for name in header(request, "access-control-request-headers").split(",") if name]
        method = header(request, "access-control-request-method")
        if origin not in origins or method not in methods or not set(asked) <= set(names):
            return refused
        lines = [
            f"Access-Control-Allow-Methods: {method}",
            f"Access-Control-Allow-Headers: {','.join(asked)}",
        ]
        return response(status, allowed, "Vary: Origin", *lines)

    return answer
