"""A report, or a verdict, as it may be shown, stored and passed on: without secrets.

This is the one place where values become presentable; no format masks anything itself. Everything that
is made of tuples, lists and texts goes through, so that a new field is covered when it is added.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from corscheck.exchange import Request, Response
from corscheck.fetch.reproduce import masked_curl, masked_snippet
from corscheck.findings import Finding, Fix
from corscheck.secrets import (
    MASK,
    has_shape,
    is_secret_header,
    mask,
    mask_known,
    masked_source,
    secret_spans,
    shows_request_header,
)
from corscheck.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corscheck.exchange import Headers
    from corscheck.secrets import MaskedSource
    from corscheck.secrets.shapes import Shape
    from corscheck.source import Source

T = TypeVar("T")

_KINDS: tuple[tuple[type, str], ...] = (
    (str, "_text"),
    (Span, "_span"),
    (Request, "_request"),
    (Response, "_response"),
    (Finding, "_finding"),
    (Fix, "_fix"),
    (dict, "_dict"),
)
"""What is more than its parts, and the method that masks it."""

_COMMANDS: dict[str, Callable[[str], str]] = {"curl": masked_curl, "snippet": masked_snippet}
"""Fields that hold a line to repeat a request with."""

_PLAIN_URL = re.compile(r"https?://[\w.:/-]+", re.ASCII)
_ANY_URL = "https://\ue000/"

_FORMS: tuple[Shape, ...] = ("origin", "path", "address", "number", "word", "method", "header")
_OPTIONS = r"\[?(?:web|cors|preflight|listen)[\w:-]{0,40}\]?"


def presentable(value: T, known: Iterable[str] = ()) -> T:
    """The value (a `Report`, a `Verdict`, or anything made of tuples) with every secret in it masked.

    `known` are texts that are secret wherever they occur, such as what came out of a variable of the
    environment. Sources are replaced by ones in which secrets are hidden, all spans stay as they are.
    """
    return Presenter(known).presentable(value)


_METHODS: dict[type, str] = {}
"""The method for each type of value that was seen: a verdict has fifty values."""

_UNCHANGED = frozenset({type(None), bool, int, float})

_KEPT = 4096  # values whose masked form is remembered


def _method(kind: type) -> str:
    for known, name in _KINDS:
        if issubclass(kind, known):
            return name
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return "_fields"
    return "_items" if issubclass(kind, tuple | list) else "_unchanged"


class Presenter:
    """Masks many values, such as the verdicts of `why --requests`, which have most parts in common."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = tuple(sorted({text for text in known if text}, key=len, reverse=True))
        self._texts: dict[str, str] = {}
        self._lines: dict[str, str] = {}
        self._tuples: dict[
            int, tuple[Any, Any]
        ] = {}  # by id; the original is kept, so that its id is not reused
        self._sources: dict[Source, MaskedSource] = {}

    def presentable(self, value: T) -> T:
        """The value with every secret in it masked; see `presentable`."""
        return cast("T", self._shown(value))

    def _shown(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return self._text(value)
        if kind in _UNCHANGED:
            return value
        if (kept := self._tuples.get(id(value))) is not None:
            return kept[1]
        method = _METHODS.get(kind)
        if method is None:
            method = _METHODS[kind] = _method(kind)
        masked = getattr(self, method)(value)
        if isinstance(value, tuple):
            if len(self._tuples) >= _KEPT:
                self._tuples.clear()
            self._tuples[id(value)] = value, masked
        return masked

    def _unchanged(self, value: Any) -> Any:
        return value

    def _items(self, value: Any) -> Any:
        return type(value)(map(self._shown, value))

    def _dict(self, value: dict[Any, Any]) -> dict[Any, Any]:
        return {name: self._shown(item) for name, item in value.items()}

    def _fields(self, value: Any) -> Any:
        """A NamedTuple with all of its fields without secrets."""
        lines = {
            name: self._line(line, masked, getattr(value, "url", ""))
            for name, masked in _COMMANDS.items()
            if isinstance(line := getattr(value, name, None), str)
        }
        # Without the lines, which are masked already: they are long.
        rest = value._replace(**dict.fromkeys(lines)) if lines else value
        shown = value._make(map(self._shown, rest))
        return shown._replace(**lines) if lines else shown

    def _line(self, line: str, masked: Callable[[str], str], url: str) -> str:
        """A line to repeat a request with; lines of many requests differ in their URL alone."""
        if not _PLAIN_URL.fullmatch(url):
            return self._text(masked(line))
        template = line.replace(url, _ANY_URL)
        found = self._lines.get(template)
        if found is None:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            found = self._lines[template] = self._text(masked(template))
        return found.replace(_ANY_URL, self._text(url))

    def _finding(self, finding: Finding) -> Finding:
        """The finding; its sentences may quote what its source holds, in part or cut."""
        finding = cast("Finding", self._fields(finding))
        source = self._source(finding.span.source)
        if not source.quotable:
            return _of_others(finding, source.original.text.lower())
        if not source.secrets:
            return finding
        help_ = finding.help and mask_known(finding.help, source.secrets)
        return finding._replace(message=mask_known(finding.message, source.secrets), help=help_)

    def _fix(self, fix: Fix) -> Fix | None:
        """The fix; none where its edits cannot be shown: with a mask in it, it would do harm."""
        texts = (edit.text for edit in fix.edits)
        if any(self._text(text) != text or secret_spans(text) for text in texts):
            return None
        if not all(edit.span.source.quotable for edit in fix.edits):
            return None
        edits = tuple(edit._replace(span=self._span(edit.span)) for edit in fix.edits)
        return fix._replace(message=self._text(fix.message), edits=edits)

    def _span(self, span: Span) -> Span:
        return span._replace(source=self._source(span.source))

    def _source(self, source: Source) -> MaskedSource:
        found = self._sources.get(source)
        if found is None:
            found = self._sources[source] = masked_source(source)
        return found

    def _text(self, text: str) -> str:
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            found = self._texts[text] = mask(text, self._known)
        return found

    def _request(self, request: Request) -> Request:
        headers = _asked(request.headers, self._known)
        return request._replace(url=self._text(request.url), headers=headers)

    def _response(self, response: Response) -> Response:
        headers = _answered(response.headers, self._known)
        return response._replace(
            reason=self._text(response.reason),
            headers=headers,
            oddities=self._shown(response.oddities),
            body=self._text(response.body),
        )


@lru_cache(maxsize=64)  # most preflights differ in their URL alone
def _asked(headers: Headers, known: tuple[str, ...]) -> Headers:
    return tuple(
        (name, mask(value, known) if shows_request_header(name, value) else MASK) for name, value in headers
    )


@lru_cache(maxsize=64)  # and most answers in nothing
def _answered(headers: Headers, known: tuple[str, ...]) -> Headers:
    return tuple(
        (mask(name, known), MASK if is_secret_header(name) else mask(value, known)) for name, value in headers
    )


def _of_others(finding: Finding, text: str) -> Finding:
    """A finding in a file of which nothing is quoted but what has the form of a value for the web.

    `text` is the file's, in small letters.
    """

    def shown(match: re.Match[str]) -> str:
        known = has_shape(match[1], *_FORMS) or re.fullmatch(_OPTIONS, match[1])
        return match[0] if known or match[1].lower() not in text else f"`{MASK}`"

    def sentence(words: str) -> str:
        words = re.sub(r"(?s)`(\w+(?:Error|Exit)): .*`", rf"`\1: {MASK}`", words)
        return re.sub("`([^`]+)`", shown, words)

    help_ = finding.help and sentence(finding.help)
    return finding._replace(message=sentence(finding.message), help=help_)
