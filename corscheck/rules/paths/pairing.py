"""CORS101 and 102: `cors` and `cors_preflight_paths`, one without the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.preflight import SEPARATOR
from corscheck.edits import insert_below
from corscheck.fixes import Fix
from corscheck.rules._option_names import PREFLIGHT_PATHS, is_hidden, misspelt
from corscheck.rules._path_items import items_of
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container


@rule("CORS101", "default-preflight-paths", "error")
def default_preflight_paths(web: Container) -> Iterator[Problem]:
    """Where `cors` is on, the paths that answer preflights must be named.

    ## Why is this bad?
    Without `cors_preflight_paths` ASAB answers preflights on its built-in paths only
    (`asab/web/container.py`: `/openidconnect/*, /test/*`), which hardly any service has. A browser sends
    a preflight before every request with JSON, with `Authorization`, or with PUT, PATCH or DELETE. It
    gets `405 Method Not Allowed` and does not send the request.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*

    ## Fix safety
    Unsafe: `/*` answers preflights on every path, and you may want to name fewer. An application can also
    set the paths in its code (`Config.add_defaults`), which the file does not show.
    """
    option = web.options.get(PREFLIGHT_PATHS)
    default = web.profile.defaults.get(PREFLIGHT_PATHS, "/*")
    if not web.cors_enabled or option is None or option.is_set or default == "/*":
        return
    if web.configuration.partial:
        return  # the paths are in another file
    cors = web.options["cors"]
    if (
        not web.profile.preflight_routes
        or cors.key is None
        or misspelt(web, PREFLIGHT_PATHS)
        or is_hidden(web, PREFLIGHT_PATHS)
    ):
        return
    place = cors.value.span or cors.key
    indent = " " * (cors.key.source.position(cors.key.start).column - 1)
    fix = Fix("Name the paths", (insert_below(place, f"{indent}{PREFLIGHT_PATHS} = /*"),), "unsafe")
    yield Problem(
        cors.key,
        f"`cors` is on, but only ASAB's built-in paths {listed(default.split(', '))} answer preflights",
        help=f"set `{PREFLIGHT_PATHS} = /*`, or name the paths of your service",
        fix=fix,
    )


@rule("CORS102", "preflight-paths-without-cors")
def preflight_paths_without_cors(web: Container) -> Iterator[Problem]:
    """Preflight paths have no effect while `cors` is empty.

    ## Why is this bad?
    ASAB reads `cors_preflight_paths` only when `cors` is not empty (`asab/web/container.py`). The service
    sends no CORS headers at all, and browsers block every page of another origin. Mistakes in the paths
    stay hidden until somebody switches CORS on.

    In ASAB after 26.36 an application can switch CORS on in its code, by `WebContainer.enable_cors()`. Its
    documentation then tells you to leave `cors` empty, and the paths are those of the file. So for these
    versions the severity is `info`. The default of the version, as its documentation prints it, is not
    reported.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors =
        cors_preflight_paths = /*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =
    """
    items = items_of(web)
    if (
        items is None
        or items.live
        or items.option.inherited
        or not items.value.text
        or _is_default(web, items.value.text)
        or web.profile.cors == "ignored"
    ):
        return
    cors = web.options["cors"]
    if not cors.is_set and web.configuration.partial:
        return  # it is in another file
    if "cors" not in web.values or misspelt(web, "cors") or is_hidden(web, "cors"):
        return
    if cors.overridden or (cors.key and "$" in cors.key.source.line_text(cors.key.line)):
        return  # switched off where the service runs
    message = f"`{PREFLIGHT_PATHS}` has no effect while `cors` is {'empty' if cors.key else 'not set'}"
    in_code = web.profile.cors == "allow-list"
    yield Problem(
        items.option.key,
        message + (", unless the application calls `enable_cors()`" if in_code else ""),
        help="set `cors` to the origins that may call this service, or delete the paths",
        severity="info" if in_code else None,
    )


def _is_default(web: Container, text: str) -> bool:
    default = web.profile.defaults.get(PREFLIGHT_PATHS, "")
    return SEPARATOR.split(text) == SEPARATOR.split(default)


RULES: tuple[Rule, ...] = (
    default_preflight_paths,
    preflight_paths_without_cors,
)
