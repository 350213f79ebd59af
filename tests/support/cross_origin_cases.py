"""Cross-origin requests and the answers to them, drawn at random but the same ones each time."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from corscheck.exchange import Headers

AO = "Access-Control-Allow-Origin"
AC = "Access-Control-Allow-Credentials"
AM = "Access-Control-Allow-Methods"
AH = "Access-Control-Allow-Headers"
AE = "Access-Control-Expose-Headers"

# In answers: the page's origin, the server's other address, and a path that is this case's own.
PAGE, OTHER, NEXT = "{page}", "{other}", "{next}"


class Reply(NamedTuple):
    """An answer, its header values with the placeholders above."""

    status: int
    headers: Headers


class Case(NamedTuple):
    """One `fetch()` call and what the servers answer to each of its requests."""

    number: int
    opaque: bool  # called from a sandboxed frame
    method: str
    headers: Headers
    credentials: str
    body: str | None
    preflight: Reply
    response: Reply
    target: Reply  # what a redirect's target answers
    last: Reply  # what that one's target answers; and both to a preflight


Choices = tuple[list[tuple[str, str]], ...]

METHODS = ("GET",) * 6 + ("POST",) * 5 + ("PUT",) * 5 + (
    "HEAD", "DELETE", "PATCH", "patch", "put", "OPTIONS", "PURGE", "purge", "get", "*",
)  # fmt: skip
REFUSED_METHODS = ("TRACE", "connect", "G T", "")
HEADERS = (
    ("X-A", "1"), ("x-b", "2"), ("X-A", "caf\xe9"), ("X-Empty", ""), ("Authorization", "Bearer x"),
    ("Cache-Control", "no-cache"), ("traceparent", "00"), ("Last-Event-ID", "1"), ("X-Requested-With", "x"),
    ("Accept", "application/json"), ("Accept", "a" * 128), ("Accept", "a" * 129), ("Accept", "a:b"),
    ("Accept", "caf\xe9"), ("Accept", "a\tb"), ("Accept-Language", "en-GB"), ("Accept-Language", "en_GB"),
    ("Accept-Language", "a\tb"), ("Content-Language", "de, en"), ("Content-Language", "de/en"),
    ("Content-Type", "text/plain"), ("Content-Type", "text/plain;charset=utf-8"),
    ("Content-Type", "TEXT/PLAIN"),
    ("Content-Type", 'text/plain;charset="utf-8"'), ("Content-Type", "text/plain, x"),
    ("Content-Type", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"),
    ("Content-Type", "multipart/form-data"), ("Content-Type", ""), ("Content-Type", "text /plain"),
    ("Range", "bytes=0-"), ("Range", "bytes=1-2"), ("Range", "bytes=2-1"), ("Range", "bytes=-5"),
    ("Range", "bytes=0-1,4-5"), ("Range", "Bytes=0-1"),
    ("Cookie", "a=b"), ("Origin", "x"), ("Sec-Fetch-Mode", "navigate"), ("Proxy-Authorization", "x"),
    ("DNT", "1"),
    ("X-HTTP-Method-Override", "TRACE"), ("X-HTTP-Method-Override", "PUT"), ("X-HTTP-Method", 'GET,"TRACE"'),
    ("Proxy", "1"), ("Sec", "1"),
    ("Save-Data", "on"), ("DPR", "2"), ("User-Agent", "x"), ("Accept", "text/html"), ("X-A", "1"),
)  # fmt: skip
BORDERLINE = {
    "Accept": ("text/html", "*/*;q=0.1", ""),
    "Accept-Language": ("en-GB,de;q=0.5", "*"),
    "Content-Language": ("de, en", "a"),
    "Content-Type": ("text/plain", "text/plain;charset=utf-8", "multipart/form-data; boundary=x"),
    "Range": ("bytes=0-", "bytes=10-20"),
    "X-HTTP-Method-Override": ("TRACE", "GET, TRACK", '"CONNECT"'),
}
REFUSED_HEADERS = (("X A", "1"), ("", "1"), ("X-A", "a\nb"), ("X-A", "a\0b"))
CREDENTIALS = ("omit", "omit", "same-origin", "include", "include")
BODIES = ("text", "form", "multipart", "bytes", "json", None)

ORIGINS: Choices = (
    [(AO, f"{PAGE}/")], [(AO, PAGE), (AO, PAGE)], [(AO, f"{PAGE}, *")], [], [(AO, "null")], [(AO, "foo")],
    [(AO, "")],
    [(AO, "http://localhost:3000")], [(AO, f" {PAGE}\t")], [(AO.lower(), PAGE)], [(AO, "https://*.example")],
    [(AO, "localhost:3000")], [(AO, "HTTP://127.0.0.1")], [(AO, f"{PAGE} {PAGE}")], [(AO, "*"), (AO, "*")],
)  # fmt: skip
ALLOW_CREDENTIALS: Choices = (
    [(AC, "True")], [], [(AC, "true, true")], [(AC, "true"), (AC, "true")], [(AC, " true ")],
    [(AC, "false")],
)  # fmt: skip
ALLOW_METHODS: Choices = (
    [], [(AM, "")], [(AM, "*")], [(AM, "put, patch")], [(AM, "GET,,PUT,")], [(AM, "PUT GET")],
    [(AM, "PUT;GET")],
    [(AM, "GET"), (AM, "PUT")], [(AM, "P/T, PUT")], [(AM, "OUTPUT")], [(AM, '"PUT"')],
)  # fmt: skip
ALLOW_HEADERS: Choices = (
    [], [(AH, "")], [(AH, "*")], [(AH, "X-A, CONTENT-TYPE")], [(AH, "x-a"), (AH, "x-b")], [(AH, "x-a x-b")],
    [(AH, "*, authorization")], [(AH, "x-a;x-b")], [(AH, ",x-a,")], [(AH, "*"), (AH, "x a")],
)  # fmt: skip
EVERY_METHOD = (AM, "GET, POST, PUT, DELETE, PATCH, patch, OPTIONS, PURGE, purge, *")
EVERY_HEADER = (AH, ",".join(sorted({name.lower() for name, _ in HEADERS})))
STATUSES = (200, 201, 299, 300, 304, 400, 401, 403, 404, 405, 407, 500, 503)
NOISE: Choices = (
    [("Access-Control-Max-Age", "x")], [("Access-Control-Max-Age", "-1")], [("Vary", "Origin")],
    [("Allow", "GET")],
    [("Set-Cookie", "a=b")], [(AC, "true")], [("Access-Control-Allow-Private-Network", "true")],
    [(AE, "x y")],
)  # fmt: skip
EXPOSED: Choices = (
    [], [(AE, "ETag, x-one")], [(AE, "*")], [(AE, "etag, x one")], [(AE, "Set-Cookie, ETag")],
    [(AE, "*"), (AE, "x-one")],
)  # fmt: skip
NAMES = [
    ("ETag", '"1"'), ("X-One", "1"), ("Expires", "0"), ("Set-Cookie", "c=1"), ("Content-Type", "text/plain"),
    ("Cache-Control", "no-store"), ("Pragma", "x"),
]  # fmt: skip
LOCATIONS: tuple[list[str], ...] = (
    [NEXT], [f"{OTHER}{NEXT}"], [f"{PAGE}{NEXT}"], ["?next"], ["ftp://127.0.0.1/"], ["data:,x"],
    ["http://u:p@127.0.0.1/"], ["http://"], ["http://127.0.0.1:22/"], [], [NEXT], [f"{OTHER}{NEXT}"],
    [""], [NEXT, NEXT],
)  # fmt: skip
REDIRECTS = (301, 302, 303, 307, 308)


def cases(count: int, seed: int) -> list[Case]:
    """That many cases; most answers are right in all but one respect."""
    draw = random.Random(seed)
    return [_case(draw, number) for number in range(count)]


def _case(draw: random.Random, number: int) -> Case:
    method = draw.choice(METHODS)
    names = draw.sample(HEADERS, draw.choice((0, 0, 1, 1, 1, 2, 3)))
    if draw.random() < 0.3:
        names.append(_odd_header(draw))
    if draw.random() < 0.02:
        method = draw.choice(REFUSED_METHODS)
    if draw.random() < 0.02:
        names.append(draw.choice(REFUSED_HEADERS))
    body = draw.choice(BODIES) if method.upper() not in ("GET", "HEAD") or draw.random() < 0.03 else None
    redirected = draw.random() < 0.2
    target = _target(draw.choice(("*", "null", PAGE)))
    return Case(
        number,
        draw.random() < 0.15,
        method,
        tuple(names),
        draw.choice(CREDENTIALS),
        body,
        _preflight(draw),
        _redirect(draw) if redirected else _response(draw),
        target,
        target,
    )


def chains(first: int) -> list[Case]:
    """Requests that are redirected twice, to and by every kind of server, numbered from `first`."""
    places = (NEXT, f"{OTHER}{NEXT}", f"{PAGE}{NEXT}")
    origins = ("*", "null", PAGE)
    hops = product(("GET", "PUT"), places, places, origins, origins)
    return [
        Case(
            number,
            opaque=False,
            method=method,
            headers=(("Authorization", "Bearer x"), ("X-A", "1")),
            credentials="omit",
            body=None,
            preflight=_target(PAGE),
            response=Reply(307, ((AO, PAGE), ("Location", one))),
            target=Reply(307, ((AO, allowed), ("Location", f"{other}/2"))),
            last=_target(finally_allowed),
        )
        for number, (method, one, other, allowed, finally_allowed) in enumerate(hops, first)
    ]


def _some(draw: random.Random, right: list[tuple[str, str]], wrong: Choices) -> Headers:
    """Mostly the right header lines, else wrong ones, or right ones with one byte too many."""
    if draw.random() < 0.85:
        return tuple(right)
    if draw.random() < 0.7:
        return tuple(draw.choice(wrong))
    return tuple((name, _with_odd_byte(draw, value)) for name, value in right)


def _odd_header(draw: random.Random) -> tuple[str, str]:
    """A header that is safelisted or not because of its value."""
    name = draw.choice(tuple(BORDERLINE))
    value = draw.choice(BORDERLINE[name])
    if draw.random() < 0.2:
        return name, value + "a" * (draw.randrange(126, 131) - len(value))
    return name, _with_odd_byte(draw, value)


def _with_odd_byte(draw: random.Random, value: str) -> str:
    """The value with one byte put in somewhere; none that would end the line."""
    if PAGE in value:
        return draw.choice(("{odd}{value}", "{value}{odd}")).format(odd=_odd(draw), value=value)
    place = draw.randrange(len(value) + 1)
    return value[:place] + _odd(draw) + value[place:]


def _odd(draw: random.Random) -> str:
    return draw.choice([chr(code) for code in (*range(0x20, 0x7F), 9, 0xA0, 0xE9) if chr(code) not in "{}"])


def _origin(draw: random.Random) -> Headers:
    return _some(draw, [(AO, draw.choice((PAGE, PAGE, "*")))], ORIGINS) + _some(
        draw, [(AC, "true")], ALLOW_CREDENTIALS
    )


def _preflight(draw: random.Random) -> Reply:
    headers = (
        _origin(draw)
        + _some(draw, [EVERY_METHOD], ALLOW_METHODS)
        + _some(draw, [EVERY_HEADER], ALLOW_HEADERS)
    )
    status = 204 if draw.random() < 0.85 else draw.choice(STATUSES)
    if draw.random() < 0.04:
        status = draw.choice(REDIRECTS)
        headers += tuple(("Location", location) for location in draw.choice(([NEXT], [], [""])))
    if draw.random() < 0.2:
        headers += tuple(draw.choice(NOISE))
    return Reply(status, headers)


def _response(draw: random.Random) -> Reply:
    status = 200 if draw.random() < 0.7 else draw.choice(STATUSES)
    names = draw.sample(NAMES, draw.randrange(4))
    return Reply(status, (*_origin(draw), *names, *draw.choice(EXPOSED)))


def _redirect(draw: random.Random) -> Reply:
    locations = tuple(("Location", location) for location in draw.choice(LOCATIONS))
    return Reply(draw.choice(REDIRECTS), _origin(draw) + locations)


def _target(allowed: str) -> Reply:
    return Reply(200, ((AO, allowed), (AC, "true"), EVERY_METHOD, EVERY_HEADER))
