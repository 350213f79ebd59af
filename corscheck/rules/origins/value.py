"""CORS30x: the value of `cors` as a whole: its meaning for ASAB, and for its author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix, applicability
from corscheck.rules._ini import ini_span, moved_comment, with_blanks_before
from corscheck.rules._option_names import CORS
from corscheck.rules.origins._cors_value import cors_of, names_origins
from corscheck.rules.origins._entries import entries_of, unmatched_severity
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import first_of, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container
    from corscheck.rules.origins._cors_value import CorsValue
    from corscheck.source import Value


@rule("CORS301", "cors-not-enforced", "error", when=names_origins)
def cors_not_enforced(web: Container) -> Iterator[Problem]:
    """Up to ASAB 26.36 `cors` is a switch, not a list of origins.

    ## Why is this bad?
    The file names the origins that may read this service, but ASAB does not compare them: with any text in
    `cors` every response has `Access-Control-Allow-Origin: *` (`asab/web/container.py`,
    `_on_prepare_response`), so a page of any origin may call the service and read its answers. The value is
    an allow-list only after 26.36. (From 19.11 to 20.7 only exactly `*` had an effect: there the page is
    blocked.)

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =

    ## What to do
    Upgrade ASAB; or leave `cors` empty and let the proxy in front of the service answer preflights and
    set the headers. If every page may read the service, write `cors = *`.
    """
    read = cors_of(web)
    mode = web.profile.cors
    if read is None or read.wildcard or not read.named or mode not in ("switch", "star"):
        return
    names = first_of([quoted(name.text) for name in read.named], 1)
    what = (
        "ASAB answers every origin with `*`"
        if mode == "switch"
        else "this ASAB sends CORS headers only where it is exactly `*`"
    )
    yield Problem(
        web.cors.slice(read.named[0].start, read.named[-1].end),
        f"`{CORS}` names {names}, but {what}",
        help="upgrade to an ASAB with the allow-list (after 26.36), or leave `cors` empty and restrict "
        "origins in the proxy in front",
    )


@rule("CORS302", "cors-meant-off", "error", when=names_origins)
def cors_meant_off(web: Container) -> Iterator[Problem]:
    """Only an empty `cors` switches CORS off.

    ## Why is this bad?
    ASAB only checks whether the text is empty. `off`, `no`, `false`, `0`, `none` and `""` are not empty: up
    to ASAB 26.36 they open the service to the pages of every origin, the opposite of what was meant. Later
    versions read the word as an origin, which no page has; a text of commas only is empty to them.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = off
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =

    ## Fixed
        [web]
        listen = 127.0.0.1 8080
        cors =
        cors_preflight_paths = /api

    ## Fix safety
    Unsafe: pages that use the service today, because it is open, will be blocked.
    """
    read = cors_of(web)
    listed = web.profile.cors == "allow-list"
    if read is None or read.meaning != "off" or web.profile.cors == "star" or (listed and not web.origins):
        return
    value = _without_comments(web.cors, read)
    what = (
        "is read as an origin that no page has: preflights are answered, but no page is allowed"
        if listed
        else "switches CORS on, not off: ASAB answers every origin with `*`"
    )
    span = ini_span(value)
    yield Problem(
        value,
        f"{quoted(value.text)} {what}",
        help="leave the value empty: `cors =`",
        fix=Fix("Leave the value empty", (Edit(with_blanks_before(span), ""),), "unsafe") if span else None,
        severity="warning" if listed else None,
    )


@rule("CORS303", "cors-meant-on", when=names_origins)
def cors_meant_on(web: Container) -> Iterator[Problem]:
    """`cors` says which origins are allowed; it is not a switch.

    ## Why is this bad?
    Up to ASAB 26.36 `true` or `yes` works like `*`: every origin is allowed. The allow-list of later
    versions reads it as an origin, which no page has, so that the upgrade blocks every page.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = true
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api

    ## Fix safety
    Unsafe: only you can decide whether every origin is to be allowed.
    """
    read = cors_of(web)
    if read is None or read.meaning != "on":
        return
    value = _without_comments(web.cors, read)
    open_to_all = web.profile.cors == "switch"
    span = ini_span(value)
    yield Problem(
        value,
        f"{quoted(value.text)} is not an origin: "
        + ("ASAB answers every origin with `*`" if open_to_all else "no page is allowed"),
        help="write `*` for every origin, or name the origins",
        fix=Fix("Allow every origin", (Edit(span, "*"),), "unsafe") if span else None,
        severity=None if open_to_all else "error",
    )


@rule("CORS304", "quoted-cors", when=names_origins)
def quoted_cors(web: Container) -> Iterator[Problem]:
    """Quotes and brackets are part of the value.

    ## Why is this bad?
    ASAB reads its files with Python's `configparser`, which does not interpret quotes: `"*"` is three
    characters. Up to ASAB 26.36 any text opens the service, so the quotes go unnoticed; the allow-list of
    later versions looks for an origin with quotes around it, which no browser sends.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = "*"
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api

    ## Fix safety
    Safe where any text means the same to ASAB, unsafe where the fix makes an allow-list allow more pages.
    """
    read = cors_of(web)
    if read is None or not read.quotes or read.meaning != "entries":
        return
    marks = [web.cors.slice(offset, offset + 1) for offset in read.quotes]
    spans = [span for span in map(ini_span, marks) if span]
    switch = web.profile.cors == "switch"
    fix = Fix("Delete them", tuple(Edit(span, "") for span in spans), applicability(safe=switch))
    yield Problem(
        web.cors.slice(min(read.quotes), max(read.quotes) + 1),
        "quotes and brackets are part of the value, and no browser sends an origin with them",
        help="delete them; separate several origins by commas",
        fix=fix if len(spans) == len(marks) else None,
        severity=None if switch else "error",
    )


@rule("CORS305", "inline-comment-in-cors", when=names_origins)
def inline_comment_in_cors(web: Container) -> Iterator[Problem]:
    """A comment needs a line of its own.

    ## Why is this bad?
    For Python's `configparser` a comment is a whole line. After a value the comment is part of the value:
    `cors = ; nobody` is not empty and opens an ASAB up to 26.36 to every origin, and a `*` in a comment
    means every origin to the allow-list of later versions.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = * ; for the docs page
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        ; for the docs page
        cors = *
        cors_preflight_paths = /api

    ## Fix safety
    Safe where the rest of the value means the same to ASAB; unsafe where the value is only a comment, or
    where the comment changes the meaning of the value.
    """
    read = cors_of(web)
    for start, end in read.comments if read else ():
        assert read is not None  # noqa: S101  # for the type checker: there was a comment
        alone = read.meaning == "entries" and not read.entries
        opens = alone and web.profile.cors == "switch"
        star = web.profile.cors == "allow-list" and "*" in web.cors.text[start:end] and not read.wildcard
        yield Problem(
            web.cors.slice(start, end),
            f"the comment {quoted(web.cors.text[start:end])} is part of the value"
            + (": ASAB answers every origin with `*`" if opens else "")
            + (", and its `*` allows every origin" if star else ""),
            help="move it to a line of its own",
            fix=moved_comment(
                web.options[CORS],
                web.cors.slice(start, end),
                safe=not (alone or star or web.profile.cors == "star"),
            ),
            severity="error" if opens or star else None,
        )


@rule("CORS306", "cors-separator", when=names_origins)
def cors_separator(web: Container) -> Iterator[Problem]:
    """Origins are separated by commas or white space.

    ## Why is this bad?
    The allow-list of ASAB after 26.36 splits at commas and white space. Two origins with `;` or
    `|` between them are one text, which no browser sends, so that both are blocked.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://a.example.com;https://b.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://a.example.com, https://b.example.com

    ## Fix safety
    Unsafe: it allows origins that are blocked today.
    """
    for value, form in entries_of(web, "separator"):
        span = ini_span(value)
        yield Problem(
            value,
            form.message,
            help=f"write `{form.instead}`",
            fix=Fix("Separate by commas", (Edit(span, form.instead or ""),), "unsafe") if span else None,
            severity=unmatched_severity(web),
        )


def _without_comments(value: Value, read: CorsValue) -> Value:
    """The value before its first comment."""
    return value.slice(0, read.comments[0][0]).strip() if read.comments else value


RULES: tuple[Rule, ...] = (
    cors_not_enforced,
    cors_meant_off,
    cors_meant_on,
    quoted_cors,
    inline_comment_in_cors,
    cors_separator,
)
