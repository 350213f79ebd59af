"""Nothing that is secret is in any format, and everything else is as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corscheck.exchange import Failure, Headers, Request, Response
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.reproduce import curl
from corscheck.fetch.request import FetchRequest
from corscheck.findings import Exchange, Finding, Related, Suppressed, sort_findings
from corscheck.fixes import Edit, Fix
from corscheck.report import FORMATS, Context, render
from corscheck.report import why as why_report
from corscheck.report.presentable import Presenter, presentable
from corscheck.run_report import Check, Report, RunError
from corscheck.secrets import MASK
from corscheck.source import Source

CONTEXT = Context(directory="/repo")
SECRET = "Tr0ub4dor"  # what must not be seen
TEXT = f"""[web]
listen = 8080
cors = https://jane:{SECRET}@a.example, https://b.example
password = {SECRET}
  {SECRET}
cors_preflight_paths = api
[passwords]
smtp = {SECRET}
"""
SOURCE = Source(TEXT, "app.conf")
OUTSIDE = Source(f"x = {SECRET}\n{SECRET}\n", "/etc/other.conf", quotable=False)
REQUEST = Request(
    "PUT",
    f"https://jane:{SECRET}@api.example/x?access_token={SECRET}",
    (("Origin", "https://b.example"), ("X-Tenant", SECRET), ("Cookie", f"a={SECRET}"), ("Accept", SECRET)),
)
ANSWER = Response(
    200,
    (
        ("Access-Control-Allow-Origin", "*"),
        ("Set-Cookie", f"a={SECRET}"),
        ("X-Api-Key", SECRET),
        ("Location", f"https://x.example/?token={SECRET}"),
        ("X-Other", "shown"),
    ),
    f"Authorization: Bearer {SECRET}1",
)


def span(text: str) -> Any:
    start = TEXT.index(text)
    return SOURCE.span(start, start + len(text))


def finding(at: Any, message: str, **more: Any) -> Finding:
    return Finding("CORS201", "some-rule", "error", message, at, **more)


EXCHANGE = Exchange(
    REQUEST, ANSWER, curl(REQUEST), {"chrome": f"at https://u:{SECRET}@h", "firefox": None, "safari": None}
)
FINDINGS = [
    finding(span("https://jane"), f"`https://jane:{SECRET}@a.example` is not an origin", exchange=EXCHANGE),
    finding(span("https://jane"), "`https://jane:Tr0...` (200 characters) is long"),
    finding(
        span("api"),
        "`api` does not start with `/`",
        help=f"after `{SECRET}`",
        fix=Fix("Prepend", (Edit(span("api\n"), "/api\n"),)),
        related=(Related(OUTSIDE.span(0, 3), "set here"), Related(span(SECRET), f"`{SECRET}`")),
    ),
    finding(span("listen"), "moved", fix=Fix("Move", (Edit(span("listen"), f"password = {SECRET}\n"),))),
    finding(OUTSIDE.span(14, 20), "somebody else's"),
    finding(span("[passwords]"), f"the environment holds {SECRET}-variable"),
]
CHECK = Check(
    "1", f"PUT https://u:{SECRET}@h/x", "failed", f"token={SECRET}", span("cors = "), REQUEST, ANSWER,
    axes=(("path", f"/x?token={SECRET}"), ("origin", "https://b.example")),
)  # fmt: skip
URL = f"http://u:{SECRET}@h"
LOST = CHECK._replace(id="2", outcome="unreachable", answer=Failure("network", f"proxy http://u:{SECRET}@p"))
REPORT = Report(
    tuple(sort_findings(FINDINGS)),
    ("app.conf",),
    (CHECK, LOST),
    (f"--proxy http://u:{SECRET}@p",),
    (Suppressed(FINDINGS[0], "comment", f"password={SECRET}"),),
    errors=(RunError("unreachable", f"at {URL}\nAuthorization: Bearer {SECRET}1", target=URL),),
    secrets=(f"{SECRET}-variable",),
)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_secret(name: str) -> None:
    assert SECRET in render(name, REPORT, CONTEXT)
    text = render(name, presentable(REPORT, REPORT.secrets), CONTEXT)
    assert SECRET not in text
    assert "Tr0" not in text
    assert "***" in text.replace("&#42;", "*")


def test_places_stay_where_they_are() -> None:
    raw = json.loads(render("rdjson", REPORT, CONTEXT))["diagnostics"]
    masked = json.loads(render("rdjson", presentable(REPORT), CONTEXT))["diagnostics"]
    assert [one["location"] for one in raw] == [one["location"] for one in masked]


def test_other_values_are_shown() -> None:
    shown = presentable(REPORT, REPORT.secrets)
    assert shown.checks
    assert shown.checks[0].request == Request(
        "PUT",
        "https://***@api.example/x?access_token=***",
        (("Origin", "https://b.example"), ("X-Tenant", MASK), ("Cookie", MASK), ("Accept", MASK)),
    )
    assert shown.checks[0].answer == ANSWER._replace(
        headers=(
            ("Access-Control-Allow-Origin", "*"),
            ("Set-Cookie", MASK),
            ("X-Api-Key", MASK),
            ("Location", "https://x.example/?token=***"),
            ("X-Other", "shown"),
        ),
        reason="Authorization: ***",
    )


def test_frames_show_a_mask_in_the_place_of_a_secret() -> None:
    lines = render("full", presentable(Report((FINDINGS[0],))), CONTEXT).split("\n")
    at = lines.index("3 | cors = https://***@a.example, https://b.example")
    assert lines[at + 1] == "  |        ^^^^^^^^"
    assert "4 | password = ***" in lines


def test_a_file_of_somebody_else_is_not_quoted() -> None:
    text = render("full", presentable(Report((FINDINGS[4],))), CONTEXT)
    assert "/etc/other.conf:2:1\n" in text
    assert "|" not in text


@pytest.mark.parametrize("number", [3])
def test_a_fix_that_cannot_be_shown_is_left_out(number: int) -> None:
    assert presentable(FINDINGS[number]).fix is None
    assert presentable(FINDINGS[2]).fix is not None
    outside = finding(span("api"), "x", fix=Fix("Change", (Edit(OUTSIDE.span(0, 3), "y"),)))
    assert presentable(outside).fix is None


def test_nothing_is_lost_on_the_way() -> None:
    plain = Report(
        (finding(span("api"), "`api` is no path", fix=FINDINGS[2].fix),), ("app.conf",), (), ("a",)
    )
    for name in FORMATS:
        if name not in (
            "full",
            "html",
            "jsonl",
            "markdown",
            "junit",
        ):  # they show the line before, which has a secret
            assert render(name, presentable(plain), CONTEXT) == render(name, plain, CONTEXT)


def verdict(answer: Response, url: str = f"https://api.example/?token={SECRET}", **more: Any) -> Any:
    headers = (("X-Tenant", SECRET), ("Content-Type", "application/json"), ("It's", f"'{SECRET}\\'"))
    request = FetchRequest(
        url,
        "https://b.example",
        "PUT",
        headers,
        "include",
        id=SECRET,
        **more,
    )
    fetch = Fetch(request)
    fetch.feed(answer)
    while fetch.next() is not None:
        fetch.feed(answer)
    return fetch.verdict()


ALLOWED = (
    ("Access-Control-Allow-Origin", "https://b.example"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "PUT"),
    ("Access-Control-Allow-Headers", "x-tenant, content-type, it's"),
    ("Set-Cookie", f"a={SECRET}; Path=/"),
)


@pytest.mark.parametrize("form", why_report.FORMATS)
@pytest.mark.parametrize(
    "answer", [Response(204, ALLOWED), Response(403, ALLOWED), Response(200, ALLOWED[:1])]
)
@pytest.mark.parametrize("send", [True, False])
def test_no_verdict_shows_a_secret(form: str, answer: Response, *, send: bool) -> None:
    found = verdict(answer, send_unsafe=send)
    shown = presentable(found)
    text = why_report.render(form, shown._replace(id=None), CONTEXT)
    assert SECRET not in text
    if form == "json":
        document = json.loads(text)
        assert "'X-Tenant: ***'" in document["curl"] or document["request_sent"] is False
        assert (
            '["X-Tenant", "***"], ["Content-Type", "application/json"], ["It\'s", "***"]' in document["fetch"]
        )


def test_one_presenter_masks_many_verdicts_as_each_by_itself() -> None:
    presenter = Presenter((SECRET,))
    urls = [
        "https://api.example/a",
        "https://api.example/b",
        f"https://api.example/{SECRET}",  # a plain URL in which a known secret is found
        f"https://api.example/?token={SECRET}",
        "https://api.example/a",
    ]
    for url in urls:
        for answer in (Response(204, ALLOWED), Response(403, ALLOWED), Response(200, ALLOWED[:1])):
            found = verdict(answer, url)
            assert presenter.presentable(found) == presentable(found, (SECRET,))
            assert SECRET not in why_report.render(
                "json", presenter.presentable(found)._replace(id=None), CONTEXT
            )


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corscheck.report.presentable._KEPT", 8)
    monkeypatch.setattr("corscheck.report.presentable._KEPT_TEXTS", 8)
    presenter = Presenter()
    for number in range(50):
        found = verdict(Response(204, ALLOWED), f"https://api.example/{number}")
        shown = presenter.presentable(found)
        assert shown.url == found.url
        assert shown.curl is not None
        assert f"/{number}" in shown.curl
    assert all(len(kept) <= 8 for kept in (presenter._texts, presenter._lines, presenter._tuples))


def test_what_has_no_secret_is_not_copied() -> None:
    request = Request("GET", "https://api.example/", (("Origin", "https://app.example"),))
    answer = Response(200, (("Server", "nginx"),))
    check = Check("id", "title", "passed", "allow", None, request, answer, axes=(("path", "/"),))
    assert presentable(check) is check


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("https://api.example/", (("Referer", "https://api.example/x"),)),  # the URL is in the line twice
        ("https://api.example/", (("X-Token", "https://api.example/"),)),
        ("https://api.example/", (("Origin", f"https://api.example/?token={SECRET}"),)),
        (f"https://api.example/?token={SECRET}", ()),
        ("https://api.example/", (("Accept", "*/*"), ("Authorization", SECRET))),
    ],
)
def test_a_line_is_masked_the_same_whether_or_not_its_url_is_taken_out(url: str, headers: Headers) -> None:
    line = curl(Request("GET", url, headers))
    shown = presentable(Exchange(Request("GET", url, headers), Response(200), line, None)).curl
    assert SECRET not in shown
    verdict = Fetch(FetchRequest(url, "https://app.example", preflight_only=True)).verdict()
    for _ in range(2):  # the second time from what is remembered
        presenter = Presenter()
        assert presenter.presentable(verdict._replace(url=url, curl=line)).curl == shown
        assert presenter.presentable(verdict._replace(url=url, curl=line)).curl == shown


def test_a_url_within_a_secret_is_masked_with_it() -> None:
    url = "https://api.example/"
    verdict = Fetch(FetchRequest(url, "https://app.example", preflight_only=True)).verdict()
    shown = presentable(verdict._replace(curl=f"curl --data-raw token={url}")).curl
    assert shown == f"curl --data-raw token={MASK}"


def test_answers_that_differ_in_one_thing_are_masked_each_by_itself() -> None:
    presenter = Presenter()
    plain = Response(200, (("Server", "nginx"),), "OK")
    secret = "password=hunter22"
    for answer in (plain, plain._replace(reason=secret), plain, plain._replace(body=secret)):
        assert secret not in str(presenter.presentable(answer))
    assert presenter.presentable(plain._replace(elapsed=0.5)) == plain._replace(elapsed=0.5)
    cookie = plain._replace(headers=(("Set-Cookie", "sid=abcdef"),))
    assert "abcdef" not in str(presenter.presentable(cookie))
