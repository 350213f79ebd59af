"""Debian's Chromium, headless: it opens pages of ours, and DevTools reports what became of failed requests.

One browser serves all tests that are marked `browser` (fixture `chromium` in tests/conftest.py). Every wait
has a limit, and the sum of them is below the limit of pytest-timeout for those tests, `OUTER_SECONDS`.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import deque
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARY = "/usr/bin/chromium"

STARTS = 3
"""How often a browser that does not start is started anew."""
START_SECONDS = 60.0
"""Until a browser has answered its first call; on a cold machine it has to be read from the disk first."""
CALL_SECONDS = 60.0
"""Until the browser has answered a call."""
FETCH_SECONDS = 45
"""What a page of ours gives each of its requests."""
STALL_SECONDS = 60.0
"""Until the title of a page has changed: pages count their requests there. More than `FETCH_SECONDS`."""
VISIT_SECONDS = 300.0
"""Until a page is done."""
END_SECONDS = 10.0
"""Until a browser that was told to end is killed."""

INNER_SECONDS = STARTS * START_SECONDS + VISIT_SECONDS + END_SECONDS
"""The longest that a test waits for the browser."""
OUTER_SECONDS = INNER_SECONDS + 180
"""The limit of pytest-timeout for a test with the browser: what corscheck itself does comes on top."""

_OPTIONS = (
    "--headless",
    "--no-sandbox",  # CI runs as root in a container
    "--disable-gpu",
    "--disable-dev-shm-usage",  # 64 MB in a container
    "--disable-quic",
    "--disable-breakpad",
    "--no-first-run",
    "--no-proxy-server",
    "--ignore-certificate-errors",  # servers with certificates of our own
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
# DevTools is spoken over descriptors 3 and 4, which `subprocess` cannot give.
_STARTER = """
import os, sys
reading, writing, *command = sys.argv[1:]
os.dup2(int(reading), 3)
os.dup2(int(writing), 4)
os.execv(command[0], command)
"""
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
    """A running Chromium; leaving the context ends it and all its processes."""

    def __init__(self, binary: str = BINARY, *, first_start_seconds: float = START_SECONDS) -> None:
        self._binary = binary
        self._limits = [first_start_seconds, *[START_SECONDS] * (STARTS - 1)]
        self.starts = 0
        self.version = ""

    def __enter__(self) -> Self:
        failures = []
        for seconds in self._limits:
            self.starts += 1
            self._process = _Process(self._binary)
            try:
                self.version = self._process.call("Browser.getVersion", seconds=seconds)["product"]
            except BaseException as error:
                self._process.end(0)
                if not isinstance(error, BrowserError):
                    raise
                failures.append(str(error))
            else:
                return self
        raise BrowserError(f"chromium did not start in {STARTS} attempts: {'; '.join(failures)}")

    def __exit__(self, *_: object) -> None:
        self._process.end()

    @property
    def pids(self) -> list[int]:
        """Its processes."""
        return self._process.pids()

    def visit(self, url: str, done: str = "done", seconds: float = VISIT_SECONDS) -> Errors:
        """Open a page in a profile of its own, wait until its title is `done`, and say what failed.

        A page that takes long changes its title on the way, such as "17 of 500".
        Raises `BrowserError` with the last title.
        """
        with self._page() as page:
            page.call("Network.enable")
            page.call("Log.enable")
            page.call("Page.navigate", url=url)
            self._wait(page, done, seconds)
            return page.errors

    @contextlib.contextmanager
    def page(
        self, url: str, *, width: int = 1200, scheme: str = "light", scripts: bool = True
    ) -> Iterator[_Page]:
        """A page that is loaded, to be looked at and worked with; its console is in `messages`."""
        with self._page() as page:
            for domain in ("Page", "Runtime", "Log", "Network"):
                page.call(f"{domain}.enable")
            page.call(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=900,
                deviceScaleFactor=1,
                mobile=False,
            )
            feature = {"name": "prefers-color-scheme", "value": scheme}
            page.call("Emulation.setEmulatedMedia", features=[feature])
            page.call("Emulation.setScriptExecutionDisabled", value=not scripts)
            page.call("Page.navigate", url=url)
            loaded = f"document.readyState === 'complete' && location.href === {json.dumps(url)}"
            end = time.monotonic() + CALL_SECONDS
            while not page.evaluate(loaded):
                if time.monotonic() > end:
                    raise BrowserError(f"{url} did not load")
                time.sleep(0.02)
            yield page

    @staticmethod
    def _wait(page: _Page, done: str, seconds: float) -> None:
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
    def _page(self) -> Iterator[_Page]:
        call = self._process.call
        context = call("Target.createBrowserContext")["browserContextId"]
        target = call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        yield _Page(self._process, session)
        call("Target.disposeBrowserContext", browserContextId=context)


class _Page:
    """One page's end of the DevTools protocol."""

    def __init__(self, process: _Process, session: str) -> None:
        self._process = process
        self._session = session
        self._urls: dict[str, str] = {}
        self.errors = Errors({}, {})
        self.messages: list[str] = []
        self.requested: list[str] = []

    def call(self, method: str, **parameters: Any) -> Any:
        result = self._process.call(method, session=self._session, **parameters)
        for event in self._process.events(self._session):
            self._on_event(event["method"], event["params"])
        return result

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
        result = self.call("Runtime.evaluate", expression="document.title")
        return str(result["result"].get("value"))

    def _on_event(self, name: str, event: dict[str, Any]) -> None:
        if name == "Network.requestWillBeSent":
            self.requested.append(event["request"]["url"])
        if name in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.messages.append(json.dumps(event)[:1000])
        if name == "Network.requestWillBeSent" and event.get("type") != "Preflight":
            self._urls.setdefault(event["requestId"], event["request"]["url"])
        elif name == "Network.loadingFailed" and event["requestId"] in self._urls:
            error = event.get("blockedReason", event["errorText"])
            error = event.get("corsErrorStatus", {}).get("corsError", error)
            # A redirect to mixed content is reported as such, and then aborted.
            self.errors.names.setdefault(self._urls[event["requestId"]], error)
        elif name == "Log.entryAdded" and (blocked := _BLOCKED.match(event["entry"]["text"])):
            self.errors.printed[blocked[2] or blocked[1]] = blocked[3]


