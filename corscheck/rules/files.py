"""CORS00x: files that ASAB cannot read at all, and what no other rule explains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from corscheck.edits import delete_lines, newline, whole_lines
from corscheck.findings import Edit, Fix, Related
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.rules.tls import FILE_ERRORS
from corscheck.rules.words import shown, stops
from corscheck.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.model import Configuration, Container, Diagnosis, Files
    from corscheck.source import Source

_SYNTAX = ("ParsingError", "MissingSectionHeaderError")
_TEMPLATE = r"\{\{|\{%|\{#"

Cause = Literal["encoding", "format", "template", "syntax"]


def _cause(problem: Diagnosis) -> Cause:
    """What is really the matter with a file that has no sections, or a line that is no option."""
    span = problem.span
    if span is None:
        return "syntax"
    source = span.source
    line = source.line_text(span.line).strip()
    if source.text.startswith("\ufeff"):
        return "encoding"
    if source.path.lower().endswith((".json", ".yaml", ".yml")) or source.text.lstrip()[:1] == "{":
        return "template" if source.text.lstrip().startswith(("{{", "{%", "{#")) else "format"
    if re.match(_TEMPLATE, line):
        return "template"
    if problem.type == "MissingSectionHeaderError" and (line == "---" or re.match(r"[\w:-]+:$", line)):
        return "format"
    return "syntax"


def _syntax_problems(configuration: Configuration, cause: Cause) -> Iterator[Diagnosis]:
    for problem in configuration.problems:
        if problem.type in _SYNTAX and _cause(problem) == cause:
            yield problem


@rule("CORS001", "unparsable-file", "error", on="configuration")
def unparsable_file(configuration: Configuration) -> Iterator[Problem]:
    """A configuration consists of sections with options.

    ## Why is this bad?
    ASAB reads files with Python's `configparser` (`asab/config.py`): a line is a `[section]`, an option
    `name = value`, a comment, or, indented deeper than the option, more of its value. Anything else ends
    the service, and so does a line in front of the first section.

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
    for problem in _syntax_problems(configuration, "syntax"):
        span = problem.span
        if problem.type == "MissingSectionHeaderError":
            message = "there must be a section, such as `[web]`, in front of this line"
            how = "write the section's name in brackets on a line above"
        else:
            message = "this line is neither a section nor an option nor an indented part of a value"
            how = "write `name = value`, indent the line, or make it a comment"
        yield Problem(span, message + stops(problem), help=how, fix=_indented(span))


def _indented(span: Span | None) -> Fix | None:
    """Indent a path below the option it evidently belongs to."""
    if span is None or not span.text.startswith("/"):
        return None
    source = span.source
    for number in range(span.line - 1, 0, -1):
        line = source.line_text(number)
        if re.match(r"\s*[^\s#;/][^=:\[]*[=:]", line):
            indent = line[: len(line) - len(line.lstrip())]
            place = Span(source, source.line_span(span.line).start, span.start)
            return Fix("Indent the line", (Edit(place, f"{indent}    "),))
        if line.strip() and not line.lstrip().startswith(("/", "#", ";")):
            return None
    return None


@rule("CORS002", "wrong-encoding", "error", on="configuration")
def wrong_encoding(configuration: Configuration) -> Iterator[Problem]:
    r"""A configuration must be UTF-8 without a byte order mark.

    ## Why is this bad?
    ASAB opens files in the encoding of the locale, which is UTF-8 on servers. Other bytes, also within a
    comment, end the service. A byte order mark, which some editors put in front, hides the first section:
    `configparser` finds `\ufeff[web]`, which is none.

    ## Fix safety
    Safe for a byte order mark and for UTF-16. Otherwise unsafe: the file is taken for Windows-1252, which
    is a guess.
    """
    for problem in _syntax_problems(configuration, "encoding"):
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
    """The whole text anew, decoded as what it probably is; files are written as UTF-8."""
    try:
        data = files.read(source.path)
    except OSError:
        return None
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "cp1252")
    except UnicodeDecodeError:
        return None
    return Fix("Save as UTF-8", (Edit(Span(source, 0, len(source.text)), text),), safe=wide)


