"""A request that failed, with its answers. Values only."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Literal

from corscheck.exchange import Response
from corscheck.fetch.headers import BLANKS, get, values
from corscheck.records import NamedTuple
from corscheck.text import quoted, visible

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Headers, Request
    from corscheck.fetch.cors import Problem
    from corscheck.fetch.request import Prepared
    from corscheck.fetch.verdict import Verdict

SHOWN = 200
"""Characters of a body that evidence quotes."""

CACHE_HEADERS = (
    "x-cache", "cf-cache-status", "x-cache-status", "x-proxy-cache", "cdn-cache", "x-vercel-cache",
    "x-drupal-cache", "cache-status", "x-cache-lookup", "x-nf-cache",
)  # fmt: skip
"""Names of headers in which caches report whether the answer is a copy."""

ProbeKind = Literal["plain", "method", "header", "origin", "no-origin", "target", "fresh"]

_TAGS = re.compile(r"<(style|script)\b.*?(?:</\1>|\Z)|<[^>]*(?:>|\Z)", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.IGNORECASE | re.DOTALL)


class Probe(NamedTuple):
    """A further request that differs from the asked one in one thing, and what was answered.

    `kind` says in what: `plain` (GET and no header), `method` (no header), `header` (GET and one header),
    `origin` (another origin), `no-origin` (none), `target` (the URL of the redirect), `fresh` (a URL that no
    cache has an answer for); `name` is the method, header, origin or URL. `passes`: whether the answer allows
    the request.
    """

    kind: ProbeKind
    name: str
    request: Request
    answer: Answer
    passes: bool


class Evidence(NamedTuple):
    """A cause by its name in the catalogue, and the evidence for it."""

    cause: str
    evidence: tuple[str, ...] = ()
    help: str = ""
    topic: Literal["cors", "errors", ""] = ""  # of the configuration that helps


class Case(NamedTuple):
    """One failed request.

    `response` is the answer that decided, `problem` the check it fails first; `names` is the software that
    was recognised in it, the most telling first.
    """

    verdict: Verdict
    prepared: Prepared  # on its last hop
    problem: Problem
    response: Response
    names: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
    cache: str = ""  # where the answer came from, if not from the server

    @property
    def kind(self) -> str:
        """The step without its phase."""
        return self.problem.step.partition("-")[2]

    @property
    def in_preflight(self) -> bool:
        """Whether it is the answer to a preflight."""
        return self.problem.step.startswith("preflight-")

    @property
    def origin(self) -> str:
        """The origin that was sent."""
        return self.prepared.origin_header

    @property
    def words(self) -> str:
        """The words of the body, without markup."""
        return words_of(self.response.body) if self.response.body else ""

    def header(self, name: str) -> str | None:
        """A header of the answer (lower case), all its lines joined."""
        return get(self.response.headers, name) if name in names_in(self.response.headers) else None

    def all_probes(self, kind: ProbeKind) -> list[Probe]:
        """The probes of one kind."""
        return [probe for probe in self.probes if probe.kind == kind]

    def probe(self, kind: ProbeKind) -> Probe | None:
        """The first probe of one kind."""
        return next(iter(self.all_probes(kind)), None)

    def line(self, name: str) -> str:
        """A header line of the answer as evidence quotes it."""
        return f"the answer has {quoted(f'{name}: {self.header(name.lower())}')}"


@lru_cache(maxsize=64)  # servers repeat themselves
def names_in(headers: Headers) -> frozenset[str]:
    """The names of header lines, in lower case."""
    return frozenset(name.lower() for name, _ in headers)


@lru_cache(maxsize=64)
def words_of(body: str) -> str:
    """The words of a text or of a page, without markup, on one line."""
    if "<" not in body:
        return " ".join(body.split())
    # A title mostly says what the page says, too.
    return _without_tags(_TITLE.sub(" ", body)) or _without_tags(body)


def _without_tags(page: str) -> str:
    return " ".join(unescape(_TAGS.sub(" ", page)).split())


def body_evidence(words: str) -> tuple[str, ...]:
    """The start of a body as evidence, or nothing."""
    if not words:
        return ()
    shown = f"`{visible(words[:SHOWN])}`" + (" and more" if len(words) > SHOWN else "")
    return (f"the body says {shown}",)


def varies_by(response: Response) -> set[str]:
    """What the answer varies by, in lower case."""
    lines = values(response.headers, "vary")
    return {part.strip(BLANKS).lower() for line in lines for part in line.split(",")}


def status_of(answer: Answer) -> str:
    """An answer as evidence mentions it."""
    if isinstance(answer, Response):
        return str(answer.status)
    return f"no answer ({answer.kind})"
