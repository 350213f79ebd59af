"""Debian's Chromium, headless, through Playwright: it opens pages of ours, and DevTools reports what failed.

One browser serves all tests that are marked `browser` (fixture `chromium` in tests/conftest.py). Every wait
has a limit, and the sum of them is below the limit of pytest-timeout for those tests, `OUTER_SECONDS`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARY = "/usr/bin/chromium"

STARTS = 3
"""How often a browser that does not start is started anew."""
START_SECONDS = 60.0
"""Until a browser has answered its first call; on a cold machine it has to be read from the disk first."""
FETCH_SECONDS = 45
"""What a page of ours gives each of its requests."""
STALL_SECONDS = 60.0
"""Until the title of a page has changed: pages count their requests there. More than `FETCH_SECONDS`."""
VISIT_SECONDS = 300.0
"""Until a page is done."""
END_SECONDS = 10.0
"""Seconds after which a browser that does not end is killed."""

INNER_SECONDS = STARTS * START_SECONDS + VISIT_SECONDS + END_SECONDS
"""The longest that a test waits for the browser."""
OUTER_SECONDS = INNER_SECONDS + 180
"""The limit of pytest-timeout for a test with the browser: what corscheck itself does comes on top."""

_OPTIONS = (
    "--disable-dev-shm-usage",  # 64 MB in a container
    "--disable-quic",
    "--no-proxy-server",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    # Playwright's list turns off how redirects of requests with CORS are made; the last list counts.
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
)
_MARK = "CORSCHECK_TEST_BROWSER"

_BLOCKED = re.compile(
    r"Access to (?:fetch|XMLHttpRequest|resource) at '([^']*)'(?: \(redirected from '([^']*)'\))?"
    r" from origin '[^']*' has been blocked by CORS policy: (.*)",
    re.DOTALL,
)


class BrowserError(Exception):
    """The browser did not start, ended, or did not get on; the text says how far it came."""


class Errors(NamedTuple):
    """What a browser says about failed requests, by the URL that was asked for.

    `names` are each request's `corsError`; where CORS has nothing to do with it, why it was blocked, or its
    net error; `printed` is what stands in the console behind "blocked by CORS policy".
    """

    names: dict[str, str]
    printed: dict[str, str]


class Browser:
    """A running Chromium; leaving the context ends it and all its processes.

    Playwright has a thread of its own: where its API for programs without asyncio is in use, an event loop
    runs, and `asyncio.run` of other tests would fail.
    """

    def __init__(self, binary: str = BINARY, *, first_start_seconds: float = START_SECONDS) -> None:
        self._binary = binary
        self._limits = [first_start_seconds, *[START_SECONDS] * (STARTS - 1)]
        self._mark = uuid.uuid4().hex
        self._thread = ThreadPoolExecutor(1, "browser")
        self._driver: Any = None
        self._browser: Any = None
        self.starts = 0
        self.version = ""

    def __enter__(self) -> Self:
        try:
            self._thread.submit(self._start).result()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def pids(self) -> list[int]:
        """Its living processes: those with the mark, and all of their sessions, whose renderers hide it."""
        mark = f"{_MARK}={self._mark}".encode()
        marked: set[int] = set()
        living: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):
                    state, _, _, session = (entry / "stat").read_bytes().rpartition(b")")[2].split()[:4]
                    if state != b"Z":
                        living[int(entry.name)] = int(session)
                        if mark in (entry / "environ").read_bytes().split(b"\0"):
                            marked.add(int(session))
        return [pid for pid, session in living.items() if session in marked]

    def visit(self, url: str, done: str = "done", seconds: float = VISIT_SECONDS) -> Errors:
        """Open a page in a profile of its own, wait until its title is `done`, and say what failed.

        A page that takes long changes its title on the way, such as "17 of 500".
        Raises `BrowserError` with the last title.
        """
        with self._page() as page:
            page.call("Page.navigate", url=url)
            self._wait(page, done, seconds)
            return page.errors

    @contextlib.contextmanager
    def page(
        self, url: str, *, width: int = 1200, scheme: str = "light", scripts: bool = True
    ) -> Iterator[Page]:
        """A page that is loaded, to be looked at and worked with; its console is in `messages`."""
        viewport = {"width": width, "height": 900}
        with self._page(viewport=viewport, color_scheme=scheme, java_script_enabled=scripts) as page:
            page.call("Page.navigate", url=url)
            loaded = f"document.readyState === 'complete' && location.href === {json.dumps(url)}"
            end = time.monotonic() + START_SECONDS
            while not page.evaluate(loaded):
                if time.monotonic() > end:
                    raise BrowserError(f"{url} did not load")
                time.sleep(0.02)
            yield page

    @staticmethod
    def _wait(page: Page, done: str, seconds: float) -> None:
        start = changed = time.monotonic()
        title = ""
        while title != done:
            time.sleep(0.05)
            now = time.monotonic()
            before, title = title, page.title()
            if title != before:
                changed = now
            if now - start > seconds or now - changed > STALL_SECONDS:
                raise BrowserError(
                    f"the page was not done after {now - start:.0f} s, and {now - changed:.0f} s"
                    f" without progress; its title is {title!r}"
                )

    @contextlib.contextmanager
    def _page(self, **options: Any) -> Iterator[Page]:
        """A page in a context of its own, with options of Playwright's."""

        def opened() -> tuple[Any, Any]:
            # The servers have certificates of our own.
            context = self._browser.new_context(ignore_https_errors=True, **options)
            return context, context.new_cdp_session(context.new_page())

        context, session = self._thread.submit(opened).result()
        try:
            yield Page(self._thread, session)
        finally:
            self._thread.submit(context.close).result()

    def _start(self) -> None:
        api = import_module("playwright.sync_api")
        self._driver = api.sync_playwright().start()
        failures = []
        for seconds in self._limits:
            self.starts += 1
            try:
                self._browser = self._driver.chromium.launch(
                    executable_path=self._binary,
                    args=_OPTIONS,
                    timeout=seconds * 1000,
                    env={**os.environ, _MARK: self._mark},
                    handle_sigint=False,
                )
            except api.Error as error:
                failures.append(" ".join(str(error).split()))
            else:
                self.version = self._browser.version
                return
        raise BrowserError(f"chromium did not start in {STARTS} attempts: {'; '.join(failures)}")

    def _end(self) -> None:
        def stop() -> None:
            if self._browser is not None:
                self._browser.close()
            if self._driver is not None:
                self._driver.stop()

        self._thread.submit(stop).result()
        self._thread.shutdown()


