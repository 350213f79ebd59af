from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corscheck.causes.diagnose import diagnosed
from corscheck.exchange import Failure, Response
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.observed import Observed
from corscheck.fetch.request import FetchRequest
from corscheck.live.why import InvalidLine
from corscheck.report.context import Context
from corscheck.report.why import FORMATS, render
from tests.support.runner import commands

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Answer
    from corscheck.fetch.verdict import Verdict

APP = "https://app.example"
URL = "https://api.example/items?x=1"
ALLOW = ("Access-Control-Allow-Origin", APP)


def judged(request: FetchRequest, *answers: Answer) -> Verdict:
    fetch = Fetch(request)
    for answer in answers:
        fetch.feed(answer)
    return diagnosed(fetch.verdict(), fetch.current)


PUT = FetchRequest(URL, APP, "PUT", (("X-Api-Key", "1"),), "include", id="a")
HOSTILE = "\x1b[2J\u202e::error::\x07##vso[task.complete]##[x]" + "x" * 300

VERDICTS = {
    "allowed": judged(FetchRequest(URL, APP), Response(200, (ALLOW,), "OK", elapsed=0.0123, attempts=2)),
    "preflight-passed": judged(
        PUT._replace(headers=(), credentials="omit"),
        Response(204, (ALLOW, ("Access-Control-Allow-Methods", "PUT")), elapsed=0.001),
    ),
    "preflight-blocked": judged(
        PUT, Response(405, (("Server", "nginx"),), "Method Not Allowed", elapsed=0.001)
    ),
    "response-blocked": judged(FetchRequest(URL, APP), Response(500, (("Vary", "Origin"),), elapsed=0.001)),
    "request-rejected": judged(FetchRequest(URL, APP, "TRACE")),
    "not-cross-origin": judged(
        FetchRequest(URL, "https://api.example"), Response(200, (), "OK", elapsed=0.001)
    ),
    "not-tested": judged(FetchRequest(URL, APP, "POST", body="text")),
    "mixed-content": judged(FetchRequest("http://api.example/items?x=1", APP)),
    "unreachable": judged(PUT, Failure("refused", "nothing listens on 127.0.0.1:1 (connection refused)")),
    "hostile": judged(
        FetchRequest(URL, APP, "PUT", id=HOSTILE),
        Response(
            200,
            (
                ("Access-Control-Allow-Origin", HOSTILE.encode("utf-8").decode("latin-1")),
                ("Access-Control-Allow-Origin", "*"),
                ("Access-Control-Allow-Methods", "\x1b]0;x\x07"),
            ),
            "\x1b[31mOK",
            elapsed=0.001,
        ),
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_text(golden: Callable[[str, str], None], name: str) -> None:
    golden(f"why-{name}.txt", render("full", VERDICTS[name], Context()))


@pytest.mark.parametrize("name", VERDICTS)
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("unicode", [True, False])
def test_nothing_active_gets_through(name: str, form: str, *, unicode: bool) -> None:
    text = render(form, VERDICTS[name], Context(unicode=unicode))
    assert all(line.isprintable() for line in text.split("\n"))
    assert not any(commands(line) for line in text.split("\n"))
    assert text.endswith("\n")
    if not unicode and name != "hostile":  # what is not ASCII then comes from the server
        assert text.isascii()


def configuration(name: str) -> str:
    """The lines of it as they are shown."""
    found = VERDICTS[name].configuration
    return "".join(f"  {line}\n" for line in found.text.split("\n")) if found else ""


@pytest.mark.parametrize("name", VERDICTS)
def test_only_what_is_to_be_copied_is_wider_than_the_terminal(name: str) -> None:
    text = render("full", VERDICTS[name], Context(width=60))
    for line in text.splitlines():
        words = line.split()
        assert (
            len(line) <= 60
            or words[0] in ("curl", ">", "<")
            or line in configuration(name)
            or words[0].endswith('://api.example/items?x=1",')
            or max(map(len, words)) > 45
        )


@pytest.mark.parametrize("name", VERDICTS)
def test_one_line_is_one_line(name: str) -> None:
    assert render("concise", VERDICTS[name], Context()).count("\n") == 1


@pytest.mark.parametrize("name", VERDICTS)
def test_json_is_one_line_of_the_interface(name: str) -> None:
    text = render("json", VERDICTS[name], Context())
    assert text.count("\n") == 1
    assert text.isascii()
    document = json.loads(text)
    assert document["version"] == 1
    assert set(document) >= {
        "id", "url", "origin", "method", "credentials", "result", "preflight_needed", "preflight_reasons",
        "preflight_sent", "request_sent", "step", "message", "help", "also_wrong", "notes",
        "exposed_headers", "browsers", "preflight", "response", "curl",
    }  # fmt: skip


def test_what_is_unreadable() -> None:
    bad = InvalidLine(3, "it is not JSON\x1b", 7)
    for form in ("full", "concise"):
        assert render(form, bad, Context()) == "line 3: cannot be asked: it is not JSON\\x1b\n"
    assert json.loads(render("json", bad, Context())) == {
        "version": 1,
        "id": 7,
        "line": 3,
        "error": "it is not JSON\x1b",
    }


def test_colours_are_only_where_they_are_wanted() -> None:
    for form in ("full", "concise"):
        coloured = render(form, VERDICTS["preflight-blocked"], Context(colour=True))
        assert "\x1b[1;31mblocked at the preflight\x1b[0m" in coloured


def test_a_real_browser_is_next_to_the_verdict() -> None:
    verdict = judged(FetchRequest("https://api.example/", "https://app.example"), Response(200, ()))
    seen = Observed(
        "chromium", "1.2", "blocked", "MissingAllowOriginHeader", "Access to \x1b[31m", agrees=True
    )
    shown = render("full", verdict._replace(browser=seen), Context())
    assert "Repeated in chromium 1.2\n  ✗ blocked, as above\n    MissingAllowOriginHeader\n" in shown
    assert "Access to \\x1b[31m" in shown
    differs = verdict._replace(browser=seen._replace(result="allowed", agrees=False))
    assert "allowed, which is not the verdict above: please report this" in render("full", differs, Context())
    assert render("concise", differs, Context()).endswith(" [chromium: allowed]\n")
    assert '"browser":{"name":"chromium","version":"1.2","result":"blocked"' in render(
        "json", verdict._replace(browser=seen), Context()
    )
