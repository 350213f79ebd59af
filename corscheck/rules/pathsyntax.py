"""CORS10x, 11x: how the items of `cors_preflight_paths` are written: what the router refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.edits import newline
from corscheck.findings import Edit, Fix
from corscheck.rules.items import OPTION, Item, Items, comments, items_of
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.rules.words import shown, stops
from corscheck.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.model import Container
    from corscheck.findings import Severity

_LATENT = "; the service will not start once `cors` is set"


def _end(items: Items, item: Item, otherwise: str = "") -> tuple[str, Severity]:
    """How a message about an item that the router refuses ends, and how bad it is."""
    if item.error is None:
        return otherwise, "warning"
    return (stops(item.error), "error") if items.live else (_LATENT, "warning")


@rule("CORS104", "preflight-path-without-slash", "error")
def preflight_path_without_slash(web: Container) -> Iterator[Problem]:
    """A preflight path must start with `/`.

    ## Why is this bad?
    ASAB hands each path to aiohttp's router (`asab/web/container.py`), which refuses any other: `path
    should be started with / or be empty`. The service does not start. A path is the part of a URL
    behind the host: no scheme, no host, no port.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = api, api/*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api, /api/*

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = https://api.example.com/users

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /users

    ## Fix safety
    Safe: the service did not start before. While `cors` is empty the paths mean nothing at all.
    """
    items = items_of(web)
    for item in items.of("word") if items else ():
        assert items is not None  # noqa: S101  # for the type checker: there was an item
        end, severity = _end(items, item)
        fix, span = None, item.value.span
        url = re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/\\]*", item.text)
        if span and item.value.exact and url:
            start = Span(span.source, span.start, span.start + url.end())
            rest = item.text[url.end() :]
            fix = Fix("Keep the path only", (Edit(start, "" if rest else "/*"),), safe=bool(rest))
        elif span and item.value.exact and re.match(r"[\w*.{~-]", item.text):
            fix = Fix("Prepend `/`", (Edit.insert(span, "/"),))
        yield Problem(
            item.value,
            f"preflight path {shown(item.text)} does not start with `/`{end}",
            help="write the path alone, without scheme and host" if url else "begin each path with `/`",
            fix=fix,
            severity=severity,
        )


@rule("CORS105", "quoted-preflight-path", "error")
def quoted_preflight_path(web: Container) -> Iterator[Problem]:
    """Preflight paths are written without quotes and brackets.

    ## Why is this bad?
    A configuration file of ASAB is no JSON: quotes and brackets are ordinary letters and become part of
    the path (`asab/web/container.py` splits at commas and blanks, nothing else). A path that begins with
    one does not begin with `/`, and the service does not start.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = ["/a", "/b"]

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b

    ## Fix safety
    Safe: no request path contains a quote, and browsers send brackets in another form.
    """
    items = items_of(web)
    quoted = items.of("quoted") if items else ()
    if not quoted or items is None:
        return
    worst = next((item for item in quoted if item.error), quoted[0])
    end, severity = _end(items, worst, ", which no request matches")
    edits = []
    for item in quoted:
        span = item.value.span
        if span and item.value.exact:
            edits.append(Edit(span, item.text.strip("\"'[]")))
    yield Problem(
        worst.value,
        f"quotes and brackets become part of the path {shown(worst.text)}{end}",
        help="write the paths without quotes, separated by commas",
        fix=Fix("Delete quotes and brackets", tuple(edits)) if len(edits) == len(quoted) else None,
        severity=severity,
    )


@rule("CORS106", "comment-behind-preflight-paths", "error")
def comment_behind_preflight_paths(web: Container) -> Iterator[Problem]:
    """A comment needs a line of its own.

    ## Why is this bad?
    ASAB's parser (Python's `configparser`, as `asab/config.py` sets it up) knows no comments behind a
    value. Each word of it becomes one more preflight path, and since it does not begin with `/`, the
    service does not start.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b # what the browser may call

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        # what the browser may call
        cors_preflight_paths = /a, /b

    ## Fix safety
    Safe: the comment moves to a line of its own above.
    """
    items = items_of(web)
    commented = items.of("comment") if items else ()
    if not commented or items is None:
        return
    for start, end in comments(items):
        words = [item for item in commented if start <= item.start < end]
        worst = next((item for item in words if item.error), None) or (words[0] if words else None)
        value = items.value.slice(start, end)
        tail, severity = _end(items, worst) if worst else ("", "warning")
        yield Problem(
            value,
            f"a comment behind a value becomes part of it: {shown(value.text)} is read as paths{tail}",
            help="move the comment to a line of its own",
            fix=_own_line(value.span) if value.exact else None,
            severity=severity,
        )


def _own_line(comment: Span | None) -> Fix | None:
    if comment is None:
        return None
    source = comment.source
    line = source.line_span(comment.line)
    before = source.text[line.start : comment.start]
    if before.rstrip(" \t,").endswith(("=", ":")) or not before.strip():
        return None
    indent = before[: len(before) - len(before.lstrip())]
    text = comment.text if comment.text[0] in "#;" else f"# {comment.text.lstrip('/ ')}"
    above = Edit(Span(source, line.start, line.start), indent + text + newline(source))
    blanks = len(before) - len(before.rstrip())
    return Fix("Move the comment", (above, Edit(Span(source, comment.start - blanks, comment.end), "")))


@rule("CORS107", "preflight-path-separator")
def preflight_path_separator(web: Container) -> Iterator[Problem]:
    """Preflight paths are separated by commas or blanks.

    ## Why is this bad?
    ASAB splits at commas and white space only (`asab/web/container.py`). With any other separator all
    the paths are one long path, which no request matches; with two stars in it the service does not
    start.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a;/b

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b

    ## Fix safety
    Safe: it is evident that several paths are meant.
    """
    items = items_of(web)
    for item in items.odd if items else ():
        if items is None or not re.search(r"[;|]$|[;|]+/|:/(?!/)", item.text) or "{" in item.text:
            continue
        end, severity = _end(items, item, ", which no request matches")
        span = item.value.span
        paths = ", ".join(part for part in re.split(r"[;|]+|:(?=/)", item.text) if part)
        yield Problem(
            item.value,
            f"{shown(item.text)} is one path for ASAB{end}",
            help=f"separate the paths of `{OPTION}` by commas",
            fix=Fix("Write commas", (Edit(span, paths),)) if span and item.value.exact else None,
            severity=severity,
        )


@rule("CORS111", "several-wildcards-in-preflight-path", "error")
def several_wildcards(web: Container) -> Iterator[Problem]:
    """A preflight path takes one `*`.

    ## Why is this bad?
    Up to ASAB 26.36 each `*` becomes the pattern `{tail:.*}` (`asab/web/container.py`), and aiohttp's
    router refuses a path with two patterns of the same name: the service does not start. Later versions
    take all stars but that of a `/*` at the end literally, so that no request matches. One star is
    enough: it covers everything below, at any depth.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api, /api/**

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api, /api/*

    ## Fix safety
    Safe for `/**` at the end. A star in the middle has an unsafe fix: the path is cut behind the first
    star, which covers more.
    """
    items = items_of(web)
    for item in items.odd if items else ():
        text = item.text
        stars = text.count("*")
        if items is None or not stars or (stars < 2 and not item.error) or ";" in text:
            continue
        if not item.error and web.profile.every_star:
            continue
        end, severity = _end(items, item, ": ASAB takes the star literally, and no request matches")
        yield Problem(
            item.value,
            f"preflight path {shown(text)} has more than one wildcard{end}",
            help="write one `*`, at the end: it covers everything below, at any depth",
            fix=_one_star(item),
            severity=severity,
        )


def _one_star(item: Item) -> Fix | None:
    span = item.value.span
    if span is None or not item.value.exact or "{" in item.text:
        return None
    if re.fullmatch(r"[^*]*/\*\*+(?:/\*+)*", item.text):
        return Fix("Write one `*`", (Edit(span, item.text[: item.text.index("*") + 1]),))
    kept = item.text[: item.text.index("*")]
    return Fix("Cut the path", (Edit(span, kept[: kept.rindex("/") + 1] + "*"),), safe=False)


