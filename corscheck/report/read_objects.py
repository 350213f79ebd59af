"""The objects of JSON reports → values: the inverse of `report.json` and `report.jsonl`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from corscheck.errors import EXIT_CODES
from corscheck.exchange import Failure, Request, Response
from corscheck.findings import SEVERITIES, Confidence, Exchange, Finding, Part, Related, Sample, Suppressed
from corscheck.fixes import Applicability, Edit, Fix
from corscheck.report.fields import UnusableReport
from corscheck.report.pool import Pool
from corscheck.run_report import Check, Outcome, RunError
from corscheck.secrets import HIDDEN
from corscheck.source import Source, Span
from corscheck.tried import RouteVerdict, Tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Answer
    from corscheck.report.fields import Fields

_ALLOWED = ("allowed", "preflight_passed")
"""Results with which a browser allows a request."""

_LARGEST = 16 * 1024 * 1024
"""Characters of the files that a document points into, without their text."""


class _Recorded(Source):
    """The text of a file as a report has it: hidden characters are assumed to be ASCII, as nearly all are."""

    __slots__ = ()

    def _before(self, offset: int) -> str:
        return super()._before(offset).replace(HIDDEN, "x")


class Objects:
    """Makes values of objects; the files that several reports have are one source each."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, bool], Source] = {}
        self._sources: dict[str, Source] = {}
        self.unjudged = 0  # checks of this report that have no outcome yet
        self._pool = Pool()

    def begin(self) -> None:
        """Begin another report: its files may have other texts."""
        self._sources = {}
        self.unjudged = 0

    def without_text(self, data: Any) -> None:
        """Make files of hidden text for all files in which a document has places, but not the text.

        Raises:
            UnusableReport: It points too far.
        """
        for path, lines in _widths(data).items():
            last = max(lines)
            if last + sum(lines.values()) > _LARGEST:
                raise UnusableReport("it points at lines and columns that no configuration has")
            text = "\n".join(HIDDEN * lines.get(line, 0) for line in range(1, last + 1))
            self._sources[path] = Source(text, path, quotable=False)

    def source(self, fields: Fields) -> None:
        """Store the text of a file in which later objects have places."""
        path, text, quotable = fields.text("path"), fields.text("text"), fields.flag("quotable", default=True)
        source = self._known.setdefault((path, text, quotable), _Recorded(text, path, quotable=quotable))
        self._sources.setdefault(path, source)

    def finding(self, fields: Fields) -> Finding:
        """A finding."""
        exchange = None
        if "request" in fields and "response" in fields:
            browsers = dict.fromkeys(("chrome", "firefox", "safari"))
            if "browsers" in fields:
                printed = fields.object("browsers")
                browsers = {name: printed.optional(name) for name in browsers}
            exchange = Exchange(
                self._request(fields.object("request")),
                self._answer(fields.object("response")),
                fields.text("curl", ""),
                browsers if "browsers" in fields else None,
            )
        return Finding(
            fields.word("code"),
            fields.word("name"),
            fields.choice("severity", SEVERITIES),
            fields.text("message"),
            self._span(fields),
            fields.optional("help"),
            self._fix(fields.object("fix")) if "fix" in fields else None,
            fields.objects("related", lambda one: Related(self._span(one), one.text("message"))),
            fields.words("versions"),
            fields.choice("confidence", get_args(Confidence), "certain"),
            exchange,
            self._pool.names(fields.texts("checks")),
            fields.choice("fail_on", SEVERITIES) if "fail_on" in fields else None,
            fields.objects("parts", _part),
        )

    def check(self, fields: Fields) -> Check:
        """A check; one that has no outcome yet, because the run was killed, has that of its answer."""
        outcome: Outcome = "skipped"
        if is_judged := "outcome" in fields:
            outcome = fields.choice("outcome", get_args(Outcome))
        pool = self._pool
        check = Check(
            pool.name(fields.text("id")),
            fields.text("title"),
            outcome,
            pool.one(fields.text("expected")),
            pool.one(self._place_of_check(fields)),
            self._request(fields.object("request")) if "request" in fields else None,
            self._answer(fields.object("response")) if "response" in fields else None,
            pool.one(fields.words("codes")),
            pool.pairs(fields.pairs("axes")),
            pool.one(fields.word("result", "")),
            pool.one(fields.optional_word("step")),
            pool.one(fields.word("kind", "")),
            fields.number("order", 0),
        )
        if is_judged:
            return check
        self.unjudged += 1
        return check._replace(outcome=_outcome_of_answer(check))

    def error(self, fields: Fields) -> RunError:
        """An error of the run."""
        span = None
        if "path" in fields and "start" in fields:
            span = self._span(fields) if "end" in fields else self._at(fields, "start", "start")
        return RunError(
            fields.choice("kind", tuple(EXIT_CODES)),
            fields.text("message"),
            fields.optional("help"),
            fields.optional("service"),
            fields.optional("target"),
            span,
            None if span else fields.optional("path"),
            fields.choice("untested", ("service", "file")) if "untested" in fields else None,
        )

    def suppressed(self, fields: Fields) -> Suppressed:
        """A finding that is not reported."""
        finding = self.finding(fields.object("finding"))
        return Suppressed(finding, fields.choice("kind", ("comment", "baseline")), fields.text("reason", ""))

    def route(self, fields: Fields) -> RouteVerdict:
        """Whether pages can call a route."""
        one = self._pool.one
        return RouteVerdict(
            one(fields.text("service")),
            one(fields.text("url")),
            one(fields.text("origin")),
            one(fields.word("credentials")),
            one(fields.text("method")),
            one(fields.text("path")),
            fields.choice("callable", (True, False)) if "callable" in fields else None,
            one(fields.optional_word("step")),
            one(fields.optional_word("cause")),
            one(fields.text("message", "")),
            one(fields.words("codes")),
            self._pool.names(fields.texts("checks")),
            fields.flag("sent"),
            fields.flag("any_origin"),
            fields.flag("intended"),
            one(fields.text("template")),
        )

    def _request(self, fields: Fields) -> Request:
        one = self._pool.one
        return Request(one(fields.text("method")), one(fields.text("url")), one(fields.pairs("headers")))

    def _answer(self, fields: Fields) -> Answer:
        one = self._pool.one
        elapsed, attempts = fields.seconds("elapsed"), fields.number("attempts", 1)
        if "status" not in fields:
            error = fields.object("error")
            return Failure(one(error.word("kind")), one(error.text("message")), elapsed, attempts)
        return Response(
            fields.number("status"),
            one(fields.pairs("headers")),
            one(fields.text("reason", "")),
            one(fields.word("http_version", "HTTP/1.1")),
            elapsed,
            attempts,
        )

    def _place_of_check(self, fields: Fields) -> Span | None:
        if "path" not in fields:
            return None
        if "start" in fields:
            return self._span(fields)
        source = self._source(fields.text("path"))
        at = _offset(source, fields.number("line", 1), 1)
        return Span(source, at, at)

    def _fix(self, fields: Fields) -> Fix | None:
        edits = fields.objects("edits", lambda one: Edit(self._span(one), one.text("text")))
        kind = fields.choice("applicability", get_args(Applicability))
        if not all(edit.span.source.quotable for edit in edits):
            return None  # what it changes is not known
        return Fix(fields.text("message"), edits, kind)

    def _span(self, fields: Fields) -> Span:
        return self._at(fields, "start", "end")

    def _at(self, fields: Fields, start: str, end: str) -> Span:
        source = self._source(fields.text("path"))
        places = [fields.object(name) for name in (start, end)]
        first, last = (_offset(source, one.number("line"), one.number("column")) for one in places)
        return Span(source, first, max(first, last))

    def _source(self, path: str) -> Source:
        return self._sources.setdefault(path, Source("", path))


