"""The checks of an answer's headers (Fetch: CORS check; CORS-preflight fetch; HTTP new-header syntax).

Every function yields all checks that fail, in the order of the standard. A browser reports the first; the
others would be reported once that is fixed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.fetch.deviations import AUTHORIZATION_UNDER_WILDCARD
from corscheck.fetch.headers import BLANKS, extract_list, get, values
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.safelist import (
    FORBIDDEN_RESPONSE_HEADERS,
    SAFELISTED_METHODS,
    SAFELISTED_RESPONSE_HEADERS,
)
from corscheck.records import NamedTuple
from corscheck.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Response
    from corscheck.fetch.headers import HeaderList
    from corscheck.fetch.request import Prepared

Phase = Literal["preflight", "response"]

REDIRECT_STATUSES = (301, 302, 303, 307, 308)
"""Fetch: redirect status."""


class Problem(NamedTuple):
    """One check that an answer fails.

    `step` is the name in the interface; `cause` distinguishes failures of a step that are fixed differently
    (`slash`, `duplicate`, `star` ...); `names` are the methods or headers it is about.
    """

    step: str
    message: str
    help: str = ""
    cause: str = ""
    names: tuple[str, ...] = ()


def check_cors(prepared: Prepared, response: Response, phase: Phase) -> Iterator[Problem]:
    """Fetch: CORS check. The credentials mode is the real request's, for the preflight too."""
    allowed = get(response.headers, "access-control-allow-origin")
    answer = "The preflight answer" if phase == "preflight" else "The response"
    if allowed is None:
        message = f"{answer} ({response.status}) has no Access-Control-Allow-Origin."
        yield Problem(f"{phase}-allow-origin-missing", message)
    elif allowed == "*" and prepared.include:
        message = "Access-Control-Allow-Origin is `*`, but the request includes credentials."
        yield Problem(f"{phase}-allow-origin-wildcard", message)
    elif allowed not in ("*", prepared.origin_header):
        cause, message = _mismatch(values(response.headers, "access-control-allow-origin"), prepared)
        yield Problem(f"{phase}-allow-origin-mismatch", message, cause=cause)
    if prepared.include:
        credentials = get(response.headers, "access-control-allow-credentials")
        if credentials != "true":
            is_what = "is missing" if credentials is None else f"is {quoted(credentials)}"
            message = f"Access-Control-Allow-Credentials {is_what}; it must be exactly `true`."
            yield Problem(f"{phase}-allow-credentials", message)


def check_preflight(prepared: Prepared, response: Response) -> Iterator[Problem]:
    """Fetch: CORS-preflight fetch, from the answer on. A redirect comes first: it explains the rest."""
    redirect = is_redirect(response)
    if redirect:
        location = get(response.headers, "location") or ""
        message = (
            f"The preflight was answered {response.status} to {quoted(location)}. Browsers do not follow it."
        )
        yield Problem("preflight-redirect", message)
    yield from check_cors(prepared, response, "preflight")
    if not redirect and not 200 <= response.status <= 299:
        yield Problem("preflight-status", f"The preflight was answered {response.status}; only 200-299 pass.")
    methods = extract_list(response.headers, "access-control-allow-methods")
    headers = extract_list(response.headers, "access-control-allow-headers")
    yield from _syntax("preflight-allow-methods-syntax", "Access-Control-Allow-Methods", methods)
    yield from _syntax("preflight-allow-headers-syntax", "Access-Control-Allow-Headers", headers)
    yield from _check_method(prepared, methods)
    yield from _check_headers(prepared, headers)


def is_redirect(response: Response) -> bool:
    """Whether the answer to a preflight is a redirect, which needs a Location."""
    return response.status in REDIRECT_STATUSES and bool(get(response.headers, "location"))


def exposed_headers(prepared: Prepared, response: Response) -> tuple[str, ...]:
    """The names of the response's headers that script can read, as `response.headers.keys()` lists them.

    Fetch: CORS-safelisted response-header name; main fetch: CORS-exposed header-name list.
    """
    names = {name.lower() for name, _ in response.headers}
    exposed = extract_list(response.headers, "access-control-expose-headers")
    allowed = set(SAFELISTED_RESPONSE_HEADERS)
    if exposed is not None and not exposed.malformed:
        everything = "*" in exposed.elements and not prepared.include
        allowed |= names if everything else {element.lower() for element in exposed.elements}
    return tuple(sorted((names & allowed) - FORBIDDEN_RESPONSE_HEADERS))


