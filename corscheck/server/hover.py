"""Hover texts: the rule of a finding, and the effective value of an option."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.report.context import rule_url
from corscheck.rules.registry import every_rule
from corscheck.secrets import MASK
from corscheck.server.options import description
from corscheck.text import quoted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.asab.container import Include, Option
    from corscheck.server.looking import Found
    from corscheck.server.snapshot import Place

_MOST = 5
"""Configurations of which the value is shown."""

_LONGEST = 1000
"""Characters of a value that are shown."""


def about_findings(found: Iterable[Found], path: str, offset: int) -> Iterator[str]:
    """The documentation of the rules of the findings at a place, in Markdown; each rule once."""
    rules = {rule.code: rule for rule in every_rule()}
    for code in dict.fromkeys(
        one.shown.code
        for one in found
        if one.path == path and one.finding.span.start <= offset <= one.finding.span.end
    ):
        rule = rules[code]
        reason = re.search(r"## Why is this bad\?\n(.*?)(?=\n## |\Z)", rule.documentation, re.DOTALL)
        yield "\n\n".join(
            filter(
                None,
                (
                    f"**[{code}]({rule_url(code)})** `{rule.name}`",
                    rule.summary,
                    reason[1].strip() if reason else "",
                ),
            )
        )


def about_option(places: Sequence[Place]) -> Iterator[str]:
    """What an option is for, and its effective value in each configuration that the document belongs to."""
    text = next(
        (text for one in places if one.web and (text := description(one.option.name, one.web.profile))), ""
    )
    if text:
        yield text
    for place in places[:_MOST]:
        yield from _effective(place, named=len(places) > 1)
    if len(places) > _MOST:
        yield "Further configurations include this file, too."


def about_include(include: Include) -> str:
    """Which files an item of an include list leads to."""
    if include.kind == "zookeeper":
        return "Read from ZooKeeper, which corscheck does not ask."
    lines = [f"Includes {quoted(path)}" for path in include.paths]
    lines += [f"{quoted(path)} has been read before and is passed over" for path in include.repeated]
    lines += [f"{quoted(path)} cannot be read" for path in (*include.unreadable, *include.unread)]
    return "\n\n".join(lines) or "Leads to no file."


def fenced(text: str) -> str:
    """A text as a block that nothing in it can end."""
    text = "\n".join(visible(line) for line in text.split("\n"))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def origin(option: Option) -> str:
    """Where an option is set."""
    if option.key is None:
        return "the default"
    return f"{visible(option.key.source.path)}:{option.key.line}"


def _effective(place: Place, *, named: bool) -> Iterator[str]:
    web = place.web
    document = place.part.described(web) if web else None
    if web is None or document is None:
        return
    where = f" in {quoted(place.part.configuration.path)}" if named else ""
    name, value = place.option.name, document["values"].get(place.option.name)
    head = (
        f"Effective `[{visible(web.section)}]` {quoted(name)}{where}, from {quoted(origin(place.effective))}:"
    )
    if value is None:
        yield f"{head} ASAB cannot resolve it"
        return
    text = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
    yield f"{head}\n{fenced(text)}"
    if place.is_overridden:
        yield "This line is overridden."
    elif value != MASK and name == "cors_preflight_paths":
        yield from _routes(document["preflight_routes"], enabled=web.cors_enabled)


def _routes(routes: Sequence[str], *, enabled: bool) -> Iterator[str]:
    if not enabled:
        yield "No preflight route is registered: `cors` is empty."
    elif routes:
        yield f"Preflight routes:\n{fenced(chr(10).join(routes[:50]))}"
