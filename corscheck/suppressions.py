"""Comments that suppress findings: `# corscheck: ignore[CODE] -- reason`, on a line of their own.

Directly above an option a comment covers the option with its continuation lines, above a continuation
line or a section header that line; `ignore-file` covers the whole file. After a value a comment would become
part of the value (ASAB's parser does not support inline comments), so there it never suppresses anything.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from corscheck.edits import delete_lines
from corscheck.findings import Suppressed
from corscheck.fixes import Edit, Fix
from corscheck.records import NamedTuple
from corscheck.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corscheck.findings import Finding
    from corscheck.source import Source

MARK = "corscheck:"

_MANY = 100


class Suppression:
    """One such comment; `used` collects the names that have suppressed something."""

    __slots__ = ("line", "names", "reason", "scope", "used")

    def __init__(self, line: Span, names: tuple[Span, ...], reason: str, scope: Span) -> None:
        self.line = line  # the whole line, without its end
        self.names = names  # codes and names of rules, as in the comment
        self.reason = reason
        self.scope = scope  # what it covers; empty if nothing follows below it
        self.used: set[str] = set()

    @property
    def whole(self) -> bool:
        """Whether it covers the whole file."""
        return self.scope.start == 0 and self.scope.end == len(self.scope.source.text)

    def without(self, names: Iterable[str]) -> Fix | None:
        """The fix that deletes those names, or the line if none remains; None for a very long list."""
        if len(self.names) > _MANY:
            return None
        gone = set(names)
        kept = [name.text for name in self.names if name.text not in gone]
        if not kept:
            return Fix("Delete the comment", (delete_lines(self.line),))
        listed = Span(self.line.source, self.names[0].start, self.names[-1].end)
        return Fix("Delete the names that are not needed", (Edit(listed, ", ".join(kept)),))


class _Places:
    """The comments that suppress one rule; finds those that cover a place without checking all of them."""

    __slots__ = ("_comments", "_reach", "_starts", "_whole")

    def __init__(self) -> None:
        self._whole: tuple[Suppression, str] | None = None  # of the whole file
        self._starts: list[int] = []  # of the others, in the order of the file
        self._reach: list[int] = []  # how far any of those up to here reaches
        self._comments: list[tuple[Suppression, str]] = []

    def add(self, comment: Suppression, name: str) -> None:
        """Add a comment, unless there is one with the same scope."""
        start, end = comment.scope.start, comment.scope.end
        if comment.whole:
            self._whole = self._whole or (comment, name)
        elif not self._comments or self._comments[-1][0].scope != comment.scope:
            self._starts.append(start)
            self._reach.append(max(end, self._reach[-1]) if self._reach else end)
            self._comments.append((comment, name))

    def covering(self, offset: int) -> Iterator[tuple[Suppression, str]]:
        """The comments that cover an offset, with the name by which they name the rule."""
        if self._whole:
            yield self._whole
        at = bisect_right(self._starts, offset)
        while at and self._reach[at - 1] >= offset:
            at -= 1
            if self._comments[at][0].scope.end >= offset:
                yield self._comments[at]


class Suppressions(NamedTuple):
    """The suppressions of one file, and comments that only look like suppressions."""

    source: Source
    comments: tuple[Suppression, ...]
    malformed: tuple[Span, ...]  # from the mark to the end of the line
    inline: tuple[Span, ...]  # likewise, after something else
    codes: Mapping[str, str]  # code or name of each known rule → its code
    enabled: frozenset[str]  # codes of the rules that ran
    places: Mapping[str, _Places]  # by code

    def suppressing(self, finding: Finding) -> Suppression | None:
        """The first comment that covers the finding; all that do are marked as used."""
        places = self.places.get(finding.code)
        found = list(places.covering(finding.span.start)) if places else []
        for comment, name in found:
            comment.used.add(name)
        return min((comment for comment, _ in found), key=lambda one: one.line.start, default=None)


def read_suppressions(source: Source, codes: Mapping[str, str], enabled: frozenset[str]) -> Suppressions:
    """The suppressions in a file; `codes` leads from lower-case codes and names to codes."""
    comments: list[Suppression] = []
    malformed: list[Span] = []
    inline: list[Span] = []
    lines = _Lines(source)
    for match in re.finditer(r"(?:\A|(?<=[\r\n]))([^\r\n]*?)" + MARK + r"[ \t]*([^\r\n]*)", source.text):
        before, text = match[1].strip(), Span(source, match.start(2), match.end(2))
        if before.strip("#;"):
            if before.endswith(("#", ";")) and text.text.startswith("ignore"):
                inline.append(Span(source, match.end(1), match.end()))
        elif before and (comment := _comment(text, lines)):
            comments.append(comment)
        elif before:
            malformed.append(Span(source, match.end(1), match.end()))
    places: dict[str, _Places] = {}
    for comment in comments:
        for name in comment.names:
            code = codes.get(name.text.lower())
            if code:
                places.setdefault(code, _Places()).add(comment, name.text)
    return Suppressions(source, tuple(comments), tuple(malformed), tuple(inline), codes, enabled, places)


def suppress(
    findings: Iterable[Finding], sources: Iterable[Source], codes: Mapping[str, str], ran: frozenset[str]
) -> tuple[list[Finding], list[Suppressed], list[Suppressions]]:
    """Separate the findings that comments in `sources` suppress from the others.

    Args:
        findings: in any order; those in other files are kept.
        sources: the files to search for comments.
        codes: lower-case code or name → code, of all rules that exist.
        ran: the codes of the rules that ran; the others cannot make a suppression unused.

    Returns:
        The findings that are kept, those that are suppressed, and the comments of each file.
    """
    read = [read_suppressions(source, codes, ran) for source in sources if MARK in source.text]
    by_path = {comments.source.path: comments for comments in read}
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        comments = by_path.get(finding.span.source.path)
        comment = comments.suppressing(finding) if comments else None
        if comment is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, "comment", comment.reason))
    return kept, suppressed, read


def _comment(text: Span, lines: _Lines) -> Suppression | None:
    match = re.fullmatch(r"(ignore|ignore-file)\[([^\]\[]*)\]\s*(?:--\s*(.*?)\s*)?", text.text)
    if not match or not match[2].strip(", \t"):
        return None
    source, start = text.source, text.start + match.start(2)
    names = tuple(
        Span(source, start + name.start(), start + name.end()) for name in re.finditer(r"[^\s,]+", match[2])
    )
    number = text.line
    whole = Span(source, 0, len(source.text))
    scope = whole if match[1] == "ignore-file" else lines.scope(number)
    return Suppression(source.line_span(number), names, match[3] or "", scope)


class _Lines:
    """The lines of a file, and which of them a comment covers."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._texts: list[str] = []
        self._below: list[int] = []
        self._scopes: dict[int, Span] = {}

    def scope(self, number: int) -> Span:
        """What a comment on that line covers: the lines of the option below it."""
        if not self._texts:
            self._read()
        first = self._below[number]
        if first not in self._scopes:  # comments on consecutive lines cover the same
            self._scopes[first] = self._from(first, number)
        return self._scopes[first]

    def _from(self, first: int, number: int) -> Span:
        source, texts = self._source, self._texts
        if first >= len(texts) or not texts[first].strip():
            nothing = source.line_span(number).start
            return Span(source, nothing, nothing)
        last = line = first
        indent = indent_of(texts[first])
        while not texts[first].lstrip().startswith("[") and line + 1 < len(texts):
            line += 1
            text = texts[line]
            if text.strip() and text.lstrip()[0] not in "#;":
                if indent_of(text) <= indent:
                    break
                last = line
        return Span(source, source.line_span(first).start, source.line_span(last).end)

    def _read(self) -> None:
        """Read all lines once (from 1), and for each find the next one below that is not a comment."""
        source = self._source
        self._texts = ["", *(source.line_text(number) for number in range(1, len(source.starts) + 1))]
        below = len(self._texts)
        self._below = [below] * (below + 1)
        for number in range(below - 1, -1, -1):
            self._below[number] = below
            if self._texts[number].lstrip()[:1] not in ("#", ";"):
                below = number


def indent_of(text: str) -> int:
    """The number of blanks before a line's text."""
    return len(text) - len(text.lstrip())