class _Process:
    """The browser's process, and DevTools over a pair of pipes: messages in JSON, each ended by a NUL."""

    def __init__(self, binary: str) -> None:
        self._mark = uuid.uuid4().hex
        self._profile = Path(tempfile.mkdtemp(prefix="corscheck-chromium-"))
        self._log: IO[bytes] = (self._profile / "stderr").open("w+b")
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        theirs = [_above_4(theirs_in), _above_4(theirs_out)]
        self._process = subprocess.Popen(
            [
                *[sys.executable, "-I", "-S", "-c", _STARTER, str(theirs[0]), str(theirs[1])],
                *[binary, *_OPTIONS, f"--user-data-dir={self._profile}", "about:blank"],
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            pass_fds=theirs,
            env={**os.environ, _MARK: self._mark},
            start_new_session=True,
        )
        for descriptor in theirs:
            os.close(descriptor)
        os.set_blocking(self._out, False)
        self._received = b""
        self._messages: deque[bytes] = deque()
        self._calls = 0
        self._events: list[dict[str, Any]] = []

    def call(
        self, method: str, *, session: str | None = None, seconds: float = CALL_SECONDS, **parameters: Any
    ) -> Any:
        """Raises `BrowserError`."""
        self._calls += 1
        number = self._calls
        message = {"id": number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        end = time.monotonic() + seconds
        self._send(json.dumps(message).encode() + b"\0", method, end)
        while True:
            answer = self._receive(method, end)
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"chromium refused {method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self._events.append(answer)

    def events(self, session: str) -> Iterator[dict[str, Any]]:
        """What happened on a page since the last time; what happened on others is dropped."""
        events, self._events = self._events, []
        return (event for event in events if event.get("sessionId") == session)

    def end(self, seconds: float = END_SECONDS) -> None:
        """Close the pipes, upon which the browser ends by itself, and kill what is left after a while."""
        os.close(self._out)
        os.close(self._in)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._profile, ignore_errors=True)

    def pids(self) -> list[int]:
        """Its living processes: those of its session, and those with the mark, whatever their session is.

        Renderers have no environment to be seen, and crash handlers a session of their own.
        """
        mark = f"{_MARK}={self._mark}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):
                    state, _, _, session = (entry / "stat").read_bytes().rpartition(b")")[2].split()[:4]
                    ours = int(session) == self._process.pid
                    if state != b"Z" and (ours or mark in (entry / "environ").read_bytes().split(b"\0")):
                        found.append(int(entry.name))
        return found

    def _send(self, data: bytes, method: str, end: float) -> None:
        while data:
            _, ready, _ = select.select([], [self._out], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise self._failed(method, "took no message")
            try:
                data = data[os.write(self._out, data) :]
            except BrokenPipeError as error:
                raise self._failed(method, "ended") from error

    def _receive(self, method: str, end: float) -> Any:
        while not self._messages:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise self._failed(method, "gave no answer in time")
            data = os.read(self._in, 1 << 20)
            if not data:
                raise self._failed(method, "ended")
            *complete, self._received = (self._received + data).split(b"\0")
            self._messages += complete
        return json.loads(self._messages.popleft())

    def _failed(self, method: str, what: str) -> BrowserError:
        self._log.seek(0)
        log = self._log.read()[-500:].decode("utf-8", "replace").strip()
        return BrowserError(f"chromium {what} ({method}); it wrote: {log or 'nothing'}")


def _above_4(descriptor: int) -> int:
    """A copy of a descriptor that is none of those that the starter writes over."""
    copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return copy
