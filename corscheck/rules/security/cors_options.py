"""CORS52x: the options that ASAB has after 26.36: methods, headers, credentials and maximum age."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.cors_options import boolean, seconds
from corscheck.rules._ini import comments_in, replacement
from corscheck.rules._messages import stops
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container
    from corscheck.asab.diagnosis import Diagnosis
    from corscheck.source import Value

_DAY = 86400
_PUNCTUATION = ":;|\"'`[](){}<>/\\"


def has_cors_options(web: Container) -> bool:
    """Whether this version of ASAB has the options."""
    return web.profile.policy_options


@rule("CORS521", "bad-cors-credentials", "error", when=has_cors_options)
def bad_cors_credentials(web: Container) -> Iterator[Problem]:
    """`cors_allow_credentials` is `yes` or `no`.

    ## Why is this bad?
    ASAB reads the option with `asab.utils.string_to_boolean`, which knows `yes`, `true`, `on`, `1` and their
    opposites in any letter case. With anything else, such as the mode `include` of `fetch()`, the service
    stops with `ValueError: Not a boolean` when its web container is created.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_credentials = include

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_credentials = yes

    ## Fixed
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_credentials = no

    ## Fix safety
    Unsafe: `no` is a guess, the more restrictive one.
    """
    value = _written_value(web, "cors_allow_credentials")
    if value is None:
        return
    try:
        boolean(value.text)
    except ValueError:
        yield Problem(
            value,
            f"{quoted(value.text)} is neither `yes` nor `no`{_end(web, value)}",
            help="write `yes` where pages send cookies, otherwise `no`",
            fix=replacement(value, "no", safe=False),
        )


@rule("CORS522", "bad-cors-max-age", "error", when=has_cors_options)
def bad_cors_max_age(web: Container) -> Iterator[Problem]:
    """`cors_max_age` is a time: seconds, or a number with a unit such as `1d`.

    ## Why is this bad?
    ASAB refuses anything else (`asab.utils.convert_to_seconds`). And browsers limit long times: Firefox
    caches a preflight for a day at most, Chrome for two hours, Safari for ten minutes.

    This describes ASAB as its pull request 816 does: the code that reads `cors_max_age` has not been run.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_max_age = one day

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_max_age = 1d

    ## Fix safety
    There is no fix for text that is not a time. A time above a day is replaced by `1d`, which is safe: no
    browser caches a preflight for longer.
    """
    value = _written_value(web, "cors_max_age")
    if value is None:
        return
    try:
        age = seconds(value.text)
    except ValueError:
        yield Problem(
            value, f"{quoted(value.text)} is not a time{_end(web, value)}", help="write seconds, or `1d`"
        )
        return
    if age > _DAY:
        yield Problem(
            value,
            f"no browser caches a preflight for {quoted(value.text)}",
            help="write `1d`, which is the longest (Firefox)",
            fix=replacement(value, "1d", safe=True),
            severity="info",
        )
    elif age < 0:
        yield Problem(
            value,
            f"{quoted(value.text)} is below zero: browsers send a preflight before every request",
            help="write `0` if that is intended",
            fix=replacement(value, "0", safe=True),
            severity="warning",
        )


@rule("CORS523", "bad-cors-methods", when=has_cors_options)
def bad_cors_methods(web: Container) -> Iterator[Problem]:
    """`cors_allow_methods` names methods that pages send; `*` is not a wildcard.

    ## Why is this bad?
    ASAB looks for the requested method in the list and answers with that method only. Letter case makes no
    difference, but `*` is compared like any other name: no request has the method `*`, so that the answer
    allows none. Browsers send GET, HEAD and POST all the same, and block PUT, PATCH and DELETE. No page can
    send CONNECT, TRACE and TRACK. (Fetch: CORS-safelisted methods, forbidden methods.)

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_methods = *

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_methods = GET, POST, PUT, PATCH, DELETE, OPTIONS

    ## Fix safety
    Unsafe: it allows methods that are blocked today.
    """
    value = _written_value(web, "cors_allow_methods")
    if value is None:
        return
    from corscheck.fetch.headers import is_token  # noqa: PLC0415  # needed by few files
    from corscheck.fetch.safelist import FORBIDDEN_METHODS, NORMALISED_METHODS  # noqa: PLC0415

    items = list(_items(value))
    named = {item.text.upper() for item in items}
    known = (*NORMALISED_METHODS, "PATCH")
    for item in items:
        method = item.text
        parts = [part.upper() for part in re.findall(r"[A-Za-z]+", method)]
        if method == "*":
            yield _star_method(item, named, web)
        elif len(parts) > 1 and set(parts) <= {*known}:
            yield _item(
                item, f"{quoted(method)} is one name to ASAB, and no request matches it", ", ".join(parts)
            )
        elif not is_token(method):
            instead = parts[0] if len(parts) == 1 and parts[0] in known else None
            yield _item(item, f"{quoted(method)} is not a method, and no request matches it", instead)
        elif method.upper() in FORBIDDEN_METHODS:
            yield _item(item, f"no page can send {quoted(method)}")


def _star_method(item: Value, named: set[str], web: Container) -> Problem:
    """The problem of a `*` in a list that may name methods, too."""
    usual = web.profile.allow_methods.split(", ")
    blocked = [method for method in ("PUT", "PATCH", "DELETE") if method not in named]
    effect = f"browsers block {listed(blocked)}" if blocked else "it allows nothing"
    instead = ", ".join(method for method in usual if method not in named)
    return Problem(
        item,
        f"`*` is not a wildcard in `cors_allow_methods`: {effect}",
        help=f"name the methods: `{instead}`" if instead else "delete it",
        fix=replacement(item, instead or None, safe=False),
        severity="error" if blocked and web.cors_enabled else None,
    )


@rule("CORS524", "bad-cors-headers", when=has_cors_options)
def bad_cors_headers(web: Container) -> Iterator[Problem]:
    """`cors_allow_headers` names request headers that a page can set; `*` is not a wildcard.

    ## Why is this bad?
    ASAB looks for each requested header in the list, whatever the letter case, and answers with those that
    it finds. `*` is compared like any other name, so that a request with any header that needs permission,
    `Content-Type: application/json` among them, is blocked. A text that is not a header name, such as
    `Content-Type:`, allows nothing either. `Cookie`, `Host`, `Origin`, `Sec-...` and others are set by the
    browser only (Fetch: forbidden request-header), so a page never needs them here.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_headers = *

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_headers = Authorization, Content-Type

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_headers = Content-Type, Cookie

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
        cors_allow_headers = Content-Type

    ## Fix safety
    Unsafe: it allows headers that are blocked today. `*` has no fix, because only you know which headers
    your pages send.
    """
    value = _written_value(web, "cors_allow_headers")
    if value is None:
        return
    from corscheck.fetch.headers import is_token  # noqa: PLC0415  # needed by few files
    from corscheck.fetch.safelist import is_forbidden_header  # noqa: PLC0415

    for item in _items(value):
        if item.text == "*":
            yield Problem(
                item,
                "`*` is not a wildcard in `cors_allow_headers`: browsers block all headers not named",
                help="name the headers that pages send, such as `Authorization, Content-Type`",
                severity="error" if web.cors_enabled else None,
            )
        elif not is_token(item.text):
            name = item.text.strip(_PUNCTUATION)
            message = f"{quoted(item.text)} is not a header name, and no request matches it"
            yield _item(item, message, name if is_token(name) else None)
        elif is_forbidden_header(item.text, ""):
            yield _item(item, f"no page can set {quoted(item.text)}, the browser does")


def _written_value(web: Container, name: str) -> Value | None:
    """The value of a written option; None where a comment is part of it, which CORS412 reports."""
    option, value = web.options.get(name), web.values.get(name)
    if option is None or not option.is_set or value is None or comments_in(value.text):
        return None
    return value


def _end(web: Container, value: Value) -> str:
    """The end of a message about a value that ASAB refuses; empty while CORS is off, when it is not read."""
    errors: Iterator[Diagnosis] = (error for error in web.errors if error.span == value.span)
    error = next(errors, None)
    return stops(error) if error else ""


def _items(value: Value) -> Iterator[Value]:
    """The items of a list, as ASAB splits it: at commas and white space."""
    for match in re.finditer(r"[^\s,]+", value.text):
        yield value.slice(*match.span())


def _item(item: Value, message: str, instead: str | None = None) -> Problem:
    fix = replacement(item, instead, safe=False)
    return Problem(item, message, help=f"write `{instead}`" if instead else "delete it", fix=fix)


RULES: tuple[Rule, ...] = (
    bad_cors_credentials,
    bad_cors_max_age,
    bad_cors_methods,
    bad_cors_headers,
)
