"""Findings, and errors that kept a document from being linted, as diagnostics of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Location,
    Position,
    Range,
)

from corscheck.report.context import rule_url
from corscheck.server.positions import range_of
from corscheck.source import Span
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.findings import Finding
    from corscheck.server.looking import Found

SOURCE = "corscheck"
NOT_LINTED = "not-linted"
"""The code of the diagnostic about a document that could not be linted."""

_SEVERITIES = {
    "error": DiagnosticSeverity.Error,
    "warning": DiagnosticSeverity.Warning,
    "info": DiagnosticSeverity.Information,
}


def diagnostic(found: Found, uri: Callable[[str], str], encoding: str) -> Diagnostic:
    """A finding; `uri` gives the address of a file."""
    finding, shown = found
    return Diagnostic(
        range_of(seen(finding.span), encoding),
        _message(shown),
        _SEVERITIES[shown.severity],
        shown.code,
        CodeDescription(rule_url(shown.code)),
        SOURCE,
        related_information=[
            DiagnosticRelatedInformation(
                Location(uri(one.span.source.path), range_of(one.span, encoding)), visible(words.message)
            )
            for one, words in zip(finding.related, shown.related, strict=True)
        ],
    )


def not_linted(message: str, help_: str | None = None, place: Range | None = None) -> Diagnostic:
    """The error that kept the document, or one that belongs to it, from being linted."""
    return Diagnostic(
        place or Range(Position(0, 0), Position(0, 0)),
        "\n".join(map(visible, filter(None, (message, help_)))),
        DiagnosticSeverity.Error,
        NOT_LINTED,
        source=SOURCE,
    )


def _message(shown: Finding) -> str:
    """The sentence, what to do, and the versions that it is about."""
    versions = f"for ASAB {', '.join(shown.versions)}" if shown.versions else None
    return "\n".join(visible(part) for part in (shown.message, shown.help, versions) if part)


def seen(span: Span) -> Span:
    """The span, or the rest of its line where the span has nothing to underline."""
    if span.start < span.end:
        return span
    return Span(span.source, span.start, max(span.start, span.source.line_span(span.line).end))
