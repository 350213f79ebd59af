"""CORS41x: the other options of a web container: numbers, and comments after values."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix, applicability
from corscheck.rules._ini import comments_in, ini_span, moved_comment
from corscheck.rules._messages import does_not_start, stops
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container

_INTEGERS = ("backlog", "body_max_size")
_OWN_RULES = ("cors", "cors_preflight_paths", "listen", *_INTEGERS)
_SECRETS = ("key_password",)  # a password may contain ` #`
_FACTOR = r"(\d{1,9})(?:\*\*(\d{1,2}))?"
_SIZE = r"(\d{1,9})(?:\.0*)?\s*([kmg])?i?b?(?:ytes)?"
_MAX_FACTORS = 9
_MAX_NUMBER = 1 << 63
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}


@rule("CORS411", "option-not-an-integer", "error", when=does_not_start)
def option_not_an_integer(web: Container) -> Iterator[Problem]:
    """`backlog` and `body_max_size` must be written as plain integers.

    ## Why is this bad?
    ASAB passes the text to Python's `int()`, which supports neither expressions nor units; the service does
    not start. The default values in ASAB's own documentation contain `body_max_size=1024**2`, which is
    valid in Python but not in a configuration file.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        body_max_size = 1024**2

    ## Good
        [web]
        listen = 127.0.0.1 8080
        body_max_size = 1048576

    ## Fix safety
    Safe where the text is an expression that can be computed. Unsafe for a unit, because `1MB` can mean
    1048576 or 1000000 bytes.
    """
    for name in _INTEGERS:
        option, value = web.options.get(name), web.values.get(name)
        if option is None or not option.is_set or value is None:
            continue
        error = next((one for one in web.errors if value.span and one.span == value.span), None)
        if error is None:
            continue
        comments = comments_in(value.text)
        if comments:
            comment = value.slice(*comments[0])
            yield Problem(
                comment,
                f"the comment {quoted(comment.text)} is part of `{name}`{stops(error)}",
                help="move it to a line of its own",
                fix=moved_comment(option, comment, safe=True),
            )
            continue
        number, safe = computed(value.text)
        span = ini_span(value)
        instead = None if number is None else str(number)
        yield Problem(
            value,
            f"`{name}` is not an integer{stops(error)}",
            help=f"write `{instead}`" if instead else "write a plain number",
            fix=Fix(f"Write `{instead}`", (Edit(span, instead),), applicability(safe=safe))
            if span and instead
            else None,
        )


def computed(text: str) -> tuple[int | None, bool]:
    """The number that a text means, or None, and whether no other number can be meant.

    Products of integers and powers are computed; `k`, `M` and `G` are read as powers of 1024.
    """
    plain = text.strip(" \t\"'")
    factors = [re.fullmatch(_FACTOR, factor.strip()) for factor in re.split(r"(?<!\*)\*(?!\*)", plain)]
    if all(factors):
        if len(factors) > _MAX_FACTORS:
            return None, False
        number = prod(int(match[1]) ** int(match[2] or 1) for match in factors if match)
        return (number, True) if number < _MAX_NUMBER else (None, False)
    size = re.fullmatch(_SIZE, plain.replace(" ", "").replace(",", ""), re.IGNORECASE)
    if size is None:
        return None, False
    return int(size[1]) * _UNITS.get((size[2] or "").lower(), 1), False


@rule("CORS412", "comment-behind-option")
def comment_behind_option(web: Container) -> Iterator[Problem]:
    """A comment needs a line of its own.

    ## Why is this bad?
    For Python's `configparser` a comment is a whole line, so this one is part of the value:
    `servertokens = prod ; hide the version` is not `prod`, and every response contains the version.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        servertokens = prod ; hide the version

    ## Good
        [web]
        listen = 127.0.0.1 8080
        ; hide the version
        servertokens = prod

    ## Fix safety
    Unsafe: the value of the option changes.
    """
    for name, option in web.options.items():
        text = option.value.text
        if "#" not in text and ";" not in text:
            continue
        if not option.is_set or name in _OWN_RULES or name in _SECRETS:
            continue
        error = next((error for error in web.errors if error.span and error.span == option.value.span), None)
        for start, end in comments_in(text):
            comment = option.value.slice(start, end)
            yield Problem(
                comment,
                f"the comment {quoted(comment.text)} is part of `{name}`" + (stops(error) if error else ""),
                help="move it to a line of its own",
                fix=moved_comment(option, comment, safe=False),
                severity="error" if error else None,
            )


RULES: tuple[Rule, ...] = (option_not_an_integer, comment_behind_option)
