"""CORS317 to 323: entries that are not web origins, doubtful ones, and ones named twice.

As ASAB up to 26.36 does not compare origins, most of these are warnings there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.edits import delete_lines
from corscheck.findings import Related
from corscheck.fixes import Edit, Fix
from corscheck.rules._ini import ini_span, replacement
from corscheck.rules.origins._cors_value import cors_of, names_origins
from corscheck.rules.origins._entries import entries_of, unmatched
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container
    from corscheck.fetch.origin import Origin
    from corscheck.findings import Severity
    from corscheck.source import Value


@rule("CORS317", "opaque-origin", "error", when=names_origins)
def opaque_origin(web: Container) -> Iterator[Problem]:
    """Pages without a server have no origin of their own.

    ## Why is this bad?
    Pages from `file:`, `data:` and `about:` all send `Origin: null` (HTML: opaque origin), so the entry
    never matches. Allowing `null` instead would allow every page.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = file:///home/jane/app.html

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = http://localhost:8000

    ## What to do
    Serve the page from a local server, such as `python -m http.server 8000`, and name that origin.
    """
    yield from unmatched(web, ("opaque",), "serve the page from `http://localhost` and name that origin")


@rule("CORS318", "websocket-origin", "error", when=names_origins)
def websocket_origin(web: Container) -> Iterator[Problem]:
    """The origin is that of the page, not of the WebSocket.

    ## Why is this bad?
    A page that opens `wss://api.example.com` was itself loaded over https, and its browser sends that
    origin in `Origin`. No page has an origin with `ws:` or `wss:`.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = wss://app.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it allows an origin that is blocked today.
    """
    yield from unmatched(web, ("websocket",))


@rule("CORS319", "origin-pattern", "error", when=names_origins)
def origin_pattern(web: Container) -> Iterator[Problem]:
    """ASAB supports neither patterns nor regular expressions.

    ## Why is this bad?
    The allow-list compares exactly, so `https://*.example.com` never matches. Where a pattern is supported,
    in a proxy for instance, it may allow more than intended: `https://*.github.io` is everybody who has an
    account there (see the Public Suffix List).

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://*.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com, https://shop.example.com

    ## Fix safety
    Only an expression that matches a single origin has a fix, which is unsafe: that origin is blocked today.
    """
    yield from unmatched(web, ("pattern", "expression"), "name each origin")


@rule("CORS320", "not-an-origin", "error", when=names_origins)
def not_an_origin(web: Container) -> Iterator[Problem]:
    """An entry of `cors` must be `*` or an origin.

    ## Why is this bad?
    Up to ASAB 26.36 any word in `cors` opens the service to every origin. In the allow-list of later versions
    it is compared with the `Origin` of each request, such as `https://app.example.com`, and never equals it:
    no page is allowed by the entry.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = app

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
    """
    opens = ": ASAB answers every origin with `*`" if web.profile.cors == "switch" else ""
    for value, form in entries_of(web, "word"):
        yield Problem(
            value,
            form.message + opens,
            help="name the origins, write `*` for every origin, or leave the value empty",
        )


@rule("CORS321", "app-origin", "info", when=names_origins)
def app_origin(web: Container) -> Iterator[Problem]:
    """Only apps and browser extensions have an origin with their own scheme.

    ## Why is this bad?
    `capacitor://localhost` is the same in every app made with Capacitor, and the user can change an
    extension: such an origin shows which kind of program calls, not whose it is.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = capacitor://localhost

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
    """
    for value, form in entries_of(web, "app"):
        yield Problem(value, form.message, help="keep it only if such an app calls the service")


@rule("CORS322", "doubtful-origin", when=names_origins)
def doubtful_origin(web: Container) -> Iterator[Problem]:
    """An origin must be the one that was meant.

    ## Why is this bad?
    `https://app.example.com.` (with a dot) and `https://app.example.com:80` (with the port of http) are
    different origins from `https://app.example.com`. Nearly always that one was meant, and it is blocked.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com.

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it is another origin.
    """
    for value, form in entries_of(web, "origin", "spelling"):
        origin = form.origin
        found = _doubt(origin) if origin else None
        if origin is None or found is None:
            continue
        message, instead, severity = found
        yield Problem(
            value,
            message,
            help=f"write `{instead}`" if instead else "keep it if the page is really there",
            fix=replacement(value, instead, safe=False) if form.kind == "origin" else None,
            severity=severity,
        )


def _doubt(origin: Origin) -> tuple[str, str | None, Severity] | None:
    """Why an origin is doubtful, which one was probably meant, and the severity; None where it is not."""
    host = origin.host.removesuffix(".")
    if host != origin.host:
        instead = origin.serialised.replace(origin.host, host, 1)
        return (
            f"the host of {quoted(origin.serialised)} ends with a dot, which makes it another origin",
            instead,
            "warning",
        )
    if (origin.scheme, origin.port) in (("https", 80), ("http", 443)):
        instead = origin.serialised.rpartition(":")[0]
        usual = "http" if origin.port == 80 else "https"
        return f"`:{origin.port}` is the port of {usual}, not of {origin.scheme}", instead, "warning"
    if "_" in host:
        return f"`{host}` has an underscore, which no certificate may contain", None, "info"
    return None


@rule("CORS323", "repeated-origin", when=names_origins)
def repeated_origin(web: Container) -> Iterator[Problem]:
    """An origin should be named once, and none together with `*`.

    ## Why is this bad?
    `*` allows every origin, so the other entries of a list with `*` have no effect, but a reader may think
    that the service is closed to all other origins. An origin that is named twice is only redundant.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://a.example.com, https://b.example.com, https://a.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://a.example.com, https://b.example.com

    ## Fix safety
    Safe: the remaining entries allow the same origins. For `*` together with origins there is no fix,
    because only you know which was meant.
    """
    read = cors_of(web)
    if read is None or len(read.entries) < 2:
        return
    if read.wildcard and read.named:
        star = next(entry for entry in read.entries if entry.text == "*")
        yield Problem(
            web.cors.slice(star.start, star.end),
            f"`*` allows every origin, so {quoted(read.named[0].text)} has no effect",
            help="delete either the `*` or everything else",
        )
    seen: dict[str, Value] = {}
    for number, entry in enumerate(read.entries):
        value = web.cors.slice(entry.start, entry.end)
        same = entry.form.origin.serialised if entry.form.origin else entry.text
        first = seen.setdefault(same, value)
        if first is value or entry.form.kind == "separator":
            continue
        place = first.span
        yield Problem(
            value,
            f"{quoted(entry.text)} is named twice",
            help="delete one of them",
            fix=_without(web.cors, read.entries[number - 1].end, value),
            related=(Related(place, "named here first"),) if place else (),
            severity="info",
        )


def _without(cors: Value, gap: int, entry: Value) -> Fix | None:
    """The fix that deletes an entry with the separator before it, or with its line."""
    end = gap + cors.text[gap:].index(entry.text) + len(entry.text)
    if span := ini_span(cors.slice(gap, end)):
        return Fix("Delete the second one", (Edit(span, ""),))
    place = ini_span(entry)
    if place and place.source.line_text(place.line).strip(" \t,") == entry.text:
        return Fix("Delete the second one", (delete_lines(place),))
    return None


RULES: tuple[Rule, ...] = (
    opaque_origin,
    websocket_origin,
    origin_pattern,
    not_an_origin,
    app_origin,
    doubtful_origin,
    repeated_origin,
)
