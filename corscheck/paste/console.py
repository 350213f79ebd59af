"""The sentences that browsers print when they block a request, found in text copied from a console."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.exchange import has_header
from corscheck.fetch.request import FetchRequest
from corscheck.paste.captured import NotCaptured, page_origin
from corscheck.paste.console_reasons import Reason, reason_of
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers
    from corscheck.fetch.request import Body, Credentials

_URL = r"(?:https?|file)://[^\s'\"<>()]{1,2000}+"
_PAGE = rf"(?P<page>{_URL})"
_TARGET = rf"(?P<url>{_URL})"
_FIRST = rf"(?P<first>{_URL})"
_FROM = r"from origin '(?P<origin>[^']{1,300})'"
_BLOCKED = "has been blocked by CORS policy"
_SENTENCES = (
    # Chrome and Edge
    rf"Access to [-\w ]{{1,40}} at '{_TARGET}'(?: \(redirected from '{_FIRST}'\))? {_FROM} {_BLOCKED}",
    rf"Redirect (?:at|from) '{_FIRST}'(?: to '{_TARGET}')?(?: {_FROM})? {_BLOCKED}",
    rf"Mixed Content: The page at '{_PAGE}' was loaded over .{{1,60}}? insecure [\w /-]{{1,40}} '{_TARGET}'",
    rf"SEC7120: (?:\[CORS\] )?The origin '(?P<origin>[^']{{1,300}})' did not find .{{0,400}}? at '{_TARGET}'",
    # Chrome until 2018, Safari until 2017
    rf"(?:Failed to load|[A-Z]\w+(?: API)? cannot load) {_TARGET}(?! due to access)",
    # Safari
    rf"The page at {_PAGE} (?:was not allowed to \w+|requested) insecure content from {_TARGET}",
)
_FIREFOX = (
    # In any language: the address, and the reason in parentheses.
    rf"(?<![\w:/?&=.%-]){_TARGET}[^()]{{0,150}}?\([^():]{{2,30}}: ?(?=[^()]{{0,200}}(?:CORS|Access-Control))",
    rf"Cross-Origin Request Blocked: .{{0,100}}? resource at {_TARGET}",
    rf"Blocked loading mixed active content [\"']{_TARGET}[\"']",
)
_SAFARI = (rf"[A-Z]\w+(?: API)? cannot load {_TARGET} due to access control",)
_FORMS = [
    (form, re.compile(pattern))
    for form, patterns in (("why-after", _SENTENCES), ("firefox", _FIREFOX), ("why-before", _SAFARI))
    for pattern in patterns
]
"""Sentences; Safari prints the reason before the request."""

_ORIGIN = re.compile(r"Origin '?([a-z][a-z0-9+.-]*://[^\s']{1,300}|null)'? is (?:therefore )?not allowed")
_REQUESTED = re.compile(rf"\b([A-Z]{{3,10}}) ({_URL})(?= (?:net::ERR_|\d{{3}}\b|\())")
_LONGEST = 4000
"""Characters of a sentence."""
_SINGLE, _DOUBLE = "\u2018\u2019\u201a\u201b\u2032\u2039\u203a", "\u201c\u201d\u201e\xab\xbb"
_WIDE = "\uff08\uff09\uff1a\u3002"  # of Chinese and Japanese
_STRAIGHT = str.maketrans(_SINGLE + _DOUBLE + _WIDE, "'" * len(_SINGLE) + '"' * len(_DOUBLE) + "():.")
_OTHERS = (
    (
        "Content Security Policy",
        "it is the page's Content-Security-Policy (connect-src) that forbids it, not CORS",
    ),
    ("ERR_BLOCKED_BY_CLIENT", "an extension of the browser blocked it, not CORS"),
    (
        "Failed to fetch",
        "a script's error has no reason in it: copy the browser's own line about the request",
    ),
    ("NetworkError when attempting", "a script's error has no reason in it: copy the browser's own line"),
    ("Load failed", "a script's error has no reason in it: copy the browser's own line about the request"),
)
"""Other texts that people copy, and the error for each."""


class Reported(NamedTuple):
    """One request that a browser blocked, as far as its console shows it; None for what is not shown."""

    url: str
    origin: str | None
    reason: Reason
    method: str | None
    sentence: str


class Given(NamedTuple):
    """What the user knows of the request and the console does not print."""

    origin: str | None = None
    method: str | None = None
    headers: Headers = ()
    credentials: Credentials | None = None
    body: Body | None = None


def reports(text: str) -> list[Reported]:
    """Every blocked request in the text, each once, in their order.

    Raises:
        NotCaptured: There is no sentence about one in it.
    """
    plain = " ".join(text.translate(_STRAIGHT).split())
    methods = {match[2]: match[1] for match in _REQUESTED.finditer(plain)}
    found: dict[object, Reported] = {}
    for one in _reports(plain, methods):
        found.setdefault((one.url, one.origin, one.reason), one)
    if not found:
        hint = next((f": {says}" for words, says in _OTHERS if words in plain), "")
        raise NotCaptured(f"there is no sentence of a browser about a request that it blocked{hint}")
    return list(found.values())


def request_of(report: Reported, given: Given = Given()) -> FetchRequest:  # noqa: B008 - immutable
    """The request, with what the user adds; its preflight where nothing else of it is known.

    Raises:
        NotCaptured: No origin is known.
    """
    origin = given.origin or report.origin
    if origin is None:
        raise NotCaptured("Firefox does not print the origin of the page: say it with --origin")
    reason = report.reason
    method = given.method or reason.method or report.method
    headers = (*given.headers, *(line for line in reason.headers if not has_header(given.headers, line[0])))
    described = bool(headers or given.body or given.method or reason.method)
    is_preflight = reason.phase == "preflight" and not described
    return FetchRequest(
        report.url,
        origin,
        method or "GET",
        headers,
        given.credentials or reason.credentials or "same-origin",
        given.body,
        is_preflight=is_preflight,
        any_method=is_preflight and method is None,
    )


def _reports(plain: str, methods: dict[str, str]) -> Iterator[Reported]:
    starts: list[tuple[str, re.Match[str]]] = []
    found = [(form, match) for form, pattern in _FORMS for match in pattern.finditer(plain)]
    for form, match in sorted(found, key=lambda one: one[1].start()):
        if not starts or match.start() >= starts[-1][1].end():
            starts.append((form, match))
    before = 0
    for place, (form, match) in enumerate(starts, 1):
        end = starts[place][1].start() if place < len(starts) else len(plain)
        if form == "why-before":
            sentence = plain[before : match.end()][-_LONGEST:]
        else:
            sentence = plain[match.start() : end][:_LONGEST]
        before = match.end()
        yield _reported(match, sentence, methods, form)


def _reported(match: re.Match[str], sentence: str, methods: dict[str, str], form: str) -> Reported:
    names = match.groupdict()
    if form == "firefox":  # what is after the reason belongs to something else
        sentence = match[0] + sentence[len(match[0]) :].partition(")")[0]
    target = str(names.get("first") or names["url"])
    stated = _ORIGIN.search(sentence)
    origin = (
        names.get("origin") or page_origin(names.get("page")) or (stated[1].rstrip(".") if stated else None)
    )
    reason = reason_of(sentence, names_phase=form == "why-after") or Reason("unknown", None)
    method = methods.get(target) or methods.get(str(names.get("url")))
    return Reported(target.rstrip(".,;:"), origin, reason, method, sentence.strip())
