"""A report, or a verdict, as it may be shown, stored and passed on: without secrets.

This is the one place where values become presentable; no format masks anything itself. It walks
through tuples, lists and texts of any type, so that new fields are covered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar, cast

from corscheck.exchange import Request, Response
from corscheck.fetch.reproduce import masked_curl, masked_snippet
from corscheck.findings import Finding
from corscheck.fixes import Fix
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

_COMMANDS: dict[str, Callable[[str], str]] = {"curl": masked_curl, "snippet": masked_snippet}
"""Fields that hold a line to repeat a request with."""

PLAIN_URL = re.compile(r"https?://[\w.:/-]+", re.ASCII)
"""An URL in which no command, and no format, escapes anything."""

ANY_URL = "https://\ue000/"
"""In place of the URL where what does not depend on it is masked once."""

_FORMS: tuple[Shape, ...] = ("origin", "path", "address", "number", "word", "method", "header")
_OPTIONS = r"\[?(?:web|cors|preflight|listen)[\w:-]{0,40}\]?"


def presentable(value: T, known: Iterable[str] = ()) -> T:
    """The value (a `Report`, a `Verdict`, or anything made of tuples) with every secret in it masked.

    `known` are texts that are secret wherever they occur, such as what came out of a variable of the
    environment. Sources are replaced by ones in which secrets are hidden, all spans stay as they are.
    """
    return Presenter(known).presentable(value)


_KINDS: tuple[tuple[type, str], ...] = (
    (str, "_text"),
    (Span, "_span"),
    (Request, "_request"),
    (Response, "_response"),
    (Finding, "_finding"),
    (Fix, "_fix"),
    (dict, "_dict"),
)
"""Types that need more than masking of their parts, and the method that masks them."""

_METHODS: dict[type, str] = {}
"""A cache of the method for each type: a verdict has fifty values."""

_UNCHANGED = frozenset({type(None), bool, int, float})

_KEPT = 4096  # values whose masked form is remembered
_KEPT_HEADERS = 256  # sections of headers: they may be large, and an answer's change with its Date
_KEPT_TEXTS = 16_384  # the routes of a report repeat texts of its checks


def _method(kind: type) -> str:
    for known, name in _KINDS:
        if issubclass(kind, known):
            return name
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return "_fields" if _COMMANDS.keys().isdisjoint(kind._fields) else "_with_commands"
    return "_items" if issubclass(kind, tuple | list) else "_unchanged"


class Presenter:
    """Masks many values, such as the verdicts of `why --requests`, which have most parts in common."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = tuple(sorted({text for text in known if text}, key=len, reverse=True))
        self._texts: dict[str, str] = {}
        # By what is before and after the URL in a line; the masked line in three parts.
        self._lines: dict[tuple[str, str], tuple[str, str, str]] = {}
        # By id; the original is kept, so that its id is not reused.
        self._tuples: dict[int, tuple[Any, Any]] = {}
        self._headers: dict[int, tuple[Headers, Headers]] = {}
        # Reason, oddities and body of an answer that stays as it is: the next one often has the same.
        self._plain: tuple[str, tuple[str, ...], str] | None = None
        self._sources: dict[Source, MaskedSource] = {}

    def presentable(self, value: T) -> T:
        """The value with every secret in it masked; see `presentable`."""
        (shown,) = self._each((value,))
        return cast("T", shown)

    def _shown(self, value: Any) -> Any:
        """Mask a value other than a text, a number or a truth value."""
        kind = type(value)
        method = _METHODS.get(kind)
        if method is None:
            method = _METHODS[kind] = _method(kind)
        masked = getattr(self, method)(value)
        if isinstance(value, tuple):
            if len(self._tuples) >= _KEPT:
                self._tuples.clear()
            self._tuples[id(value)] = value, masked
        return masked

    def _each(self, values: Iterable[Any]) -> list[Any]:
        """Each value masked; values in a cache and those that cannot change cost no call."""
        shown: list[Any] = []
        texts, tuples = self._texts, self._tuples
        for value in values:
            kind = type(value)
            if kind is str:
                text = texts.get(value)
                if text is None:
                    text = self._text(value)
                shown.append(value if text == value else text)  # itself: what holds it stays as it is
            elif kind in _UNCHANGED:
                shown.append(value)
            elif kind is tuple and len(value) == 2 and type(value[0]) is type(value[1]) is str:
                one, other = texts.get(value[0]), texts.get(value[1])
                if one is None or other is None:
                    one, other = self._text(value[0]), self._text(value[1])
                shown.append(value if one == value[0] and other == value[1] else (one, other))
            else:
                kept = tuples.get(id(value))
                shown.append(self._shown(value) if kept is None else kept[1])
        return shown

    def _unchanged(self, value: Any) -> Any:
        return value

    def _items(self, value: Any) -> Any:
        shown = self._each(value)
        return value if all(map(is_, shown, value)) else type(value)(shown)

    def _dict(self, value: dict[Any, Any]) -> dict[Any, Any]:
        return dict(zip(value, self._each(value.values()), strict=True))

    def _fields(self, value: Any) -> Any:
        """A NamedTuple with all of its fields without secrets."""
        shown = self._each(value)
        return value if all(map(is_, shown, value)) else value._make(shown)

    def _with_commands(self, value: Any) -> Any:
        """As `_fields`, for types with fields of `_COMMANDS`, which are long and masked differently."""
        fields = list(value)
        url = getattr(value, "url", "")
        if not PLAIN_URL.fullmatch(url):
            url = ""
        lines = []
        for name, masked in _COMMANDS.items():
            if isinstance(line := getattr(value, name, None), str):
                index = value._fields.index(name)
                lines.append((index, self._line(line, masked, url)))
                fields[index] = None
        shown = self._each(fields)
        for index, line in lines:
            shown[index] = line
        return value._make(shown)

    def _line(self, line: str, masked: Callable[[str], str], url: str) -> str:
        """A line to repeat a request with; lines of many requests differ in their URL (empty: any) alone."""
        if not url or line.count(url) != 1:
            return self._text(masked(line))
        before, _, after = line.partition(url)
        found = self._lines.get((before, after))
        if found is None:
            if len(self._lines) >= _KEPT:
                self._lines.clear()
            template = self._text(masked(f"{before}{ANY_URL}{after}"))
            found = self._lines[before, after] = template.partition(ANY_URL)
        start, is_shown, end = found
        return f"{start}{self._text(url)}{end}" if is_shown else start

    def _finding(self, finding: Finding) -> Finding:
        """The finding; its sentences may quote its source, in part or cut."""
        finding = cast("Finding", self._fields(finding))
        source = self._source(finding.span.source)
        if not source.quotable:
            return _of_others(finding, source.original.text.lower())
        if not source.secrets:
            return finding
        return _rephrased(finding, lambda text: mask_known(text, source.secrets))

    def _fix(self, fix: Fix) -> Fix | None:
        """The fix; none where its edits cannot be shown: with a mask in them they would be wrong."""
        texts = (edit.text for edit in fix.edits)
        if any(self._text(text) != text or secret_spans(text) for text in texts):
            return None
        if not all(edit.span.source.quotable for edit in fix.edits):
            return None
        edits = tuple(edit._replace(span=self._span(edit.span)) for edit in fix.edits)
        return fix._replace(message=self._text(fix.message), edits=edits)

    def _span(self, span: Span) -> Span:
        source = self._source(span.source)
        if source.quotable and not source.secrets:
            return span
        return Span(source, span.start, span.end)

    def _source(self, source: Source) -> MaskedSource:
        found = self._sources.get(source)
        if found is None:
            found = self._sources[source] = masked_source(source)
        return found

    def _text(self, text: str) -> str:
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= _KEPT_TEXTS:
                self._texts.clear()
            found = self._texts[text] = mask(text, self._known)
        return text if found == text else found

    def _request(self, request: Request) -> Request:
        url, headers = self._text(request.url), self._lines_of(request.headers, _asked)
        if url is request.url and headers is request.headers:
            return request
        return request._replace(url=url, headers=headers)

    def _response(self, response: Response) -> Response:
        given = response.reason, response.oddities, response.body
        headers = self._lines_of(response.headers, _answered)
        if headers is response.headers and given == self._plain:
            return response
        reason, oddities, body = shown = self._each(given)
        if all(map(is_, shown, given)):
            self._plain = given
        if headers is response.headers and all(map(is_, shown, given)):
            return response
        return response._replace(reason=reason, headers=headers, oddities=oddities, body=body)

    def _lines_of(self, headers: Headers, masked: Callable[[Headers, tuple[str, ...]], Headers]) -> Headers:
        """Header lines, masked once for all requests that share them, and once for all equal answers."""
        kept = self._headers.get(id(headers))
        if kept is None:
            if len(self._headers) >= _KEPT_HEADERS:
                self._headers.clear()
            lines = masked(headers, self._known)
            kept = self._headers[id(headers)] = headers, headers if lines == headers else lines
        return kept[1]


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
    """A finding in a file from which only values with the form of a web option's value are quoted.

    `text` is the file's, in small letters.
    """

    def shown(match: re.Match[str]) -> str:
        known = has_shape(match[1], *_FORMS) or re.fullmatch(_OPTIONS, match[1])
        return match[0] if known or match[1].lower() not in text else f"`{MASK}`"

    def sentence(words: str) -> str:
        words = re.sub(r"(?s)`(\w+(?:Error|Exit)): .*`", rf"`\1: {MASK}`", words)
        return re.sub("`([^`]+)`", shown, words)

    return _rephrased(finding, sentence)


def _rephrased(finding: Finding, masked: Callable[[str], str]) -> Finding:
    """The finding with its sentences masked, and those of its parts."""
    parts = tuple(
        part._replace(message=masked(part.message), help=part.help and masked(part.help))
        for part in finding.parts
    )
    help_ = finding.help and masked(finding.help)
    return finding._replace(message=masked(finding.message), help=help_, parts=parts)
