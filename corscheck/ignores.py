"""Adds comments that suppress what is found now (`lint --add-ignore`); `suppressions` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.edits import insert_above, insert_below
from corscheck.fixes import Edit, Fix
from corscheck.source import Span
from corscheck.suppressions import MARK, indent_of, read_suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corscheck.findings import Finding
    from corscheck.source import Source
    from corscheck.suppressions import Suppression

_OWN = "CORS9"
"""Prefix of the codes of findings about the comments themselves, which no comment suppresses."""

_FAR = 10_000  # lines of one option


def add_ignores(findings: Iterable[Finding], reason: str) -> list[Fix]:
    """Fixes that add comments which suppress the findings, one for each line; each contains `reason`.

    There is none where no comment can suppress a finding: in JSON, and for findings about comments.
    """
    places: dict[tuple[Source, int], list[str]] = {}
    for finding in findings:
        source = finding.span.source
        if source.path.lower().endswith(".json") or finding.code.startswith(_OWN):
            continue
        codes = places.setdefault((source, _line_below(source, finding.span.line)), [])
        if finding.code not in codes:
            codes.append(finding.code)
    present = {source: _present(source) for source, _ in places}
    reason = " ".join(reason.split())
    return [
        _ignore(source.line_span(number), present[source], codes, reason)
        if number
        else _ignore_in_file(source, codes, reason)
        for (source, number), codes in places.items()
    ]


def _present(source: Source) -> dict[int, Suppression]:
    """The first comment above each option, by the offset at which the option's line starts."""
    found: dict[int, Suppression] = {}
    if MARK in source.text:
        for comment in read_suppressions(source, {}, frozenset()).comments:
            if not comment.whole:
                found.setdefault(comment.scope.start, comment)
    return found


def _ignore(line: Span, present: Mapping[int, Suppression], codes: list[str], reason: str) -> Fix:
    """The fix that adds a comment above that line, or the codes to a comment that is already there."""
    message = f"Ignore {', '.join(codes)}"
    comment = present.get(line.start)
    if comment:
        end = comment.names[-1].end
        place = Span(line.source, end, end)
        return Fix(message, (Edit(place, "".join(f", {code}" for code in codes)),))
    indent = line.text[: indent_of(line.text)]
    text = f"{indent}# {MARK} ignore[{', '.join(codes)}] -- {reason}"
    return Fix(message, (insert_above(line, text),))


def _ignore_in_file(source: Source, codes: list[str], reason: str) -> Fix:
    """The fix that adds a comment for the whole file at its end."""
    listed, end = ", ".join(codes), len(source.text)
    text = f"# {MARK} ignore-file[{listed}] -- {reason}"
    return Fix(f"Ignore {listed}", (insert_below(Span(source, max(end - 1, 0), end), text),))


def _line_below(source: Source, number: int) -> int:
    """The line above which a comment must be to cover that line; 0 if there is no such line.

    There is none for a line that is a comment, and for one that begins with a byte order mark.
    """
    text = source.line_text(number)
    if text.lstrip()[:1] in ("#", ";") or text.startswith("\ufeff"):
        return 0
    return _option_line(source, number)


def _option_line(source: Source, number: int) -> int:
    """The line at which the option begins that contains the line; in YAML the line itself."""
    if source.path.lower().endswith((".yaml", ".yml")):
        return number
    indent = indent_of(source.line_text(number))
    for line in range(number - 1, max(number - _FAR, 0), -1):
        if not indent:
            break
        text = source.line_text(line)
        if not text.strip() or text.lstrip()[0] in "#;" or indent_of(text) >= indent:
            continue
        if text.lstrip().startswith("["):
            break
        number, indent = line, indent_of(text)
    return number
