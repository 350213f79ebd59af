"""Steps around the CORS check, against a real Chromium: mixed content, redirects out of the page's own
origin, XMLHttpRequests with upload listeners, beacons, 407, headers that Chromium drops or safelists.
"""

from __future__ import annotations

import json
import ssl
from collections import Counter
from contextlib import ExitStack
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import trustme

from corscheck.fetch.browser_messages import chrome_prints
from corscheck.fetch.request import FetchRequest
from corscheck.live.conversation import Conversation
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.chromium import FETCH_SECONDS, Browser, BrowserError, Errors
from tests.support.replay_server import Asked, Replay, raw, replaying

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.verdict import Verdict

pytestmark = pytest.mark.browser

# What the servers answer, by the first part of the path; {place} in a redirect's target is another server.
OPEN, EXACT, BARE, PROXY, AFTER = "open", "exact", "bare", "407", "407-preflight"


class Case(NamedTuple):
    """One request of a page; `place` is the server: `page` and `api` have TLS, `plain` and `local` do not."""

    kind: str  # fetch, xhr (with an upload listener) or beacon
    place: str
    path: str
    method: str = "GET"
    body: str | None = None
    credentials: str = "same-origin"
    headers: Headers = ()


def _cases() -> list[Case]:
    found = []
    everywhere = ("page", "api", "plain", "local")
    for place, path, method in product(everywhere, (EXACT, BARE, PROXY, AFTER), ("GET", "PUT", "POST")):
        found.append(Case("fetch", place, path, method))
    for first, status, second, path in product(("page", "api"), (302, 307), everywhere, (EXACT, BARE)):
        found += [
            Case("fetch", first, f"{status}/{second}/{path}", method) for method in ("GET", "PUT", "POST")
        ]
    for first, second, third in product(("page", "api"), everywhere, everywhere):
        found.append(Case("fetch", first, f"302/{second}/302/{third}/{OPEN}"))
    for place, path, method, body, credentials in product(
        ("page", "api", "plain"), (OPEN, EXACT, BARE), ("GET", "POST", "PUT"), (None, "text", "json"),
        ("same-origin", "include"),
    ):  # fmt: skip
        found.append(Case("xhr", place, path, method, body, credentials))
    bodies = (None, "text", "form", "multipart", "bytes", "json")
    for place, path, body in product(("page", "api", "plain"), (OPEN, EXACT, BARE, AFTER), bodies):
        found.append(Case("beacon", place, path, "POST", body))
    found += [Case("beacon", "api", f"307/{second}/{EXACT}", "POST", body)
              for second, body in product(everywhere, bodies)]  # fmt: skip
    for headers, path in product(DROPPED, (OPEN, EXACT, BARE)):
        found.append(Case("fetch", "api", path, "GET", None, "omit", headers))
        found.append(Case("fetch", "api", path, "PUT", None, "omit", headers))
    return found


DROPPED: tuple[Headers, ...] = (
    (("User-Agent", "x"),), (("Save-Data", "on"),), (("Save-Data", "ON"),), (("save-data", "oN"),),
    (("Save-Data", "off"),), (("DPR", "2"),), (("User-Agent", "x"), ("X-A", "1")), (("X-A", "1"),),
)  # fmt: skip
CASES = _cases()

SCRIPT = """
const BODIES = {
  text: () => "corscheck", form: () => new URLSearchParams({corscheck: "1"}),
  bytes: () => new Uint8Array(9),
  multipart: () => { const form = new FormData(); form.append("corscheck", "1"); return form; },
  json: kind => kind === "beacon" ? new Blob(["{}"], {type: "application/json"}) : "{}",
};
async function made(one) {
  const body = one.body === null ? null : BODIES[one.body](one.kind);
  if (one.kind === "beacon") { navigator.sendBeacon(one.url, body); return "sent"; }
  if (one.kind === "fetch") {
    const signal = AbortSignal.timeout(FETCH_SECONDS * 1000);
    const init = {method: one.method, headers: one.headers, credentials: one.credentials, signal};
    try { await fetch(one.url, {...init, body}); return "readable"; }
    catch { return signal.aborted ? "no answer in time" : "failed"; }
  }
  return await new Promise(done => {
    const request = new XMLHttpRequest();
    request.open(one.method, one.url);
    request.timeout = FETCH_SECONDS * 1000;
    request.withCredentials = one.credentials === "include";
    if (one.body === "json") request.setRequestHeader("Content-Type", "application/json");
    request.upload.onprogress = () => {};
    request.onload = () => done("readable");
    request.onerror = () => done("failed");
    request.ontimeout = () => done("no answer in time");
    request.send(body);
  });
}
(async () => {
  const list = await (await fetch("/cases")).json(), results = [];
  for (const one of list) {
    results.push([one.number, await made(one)]);
    document.title = `${results.length} of ${list.length}`;
  }
  for (let turn = 0; turn < 200 && (await (await fetch("/beacons")).text()) !== "all"; turn++)
    await new Promise(done => setTimeout(done, 100));
  await fetch("/results", {method: "POST", body: JSON.stringify(results)});
  document.title = "done";
})();
""".replace("FETCH_SECONDS", str(FETCH_SECONDS))
DOCUMENT = f"<!doctype html><title>0</title><script>{SCRIPT}</script>"
COMPARED = (
    "origin", "access-control-request-method", "access-control-request-headers", "accept",
    "sec-fetch-mode", "sec-fetch-site", "sec-fetch-dest", "referer", "x-a",
)  # fmt: skip


