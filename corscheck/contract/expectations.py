"""`[[expect]]` tables: a repository's CORS policy as lines that can be tried."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from corscheck.contract.path_targets import LABEL
from corscheck.errors import UsageProblem
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.request import Credentials, FetchRequest, Rejected, prepare
from corscheck.rules.live._case import Case
from corscheck.source import Span
from corscheck.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corscheck.source import Source

STEPS = (
    "preflight-redirect",
    "preflight-allow-origin-missing",
    "preflight-allow-origin-mismatch",
    "preflight-allow-origin-wildcard",
    "preflight-allow-credentials",
    "preflight-status",
    "preflight-allow-methods-syntax",
    "preflight-allow-headers-syntax",
    "preflight-method",
    "preflight-header",
    "response-redirect",
    "response-allow-origin-missing",
    "response-allow-origin-mismatch",
    "response-allow-origin-wildcard",
    "response-allow-credentials",
)
"""Steps at which a policy can expect a request to be blocked."""

_HEADER = re.compile(r"(?m)^[ \t]*\[\[[ \t]*(?:tool[ \t]*\.[ \t]*corscheck[ \t]*\.[ \t]*)?expect[ \t]*\]\]")
_KEYS: dict[str, type | tuple[type, ...]] = {
    "service": str,
    "origin": str,
    "path": str,
    "method": str,
    "headers": (list, tuple),
    "credentials": str,
    "result": str,
    "step": str,
    "send": bool,
    "reason": str,
}
_KINDS = {str: "a text", (list, tuple): "a list of texts", bool: "true or false"}
_VALUES = {"authorization": "Bearer corscheck", "content-type": "application/json"}


class Expectation(NamedTuple):
    """One `[[expect]]` table: a request, and what a browser must make of it."""

    origin: str
    path: str
    method: str = "GET"
    headers: tuple[str, ...] = ()  # names of request headers
    credentials: Credentials = "omit"
    result: Literal["allow", "block"] = "allow"
    step: str | None = None  # where it must be blocked
    send: bool = False  # whether the request itself is made
    reason: str = ""  # why it is so
    service: str | None = None  # the name of a [[service]]; None: every one
    at: Span | None = None


def read_expectations(tables: Iterable[Mapping[str, Any]], source: Source | None = None) -> list[Expectation]:
    """The expectations of a settings file.

    Args:
        tables: the `expect` tables as TOML makes them.
        source: the file they stand in, for their places.

    Raises:
        UsageProblem: A table does not say what it must, or says what is not understood.
    """
    places = (
        [Span(source, match.start(), match.end()) for match in _HEADER.finditer(source.text)]
        if source
        else []
    )
    listed = list(tables)
    if len(places) != len(listed):
        places = []  # written inline, or in comments and texts: better no place than a wrong one
    return [
        _expectation(table, places[number] if places else None, number) for number, table in enumerate(listed)
    ]


def policy_cases(expectations: Sequence[Expectation], section: str, base_url: str) -> list[Case]:
    """The cases that try the expectations on a service."""
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
        )
        cases[case.id] = case
    return list(cases.values())


def _expectation(table: Mapping[str, Any], at: Span | None, number: int) -> Expectation:
    where = f"{at.source.path}:{at.line}: " if at else f"[[expect]] number {number + 1}: "
    for key, value in table.items():
        if key not in _KEYS:
            raise UsageProblem(f"{where}unknown key `{key}`{did_you_mean(key, list(_KEYS))}")
        if not isinstance(value, _KEYS[key]) or (key == "headers" and not _texts(value)):
            raise UsageProblem(f"{where}`{key}` must be {_KINDS[_KEYS[key]]}")
    for key in ("origin", "path", "result"):
        if key not in table:
            raise UsageProblem(f"{where}`{key}` is missing")
    _one_of(where, "result", table["result"], ("allow", "block"))
    _one_of(where, "credentials", table.get("credentials", "omit"), get_args(Credentials))
    if "step" in table:
        _one_of(where, "step", table["step"], STEPS)
        if table["result"] == "allow":
            raise UsageProblem(f"{where}`step` says where a request is blocked, but `result` is `allow`")
    _check_origin(where, table["origin"])
    if not table["path"].startswith("/"):
        raise UsageProblem(f"{where}`path` must begin with `/`")
    send = table.get("send", table.get("method", "GET") in ("GET", "HEAD"))
    values = {**table, "headers": tuple(table.get("headers", ())), "send": send}
    expected = Expectation(**values, at=at)
    if not send and not _preflighted(expected):
        raise UsageProblem(f"{where}browsers make this request without a preflight: it needs `send = true`")
    return expected


def _check_origin(where: str, text: str) -> None:
    """What is no origin is sent by no browser, so that `block` would always be true."""
    origin = parse_origin(text)
    if isinstance(origin, NotAnOrigin):
        hint = f"; did you mean `{origin.suggestion}`?" if origin.suggestion else ""
        raise UsageProblem(f"{where}`origin` cannot be `{text}`: {origin.reason}{hint}")


def _preflighted(expected: Expectation) -> bool:
    """Whether there is anything to try without making the request itself; also where it is refused."""
    prepared = prepare(_request(expected, "http://corscheck.invalid"))
    return isinstance(prepared, Rejected) or bool(prepared.reasons)


def _request(expected: Expectation, base: str) -> FetchRequest:
    return FetchRequest(
        base + expected.path,
        expected.origin,
        expected.method,
        tuple((name, _VALUES.get(name.lower(), LABEL)) for name in expected.headers),
        expected.credentials,
        preflight_only=not expected.send,
        send_unsafe=expected.send,  # whoever writes `send = true` means it
    )


def _texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _one_of(where: str, key: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        hint = did_you_mean(value, list(known)) or f"; it is one of {', '.join(known)}"
        raise UsageProblem(f"{where}`{key}` cannot be `{value}`{hint}")
