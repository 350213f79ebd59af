"""The judge against a real Chromium: the same generated requests, answered by the same servers.

Whatever differs must be one of the differences the judge knows (`corscheck.fetch.deviations`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.browser_messages import chrome_prints
from corscheck.fetch.deviations import Seen, relevant
from corscheck.fetch.request import FetchRequest, Prepared
from corscheck.fetch.verdict import Verdict
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.chromium import FETCH_SECONDS, Browser, BrowserError, Errors
from tests.support.cross_origin_cases import NEXT, OTHER, PAGE, Case, Reply, cases, chains
from tests.support.replay_server import Asked, Replay, raw, replaying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers

pytestmark = pytest.mark.browser

CASES = [*cases(500, seed=20261122), *chains(500)]
COMPARED = (
    "origin", "access-control-request-method", "access-control-request-headers", "authorization", "accept",
    "accept-language", "content-language", "range", "x-a", "x-b", "x-empty", "user-agent",
)  # fmt: skip

# At most five requests at a time. Chromium opens six connections to a server, and keeps that of a request
# that was redirected until the preflight for the new URL has been answered: six such requests wait for ever.
SCRIPT = """
const BODIES = {
  text: () => "corscheck", form: () => new URLSearchParams({corscheck: "1"}),
  bytes: () => new Uint8Array(9),
  multipart: () => { const form = new FormData(); form.append("corscheck", "1"); return form; },
  json: () => "{}",
};
async function run(one) {
  const signal = AbortSignal.timeout(FETCH_SECONDS * 1000);
  const init = {method: one.method, headers: one.headers, credentials: one.credentials, signal};
  if (one.body !== null) init.body = BODIES[one.body]();
  try {
    const answer = await fetch(one.url, init);
    return [one.number, "readable", [...answer.headers.keys()]];
  } catch (error) {
    return [one.number, signal.aborted ? "no answer in time" : "failed", []];
  }
}
async function all(list, parallel, onresult) {
  const waiting = [...list], results = [];
  await Promise.all(Array.from({length: parallel}, async () => {
    while (waiting.length) {
      results.push(await run(waiting.shift()));
      onresult();
    }
  }));
  return results;
}
""".replace("FETCH_SECONDS", str(FETCH_SECONDS))
FRAME = f"""<script>{SCRIPT}
onmessage = async e => parent.postMessage(await all(e.data, 2, () => parent.postMessage(null, '*')), '*')
</script>"""
DOCUMENT = (
    "<!doctype html><title>0</title><script>"
    + SCRIPT
    + """
