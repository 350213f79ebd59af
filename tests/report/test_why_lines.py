from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import pytest

from corscheck.exchange import Failure, Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.request import FetchRequest
from corscheck.report import why_lines
from corscheck.report.context import Context
from corscheck.report.presentable import Presenter
from corscheck.report.why import render
from corscheck.report.why_lines import JsonLines

if TYPE_CHECKING:
    from corscheck.exchange import Answer
    from corscheck.fetch.verdict import Verdict

ORIGIN = ("Access-Control-Allow-Origin", "https://app.example")
ANSWERS: tuple[Answer, ...] = (
    Response(204, (ORIGIN, ("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Allow-Headers", "*"))),
    Response(204, (ORIGIN, ("X-Token", "abcdef0123456789"), ("Link", "<https://api.example/1>"))),
    Response(302, (("Location", "/login"),), elapsed=0.1),
    Response(500, (), "100%(url)s %s", body="password=hunter22 ##[error]"),
    Failure("closed", "the connection was closed"),
)
URLS = (
    *(f"https://api.example/{number}" for number in range(4)),
    "https://api.example/token:s3cr3t-s3cr3t",
    "https://api.example/topsecret99/5",
    "https://api.example/6?q=%41&token=abcdefgh1234",
    "https://api.example/7/https://api.example/7/",
    "https://api.example/'8",
    "https://api.example/\xe4",
    "https://user:pass@api.example/",
    "http://api.example:80",
    "https://api.example/\\",
)
REQUESTS = (
    FetchRequest("", "https://app.example", "PUT", (("Authorization", "Bearer abcdef"),), "include"),
    FetchRequest(
        "", "https://app.example", "GET", (("X-Key", "topsecret99"), ("X-Url", "https://api.example/1"))
    ),
    FetchRequest("", "null", "DELETE", body="json", send_unsafe=True),
)
IDS = (None, 7, "ü ##[x] %s \ue001", ["a", {"b": None}], "https://\ue000/", 1.0, True)


def judged(request: FetchRequest, answer: Answer) -> Verdict:
    return why(request, lambda _: answer)


def verdicts() -> list[Verdict]:
    made = [
        judged(request._replace(url=url, id=IDS[number % len(IDS)]), answer)
        for number, (request, answer, url) in enumerate(product(REQUESTS, ANSWERS, URLS))
    ]
    return [verdict for verdict in made for _ in range(2)] + made


@pytest.mark.parametrize(
    "presenter", [Presenter(), Presenter(("topsecret99", "https://api.example/3")), None]
)
def test_every_line_is_what_the_verdict_by_itself_gives(presenter: Presenter | None) -> None:
    lines = JsonLines(presenter, Context())
    for verdict in verdicts():
        shown = presenter.presentable(verdict)._replace(id=verdict.id) if presenter else verdict
        line = lines.line(verdict)
        assert line == render("json", shown, Context())
        assert json.loads(line)["id"] == verdict.id


def test_what_verdicts_have_in_common_is_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = []

    def counting(form: str, outcome: Verdict, context: Context) -> str:
        rendered.append(outcome.id)
        return render(form, outcome, context)

    monkeypatch.setattr(why_lines, "render", counting)
    lines = JsonLines(Presenter(), Context())
    for number in range(50):
        request = REQUESTS[0]._replace(url=f"https://api.example/{number}", id=number)
        lines.line(judged(request, ANSWERS[0]._replace(elapsed=number / 7)))
    assert len(rendered) == 2
