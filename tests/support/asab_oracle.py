"""The real asab, asked what it makes of a configuration: the judge of `corscheck.asab`."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import aiohttp.http_parser
import aiohttp.web
import asab
import asab.config
import asab.tls
import asab.web.container
import asab.web.service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

NAMES_OF_THE_MACHINE = {
    ("general", "config_file"),
    ("general", "var_dir"),
    ("logging", "app_name"),
    ("logging", "verbose"),
}
"""Defaults that depend on who runs where."""

Failure = tuple[str, str]
"""An exception's class name and text."""


class Loaded(NamedTuple):
    """asab's configuration after `_load`."""

    error: Failure | None
    raw: dict[str, dict[str, str]]
    resolved: dict[str, dict[str, str | Failure]]


class Built(NamedTuple):
    """A `WebContainer` of that configuration."""

    error: Failure | None
    values: dict[str, str]
    cors_enabled: bool
    tokens: list[str]
    routes: list[str]
    listen: list[list[Any]]
    covers: dict[str, bool]


class _ZooKeeper:
    """A server that has an empty node everywhere."""

    def __init__(self, servers: str) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...
    def get(self, path: str) -> tuple[bytes, None]:
        return (b"" if path.endswith(".conf") else b"{}", None)


_KAZOO: dict[str, Any] = {
    "kazoo": SimpleNamespace(client=SimpleNamespace(KazooClient=_ZooKeeper)),
    "kazoo.client": SimpleNamespace(KazooClient=_ZooKeeper),
}


@contextlib.contextmanager
def process(directory: str, environ: Mapping[str, str]) -> Iterator[None]:
    """Working directory and environment as the service would have them; logs and warnings dropped."""
    old_directory, old_environ = Path.cwd(), dict(os.environ)
    logging.disable(logging.CRITICAL)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environ)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.chdir(old_directory)
        os.environ.clear()
        os.environ.update(old_environ)
        logging.disable(logging.NOTSET)


class Asab:
    """One asab process after reading a configuration."""

    def __init__(self, path: str, directory: str, environ: Mapping[str, str]) -> None:
        self._directory = directory
        self._environ = environ
        self._parser = asab.config.ConfigParser(interpolation=asab.config._Interpolation())
        self._error: Failure | None = None
        defaults = asab.config.ConfigParser._default_values
        before = defaults["general"]["config_file"]
        defaults["general"]["config_file"] = path
        try:
            with process(directory, environ), patch.dict(sys.modules, _KAZOO):
                self._error = _failure(self._parser._load)
                self._environ = dict(os.environ)
        finally:
            defaults["general"]["config_file"] = before

    def loaded(self) -> Loaded:
        """Every section with its options, before and after references."""
        if self._error is not None:
            return Loaded(self._error, {}, {})
        parser = self._parser
        sections = [*parser.sections(), "DEFAULT"]
        raw = {name: dict(parser.items(name, raw=True)) for name in sections}
        resolved = {
            name: {option: _result(lambda: parser.get(name, option)) for option in raw[name]}  # noqa: B023
            for name in sections
        }
        return Loaded(None, raw, resolved)

    def alias(self) -> str:
        """The section that the property `WebService.WebContainer` takes."""
        return "web" if "web" in self._parser.sections() else "asab:web"

    def build(self, section: str, probes: Sequence[str] = ()) -> Built:
        """Build the container of a section and ask its router for OPTIONS on each probe."""
        modules: list[Any] = [asab.config, asab.web.service]
        before = [module.Config for module in modules]
        for module in modules:
            module.Config = self._parser
        container = None
        tokens: list[str] = []
        service = SimpleNamespace(App=None, _register_container=lambda *_: None)

        class Recording(asab.web.container.WebContainer):  # type: ignore[misc]  # asab has no types
            def add_preflight_handlers(self, preflight_paths: list[str]) -> None:
                tokens.extend(preflight_paths)
                super().add_preflight_handlers(preflight_paths)

        def make() -> None:
            nonlocal container
            container = Recording(service, section)

        try:
            with process(self._directory, self._environ):
                error = _failure(make)
        finally:
            for module, config in zip(modules, before, strict=True):
                module.Config = config
        if container is None:
            return Built(error, {}, cors_enabled=False, tokens=tokens, routes=[], listen=[], covers={})
        router = container.WebApp.router
        router.freeze()
        options = [route for route in router.routes() if route.method == "OPTIONS"]
        return Built(
            error=None,
            values={name: str(container.Config[name]) for name in container.Config},
            cors_enabled=container.CORS != "",
            tokens=tokens,
            routes=[route.resource.canonical for route in options],
            listen=[[address, port, tls is not None] for address, port, tls in container._listen],
            covers={path: _answered(router, path) for path in probes},
        )


def _failure(call: Callable[[], object]) -> Failure | None:
    stderr = io.StringIO()
    try:
        with contextlib.redirect_stderr(stderr):
            call()
    except SystemExit:  # what it logs is dropped
        return "SystemExit", stderr.getvalue().strip()
    except Exception as error:  # noqa: BLE001 - whatever asab raises is the answer
        return type(error).__name__, str(error)
    return None


def _result(call: Callable[[], str]) -> str | Failure:
    results: list[str] = []
    return _failure(lambda: results.append(call())) or results[0]


def _answered(router: aiohttp.web.UrlDispatcher, path: str) -> bool:
    """Whether OPTIONS on the path finds a route, the request parsed as from the wire."""
    protocol: Any = SimpleNamespace(_reading_paused=False)
    parser = aiohttp.http_parser.HttpRequestParserPy(protocol, None, 2**16)
    messages, _, _ = parser.feed_data(f"OPTIONS {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
    message = messages[0][0]
    request: Any = SimpleNamespace(rel_url=message.url, method=message.method)
    found = router.resolve(request)
    try:
        found.send(None)
    except StopIteration as done:
        return done.value.http_exception is None
    raise AssertionError("the router waited for something")
