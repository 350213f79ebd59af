"""What `corscheck show` prints, as plain data: the shape of its JSON document, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.asab.container import Configuration, Container, Diagnosis, Option, PreflightPath


def describe(
    configuration: Configuration, containers: Iterable[Container], covers: Sequence[str] = ()
) -> dict[str, Any]:
    """The document; `covers` are request paths to say of each container whether it answers a preflight.

    A configuration that ASAB cannot load has no containers.
    """
    return {
        "version": 1,
        "config": configuration.path,
        "asab_version": configuration.profile.version,
        "files": [source.path for source in configuration.sources],
        "error": _error(configuration.error),
        "containers": [] if configuration.error else [_container(web, covers) for web in containers],
    }


def _container(web: Container, covers: Sequence[str]) -> dict[str, Any]:
    return {
        "section": web.section,
        "values": {name: value.text for name, value in web.values.items()},
        "origin_of": {name: _origin(option) for name, option in web.options.items() if name in web.values},
        "starts": web.starts,
        "error": _error(web.error),
        "cors_enabled": web.cors_enabled,
        "preflight_routes": _tokens(web),
        "covers": {path: web.covers(path) for path in covers},
        "listen": [[address, line.port, line.tls] for line in web.listen for address in line.addresses],
        "base_urls": list(web.base_urls),
    }


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


def _error(diagnosis: Diagnosis | None) -> dict[str, str] | None:
    return None if diagnosis is None else {"type": diagnosis.type, "message": diagnosis.message}
