"""CORS31x and CORS32x: texts that are no web origins, doubtful ones, and ones named twice.

As with the form of an origin, ASAB up to 26.36 does not look; so most are warnings there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.edits import delete_lines
from corscheck.findings import Edit, Fix, Related
from corscheck.rules._ini import ini_span, replacement
from corscheck.rules._messages import redacted
from corscheck.rules.origins._entries import entries_of, unmatched
from corscheck.rules.origins._value import cors_of, names_origins
from corscheck.rules.rule import Problem, Rule, rule

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
    Pages from `file:`, `data:` and `about:` send `Origin: null` (HTML: opaque origin), all of them the
    same, so the entry never matches. Letting `null` in instead would let everybody in.

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
    A page that opens `wss://api.example.com` was itself loaded over https, and that is what its browser
    sends in `Origin`. No page has an origin with `ws:` or `wss:`.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = wss://app.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it lets an origin in that is blocked today.
    """
    yield from unmatched(web, ("websocket",))


@rule("CORS319", "origin-pattern", "error", when=names_origins)
def origin_pattern(web: Container) -> Iterator[Problem]:
    """ASAB knows neither patterns nor regular expressions.

    ## Why is this bad?
    The allow-list compares letter by letter, so `https://*.example.com` never matches. Where a pattern is
    understood, in a proxy for instance, it lets in more than one thinks: `https://*.github.io` is
    everybody who has an account there (see the Public Suffix List).

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://*.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com, https://shop.example.com

    ## Fix safety
    Only an expression that stands for one origin is mended; unsafe, as that origin is blocked today.
    """
    yield from unmatched(web, ("pattern", "expression"), "name each origin")


@rule("CORS320", "not-an-origin", "error", when=names_origins)
def not_an_origin(web: Container) -> Iterator[Problem]:
    """An entry of `cors` must be `*` or an origin.

    ## Why is this bad?
    Up to ASAB 26.36 any word opens the service to every origin. In an allow-list the word never matches.

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
    `capacitor://localhost` is the same in every app made with Capacitor, and an extension can be changed
    by whoever controls the browser: such an origin says what kind of program calls, not whose.

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
    """An origin that can exist, but is hardly the one that was meant.

    ## Why is this bad?
    `https://app.example.com.` (with a dot) and `https://app.example.com:80` (with the port of http) are
    origins of their own. Nearly always the ones without were meant, and those are blocked.

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
    """What is odd about an origin, what was probably meant, and how bad it is."""
    host = origin.host.removesuffix(".")
    if host != origin.host:
        instead = origin.serialised.replace(origin.host, host, 1)
        return (
            f"the host of {redacted(origin.serialised)} ends with a dot: an origin of its own",
            instead,
            "warning",
        )
    if (origin.scheme, origin.port) in (("https", 80), ("http", 443)):
        instead = origin.serialised.rpartition(":")[0]
        usual = "http" if origin.port == 80 else "https"
        return f"`:{origin.port}` is the port of {usual}, not of {origin.scheme}", instead, "warning"
    if "_" in host:
        return f"`{host}` has an underscore, which no certificate may name", None, "info"
    return None


@rule("CORS323", "repeated-origin", when=names_origins)
def repeated_origin(web: Container) -> Iterator[Problem]:
    """An origin should be named once, and none beside `*`.

    ## Why is this bad?
    `*` lets every origin in, so a list with `*` in it names the others in vain: whoever reads it thinks
    the service is closed to the rest. An origin that is named twice is only superfluous.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://a.example.com, https://b.example.com, https://a.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://a.example.com, https://b.example.com

    ## Fix safety
    Safe: the remaining entries let the same origins in. Beside `*` there is no fix: either the star or
    the origins were meant.
    """
    read = cors_of(web)
    if read is None or len(read.entries) < 2:
        return
    if read.wildcard and read.named:
        star = next(entry for entry in read.entries if entry.form.kind == "any")
        yield Problem(
            web.cors.slice(star.start, star.end),
            f"`*` lets every origin in, {redacted(read.named[0].text)} is named beside it in vain",
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
            f"{redacted(entry.text)} is named twice",
            help="delete one of them",
            fix=_without(web.cors, read.entries[number - 1].end, value),
            related=(Related(place, "named here first"),) if place else (),
            severity="info",
        )


def _without(cors: Value, gap: int, entry: Value) -> Fix | None:
    """Delete an entry with the separator in front of it, or with its line."""
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
