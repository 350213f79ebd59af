"""Requests repeated by a real browser, from a page with the asked origin, through Playwright."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from corscheck.browser.comparison import compared
from corscheck.browser.forward import forwarding
from corscheck.browser.page import SCRIPT, call, opened, watched, withheld
from corscheck.errors import UsageProblem, missing_extra
from corscheck.exchange import values_of
from corscheck.fetch.observed import Observed
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.prepare import GIVEN, prepare
from corscheck.fetch.request import Prepared
from corscheck.fetch.verdict import SAFE_METHODS
from corscheck.text import listed

if TYPE_CHECKING:
    from corscheck.browser.page import Events
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.wire.transport import Connection

_EXECUTABLES = ("chromium", "chromium-browser")
_ARGUMENTS = (
    "--disable-quic",
    # The last list is used: Playwright's disables the redirect handling of requests with CORS.
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,HttpsUpgrades",
)
_NO_CORS_POLICY = "net::ERR_FAILED"
_POLL, _LATEST, _LONGEST = 0.02, 0.5, 10.0
"""Seconds between polls for late events of DevTools, and how long to wait for them: the last one for the end
of a request that has begun, which always comes, but on a busy machine late."""


class RealBrowser:
    """A running browser; every request gets a profile of its own."""

    def __init__(self, name: str, connection: Connection) -> None:
        """Nothing is started before the block is entered, which raises `UsageProblem`."""
        self._name = name
        self._connection = connection
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        try:
            playwright = import_module("playwright.sync_api")
        except ImportError as error:
            raise missing_extra("--browser", "Playwright", "browser") from error
        if self._connection.cert:
            raise UsageProblem("--browser cannot present the client certificate of --cert")
        with ExitStack() as stack:
            driver = stack.enter_context(playwright.sync_playwright())
            arguments = [*_ARGUMENTS, *self._mapped(stack)]
            try:
                self._browser: Any = driver.chromium.launch(
                    **_which(self._name),
                    args=arguments,
                    proxy=self._proxy,
                    handle_sigint=False,
                )
            except playwright.Error as error:
                raise UsageProblem(f"--browser {self._name}: {_first_line(error)}") from error
            stack.callback(self._browser.close)
            self._stack = stack.pop_all()
        self._error: type[Exception] = playwright.Error
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def observe(self, request: FetchRequest, verdict: Verdict) -> Observed:
        """What the browser makes of the request, compared with the verdict.

        Where the verdict ends after the preflight, so does the browser.
        """
        version = str(self._browser.version)
        reason = not_repeatable(request, verdict)
        if reason is not None:
            return Observed(self._name, version, "not_tested", note=reason)
        try:
            observed = self._observed(request, verdict, version)
        except self._error as error:
            return Observed(
                self._name, version, "not_tested", note=f"The browser failed: {_first_line(error)}."
            )
        observed = compared(request, verdict, observed)
        others = [name for name, _ in self._connection.headers if name.lower() != "cookie"]
        if observed.agrees is False and others:
            return observed._replace(agrees=None, note=f"It was not given {listed(others)} of --header.")
        return observed

    def _observed(self, request: FetchRequest, verdict: Verdict, version: str) -> Observed:
        connection = self._connection
        trusting = connection.insecure or connection.cacert is not None  # this program has checked it
        context = self._browser.new_context(ignore_https_errors=trusting)
        try:
            page = context.new_page()
            session = context.new_cdp_session(page)
            opened(page, session, verdict.origin)
            context.add_cookies(_cookies(request, connection))
            events = watched(session, verdict.url)
            kept = withheld(context.new_cdp_session(page)) if is_held(request, verdict) else []
            became = str(page.evaluate(SCRIPT, call(request, connection.timeout)))
            self._wait(page, events, became)
        finally:
            context.close()
        error = events.errors[0] if events.errors else None
        printed = events.printed[0] if events.printed else None
        if kept:
            return Observed(self._name, version, "preflight_passed")
        if became == "readable" or (became == "sent" and error is None):
            return Observed(self._name, version, "allowed")
        if became == "late":
            return Observed(self._name, version, "unreachable", "timeout")
        other = (
            error is not None and error.startswith("net::") and error != _NO_CORS_POLICY and printed is None
        )
        text = error or became.removeprefix("failed: ") or None
        return Observed(self._name, version, "unreachable" if other else "blocked", text, printed)

    @staticmethod
    def _wait(page: Any, events: Events, became: str) -> None:
        """Wait for DevTools, which reports later than the script; for a beacon the script has no result."""
        if became == "readable":
            return
        start = now = time.monotonic()
        latest = start + _LATEST
        while now < latest and not (events.ended and (became == "sent" or events.printed)):
            page.wait_for_timeout(_POLL * 1000)
            now = time.monotonic()
            if not events.ended and (became == "sent" or events.begun):
                latest = min(now + _LATEST, start + _LONGEST)

    def _mapped(self, stack: ExitStack) -> list[str]:
        """`--unix-socket` and `--resolve` for the browser."""
        connection = self._connection
        if connection.unix_socket:
            port = stack.enter_context(forwarding(connection.unix_socket))
            return [f"--host-resolver-rules=MAP * 127.0.0.1:{port}"]
        rules = []
        for text in connection.resolve:
            host, port_, address = text.split(":", 2)
            rules.append(
                f"MAP {host}:{port_} {f'[{address}]' if ':' in address.strip('[]') else address}:{port_}"
            )
        return [f"--host-resolver-rules={', '.join(rules)}"] if rules else []

    @property
    def _proxy(self) -> dict[str, str] | None:
        proxy = self._connection.proxy  # the environment's (`env`) Chromium finds itself
        return {"server": proxy} if proxy and proxy != "env" else None


def is_held(request: FetchRequest, verdict: Verdict) -> bool:
    """Whether the browser must not send the request itself, but its preflight only."""
    prepared = prepare(request)
    method = prepared.method if isinstance(prepared, Prepared) else request.method
    unsafe = method not in SAFE_METHODS and not request.send_unsafe
    return unsafe or request.preflight_only or request.is_preflight or verdict.result == "preflight_passed"


def not_repeatable(request: FetchRequest, verdict: Verdict) -> str | None:
    """Why the request is not repeated; None where it can be."""
    if verdict.source == "recorded":
        return "Its answers were recorded: add --replay."
    origin = parse_origin(verdict.origin)
    if isinstance(origin, NotAnOrigin) or origin.scheme not in ("http", "https", ""):
        return "No page of this origin can be opened in it."
    if any(reason.message == GIVEN.message for reason in verdict.preflight_reasons):
        return "The preflight that was given is none that a browser sends."
    if is_held(request, verdict) and not verdict.preflight_needed and verdict.result != "request_rejected":
        return f"It needs no preflight: the browser would send {request.method} itself (see --send-unsafe)."
    return None


def _which(name: str) -> dict[str, str]:
    """The arguments of `launch` for this browser."""
    if name != "chromium":
        return {"channel": name}
    found = next(filter(None, map(shutil.which, _EXECUTABLES)), None)
    return {"executable_path": found} if found else {}


def _cookies(request: FetchRequest, connection: Connection) -> list[dict[str, Any]]:
    """The cookies of `--header 'Cookie: ...'`, for the browser to send as it would."""
    lines = values_of(connection.headers, "cookie")
    pairs = [pair.strip().partition("=") for line in lines for pair in line.split(";") if pair.strip()]
    secure = request.url.startswith("https:")
    policy = {"secure": True, "sameSite": "None"} if secure else {}
    return [{"name": name, "value": value, "url": request.url, **policy} for name, _, value in pairs]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
