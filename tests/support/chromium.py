"""Debian's Chromium, headless, at a page of ours; what its DevTools protocol says about failed requests."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BINARY = "/usr/bin/chromium"
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # CI runs as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)


_BLOCKED = re.compile(
    r"Access to fetch at '([^']*)'(?: \(redirected from '([^']*)'\))? from origin '[^']*' has been blocked by"
    r" CORS policy: (.*)",
    re.DOTALL,
)


class Errors(NamedTuple):
    """What a browser says about failed requests, by the URL that was asked for.

    `names` are each request's `corsError`, or its net error where CORS has nothing to do with it;
    `printed` what stands in the console behind "blocked by CORS policy".
    """

    names: dict[str, str]
    printed: dict[str, str]


def errors_of(url: str, done: str, seconds: float) -> Errors:
    """Open the page, wait until its title is `done`, and say what became of failed requests.

    Raises `TimeoutError`.
    """
    return asyncio.run(asyncio.wait_for(_errors_of(url, done), seconds))


async def _errors_of(url: str, done: str) -> Errors:
    async with _browser() as port, aiohttp.ClientSession() as session:
        async with session.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
            target = await answer.json()
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as devtools:
            page = _Page(devtools)
            await page.call("Network.enable")
            await page.call("Log.enable")
            await page.call("Page.navigate", url=url)
            while await page.value("document.title") != done:  # noqa: ASYNC110 - a page has to be asked
                await asyncio.sleep(0.05)
            return page.errors


class _Page:
    """One page's end of the DevTools protocol."""

    def __init__(self, devtools: aiohttp.ClientWebSocketResponse) -> None:
        self._devtools = devtools
        self._calls = 0
        self._urls: dict[str, str] = {}
        self.errors = Errors({}, {})

    async def call(self, method: str, **parameters: Any) -> Any:
        self._calls += 1
        await self._devtools.send_json({"id": self._calls, "method": method, "params": parameters})
        while True:
            message = await self._devtools.receive_json()
            if message.get("id") == self._calls:
                return message["result"]
            self._on_event(message["method"], message["params"])

    async def value(self, expression: str) -> Any:
        return (await self.call("Runtime.evaluate", expression=expression))["result"].get("value")

    def _on_event(self, name: str, event: dict[str, Any]) -> None:
        if name == "Network.requestWillBeSent" and event.get("type") != "Preflight":
            self._urls.setdefault(event["requestId"], event["request"]["url"])
        elif name == "Network.loadingFailed" and event["requestId"] in self._urls:
            error = event.get("corsErrorStatus", {}).get("corsError", event["errorText"])
            self.errors.names[self._urls[event["requestId"]]] = error
        elif name == "Log.entryAdded" and (blocked := _BLOCKED.match(event["entry"]["text"])):
            self.errors.printed[blocked[2] or blocked[1]] = blocked[3]


@asynccontextmanager
async def _browser() -> AsyncIterator[int]:
    """A running browser; its DevTools port."""
    profile = Path(tempfile.mkdtemp(prefix="corscheck-chromium-"))
    process = await asyncio.create_subprocess_exec(
        BINARY,
        *_OPTIONS,
        f"--user-data-dir={profile}",
        "about:blank",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        said = profile / "DevToolsActivePort"
        while not said.exists() or "\n" not in said.read_text():
            assert process.returncode is None, "chromium did not start"
            await asyncio.sleep(0.05)
        yield int(said.read_text().split()[0])
    finally:
        process.kill()
        await process.wait()
        shutil.rmtree(profile, ignore_errors=True)
