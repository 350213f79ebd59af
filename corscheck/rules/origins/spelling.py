"""CORS31x: origins that `cors` names in a form that no browser sends.

Up to ASAB 26.36 the form has no effect, because any text opens the service (CORS301), so these are warnings.
They are errors for later versions, whose allow-list compares origins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.rules._ini import replacement
from corscheck.rules.origins._cors_value import names_origins
from corscheck.rules.origins._entries import entries_of, unmatched, unmatched_severity
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container


@rule("CORS310", "null-origin", "error", when=names_origins)
def null_origin(web: Container) -> Iterator[Problem]:
    """`null` must not be allowed.

    ## Why is this bad?
    Every page can send `Origin: null`: it only has to make its request from a sandboxed frame. An
    allow-list that contains `null` is open to every page, and with credentials to the cookies of every
    user. Pages from `file:` send it too, which is why it is often added during development. In another
    letter case it allows nobody: browsers send `null`, and the allow-list compares exactly.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com, null

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## What to do
    Delete it. To try something out, serve the page from `http://localhost`.
    """
    for value, _form in entries_of(web, "null"):
        listed = web.profile.cors == "allow-list"
        matches = value.text == "null"
        if listed:
            what = "allows every sandboxed frame" if matches else "allows no page: browsers send `null`"
        else:
            what = "does not switch CORS off"
            what += ": it is the origin of sandboxed frames" if matches else ": any text switches it on"
        yield Problem(
            value,
            f"{quoted(value.text)} {what}",
            help="delete it; to switch CORS off leave `cors` empty",
            severity="error" if listed and matches else "warning",
        )


@rule("CORS311", "origin-spelling", "error", when=names_origins)
def origin_spelling(web: Container) -> Iterator[Problem]:
    """An origin must be written as browsers send it.

    ## Why is this bad?
    Browsers write an origin in one spelling (HTML: serialisation of an origin; URL: host serialising):
    lower case, no slash at its end, no default port, host names in punycode, IP addresses in their
    canonical form. Servers compare exactly. ASAB's allow-list tolerates letter case and the slash, nothing
    else.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://bücher.example:443

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://xn--bcher-kva.example

    ## Fix safety
    Safe: it is the same origin in every browser.
    """
    for value, form in entries_of(web, "spelling"):
        yield Problem(
            value,
            form.message,
            help=f"write `{form.instead}`",
            fix=replacement(value, form.instead, safe=True),
            severity="warning" if form.mild else unmatched_severity(web),
        )


@rule("CORS312", "origin-with-path", "error", when=names_origins)
def origin_with_path(web: Container) -> Iterator[Problem]:
    """An origin ends with its host and port.

    ## Why is this bad?
    Browsers send `https://app.example.com` in `Origin`, whatever page of it makes the request. With a
    path, a query or a fragment the entry is never equal to it. A single path cannot be allowed: browsers
    do not distinguish the pages of an origin.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com/admin

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it allows the whole origin, not only that path.
    """
    yield from unmatched(web, ("path",))


@rule("CORS313", "origin-with-password", "error", when=names_origins)
def origin_with_password(web: Container) -> Iterator[Problem]:
    """An origin has no user name and no password.

    ## Why is this bad?
    Browsers leave them out of `Origin`, so the entry never matches. And everybody who can read the
    configuration file knows the password: change it.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://jane:secret@app.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it allows an origin that is blocked today.
    """
    for problem in unmatched(web, ("userinfo",)):
        yield problem._replace(severity="error")


@rule("CORS314", "origin-with-bad-port", "error", when=names_origins)
def origin_with_bad_port(web: Container) -> Iterator[Problem]:
    """A port is a number from 1 to 65535.

    ## Why is this bad?
    No page can be loaded from such a port, so no browser sends this origin and the entry never matches: the
    pages that were meant are blocked. A port that is a typing mistake (`https://app.example.com:84433`) or a
    placeholder that nothing replaced (`:PORT`) is the usual reason.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com:65536

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## What to do
    Write the port that the address bar of the page shows, or none if it shows none.
    """
    yield from unmatched(web, ("port",), "write the port that the address bar of the page shows, or none")


@rule("CORS315", "origin-without-scheme", "error", when=names_origins)
def origin_without_scheme(web: Container) -> Iterator[Problem]:
    """An origin begins with its scheme.

    ## Why is this bad?
    `Origin: https://app.example.com` is what browsers send; `app.example.com` is never equal to it.
    `http://` and `https://` are two origins: name both only where both are needed.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = app.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it allows an origin that is blocked today, and `https://` is a guess.
    """
    yield from unmatched(web, ("scheme",))


@rule("CORS316", "malformed-origin", "error", when=names_origins)
def malformed_origin(web: Container) -> Iterator[Problem]:
    """An origin must be one that a page can have.

    ## Why is this bad?
    The WHATWG URL parser, which browsers use, does not accept the text as an origin, or no host can have
    that name. The entry never matches.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https:/app.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it allows an origin that is blocked today, and is a guess at what was meant.
    """
    yield from unmatched(web, ("malformed",))


RULES: tuple[Rule, ...] = (
    null_origin,
    origin_spelling,
    origin_with_path,
    origin_with_password,
    origin_with_bad_port,
    origin_without_scheme,
    malformed_origin,
)
