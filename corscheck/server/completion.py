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
from corscheck.server.cursor import Cursor, cursor, written
from corscheck.server.json_cursor import JsonCursor, json_cursor
from corscheck.server.options import description, items, names, values
from corscheck.server.positions import position_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from corscheck.asab.profiles import Profile
    from corscheck.server.looking import Reading
    from corscheck.server.snapshot import Part
    from corscheck.source import Source

SITE = (".yaml", ".yml")


def complete(
    source: Source, offset: int, readings: Sequence[Reading], parts: Sequence[Part], encoding: str
) -> list[CompletionItem]:
    """Completions at an offset; none in sections that are not web containers."""
    at: Cursor | JsonCursor | None
    if source.path.lower().endswith(".json"):
        at = json_cursor(source.text, offset)
    else:
        at = cursor(source, offset, yaml=source.path.lower().endswith(SITE))
    if at is None:
        return []
    versions = dict.fromkeys(version for reading in readings for version in reading.versions)
    profiles = [profile_for(version) for version in versions]
    place = Range(position_of(source, offset - len(at.word), encoding), position_of(source, offset, encoding))
    if at.section is None:
        is_header = isinstance(at, Cursor) and at.word.startswith("[")
        return list(_sections(at.word, profiles, place)) if is_header else []
    if not _is_web(at.section, profiles, readings, parts):
        return []
    if at.option is None:
        present = written(source, offset) if isinstance(at, Cursor) else at.present
        return list(_names(at, profiles, place, present))
    return list(_values(at, profiles, place))


def _is_web(
    section: str, profiles: Sequence[Profile], readings: Sequence[Reading], parts: Sequence[Part]
) -> bool:
    known = {name for one in profiles for name in (one.section, one.section_alias)}
    asked = {name for reading in readings for name in reading.sections}
    found = {web.section for part in parts for web in part.webs}
    return section in known | asked | found


def _sections(word: str, profiles: Sequence[Profile], place: Range) -> Iterator[CompletionItem]:
    for name in dict.fromkeys((*(profile.section for profile in profiles), "general")):
        label = f"[{name}]"
        if label.startswith(word):
            yield CompletionItem(
                label, kind=CompletionItemKind.Module, text_edit=TextEdit(place, label), filter_text=label
            )


def _names(
    at: Cursor | JsonCursor, profiles: Sequence[Profile], place: Range, present: Collection[str]
) -> Iterator[CompletionItem]:
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
            text_edit=TextEdit(place, _key(at, name)),
        )


def _values(at: Cursor | JsonCursor, profiles: Sequence[Profile], place: Range) -> Iterator[CompletionItem]:
    option = at.option or ""
    known: set[str] = set()
    for profile in profiles:
        some = dict.fromkeys(items(option, profile), "") or {
            value: "default" if value == profile.defaults[option] else "" for value in values(option, profile)
        }
        for text, why in some.items():
            value = _value(at, text)
            if value in known:
                continue
            known.add(value)
            yield CompletionItem(
                text if isinstance(at, JsonCursor) else value,
                kind=CompletionItemKind.Value,
                detail=why or None,
                documentation=_text(description(option, profile)),
                text_edit=TextEdit(place, value),
            )


def _key(at: Cursor | JsonCursor, name: str) -> str:
    """The name of an option with what separates it from the value, as it is written at the cursor."""
    if isinstance(at, Cursor):
        return f"{name}: " if at.yaml else f"{name} = "
    if at.in_string:
        return name if at.closed else f'{name}": '
    return f'"{name}": '


def _value(at: Cursor | JsonCursor, value: str) -> str:
    """A value as it is written at the cursor."""
    if isinstance(at, Cursor):
        return f'"{value}"' if at.yaml and value[0] in "*&!%@`" else value  # `*` begins an alias
    if at.in_string:
        return value if at.closed else f'{value}"'
    return f'"{value}"'


def _text(markdown: str) -> MarkupContent | None:
    return MarkupContent(MarkupKind.Markdown, markdown) if markdown else None
