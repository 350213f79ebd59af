"""`why --requests` as JSON lines: what many verdicts have in common is masked and encoded once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from corscheck.exchange import Failure, Request, Response
from corscheck.fetch.verdict import Verdict
from corscheck.report.ci_commands import broken
from corscheck.report.presentable import ANY_URL, PLAIN_URL
from corscheck.report.why import encoded, render

if TYPE_CHECKING:
    from corscheck.report.context import Context
    from corscheck.report.presentable import Presenter
    from corscheck.report.why_json import InvalidLine

Outcome = TypeVar("Outcome", bound="Verdict | InvalidLine")

_KEPT = 256  # templates
_NEW = ""  # in place of a template: there was no such verdict before

_ANY_ID = "\ue001"
_PLACES = {r"https://\ue000/": "%(url)s", r'"\ue001"': "%(id)s"}
"""What the JSON of a template has in the places of both → what is put in there by `%`."""

_EXCHANGES, _CURL, _SNIPPET = map(Verdict._fields.index, ("exchanges", "curl", "snippet"))
_URL = Request._fields.index("url")
_ELAPSED = {Response: Response._fields.index("elapsed"), Failure: Failure._fields.index("elapsed")}


class JsonLines:
    """Makes lines of outcomes; `presenter` masks their secrets, if there is one, but never in an `id`.

    Most verdicts of a run differ in their URL and `id` alone. The line of the second one of a kind becomes a
    template for the others. It is never used for a URL that is written in another way in commands or in JSON.
    """

    def __init__(self, presenter: Presenter | None, context: Context) -> None:
        self._presenter = presenter
        self._context = context
        self._templates: dict[tuple[Any, ...], str | None] = {}  # None: there was one

    def line(self, outcome: Verdict | InvalidLine) -> str:
        """One object on one line, its line end included."""
        if not isinstance(outcome, Verdict) or (key := _common(outcome)) is None:
            return self._render(outcome)
        template = self._templates.get(key, _NEW)
        if template is _NEW:
            if len(self._templates) >= _KEPT:
                self._templates.clear()
            self._templates[key] = None
            return self._render(outcome)
        if template is None:
            template = self._templates[key] = self._template(outcome)
        url = self._presenter.presentable(outcome.url) if self._presenter else outcome.url
        return broken(template % {"url": url, "id": encoded(outcome.id)}, "json")

    def shown(self, outcome: Outcome) -> Outcome:
        """The outcome without its secrets, but with its `id`, by which the caller identifies it."""
        shown = self._presenter.presentable(outcome) if self._presenter else outcome
        if shown.id is outcome.id:
            return shown
        return cast("Outcome", cast("Verdict", shown)._replace(id=outcome.id))

    def _render(self, outcome: Verdict | InvalidLine) -> str:
        return render("json", self.shown(outcome), self._context)

    def _template(self, verdict: Verdict) -> str:
        """The line, to be completed by `%` with an URL and an id in JSON."""
        url = verdict.url
        sent = tuple(one._replace(request=one.request._replace(url=ANY_URL)) for one in verdict.exchanges)
        curl, snippet = (line and line.replace(url, ANY_URL) for line in (verdict.curl, verdict.snippet))
        any_ = verdict._replace(id=_ANY_ID, url=ANY_URL, exchanges=sent, curl=curl, snippet=snippet)
        text = self._render(any_).replace("%", "%%")
        for place, name in _PLACES.items():
            text = text.replace(place, name)
        return text


def _common(verdict: Verdict) -> tuple[Any, ...] | None:
    """Everything but the URL and the `id`; None where another one could differ in more for another URL."""
    url = verdict.url
    curl, snippet = (verdict.curl or "").split(url), (verdict.snippet or "").split(url)
    if len(curl) != 2 or len(snippet) != 2 or not PLAIN_URL.fullmatch(url):
        return None
    exchanges: list[Any] = []
    for sent in verdict.exchanges:
        request, answer = sent.request, sent.answer
        if request.url != url:
            return None
        elapsed = _ELAPSED[type(answer)]
        exchanges += (sent[0], sent[3:], request[:_URL], request[_URL + 1 :])
        exchanges += (answer[:elapsed], answer[elapsed + 1 :])
    rest = verdict[2:_EXCHANGES], verdict[_EXCHANGES + 1 : _CURL], verdict[_SNIPPET + 1 :]
    return (*rest, *exchanges, *curl, *snippet)
