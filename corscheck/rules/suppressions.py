"""CORS9xx: comments that suppress findings. They run last, when it is known what each suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.edits import delete_lines
from corscheck.fixes import Edit, Fix
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.suggest import closest_rule
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.suppressions import Suppressions

_FORM = "write `# corscheck: ignore[CODE] -- reason` on a line of its own, directly above the option"


@rule("CORS901", "unused-suppression", on="suppression")
def unused_suppression(suppressions: Suppressions) -> Iterator[Problem]:
    """A suppression must suppress something.

    ## Why is this bad?
    The mistake it was written for is corrected, or the comment is in the wrong place: it covers only the
    option directly below it. If it stays, it may hide a new mistake.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        # corscheck: ignore[CORS104] -- fixed long ago
        cors =

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =

    ## Fix safety
    Safe: the comment, or the part of it that is not needed, is deleted. A code whose rule did not run
    (`--select`, `--ignore`) stays.
    """
    for comment in suppressions.comments:
        idle = [
            name
            for name in comment.names
            if name.text not in comment.used
            and suppressions.codes.get(name.text.lower()) in suppressions.enabled
        ]
        if idle:
            names = [name.text for name in idle]
            yield Problem(
                idle[0],
                f"nothing to suppress here for {listed(names)}",
                help="delete the comment, or move it directly above the option it is about",
                fix=comment.without(names),
            )


@rule("CORS902", "malformed-suppression", on="suppression")
def malformed_suppression(suppressions: Suppressions) -> Iterator[Problem]:
    """A suppression must be written in the form that corscheck reads.

    ## Why is this bad?
    It suppresses nothing. A rule must be named, and the comment needs a line of its own: ASAB's parser
    (Python's `configparser`) does not support comments after a value, they become part of the value.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        # corscheck: ignore -- whatever it is
        cors =

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =

    ## Fix safety
    Unsafe: the comment is deleted, and with it the intention of its author.
    """
    for span in suppressions.malformed:
        yield Problem(
            span,
            "this suppression is not understood and suppresses nothing",
            help=_FORM,
            fix=Fix("Delete the comment", (delete_lines(span),), "unsafe"),
        )
    for span in suppressions.inline:
        yield Problem(
            span,
            "a suppression after a value suppresses nothing: ASAB reads it as part of the value",
            help=_FORM,
        )


@rule("CORS903", "unknown-rule-in-suppression", on="suppression")
def unknown_rule_in_suppression(suppressions: Suppressions) -> Iterator[Problem]:
    """A suppression must name rules that exist, by code or by name.

    ## Why is this bad?
    A misspelt code suppresses nothing. `ALL` and prefixes such as `CORS1` are not accepted here, because a
    suppression must be specific. (The setting `per-file-ignores` accepts them.)

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        # corscheck: ignore[CORS1O4] -- a letter O, not a zero
        cors =

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =

    ## Fix safety
    Safe: comments have no effect on the service. The name is replaced by the most similar one; where none
    is similar, it is deleted.
    """
    for comment in suppressions.comments:
        for name in comment.names:
            if name.text.lower() in suppressions.codes:
                continue
            better = closest_rule(name.text, suppressions.codes)
            if better and better[-1].isdigit():
                better = better.upper()
            yield Problem(
                name,
                f"there is no rule `{name.text}`" + (f"; did you mean `{better}`?" if better else ""),
                help="`corscheck rule` lists all rules",
                fix=Fix(f"Write `{better}`", (Edit(name, better),))
                if better
                else comment.without([name.text]),
            )


@rule("CORS904", "suppression-without-reason", on="suppression")
def suppression_without_reason(suppressions: Suppressions) -> Iterator[Problem]:
    """A suppression must say why.

    ## Why is this bad?
    A later reader of the file cannot distinguish a deliberate exception from a check that was switched
    off. The suppression works nevertheless.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors =
        # corscheck: ignore[CORS102]
        cors_preflight_paths = /

    ## Good
        [web]
        listen = 127.0.0.1 8080
    """
    for comment in suppressions.comments:
        if not comment.reason:
            yield Problem(
                comment.line,
                "this suppression does not say why",
                help="write the reason after the bracket: `-- reason`",
            )


RULES: tuple[Rule, ...] = (
    unused_suppression,
    malformed_suppression,
    unknown_rule_in_suppression,
    suppression_without_reason,
)
