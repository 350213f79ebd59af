"""What `corscheck show` prints, as plain data: the shape of its JSON document, version 1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from corscheck.asab.provenance import is_secret_option, secrets_of
from corscheck.secrets import MASK, is_placeholder, is_secret_name, mask_forms, mask_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corscheck.asab.container import Configuration, Container, Diagnosis, Option, PreflightPath

    Shown = Callable[[str, str], str]


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
    has not the form of what the option holds.
    """
    shown = _shown if show_secrets else partial(_masked, secrets_of(configuration, containers))
    return {
        "version": 1,
        "config": configuration.path,
        "asab_version": configuration.profile.version,
        "files": [source.path for source in configuration.sources],
        "error": _error(configuration.error, shown),
        "containers": [] if configuration.error else [_container(web, covers, shown) for web in containers],
    }


def _container(web: Container, covers: Sequence[str], shown: Shown) -> dict[str, Any]:
    return {
        "section": web.section,
        "values": {name: shown(_named(web, name), value.text) for name, value in web.values.items()},
        "origin_of": {name: _origin(option) for name, option in web.options.items() if name in web.values},
        "starts": web.starts,
        "error": _error(web.error, shown),
        "cors_enabled": web.cors_enabled,
        "preflight_routes": [shown("", token) for token in _tokens(web)],
        "covers": {path: web.covers(path) for path in covers},
        "listen": [
            [shown("", address), line.port, line.tls] for line in web.listen for address in line.addresses
        ],
        "base_urls": [shown("", url) for url in web.base_urls],
    }


def _named(web: Container, option: str) -> str:
    """What an option is to be called so that its name says what it holds."""
    return "password" if is_secret_option(web.section, option) else option


def _tokens(web: Container) -> list[str]:
    """The paths handed to the router; none where ASAB does not get that far."""
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


def _error(diagnosis: Diagnosis | None, shown: Shown) -> dict[str, str] | None:
    if diagnosis is None:
        return None
    foreign = shown is not _shown and diagnosis.span is not None and not diagnosis.span.source.quotable
    return {"type": diagnosis.type, "message": MASK if foreign else shown("", diagnosis.message)}


def _shown(_option: str, text: str) -> str:
    return text


def _masked(secrets: tuple[str, ...], option: str, text: str) -> str:
    """A value as it may be shown."""
    if is_secret_name(option) and text and not is_placeholder(text):
        return MASK
    return mask_value(mask_forms(text), secrets)
