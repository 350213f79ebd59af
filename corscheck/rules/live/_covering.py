"""The fix that makes `cors_preflight_paths` cover routes: the fewest and narrowest items to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.preflight import SEPARATOR, preflight_paths
from corscheck.asab.routes import decoded, request_path
from corscheck.edits import insert_below, newline
from corscheck.fixes import Edit, Fix
from corscheck.records import NamedTuple
from corscheck.rules._ini import ini_span
from corscheck.rules._option_names import PREFLIGHT_PATHS
from corscheck.rules._path_edits import replaced
from corscheck.rules._path_items import PLAIN, Items, items_of
from corscheck.source import Span, Value
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from corscheck.asab.container import Container
    from corscheck.asab.profiles import Profile


_DEEP = 20
"""Segments of a path whose folders may become one item."""


class Needed(NamedTuple):
    """A route that a preflight path has to cover."""

    template: str  # as documented: `/notes/{id}`
    path: str  # as sent


def covering_fix(container: Container, routes: Sequence[Needed]) -> Fix | None:
    """The unsafe fix with which the paths of the container cover these routes as well.

    None where the list cannot be edited, or where ASAB would read the new one differently.
    """
    option = container.options.get(PREFLIGHT_PATHS)
    if option is None or not container.profile.preflight_routes:
        return None
    present = [] if option.key is None else [path.value.text for path in container.paths]
    if any(not text or SEPARATOR.search(text) for text in present) or any(
        path.error for path in container.paths
    ):
        return None
    added = _narrowest(present, routes, container.profile)
    wanted = within(present + added, container.profile.paths_limit)
    if not _covers(wanted, routes, container.profile):
        return None
    items = items_of(container)
    if items is None:  # the file does not name any
        return _new_option(container, wanted)
    if wanted == present + added:
        return _appended(items, added)
    return replaced(items, ", ".join(wanted), f"Write `{', '.join(wanted)}`")


def _narrowest(present: Sequence[str], routes: Iterable[Needed], profile: Profile) -> list[str]:
    """The items to add for the routes, none of which another one covers."""
    found = dict.fromkeys(_item_for(route) for route in routes)
    wide = {item[:-2] for item in (*found, *present) if item.endswith("/*") and PLAIN.fullmatch(item)}
    known = set(present)
    return [item for item in found if item not in known and not _is_below(item, wide, profile)]


def _is_below(item: str, wide: AbstractSet[str], profile: Profile) -> bool:
    """Whether one of the folders, of which everything is covered, contains what the item covers."""
    if profile.prefix_covers_base and item in wide:
        return True
    own = item.removesuffix("/*")
    return any(folder in wide for folder in _parents(item) if not (item.endswith("/*") and folder == own))


def _item_for(route: Needed) -> str:
    """The narrowest item that covers a route and looks like a path: itself, or `*` below a folder."""
    path = decoded(request_path(route.path))
    static, parameter, _ = route.template.partition("{")
    if not parameter and PLAIN.fullmatch(path) and "*" not in path:
        return path
    folder = (static if parameter and path.startswith(static) else path).rpartition("/")[0]
    while folder and not PLAIN.fullmatch(folder):
        folder = folder.rpartition("/")[0]
    return f"{folder}/*"


def _parents(path: str) -> Iterator[str]:
    """The folders that contain a path, the closest first, without a slash at the end; the root is empty."""
    segments = path.split("/")
    for count in range(min(len(segments) - 1, _DEEP), 0, -1):
        yield "/".join(segments[:count])


def within(items: Sequence[str], limit: int) -> list[str]:
    """The items, with those below a common folder as one while there are more than `limit` (0: no limit).

    Of the folders that make the list short enough the deepest is used: it covers the fewest other paths.
    """
    found = list(items)
    while limit and len(found) > limit:
        folders = _folders(found)
        if not folders:
            break
        # The root, which covers everything, only where nothing else is left.
        narrow = {folder: saved for folder, saved in folders.items() if folder} or folders
        enough = [folder for folder, saved in narrow.items() if len(found) - saved <= limit]
        if enough:
            chosen = [max(enough, key=lambda one: (one.count("/"), narrow[one]))]
        else:
            depth = max(folder.count("/") for folder in narrow)
            chosen = [folder for folder in narrow if folder.count("/") == depth]
        found = _joined(found, set(chosen), len(found) - limit)
    return found


def _joined(items: Sequence[str], folders: AbstractSet[str], surplus: int) -> list[str]:
    """The items with `*` in place of those in the folders, until there are as many fewer as are too many."""
    found: dict[str, None] = {}
    for item in items:
        folder = next((one for one in _parents(item) if one in folders and PLAIN.fullmatch(item)), None)
        joined = item if folder is None else f"{folder}/*"
        if surplus <= 0 and joined != item and joined not in found:
            joined = item  # there is room for the rest as it is
        surplus -= joined in found
        found[joined] = None
    return list(found)


def _folders(items: Iterable[str]) -> dict[str, int]:
    """Each folder of several of the items, and how many items fewer there are with `*` in their place."""
    counts: dict[str, int] = {}
    for item in items:
        for folder in _parents(item) if PLAIN.fullmatch(item) else ():
            counts[folder] = counts.get(folder, 0) + 1
    return {folder: count - 1 for folder, count in counts.items() if count > 1}


def _covers(items: Sequence[str], routes: Iterable[Needed], profile: Profile) -> bool:
    """Whether that version of ASAB answers preflights to all of the routes with these items."""
    read = preflight_paths(Value(", ".join(items)), profile)
    options = [route for path in read for route in path.routes]
    exact = {option.path for option in options if option.pattern is None}
    patterns = [option for option in options if option.pattern is not None]
    paths = {decoded(request_path(route.path)) for route in routes} - exact
    return not any(path.error for path in read) and all(
        any(option.matches(path) for option in patterns) for path in paths
    )


def _appended(items: Items, added: Sequence[str]) -> Fix | None:
    """The fix that adds items at the end of the list, each on its own line where the others are."""
    last = items.items[-1].value
    span = ini_span(last)
    if span is None or not added:
        return None
    text = items.value.text
    comma = "," if "," in text or not SEPARATOR.search(text.strip()) else ""
    start = span.source.line_span(span.line).start
    indent = span.source.text[start : span.start]
    between = f"{comma} " if indent.strip() else f"{comma}{newline(span.source)}{indent}"
    end = Span(span.source, span.end, span.end)
    return Fix(f"Add {listed(added)}", (Edit(end, "".join(between + item for item in added)),), "unsafe")


def _new_option(container: Container, items: Sequence[str]) -> Fix | None:
    """The fix that names the paths below `cors`, where the file does not name any."""
    cors = container.options["cors"]
    place = ini_span(cors.value) or cors.key
    if cors.key is None or place is None:
        return None
    indent = " " * (cors.key.source.position(cors.key.start).column - 1)
    line = f"{indent}{PREFLIGHT_PATHS} = {', '.join(items)}"
    return Fix(f"Write `{line.strip()}`", (insert_below(place, line),), "unsafe")