(async () => {
  const list = await (await fetch("/cases")).json();
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.src = "/frame";
  document.documentElement.append(frame);
  await new Promise(loaded => frame.onload = loaded);
  let count = 0;
  const onresult = () => document.title = `${++count} of ${list.length}`;
  const opaque = new Promise(done => onmessage = e => e.data === null ? onresult() : done(e.data));
  frame.contentWindow.postMessage(list.filter(one => one.opaque), "*");
  const results = [...await all(list.filter(one => !one.opaque), 3, onresult), ...await opaque];
  await fetch("/results", {method: "POST", body: JSON.stringify(results)});
  document.title = "done";
})();
</script>"""
)


class Outcome(NamedTuple):
    """What became of one case: readable or not, what was sent, and how a failure was named."""

    passed: bool
    exposed: list[str]
    sent: list[dict[str, str | None]]
    error: str | None
    printed: str | None  # the console's sentence


Outcomes = list[tuple[Case, Outcome, Outcome, Verdict, Seen]]
"""Each case with what Chromium and what corscheck made of it."""


class Servers:
    """The page's server, the cross-origin one and a third for redirects; all answer alike."""

    def __init__(self, stack: ExitStack) -> None:
        self.results: dict[int, tuple[bool, list[str]]] = {}
        self.late: list[int] = []
        start = [stack.enter_context(replaying(partial(self._reply, place))) for place in range(3)]
        self.page, self.api, self.other = (f"http://127.0.0.1:{server.port}" for server in start)
        self._all: list[Replay] = start
        self._order: dict[str, list[Asked]] = {}

    def url(self, who: str, case: Case) -> str:
        return f"{self.api}/{who}/{case.number}"

    def sent(self, who: str, case: Case) -> list[dict[str, str | None]]:
        """The case's requests in the order they came, at whichever server."""
        return [_compared(asked) for asked in self._order.get(f"{who}/{case.number}", [])]

    def _reply(self, place: int, asked: Asked) -> bytes:
        if place == 0 and asked.target in ("/", "/frame", "/cases", "/results", "/favicon.ico"):
            return self._own(asked)
        who, number, *rest = asked.target.lstrip("/").replace("?", "/").split("/")
        case = CASES[int(number)]
        self._order.setdefault(f"{who}/{number}", []).append(asked)
        reply = case.preflight if asked.is_preflight else case.response
        if rest:
            reply = case.last if rest[1:] or asked.is_preflight else case.target
        return raw(str(reply.status), self.filled(reply, who, case))

    def filled(self, reply: Reply, who: str, case: Case) -> Headers:
        """The answer's header lines with the placeholders replaced; an opaque page's origin is `null`."""

        def fill(name: str, value: str) -> str:
            page = self.page if name == "Location" or not case.opaque else "null"
            known = {PAGE: page, OTHER: self.other, NEXT: f"/{who}/{case.number}/next"}
            for placeholder, text in known.items():
                value = value.replace(placeholder, text)
            return value

        return tuple((name, fill(name, value)) for name, value in reply.headers)

    def _own(self, asked: Asked) -> bytes:
        if asked.target == "/results":
            results = json.loads(asked.body)
            self.results = {number: (became == "readable", names) for number, became, names in results}
            self.late = [number for number, became, _ in results if became == "no answer in time"]
        known: dict[str, tuple[str, str]] = {
            "/": ("text/html", DOCUMENT),
            "/frame": ("text/html", FRAME),
            "/cases": ("application/json", json.dumps([self._call(case) for case in CASES])),
        }
        kind, text = known.get(asked.target, ("text/plain", ""))
        headers = (("Content-Type", kind), ("Content-Length", str(len(text.encode()))))
        return raw("200", headers) + text.encode()

    def _call(self, case: Case) -> dict[str, Any]:
        headers = case.headers
        if case.body == "json" and not any(name.lower() == "content-type" for name, _ in headers):
            headers += (("Content-Type", "application/json"),)
        call = {name: getattr(case, name) for name in ("number", "opaque", "method", "credentials", "body")}
        return {**call, "url": self.url("chromium", case), "headers": headers}


def _compared(asked: Asked) -> dict[str, str | None]:
    """What of a request must be the same: its method and target, and the headers that CORS is about."""
    found = {name: asked.header(name) for name in COMPARED}
    if found["accept-language"] and "en-US" in found["accept-language"]:
        found["accept-language"] = None  # the browser's own
    if found["user-agent"] != "x":
        found["user-agent"] = None
    if asked.is_preflight:
        found["cookie"] = asked.header("cookie")  # the request's own are the browser's to add
    kind = (asked.header("content-type") or "").partition("boundary=")[0]
    path = asked.target.partition("/")[2].partition("/")[2]
    return {"method": asked.method, "path": path, "content-type": kind, **found}


@pytest.fixture(scope="module")
def outcomes(chromium: Browser) -> Iterator[Outcomes]:
    """Every case with what Chromium and corscheck made of it."""
    with ExitStack() as stack:
        servers = Servers(stack)
        try:
            errors = chromium.visit(f"{servers.page}/")
        except BrowserError as error:
            pytest.fail(str(error), pytrace=False)  # shown for each test of this module
        if servers.late:
            pytest.fail(f"no answer within {FETCH_SECONDS} s in the cases {servers.late}", pytrace=False)
        fetches = _judged(servers)
        yield [
            (
                case,
                _chromium(servers, case, errors),
                _own(servers, case, fetch),
                fetch.verdict(),
                _seen(servers, case, fetch),
            )
            for case, fetch in zip(CASES, fetches, strict=True)
        ]


def _judged(servers: Servers) -> list[Fetch]:
    tasks = [
        Fetch(
            FetchRequest(
                servers.url("corscheck", case),
                "null" if case.opaque else servers.page,
                case.method,
                case.headers,
                case.credentials,  # type: ignore[arg-type]  # one of the three words
                case.body,  # type: ignore[arg-type]  # one of the five words
                send_unsafe=True,
            )
        )
        for case in CASES
    ]
    with Wire(Connection()) as wire:
        return list(wire.drive(tasks))


