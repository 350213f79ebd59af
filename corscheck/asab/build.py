"""Sections to web containers, as `WebContainer.__init__` in `asab/web/container.py` builds them.

ASAB raises at the first value it refuses; here all of them are collected, in the order of its
steps.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from corscheck.asab.container import Container, Option
from corscheck.asab.cors_options import policy_failures
from corscheck.asab.defaults import SECTIONS
from corscheck.asab.diagnosis import LIMIT, Diagnosis
from corscheck.asab.ini import DEFAULT
from corscheck.asab.listen import Listen, parse
from corscheck.asab.preflight import preflight_paths
from corscheck.asab.routes import Route
from corscheck.asab.tls import failures
from corscheck.limits import LimitReached
from corscheck.source import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.container import Configuration, How

_WEB_ONLY = frozenset(("cors_preflight_paths", "preflightpaths"))
"""Options that nothing but a web container has."""

_MOST = 1000
"""Containers of one configuration that are looked at; no application has so many."""

_MOST_INHERITED = 20_000
"""Options of [DEFAULT] that all of them have together."""

_OURS = ("cors", "preflight", "listen")
"""How the names of a web container's options begin, correctly spelt or not."""

_WEB_OPTIONS = _WEB_ONLY | {
    "cors",
    "cors_allow_headers",
    "cors_allow_methods",
    "cors_allow_origin",
    "cors_max_age",
}
"""Options that nothing but a web container has beside `listen`."""


def containers(configuration: Configuration, sections: Iterable[str] = ()) -> list[Container]:
    """The web containers of a configuration, in the order of its sections; `sections` are further ones.

    Found automatically: `[web]`, else its obsolete alias, and sections whose name or options show that they
    are web containers. A section that is asked for need not exist: ASAB then uses its defaults.
    """
    names = configuration.names
    main, alias = configuration.profile.section, configuration.profile.section_alias
    found: dict[str, How] = {}
    for name in names:
        if name == main:
            found[name] = "web"
        elif name == alias:
            if main not in names:
                found[name] = "alias"
        elif _is_custom(name, configuration):
            found[name] = "custom"
    for name in sections:
        found.setdefault(name, "web" if name == main else "custom")
    most = min(_MOST, _MOST_INHERITED // (len(configuration.own_options(DEFAULT)) + 1) + 1)
    if len(found) > most:
        next_one = configuration.headers(next(islice(found, most, None)))
        message = f"only the first {most} web containers are looked at, neither this one nor later ones"
        configuration.report(Diagnosis(LIMIT, message, next_one[0] if next_one else None))
    return [build(configuration, name, how) for name, how in islice(found.items(), most)]


def build(configuration: Configuration, section: str, how: How = "web") -> Container:
    """The container that ASAB makes of one section."""
    defaults = _defaults(tuple(configuration.profile.defaults.items()))
    options = defaults.copy()
    values = {name: option.value for name, option in defaults.items()}
    errors: list[Diagnosis] = []
    for name, option in configuration.options(section).items():
        options[name] = option
        value = configuration.resolve(section, name) if "$" in option.value.text else option.value
        if isinstance(value, Diagnosis):
            errors.append(value)
            values.pop(name, None)
        else:
            values[name] = value
    web = Container(configuration, section, how, options, values)
    errors += _integer(web, "backlog")
    errors += _listen(web)
    errors += _integer(web, "body_max_size")
    errors += _rootdir(web)
    errors += _cors(web)
    web.errors = tuple(errors)
    return web


@lru_cache(maxsize=16)
def _defaults(texts: tuple[tuple[str, str], ...]) -> dict[str, Option]:
    """A version's defaults as options: the same for every container, and never changed."""
    return {name: Option(name, Value(text)) for name, text in texts}


def _is_custom(name: str, configuration: Configuration) -> bool:
    if name in SECTIONS or name == DEFAULT or name.startswith("ssl:"):
        return False
    if name.startswith("web:"):
        return True
    own = configuration.own_options(name)
    if name.endswith(":web"):  # `[client:web]` may be something else
        known = configuration.profile.defaults
        return not own or any(option in known or option.startswith(_OURS) for option in own)
    if "listen" in own:
        return not _WEB_OPTIONS.isdisjoint(own)
    return not _WEB_ONLY.isdisjoint(own)


def _integer(web: Container, option: str) -> Iterator[Diagnosis]:
    value = web.values.get(option)
    if value is not None and option in web.profile.defaults:
        try:
            int(value.text)
        except ValueError as error:
            yield Diagnosis.of(error, value.span, "start")


def _listen(web: Container) -> Iterator[Diagnosis]:
    if "listen" not in web.values:
        return
    understood: list[Listen] = []
    known: set[str] = set()  # an error in TLS options that several lines share is reported once
    for line in parse(web.values["listen"], web.section, web.profile):
        if line.listen is not None:
            understood.append(line.listen)
        for step in line.steps:
            if isinstance(step, Diagnosis):
                yield step
            elif step.text not in known:
                known.add(step.text)
                yield from _tls(web, step)
    web.listen = tuple(understood)


def _tls(web: Container, parameter: Value) -> Iterator[Diagnosis]:
    """The context of one `ssl` or `ssl:name`: the named section's options, overridden by the container's."""
    options: dict[str, Value] = {}
    if parameter.text.startswith("ssl:"):
        for name in web.configuration.options(parameter.text):
            value = web.configuration.resolve(parameter.text, name)
            if isinstance(value, Diagnosis):
                yield value
                return
            options[name] = value
    yield from failures({**options, **web.values}, web.configuration.files, web.profile, parameter.span)


def _rootdir(web: Container) -> Iterator[Diagnosis]:
    """Each file of `rootdir` becomes a GET route by its name (`asab/web/staticdir.py`)."""
    rootdir = web.values.get("rootdir")
    if rootdir is None or not rootdir.text:
        return
    files = web.configuration.files
    separator = "" if rootdir.text.endswith("/") else "/"
    try:
        found = files.glob(f"{rootdir.text}{separator}*")
    except LimitReached as error:
        yield Diagnosis(LIMIT, str(error), rootdir.span, "start")
        return
    for path in found:
        if files.is_file(path):
            try:
                Route(path[path.rfind("/") :])
            except LimitReached as error:
                yield Diagnosis(LIMIT, str(error), rootdir.span, "start")
            except ValueError as error:
                yield Diagnosis.of(error, rootdir.span, "start")


def _cors(web: Container) -> Iterator[Diagnosis]:
    text = web.cors.text
    web.cors_enabled = {
        "ignored": False,
        "star": text == "*",
        "switch": text != "",
        "allow-list": bool(web.origins),
    }[web.profile.cors]
    paths = web.values.get("cors_preflight_paths")
    if paths is not None:
        web.paths = preflight_paths(paths, web.profile)
    if web.cors_enabled:
        yield from policy_failures(web)
        yield from (path.error for path in web.paths if path.error is not None)