class Servers:
    """The page's server and the others; all answer alike."""

    def __init__(self, stack: ExitStack) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("page.test", "api.test").configure_cert(context)
        self.results: dict[int, str] = {}
        self.expected: dict[int, int] = {}  # how many requests of each beacon are to come
        self._asked: dict[str, list[Asked]] = {}
        started: dict[str, Replay] = {}
        for name, tls in (("page", context), ("api", context), ("plain", None), ("local", None)):
            started[name] = stack.enter_context(replaying(self._reply, tls=tls))
        self.bases = {
            "page": f"https://page.test:{started['page'].port}",
            "api": f"https://api.test:{started['api'].port}",
            "plain": f"http://plain.test:{started['plain'].port}",
            "local": f"http://127.0.0.1:{started['local'].port}",
        }
        self.resolve = tuple(
            f"{name}.test:{started[name].port}:127.0.0.1" for name in ("page", "api", "plain")
        )

    def url(self, who: str, number: int) -> str:
        return f"{self.bases[CASES[number].place]}/{who}/{number}/{CASES[number].path}"

    def sent(self, who: str, number: int) -> list[dict[str, str | None]]:
        """The requests of a case in the order they came, at whichever server."""
        return [_compared(asked, who) for asked in self._asked.get(f"{who}/{number}", [])]

    def _reply(self, asked: Asked) -> bytes:
        who, _, rest = asked.target[1:].partition("/")
        if who not in ("chromium", "corscheck"):
            return self._own(asked)
        number, _, path = rest.partition("/")
        self._asked.setdefault(f"{who}/{number}", []).append(asked)
        what, _, onward = path.partition("/")
        if what in ("302", "307") and not asked.is_preflight:
            place, _, target = onward.partition("/")
            location = f"{self.bases[place]}/{who}/{number}/{target}"
            return raw(what, (*self._allow(asked, EXACT), ("Location", location)))
        status = "407" if what == PROXY or (what == AFTER and asked.is_preflight) else "200"
        return raw(status, self._allow(asked, what))

    def _allow(self, asked: Asked, what: str) -> Headers:
        if what == BARE:
            return ()
        names = (("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Allow-Headers", "content-type"))
        if what == OPEN:
            return (("Access-Control-Allow-Origin", "*"), *names)
        origin = ("Access-Control-Allow-Origin", asked.header("origin") or "*")
        return (origin, ("Access-Control-Allow-Credentials", "true"), *names)

    def _own(self, asked: Asked) -> bytes:
        if asked.target == "/results":
            self.results = dict(json.loads(asked.body))
        came = all(len(self.sent("chromium", number)) >= count for number, count in self.expected.items())
        known: dict[str, tuple[str, str]] = {
            "/": ("text/html", DOCUMENT),
            "/cases": ("application/json", json.dumps([self._call(number) for number in range(len(CASES))])),
            "/beacons": ("text/plain", "all" if came else "not yet"),
        }
        kind, text = known.get(asked.target, ("text/plain", ""))
        return (
            raw("200", (("Content-Type", kind), ("Content-Length", str(len(text.encode()))))) + text.encode()
        )

    def _call(self, number: int) -> dict[str, Any]:
        return {"number": number, "url": self.url("chromium", number), **CASES[number]._asdict()}


def _compared(asked: Asked, who: str) -> dict[str, str | None]:
    found = {name: asked.header(name) for name in COMPARED}
    if asked.is_preflight:
        found["cookie"] = asked.header("cookie")
        found["sec-fetch-site"] = None  # Chromium forgets the redirects before it; the standard does not
    kind = (asked.header("content-type") or "").partition("boundary=")[0]
    return {
        "method": asked.method,
        "path": asked.target.removeprefix(f"/{who}"),
        "content-type": kind,
        **found,
    }


