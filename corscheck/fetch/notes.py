"""Remarks that do not decide the verdict."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.fetch.cache import advice
from corscheck.fetch.cookies import is_same_site, judge_cookies
from corscheck.fetch.cors import exposed_headers
from corscheck.fetch.deviations import Seen, relevant
from corscheck.fetch.headers import BLANKS, values
from corscheck.fetch.safelist import FORBIDDEN_RESPONSE_HEADERS
from corscheck.fetch.sites import address_space, is_potentially_trustworthy
from corscheck.text import listed, quoted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.exchange import Answer, Headers
    from corscheck.fetch.request import Prepared

_THIRD_PARTY = ", unless the browser keeps third parties from it, as Safari and private windows do"
_ODDITIES = 10  # of many answers together

# Connection and framing: scripts do not need them.
_UNMISSED = frozenset(
    ("connection", "date", "keep-alive", "server", "transfer-encoding", "vary", "via", "x-powered-by")
)


def request_notes(prepared: Prepared) -> Iterator[str]:
    """How the request was changed before it was sent, and what other than CORS may block it."""
    origin = prepared.origin
    if origin.differences and not origin.opaque:
        changes = "; ".join(difference.message for difference in origin.differences)
        yield f"{quoted(origin.typed)} was typed as origin; browsers send `{origin.serialised}`: {changes}."
    elif origin.differences:
        yield f"Browsers send `null` as origin: {origin.differences[0].message}."
    for name in prepared.dropped:
        remedy = "; use the credentials mode include" if name.lower() == "cookie" else ""
        yield f"{name} cannot be set by script; browsers drop it silently{remedy}."
    if any(reason.kind == "given" for reason in prepared.reasons):
        yield (
            f"Browsers send no preflight before a {prepared.method} that asks for no headers: before JSON"
            " they ask with `Access-Control-Request-Headers: content-type`, with a token `authorization`."
        )
    for url in prepared.urls:
        yield from _around(origin.scheme, origin.host, url.host)


def preflight_notes(prepared: Prepared, response: Response) -> Iterator[str]:
    """Remarks on the answer to the preflight."""
    yield from _preflight_notes(prepared.include, response.headers, response.oddities)


@lru_cache(maxsize=64)  # servers repeat themselves
def _preflight_notes(include: bool, headers: Headers, odd: tuple[str, ...]) -> tuple[str, ...]:  # noqa: FBT001  # a key
    notes = [cached] if (cached := advice(headers)) is not None else []
    if values(headers, "set-cookie"):
        notes.append("Set-Cookie in a preflight's answer is ignored.")
    if include:
        notes.append("A preflight never carries cookies, also with credentials included.")
    return (*notes, *(f"{visible(oddity)[:-1]} (in the answer to the preflight)." for oddity in odd))


def response_notes(prepared: Prepared, response: Response, *, blocked: bool) -> Iterator[str]:
    """Remarks on the answer to the request itself."""
    if prepared.include:
        yield from _cookies(prepared, response, blocked=blocked)
    if blocked:
        yield "Blocked is not undone: the server has carried out the request."
    else:
        hidden = _hidden(prepared, response)
        if hidden:
            yield f"Not readable by script: {listed(hidden)}. Name them in Access-Control-Expose-Headers."
    yield from _vary(prepared, response)


def oddities(answers: Iterable[Answer]) -> list[str]:
    """What is odd about the header sections of many answers: each oddity once, the first few."""
    found = (item for answer in answers if isinstance(answer, Response) for item in answer.oddities)
    return list(islice(dict.fromkeys(found), _ODDITIES))


def deviation_notes(
    prepared: Prepared, preflight: Response | None, response: Response | None
) -> Iterator[str]:
    """Where a browser deviates from the standard for headers like these."""
    asked = preflight.headers if preflight else ()
    answered = response.headers if response else ()
    idle = prepared.upload_listener and prepared.body is None
    for deviation in relevant(Seen(prepared.headers, asked, answered, prepared.include, idle)):
        yield deviation.message


def _cookies(prepared: Prepared, response: Response, *, blocked: bool) -> Iterator[str]:
    """Which cookies of the answer are stored, and which are not and why."""
    cookies = judge_cookies(values(response.headers, "set-cookie"), prepared.origin, prepared.url)
    stored = [cookie.name for cookie in cookies if cookie.refusal is None]
    if stored and blocked:
        kept = f"The answer is kept from script, but it sets cookies all the same: {listed(stored)}"
        foreign = "" if is_same_site(prepared.origin, prepared.url) else _THIRD_PARTY
        yield f"{kept}{foreign}."
    refused: dict[str, list[str]] = {}
    for cookie in cookies:
        if cookie.refusal is not None:
            refused.setdefault(cookie.refusal, []).append(cookie.name)
    for refusal, names in refused.items():
        yield f"Set-Cookie {listed(names)} is not stored: {refusal}."


@lru_cache(maxsize=256)  # thousands of requests go to a few hosts
def _around(scheme: str, page: str, host: str) -> tuple[str, ...]:
    """Local Network Access, which Chromium checks at every redirect; `scheme` and `page` are the origin's."""
    secure = is_potentially_trustworthy(scheme, page)
    space = address_space(host)
    if space == "public" or not page or address_space(page) != "public":
        return ()
    where = "this machine" if space == "loopback" else "the local network"
    only = "" if secure else ", and only from https"
    allows = f"Chromium lets a public page reach {where} only with the user's permission{only}"
    return (f"Local network access: {allows}; no header grants it.",)


def _vary(prepared: Prepared, response: Response) -> Iterator[str]:
    """Fetch: CORS protocol and HTTP caches."""
    allowed = values(response.headers, "access-control-allow-origin")
    varies = {
        part.strip(BLANKS).lower() for line in values(response.headers, "vary") for part in line.split(",")
    }
    if allowed == [prepared.origin_header] and not varies & {"origin", "*"}:
        yield (
            "The answer names this origin but lacks `Vary: Origin`: a cache may hand it to a page of another"
            " origin, unless every origin gets the same."
        )


def _hidden(prepared: Prepared, response: Response) -> list[str]:
    names = {name.lower(): name for name, _ in response.headers}
    readable = {*exposed_headers(prepared, response), *FORBIDDEN_RESPONSE_HEADERS, *_UNMISSED}
    return [
        name
        for lower, name in sorted(names.items())
        if lower not in readable and not lower.startswith("access-control-")
    ]
