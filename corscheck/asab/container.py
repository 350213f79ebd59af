"""The types of what ASAB reads from a configuration; other packages import them from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.asab.configuration import Configuration, Files, Include, Option, Section
from corscheck.asab.diagnosis import Diagnosis
from corscheck.asab.listen import Listen, base_urls
from corscheck.asab.preflight import SEPARATOR, PreflightPath
from corscheck.asab.routes import Route, decoded, request_path
from corscheck.source import Value

if TYPE_CHECKING:
    from corscheck.source import Span

__all__ = [
    "Configuration",
    "Container",
    "Diagnosis",
    "Files",
    "How",
    "Include",
    "Listen",
    "Option",
    "PreflightPath",
    "Section",
]

How = Literal["web", "alias", "custom"]
"""Why a section is treated as a web container; `custom` is a guess, or was asked for."""


class Container:
    """One web container: what `asab.web.WebContainer` makes of a section."""

    __slots__ = (
        "configuration",
        "cors",
        "cors_enabled",
        "errors",
        "how",
        "listen",
        "options",
        "paths",
        "profile",
        "section",
        "values",
    )

    def __init__(
        self,
        configuration: Configuration,
        section: str,
        how: How,
        options: dict[str, Option],
        values: dict[str, Value],
    ) -> None:
        self.configuration = configuration
        self.profile = configuration.profile
        self.section = section
        self.how = how
        self.options = options
        """The effective options: the section's, those of [DEFAULT], and the container's defaults."""
        self.values = values
        """The options' texts after references; one that cannot be resolved is left out."""
        self.cors = values.get("cors", Value(""))
        self.cors_enabled = False
        self.paths: tuple[PreflightPath, ...] = ()
        """The items of `cors_preflight_paths`, also while `cors` is empty and they are latent."""
        self.listen: tuple[Listen, ...] = ()
        """The lines of `listen` that ASAB understands."""
        self.errors: tuple[Diagnosis, ...] = ()
        """All errors that ASAB would raise, one after the other, if each were corrected."""

    def __repr__(self) -> str:
        return f"Container({self.section!r} of {self.configuration.path!r})"

    @property
    def header(self) -> Span | None:
        """The place of the section's first header; None where no file has the section."""
        headers = self.configuration.headers(self.section)
        return headers[0] if headers else None

    @property
    def error(self) -> Diagnosis | None:
        """What ASAB raises when it builds the container."""
        return self.errors[0] if self.errors else None

    @property
    def starts(self) -> bool:
        """Whether ASAB builds the container."""
        return not self.errors

    @property
    def base_urls(self) -> tuple[str, ...]:
        """Where to find the server, plain HTTP first; none for ports and addresses that are not known."""
        return base_urls(self.listen)

    @property
    def origins(self) -> list[Value]:
        """The items of `cors` as versions with an allow-list split it."""
        return [item for item in self.cors.split(SEPARATOR) if item.text]

    @property
    def routes(self) -> list[Route]:
        """The OPTIONS routes that ASAB registers; empty while `cors` is."""
        return [route for path in self.paths for route in path.routes] if self.cors_enabled else []

    def answers(self, path: str) -> bool | None:
        """Whether a preflight to this request path (as sent) is answered with 204; None: not known."""
        return self.would_answer(path) if self.starts else False

    def would_answer(self, path: str) -> bool | None:
        """As `answers`, whether ASAB builds the container or not."""
        target = decoded(request_path(path))
        found = [route.matches(target) for route in self.routes]
        return True if True in found else None if None in found else False

    def covers(self, path: str) -> bool | None:
        """Whether a preflight to this request path (as sent) is answered, with CORS headers; None: not known.

        Versions with an allow-list send the headers on paths that are literally listed only
        (`asab/web/cors.py`, `path_matches`).
        """
        return self.would_cover(path) if self.starts else False

    def would_cover(self, path: str) -> bool | None:
        """As `covers`, whether ASAB builds the container or not."""
        answered = self.would_answer(path)
        if not answered or not self.profile.literal_paths:
            return answered
        plain = decoded(request_path(path), "")
        return any(_listed(plain, item.value.text) for item in self.paths)


def _listed(path: str, item: str) -> bool:
    return path.startswith(item[:-1]) or path == item[:-2] if item.endswith("/*") else path == item
