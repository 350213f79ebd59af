"""CORS007 and 008: every other error that keeps the service from starting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import LIMIT
from corscheck.rules._messages import stops
from corscheck.rules._templates import is_template_file
from corscheck.rules.files.format import SYNTAX
from corscheck.rules.listen.tls import FILE_ERRORS
from corscheck.rules.rule import Problem, Rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration, Container, Diagnosis


@rule("CORS007", "configuration-does-not-load", "error", on="configuration")
def configuration_does_not_load(configuration: Configuration) -> Iterator[Problem]:
    """ASAB must be able to read the configuration.

    ## Why is this bad?
    ASAB fails while it reads its configuration (`asab/config.py`), and no other rule explains why. The
    message quotes the error as in ASAB's log.

    ## Bad
        [general]
        include = ${nowhere:file}

        [web]
        listen = 127.0.0.1 8080
    """
    for problem in configuration.problems:
        if problem.type in SYNTAX or is_template_file(problem):
            continue  # CORS001 to 004 report these
        yaml = problem.span is not None and problem.span.source.path.lower().endswith((".yaml", ".yml"))
        variable = _variable(problem)
        help_ = "correct this line"
        if variable:
            help_ = f"set the variable `{variable}` for corscheck too, as for the service"
        if yaml:
            help_ = 'in YAML, put values such as `*` in quotes, and write `""` for an empty one'
        yield Problem(
            problem.span,
            "ASAB cannot read the configuration" + stops(problem),
            help=help_,
            confidence="likely" if variable else "certain",
        )


def _variable(problem: Diagnosis) -> str | None:
    """The variable of the environment that is not set here, and may be where the service runs."""
    text = problem.span.text if problem.span else ""
    if problem.type.startswith("Interpolation") and re.fullmatch(r"\$\w+|\$\{\w+\}", text):
        return text.strip("${}")
    return None


@rule("CORS008", "container-does-not-start", "error")
def container_does_not_start(web: Container) -> Iterator[Problem]:
    """ASAB must be able to create the web container.

    ## Why is this bad?
    ASAB fails while it creates its web container (`asab/web/container.py`), and no other rule explains why.
    The message quotes the error as in ASAB's log. Where a module of the application creates the container,
    the error is only logged: the process keeps running and answers every request with 404.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        rootdir = ${rootdir}/files
    """
    for error in web.errors:
        if error.type in FILE_ERRORS or error.type == LIMIT:
            continue
        if web.configuration.partial and error.type == "InterpolationMissingOptionError":
            continue  # it refers to an option in another file
        yield Problem(
            error.span,
            f"the web container of `[{web.section}]` cannot be created" + stops(error),
            help="correct this line",
        )


RULES: tuple[Rule, ...] = (configuration_does_not_load, container_does_not_start)

CATCH_ALL = frozenset(rule.code for rule in RULES)
"""These report only lines on which no other rule has found an error."""