@rule("CORS003", "wrong-file-format", "error", on="configuration")
def wrong_file_format(configuration: Configuration) -> Iterator[Problem]:
    """A configuration file is an INI file, whatever its name.

    ## Why is this bad?
    ASAB reads JSON and YAML from ZooKeeper only (`asab/config.py`, `_include_from_zookeeper`). Every
    file, `site.yaml` too, is read by `configparser`, which finds no section in it, and the service ends.

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
    for problem in _syntax_problems(configuration, "format"):
        yield Problem(
            problem.span,
            "this is JSON or YAML, which ASAB reads from ZooKeeper only" + stops(problem),
            help="write sections and options: `[web]`, below it `cors = …`",
        )


@rule("CORS004", "unrendered-template", on="configuration")
def unrendered_template(configuration: Configuration) -> Iterator[Problem]:
    """A template must be rendered before ASAB reads it.

    ## Why is this bad?
    ASAB knows no templates. A line such as `{% if cors %}` is no option and ends the service. A value
    such as `{{ origin }}` is taken as it is: in `cors` it opens the service to every origin up to ASAB
    26.36, among the preflight paths its words end the service.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        rootdir = {{ web_root }}
    """
    seen = set()
    for problem in _syntax_problems(configuration, "template"):
        seen.add(problem.span and (problem.span.source, problem.span.line))
        yield Problem(
            problem.span,
            "this line belongs to a template" + stops(problem),
            help="render the template, and lint the result",
            severity="error",
        )
    for source in configuration.sources:
        if "{{" not in source.text and "{%" not in source.text:
            continue
        for name in configuration.names:
            for option in configuration.options(name).values() if "web" in name else ():
                match = re.search(_TEMPLATE, option.value.text)
                if match and option.key and option.key.source is source:
                    yield Problem(
                        option.value.slice(match.start(), match.end()),
                        f"`{option.name}` holds a piece of a template, which ASAB takes as it is",
                        help="render the template, and lint the result",
                    )


@rule("CORS005", "duplicate-option", "error", on="configuration")
def duplicate_option(configuration: Configuration) -> Iterator[Problem]:
    """An option may be set once in a section.

    ## Why is this bad?
    ASAB's parser is strict: the second one ends the service, also if it only differs in letter case.
    (Across files it is allowed, and the file that is read later wins.)

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        Listen = 127.0.0.1 8080

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Safe where both have the same value: the second one is deleted. Otherwise there is no fix, you have to
    choose.
    """
    for problem in configuration.problems:
        if problem.type == "DuplicateOptionError" and problem.span:
            yield Problem(
                problem.span,
                f"option {shown(problem.span.text.lower())} is set twice in this section" + stops(problem),
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
    """The lines of an option, those that continue its value too."""
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


@rule("CORS006", "duplicate-section", "error", on="configuration")
def duplicate_section(configuration: Configuration) -> Iterator[Problem]:
    """A section may stand once in a file.

    ## Why is this bad?
    ASAB's parser is strict: a second section of the same name ends the service. (Across files it is
    allowed, and sections of the same name are merged.)

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
                f"section {shown(problem.span.text)} stands twice in this file" + stops(problem),
                help="move the options to the first one",
                fix=_merged(problem, configuration),
                related=(Related(problem.first, "stands here first"),) if problem.first else (),
            )


def _merged(problem: Diagnosis, configuration: Configuration) -> Fix | None:
    two, one = problem.span, problem.first
    if two is None or one is None or not two.source.text.endswith(("\n", "\r")):
        return None
    source = two.source
    headers = sorted(
        header.start
        for name in configuration.names
        for header in configuration.headers(name)
        if header.source is source
    )
    following = next((start for start in headers if start > two.start), len(source.text))
    behind = next(start for start in headers if start > one.start)
    if behind == two.start:
        return Fix("Delete the second header", (delete_lines(two),))
    last = following == len(source.text)
    end = following if last else whole_lines(Span(source, following, following)).start
    body = source.text[whole_lines(two).end : end].rstrip()
    text = source.text[: whole_lines(two).start]
    start = _end_of_text(source, text) if last else len(text)
    target = _end_of_text(source, source.text[: whole_lines(Span(source, behind, behind)).start])
    edits = (
        Edit.insert(Span(source, target, target), body + newline(source)),
        Edit(Span(source, start, end), ""),
    )
    return Fix("Merge the sections", edits if body else edits[1:])


def _end_of_text(source: Source, text: str) -> int:
    """Behind the last line of a text that is not blank."""
    return whole_lines(Span(source, 0, len(text.rstrip()))).end


@rule("CORS007", "configuration-does-not-load", "error", on="configuration")
def configuration_does_not_load(configuration: Configuration) -> Iterator[Problem]:
    """ASAB must be able to read the configuration.

    ## Why is this bad?
    This is whatever else ends ASAB while it reads its configuration (`asab/config.py`), with the error as
    it stands in the log.

    ## Bad
        [general]
        include = ${nowhere:file}

        [web]
        listen = 127.0.0.1 8080
    """
    for problem in configuration.problems:
        yield Problem(
            problem.span,
            "ASAB cannot read the configuration" + stops(problem),
            help="mend this line",
        )


@rule("CORS008", "container-does-not-start", "error")
def container_does_not_start(web: Container) -> Iterator[Problem]:
    """ASAB must be able to make the web container.

    ## Why is this bad?
    This is whatever else ends ASAB while it makes its web container (`asab/web/container.py`), with the
    error as it stands in the log. Where a module of the application makes the container, the error is only
    logged: the process lives on and answers every request with 404.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        rootdir = ${rootdir}/files
    """
    for error in web.errors:
        if error.type in FILE_ERRORS:
            continue
        yield Problem(
            error.span,
            f"the web container of `[{web.section}]` cannot be made" + stops(error),
            help="mend this line",
        )


UNDECODABLE = frozenset({wrong_encoding.code})
"""Rules whose fixes are all right for a file that is not UTF-8; any other would spoil its bytes."""

CATCH_ALL = frozenset({configuration_does_not_load.code, container_does_not_start.code})
"""Rules that only speak where no other rule has reported an error on the same line."""

RULES: tuple[Rule, ...] = (
    unparsable_file,
    wrong_encoding,
    wrong_file_format,
    unrendered_template,
    duplicate_option,
    duplicate_section,
    configuration_does_not_load,
    container_does_not_start,
)
