"""CORS031, 032, 035 and 037: `[general] include`: files that ASAB reads, or silently leaves out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix
from corscheck.limits import LimitReached
from corscheck.rules._messages import stops
from corscheck.rules.files.include_lists import (
    has_includes,
    include_separator,
    is_url,
    leads_nowhere,
    separators,
    unmatched,
)
from corscheck.rules.files.sections import intended_section, misnamed_section
from corscheck.rules.files.templates import unrendered_template
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Include

_EVERYWHERE = frozenset(
    (
        *("", "/bin", "/boot", "/dev", "/etc", "/etc/default", "/etc/ssl", "/home", "/lib", "/media", "/mnt"),
        *("/opt", "/proc", "/root", "/run", "/run/lock", "/run/secrets", "/sbin", "/srv", "/sys"),
        *("/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/etc"),
        *("/usr/local/lib", "/usr/local/share", "/usr/share", "/var", "/var/cache", "/var/lib", "/var/local"),
        *("/var/log", "/var/mail", "/var/opt", "/var/run", "/var/spool"),
        *("/tmp", "/var/tmp"),  # noqa: S108  # nothing is written there
    )
)
"""Directories of every machine: that one exists says nothing about the service being deployed here."""

_CONFIGURATION_NAME = (
    r"(?i)conf|secret|site|zookeeper|\$|(?:\A|[\s/.:,;\"'])etc(?![\w.-])|\.(?:ini|inc|json|local|ya?ml)(?!\w)"
)
"""Parts of the names of configurations; file lists that other programs include have other names."""


def has_open_include(configuration: Configuration) -> bool:
    """Whether an include was not read, so that any section may be in it."""
    if any(problem.type.startswith("Interpolation") for problem in configuration.problems):
        return True  # while reading, ASAB resolves the list of includes and the options that it refers to
    if any(intended_section(name)[0] == "general" for name in configuration.names):
        return True
    return any(
        include.kind == "zookeeper" or include.unreadable or include.unread or leads_nowhere(include)
        for include in configuration.includes
        if re.search(_CONFIGURATION_NAME, include.pattern.text)
    )


@rule("CORS031", "include-without-match", on="configuration", when=has_includes)
def include_without_match(configuration: Configuration) -> Iterator[Problem]:
    """An include must name a file that exists.

    ## Why is this bad?
    ASAB silently skips an include that matches nothing (`asab/config.py`), and the options that should come
    from there have their defaults. Relative names start at the working directory of the process, not at
    the including file.

    corscheck looks for the files on the machine on which it runs. An absolute name outside of the
    repository, such as `/conf/secret.conf` or `/run/secrets/site.conf`, is most likely one of the machine
    that runs the service, and has the severity `info`, unless its directory exists here. A pattern with
    wildcards that matches nothing may be intended and is `info`, too.

    ## Bad
        [general]
        include = etc/site.conf

        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Unsafe: where a file of that name is next to the including one, `${THIS_DIR}/` is written before the
    name, which makes ASAB read it.
    """
    for include in (*unmatched(configuration), *_found_beside(configuration)):
        if leads_nowhere(include) and separators(include) and not is_url(include):
            continue
        pattern, span = include.pattern, include.pattern.span
        beside: list[str] = []
        if span and not pattern.text.startswith(("/", "$")):
            beside = _beside(configuration, span.source.path, pattern.text)
        fix = None
        if span and beside and pattern.verbatim:
            fix = Fix("Start at this file", (Edit.insert(span, "${THIS_DIR}/"),), "unsafe")
        elsewhere = _is_elsewhere(configuration, include)
        wild = any(magic in pattern.text for magic in "*?[")
        where = " on this machine" if elsewhere else ""
        if beside:
            where = " in the working directory, but beside this file"
        yield Problem(
            pattern,
            f"include {quoted(pattern.text)} matches no file{where}",
            help="ASAB includes files and nodes of ZooKeeper, nothing else"
            if is_url(include)
            else _help(pattern.text, elsewhere=elsewhere),
            fix=fix,
            severity="info" if elsewhere or (wild and not beside) else None,
        )


def _found_beside(configuration: Configuration) -> Iterator[Include]:
    """The relative includes that are read only because ASAB is assumed to be started beside the main file."""
    files, started = configuration.files, configuration.started_in
    if started and files.absolute(started) == files.absolute(configuration.path).rpartition("/")[0]:
        yield from filter(_is_relative, configuration.includes)


def _is_relative(include: Include) -> bool:
    found = include.paths or include.repeated
    return include.kind == "files" and bool(found) and include.pattern.text[0] not in "/$~"


def _is_elsewhere(configuration: Configuration, include: Include) -> bool:
    """Whether an absolute name is evidently one of the machine that runs the service."""
    text, span = include.pattern.text, include.pattern.span
    if not text.startswith("/") or (span and "THIS_DIR" in span.text):
        return False
    directory = text.rpartition("/")[0].rstrip("/")
    here = directory not in _EVERYWHERE and configuration.files.is_dir(directory)
    return not here and not configuration.files.is_ours(text, configuration.path)


def _help(pattern: str, *, elsewhere: bool) -> str:
    if elsewhere:
        return "make sure that it exists where the service runs; without it ASAB silently goes on"
    if pattern.startswith("~"):
        return "write the whole path: ASAB does not expand `~`"
    return "relative names start at the working directory of the service; `${THIS_DIR}` is this file's"


def _beside(configuration: Configuration, path: str, pattern: str) -> list[str]:
    """The files that a relative pattern fits beside the file that includes it."""
    if "/" not in path:
        return []
    directory = configuration.files.absolute(path).rpartition("/")[0]
    try:
        return configuration.files.glob(f"{directory}/{pattern}")
    except LimitReached:
        return []


@rule("CORS032", "include-from-working-directory", "info", on="configuration", when=has_includes)
def include_from_working_directory(configuration: Configuration) -> Iterator[Problem]:
    """A relative include depends on where the service is started.

    ## Why is this bad?
    ASAB looks for included files in the working directory of the process, not next to the including file
    (`asab/config.py`). Started in another directory, the service does not find them and reports nothing.

    corscheck looks for them in its own working directory, too. Where none of a file's relative includes is
    there, but beside the file or in a directory above it, within the repository, it reads what a service
    reads that is started in that directory.

    ## Fix safety
    There is no fix: with `${THIS_DIR}/` ASAB looks next to the including file, which may be another
    directory.

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
    started = configuration.started_in
    here = f": this is what is read in {quoted(started)}" if started else ""
    beside = set(map(id, _found_beside(configuration)))  # CORS031 reports these
    for include in filter(_is_relative, configuration.includes):
        pattern = include.pattern
        if id(include) not in beside:
            yield Problem(
                pattern,
                f"include {quoted(pattern.text)} depends on the working directory of the service{here}",
                help="begin with `${THIS_DIR}/`, the directory of this file",
            )


