"""Request paths, each with what the container's configuration says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.preflight import SEPARATOR
from corscheck.contract.expectations_from_config import dropped_paths
from corscheck.contract.path_targets import outside, samples
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corscheck.asab.container import Container
    from corscheck.contract.path_targets import Sample
    from corscheck.rules.live._case import Kind
    from corscheck.source import Span, Value


class PathTarget(NamedTuple):
    """A request path, whether a preflight path covers it, and the item of the list it belongs to."""

    path: str
    covered: bool
    kind: Kind
    at: Span | Value | None
    note: str
    route: str = ""  # the path as documented, where it is one of the service's routes


def paths_to_try(container: Container, asked: Sequence[str] = ()) -> Iterator[PathTarget]:
    """The request paths to try: those asked for, else those that the configuration suggests."""
    if asked:
        for path in asked:
            covered = container.covers(path)
            if covered is not None:
                kind: Kind = "covered" if covered else "outside"
                yield PathTarget(path, covered, kind, entry_of(container, path), "asked for", route=path)
        return
    for entry in container.paths:
        # An item that contains separators is several items that ASAB merged; they follow below.
        if entry.error is None and not SEPARATOR.search(entry.value.text):
            for sample in samples(entry.token):
                yield from _path_target(container, sample, entry.value)
    for value, sample in dropped_paths(container):
        yield PathTarget(sample.path, covered=False, kind="dropped", at=value, note=sample.note)
    stray = outside([entry.token for entry in container.paths])
    if not container.covers(stray.path):
        yield from _path_target(container, stray, container.values.get("cors_preflight_paths"))


def entry_of(container: Container, path: str) -> Value | None:
    """The first item of the list that covers the path, else the whole list."""
    for entry in container.paths:
        if entry.error is None and any(route.matches(path) for route in entry.routes):
            return entry.value
    return container.values.get("cors_preflight_paths")


def _path_target(container: Container, sample: Sample, at: Value | None) -> Iterator[PathTarget]:
    """The path to try; none where it is not known whether it is covered, which CORS009 reports."""
    covered = container.covers(sample.path)
    if covered is None:
        return
    kind: Kind = "outside"
    if covered:
        kind = "covered" if sample.place == "inside" else "edge"
    elif sample.place in ("edge", "twist"):
        kind = "edge"
    yield PathTarget(sample.path, covered, kind, at, sample.note)
