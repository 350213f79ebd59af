"""CORS013 and 014: options in places where no web container reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.defaults import SECTIONS
from corscheck.findings import Related
from corscheck.fixes import Edit, Fix
from corscheck.rules._ini import SWALLOWED, swallowed_lines
from corscheck.rules._messages import stops
from corscheck.rules._option_names import LATER, OBSOLETE, PREFLIGHT_PATHS
from corscheck.rules.files.sections import intended_section
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Diagnosis, Option
    from corscheck.rules.rule import Service

_INDENTED = r"\n[ \t]+(?:\[|[A-Za-z_]+[ \t]*=|(?:cors|preflight)\w*[ \t]*:)"
_CORS_OPTIONS = frozenset({"cors", PREFLIGHT_PATHS, OBSOLETE, *LATER})


@rule("CORS013", "misplaced-cors-option", on="service")
def misplaced_cors_option(service: Service) -> Iterator[Problem]:
    """CORS options belong in the section of the web container.

    ## Why is this bad?
    A web container reads one section, `[web]` unless the application names another
    (`asab/web/container.py`). In any other section the options are silently ignored. In `[DEFAULT]` they
    apply to every section that exists, so to every other web container as well.

    ## Bad
        [general]
        cors = *

        [web]
        listen = 127.0.0.1 8080

    ## Good
        [web]
        listen = 127.0.0.1 8080
    """
    configuration = service.configuration
    read = {web.section for web in service.containers}
    found = [
        name
        for name in configuration.names
        if not (name in read or _CORS_OPTIONS.isdisjoint(configuration.own_options(name)))
    ]
    webs = service.containers if found else ()
    merged = {option.key for web in webs for option in web.options.values() if not option.inherited}
    for name in found:
        if intended_section(name)[0]:
            continue
        if not read and name not in SECTIONS and name != "DEFAULT":
            continue  # the file of another program
        if name == configuration.profile.section_alias:
            continue  # CORS011 says that nothing reads the section
        for option in configuration.options(name).values():
            if option.inherited or option.name not in _CORS_OPTIONS:
                continue
            if option.key in merged:  # by `<<` in YAML
                continue
            if name == "DEFAULT":
                yield from _in_default(option, read)
            else:
                yield Problem(
                    option.key,
                    f"no web container reads `{option.name}` in section {quoted(f'[{name}]')}",
                    help="move it to `[web]`; if this section is a web container, say so with `--section`",
                    confidence="likely",
                )


def _in_default(option: Option, read: set[str]) -> Iterator[Problem]:
    if read:
        yield Problem(
            option.key,
            f"`{option.name}` in `[DEFAULT]` applies to every web container that does not set it itself",
            help="move it to the section of the container that needs it",
            severity="info",
        )
    else:
        yield Problem(
            option.key,
            f"`{option.name}` in `[DEFAULT]` is not read: there is no section `[web]` it could apply to",
            help="move it to a section `[web]`",
        )


@rule("CORS014", "swallowed-option", "error", on="service")
def swallowed_option(service: Service) -> Iterator[Problem]:
    """An option or a section header must not be indented deeper than the option above it.

    ## Why is this bad?
    A line that is indented deeper continues the value above (Python's `configparser`), even if it looks
    like an option. The option does not exist, and its text becomes part of the other one. If that is
    `cors_preflight_paths`, the service does not start.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        rootdir =
          cors = *
          cors_preflight_paths = /a

    ## Good
        [web]
        listen = 127.0.0.1 8080
        rootdir =
        cors = *
        cors_preflight_paths = /a

    ## Fix safety
    Safe where the line looks like one of ASAB's web options or like a section header: its indentation is
    removed.
    """
    configuration = service.configuration
    if not any("\r" in source.text or re.search(_INDENTED, source.text) for source in configuration.sources):
        return
    failures = [error for web in service.containers for error in web.errors]
    webs = {web.section for web in service.containers}
    for name in configuration.names:
        options = configuration.options(name)
        taken = set(options)
        for option in options.values():
            if option.inherited or "\n" not in option.value.text:
                continue
            inside = name in webs or intended_section(name)[0] == "web"
            for match in swallowed_lines(option.value.text):
                among = name in webs and _is_web_option(option.name, configuration)
                if not match[1]:
                    inside = re.search(r"\bweb\b", match[0].lower()) is not None
                if not (
                    inside and _is_web_option(match[1].lower(), configuration)
                    if match[1]
                    else inside or among
                ):
                    continue
                word = match[0].strip() if not match[1] else match[1].lower()
                free = word.strip("[]") not in (taken if match[1] else configuration.names)
                taken.add(word)
                yield _swallowed(option, match, failures, free=free)


def _is_web_option(word: str, configuration: Configuration) -> bool:
    """Whether an option is one that web containers read; other values may contain anything."""
    return word in _CORS_OPTIONS or word in configuration.profile.defaults


def _swallowed(option: Option, match: re.Match[str], failures: list[Diagnosis], *, free: bool) -> Problem:
    value = option.value.slice(match.start(), match.end())
    span = value.span
    what = "this section header" if not match[1] else f"`{match[1]}`"
    end = ""
    fix = None
    if span is not None:
        line = span.source.line_span(span.line)
        error = next((one for one in failures if one.span and line.start <= one.span.start <= line.end), None)
        end = stops(error) if error else ""
        if free and option.key and line.start < span.start and not _value_continues(option, line):
            indent = " " * (span.source.position(option.key.start).column - 1)
            fix = Fix("Remove the indentation", (Edit(Span(span.source, line.start, span.start), indent),))
    return Problem(
        value,
        f"{what} is indented deeper than `{option.name}` above and becomes part of its value{end}",
        help="remove the indentation",
        fix=fix,
        related=(Related(option.key, "the option it continues"),) if option.key else (),
    )


def _value_continues(option: Option, line: Span) -> bool:
    """Whether the option's value goes on below the line; an unindented line would take over that text."""
    source, last = line.source, option.value.span
    for number in range(line.line + 1, source.position(last.end).line + 1 if last else 0):
        text = source.line_text(number)
        if text.strip() and text.lstrip()[0] not in "#;":
            return _indent(text) <= _indent(line.text) and not re.match(SWALLOWED, text.strip())
    return False


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


RULES: tuple[Rule, ...] = (
    misplaced_cors_option,
    swallowed_option,
)
