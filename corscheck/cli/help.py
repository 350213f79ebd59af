"""The help of a command: its options in groups, as ruff and hurl show theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args, get_origin

from corscheck.cli.option_types import Argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.cli.option_types import Field, Option

Row = tuple[str, str]
"""An option with its value, and what it is for."""

COLUMN = 27
"""Columns of the options at most; the text of one that is longer begins on the next line."""

GROUPS: dict[str, str] = {
    "Files": "show_files stdin_filename force_exclude output force",
    "Fixes": "fix unsafe_fixes diff add_ignore",
    "Target": "url launch wait start_anyway behind_proxy openapi section requests har curl console replay "
    "browser",
    "What to try": "path origin method request_header credentials body upload_listener beacon strangers send "
    "preflight_only send_unsafe probe no_probe covers dry_run shard max_failures",
    "Connection": "timeout deadline jobs hosts rate retries header cacert cert key insecure proxy resolve "
    "unix_socket http2",
    "Report": "output_format report baseline update_baseline min_severity group_by statistics fail_on "
    "exit_zero color quiet verbose show_secrets",
    "Settings": "config isolated settings asab_version select extend_select ignore",
}
"""Heading → names of the fields, in the order in which they are listed."""

OTHERS = "Other options"
"""The heading of what is in no group, such as `--help`."""

FEW = 6
"""Up to so many options are one list."""


def laid_out(
    lists: Iterable[tuple[str, Iterable[Row]]], last: Iterable[Row]
) -> tuple[int, list[tuple[str, list[Row]]]]:
    """How wide the column of all names is, and the lists that are not empty; `last` ends the last list."""
    found = [(heading, list(rows)) for heading, rows in lists]
    found[-1][1].extend(last)
    names = [name for _, rows in found for name, _ in rows]
    wide = max((len(name) for name in names if len(name) <= COLUMN), default=0)
    return wide, [
        (heading, [(name.ljust(wide), text) for name, text in rows]) for heading, rows in found if rows
    ]


def sections(fields: Iterable[Field]) -> Iterator[tuple[str, list[Row]]]:
    """The headings of a command's options with their rows; arguments are not among them."""
    options = {field.name: field for field in fields if not isinstance(field.details, Argument)}
    if len(options) <= FEW:
        yield "Options", [row(field) for field in options.values()]
        return
    for heading, names in GROUPS.items():
        found = [options.pop(name) for name in names.split() if name in options]
        if found:
            yield heading, [row(field) for field in found]
    yield OTHERS, [row(field) for field in options.values()]


def row(field: Field) -> Row:
    """An option with its short name and its value, and its help with choices and default."""
    details = field.details
    assert not isinstance(details, Argument)  # noqa: S101  # for the type checker
    names = ", ".join(filter(None, (details.short, *details.name.split("/"))))
    value, choices = _value(field, details)
    text = " ".join(filter(None, (details.help, choices, _default(field, details.help or ""))))
    return f"{names} {value}".rstrip(), text


def _value(field: Field, details: Option) -> tuple[str, str]:
    """The placeholder of the value, and the choices if they do not fit there."""
    if field.kind is bool:
        return "", ""
    choices = _choices(field)
    if not choices:
        return details.metavar or "VALUE", ""
    if len(details.name) + len("|".join(choices)) < COLUMN:
        return "|".join(choices), ""
    return details.metavar or details.name.rpartition("-")[2].upper(), f"[{', '.join(choices)}]"


def _choices(field: Field) -> tuple[str, ...]:
    kinds = [field.kind, *get_args(field.kind)]
    return next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())


def _default(field: Field, text: str) -> str:
    """The default, unless the text has it, or it is that nothing is given."""
    if field.default in (None, (), False) or "default" in text or field.kind is bool:
        return ""
    shown = f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
    return f"(default: {shown})" if isinstance(field.default, str | int | float) else ""
