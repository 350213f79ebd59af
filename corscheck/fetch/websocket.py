"""The opening handshake of a WebSocket (WebSockets: opening handshake; RFC 6455, section 4).

There is no CORS for it: the browser sends `Origin` and all cookies, and the server alone decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure, Request, Response
from corscheck.fetch.browser_errors import Browsers
from corscheck.fetch.checks import Sent, judge_response
from corscheck.fetch.cors import Problem
from corscheck.fetch.headers import get
from corscheck.fetch.mixed_content import check_mixed_content
from corscheck.fetch.prepare import prepare
from corscheck.fetch.reproduce import curl, script_quoted, with_options
from corscheck.fetch.request import Rejected
from corscheck.fetch.responder import who_answered
from corscheck.fetch.url import clean, scheme_of
from corscheck.fetch.verdict import Verdict
from corscheck.records import NamedTuple
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Answer, Headers
    from corscheck.fetch.request import FetchRequest, Prepared
    from corscheck.fetch.verdict import Result

_HTTP = {"ws": "http", "wss": "https"}

# The example of RFC 6455, section 1.3: for one handshake the key need not be random.
_KEY, _ACCEPT = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

_UNKNOWN = "https://corscheck.invalid"  # an origin that no server knows
_NO_CORS = (
    "There is no CORS for WebSockets: browsers send `Origin` and all cookies, and the server alone decides."
)
_ANY_ORIGIN = (
    "The server takes the handshake from any page (tried: {origin}). Where it goes by cookies, compare"
    " `Origin` with a list there, or any page can open it in the name of its visitor."
)


class Finding(NamedTuple):
    """Why a handshake failed: a cause by its name, its evidence, and what to change."""

    cause: str
    evidence: tuple[str, ...]
    help: str


def is_websocket(url: str) -> bool:
    """Whether the URL is one of a WebSocket."""
    return scheme_of(clean(url)) in _HTTP


class Handshake:
    """What is sent for one WebSocket: its handshake, and with `probe` one more. No I/O.

    Where the server refuses, the second is without Origin; where it agrees, from an origin that no server
    knows. `headers` are the user's (`--header`).
    """

    def __init__(
        self,
        request: FetchRequest,
        headers: Headers = (),
        notes: tuple[str, ...] = (),
        *,
        probe: bool = False,
    ) -> None:
        self._request = request
        self._headers = headers
        self._notes = notes
        self._probe = probe and not request.preflight_only
        self._answers: list[Sent] = []
        scheme, _, rest = clean(request.url).partition(":")
        plain = request._replace(
            url=f"{_HTTP.get(scheme.lower(), scheme)}:{rest}", method="GET", headers=(), body=None,
            beacon=False, upload_listener=False,
        )  # fmt: skip
        self._prepared = prepare(plain)

    def next(self) -> Request | None:
        """The next handshake to send; None: the verdict is ready."""
        prepared = self._prepared
        if isinstance(prepared, Rejected) or check_mixed_content(prepared) or self._request.preflight_only:
            return None
        if not self._answers:
            return self._handshake(prepared, prepared.origin.serialised)
        if len(self._answers) == 1 and self._probe and isinstance(self._answers[0].answer, Response):
            return self._handshake(prepared, _UNKNOWN if _agrees(self._answers[0].answer) else "")
        return None

    def feed(self, answer: Answer) -> None:
        """Take the answer to it; ValueError where nothing was to be sent."""
        request = self.next()
        if request is None:
            raise ValueError("nothing was to be sent")
        self._answers.append(Sent("response", request, answer, is_checked=False))

    @property
    def outcome(self) -> Verdict:
        """Whether a browser opens the WebSocket, and if not, why."""
        prepared = self._prepared
        if isinstance(prepared, Rejected):
            problem = Problem("request", prepared.message, prepared.help)
            return self._verdict("request_rejected", problem, Finding("request-refused", (), prepared.help))
        mixed = check_mixed_content(prepared)
        if mixed is not None:
            return self._verdict("request_rejected", mixed, Finding("mixed-content", (), mixed.help))
        if not self._answers:
            message = "Nothing was sent: a WebSocket has no preflight."
            return self._verdict("not_tested")._replace(message=message, help="Leave out --preflight-only.")
        answer = self._answers[0].answer
        if isinstance(answer, Failure):
            (problem,) = judge_response(prepared, answer)
            return self._verdict("unreachable", problem)
        if _agrees(answer):
            return self._verdict("allowed")
        message = f"The handshake is answered {answer.status}{_what(answer)}; browsers take a valid 101 only."
        return self._verdict("response_blocked", Problem("response-network", message), self._finding(answer))

    def _handshake(self, prepared: Prepared, origin: str) -> Request:
        headers = [
            *((("Origin", origin),) if origin else ()),
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", _KEY),
        ]
        return Request("GET", prepared.url.href, (*headers, *self._headers), preview=self._probe)

    def _finding(self, answer: Response) -> Finding:
        evidence = [f"the handshake is answered {answer.status}"]
        if answer.body:
            evidence.append(f"the body says {quoted(answer.body)}")
        other = self._answers[1].answer if len(self._answers) > 1 else None
        if isinstance(other, Response) and _agrees(other):
            evidence.append("without `Origin` the server agrees (101)")
            origin = self._request.origin
            help_ = (
                f"Add `{origin}` to the origins that the server's WebSocket code accepts, written exactly so."
            )
            return Finding("websocket-origin", tuple(evidence), help_)
        return Finding("websocket-handshake", tuple(evidence), _help(answer))

    def _verdict(
        self, result: Result, problem: Problem | None = None, found: Finding | None = None
    ) -> Verdict:
        request, prepared = self._request, self._prepared
        sent = tuple(self._answers[:1])
        answer = sent[0].answer if sent else None
        response = answer if isinstance(answer, Response) else None
        help_ = found.help if found else problem.help if problem else None
        is_known = not isinstance(prepared, Rejected)
        again = self._repeat(prepared) if not isinstance(prepared, Rejected) else None
        return Verdict(
            id=request.id,
            url=clean(request.url),
            origin=prepared.origin.serialised if not isinstance(prepared, Rejected) else request.origin,
            method="GET",
            credentials="include",
            result=result,
            preflight_needed=False,
            preflight_reasons=(),
            preflight_sent=False,
            request_sent=response is not None,
            step=problem.step if problem else None,
            message=problem.message if problem else None,
            help=help_,
            problems=(problem._replace(help=help_ or ""),) if problem else (),
            notes=(*self._remarks(response), *self._notes),
            exposed_headers=(),
            browsers=_browsers(clean(request.url), answer) if result != "allowed" else Browsers(),
            exchanges=sent,
            layer=who_answered(response) if response else None,
            curl=again,
            snippet=_snippet(clean(request.url)) if is_known else None,
            cause=found.cause if found else None,
            evidence=found.evidence if found else (),
        )

    def _repeat(self, prepared: Prepared) -> str:
        """Without the user's headers; it ends although the connection stays open."""
        request = self._handshake(prepared, prepared.origin.serialised)
        headers = request.headers[: len(request.headers) - len(self._headers)]
        return with_options(curl(request._replace(headers=headers)), ("--http1.1", "--max-time", "5"))

    def _remarks(self, response: Response | None) -> Iterator[str]:
        yield _NO_CORS
        if self._request.headers or self._request.method != "GET" or self._request.body:
            yield "Method, headers and body were left out: a page can give a WebSocket none."
        other = self._answers[1] if len(self._answers) > 1 else None
        if response is None or other is None:
            return
        if _agrees(response) and isinstance(other.answer, Response) and _agrees(other.answer):
            yield _ANY_ORIGIN.format(origin=_UNKNOWN)
        yield "1 further request was sent to find the cause (--no-probe forbids it)."


