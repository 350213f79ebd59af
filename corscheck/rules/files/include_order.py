"""CORS033, 034 and 036: which file takes precedence where several set the same option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.findings import Related
from corscheck.rules.files.include_lists import has_includes
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Container, Include, Option

_OPTIONS = ("cors", "cors_preflight_paths", "listen")


def reads_several_files(web: Container) -> bool:
    """Whether the configuration includes anything."""
    return bool(web.configuration.includes)


@rule("CORS033", "undefined-include-order", "error", when=reads_several_files)
def undefined_include_order(web: Container) -> Iterator[Problem]:
    """Files of one include pattern must not set the same option.

    ## Why is this bad?
    ASAB reads the files of a pattern in the order in which the file system lists them, unsorted
    (`glob.glob` in `asab/config.py`), and the last one takes precedence. That may be `10-site.conf` on one
    machine and `20-local.conf` on another.

    ## Bad
        [general]
        include = ${THIS_DIR}/site.d/*.conf

        # === site.d/10-site.conf ===
        [web]
        listen = 127.0.0.1 8080

        # === site.d/20-local.conf ===
        [web]
        listen = 127.0.0.1 8081

    ## Good
        [general]
        include =
            ${THIS_DIR}/site.d/10-site.conf
            ${THIS_DIR}/site.d/20-local.conf

        # === site.d/10-site.conf ===
        [web]
        listen = 127.0.0.1 8080

        # === site.d/20-local.conf ===
        [web]
        listen = 127.0.0.1 8081
    """
    for include, option in _contested(web):
        files = [
            span.source.path for span in (option.key, *(other.key for other in option.overridden)) if span
        ]
        rivals = sorted({path for path in files if path in include.paths})
        yield Problem(
            option.key,
            f"{listed(rivals)} set `{option.name}`, and the file system decides which one counts",
            help="set it in one of them, or include them one by one",
            related=_place(include, "included by one pattern here"),
        )


def _contested(web: Container) -> Iterator[tuple[Include, Option]]:
    for name in _OPTIONS:
        option = web.options.get(name)
        if option is None or option.key is None or not option.overridden:
            continue
        winner = option.key.source.path
        losers = {other.key.source.path for other in option.overridden if other.key} - {winner}
        for include in web.configuration.includes:
            if winner in include.paths and losers & set(include.paths):
                yield include, option


@rule("CORS034", "option-overridden-by-include", "info", when=reads_several_files)
def option_overridden_by_include(web: Container) -> Iterator[Problem]:
    """An included file takes precedence over the including file.

    ## Why is this bad?
    The value in this file has no effect, because an included file sets the same option. Included files are
    read later, and the last one takes precedence (`asab/config.py`).

    ## Bad
        [general]
        include = ${THIS_DIR}/site.conf

        [web]
        listen = 127.0.0.1 8080

        # === site.conf ===
        [web]
        listen = 127.0.0.1 8081

    ## Good
        [general]
        include = ${THIS_DIR}/site.conf

        # === site.conf ===
        [web]
        listen = 127.0.0.1 8081
    """
    contested = {option.name for _, option in _contested(web)}
    for name in _OPTIONS:
        option = web.options.get(name)
        if option is None or option.key is None or name in contested:
            continue
        for other in option.overridden:
            if other.key is not None and other.key.source is not option.key.source:
                yield Problem(
                    other.key,
                    f"this `{name}` has no effect: {quoted(option.key.source.path)} is read later",
                    help="delete one of them",
                    related=(Related(option.key, "this value is used"),),
                )


@rule("CORS036", "repeated-include", "info", on="configuration", when=has_includes)
def repeated_include(configuration: Configuration) -> Iterator[Problem]:
    """A file is included once.

    ## Why is this bad?
    ASAB skips a file that was already included, with a line in its log (`asab/config.py`). A file that
    includes itself, or two files that include each other, are read once more at most; which of their
    options take precedence is hard to see.

    ## Bad
        [general]
        include = ${THIS_DIR}/site.conf ${THIS_DIR}/*.conf

        # === site.conf ===
        [web]
        listen = 127.0.0.1 8080

    ## Good
        [general]
        include = ${THIS_DIR}/site.conf

        # === site.conf ===
        [web]
        listen = 127.0.0.1 8080
    """
    for include in configuration.includes:
        span = include.pattern.span
        for path in include.repeated:
            itself = span is not None and span.source.path == path
            yield Problem(
                include.pattern,
                f"{quoted(path)} includes itself"
                if itself
                else f"{quoted(path)} was included before and is not read again",
                help="include it in one place",
                severity="warning" if itself else None,
            )


def _place(include: Include, message: str) -> tuple[Related, ...]:
    span = include.pattern.span
    return (Related(span, message),) if span else ()


RULES: tuple[Rule, ...] = (
    undefined_include_order,
    option_overridden_by_include,
    repeated_include,
)
