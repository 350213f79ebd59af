"""Completion of sections, names of options and their values, as the versions of ASAB have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    MarkupContent,
    MarkupKind,
    Range,
    TextEdit,
)

from corscheck.asab.profiles import profile_for
from corscheck.server.cursor import cursor, written
from corscheck.server.options import description, items, names, values
from corscheck.server.positions import position_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corscheck.asab.profiles import Profile
    from corscheck.server.cursor import Cursor
    from corscheck.server.looking import Reading
    from corscheck.server.snapshot import Part
    from corscheck.source import Source

SITE = (".yaml", ".yml")


def complete(
    source: Source, offset: int, readings: Sequence[Reading], parts: Sequence[Part], encoding: str
) -> list[CompletionItem]:
    """Completions at an offset; none in sections that are not web containers."""
    at = cursor(source, offset, yaml=source.path.lower().endswith(SITE))
    if at is None:
        return []
    versions = dict.fromkeys(version for reading in readings for version in reading.versions)
    profiles = [profile_for(version) for version in versions]
    place = Range(position_of(source, offset - len(at.word), encoding), position_of(source, offset, encoding))
    if at.section is None:
        return list(_sections(at, profiles, place)) if at.word.startswith("[") else []
    if not _is_web(at.section, profiles, readings, parts):
        return []
    if at.option is None:
        return list(_names(at, profiles, place, written(source, offset)))
    return list(_values(at, profiles, place))


def _is_web(
    section: str, profiles: Sequence[Profile], readings: Sequence[Reading], parts: Sequence[Part]
) -> bool:
    known = {name for one in profiles for name in (one.section, one.section_alias)}
    asked = {name for reading in readings for name in reading.sections}
    found = {web.section for part in parts for web in part.webs}
    return section in known | asked | found


def _sections(at: Cursor, profiles: Sequence[Profile], place: Range) -> Iterator[CompletionItem]:
    for name in dict.fromkeys((*(profile.section for profile in profiles), "general")):
        label = f"[{name}]"
        if label.startswith(at.word):
            yield CompletionItem(
                label, kind=CompletionItemKind.Module, text_edit=TextEdit(place, label), filter_text=label
            )


def _names(
    at: Cursor, profiles: Sequence[Profile], place: Range, present: set[str]
) -> Iterator[CompletionItem]:
    separator = ": " if at.yaml else " = "
    for number, (name, profile) in enumerate(names(profiles).items()):
        if name in present:
            continue
        default = profile.defaults[name]
        only = "" if all(name in one.defaults for one in profiles) else f"ASAB {profile.version}; "
        yield CompletionItem(
            name,
            kind=CompletionItemKind.Property,
            detail=f"{only}default: {default or 'empty'}",
            documentation=_text(description(name, profile)),
            sort_text=f"{number:03}",
            text_edit=TextEdit(place, f"{name}{separator}"),
        )


def _values(at: Cursor, profiles: Sequence[Profile], place: Range) -> Iterator[CompletionItem]:
    option = at.option or ""
    known: set[str] = set()
    for profile in profiles:
        some = dict.fromkeys(items(option, profile), "") or {
            value: "default" if value == profile.defaults[option] else "" for value in values(option, profile)
        }
        if at.yaml:  # `*` begins an alias
            some = {f'"{value}"' if value[0] in "*&!%@`" else value: why for value, why in some.items()}
        for value, why in some.items():
            if value in known:
                continue
            known.add(value)
            yield CompletionItem(
                value,
                kind=CompletionItemKind.Value,
                detail=why or None,
                documentation=_text(description(option, profile)),
                text_edit=TextEdit(place, value),
            )


def _text(markdown: str) -> MarkupContent | None:
    return MarkupContent(MarkupKind.Markdown, markdown) if markdown else None