class Page:
    """One page's end of the DevTools protocol."""

    def __init__(self, thread: ThreadPoolExecutor, session: Any) -> None:
        self._thread = thread
        self._session = session
        self._urls: dict[str, str] = {}
        self.errors = Errors({}, {})
        self.messages: list[str] = []
        self.requested: list[str] = []
        listeners_of = {
            "Network.requestWillBeSent": (self._requested,),
            "Network.loadingFailed": (self._failed,),
            "Log.entryAdded": (self._said, self._logged),
            "Runtime.consoleAPICalled": (self._said,),
            "Runtime.exceptionThrown": (self._said,),
        }
        for name, listeners in listeners_of.items():
            for listener in listeners:
                session.on(name, listener)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        """Call a method of the protocol; what happened before has been noted when it returns."""
        return self._thread.submit(self._session.send, method, parameters).result()

    def evaluate(self, expression: str) -> Any:
        """The value of an expression on the page, awaited; BrowserError where it throws."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def press(self, key: str, **more: Any) -> None:
        """Press and release a key, such as Tab."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27}
        text = {"text": "\r"} if key == "Enter" else {}
        event = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key], **more}
        self.call("Input.dispatchKeyEvent", type="keyDown", **event, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def title(self) -> str:
        """What the page is called."""
        result = self.call("Runtime.evaluate", expression="document.title")
        return str(result["result"].get("value"))

    def _requested(self, event: dict[str, Any]) -> None:
        self.requested.append(event["request"]["url"])
        if event.get("type") != "Preflight":
            self._urls.setdefault(event["requestId"], event["request"]["url"])

    def _failed(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._urls:
            error = event.get("blockedReason", event["errorText"])
            error = event.get("corsErrorStatus", {}).get("corsError", error)
            # A redirect to mixed content is reported as such, and then aborted.
            self.errors.names.setdefault(self._urls[event["requestId"]], error)

    def _said(self, event: dict[str, Any]) -> None:
        self.messages.append(json.dumps(event)[:1000])

    def _logged(self, event: dict[str, Any]) -> None:
        if blocked := _BLOCKED.match(event["entry"]["text"]):
            self.errors.printed[blocked[2] or blocked[1]] = blocked[3]
