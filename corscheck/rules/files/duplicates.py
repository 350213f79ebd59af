"""CORS005 and 006: an option or a section that is in one file twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.edits import delete_lines, newline, whole_lines
from corscheck.findings import Related
from corscheck.fixes import Edit, Fix
from corscheck.rules._messages import stops
from corscheck.rules.files.format import has_problems
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Diagnosis
    from corscheck.source import Source


@rule("CORS005", "duplicate-option", "error", on="configuration", when=has_problems)
def duplicate_option(configuration: Configuration) -> Iterator[Problem]:
    """An option may be set once in a section.

    ## Why is this bad?
    ASAB's parser is strict: the service does not start if an option is set twice, even in different
    letter case. (In different files it is allowed, and the file that is read later takes precedence.)

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        Listen = 127.0.0.1 8080

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Safe where both have the same value: the second one is deleted. Otherwise there is no fix, because
    only you know which value is right.
    """
    for problem in configuration.problems:
        if problem.type == "DuplicateOptionError" and problem.span:
            yield Problem(
                problem.span,
                f"option {quoted(problem.span.text.lower())} is set twice in this section" + stops(problem),
                help="delete one of them",
                fix=_without_repetition(problem),
                related=(Related(problem.first, "set here first"),) if problem.first else (),
            )


def _without_repetition(problem: Diagnosis) -> Fix | None:
    if problem.span is None or problem.first is None:
        return None
    one, two = _block(problem.first), _block(problem.span)
    values = [" ".join(re.split(r"[=:]", block.text, maxsplit=1)[1].split()) for block in (one, two)]
    return Fix("Delete the second one", (Edit(two, ""),)) if values[0] == values[1] else None


def _block(key: Span) -> Span:
    """The lines of an option, including those that continue its value."""
    source = key.source
    indent = source.position(key.start).column
    last = number = key.line
    while number < len(source.starts):
        number += 1
        text = source.line_text(number)
        if text.strip() and text.lstrip()[0] not in "#;":
            if len(text) - len(text.lstrip()) + 1 <= indent:
                break
            last = number
    return whole_lines(Span(source, key.start, source.line_span(last).end))


@rule("CORS006", "duplicate-section", "error", on="configuration", when=has_problems)
def duplicate_section(configuration: Configuration) -> Iterator[Problem]:
    """A section may be in a file only once.

    ## Why is this bad?
    ASAB's parser is strict: the service does not start if a file has two sections of the same name. (In
    different files it is allowed, and sections of the same name are merged.)

    ## Bad
        [web]
        listen = 127.0.0.1 8080

        [general]
        var_dir = /var/lib/app

        [web]
        rootdir = /srv

    ## Fixed
        [web]
        listen = 127.0.0.1 8080
        rootdir = /srv

        [general]
        var_dir = /var/lib/app

    ## Fix safety
    Safe: the lines of the second section move to the end of the first one.
    """
    for problem in configuration.problems:
        if problem.type == "DuplicateSectionError" and problem.span:
            yield Problem(
                problem.span,
                f"section {quoted(problem.span.text)} is in this file twice" + stops(problem),
                help="move the options to the first one",
                fix=_merged(problem, configuration),
                related=(Related(problem.first, "first one"),) if problem.first else (),
            )


def _merged(problem: Diagnosis, configuration: Configuration) -> Fix | None:
    two, one = problem.span, problem.first
    if two is None or one is None or not two.source.text.endswith(("\n", "\r")):
        return None
    source = two.source
    headers = _headers(configuration, source)
    following = headers[bisect_right(headers, two.start)]
    next_header = headers[bisect_right(headers, one.start)]
    if next_header == two.start:
        return Fix("Delete the second header", (delete_lines(two),))
    last = following == len(source.text)
    end = following if last else whole_lines(Span(source, following, following)).start
    body = source.text[whole_lines(two).end : end].rstrip()
    text = source.text[: whole_lines(two).start]
    start = _end_of_text(source, text) if last else len(text)
    target = _end_of_text(source, source.text[: whole_lines(Span(source, next_header, next_header)).start])
    edits = (
        Edit.insert(Span(source, target, target), body + newline(source)),
        Edit(Span(source, start, end), ""),
    )
    return Fix("Merge the sections", edits if body else edits[1:])


@lru_cache(maxsize=1)
def _headers(configuration: Configuration, source: Source) -> list[int]:
    """Where the sections of a file begin, and where the last one ends."""
    headers = (header for name in configuration.names for header in configuration.headers(name))
    return [*sorted(header.start for header in headers if header.source is source), len(source.text)]


def _end_of_text(source: Source, text: str) -> int:
    """The offset after the last line of a text that is not blank."""
    return whole_lines(Span(source, 0, len(text.rstrip()))).end


RULES: tuple[Rule, ...] = (duplicate_option, duplicate_section)