@rule("CORS035", "include-from-zookeeper", "info", on="configuration", when=has_includes)
def include_from_zookeeper(configuration: Configuration) -> Iterator[Problem]:
    """Configuration in ZooKeeper is not checked.

    ## Why is this bad?
    An include that begins with `zookeeper` is read from a ZooKeeper server (`asab/config.py`), to which
    corscheck does not connect: options set there override those in the files. Export the node to a file
    and lint it too. A local file whose name begins with `zookeeper` cannot be included: ASAB looks for the
    settings of ZooKeeper and does not start.

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
                what = "does not name a ZooKeeper server, and neither does a section or the environment"
                how = "write `zookeeper://host:2181/…`, or set ASAB_ZOOKEEPER_SERVERS for corscheck too"
            else:
                what, how = "is not a file name for ASAB", "give the file another name"
            yield Problem(
                include.pattern,
                f"{quoted(text)} {what}" + (stops(error) if error else ""),
                help=how,
                severity="error" if error else None,
            )


@rule("CORS037", "unreadable-include", on="configuration", when=has_includes)
def unreadable_include(configuration: Configuration) -> Iterator[Problem]:
    """An included file must be readable.

    ## Why is this bad?
    ASAB silently skips a directory and a file that it has no permission to read (`configparser` leaves out
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
                f"{quoted(path)} cannot be read: ASAB skips it",
                help="name a file that can be read; write `/*.conf` after a directory",
            )


ABOUT_OPEN_INCLUDES = frozenset(
    one.code
    for one in (
        misnamed_section,
        unrendered_template,
        include_separator,
        include_without_match,
        include_from_zookeeper,
        unreadable_include,
    )
)
"""Rules that apply to a file of which only the includes may be about the web."""

RULES: tuple[Rule, ...] = (
    include_without_match,
    include_from_working_directory,
    include_from_zookeeper,
    unreadable_include,
)
