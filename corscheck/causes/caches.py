"""Causes in caches: an answer that was stored for another page, or for a request without Origin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.causes.case import CACHE_HEADERS, Evidence, varies_by
from corscheck.exchange import Response
from corscheck.fetch.headers import get
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.causes.case import Case, Probe

_HIT = re.compile(r"(?i)\b(?:hit|stale|revalidated|updating)\b")

_HELP = (
    "Send `Vary: Origin` with every answer of this URL, also with those to requests without Origin, or"
    " `Access-Control-Allow-Origin: *` with all of them; have the cache take `Origin` into its key, and"
    " purge what it holds."
)


def by_cache(case: Case) -> Evidence | None:
    """A stored copy that was made for another origin, or for a request without one."""
    if case.in_preflight or case.kind not in ("allow-origin-missing", "allow-origin-mismatch"):
        return None
    if case.cache:
        return Evidence("cached-copy", (f"the answer came from {case.cache}",), _HELP)
    copy = _copy(case.response)
    fresh = case.probe("fresh")
    if fresh is not None and fresh.passes:
        evidence = (*copy, f"{quoted(fresh.name)}, of which no cache has a copy, passes")
        return Evidence("cached-copy", evidence, _HELP)
    if copy and case.kind == "allow-origin-mismatch" and case.problem.cause in ("other", "scheme", "port"):
        return Evidence("cached-copy", (*copy, case.line("Access-Control-Allow-Origin")), _HELP)
    if copy and fresh is None and "origin" not in varies_by(case.response):
        return Evidence("cached-copy", (*copy, "there is no `Vary: Origin`"), _HELP)
    return None


def risk(response: Response, origin: str, probes: tuple[Probe, ...]) -> Evidence | None:
    """Why a request that passes now fails once a browser or a CDN has stored the answer to another request.

    Fetch: CORS protocol and HTTP caches. The probes ask without Origin, and with one that is not on any list.
    """
    allowed = get(response.headers, "access-control-allow-origin")
    for probe in probes:
        answer = probe.answer
        if not isinstance(answer, Response) or answer.status >= 400:
            continue
        other = get(answer.headers, "access-control-allow-origin")
        if probe.kind not in ("origin", "no-origin") or other in (allowed, "*"):
            continue
        if not varies_by(answer) & {"origin", "*"}:
            asked = "without `Origin`" if probe.kind == "no-origin" else f"from {quoted(probe.name)}"
            has = (
                f"`Access-Control-Allow-Origin: {other}`"
                if other is not None
                else "no Access-Control-Allow-Origin"
            )
            evidence = (
                f"`Access-Control-Allow-Origin: {allowed}` goes to {quoted(origin)}",
                f"{asked} the answer has {has} and no `Vary: Origin`",
            )
            return Evidence("cached-copy", evidence, _HELP)
    return None


def _copy(response: Response) -> tuple[str, ...]:
    """The header that shows that a cache answered."""
    found = []
    age = get(response.headers, "age")
    if age is not None and age.strip("0"):
        found.append(f"the answer has {quoted(f'Age: {age}')}")
    for name in CACHE_HEADERS:
        value = get(response.headers, name)
        if value is not None and _HIT.search(value):
            found.append(f"the answer has {quoted(f'{name.title()}: {value}')}")
    return tuple(found)
