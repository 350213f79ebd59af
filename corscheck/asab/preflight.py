"""`cors_preflight_paths` to OPTIONS routes, as `WebContainer` in `asab/web/container.py` makes them.

Up to 26.36 every `*` becomes `{tail:.*}` and the list is split at most eight times: the tenth and all
later items stay in the ninth. Later versions take a trailing `/*` only, and split without a limit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import LIMIT, Diagnosis
from corscheck.asab.routes import Route
from corscheck.limits import LimitReached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.profiles import Profile
    from corscheck.source import Value

SEPARATOR = re.compile(r"[,\s]+")
"""What separates paths, and in later versions origins."""

_TAIL = "{tail:.*}"


class PreflightPath:
    """One item that ASAB's split of `cors_preflight_paths` results in.

    `value` is the item as written, `token` the path that the router is given for it
    (`/a/{tail:.*}`), `tokens` all of them (later versions add the bare `/a`), `error` what the
    router raises.
    """

    __slots__ = ("error", "routes", "token", "tokens", "value")

    def __init__(
        self, value: Value, tokens: tuple[str, ...], routes: tuple[Route, ...], error: Diagnosis | None
    ) -> None:
        self.value = value
        self.token = tokens[0]
        self.tokens = tokens
        self.routes = routes
        self.error = error

    def __repr__(self) -> str:
        return f"PreflightPath({self.token!r})"


def preflight_paths(value: Value, profile: Profile) -> tuple[PreflightPath, ...]:
    """The items of a `cors_preflight_paths` value, with the routes ASAB registers for each."""
    if not profile.preflight_routes:
        return ()
    if not profile.every_star:
        return tuple(_listed(value))
    items = value.strip("\n").split(SEPARATOR, max(profile.paths_limit - 1, 0))
    return tuple(_split(items))


def _split(items: list[Value]) -> Iterator[PreflightPath]:
    """Up to 26.36; the router treats a path twice in a row as one, and refuses its second handler."""
    last: str | None = None
    for item in items:
        token = item.text.replace("*", _TAIL)
        route = _repeated(item) if token == last else _route(token, item)
        if isinstance(route, Diagnosis):
            last = token if token == last else None
            yield PreflightPath(item, (token,), (), route)
        else:
            last = token
            yield PreflightPath(item, (token,), (route,), None)


def _listed(value: Value) -> Iterator[PreflightPath]:
    """After 26.36: empty items are left out, a route is registered once, `/a/*` brings `/a` with it."""
    known: set[str] = set()
    for item in value.split(SEPARATOR):
        if not item.text:
            continue
        tokens: tuple[str, ...] = (item.text,)
        if item.text.endswith("/*"):
            base = item.text[:-2]
            tokens = (item.text[:-1] + _TAIL, base) if base else (item.text[:-1] + _TAIL,)
        routes: list[Route] = []
        error = None
        for token in tokens:
            if token not in known and error is None:
                route = _route(token, item)
                if isinstance(route, Diagnosis):
                    error = route
                else:
                    known.add(token)
                    routes.append(route)
        yield PreflightPath(item, tokens, tuple(routes), error)


def _route(token: str, item: Value) -> Route | Diagnosis:
    try:
        return Route(token)
    except LimitReached as error:
        return Diagnosis(LIMIT, str(error), item.span, "start")
    except (ValueError, OverflowError, RecursionError) as error:
        return Diagnosis.of(error, item.span, "start")


def _repeated(item: Value) -> Diagnosis:
    message = "Added route will never be executed, method OPTIONS is already registered"
    return Diagnosis("RuntimeError", message, item.span, "start")
