"""What `corscheck show` prints for a person: the effective web containers of a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.report.ci_commands import broken
from corscheck.report.columns import pad, width
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.asab.container import Configuration, Container, Diagnosis
    from corscheck.report.context import Context

_ANSWERED = {True: "answered", False: "not answered", None: "not known: the expression takes too many steps"}


def render(
    document: dict[str, Any], configuration: Configuration, containers: Sequence[Container], context: Context
) -> str:
    """What ASAB reads: each container with its values, their places, and the resulting routes and URLs.

    `document` is the result of `describe`.
    """
    files = ", ".join(visible(context.path(path)) for path in document["files"])
    lines = [f"ASAB {visible(document['asab_version'])} reads {files or 'nothing'}"]
    if configuration.error:
        lines.append(_failure("and cannot load it:", document["error"], configuration.error, context))
    elif not containers:
        lines.append("No web container in this configuration.")
    described = zip(containers, document["containers"], strict=False)  # none where nothing can be loaded
    blocks = [_block(container, result, context) for container, result in described]
    return broken("\n".join("\n".join(block) + "\n" for block in [lines, *blocks]), "text")


def _block(container: Container, result: dict[str, Any], context: Context) -> list[str]:
    title = context.paint("bold", f"[{visible(container.section)}]")
    lines = [title if container.starts else f"{title} {context.paint('error', 'does not start')}"]
    if container.error:
        lines.append(_failure(" ", result["error"], container.error, context))
    rows = [
        (visible(name), _value(text), _place(container, name, context))
        for name, text in result["values"].items()
    ]
    rows += [
        ("CORS", "on" if result["cors_enabled"] else "off", ""),
        ("preflight routes", ", ".join(map(visible, result["preflight_routes"])) or "none", ""),
        ("base URLs", ", ".join(map(visible, result["base_urls"])) or "none", ""),
    ]
    rows += [
        (f"preflight to {visible(path)}", _ANSWERED[covered], "")
        for path, covered in result["covers"].items()
    ]
    return [*lines, *_table(rows, context)]


def _value(text: str) -> str:
    """A value on one line; further lines of it are marked."""
    return " \u23ce ".join(visible(line) for line in text.split("\n")) if text else '""'


def _place(container: Container, name: str, context: Context) -> str:
    option = container.options.get(name)
    if option is None or option.key is None:
        return "default"
    place = f"{visible(context.path(option.key.source.path))}:{option.key.line}"
    return f"{place}, instead of {plural(len(option.overridden), 'other')}" if option.overridden else place


def _failure(start: str, error: dict[str, str], diagnosis: Diagnosis, context: Context) -> str:
    place = (
        f" ({visible(context.path(diagnosis.span.source.path))}:{diagnosis.span.line})"
        if diagnosis.span
        else ""
    )
    text = f"{error['type']}: {visible(error['message'])}"
    return f"{start} {context.paint('error', text)}{place}"


def _table(rows: Iterable[tuple[str, str, str]], context: Context) -> list[str]:
    """Name, value, place; the places below each other unless a value is too long."""
    rows = list(rows)
    first = max(width(name) for name, _, _ in rows)
    second = min(max(width(value) for _, value, place in rows if place), 40) if rows else 0
    lines = []
    for name, value, place in rows:
        line = f"  {pad(name, first)}  {pad(value, second) if place else value}"
        lines.append(f"{line}  {context.paint('dim', place)}" if place else line)
    return lines
