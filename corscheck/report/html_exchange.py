"""The exchange of one check for the page: request, answer, step, what browsers print, curl and fetch()."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.browser_messages import chrome_prints, firefox_prints
from corscheck.fetch.reproduce import curl
from corscheck.fetch.request import CREDENTIALS, FetchRequest, Prepared, example_headers
from corscheck.report.exchanges import answer_lines, request_lines
from corscheck.report.html_text import Html, element, listing, pairs, plain, text
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Answer, Request
    from corscheck.fetch.request import Credentials
    from corscheck.fetch.verdict import Verdict
    from corscheck.run_report import Check

"""Values of headers in a call to repeat a request with: a preflight has their names only."""


def exchange(check: Check) -> Html:
    """What was expected, sent and received in one check, and how to repeat it, as a list of pairs."""
    return pairs(_rows(check))


def _rows(check: Check) -> Iterator[tuple[str, Html]]:
    if check.expected:
        yield "Expected", text(check.expected)
    verdict = replayed(check)
    yield "Result", _result(check, verdict)
    if check.request is None or check.answer is None:
        return
    yield "Request", listing(request_lines(check.request))
    yield "Answer", listing(answer_lines(check.answer))
    if verdict is not None:
        if verdict.help:
            yield "Fix", text(verdict.help)
        yield from _browsers(verdict)
    yield "curl", _command(curl(check.request))
    if verdict is not None and verdict.snippet:
        yield "fetch", _command(verdict.snippet)


def _result(check: Check, verdict: Verdict | None) -> Html:
    words = text((check.result or "not tried").replace("_", " "))
    if not check.step:
        return words
    message = text(f": {verdict.message}") if verdict is not None and verdict.message else Html("")
    return Html(f"{words} at step {element('code', plain(check.step))}{message}")


def _browsers(verdict: Verdict) -> Iterator[tuple[str, Html]]:
    names = verdict.browsers
    printed = (
        ("Chrome", names.chrome, chrome_prints(verdict)),
        ("Firefox", names.firefox, firefox_prints(verdict)),
        ("Safari", names.safari, None),
    )
    for browser, name, sentence in printed:
        if name:
            shown = element("code", plain(name))
            yield f"{browser} prints", Html(f"{text(sentence)} {shown}") if sentence else text(name)


def _command(line: str) -> Html:
    return listing([visible(line, len(line))], class_="command")


def replayed(check: Check) -> Verdict | None:
    """The verdict on a check from its request and its answer; None if these alone do not give its result."""
    if check.request is None or check.answer is None:
        return None
    asked = fetch_request(check.request, dict(check.axes).get("credentials", "omit"))
    verdict = _verdict(asked, check.request, check.answer) if asked else None
    return verdict if verdict and (verdict.result, verdict.step) == (check.result, check.step) else None


def _verdict(asked: FetchRequest, request: Request, answer: Answer) -> Verdict | None:
    fetch = Fetch(asked)
    if not isinstance(fetch.prepared, Prepared):
        return None
    if not fetch.prepared.reasons and asked.preflight_only:
        fetch = Fetch(asked._replace(upload_listener=True))
    first = fetch.next()
    if first is None or first.method != request.method:
        return None
    fetch.feed(answer)
    return None if fetch.result is None else fetch.verdict()


def fetch_request(request: Request, credentials: str) -> FetchRequest | None:
    """What a page gave to `fetch()` for this request to be sent; None if no page can have."""
    headers = {name.lower(): value for name, value in request.headers}
    origin = headers.get("origin")
    if origin is None or credentials not in CREDENTIALS:
        return None
    mode: Credentials = credentials
    method = headers.get("access-control-request-method")
    if request.method != "OPTIONS" or method is None:
        return FetchRequest(
            request.url, origin, request.method, credentials=mode, send_unsafe=True, tls_in_front=True
        )
    names = filter(None, headers.get("access-control-request-headers", "").split(","))
    return FetchRequest(
        request.url,
        origin,
        method,
        example_headers(names),
        mode,
        preflight_only=True,
        tls_in_front=True,
    )
