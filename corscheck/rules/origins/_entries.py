"""The entries of `cors` by kind, and problems for those that no browser sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.rules._ini import replacement
from corscheck.rules.origins._cors_value import cors_of
from corscheck.rules.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container
    from corscheck.findings import Severity
    from corscheck.rules.origins._entry import Form, Kind
    from corscheck.source import Value


def entries_of(web: Container, *kinds: Kind) -> Iterator[tuple[Value, Form]]:
    """The entries of those kinds with their places."""
    read = cors_of(web)
    for entry in read.entries if read else ():
        if entry.form.kind in kinds:
            yield web.cors.slice(entry.start, entry.end), entry.form


def unmatched_severity(web: Container) -> Severity:
    """The severity of an entry that never matches: an error where ASAB compares origins, else a warning."""
    return "error" if web.profile.cors == "allow-list" and not _allows_all(web) else "warning"


def _allows_all(web: Container) -> bool:
    return any(item.text == "*" for item in web.origins)


def unmatched(web: Container, kinds: tuple[Kind, ...], advice: str | None = None) -> Iterator[Problem]:
    """A problem for each entry of those kinds, which no browser ever sends."""
    for value, form in entries_of(web, *kinds):
        yield Problem(
            value,
            form.message,
            help=f"write `{form.instead}`" if form.instead else advice,
            fix=replacement(value, form.instead, safe=form.safe),
            severity=unmatched_severity(web),
        )
