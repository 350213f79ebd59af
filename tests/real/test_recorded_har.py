"""HAR exports that a real Chromium makes, judged offline as it judged itself.

Two exports of the same requests: Playwright's `recordHar`, and the one of DevTools, with and without what
the network panel calls sensitive data.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from corscheck.browser.page import SCRIPT, call
from corscheck.fetch.request import CREDENTIALS, FetchRequest
from corscheck.paste.har import recorded
from tests.support.chromium import BINARY
from tests.support.cross_origin_cases import NEXT, OTHER, PAGE, Case, cases, chains
from tests.support.devtools_har import DevToolsHar, sanitised
from tests.support.replay_server import Asked, raw, replaying

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

if TYPE_CHECKING:
    from corscheck.paste.har import Recorded

CASES = [case for case in (*cases(260, seed=20261128), *chains(60)) if not case.opaque]
ALL = f"""async list => {{
  const made = {SCRIPT}, all = [];
  for (const one of list) all.push(await made(one));
  return all;
}}"""


class Run(NamedTuple):
    """What became of the requests, and the exports: URL → whether script could read the answer."""

    readable: dict[str, bool]
    errors: dict[str, str]
    playwright: dict[str, Any]
    devtools: dict[str, Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    export = tmp_path_factory.mktemp("har") / "page.har"
    asked_for: set[int] = set()
    places: list[str] = []

    def reply(asked: Asked) -> bytes:
        if not asked.target.startswith("/c/"):
            return raw("200", (("Content-Type", "text/html"),))
        number, *rest = asked.target.removeprefix("/c/").replace("?", "/").split("/")
        case = CASES[int(number)]
        asked_for.add(int(number))
        answer = case.preflight if asked.is_preflight else case.response
        if rest:
            answer = case.last if rest[1:] or asked.is_preflight else case.target
        known = {PAGE: places[0], OTHER: places[2], NEXT: f"/c/{number}/next"}
        headers = []
        for name, value in answer.headers:
            for placeholder, text in known.items():
                value = value.replace(placeholder, text)  # noqa: PLW2901
            headers.append((name, value))
        return raw(str(answer.status), tuple(headers))

    with ExitStack() as stack:
        servers = [stack.enter_context(replaying(reply)) for _ in range(3)]
        places += [f"http://127.0.0.1:{server.port}" for server in servers]
        urls = [f"{places[1]}/c/{number}" for number in range(len(CASES))]
        driver = stack.enter_context(sync_api.sync_playwright())
        browser = driver.chromium.launch(executable_path=BINARY)
        context = browser.new_context(record_har_path=export, record_har_content="omit")
        page = context.new_page()
        page.goto(f"{places[0]}/")
        devtools = DevToolsHar(context.new_cdp_session(page))
        made = [call(_request(url, places[0], case), 30) for url, case in zip(urls, CASES, strict=True)]
        became = page.evaluate(ALL, made)
        page.wait_for_timeout(500)  # what failed is reported a moment later
        document = devtools.document()
        context.close()
        browser.close()
    sent = {urls[number] for number in asked_for}
    return Run(
        {url: end == "readable" for url, end in zip(urls, became, strict=True) if url in sent},
        devtools.errors,
        json.loads(export.read_text()),
        document,
    )


def _request(url: str, page: str, case: Case) -> FetchRequest:
    return FetchRequest(url, page, case.method, case.headers, case.credentials, case.body)  # type: ignore[arg-type]  # a case's words


def _mode(request: FetchRequest) -> str | None:
    """The credentials mode that the page used; None for the target of a redirect."""
    number = request.url.rpartition("/c/")[2]
    return CASES[int(number)].credentials if number.isdecimal() else None


def failed(found: Recorded) -> set[str]:
    return {one.request.url for one in found.judged if not one.passed}


def test_there_are_enough_of_both_kinds(run: Run) -> None:
    assert len(run.readable) >= 150
    assert min(sum(run.readable.values()), len(run.readable) - sum(run.readable.values())) >= 40


@pytest.mark.parametrize("export", ["devtools", "sanitised", "playwright"])
def test_what_failed_is_what_failed_in_the_browser(run: Run, export: str) -> None:
    documents = {"devtools": run.devtools, "sanitised": sanitised(run.devtools), "playwright": run.playwright}
    found = recorded(documents[export])
    assert failed(found) == {url for url, readable in run.readable.items() if not readable}


@pytest.mark.parametrize("export", ["devtools", "sanitised"])
def test_the_reason_is_the_one_that_the_browser_gives(run: Run, export: str) -> None:
    """Where the credentials mode is given; else there may be two reasons, and both are named."""
    document = run.devtools if export == "devtools" else sanitised(run.devtools)
    modes = {mode: recorded(document, credentials=mode) for mode in CREDENTIALS}
    found = [one for mode, judged in modes.items() for one in judged.judged if _mode(one.request) == mode]
    named = {one.request.url: (one.verdict, run.errors.get(one.request.url, "")) for one in found}
    named = {
        url: (one, error) for url, (one, error) in named.items() if error and not error.startswith("net::")
    }
    assert len(named) > 60
    follows = "net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION"  # two that are the same, which Chromium follows
    differing = [url for url, (one, error) in named.items() if one.browsers.chrome not in (error, follows)]
    assert differing == []
    for one in recorded(document).judged:
        if one.request.url in named and one.verdict.browsers.chrome not in (
            named[one.request.url][1],
            follows,
        ):
            assert str(named[one.request.url][0].step) in one.verdict.notes[0]


def test_what_passed_is_listed_where_nothing_failed(run: Run) -> None:
    passed = [
        entry
        for entry in run.devtools["log"]["entries"]
        if run.readable.get(entry["request"]["url"], False)
        and entry["response"]["status"] not in (301, 302, 303, 307, 308)
    ]
    found = recorded({"log": {**run.devtools["log"], "entries": passed}})
    assert failed(found) == set()
    assert len(found.judged) > 40