def _syntax(step: str, name: str, found: HeaderList | None) -> Iterator[Problem]:
    if found is not None and found.malformed:
        are = "is no name" if len(found.malformed) == 1 else "are no names"
        message = f"{name} cannot be parsed: {listed(found.malformed)} {are}."
        message += " Browsers then refuse the whole answer."
        yield Problem(step, message, names=found.malformed)


def _check_method(prepared: Prepared, methods: HeaderList | None) -> Iterator[Problem]:
    method, elements = prepared.method, methods.elements if methods else ()
    if methods is not None and methods.malformed:
        return
    if method in elements or method in SAFELISTED_METHODS or ("*" in elements and not prepared.include):
        return
    message, cause = f"{quoted(method)} is not in Access-Control-Allow-Methods {_received(methods)}.", ""
    if "*" in elements:
        message, cause = f"{message[:-1]}; `*` does not count with credentials.", "star"
    elif similar := next((element for element in elements if element.upper() == method.upper()), None):
        message, cause = f"{message[:-1]}: methods are case-sensitive, and it has {quoted(similar)}.", "case"
    yield Problem("preflight-method", message, cause=cause, names=(method,))


def _received(found: HeaderList | None) -> str:
    """The content of a list in the answer, for a sentence about what it lacks."""
    if found is None:
        return "(which is missing)"
    return f"({listed(found.elements)})" if found.elements else "(which is empty)"


def _check_headers(prepared: Prepared, headers: HeaderList | None) -> Iterator[Problem]:
    if headers is not None and headers.malformed:
        return
    named = {element.lower() for element in headers.elements} if headers else set()
    wildcard = "*" in named and not prepared.include
    missing = [] if wildcard else [name for name in prepared.unsafe_names if name not in named]
    if not missing and not wildcard:
        return
    received = _received(headers)
    tail = "; `*` does not count with credentials" if "*" in named else ""
    cause = "star" if tail else ""
    if "authorization" in prepared.unsafe_names and "authorization" not in named:
        if not wildcard:
            missing.remove("authorization")
            message = f"`authorization` is not in Access-Control-Allow-Headers {received}{tail}."
            yield Problem("preflight-authorization", message, cause=cause, names=("authorization",))
        elif not AUTHORIZATION_UNDER_WILDCARD.everywhere:
            message = "`*` in Access-Control-Allow-Headers does not cover Authorization."
            yield Problem("preflight-authorization", message, cause="star", names=("authorization",))
    if missing:
        are = "is" if len(missing) == 1 else "are"
        message = f"{listed(missing)} {are} not in Access-Control-Allow-Headers {received}{tail}."
        yield Problem("preflight-header", message, cause=cause, names=tuple(missing))


def _mismatch(lines: list[str], prepared: Prepared) -> tuple[str, str]:
    """Why Access-Control-Allow-Origin does not match: the cause and the message."""
    if len(lines) > 1:
        return "duplicate", (
            f"Access-Control-Allow-Origin is sent {len(lines)} times ({listed(lines)}); browsers accept one."
        )
    allowed, origin = lines[0], prepared.origin_header
    is_not = f"Access-Control-Allow-Origin is {quoted(allowed)}, the page's origin is `{origin}`"
    if origin == "null":
        tainted = prepared.origin.serialised != "null"
        return ("tainted", f"{is_not} since the redirect.") if tainted else ("opaque", f"{is_not}.")
    if any(blank in allowed for blank in BLANKS) or "," in allowed:
        return (
            "list",
            f"Access-Control-Allow-Origin has several values ({quoted(allowed)}); browsers accept one.",
        )
    if "*" in allowed:
        return "pattern", f"{quoted(allowed)} in Access-Control-Allow-Origin is not a pattern for browsers."
    cause, why = _other_origin(allowed, prepared)
    return cause, f"{is_not}{why}."


def _other_origin(allowed: str, prepared: Prepared) -> tuple[str, str]:
    """How a single value differs from the page's origin: the cause, and a clause for the message."""
    meant, page = parse_origin(allowed), prepared.origin
    if isinstance(meant, NotAnOrigin):
        schemeless = meant.suggestion is not None and meant.suggestion.endswith(f"//{page.host}")
        return ("scheme" if schemeless else "not-an-origin"), f": {meant.reason}"
    if meant.serialised == page.serialised:
        return meant.differences[0].kind, f": {meant.differences[0].message}"
    if meant.host != page.host:
        return ("null" if meant.opaque else "other"), ""
    return (
        ("scheme", ": the schemes differ") if meant.scheme != page.scheme else ("port", ": the ports differ")
    )