def _agrees(answer: Response) -> bool:
    """RFC 6455, section 4.1: the client's checks."""
    upgrade = (get(answer.headers, "upgrade") or "").lower()
    accept = (get(answer.headers, "sec-websocket-accept") or "").strip()
    return answer.status == 101 and upgrade == "websocket" and accept == _ACCEPT


def _what(answer: Response) -> str:
    if answer.status != 101:
        return f" ({answer.reason})" if answer.reason.isprintable() and answer.reason else ""
    return ", but with another Sec-WebSocket-Accept or Upgrade"


def _help(answer: Response) -> str:
    if 300 <= answer.status < 400:
        location = get(answer.headers, "location") or ""
        return f"Open the final URL ({quoted(location)}): browsers follow no redirect of a handshake."
    if answer.status in (401, 407):
        return (
            "Let the handshake through with a cookie or a token in the URL: scripts can set no header for it."
        )
    if answer.status == 403:
        return "Check what the server refuses: the origin, a missing cookie or token, or the path."
    if answer.status in (400, 426):
        return (
            "Let every proxy pass `Connection` and `Upgrade` on (nginx: `proxy_http_version 1.1` and"
            " `proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade`)."
        )
    if answer.status >= 500:
        return f"Find out first why the server fails ({answer.status}): its log says so."
    return "Check the path, and that every proxy passes `Connection` and `Upgrade` on: this is no WebSocket."


def _browsers(url: str, answer: Answer | None) -> Browsers:
    if not isinstance(answer, Response):
        return Browsers()
    chrome = f"Error during WebSocket handshake: Unexpected response code: {answer.status}"
    return Browsers(chrome, f"Firefox can't establish a connection to the server at {url}")


def _snippet(url: str) -> str:
    events = 'w.onopen = () => console.log("open"); w.onclose = e => console.log("closed", e.code)'
    return f"(w => {{ {events}; }})(new WebSocket({script_quoted(url)}))"
