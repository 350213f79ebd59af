"""CORS104 to 107: items that are not paths: words, quotes, comments, other separators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.preflight import preflight_paths
from corscheck.edits import newline
from corscheck.fixes import Edit, Fix, applicability
from corscheck.rules._option_names import PREFLIGHT_PATHS
from corscheck.rules._path_items import comments, ending, has_odd_items, items_of
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span, Value
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container


@rule("CORS104", "preflight-path-without-slash", "error", when=has_odd_items)
def preflight_path_without_slash(web: Container) -> Iterator[Problem]:
    """A preflight path must start with `/`.

    ## Why is this bad?
    ASAB passes each path to aiohttp's router (`asab/web/container.py`), which refuses any other: `path
    should be started with / or be empty`. The service does not start. A path is the part of a URL after
    the host: no scheme, no host, no port.

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
    Safe: the service did not start before. While `cors` is empty the paths have no effect.
    """
    items = items_of(web)
    for item in items.of("word") if items else ():
        assert items is not None  # noqa: S101  # for the type checker: there was an item
        end, severity = ending(items, item)
        fix, span = None, item.value.span
        url = re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/\\]*", item.text)
        if span and item.value.verbatim and url:
            start = Span(span.source, span.start, span.start + url.end())
            rest = item.text[url.end() :]
            fix = Fix(
                "Keep the path only", (Edit(start, "" if rest else "/*"),), applicability(safe=bool(rest))
            )
        elif span and item.value.verbatim and re.match(r"[\w*.{~-]", item.text):
            (prefixed,) = preflight_paths(Value(f"/{item.text}"), web.profile)
            if "{" not in item.text or prefixed.error is None:
                fix = Fix("Prepend `/`", (Edit.insert(span, "/"),))
        yield Problem(
            item.value,
            f"preflight path {quoted(item.text)} does not start with `/`{end}",
            help="write the path alone, without scheme and host" if url else "begin each path with `/`",
            fix=fix,
            severity=severity,
        )


@rule("CORS105", "quoted-preflight-path", "error", when=has_odd_items)
def quoted_preflight_path(web: Container) -> Iterator[Problem]:
    """Preflight paths are written without quotes and brackets.

    ## Why is this bad?
    A configuration file of ASAB is not JSON: quotes and brackets are ordinary characters and become part
    of the path (`asab/web/container.py` splits at commas and white space, nothing else). A path that begins
    with one does not begin with `/`, and the service does not start.

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
    Safe: no request path contains a quote, and browsers percent-encode brackets.
    """
    items = items_of(web)
    bracketed = items.of("quoted") if items else ()
    if not bracketed or items is None:
        return
    worst = next((item for item in bracketed if item.error), bracketed[0])
    end, severity = ending(items, worst, ", which no request matches")
    edits = []
    for item in bracketed:
        span = item.value.span
        if span and item.value.verbatim:
            edits.append(Edit(span, item.text.strip("\"'[]")))
    yield Problem(
        worst.value,
        f"quotes and brackets become part of the path {quoted(worst.text)}{end}",
        help="write the paths without quotes, separated by commas",
        fix=Fix("Delete quotes and brackets", tuple(edits)) if len(edits) == len(bracketed) else None,
        severity=severity,
    )


@rule("CORS106", "comment-behind-preflight-paths", "error", when=has_odd_items)
def comment_behind_preflight_paths(web: Container) -> Iterator[Problem]:
    """A comment needs a line of its own.

    ## Why is this bad?
    ASAB's parser (Python's `configparser`, as `asab/config.py` sets it up) does not support comments after a
    value. Each word of the comment becomes one more preflight path, and because it does not begin with `/`,
    the service does not start.

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
        tail, severity = ending(items, worst) if worst else ("", "warning")
        yield Problem(
            value,
            f"a comment after a value becomes part of it: {quoted(value.text)} is read as paths{tail}",
            help="move the comment to a line of its own",
            fix=_own_line(value.span) if value.verbatim else None,
            severity=severity,
        )


def _own_line(comment: Span | None) -> Fix | None:
    """The fix that moves a comment to a line of its own above."""
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


@rule("CORS107", "preflight-path-separator", when=has_odd_items)
def preflight_path_separator(web: Container) -> Iterator[Problem]:
    """Preflight paths are separated by commas or white space.

    ## Why is this bad?
    ASAB splits at commas and white space only (`asab/web/container.py`). With any other separator all the
    paths become one long path, which no request matches; if it contains two stars, the service does not
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
    The value evidently means several paths, but other requests are covered afterwards, which is unsafe.
    """
    items = items_of(web)
    for item in items.odd if items else ():
        if items is None or not re.search(r"[;|]$|[;|]+/|:/(?!/)", item.text) or "{" in item.text:
            continue
        end, severity = ending(items, item, ", which no request matches")
        span = item.value.span
        paths = ", ".join(part for part in re.split(r"[;|]+|:(?=/)", item.text) if part)
        yield Problem(
            item.value,
            f"{quoted(item.text)} is one path for ASAB{end}",
            help=f"separate the paths of `{PREFLIGHT_PATHS}` by commas",
            fix=Fix("Write commas", (Edit(span, paths),)) if span and item.value.verbatim else None,
            severity=severity,
        )


RULES: tuple[Rule, ...] = (
    preflight_path_without_slash,
    quoted_preflight_path,
    comment_behind_preflight_paths,
    preflight_path_separator,
)
