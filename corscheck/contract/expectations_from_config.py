"""What a container's options allow pages: methods, request headers, and paths that ASAB drops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.asab.diagnosis import LIMIT
from corscheck.asab.preflight import SEPARATOR
from corscheck.contract.path_targets import samples
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.container import Container
    from corscheck.contract.path_targets import Sample
    from corscheck.source import Value

# An example in MDN's documentation that ASAB lists, although no page sends it.
_EXAMPLE_HEADER = "x-pingother"


def expected_methods(container: Container) -> tuple[str, ...]:
    """The methods that the configuration allows, the one that most needs a preflight first."""
    offered = _list(container, "cors_allow_methods", container.profile.allow_methods)
    order = ("PUT", "POST", "PATCH", "DELETE", "GET")
    offered = [name.upper() if name.upper() in (*order, "OPTIONS", "HEAD") else name for name in offered]
    if "*" in offered:  # which ASAB compares literally, but its author meant all methods
        offered += order
    known = [method for method in order if method in offered]
    others = [name for name in offered if name not in (*order, "OPTIONS", "HEAD", "*")]
    return (*known, *(name for name in others if is_sent(method=name))) or ("GET",)


def expected_headers(container: Container) -> tuple[str, ...]:
    """The request headers that the configuration allows, as a browser names them in a preflight."""
    offered = _list(container, "cors_allow_headers", container.profile.allow_headers)
    if not offered:
        return ()
    names = sorted({name.lower() for name in offered if name != "*"} - {_EXAMPLE_HEADER})
    if not names:
        return ("content-type",)
    return tuple(name for name in names if is_sent(headers=((name, ""),)))


def is_sent(**part: Any) -> bool:
    """Whether browsers make a request with that part of a `FetchRequest` (others prove nothing)."""
    request = FetchRequest("http://corscheck.invalid/", "https://corscheck.example", **part)
    return not isinstance(prepare(request), Rejected)


def dropped_paths(container: Container) -> Iterator[tuple[Value, Sample]]:
    """Items of `cors_preflight_paths` for which ASAB has no route, each with a request path.

    ASAB's split merges all items after the limit into the last one, and its router refuses others. A path
    that another item covers is not dropped.
    """
    value = container.values.get("cors_preflight_paths")
    if value is None or not container.cors_enabled:
        return
    limit = container.profile.paths_limit
    items = value.strip("\n").split(SEPARATOR)  # empty ones count: `,/a` are two items
    dropped = [item for item in items[limit - 1 :] if item.text] if limit and len(items) > limit else []
    dropped += [
        entry.value
        for entry in container.paths
        if entry.error and entry.error.type != LIMIT and entry.value.text not in ("", *_texts(dropped))
    ]
    for item in dropped:
        found = samples("/" + item.text.lstrip("/").replace("*", "{tail:.*}", 1).replace("*", ""))
        if found and not container.covers(found[0].path):
            yield item, found[0]


def _texts(values: Iterable[Value]) -> set[str]:
    return {value.text for value in values}


def _list(container: Container, option: str, default: str) -> list[str]:
    value = container.values.get(option) if container.profile.policy_options else None
    return [item for item in SEPARATOR.split(default if value is None else value.text) if item]