class Outcome(NamedTuple):
    """A case and what both made of it."""

    case: Case
    became: str
    sent: list[dict[str, str | None]]
    name: str | None
    printed: str | None
    verdict: Verdict
    own: list[dict[str, str | None]]

    @property
    def differs_knowingly(self) -> bool:
        """Whether Chromium is known to send no preflight for what needs one."""
        return any("Chromium" in note and "preflight" in note for note in self.verdict.notes)


@pytest.fixture(scope="module")
def outcomes(chromium: Browser) -> list[Outcome]:
    """Every case with what Chromium and corscheck made of it."""
    with ExitStack() as stack:
        servers = Servers(stack)
        verdicts = _judged(servers)
        servers.expected = {
            number: len(servers.sent("corscheck", number))
            for number, case in enumerate(CASES)
            if case.kind == "beacon"
        }
        try:
            errors = chromium.visit(f"{servers.bases['page']}/")
        except BrowserError as error:
            pytest.fail(str(error), pytrace=False)
        return [_outcome(servers, errors, number, verdict) for number, verdict in enumerate(verdicts)]


def _judged(servers: Servers) -> list[Verdict]:
    connection = Connection(resolve=servers.resolve, insecure=True)
    requests = [
        FetchRequest(
            servers.url("corscheck", number),
            servers.bases["page"],
            case.method,
            case.headers,
            case.credentials,  # type: ignore[arg-type]  # one of the three words
            case.body,  # type: ignore[arg-type]  # one of the five words
            send_unsafe=True,
            upload_listener=case.kind == "xhr",
            beacon=case.kind == "beacon",
        )
        for number, case in enumerate(CASES)
    ]
    with Wire(connection) as wire:
        return [task.outcome for task in wire.drive(map(Conversation, requests))]


def _outcome(servers: Servers, errors: Errors, number: int, verdict: Verdict) -> Outcome:
    url = servers.url("chromium", number)
    return Outcome(
        CASES[number],
        servers.results[number],
        servers.sent("chromium", number),
        errors.names.get(url),
        errors.printed.get(url),
        verdict,
        servers.sent("corscheck", number),
    )


def test_chromium_agrees_on_every_verdict(outcomes: list[Outcome]) -> None:
    differing = [
        (one.case, one.became, one.verdict)
        for one in outcomes
        if one.case.kind != "beacon" and not one.differs_knowingly
        if one.became != ("readable" if one.verdict.result in ("allowed", "not_cross_origin") else "failed")
    ]
    assert differing == []


def test_chromium_sends_the_same_requests(outcomes: list[Outcome]) -> None:
    differing = [
        (one.case, one.sent, one.own) for one in outcomes if one.sent != one.own and not one.differs_knowingly
    ]
    assert differing == []


def test_chromium_gives_the_same_reasons(outcomes: list[Outcome]) -> None:
    differing = [
        (one.case, one.name, one.printed, one.verdict)
        for one in outcomes
        if one.became != "readable" and not (one.case.kind == "beacon" and one.name is None)
        if one.name != one.verdict.browsers.chrome and not one.differs_knowingly
    ]
    assert differing == []


def test_chromium_prints_the_same_sentences(outcomes: list[Outcome]) -> None:
    differing = [
        (one.case, one.printed, chrome_prints(one.verdict))
        for one in outcomes
        if one.printed is not None and not one.differs_knowingly and one.printed != chrome_prints(one.verdict)
    ]
    assert differing == []


def test_of_what_chromium_does_not_ask_for_nothing_is_claimed(outcomes: list[Outcome]) -> None:
    """Where Chromium is known to differ, its name for a failure is never one that it did not give."""
    known = [one for one in outcomes if one.differs_knowingly]
    assert len(known) > 20
    claimed = [(one.case, one.name, one.verdict) for one in known
               if one.verdict.browsers.chrome not in (None, one.name)]  # fmt: skip
    assert claimed == []


def test_the_cases_are_worth_it(outcomes: list[Outcome]) -> None:
    results = Counter(one.verdict.result for one in outcomes)
    steps = Counter(one.verdict.step for one in outcomes)
    assert min(results[name] for name in ("allowed", "not_cross_origin", "preflight_blocked")) > 20
    assert min(results[name] for name in ("response_blocked", "request_rejected")) > 20
    assert steps["mixed-content"] > 60
    assert min(steps["preflight-network"], steps["response-network"]) >= 5
    assert sum(one.case.kind == "beacon" and len(one.sent) > 1 for one in outcomes) > 10
