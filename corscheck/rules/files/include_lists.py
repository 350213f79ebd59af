"""CORS030: how the files of an include list are separated."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix
from corscheck.rules._ini import comments_in, moved_comment
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Include
    from corscheck.source import Value


def has_includes(configuration: Configuration) -> bool:
    """Whether there is an include, readable or not."""
    return bool(configuration.includes)


def leads_nowhere(include: Include) -> bool:
    """Whether an item matches no file."""
    led = (*include.paths, *include.repeated, *include.unreadable, *include.unread)
    return include.kind == "files" and not led


def unmatched(configuration: Configuration) -> Iterator[Include]:
    """The items that match no file, other than comments."""
    commented = {id(include) for include, _ in _commented(configuration)}
    return (one for one in configuration.includes if leads_nowhere(one) and id(one) not in commented)


def separators(include: Include) -> str:
    """The characters in an include item that its author meant as separators, but ASAB does not."""
    return "".join(dict.fromkeys(re.findall(r"[:,;|\t\"' ]", include.pattern.text)))


def is_url(include: Include) -> bool:
    """Whether an item is a URL, from which ASAB reads nothing."""
    return re.match(r"(?i)[a-z][a-z0-9+.-]*://", include.pattern.text) is not None


@rule("CORS030", "include-separator", "error", on="configuration", when=has_includes)
def include_separator(configuration: Configuration) -> Iterator[Problem]:
    """Included files are separated by line ends or single spaces.

    ## Why is this bad?
    An include list that contains a line end is split at line ends only, any other list at single spaces
    (`asab/config.py`, `_traverse_includes`). Nothing else is a separator: commas, semicolons, tabs, quotes
    and, since ASAB 23.09, colons become part of a file name, and so does a comment after it. There is no such
    file, and ASAB silently skips it, so none of the files in the list is read.

    ## Bad
        [general]
        include = etc/site.conf:etc/local.conf

        [web]
        listen = 127.0.0.1 8080

    ## Fixed
        [general]
        include =
            etc/site.conf
            etc/local.conf

        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Safe: the files are named one on each line, which is evidently what was meant.
    """
    seen = set()
    for include, comment in _commented(configuration):
        if id(include.list) not in seen:
            seen.add(id(include.list))
            yield _comment(configuration, include, comment)
    for include in unmatched(configuration):
        found = separators(include)
        whole = include.list
        if not found or id(whole) in seen or is_url(include):
            continue
        seen.add(id(whole))
        names = ", ".join(
            {"\t": "a tab", " ": "a space in a list with line ends"}.get(c, f"`{c}`") for c in found
        )
        parts = [part for part in re.split(r"[:,;|\s\"']+", whole.text) if part]
        span = whole.span
        fix = None
        if span and whole.verbatim:
            line = span.source.text[: span.start]
            span = Span(span.source, len(line.rstrip(" \t")), span.end)
            fix = Fix("Name one file on each line", (Edit(span, "".join(f"\n    {part}" for part in parts)),))
        yield Problem(
            include.pattern,
            f"{names} does not separate included files: {quoted(include.pattern.text)} is not read",
            help="write one file on each line, indented",
            fix=fix,
        )


def _commented(configuration: Configuration) -> Iterator[tuple[Include, Value]]:
    """The items that match no file because they are in a comment, or contain one."""
    lists: dict[int, tuple[list[Value], list[int]]] = {}
    for include in configuration.includes:
        whole, item = include.list, include.pattern.span
        if id(whole) not in lists:
            comments = [whole.slice(start, end) for start, end in comments_in(whole.text)]
            lists[id(whole)] = comments, [span.start for one in comments if (span := one.span)]
        comments, starts = lists[id(whole)]
        if starts and item and leads_nowhere(include):
            after = bisect_right(starts, item.start)
            for comment in comments[max(after - 1, 0) : after + 1]:
                place = comment.span
                if place and (place.contains(item) or item.contains(place)):
                    yield include, comment
                    break


def _comment(configuration: Configuration, include: Include, comment: Value) -> Problem:
    """The problem with a comment: with line ends in the list, it is in the way of a file."""
    option = configuration.options("general").get("include")
    several = "\n" in include.list.text
    fix, place = None, comment.span
    if option and place and not several and option.value.span == include.list.span:
        within = [
            one for one in configuration.includes if one.pattern.span and place.contains(one.pattern.span)
        ]
        fix = moved_comment(option, comment, safe=all(map(leads_nowhere, within)))
    return Problem(
        comment,
        f"this comment is part of the list: {quoted(include.pattern.text)} is not read"
        if several
        else "this comment is part of the list: ASAB looks for files with its words as their names",
        help="write it on a line of its own",
        fix=fix,
        severity=None if several else "warning",
    )


RULES: tuple[Rule, ...] = (include_separator,)
