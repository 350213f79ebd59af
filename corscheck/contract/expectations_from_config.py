"""What a container's options offer to pages: methods, request headers, paths that fell out of the list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corscheck.contract.path_targets import samples
from corscheck.fetch.request import FetchRequest, Rejected, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.container import Container
    from corscheck.contract.path_targets import Sample
    from corscheck.source import Value

SEPARATOR = re.compile(r"[,\s]+")
"""What separates the items of ASAB's lists."""

# Only an example in MDN's documentation; ASAB lists it, nobody sends it.
_EXAMPLE_HEADER = "x-pingother"


def expected_methods(container: Container) -> tuple[str, ...]:
    """The methods the configuration offers to pages, the one that needs a preflight most first."""
    offered = _list(container, "cors_allow_methods", container.profile.allow_methods)
    order = ("PUT", "POST", "PATCH", "DELETE", "GET")
    known = [method for method in order if method in offered]
    others = [name for name in offered if name not in (*order, "OPTIONS", "HEAD", "*")]
    return (*known, *(name for name in others if is_sent(method=name))) or ("GET",)


def expected_headers(container: Container) -> tuple[str, ...]:
    """The request headers the configuration offers to pages, as a browser names them in a preflight."""
    offered = _list(container, "cors_allow_headers", container.profile.allow_headers)
    if not offered:
        return ()
    names = sorted({name.lower() for name in offered if name != "*"} - {_EXAMPLE_HEADER})
    if not names:
        return ("content-type",)
    return tuple(name for name in names if is_sent(headers=((name, ""),)))


def is_sent(**part: Any) -> bool:
    """Whether browsers make a request with that part of a `FetchRequest`; what they refuse proves nothing."""
    request = FetchRequest("http://corscheck.invalid/", "https://corscheck.example", **part)
    return not isinstance(prepare(request), Rejected)


def dropped_paths(container: Container) -> Iterator[tuple[Value, Sample]]:
    """Items of `cors_preflight_paths` that were written but never become a route that answers.

    ASAB's split leaves the tenth and all behind it together, and its router refuses others; a path
    that is covered by another item all the same is not lost.
    """
    written = container.values.get("cors_preflight_paths")
    if written is None or not container.cors_enabled:
        return
    limit = container.profile.paths_limit
    items = [item for item in written.strip("\n").split(SEPARATOR) if item.text]
    lost = items[limit - 1 :] if limit and len(items) > limit else []
    lost += [
        entry.value
        for entry in container.paths
        if entry.error and entry.value.text not in ("", *_texts(lost))
    ]
    for item in lost:
        found = samples("/" + item.text.lstrip("/").replace("*", "{tail:.*}", 1).replace("*", ""))
        if found and not container.covers(found[0].path):
            yield item, found[0]


def _texts(values: Iterable[Value]) -> set[str]:
    return {value.text for value in values}


def _list(container: Container, option: str, default: str) -> list[str]:
    value = container.values.get(option) if container.profile.policy_options else None
    return [item for item in SEPARATOR.split(default if value is None else value.text) if item]
