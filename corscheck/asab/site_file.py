"""The sections of one configuration in a YAML or JSON file, with the interface of an INI file.

Either keys and values are sections and options, or a text is an INI file, as in a ConfigMap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import LIMIT, Diagnosis
from corscheck.asab.ini import Ini, IniSection
from corscheck.source import Piece, Source, Span, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corscheck.asab.yaml_nodes import BadNode


class SiteFile(Ini):
    """Sections and options that are keys and values."""

    def __init__(self, source: Source) -> None:
        super().__init__(Source("", source.path), source.path)
        self.source = source
        self.failure: Diagnosis | None = None
        self._placed: dict[tuple[str, str], tuple[Span, Value]] = {}
        self._headers: dict[str, Span] = {}

    @property
    def error(self) -> Diagnosis | None:
        """What ends ASAB."""
        return self.failure

    @property
    def problems(self) -> tuple[Diagnosis, ...]:
        """The same: reading ends with the first."""
        return (self.failure,) if self.failure else ()

    def fail(self, error: BadNode) -> None:
        """Record an error as ASAB logs it before it ends; only the first one is kept."""
        log = f"Failed to obtain configuration from Zookeeper server(s): '{error}'."
        self.failure = self.failure or Diagnosis("SystemExit", log, error.span)

    def stop(self, message: str, span: Span) -> None:
        """Record that corscheck does not read further: what ASAB makes of the rest is not known."""
        self.failure = self.failure or Diagnosis(LIMIT, message, span)

    def add(self, section: str, header: Span, options: Mapping[str, tuple[Span, Value]]) -> None:
        """Add a section with its options: name, place of the name, value."""
        found = self.sections.setdefault(section, IniSection())
        self._headers[section] = header
        for name, placed in options.items():
            found.options[name] = 0  # no line: keys and values know their places
            self._placed[section, name] = placed

    def value(self, section: str, option: str) -> Value:
        """As the INI file's."""
        return self._placed[section, option][1]

    def key(self, section: str, option: str) -> Span:
        """As the INI file's."""
        return self._placed[section, option][0]

    def headers(self, section: str) -> list[Span]:
        """As the INI file's."""
        return [self._headers[section]] if section in self._headers else []


class EmbeddedIni(Ini):
    """An INI file that is a text in another file; every place is one in that file.

    `text` is the INI file with the places of its lines in `source`.
    """

    def __init__(self, text: Value, source: Source) -> None:
        super().__init__(Source("", source.path), source.path)
        self.source = source
        self._text = text
        self._inner = Ini(Source(text.text, source.path), source.path)
        self.sections = self._inner.sections

    @property
    def error(self) -> Diagnosis | None:
        """As the INI file's."""
        error = self._inner.error
        return None if error is None else self._moved(error)

    @property
    def problems(self) -> tuple[Diagnosis, ...]:
        """As the INI file's."""
        return tuple(self._moved(problem) for problem in self._inner.problems)

    def value(self, section: str, option: str) -> Value:
        """As the INI file's."""
        value = self._inner.value(section, option)
        return Value(
            value.text, lambda: tuple(one for piece in value.pieces for one in self._scattered(piece))
        )

    def key(self, section: str, option: str) -> Span:
        """As the INI file's."""
        return self._mapped(self._inner.key(section, option))

    def headers(self, section: str) -> list[Span]:
        """As the INI file's."""
        return [self._mapped(header) for header in self._inner.headers(section)]

    def _mapped(self, span: Span) -> Span:
        place = self._text.span_of(span.start, span.end)
        return Span(self.source, place.start, place.end) if place else Span(self.source, 0, 0)

    def _scattered(self, piece: Piece) -> Iterator[Piece]:
        """The places in the file of a piece of the text: several where an escape or a line end is in it."""
        span = piece.span
        if not piece.verbatim:
            yield Piece(piece.start, self._mapped(span), verbatim=False)
            return
        for part in self._text.slice(span.start, span.end).pieces:
            place = Span(self.source, part.span.start, part.span.end)
            yield Piece(piece.start + part.start, place, part.verbatim)

    def _moved(self, found: Diagnosis) -> Diagnosis:
        span = self._mapped(found.span) if found.span else None
        first = self._mapped(found.first) if found.first else None
        return found._replace(span=span, first=first)
