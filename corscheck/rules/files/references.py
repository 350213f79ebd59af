"""CORS02x: `$` in values: environment variables and `${references}` to other options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix
from corscheck.rules._messages import does_not_start, stops
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container, Diagnosis


def _errors(web: Container, *types: str) -> list[Diagnosis]:
    return [error for error in web.errors if error.type in types]


@rule("CORS020", "unresolved-reference", "error", when=does_not_start)
def unresolved_reference(web: Container) -> Iterator[Problem]:
    """A `${reference}` must lead to an option or an environment variable that exists.

    ## Why is this bad?
    When ASAB reads a file, it replaces environment variables (`asab/config.py`, `before_read`); one that is
    not set is left unchanged. When an option is used, what is left is read as `${option}` or
    `${section:option}`. If there is no such option either, the service does not start, whichever option of
    the web section (or of `[DEFAULT]`) contains the reference. The shell's `${NAME:-default}` is not
    supported: it means the option `-default` of a section `NAME`.

    ## Bad
        [web]
        listen = 127.0.0.1 ${ports:public}

    ## Good
        [web]
        listen = 127.0.0.1 ${ports:public}

        [ports]
        public = 8080
    """
    for error in _errors(web, "InterpolationMissingOptionError") if not web.configuration.partial else ():
        text = error.span.text if error.span else "a reference"
        name = text.strip("${}")
        if re.search(r":[-=?+]", name):
            what, how = (
                f"{quoted(text)} is shell syntax; ASAB does not support default values",
                "set the option itself",
            )
        elif ":" in name:
            what, how = f"there is no option for {quoted(text)}", "set that option in that section"
        else:
            what = f"{quoted(text)} is neither an environment variable that is set here nor an option"
            how = "set the variable for corscheck too, or write `${section:option}`"
        yield Problem(
            error.span,
            what + stops(error),
            help=how,
            confidence="certain" if ":" in name else "likely",
        )


@rule("CORS021", "bad-dollar-sign", "error", when=does_not_start)
def bad_dollar_sign(web: Container) -> Iterator[Problem]:
    """A literal `$` is written `$$`.

    ## Why is this bad?
    Python's `ExtendedInterpolation`, which ASAB uses, reads `$` as the start of `${option}` and refuses
    anything else after it, even in an option that has nothing to do with CORS. `$NAME` is an environment
    variable for ASAB as long as it is set; where it is not, the service does not start.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        servertokens = costs 5$

    ## Good
        [web]
        listen = 127.0.0.1 8080
        servertokens = costs 5$$

    ## Fix safety
    Safe for a `$` that cannot begin a name. There is no fix for `$NAME`, because the variable may be set
    where the service runs.
    """
    for error in _errors(web, "InterpolationSyntaxError"):
        span = error.span
        text = span.text if span else "$"
        variable = re.match(r"\$\w", text) is not None
        fix = None
        brace = span is not None and span.source.text[span.start + 1 : span.start + 2] == "{"
        if span and text.startswith("$") and not variable and not brace:
            fix = Fix("Write `$$`", (Edit(Span(span.source, span.start, span.start + 1), "$$"),))
        what = (
            f"environment variable {quoted(text)} is not set here" if variable else "`$` is not written `$$`"
        )
        yield Problem(
            span,
            what + stops(error),
            help="set the variable for corscheck too" if variable else "write `$$` for a dollar sign",
            fix=fix,
            confidence="likely" if variable else "certain",
        )


@rule("CORS022", "empty-cors-from-environment", "info")
def empty_cors_from_environment(web: Container) -> Iterator[Problem]:
    """A variable that is set but empty switches CORS off.

    ## Why is this bad?
    ASAB replaces the variable by its value. Where that is empty, `cors` is empty and no response has
    CORS headers; there is no error and no line in the log.

    ## Bad (environment CORS_ORIGIN=)
        [web]
        listen = 127.0.0.1 8080
        cors = ${CORS_ORIGIN}

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =
    """
    option = web.options.get("cors")
    if option is None or web.cors_enabled or option.key is None or "cors" not in web.values:
        return
    line = option.key.source.line_text(option.key.line)
    match = re.search(r"\$(\w+|\{[^}:]*\})", line)
    if match and not option.value.text:
        yield Problem(
            option.key,
            f"environment variable {quoted(match[0])} is empty, so CORS is off",
            help="ignore this if CORS is to be off here",
        )


RULES: tuple[Rule, ...] = (unresolved_reference, bad_dollar_sign, empty_cors_from_environment)