@rule("CORS114", "preflight-path-braces", "error")
def preflight_path_braces(web: Container) -> Iterator[Problem]:
    """Braces in a preflight path must make a valid pattern.

    ## Why is this bad?
    `{name}` stands for one segment of a path and `{name:regex}` for what the expression matches;
    aiohttp's router refuses anything else in braces, and a name that is used twice: the service does
    not start. A comma inside braces splits the path (`asab/web/container.py` splits first). Up to ASAB
    26.36 a star inside braces is replaced like any other, so that `{rest:.*}` matches nothing.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /items/{id

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /items/{id}
    """
    items = items_of(web)
    braces = items.of("braces") if items else ()
    if not braces or items is None:
        return
    for number, item in enumerate(braces):
        if number and "{" not in item.text and braces[number - 1].text.count("{"):
            continue  # the other half of a path that a comma splits
        split = item.text.count("{") > item.text.count("}") and item is not items.items[-1]
        what = "is split at the comma or blank in its braces" if split else "has braces that are no pattern"
        if "*" in item.text and not item.error:
            what = "has a star in braces, which ASAB replaces"
        end, severity = _end(items, item, ", and no request matches")
        yield Problem(
            item.value,
            f"preflight path {shown(item.text)} {what}{end}",
            help="write `{name}` for one segment of the path, or `*` at the end for everything below",
            severity=severity,
        )


RULES: tuple[Rule, ...] = (
    preflight_path_without_slash,
    quoted_preflight_path,
    comment_behind_preflight_paths,
    preflight_path_separator,
    several_wildcards,
    preflight_path_braces,
)
