"""The reader of header sections against a real Chromium: the same bytes, from the same server.

What a page can see of answers of its own origin is compared: whether there is one, its status, its reason,
and every header. Then, what a page of another origin may read at all.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from corscheck.exchange import Failure, Request
from corscheck.live.why import why
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.chromium import FETCH_SECONDS, Browser, BrowserError
from tests.support.header_sections import cross_origin, generated, table
from tests.support.replay_server import Asked, replaying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Answer

pytestmark = pytest.mark.browser

GENERATED = 400
CROSS_ORIGIN = 200
HIDDEN = ("set-cookie", "set-cookie2")

DOCUMENT = """<!doctype html><title>0</title><script>
async function ask(url) {
  const signal = AbortSignal.timeout(FETCH_SECONDS * 1000);
  try {
    const method = url.endsWith("?put") ? "PUT" : "GET";
    const answer = await fetch(url, {method, cache: "no-store", redirect: "manual", signal});
    const seen = [answer.status, answer.statusText, [...answer.headers]];
    answer.body?.cancel().catch(() => {});
    return seen;
  } catch (error) {
    return signal.aborted ? "no answer in time" : "failed";
  }
}
(async () => {
  const urls = await (await fetch("/urls")).json();
  const waiting = [...urls.keys()], results = [];
  await Promise.all(Array.from({length: 5}, async () => {
    while (waiting.length) {
      const number = waiting.shift();
      results[number] = await ask(urls[number]);
      document.title = `${urls.length - waiting.length} of ${urls.length}`;
    }
  }));
  await fetch("/results", {method: "POST", body: JSON.stringify(results)});
  document.title = "done";
})();
</script>""".replace("FETCH_SECONDS", str(FETCH_SECONDS))


class Place(NamedTuple):
    """A server of sections, and what the page reported."""

    url: str
    results: list[Any]


@contextmanager
def serving(sections: list[bytes], urls: list[str]) -> Iterator[Place]:
    """Serve section N at `/N` and `/N?put`, and the page that asks for these URLs and reports what it saw."""
    results: list[Any] = []

    def reply(asked: Asked) -> bytes:
        number = asked.target[1:].removesuffix("?put")
        if number.isdecimal():
            return sections[int(number)]
        if asked.target == "/results":
            results.extend(json.loads(asked.body))
        content = json.dumps(urls) if asked.target == "/urls" else DOCUMENT
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + content.encode()

    with replaying(reply) as server:
        yield Place(f"http://127.0.0.1:{server.port}", results)


def visited(chromium: Browser, place: Place) -> list[Any]:
    try:
        chromium.visit(f"{place.url}/")
    except BrowserError as error:
        pytest.fail(str(error), pytrace=False)
    assert "no answer in time" not in place.results
    return place.results


def seen_by_script(answer: Answer) -> Any:
    """What a page of the same origin sees of an answer that we read."""
    if isinstance(answer, Failure):
        return "failed"
    combined: dict[str, list[str]] = {}
    for name, value in answer.headers:
        if name.lower() not in HIDDEN:
            combined.setdefault(name.lower(), []).append(value)
    # The status is 16 bits in JavaScript, and a status line without one gives no reason there.
    reason = (
        ""
        if "status line is not valid" in " ".join(answer.oddities) and answer.reason == "OK"
        else answer.reason
    )
    return [
        answer.status % 65536,
        reason,
        sorted([name, ", ".join(found)] for name, found in combined.items()),
    ]


def comparable(result: Any) -> Any:
    if isinstance(result, str):
        return result
    status, reason, headers = result
    return [status, "" if reason == "OK" else reason, sorted(headers)]


def test_sections_are_read_as_chromium_reads_them(chromium: Browser) -> None:
    sections = [*table(), *generated(GENERATED, seed=20261128)]
    numbers = [f"/{number}" for number in range(len(sections))]
    with serving(sections, numbers) as place, Wire(Connection(timeout=30)) as wire:
        theirs = visited(chromium, place)
        ours = [wire.send(_get(place.url + number)) for number in numbers]
    differences = [
        (section[:300], their, our)
        for section, their, our in zip(sections, theirs, ours, strict=True)
        if not _is_cut(our) and comparable(their) != comparable(seen_by_script(our))
    ]
    assert differences == []
    readable = [their for their in theirs if their != "failed"]
    assert len(readable) > 350
    assert len(theirs) - len(readable) > 60


def test_what_may_be_read_is_decided_as_chromium_decides(chromium: Browser) -> None:
    with serving([], []) as page:
        sections = list(cross_origin(CROSS_ORIGIN, 7, page.url))
        with serving(sections, []) as api:
            ends = [("?put" if number % 2 else "") for number in range(len(sections))]
            urls = [f"{api.url}/{number}{end}" for number, end in enumerate(ends)]
            with serving([], urls) as asking:
                sections[:] = [
                    section.replace(page.url.encode(), asking.url.encode()) for section in sections
                ]
                theirs = visited(chromium, asking)
                ours = [
                    why(url, origin=asking.url, method="PUT" if end else "GET", send_unsafe=True)
                    for url, end in zip(urls, ends, strict=True)
                ]
    differences = [
        (section, their, our.result, our.step)
        for section, their, our in zip(sections, theirs, ours, strict=True)
        if (their != "failed") != (our.result == "allowed")
    ]
    assert differences == []
    assert 60 < sum(their != "failed" for their in theirs) < 140


def _get(url: str) -> Request:
    return Request("GET", url, (("Accept", "*/*"),))


def _is_cut(answer: Answer) -> bool:
    return not isinstance(answer, Failure) and any("are kept" in note for note in answer.oddities)
