"""`corscheck rule`: explain one rule or cause, or list all."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from corscheck.causes.catalogue import BY_NAME
from corscheck.cli.options import Color
from corscheck.cli.terminal import terminal_context
from corscheck.report.context import cause_url, rule_url
from corscheck.rules.registry import every_rule, find
from corscheck.text import visible

if TYPE_CHECKING:
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
        Argument(metavar="[CODE]", help="Code or name of the rule, or name of a cause (default: all rules)."),
    ] = None
    output_format: Annotated[RuleFormat, Option("--output-format", help="Form of the output.")] = "text"
    color: Annotated[Color, Option("--color", help="Colours; auto heeds NO_COLOR.")] = "auto"


def rule(options: RuleOptions) -> int:
    """Explain one rule, or one cause that `corscheck why` names, or list all rules.

    Examples:
      corscheck rule CORS113
      corscheck rule wildcard-origin
      corscheck rule origin-not-listed
    """
    if options.code and (cause := BY_NAME.get(options.code.lower())) is not None:
        sys.stdout.write(_explained_cause(cause, options))
        return 0
    chosen = (find(options.code),) if options.code else every_rule()
    if options.output_format == "json":
        text = _json(chosen)
    elif options.code:
        text = _explained(chosen[0], terminal_context(options.color))
    else:
        text = _listed(chosen, terminal_context(options.color))
    sys.stdout.write(text)
    return 0


def _listed(rules: tuple[Rule, ...], context: Context) -> str:
    return "".join(f"{_heading(rule, context)}\n    {visible(rule.summary)}\n" for rule in rules)


def _explained(rule: Rule, context: Context) -> str:
    """The documentation of a rule as Markdown."""
    lines = [
        _heading(rule, context),
        "",
        *rule.documentation.split("\n"),
        "",
        f"Documentation: {rule_url(rule.code)}",
    ]
    return "\n".join(context.paint("bold", line) if line.startswith("## ") else line for line in lines) + "\n"


def _explained_cause(cause: Cause, options: RuleOptions) -> str:
    """The documentation of a cause, as Markdown or as JSON."""
    if options.output_format == "json":
        import json  # noqa: PLC0415  # only for those who want it

        fields = {
            "name": cause.name,
            "summary": cause.summary,
            "explanation": cause.documentation,
            "standard": cause.anchor,
            "url": cause_url(cause.name),
        }
        return json.dumps({"version": 1, "rules": [], "causes": [fields]}, indent=2) + "\n"
    context = terminal_context(options.color)
    lines = [
        f"{context.paint('bold', cause.name)} (a cause that `corscheck why` names)",
        "",
        *cause.documentation.split("\n"),
        "",
        f"Documentation: {cause_url(cause.name)}",
    ]
    return "\n".join(context.paint("bold", line) if line.startswith("## ") else line for line in lines) + "\n"


def _heading(rule: Rule, context: Context) -> str:
    code = context.link(rule.code, context.paint("bold", rule.code))
    return f"{code} {rule.name} ({context.paint(rule.severity, rule.severity)})"


def _json(rules: tuple[Rule, ...]) -> str:
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
    return json.dumps({"version": 1, "rules": objects}, indent=2) + "\n"
