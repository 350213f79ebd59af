"""`[[expect]]` tables: a repository's CORS policy as requests that can be tried.

`corscheck.settings.schema` reads them; here is what a table means and which keys contradict each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from corscheck.errors import UsageProblem
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import Credentials, FetchRequest, Rejected, example_headers
from corscheck.fetch.verdict import SAFE_METHODS
from corscheck.records import NamedTuple
from corscheck.rules.live._case import Case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.source import Span

_INSTEAD = 'name a header that needs a preflight, `headers = ["content-type"]`'


class Expectation(NamedTuple):
    """One `[[expect]]` table: a request, and what a browser must make of the answer."""

    origin: str
    path: str
    method: str = "GET"
    headers: tuple[str, ...] = ()  # names of request headers
    credentials: Credentials = "omit"
    result: Literal["allow", "block"] = "allow"
    step: str | None = None  # where it must be blocked
    send: bool | None = None  # whether the request itself is made; None: where it is a GET or HEAD
    send_unsafe: bool = False  # whether it is made although its method may change things
    reason: str = ""  # why it is so
    service: str | None = None  # the name of a [[service]]; None: every one
    at: Span | None = None


def expectation(**fields: Any) -> Expectation:
    """The expectation of a table whose values are right one by one.

    Raises:
        ValueError: They contradict each other.
    """
    made = Expectation(**fields)
    if made.step is not None and made.result == "allow":
        raise ValueError("`step` says where a request is blocked, but `result` is `allow`")
    return made


def decided(expected: Expectation, *, send_unsafe: bool = False) -> Expectation:
    """The expectation with `send` decided.

    Nothing but GET, HEAD and OPTIONS is sent without `send_unsafe`: the option, or the table's own key.

    Raises:
        UsageProblem: The table sends what may not be sent, or there is nothing to try without sending.
    """
    request = prepare(_request(expected, "http://corscheck.invalid"))
    if isinstance(request, Rejected):
        return expected._replace(send=False)  # no browser sends it
    method = request.method
    allowed = method in SAFE_METHODS or send_unsafe or expected.send_unsafe
    only_sent = not request.reasons  # browsers send it without a preflight
    send = expected.send
    if send is None:
        send = method in ("GET", "HEAD") or expected.send_unsafe or (only_sent and allowed)
    if send and not allowed:
        also = f", and {_INSTEAD}" if only_sent else ""
        raise _mistake(
            expected,
            f"`send = true` sends a {method}, which may change things: that needs `send-unsafe = true` or "
            f"--send-unsafe. To try the preflight only, leave `send` out{also}",
        )
    if not send and only_sent and not allowed:
        raise _mistake(
            expected,
            f"browsers send this {method} without a preflight, so that only sending it would try it, "
            f"which may change things. To try the preflight instead, {_INSTEAD}; "
            "to send it all the same, give `send-unsafe = true` or --send-unsafe",
        )
    if not send and only_sent:
        raise _mistake(
            expected, f"browsers send this {method} without a preflight: with `send = false` nothing is tried"
        )
    return expected._replace(send=send, send_unsafe=send and method not in SAFE_METHODS)


def _mistake(expected: Expectation, message: str) -> UsageProblem:
    where = f"{expected.at.source.path}:{expected.at.line}" if expected.at else "[[expect]]"
    return UsageProblem(f"{where}: {message}", span=expected.at)


def policy_cases(expectations: Sequence[Expectation], section: str, base_url: str) -> list[Case]:
    """The cases that try the expectations, which are as `decided` returns them, on a web container."""
    base = base_url.rstrip("/")
    cases = {}
    for number, expected in enumerate(expectations, 1):
        request = _request(expected, base)
        case = Case(
            f"policy {number} {expected.method} {expected.path} {expected.origin} {expected.credentials}",
            "policy",
            section,
            request,
            expected.path,
            expected.result,
            expected.reason or "the policy says so",
            expected.at,
            step=expected.step,
            route=expected.path if expected.result == "allow" else "",
        )
        cases[case.id] = case
    return list(cases.values())


def _request(expected: Expectation, base: str) -> FetchRequest:
    return FetchRequest(
        base + expected.path,
        expected.origin,
        expected.method,
        example_headers(expected.headers),
        expected.credentials,
        preflight_only=not expected.send,
        send_unsafe=expected.send_unsafe,
        tls_in_front=expected.step != "mixed-content",
    )
