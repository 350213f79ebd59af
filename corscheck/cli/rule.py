"""`corscheck rule`: explain one rule or cause, list those that match, or all."""

from __future__ import annotations

import sys
from itertools import repeat
from typing import TYPE_CHECKING, Any, Literal

from corscheck.causes.catalogue import BY_NAME
from corscheck.cli.options import Color
from corscheck.cli.terminal import terminal_context
from corscheck.records import NamedTuple
from corscheck.report.context import cause_url, rule_url
from corscheck.rules.registry import every_rule, find, search
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    from corscheck.causes.catalogue import Cause
    from corscheck.cli.option_types import Argument, Option
    from corscheck.report.context import Context
    from corscheck.rules.rule import Rule

RuleFormat = Literal["text", "json"]


class RuleOptions(NamedTuple):
    """What `corscheck rule` is asked for."""

    code: Annotated[
        str | None,
        Argument(
            metavar="[CODE]",
            values="pages",
            help="Code or name of the rule, or name of a cause; the beginning of codes, or words of names, "
            "lists those that match (default: all rules).",
        ),
    ] = None
    output_format: Annotated[RuleFormat, Option("--output-format", help="Form of the output.")] = "text"
    color: Annotated[Color, Option("--color", help="Colours; auto respects NO_COLOR.")] = "auto"


def rule(options: RuleOptions) -> int:
    """Explain a rule or a cause, or list them.

    Without an argument all rules are listed. A cause is what `corscheck why` names.

    Examples:
      corscheck rule CORS113
      corscheck rule wildcard-origin
      corscheck rule origin-not-listed
      corscheck rule CORS11
      corscheck rule wildcard
    """
    rules, causes = _chosen(options.code)
    if options.output_format == "json":
        text = _json(rules, causes)
    else:
        context = terminal_context(options.color)
        one = len(rules) + len(causes) == 1
        about_rules = map(_explained if one else _listed, rules, repeat(context))
        about_causes = map(_explained_cause if one else _listed_cause, causes, repeat(context))
        text = "".join((*about_rules, *about_causes))
    sys.stdout.write(text)
    return 0


def _chosen(text: str | None) -> tuple[Sequence[Rule], Sequence[Cause]]:
    """The rules and causes of that code or name, else those that match.

    Raises:
        UsageProblem: None matches; the text names the closest rule.
    """
    if text is None:
        return every_rule(), ()
    if (cause := BY_NAME.get(text.strip().lower())) is not None:
        return (), (cause,)
    rules = search(text)
    words = text.lower().split()
    causes = [cause for name, cause in BY_NAME.items() if words and all(word in name for word in words)]
    if [rule.name for rule in rules] == words or [rule.code.lower() for rule in rules] == words:
        causes = []
    if not rules and not causes:
        find(text)
    return rules, causes


def _listed(rule: Rule, context: Context) -> str:
    return f"{_heading(rule, context)}\n    {visible(rule.summary)}\n"


def _listed_cause(cause: Cause, context: Context) -> str:
    return f"{_cause_heading(cause, context)}\n    {visible(cause.summary)}\n"


def _explained(rule: Rule, context: Context) -> str:
    """The documentation of a rule as Markdown."""
    return _page(_heading(rule, context), rule.documentation, rule_url(rule.code), context)


def _explained_cause(cause: Cause, context: Context) -> str:
    """The documentation of a cause as Markdown."""
    return _page(_cause_heading(cause, context), cause.documentation, cause_url(cause.name), context)


def _page(heading: str, documentation: str, url: str, context: Context) -> str:
    lines = [heading, "", *documentation.split("\n"), "", f"Documentation: {url}"]
    return "\n".join(context.paint("bold", line) if line.startswith("## ") else line for line in lines) + "\n"


def _cause_heading(cause: Cause, context: Context) -> str:
    return f"{context.paint('bold', cause.name)} (a cause that `corscheck why` names)"


def _heading(rule: Rule, context: Context) -> str:
    code = context.link(rule.code, context.paint("bold", rule.code))
    return f"{code} {rule.name} ({context.paint(rule.severity, rule.severity)})"


def _json(rules: Sequence[Rule], causes: Sequence[Cause]) -> str:
    import json  # noqa: PLC0415  # only for those who want it

    objects: list[dict[str, Any]] = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "summary": rule.summary,
            "explanation": rule.explanation,
            "url": rule_url(rule.code),
        }
        for rule in rules
    ]
    document: dict[str, Any] = {"version": 1, "rules": objects}
    if causes:
        document["causes"] = [
            {
                "name": cause.name,
                "summary": cause.summary,
                "explanation": cause.documentation,
                "standard": cause.anchor,
                "url": cause_url(cause.name),
            }
            for cause in causes
        ]
    return json.dumps(document, indent=2) + "\n"
