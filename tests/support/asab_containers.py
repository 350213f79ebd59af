"""One ASAB process with many web containers; run as a program with `-c FILE`.

Every section of the configuration that has `cors` becomes a container with the same routes. The one
named `[web:auth]` is guarded by ASAB's AuthService, `[web:tenants]` by its TenantService; `[web:dead]`
is built while a module is initialised, so that its mistake is only logged.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asab
import asab.web
import asab.web.auth
import asab.web.rest
import asab.web.tenant

if TYPE_CHECKING:
    import aiohttp.web


async def answer(request: aiohttp.web.Request) -> aiohttp.web.Response:
    response: aiohttp.web.Response = asab.web.rest.json_response(request, {})
    return response


class Failing(asab.Module):  # type: ignore[misc]  # asab has no types
    async def initialize(self, app: Containers) -> None:
        asab.web.WebContainer(app.WebService, "web:dead")


class Containers(asab.Application):  # type: ignore[misc]  # asab has no types
    def __init__(self) -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())  # ASAB expects one; Python 3.14 no longer makes it
        super().__init__()
        self.add_module(asab.web.Module)
        self.WebService = self.get_service("asab.WebService")
        self.TenantService = asab.web.tenant.TenantService(self, auto_install_web_wrapper=False)
        for section in asab.Config.sections():
            if asab.Config.has_option(section, "cors") and section != "web:dead":
                self.build(section)
        self.add_module(Failing)

    def build(self, section: str) -> None:
        """One container; tenants must be there before authentication is."""
        container = asab.web.WebContainer(self.WebService, section)
        router = container.WebApp.router
        router.add_get("/api/items/{item}", answer)
        router.add_put("/api/items/{item}", answer)
        router.add_get("/open", answer)
        if section == "web:tenants":
            self.TenantService.install(container)
        if section == "web:auth":
            # With a single container it installs itself; here that one is the first that was built.
            asab.web.auth.AuthService(self).install(container)


if __name__ == "__main__":
    Containers().run()
