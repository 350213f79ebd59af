"""CORS03x: `[general] include`: what is read, and what is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.findings import Edit, Fix
from corscheck.rules._messages import stops
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Include


def _unmatched(configuration: Configuration) -> Iterator[Include]:
    for include in configuration.includes:
        if include.kind == "files" and not (include.paths or include.repeated or include.unreadable):
            yield include


def _separators(include: Include) -> str:
    """The characters in an include item that were meant to separate, but do not."""
    return "".join(dict.fromkeys(re.findall(r"[:,;\t\"' ]", include.pattern.text)))


@rule("CORS030", "include-separator", "error", on="configuration")
def include_separator(configuration: Configuration) -> Iterator[Problem]:
    """Included files are separated by line ends or single blanks.

    ## Why is this bad?
    An include list with a line end in it is split at line ends only, any other at single blanks
    (`asab/config.py`, `_traverse_includes`). Nothing else separates: commas, semicolons, tabs, quotes
    and, since ASAB 23.09, colons become part of a file name. There is no such file, and ASAB passes
    over it without a word: the whole list is not read.

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
    Safe: the files are named one on each line, as was meant.
    """
    seen = set()
    for include in _unmatched(configuration):
        found = _separators(include)
        whole = include.list
        if not found or id(whole) in seen or re.match(r"[a-z]+://", include.pattern.text):
            continue
        seen.add(id(whole))
        names = ", ".join({"\t": "a tab", " ": "a blank beside line ends"}.get(c, f"`{c}`") for c in found)
        parts = [part for part in re.split(r"[:,;\s\"']+", whole.text) if part]
        span = whole.span
        fix = None
        if span and whole.exact:
            line = span.source.text[: span.start]
            span = Span(span.source, len(line.rstrip(" \t")), span.end)
            fix = Fix("Name one file on each line", (Edit(span, "".join(f"\n    {part}" for part in parts)),))
        yield Problem(
            include.pattern,
            f"{names} does not separate included files: {quoted(include.pattern.text)} is not read",
            help="write one file on each line, indented",
            fix=fix,
        )


@rule("CORS031", "include-without-match", on="configuration")
def include_without_match(configuration: Configuration) -> Iterator[Problem]:
    """An include must name a file that exists.

    ## Why is this bad?
    ASAB passes over an include that matches nothing without a word (`asab/config.py`), and the options
    that should come from there have their defaults. Relative names start at the working directory of
    the process, not at the file that includes.

    ## Bad
        [general]
        include = etc/site.conf

        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Unsafe: where a file of that name stands beside the including one, `${THIS_DIR}/` is put in front,
    which makes ASAB read it. A pattern with wildcards that matches nothing may be meant so and is only
    mentioned.
    """
    for include in _unmatched(configuration):
        if _separators(include):
            continue
        pattern, span = include.pattern, include.pattern.span
        beside = None
        if span and not pattern.text.startswith(("/", "$")):
            directory = span.source.path.rpartition("/")[0]
            beside = configuration.files.glob(f"{directory}/{pattern.text}") if directory else None
        fix = None
        if span and beside and pattern.exact:
            fix = Fix("Start at this file", (Edit.insert(span, "${THIS_DIR}/"),), safe=False)
        wild = any(magic in pattern.text for magic in "*?[")
        yield Problem(
            pattern,
            f"include {quoted(pattern.text)} matches no file"
            + (" in the working directory, but beside this file" if beside else ""),
            help="write the whole path: ASAB does not know `~`"
            if pattern.text.startswith("~")
            else "relative names start at the working directory of the service; `${THIS_DIR}` is this file's",
            fix=fix,
            severity="info" if wild and not beside else None,
        )


@rule("CORS032", "include-from-working-directory", "info", on="configuration")
def include_from_working_directory(configuration: Configuration) -> Iterator[Problem]:
    """A relative include depends on where the service is started.

    ## Why is this bad?
    ASAB looks for included files from the working directory of the process, not from the file that
    includes (`asab/config.py`). Started from elsewhere, the service does not find them and says nothing.

    ## Fix safety
    There is no fix: `${THIS_DIR}/` in front makes ASAB look beside the including file, which may be
    another place.

    ## Bad
        [general]
        include = etc/site.conf

        [web]
        listen = 127.0.0.1 8080

        # === etc/site.conf ===
        [web]
        rootdir =

    ## Good
        [general]
        include = ${THIS_DIR}/etc/site.conf

        [web]
        listen = 127.0.0.1 8080

        # === etc/site.conf ===
        [web]
        rootdir =
    """
    for include in configuration.includes:
        pattern = include.pattern
        if include.kind == "files" and (include.paths or include.repeated) and pattern.text[0] not in "/$~":
            yield Problem(
                pattern,
                f"include {quoted(pattern.text)} depends on the working directory of the service",
                help="begin with `${THIS_DIR}/`, the directory of this file",
            )


@rule("CORS035", "include-from-zookeeper", "info", on="configuration")
def include_from_zookeeper(configuration: Configuration) -> Iterator[Problem]:
    """What comes from ZooKeeper is not checked.

    ## Why is this bad?
    An include that begins with `zookeeper` is read from a ZooKeeper server (`asab/config.py`), which
    corscheck does not ask: options set there win over what is seen here. Export the node to a file and
    lint it too. A local file whose name begins so cannot be included: ASAB looks for the settings of
    ZooKeeper and ends.

    ## Bad
        [general]
        include = zookeeper://zk:2181/asab/site.conf

        [web]
        listen = 127.0.0.1 8080
    """
    for include in configuration.includes:
        if include.kind == "zookeeper":
            span = include.pattern.span
            at = (one for one in configuration.problems if one.span == span)
            error = next((one for one in at if one.type == "KeyError"), None)
            text = include.pattern.text
            if error is None:
                what, how = "is not checked: it comes from ZooKeeper", "lint the exported node too"
            elif "://" in text:
                what = "does not say where ZooKeeper is, and neither does a section or the environment"
                how = "write `zookeeper://host:2181/…`, or set ASAB_ZOOKEEPER_SERVERS for corscheck too"
            else:
                what, how = "is not a file name for ASAB", "give the file another name"
            yield Problem(
                include.pattern,
                f"{quoted(text)} {what}" + (stops(error) if error else ""),
                help=how,
                severity="error" if error else None,
            )


@rule("CORS037", "unreadable-include", on="configuration")
def unreadable_include(configuration: Configuration) -> Iterator[Problem]:
    """An included file must be readable.

    ## Why is this bad?
    ASAB passes over a directory and a file it may not open without a word (`configparser` leaves out
    what it cannot open).

    ## Bad
        [general]
        include = ${THIS_DIR}/conf.d

        [web]
        listen = 127.0.0.1 8080

        # === conf.d/site.conf ===
        [web]
        rootdir =

    ## Good
        [general]
        include = ${THIS_DIR}/conf.d/*.conf

        [web]
        listen = 127.0.0.1 8080

        # === conf.d/site.conf ===
        [web]
        rootdir =
    """
    for include in configuration.includes:
        for path in include.unreadable:
            yield Problem(
                include.pattern,
                f"{quoted(path)} cannot be read: ASAB passes over it",
                help="name a file that can be read; a directory needs `/*.conf` behind it",
            )


RULES: tuple[Rule, ...] = (
    include_separator,
    include_without_match,
    include_from_working_directory,
    include_from_zookeeper,
    unreadable_include,
)