def _chromium(servers: Servers, case: Case, errors: Errors) -> Outcome:
    passed, exposed = servers.results[case.number]
    url = servers.url("chromium", case)
    error, printed = (errors.names.get(url), errors.printed.get(url)) if not passed else (None, None)
    return Outcome(passed, exposed, servers.sent("chromium", case), error, printed)


def _own(servers: Servers, case: Case, fetch: Fetch) -> Outcome:
    verdict = fetch.verdict()
    exposed = list(verdict.exposed_headers)
    return Outcome(
        verdict.result == "allowed",
        exposed,
        servers.sent("corscheck", case),
        verdict.browsers.chrome,
        chrome_prints(verdict),
    )


def _seen(servers: Servers, case: Case, fetch: Fetch) -> Seen:
    prepared = fetch.prepared
    headers = prepared.headers if isinstance(prepared, Prepared) else ()
    preflight = servers.filled(case.preflight, "corscheck", case)
    response = servers.filled(case.response, "corscheck", case)
    return Seen(headers, preflight, response, include=case.credentials == "include")


def unexplained(one: object, other: object, seen: Seen, used: Counter[str]) -> bool:
    """Whether two outcomes differ and no known deviation of Chromium's is in play."""
    if one == other:
        return False
    names = [deviation.name for deviation in relevant(seen) if "chrome" in deviation.engines]
    used.update(names)
    return not names


def test_chromium_agrees_on_every_verdict(outcomes: Outcomes) -> None:
    used: Counter[str] = Counter()
    differing = [
        (case, theirs, ours, verdict)
        for case, theirs, ours, verdict, seen in outcomes
        if unexplained((theirs.passed, theirs.exposed), (ours.passed, ours.exposed), seen, used)
    ]
    assert differing == []
    assert sum(used.values()) < len(outcomes) / 20


def test_chromium_sends_the_same_requests(outcomes: Outcomes) -> None:
    used: Counter[str] = Counter()
    differing = [
        (case, theirs.sent, ours.sent)
        for case, theirs, ours, _, seen in outcomes
        if unexplained(theirs.sent, ours.sent, seen, used)
    ]
    assert differing == []
    assert sum(used.values()) < len(outcomes) / 8


def test_chromium_gives_the_same_reasons(outcomes: Outcomes) -> None:
    """The sandboxed frame is a process of its own, whose errors DevTools tells another session.

    On a busy machine DevTools now and then has a net error only; the console's sentence has the reason then.
    """
    used: Counter[str] = Counter()
    differing = []
    for case, theirs, ours, verdict, seen in outcomes:
        reported = theirs.printed is not None and str(theirs.error).startswith("net::")
        reasons = (theirs.printed, ours.printed) if reported else (theirs.error, ours.error)
        if not case.opaque and verdict.exchanges and unexplained(*reasons, seen, used):
            differing.append((case, *reasons, verdict))
    assert differing == []


def test_chromium_prints_the_same_sentences(outcomes: Outcomes) -> None:
    """But for schemes, which depend on the build, and for which of several headers is named."""

    def comparable(text: str | None) -> str | None:
        text = text and re.sub(r" \(Chrome names any one of .*\)$", "", text)
        return text and re.sub(r"(?<=^Request header field )\S+", "...", text)

    used: Counter[str] = Counter()
    differing = [
        (theirs.printed, ours.printed)
        for case, theirs, ours, verdict, seen in outcomes
        if not case.opaque and verdict.exchanges and theirs.error != "CorsDisabledScheme"
        if unexplained(comparable(theirs.printed), comparable(ours.printed), seen, used)
    ]
    assert differing == []
    assert len({theirs.error for _, theirs, *_ in outcomes if theirs.printed}) > 16


def test_the_cases_are_worth_it(outcomes: Outcomes) -> None:
    """Enough of every kind of end, so that agreement means something."""
    results = Counter(verdict.result for _, _, _, verdict, _ in outcomes)
    steps = Counter(verdict.step for _, _, _, verdict, _ in outcomes)
    assert len(outcomes) >= 300
    assert results["allowed"] > 100
    assert min(results[name] for name in ("preflight_blocked", "response_blocked", "request_rejected")) > 8
    assert len(steps) > 14
    assert sum(1 for _, theirs, *_ in outcomes if len(theirs.sent) > 1) > 150
    assert sum(1 for _, theirs, *_ in outcomes if theirs.sent and "/2" in str(theirs.sent[-1]["path"])) > 20