def service(fields: Fields) -> Tried:
    """A web container that was tried."""
    return Tried(
        fields.text("service"),
        fields.text("url"),
        fields.text("running", ""),
        fields.number("paths", 0),
        fields.optional("routes_unknown"),
        fields.number("planned", 0),
        fields.word("plan", ""),
    )


def _outcome_of_answer(check: Check) -> Outcome:
    """The outcome that its own answer gives a check: whether a browser does what is expected.

    Rules may see more: they judge all answers together, and comments and settings suppress what they find.
    """
    if check.answer is None:
        return "skipped"
    if isinstance(check.answer, Failure):
        return "unreachable"
    is_expected = (check.result in _ALLOWED) == check.expected.startswith("allow")
    return "passed" if is_expected else "failed"


def _part(fields: Fields) -> Part:
    tested = []
    for one in fields.items("tested"):
        kinds = [type(value) for value in one] if isinstance(one, list) else []
        if kinds != [int, str, str, str]:
            raise UnusableReport(f"`tested` of {fields.what} is no list of requests")
        tested.append(Sample(*one))
    if not tested:
        raise UnusableReport(f"`tested` of {fields.what} is empty")
    severity = fields.choice("severity", SEVERITIES)
    return Part(severity, fields.text("message"), fields.optional("help"), tuple(tested))


def _offset(source: Source, line: int, column: int) -> int:
    """The offset of a place, within the text."""
    starts = source.starts
    index = min(max(line, 1), len(starts)) - 1
    end = starts[index + 1] if index + 1 < len(starts) else len(source.text)
    return min(starts[index] + max(column - 1, 0), end)


def _widths(data: Any) -> dict[str, dict[int, int]]:
    """Path → line → its highest column, of all places anywhere in a document."""
    found: dict[str, dict[int, int]] = {}
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            left += value.values()
            path = value.get("path")
            if isinstance(path, str):
                for line, column in _positions(value):
                    lines = found.setdefault(path, {})
                    lines[line] = max(lines.get(line, 0), column)
    return found


def _positions(value: dict[str, Any]) -> Iterator[tuple[int, int]]:
    if type(value.get("line")) is int:
        yield value["line"], 1
    for name in ("start", "end"):
        place = value.get(name)
        if isinstance(place, dict) and type(place.get("line")) is type(place.get("column")) is int:
            yield place["line"], place["column"]
