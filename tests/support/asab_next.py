"""ASAB after 26.36, as far as its CORS goes: what the code of its pull requests 812 and 814 does at work.

`Policy` decides without a network; `AsabNext` serves it. That ordinary responses have no lists, and
`cors_max_age`, are from the description of pull request 816.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import aiohttp.web

from corscheck.exchange import Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corscheck.exchange import Request

VERSION = "26.37"

DEFAULTS = {
    "cors": "",
    "cors_preflight_paths": "/*",
    "cors_allow_methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "cors_allow_headers": "Authorization, Content-Type, X-App, X-Request-Id",
    "cors_allow_credentials": "no",
}
_TRUE = ("1", "yes", "true", "on")
_FALSE = ("0", "no", "false", "off")


class Policy:
    """What `[web]` with these options, or `enable_cors()` in the code, makes of requests.

    `code` is the argument `allow_origin` of `enable_cors()`: origins, separated like those of `cors`.
    """

    def __init__(self, options: Mapping[str, str], *, code: str | None = None, vary: bool = True) -> None:
        values = {**DEFAULTS, **options}
        self.origins = [_normal(origin) for origin in _split(values["cors"] if code is None else code)]
        self.paths = list(dict.fromkeys(_split(values["cors_preflight_paths"]))) if self.origins else []
        self.methods = _split(values["cors_allow_methods"])
        self.names = _split(values["cors_allow_headers"])
        self.vary = vary
        self.credentials = False
        if self.origins:
            flag = values["cors_allow_credentials"].lower()
            if flag not in (*_TRUE, *_FALSE):
                raise ValueError(f"Not a boolean: {flag}")
            self.credentials = flag in _TRUE

    @property
    def on(self) -> bool:
        return bool(self.origins)

    def routes(self) -> Iterator[str]:
        """The paths of the OPTIONS routes, each once."""
        found: dict[str, None] = {}
        for path in self.paths:
            if path.endswith("/*"):
                found[f"{path[:-1]}{{tail:.*}}"] = None
                if path != "/*":
                    found[path[:-2]] = None
            else:
                found[path] = None
        yield from found

    def covers(self, path: str) -> bool:
        return any(_matches(pattern, path) for pattern in self.paths)

    def allows(self, origin: str) -> bool:
        return bool(origin) and ("*" in self.origins or _normal(origin) in self.origins)

    def headers(self, path: str, origin: str, method: str | None = None, asked: str = "") -> dict[str, str]:
        """The headers about CORS of an answer; `method` and `asked` are those of a preflight."""
        if not self.covers(path):
            return {}
        found = {"Vary": "Origin"} if self.vary else {}
        if not self.allows(origin):
            return found
        everybody = "*" in self.origins and not self.credentials
        found["Access-Control-Allow-Origin"] = "*" if everybody else origin
        if self.credentials:
            found["Access-Control-Allow-Credentials"] = "true"
        if method is not None:
            methods = {one.lower() for one in self.methods}
            names = {one.lower() for one in self.names}
            found["Access-Control-Allow-Methods"] = method if method.lower() in methods else ""
            wanted = [one for one in _split(asked) if one.lower() in names]
            found["Access-Control-Allow-Headers"] = ", ".join(wanted)
            found["Access-Control-Max-Age"] = "86400"
        return found

    def answer(self, request: Request) -> Response:
        """The answer to a request, without a network."""
        given = {name.lower(): value for name, value in request.headers}
        path = re.sub(r"^[a-z]+://[^/]*", "", request.url).partition("?")[0]
        origin = given.get("origin", "")
        if request.method != "OPTIONS":
            found = self.headers(path, origin)
            return Response(200, tuple({**found, **_SERVER}.items()))
        method = given.get("access-control-request-method", "")
        found = self.headers(path, origin, method, given.get("access-control-request-headers", ""))
        return Response(204 if self.covers(path) else 405, tuple({**found, **_SERVER}.items()))


class AsabNext:
    """A server with such a container; `vary` False forgets `Vary: Origin`."""

    def __init__(self, options: Mapping[str, str], *, code: str | None = None, vary: bool = True) -> None:
        self.policy = Policy(options, code=code, vary=vary)

    def app(self) -> aiohttp.web.Application:
        app = aiohttp.web.Application()
        for path in self.policy.routes():
            app.router.add_route("OPTIONS", path, self.preflight)
        app.router.add_route("*", "/{path:.*}", self.serve)
        return app

    async def preflight(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        method = request.headers.get("Access-Control-Request-Method", "")
        asked = request.headers.get("Access-Control-Request-Headers", "")
        origin = request.headers.get("Origin", "")
        found = self.policy.headers(request.path, origin, method, asked)
        return aiohttp.web.Response(status=204, headers={**found, **_SERVER})

    async def serve(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        status = 405 if request.method == "OPTIONS" else 404 if "missing" in request.path else 200
        found = self.policy.headers(request.path, request.headers.get("Origin", ""))
        return aiohttp.web.Response(status=status, headers={**found, **_SERVER})


_SERVER = {"Server": "Python/3.11 aiohttp/3.14.5 asab/26.37"}


def _split(text: str) -> list[str]:
    return [item for item in re.split(r"[,\s]+", text) if item]


def _normal(origin: str) -> str:
    """Letter case and a slash at the end make no difference; `NULL` is a text like any other."""
    return origin.removesuffix("/").lower() if "://" in origin else origin


def _matches(pattern: str, path: str) -> bool:
    if pattern.endswith("/*"):
        return path == pattern[:-2] or path.startswith(pattern[:-1])
    return path == pattern
