"""One file as the standard library's `configparser` reads it for ASAB, with the place of everything.

`asab/config.py` uses a strict `ConfigParser`: `=` and `:`, `#` and `;` in front of a line only, values
of many lines, empty lines inside values, option names in lower case. The grammar here is that of
`RawConfigParser._read`.

Reading is one pass over the lines that keeps the number of an option's line, and the texts of further
lines; a `Value` with its spans is made on first use, and most options are never used. This is faster than
the parser it imitates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import Diagnosis
from corscheck.records import NamedTuple
from corscheck.source import Piece, Source, Span, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.decode import Undecodable

DEFAULT = "DEFAULT"
"""The section whose options every other section inherits."""

_MOST = 10_000


class IniSection:
    """A section of one file: the lines its options start in, the texts of their further lines, its headers.

    Lines are counted from 0 here.
    """

    __slots__ = ("further", "headers", "options")

    def __init__(self) -> None:
        self.options: dict[str, int] = {}
        self.further: dict[str, list[str]] = {}
        self.headers: list[int] = []


class _Bad(NamedTuple):
    """What stops configparser: the error's name, its line, the names in it, and the line that it repeats."""

    type: str
    line: int
    names: tuple[str, ...] = ()
    first: int | None = None


class Ini:
    """One file: its sections with their options, and what is wrong with it.

    After an error reading goes on as if it were corrected: the first of two equal options counts, sections
    of the same name are merged, lines that cannot be parsed are left out.
    """

    __slots__ = ("_bad", "_lines", "_undecodable", "name", "sections", "source")

    def __init__(self, source: Source, name: str, undecodable: Undecodable | None = None) -> None:
        self.source = source
        self.name = name  # as configparser's messages call the file
        self.sections: dict[str, IniSection] = {}
        text = source.text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._lines = text.split("\n")
        self._undecodable = undecodable
        self._bad: list[_Bad] = []
        self._read()

    def __repr__(self) -> str:
        return f"Ini({self.name!r}, sections {list(self.sections)})"

    @property
    def error(self) -> Diagnosis | None:
        """What configparser raises, with the same text: the first fatal line, else all bad lines at once."""
        if not self._bad and self._undecodable is None:
            return None
        readable = self._readable()
        fatal = next((bad for bad in readable if bad.type != "ParsingError"), None)
        if fatal is not None:
            return self._diagnose(fatal)
        return self._undecodable.diagnosis if self._undecodable else self._parsing_error(readable)

    @property
    def problems(self) -> tuple[Diagnosis, ...]:
        """What is wrong with the file's syntax, line by line; the first ten thousand."""
        problems = tuple(self._diagnose(bad) for bad in self._readable()[:_MOST])
        return (*problems, self._undecodable.diagnosis) if self._undecodable else problems

    def value(self, section: str, option: str) -> Value:
        """The text of an option that is there, with the place of each of its lines.

        Lines are verbatim pieces; what is between two of them (line ends, indentation, comments) is
        one that is not.
        """
        found = self.sections[section]
        line = found.options[option]
        text = self._lines[line].strip()
        text = text[_separator(text) + 1 :].lstrip()
        further = found.further.get(option)
        if further is None:
            return Value(text, lambda: (self._piece(line, text),))
        texts = [text, *further]
        return Value("\n".join(texts), lambda: tuple(self._pieces(line, texts)))

    def _piece(self, line: int, text: str) -> Piece:
        end = self.source.starts[line] + len(self._lines[line].rstrip())
        return Piece(0, Span(self.source, end - len(text), end), verbatim=True)

    def _pieces(self, first: int, texts: list[str]) -> list[Piece]:
        starts = self.source.starts
        pieces: list[Piece] = []
        at = joint = 0  # offsets in the text: of this line, and of what follows the last piece
        end = -1  # where the last piece ends in the source
        for line, part in self._parts(first, texts):
            start = starts[line] + len(self._lines[line].rstrip()) - len(part)
            if end < 0:
                end = start
            if part:
                if joint < at:
                    pieces.append(Piece(joint, Span(self.source, end, start), verbatim=False))
                joint, end = at + len(part), start + len(part)
                pieces.append(Piece(at, Span(self.source, start, end), verbatim=True))
            at += len(part) + 1
        if not pieces:
            pieces.append(Piece(0, Span(self.source, end, end), verbatim=True))
        return pieces

    def key(self, section: str, option: str) -> Span:
        """The place of an option's name."""
        line = self.sections[section].options[option]
        text = self._lines[line]
        start = len(text) - len(text.lstrip())
        name = text[start : start + _separator(text[start:])].rstrip()
        start += self.source.starts[line]
        return Span(self.source, start, start + len(name))

    def headers(self, section: str) -> list[Span]:
        """The places of a section's headers, brackets included."""
        found = self.sections.get(section)
        return [self._header_span(line) for line in found.headers] if found else []

    def _read(self) -> None:
        section: IniSection | None = None
        further: dict[str, list[str]] = {}  # where the lines go that continue the option
        name, option, level, blanks = "", "", 0, 0
        for index, line in enumerate(self._lines):
            text = line.strip()
            if not text:
                blanks += 1
                continue
            first = text[0]
            if first in "#;":
                continue
            if line[0] == first:
                level = 0
            else:
                indent = len(line) - len(line.lstrip())
                if indent > level and option:
                    further.setdefault(option, []).extend((*[""] * blanks, text))
                    blanks = 0
                    continue
                level = indent
            if first == "[" and (end := text.rfind("]")) > 1:
                name, option = text[1:end], ""
                section = self._enter(name, index)
                continue
            head = text.partition("=")[0]
            if ":" in head:
                head = head.partition(":")[0]
            if section is None or len(head) == len(text):
                self._unreadable(section, index)  # the option before may go on below
                continue
            option, blanks = head.rstrip().lower(), 0
            if option and option not in section.options:
                section.options[option], further = index, section.further
            else:
                self._unusual(section, name, option, index)
                further = {}

    def _unreadable(self, section: IniSection | None, index: int) -> None:
        """Note a line that is no option, or has no section above it."""
        if section is not None:
            self._bad.append(_Bad("ParsingError", index))
        elif not self._bad:
            self._bad.append(_Bad("MissingSectionHeaderError", index))

    def _unusual(self, section: IniSection, name: str, option: str, index: int) -> None:
        """Note an option that has no name, or was there before."""
        if not option:
            self._bad.append(_Bad("ParsingError", index))
        if option in section.options:
            self._bad.append(_Bad("DuplicateOptionError", index, (name, option), section.options[option]))
        else:
            section.options[option] = index

    def _enter(self, name: str, index: int) -> IniSection:
        section = self.sections.get(name)
        if section is None:
            section = self.sections[name] = IniSection()
        elif name != DEFAULT:
            self._bad.append(_Bad("DuplicateSectionError", index, (name,), section.headers[0]))
        section.headers.append(index)
        return section

    def _parts(self, line: int, texts: list[str]) -> Iterator[tuple[int, str]]:
        """The texts with their line numbers; comments and bad lines between them are left out."""
        yield line, texts[0]
        bad = {bad.line for bad in self._bad if bad.type == "ParsingError"} if len(texts) > 1 else ()
        for text in texts[1:]:
            line += 1
            while self._lines[line].lstrip()[:1] in ("#", ";") or line in bad:
                line += 1
            yield line, text

    def _readable(self) -> list[_Bad]:
        if self._undecodable is None:
            return self._bad
        return [bad for bad in self._bad if bad.line < self._undecodable.lines]

    def _line(self, index: int) -> str:
        """A line as configparser quotes it, with its line end."""
        return self._lines[index] + ("\n" if index + 1 < len(self._lines) else "")

    def _parsing_error(self, bad: list[_Bad]) -> Diagnosis:
        lines = [f"\n\t[line {at.line + 1:2d}]: {self._line(at.line)!r}" for at in bad]
        message = f"Source contains parsing errors: {self.name!r}{''.join(lines)}"
        return Diagnosis("ParsingError", message, self._span(bad[0]), "load")

    def _diagnose(self, bad: _Bad) -> Diagnosis:
        number = bad.line + 1
        if bad.type == "ParsingError":
            return self._parsing_error([bad])
        if bad.type == "MissingSectionHeaderError":
            line = self._line(bad.line)
            message = f"File contains no section headers.\nfile: {self.name!r}, line: {number}\n{line!r}"
            return Diagnosis(bad.type, message, self._span(bad), "load")
        section, *option = bad.names
        what = f"option {option[0]!r} in section {section!r}" if option else f"section {section!r}"
        message = f"While reading from {self.name!r} [line {number:2d}]: {what} already exists"
        first = None
        if bad.first is not None:
            first = self.key(section, option[0]) if option else self._header_span(bad.first)
        return Diagnosis(bad.type, message, self._span(bad), "load", first)

    def _span(self, bad: _Bad) -> Span:
        """What to point at: the header, the option's name, or the whole line."""
        if bad.type == "DuplicateSectionError":
            return self._header_span(bad.line)
        text = self._lines[bad.line]
        stripped = text.strip()
        start = self.source.starts[bad.line] + len(text) - len(text.lstrip())
        length = len(stripped)
        if bad.type == "DuplicateOptionError":
            length = len(stripped[: _separator(stripped)].rstrip())
        return Span(self.source, start, start + length)

    def _header_span(self, line: int) -> Span:
        text = self._lines[line]
        start = self.source.starts[line]
        return Span(self.source, start + text.index("["), start + text.rindex("]") + 1)


def _separator(text: str) -> int:
    """The offset of the first `=` or `:`; -1 where there is none."""
    equals, colon = text.find("="), text.find(":")
    if equals < 0 or 0 <= colon < equals:
        return colon
    return equals
