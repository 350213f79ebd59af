"""The meaning of sentences in the consoles of Chrome, Firefox and Safari, also those of old versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from corscheck.paste.captured import announced_header
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.request import Credentials

_ACAO, _ACAC = "'?Access-Control-Allow-Origin'?", "'?Access-Control-Allow-Credentials'?"

# Kind of the step → what the sentences say; the first that is found counts.
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("mixed-content", (r"Mixed Content:", r"mixed active content", r"insecure content from")),
    ("local-network", (r"address space", r"local[- ]network", r"private[- ]network", r"more-private")),
    ("request", (r"only supported for (?:protocol schemes|HTTP)", r"CORS request not http")),
    ("redirect", (
        r"Redirect is not allowed for a preflight", r"preflight is invalid \(redirect\)",
        r"redirected to .{1,2000}? disallowed for cross-origin", r"external redirect not allowed",
        r"contains a username and password",
    )),
    ("status", (
        r"It does not have HTTP ok status", r"invalid HTTP status code",
        r"Preflight response is not successful", r"CORS preflight (?:channel|response) did not succeed",
    )),
    ("allow-methods-syntax", (
        r"Cannot parse Access-Control-Allow-Methods",
        r"invalid token .{0,200}? in CORS header 'Access-Control-Allow-Methods",
    )),
    ("allow-headers-syntax", (
        r"Cannot parse Access-Control-Allow-Headers",
        r"invalid token .{0,200}? in CORS header 'Access-Control-Allow-Headers",
    )),
    ("method", (r"is not allowed by Access-Control-Allow-Methods", r"Did not find method in CORS header")),
    ("header", (
        r"is not allowed by Access-Control-Allow-Headers", r"missing token .{0,200}? in CORS header",
        r"is not allowed according to header",
    )),
    ("allow-origin-wildcard", (
        r"must not be the wildcard", r"wildcard '\*' cannot be used", rf"Cannot use wildcard in {_ACAO}",
        rf"Credential is not supported if the CORS header {_ACAO} is '\*'",
    )),
    ("allow-credentials", (
        rf"{_ACAC} header in the response is", rf"but (?:the )?{_ACAC} (?:header )?is",
        rf"expected 'true' in CORS header {_ACAC}",
    )),
    ("allow-origin-missing", (rf"No {_ACAO} header is present", rf"CORS header {_ACAO} missing")),
    ("allow-origin-mismatch", (
        rf"{_ACAO} header (?:contains|has a value)", r"cannot contain more than one origin",
        rf"CORS header {_ACAO} does not match", rf"Multiple CORS header {_ACAO} not allowed",
        rf"in the {_ACAO} response header",
    )),
    ("allow-origin", (rf"is not allowed by {_ACAO}",)),  # missing or another: Safari, and Chrome long ago
    ("network", (r"CORS request did not succeed", r"CORS request failed")),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile("|".join(patterns), re.IGNORECASE)) for kind, patterns in _KINDS)

_OF_PREFLIGHTS = ("status", "allow-methods-syntax", "allow-headers-syntax", "method", "header")
_METHOD = re.compile(
    r"Method '?([!#$%&*+.^_`|~0-9A-Za-z-]+)'? is not allowed by Access-Control-Allow-Methods"
)
_HEADER = re.compile(
    r"header field '?([\w.!#$%&*+^`|~-]{1,200}?)'? is not allowed by Access-Control-Allow-Headers"
    r"|missing token '([^']{1,200})' in CORS header|header '([^']{1,200})' is not allowed according"
)


class Reason(NamedTuple):
    """The meaning of a sentence: the kind of the step, and what it shows of the request.

    `phase` is None where the sentence is the same for a preflight and for the request itself.
    """

    kind: str
    phase: Literal["preflight", "response"] | None
    method: str | None = None
    headers: Headers = ()
    credentials: Credentials | None = None

    def is_at(self, step: str | None) -> bool:
        """Whether the step of a verdict is what the sentence is about."""
        phase, _, kind = (step or "").partition("-")
        if step in ("mixed-content", "request"):
            return step == self.kind
        if self.phase not in (None, phase):
            return False
        if self.kind == "allow-origin":
            return kind in ("allow-origin-missing", "allow-origin-mismatch")
        return kind == self.kind or (self.kind == "header" and kind == "authorization")


def reason_of(text: str, *, names_phase: bool = True) -> Reason | None:
    """The meaning of the sentence; None where it is not known.

    Args:
        text: the sentence, with straight quotation marks.
        names_phase: whether this browser names the preflight in its sentences.
    """
    kind = next((kind for kind, pattern in _PATTERNS if pattern.search(text)), None)
    if kind is None:
        return None
    phase: Literal["preflight", "response"] | None = "response" if names_phase else None
    if kind == "allow-origin":
        phase = None
    if kind in _OF_PREFLIGHTS or "preflight" in text.lower():
        phase = "preflight"
    method, header = _METHOD.search(text), _HEADER.search(text)
    name = next(filter(None, header.groups()), "").lower() if header else ""
    include = kind in ("allow-origin-wildcard", "allow-credentials")
    return Reason(
        kind,
        phase,
        method[1] if method else None,
        (announced_header(name),) if name else (),
        "include" if include else None,
    )
