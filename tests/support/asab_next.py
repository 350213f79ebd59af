"""ASAB after 26.36, as far as its CORS goes: an allow-list, told by its pull requests 812, 814 and 816."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import aiohttp.web

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULTS = {
    "cors_preflight_paths": "/*",
    "cors_allow_methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "cors_allow_headers": "Authorization, Content-Type, X-App, X-Request-Id",
    "cors_allow_credentials": "no",
}


class AsabNext:
    """A web container of that generation; `vary` False forgets `Vary: Origin`."""

    def __init__(self, options: Mapping[str, str], *, vary: bool = True) -> None:
        self.values = {**DEFAULTS, **options}
        self.vary = vary
        self.origins = [entry.rstrip("/").lower() for entry in _split(self.values["cors"])]
        self.paths = _split(self.values["cors_preflight_paths"]) if self.origins else []
        self.credentials = self.values["cors_allow_credentials"] == "yes"

    def app(self) -> aiohttp.web.Application:
        app = aiohttp.web.Application()
        for path in self.paths:
            app.router.add_route("OPTIONS", path.replace("*", "{tail:.*}"), self.preflight)
            if path.endswith("/*") and path != "/*":
                app.router.add_route("OPTIONS", path[:-2], self.preflight)
        app.router.add_route("*", "/{path:.*}", self.serve)
        return app

    async def preflight(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        found = self.headers(request)
        if "Access-Control-Allow-Origin" in found:
            asked = _split(request.headers.get("Access-Control-Request-Headers", ""))
            method = request.headers.get("Access-Control-Request-Method", "")
            offered = _split(self.values["cors_allow_headers"])
            methods = _split(self.values["cors_allow_methods"])
            found["Access-Control-Allow-Headers"] = ", ".join(one for one in offered if one.lower() in asked)
            found["Access-Control-Allow-Methods"] = method if method in methods else ""
            found["Access-Control-Max-Age"] = "86400"
        return aiohttp.web.Response(status=204, headers=found)

    async def serve(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        status = 405 if request.method == "OPTIONS" else 404 if "missing" in request.path else 200
        return aiohttp.web.Response(status=status, headers=self.headers(request))

    def headers(self, request: aiohttp.web.Request) -> dict[str, str]:
        """What every response to this request carries."""
        origin = request.headers.get("Origin", "")
        found = {"Server": "Python/3.11 aiohttp/3.14.5 asab/26.40"}
        if not any(_covers(path, request.path) for path in self.paths):
            return found
        if self.vary:
            found["Vary"] = "Origin"
        if "*" in self.origins and not self.credentials:
            found["Access-Control-Allow-Origin"] = "*"
        elif origin and ("*" in self.origins or origin in self.origins):
            found["Access-Control-Allow-Origin"] = origin
        if self.credentials and "Access-Control-Allow-Origin" in found:
            found["Access-Control-Allow-Credentials"] = "true"
        return found


def _split(text: str) -> list[str]:
    return [item for item in re.split(r"[,\s]+", text) if item]


def _covers(path: str, request: str) -> bool:
    if path.endswith("/*"):
        return request == path[:-2] or request.startswith(path[:-1])
    return request == path
