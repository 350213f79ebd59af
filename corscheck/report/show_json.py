"""What `corscheck show` prints, as plain data: the shape of its JSON document, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.asab.provenance import is_secret_option, secrets_of, shown_message
from corscheck.secrets import MASK, is_placeholder, mask_forms, mask_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.asab.container import Configuration, Container, Diagnosis, Option, PreflightPath


class _Shown:
    """Texts as they may be shown; `secrets` are those of the configuration, None where they are wanted."""

    def __init__(self, secrets: tuple[str, ...] | None) -> None:
        self._secrets = secrets

    def text(self, text: str) -> str:
        """A text made of values."""
        return text if self._secrets is None else mask_value(mask_forms(text), self._secrets)

    def value(self, section: str, option: str, text: str) -> str:
        """The value of an option."""
        if (
            self._secrets is not None
            and is_secret_option(section, option)
            and text
            and not is_placeholder(text)
        ):
            return MASK
        return self.text(text)

    def error(self, diagnosis: Diagnosis | None) -> dict[str, str] | None:
        """What ASAB raises."""
        if diagnosis is None:
            return None
        hidden = self._secrets
        message = diagnosis.message if hidden is None else shown_message(diagnosis, hidden)
        return {"type": diagnosis.type, "message": message}


def describe(
    configuration: Configuration,
    containers: Sequence[Container],
    covers: Sequence[str] = (),
    *,
    show_secrets: bool = True,
) -> dict[str, Any]:
    """The document; `covers` are request paths to say of each container whether it answers a preflight.

    A configuration that ASAB cannot load has no containers. Without `show_secrets` they are masked: the
    values of options whose names say secret, what looks like a secret, and what came from elsewhere and
    does not have the form of the option's value.
    """
    shown = _Shown(None if show_secrets else secrets_of(configuration, containers))
    return {
        "version": 1,
        "config": configuration.path,
        "asab_version": configuration.profile.version,
        "files": [source.path for source in configuration.sources],
        "error": shown.error(configuration.error),
        "containers": [] if configuration.error else [_container(web, covers, shown) for web in containers],
    }


def _container(web: Container, covers: Sequence[str], shown: _Shown) -> dict[str, Any]:
    return {
        "section": web.section,
        "values": {name: shown.value(web.section, name, value.text) for name, value in web.values.items()},
        "origin_of": {name: _origin(option) for name, option in web.options.items() if name in web.values},
        "starts": web.starts,
        "error": shown.error(web.error),
        "cors_enabled": web.cors_enabled,
        "preflight_routes": [shown.text(token) for token in _tokens(web)],
        "covers": {path: web.covers(path) for path in covers},
        "listen": [
            [shown.text(address), line.port, line.tls] for line in web.listen for address in line.addresses
        ],
        "base_urls": [shown.text(url) for url in web.base_urls],
    }


def _tokens(web: Container) -> list[str]:
    """The paths given to the router; none where ASAB fails before."""
    refused = {id(path.error) for path in web.paths}
    if not web.cors_enabled or any(id(error) not in refused for error in web.errors):
        return []
    return [token for path in web.paths for token in _handed(path)]


def _handed(path: PreflightPath) -> tuple[str, ...]:
    return path.tokens if path.error else tuple(route.path for route in path.routes)


def _origin(option: Option) -> dict[str, Any] | None:
    if option.key is None:
        return None
    return {"path": option.key.source.path, "line": option.key.line}
