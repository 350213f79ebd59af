"""What a `[[service]]` table says about a target, with the variables of the environment in its texts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from corscheck.errors import UsageProblem
from corscheck.settings.variables import VariableMistake, expand

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from corscheck.exchange import Headers
    from corscheck.settings import Service, Settings


class ServiceTexts:
    """The texts of one table; `secrets` are the values of variables that no report may show.

    Reading a text raises `UsageProblem` with key and line where a variable of it is not set.
    """

    def __init__(self, settings: Settings, number: int) -> None:
        self.service: Service = settings.service[number]
        self.secrets: dict[str, None] = {}
        self._settings = settings
        self._number = number
        self._environ: Mapping[str, str] = {**os.environ, **settings.env}

    def text(self, key: str, text: str) -> str:
        """A text with its variables expanded; values of variables with secret names go to `secrets`."""
        from corscheck.secrets import variable_secrets  # noqa: PLC0415  # only where something is sent

        found, used = self._expanded(key, text)
        self.secrets |= dict.fromkeys(variable_secrets(used))
        return found

    def headers(self) -> Headers:
        """The headers of real requests; the values of variables in them are secret."""
        from corscheck.cli.headers import Line, checked_headers, header_lines  # noqa: PLC0415

        lines: list[Line] = []
        place = self._place("headers")
        for text in self.service.headers:
            found, used = self._expanded("headers", text)
            if "" in used.values():
                name = next(name for name, value in used.items() if not value)
                raise UsageProblem(f"{place}: the variable {name} is empty")
            self.secrets |= dict.fromkeys(used.values())
            lines += (
                [Line(found, place)]
                if not found.startswith("@")
                else header_lines([found], place, self._settings.resolve)
            )
        return checked_headers(lines)

    def fields(self, overridden: Collection[str]) -> dict[str, Any]:
        """The fields of a target, without those that options override."""
        service, settings = self.service, self._settings
        found: dict[str, Any] = {
            "name": service.name or "",
            "internal": service.internal,
            "behind_proxy": service.behind_proxy,
        }
        for key in ("url", "launch", "openapi", "proxy"):
            text = getattr(service, key)
            if text is not None and key not in overridden:
                found[key] = self.text(key, text)
        if service.wait is not None:
            found["wait"] = service.wait
        if (openapi := found.get("openapi")) and openapi not in ("auto", "off") and "://" not in openapi:
            found["openapi"] = settings.resolve(openapi)
        if "launch" in found:
            found["directory"] = settings.directory
        if service.routes:
            from corscheck.contract.named_routes import named_route  # noqa: PLC0415  # only where there are any

            found["routes"] = tuple(map(named_route, service.routes))
        if service.headers:
            found["headers"] = self.headers()
        return {**found, "secrets": tuple(self.secrets)}

    def _expanded(self, key: str, text: str) -> tuple[str, dict[str, str]]:
        try:
            return expand(text, self._environ)
        except VariableMistake as error:
            raise UsageProblem(
                f"{self._place(key)}: {error}", span=self._settings.place("service", self._number, key)
            ) from None

    def _place(self, key: str) -> str:
        """File, line and key, as in other mistakes of the settings."""
        span = self._settings.place("service", self._number, key)
        where = f"{span.source.path}:{span.line}: " if span else ""
        return f"{where}`service.{self._number + 1}.{key}`"
