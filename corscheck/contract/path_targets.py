"""Request paths to try for one preflight path: inside it, at its edges, outside it.

They are as a browser sends them: percent-encoded, beginning with `/`. Whether a container answers preflights
to them is decided by `Container.covers`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from corscheck.asab.expression import check_size, matches
from corscheck.limits import LimitReached
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Place = Literal["inside", "edge", "twist", "outside"]
"""`inside`: what the path is evidently for; `edge`: an edge case that is easily misjudged; `twist`: an
unusual spelling of the same path; `outside`: what it should not cover."""

LABEL = "corscheck"
"""The segment that is used for any name in sample paths."""

# Usual values of path parameters; the first that fits a parameter's pattern is used.
_FILLERS = (
    LABEL,
    "1",
    "a",
    "A",
    "10",
    "100",
    "1000",
    "2000-01-01",
    "00000000-0000-4000-8000-000000000000",
    "0" * 24,
    "0" * 32,
    "a/b",
    "v1",
    "en",
    "1.0",
    "a.json",
    "",
)
_MAX_PATTERN = 4096  # characters
_SAFE = "/!$&'()*+,;=:@~"  # what browsers leave as it is in a path
_PARAMETER = re.compile(r"\{([^{}:]*)(?::((?:[^{}]|\{[^{}]*\})*))?\}")


class Sample(NamedTuple):
    """A request path and what it is an example of."""

    path: str
    place: Place
    note: str


def samples(token: str) -> list[Sample]:
    """The request paths to try for one token of aiohttp's router, such as `/api/{tail:.*}`.

    Each path once, the one that the token is evidently for first. Empty for a token whose parameters cannot
    be filled in, or which is not a path.
    """
    inside = fill(token)
    if inside is None or not inside.startswith("/"):
        return []
    found: dict[str, Sample] = {}
    for sample in (Sample(inside, "inside", "a path inside"), *_around(token, inside)):
        found.setdefault(sample.path, sample)
    return list(found.values())


def outside(paths: Iterable[str]) -> Sample:
    """A path that none of the configured ones covers, unless one of them covers everything."""
    name = f"/{LABEL}-not-covered"
    while any(path.startswith(name) for path in paths):
        name += "-x"
    return Sample(name, "outside", "a path that no preflight path covers")


def fill(template: str) -> str | None:
    """A template with its `{name}` and `{name:pattern}` parameters filled in, percent-encoded.

    None where no usual value fits a parameter's pattern, or where the braces are unbalanced.
    """
    parts, end = [], 0
    for match in _PARAMETER.finditer(template):
        value = _filler(match[2])
        if value is None:
            return None
        parts += [encode(template[end : match.start()]), value]
        end = match.end()
    rest = template[end:]
    if any(brace in literal for literal in [*parts[::2], rest] for brace in "{}"):
        return None
    return "".join([*parts, encode(rest)])


def encode(text: str) -> str:
    """A path as a browser writes it into a request: UTF-8, percent-encoded where it must be."""
    from urllib.parse import quote  # noqa: PLC0415  # it costs several milliseconds

    return quote(text, safe=_SAFE + "%{}", errors="replace")


def _filler(pattern: str | None) -> str | None:
    if pattern is None:
        return LABEL
    try:
        check_size(pattern, _MAX_PATTERN)
        re.compile(pattern)
    except (LimitReached, re.error, OverflowError, RecursionError):
        return None
    fits = (value for value in _FILLERS if matches(pattern, value))
    value = next(fits, None)
    return None if value is None else encode(value)


def _around(token: str, inside: str) -> Iterator[Sample]:
    if token.endswith("/{tail:.*}"):
        base = fill(token.removesuffix("/{tail:.*}")) or ""
        yield Sample(base + "/", "edge", "the folder with a slash at the end")
        yield Sample(f"{base}/{LABEL}/deeper", "edge", "two levels below")
        if base:
            yield Sample(base, "edge", "the folder itself, without a slash")
            yield Sample(base + "x", "outside", "a name that only begins the same")
    elif token.endswith("{tail:.*}"):
        base = fill(token.removesuffix("{tail:.*}")) or ""
        yield Sample(base, "edge", "nothing in place of the star")
        yield Sample(f"{base}/{LABEL}", "edge", "below")
    elif inside != "/":
        yield Sample(inside + "/", "edge", "with a slash at the end")
        yield Sample(f"{inside.rstrip('/')}/{LABEL}", "outside", "below")
        yield Sample(inside.rstrip("/") + "x", "outside", "a name that only begins the same")
    if inside != "/":
        yield Sample("/" + inside, "twist", "with a double slash")
        yield Sample(_encoded(inside), "twist", "with an encoded letter")
        if "/" in inside[1:]:
            yield Sample(f"/{inside[1:].replace('/', '%2F', 1)}", "twist", "with an encoded slash")


def _encoded(path: str) -> str:
    """The path with its first letter percent-encoded, which is the same path."""
    for at, character in enumerate(path):
        if character.isascii() and character.isalnum():
            return f"{path[:at]}%{ord(character):02X}{path[at + 1 :]}"
    return path
