"""CORS001 to 003: files that ASAB cannot read, and their actual format."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from corscheck.fixes import Edit, Fix, applicability
from corscheck.rules._messages import stops
from corscheck.rules._templates import is_template_line
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Diagnosis, Files
    from corscheck.source import Source

SYNTAX = ("ParsingError", "MissingSectionHeaderError")

_NEAR = 20  # lines above a path that are searched for its option

Cause = Literal["encoding", "format", "template", "syntax"]


def _cause(problem: Diagnosis) -> Cause:
    """Why a file has no sections, or a line is not an option."""
    span = problem.span
    if span is None:
        return "syntax"
    source = span.source
    line = source.line_text(span.line).strip()
    if source.text.startswith("\ufeff"):
        return "encoding"
    site = source.path.lower().endswith((".json", ".yaml", ".yml")) and not source.embedding
    if site or (_first(source)[:1] == "{" and not source.embedding):
        return "template" if _first(source) in ("{{", "{%", "{#", "<%", "[%") else "format"
    if is_template_line(line):
        return "template"
    if problem.type == "MissingSectionHeaderError" and (line == "---" or re.match(r"[\w:-]+:$", line)):
        return "format"
    return "syntax"


@lru_cache(maxsize=1)
def _first(source: Source) -> str:
    """The first two characters of a file after its first comments."""
    match = re.match(r"(?:\s*[#;][^\r\n]*)*\s*([^\r\n]{0,2})", source.text)
    return match[1] if match else ""


@lru_cache(maxsize=1)
def by_cause(configuration: Configuration) -> dict[Cause, list[Diagnosis]]:
    """The syntax errors by their causes; of consecutive bad lines only the first one."""
    found: dict[Cause, list[Diagnosis]] = {"encoding": [], "format": [], "template": [], "syntax": []}
    below = None
    for problem in configuration.problems:
        if problem.type not in SYNTAX:
            continue
        span = problem.span
        in_a_row = span and below == (span.source, span.line) and not span.text.startswith(("/", "{"))
        if not in_a_row:
            found[_cause(problem)].append(problem)
        below = span and (span.source, span.line + 1)
    return found


def has_problems(configuration: Configuration) -> bool:
    """Whether anything is wrong with the syntax of the files or with what they include."""
    return bool(configuration.problems)


@rule("CORS001", "unparsable-file", "error", on="configuration", when=has_problems)
def unparsable_file(configuration: Configuration) -> Iterator[Problem]:
    """A configuration consists of sections with options.

    ## Why is this bad?
    ASAB reads files with Python's `configparser` (`asab/config.py`): a line is a `[section]`, an option
    `name = value`, a comment, or, indented deeper than the option, the continuation of its value. With
    any other line, or a line before the first section, the service does not start.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths =
            /a
        /b

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths =
            /a
            /b

    ## Fix safety
    Safe where a line begins with `/` and only its indentation is missing. Everything else has no fix.
    """
    for problem in by_cause(configuration)["syntax"]:
        span = problem.span
        if problem.type == "MissingSectionHeaderError":
            message = "there must be a section, such as `[web]`, before this line"
            how = "write the section's name in brackets on a line above"
        else:
            message = "this line is neither a section nor an option nor an indented part of a value"
            how = "write `name = value`, indent the line, or make it a comment"
        yield Problem(span, message + stops(problem), help=how, fix=_indented(span))


def _indented(span: Span | None) -> Fix | None:
    """The fix that indents a path below the option it evidently belongs to."""
    if span is None or not span.text.startswith("/"):
        return None
    source = span.source
    for number in range(span.line - 1, max(span.line - _NEAR, 0), -1):
        line = source.line_text(number)
        if re.match(r"\s*[^\s#;/\[=:][^=:\[]*[=:]", line):
            indent = line[: len(line) - len(line.lstrip())]
            place = Span(source, source.line_span(span.line).start, span.start)
            return Fix("Indent the line", (Edit(place, f"{indent}    "),))
        if line.strip() and not line.lstrip().startswith(("/", "#", ";")):
            return None
    return None


@rule("CORS002", "wrong-encoding", "error", on="configuration", when=has_problems)
def wrong_encoding(configuration: Configuration) -> Iterator[Problem]:
    r"""A configuration must be UTF-8 without a byte order mark.

    ## Why is this bad?
    ASAB opens files in the encoding of the locale, which is UTF-8 on servers. With bytes that are not
    UTF-8, even in a comment, the service does not start. A byte order mark, which some editors write at
    the start of a file, hides the first section: `configparser` reads `\ufeff[web]`, which is not a
    section header.

    ## Bad (\ufeff is a byte order mark)
        \ufeff[web]
        listen = 127.0.0.1 8080

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Safe for a byte order mark and for UTF-16. Otherwise unsafe: the fix assumes that the file is
    Windows-1252.
    """
    for problem in by_cause(configuration)["encoding"]:
        if problem.span:
            mark = Span(problem.span.source, 0, 1)
            yield Problem(
                mark,
                "the file begins with a byte order mark" + stops(problem),
                help="save it as UTF-8 without a byte order mark",
                fix=Fix("Delete the byte order mark", (Edit(mark, ""),)),
            )
    for problem in configuration.problems:
        if problem.type == "UnicodeDecodeError" and problem.span:
            yield Problem(
                problem.span,
                "the file is not UTF-8" + stops(problem),
                help="save it as UTF-8",
                fix=_recoded(problem.span.source, configuration.files),
            )


def _recoded(source: Source, files: Files) -> Fix | None:
    """The fix that decodes the file in its probable encoding; fixed files are written as UTF-8."""
    try:
        data = files.read(source.path)
    except OSError:
        return None
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "cp1252")
    except UnicodeDecodeError:
        return None
    return Fix("Save as UTF-8", (Edit(Span(source, 0, len(source.text)), text),), applicability(safe=wide))


@rule("CORS003", "wrong-file-format", "error", on="configuration", when=has_problems)
def wrong_file_format(configuration: Configuration) -> Iterator[Problem]:
    """A configuration file is an INI file, whatever its name.

    ## Why is this bad?
    ASAB reads JSON and YAML from ZooKeeper only (`asab/config.py`, `_include_from_zookeeper`). Every
    file, even `site.yaml`, is read by `configparser`, which finds no section in it, and the service does
    not start.

    ## Bad
        [general]
        include = site.yaml

        [web]
        listen = 127.0.0.1 8080

        # === site.yaml ===
        web:
          cors: "*"

    ## Good
        [general]
        include = site.conf

        [web]
        listen = 127.0.0.1 8080

        # === site.conf ===
        [web]
        cors =
    """
    for problem in by_cause(configuration)["format"]:
        yield Problem(
            problem.span,
            "this is JSON or YAML, which ASAB reads from ZooKeeper only" + stops(problem),
            help="write sections and options: `[web]`, below it `cors = …`",
        )


UNDECODABLE = frozenset({wrong_encoding.code})
"""Rules whose fixes may be applied to a file that is not UTF-8; any other fix would corrupt its bytes."""

RULES: tuple[Rule, ...] = (unparsable_file, wrong_encoding, wrong_file_format)
