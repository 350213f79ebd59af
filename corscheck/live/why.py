"""`corscheck why` over the network: would a browser allow this cross-origin request, and if not, why?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.advice import in_asab_terms
from corscheck.exchange import has_header, pairs
from corscheck.fetch.reproduce import with_options
from corscheck.fetch.request import FetchRequest
from corscheck.fetch.verdict import Verdict
from corscheck.live.conversation import Conversation
from corscheck.records import NamedTuple
from corscheck.wire.https_port import USE_HTTPS, is_https_port
from corscheck.wire.proxies import ENV
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corscheck.exchange import Answer
    from corscheck.fetch.request import Body, Credentials
    from corscheck.fetch.websocket import Handshake
    from corscheck.wire.transport import Transport

_COOKIE = (
    "The Cookie of --header was not sent: browsers send cookies across origins only where the request"
    " includes credentials (--credentials include)."
)
_CERTIFICATE = (
    "The certificate of --cert was shown although the request does not include credentials. Chromium does"
    " that, too (its issue 775438), but Firefox and the standard do not (--credentials include)."
)


class WhyRequest(NamedTuple):
    """One request to explain; `notes` come from the reader of the input."""

    request: FetchRequest
    notes: tuple[str, ...] = ()


class InvalidLine(NamedTuple):
    """A line that is not a request: its number (from 1), what is wrong with it, its `id` where it has one."""

    line: int
    message: str
    id: object = None


class Limits(NamedTuple):
    """How far every request may go; see `FetchRequest`."""

    preflight_only: bool = False
    send_unsafe: bool = False
    probe: bool = False  # send up to five further requests that differ in one thing, to find the cause


def why(  # noqa: PLR0913 - the public function has what `fetch()` has
    url: str,
    *,
    origin: str,
    method: str = "GET",
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    credentials: Credentials = "same-origin",
    body: Body | None = None,
    upload_listener: bool = False,
    beacon: bool = False,
    preflight_only: bool = False,
    send_unsafe: bool = False,
    probe: bool = True,
    connection: Connection = Connection(),  # noqa: B008 - immutable
) -> Verdict:
    """Ask the server, as a browser would for a page of `origin` that calls `fetch(url, ...)`, and judge.

    With `upload_listener` the page makes an XMLHttpRequest that has a listener on its `upload`, with
    `beacon` it calls `navigator.sendBeacon()`; see `FetchRequest`. A request that may change something is
    sent with `send_unsafe` only.

    Where it fails, up to five further requests that differ in one thing find out the cause, unless `probe`
    is false: preflights, and GET where the page sends it, too.

    Raises `UsageProblem` where the connection's options cannot be used;
    everything else, unreachable servers too, is a verdict.
    """
    request = FetchRequest(
        url,
        origin,
        method,
        pairs(headers),
        credentials,
        body,
        upload_listener=upload_listener,
        beacon=beacon,
    )
    limits = Limits(preflight_only, send_unsafe, probe)
    (verdict,) = explain_all([WhyRequest(request)], connection._replace(jobs=1, hosts=1), limits)
    if not isinstance(verdict, Verdict):
        raise TypeError("a request has a verdict")
    return verdict


def explain_all(
    requests: Iterable[WhyRequest | InvalidLine],
    connection: Connection,
    limits: Limits = Limits(),  # noqa: B008 - immutable
    open_transport: Callable[[], Transport] | None = None,
    *,
    is_ready: bool = False,
    before_waiting: Callable[[], object] = lambda: None,
) -> Iterator[Verdict | InvalidLine]:
    """The verdicts, each as soon as it and all before it are known.

    `connection.jobs` requests are under way to one host at once, and to `connection.hosts` hosts. Invalid
    lines come back in their places. `is_ready` says that `requests` never waits for anything;
    `before_waiting` is called whenever all verdicts that are known have been yielded. Raises `UsageProblem`
    for unusable options.
    """
    tasks = (
        _Invalid(request) if isinstance(request, InvalidLine) else _conversation(request, connection, limits)
        for request in requests
    )
    with Wire(connection, open_transport) as wire:
        for task in wire.drive(
            tasks, hosts=connection.hosts, is_ready=is_ready, before_waiting=before_waiting
        ):
            outcome = _with_notes(task.outcome, connection)
            yield outcome if open_transport else _with_https_port(outcome, connection)


def _conversation(request: WhyRequest, connection: Connection, limits: Limits) -> Conversation | Handshake:
    limited = request.request._replace(preflight_only=limits.preflight_only, send_unsafe=limits.send_unsafe)
    if limited.url.lstrip()[:2].lower() == "ws":
        from corscheck.fetch.websocket import Handshake, is_websocket  # noqa: PLC0415 - rarely asked for

        if is_websocket(limited.url):
            return Handshake(limited, connection.headers, request.notes, probe=limits.probe)
    return Conversation(limited, connection.headers, request.notes, probe=limits.probe)


def _with_notes(outcome: Verdict | InvalidLine, connection: Connection) -> Verdict | InvalidLine:
    """The outcome, in the terms of ASAB where ASAB answered, with a note on the user's credentials.

    The command line that repeats it connects as it was connected here.
    """
    if isinstance(outcome, InvalidLine):
        return outcome
    if outcome.problems and outcome.cause is None:  # a WebSocket's, of which no answer came
        from corscheck.causes.diagnose import diagnosed  # noqa: PLC0415 - not for what passes

        outcome = diagnosed(outcome, None)
    outcome = in_asab_terms(outcome)
    preflight = outcome.request_sent is False
    if outcome.curl and (words := curl_options(connection, preflight=preflight)):
        outcome = outcome._replace(curl=with_options(outcome.curl, words))
    if not outcome.request_sent:
        return outcome
    if outcome.credentials == "include" or outcome.result == "not_cross_origin":
        return outcome
    notes = [_COOKIE] if has_header(connection.headers, "cookie") else []
    if connection.cert and outcome.url.startswith("https:"):
        notes.append(_CERTIFICATE)
    return outcome._replace(notes=(*outcome.notes, *notes)) if notes else outcome


def _with_https_port(outcome: Verdict | InvalidLine, connection: Connection) -> Verdict | InvalidLine:
    """The outcome; with a note where an https port was asked over http."""
    last = None if isinstance(outcome, InvalidLine) else outcome.response or outcome.preflight
    if isinstance(outcome, InvalidLine) or last is None:
        return outcome
    if not is_https_port(last.request.url, last.answer, connection):
        return outcome
    return outcome._replace(notes=(f"{USE_HTTPS[0].upper()}{USE_HTTPS[1:]}.", *outcome.notes))


def curl_options(connection: Connection, *, preflight: bool = False) -> tuple[str, ...]:
    """The options of curl that connect as these do; a preflight never has a client certificate."""
    given = (
        ("--cacert", connection.cacert),
        ("--cert", None if preflight else connection.cert),
        ("--key", None if preflight else connection.key),
        ("--unix-socket", connection.unix_socket),
        (
            "--proxy",
            None if connection.proxy == ENV else connection.proxy,
        ),  # curl asks the environment itself
    )
    words = [word for name, value in given if value for word in (name, value)]
    words += [word for entry in connection.resolve for word in ("--resolve", entry)]
    words += ["--insecure"] if connection.insecure else []
    return (*words, *(["--http2"] if connection.http2 else []))


class _Invalid:
    """An invalid line as a task for `Wire.drive`, with nothing to send."""

    __slots__ = ("outcome",)

    def __init__(self, outcome: InvalidLine) -> None:
        self.outcome = outcome

    def next(self) -> None:
        """Nothing is sent."""

    def feed(self, answer: Answer) -> None:
        """Nothing is answered."""
