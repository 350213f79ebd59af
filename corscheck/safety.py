"""Which fixes are safe: ASAB answers the same paths and origins before and after them, or fails before.

A rule knows the value that it changes, but not the rest of the files: so the fixed files are read here as
ASAB would read them. A test compares the result with the real ASAB and its router.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.build import build, containers
from corscheck.asab.listen import MAX_PORT, is_impossible_address
from corscheck.asab.loader import load
from corscheck.fixes import apply_fixes
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from corscheck.asab.container import Configuration, Container, Diagnosis, Files
    from corscheck.findings import Finding
    from corscheck.fixes import Fix
    from corscheck.limits import Budget
    from corscheck.source import Source

    # The configurations with other texts in place of those of some files.
    Reload = Callable[[Mapping[Source, str]], Sequence[Configuration]]

    Examined = tuple[Configuration, Sequence[Container]]  # a configuration with its web containers

_READ = 1 << 20
"""Characters that are read to try the fixes of one configuration; what is not tried is not called safe."""


_ELSEWHERE = ("FileNotFoundError", "IsADirectoryError", "SSLError", "InterpolationMissingOptionError")
"""Errors that a container has here, and perhaps not where the service runs."""


_ABOUT_VALUES = ("CORS1", "CORS3", "CORS4", "CORS5")
"""How codes begin whose fixes change the value of one option, and neither sections nor what is included."""


class Behaviour(NamedTuple):
    """What of a container is compared: which origins are allowed, and what is answered."""

    origins: object
    routes: frozenset[str]
    sockets: frozenset[tuple[str, int, bool]]  # address, port, TLS; without those that cannot be bound
    fails: bool  # here, for a reason that there may not be where the service runs
    web: Container


def with_tested_fixes(
    findings: Sequence[Finding],
    examined: Sequence[Examined],
    reload: Reload,
    sections: Sequence[str],
    wanted: Callable[[Finding], bool],
) -> list[Finding]:
    """The findings; fixes that call themselves safe and change what ASAB does are unsafe.

    Findings that are not `wanted` are not fixed, so that they do not count.
    """
    safe = [one for one in findings if one.fix and one.fix.is_safe and wanted(one)]
    fixes = [one.fix for one in safe if one.fix]
    if not fixes or all(one.error for one, _ in examined):
        return list(findings)
    values_only = all(one.code.startswith(_ABOUT_VALUES) for one in safe)
    if values_only and all(_fails(one) for one in examined):
        return list(findings)
    # Of items of the same list one may hide what another one does.
    alone = [one.fix for one in safe if one.fix and one.code.startswith("CORS1")]
    changing = set(map(id, _changing(fixes, alone, examined, reload, sections)))
    return [
        finding._replace(fix=finding.fix._replace(applicability="unsafe"))
        if finding.fix and id(finding.fix) in changing
        else finding
        for finding in findings
    ]


def reloading(configuration: Configuration, budget: Budget | None) -> Reload:
    """How the configuration of an INI file is read again."""
    path, environ, profile = configuration.path, configuration.environ, configuration.profile
    return lambda texts: (load(path, Overlay(configuration.files, texts), environ, profile, budget),)


def reloading_site(configurations: Sequence[Configuration], budget: Budget | None) -> Reload:
    """How the configurations of a YAML or JSON file are read again."""
    from corscheck.asab.yaml_json import load_site  # noqa: PLC0415  # only these files need it

    one = configurations[0]
    environ = next((each.environ for each in configurations if each.environ), {})
    return lambda texts: load_site(one.path, Overlay(one.files, texts), environ, one.profile, budget)


def _changing(
    fixes: Sequence[Fix],
    alone: Sequence[Fix],
    examined: Sequence[Examined],
    reload: Reload,
    sections: Sequence[str],
) -> Iterator[Fix]:
    """The fixes that change what ASAB does; those of `alone` are tried by themselves in any case."""
    left = _READ

    def keeps(group: Sequence[Fix]) -> bool:
        """Whether ASAB does the same after these fixes."""
        nonlocal left
        texts, _ = _applied(group)
        left -= sum(map(len, texts.values()))
        if not texts or left < 0:
            return False
        after = reload(texts)
        pairs = zip(examined, after, strict=False)
        return len(after) == len(examined) and all(_is_same(*pair, sections) for pair in pairs)

    if keeps(fixes):
        taken = set(map(id, _applied(fixes)[1]))
        rest = [fix for fix in fixes if id(fix) not in taken]  # they overlap others
        yield from (fix for fix in (*(alone if len(alone) > 1 else ()), *rest) if not keeps([fix]))
        return
    together: list[Fix] = []
    for fix in fixes:
        if (len(fixes) > 1 and keeps([fix])) and (not together or keeps([*together, fix])):
            together.append(fix)
        else:
            yield fix


def _fails(examined: Examined) -> bool:
    """Whether ASAB cannot load the configuration, or starts none of its containers."""
    return examined[0].error is not None or all(map(_stops, _webs(*examined).values()))


def _applied(fixes: Iterable[Fix]) -> tuple[dict[Source, str], list[Fix]]:
    """The new texts of files, and the fixes that are in them."""
    by_source: dict[Source, list[Fix]] = {}
    for fix in fixes:
        if fix.edits:
            by_source.setdefault(fix.edits[0].span.source, []).append(fix)
    texts: dict[Source, str] = {}
    applied: list[Fix] = []
    for source, own in by_source.items():
        text, tried = apply_fixes(source, own)
        if tried:
            texts[source] = text
            applied += tried
    return texts, applied


def _webs(configuration: Configuration, found: Iterable[Container]) -> dict[str, Container]:
    """The containers by section; the application's own one is there whether the files have it or not."""
    webs = {web.section: web for web in found}
    main = configuration.profile.section
    if main not in webs and not any(web.how == "alias" for web in webs.values()):
        webs[main] = build(configuration, main)
    return webs


def _stops(web: Container) -> bool:
    """Whether the container does not start, whatever there is where the service runs."""
    return any(error.type not in _ELSEWHERE and not _is_variable(error) for error in web.errors)


def _behaviour(web: Container) -> Behaviour | None:
    """What the container does; None for one that does not start."""
    if _stops(web):
        return None
    return Behaviour(
        _origins(web), frozenset(route.path for route in web.routes), _sockets(web), not web.starts, web
    )


def _sockets(web: Container) -> frozenset[tuple[str, int, bool]]:
    """What is bound; nothing where a port does not exist."""
    if any(not 0 <= line.port <= MAX_PORT for line in web.listen):
        return frozenset()
    return frozenset(
        (address, line.port, line.tls)
        for line in web.listen
        for address in line.addresses
        if not is_impossible_address(address)
    )


def _is_variable(error: Diagnosis) -> bool:
    """Whether an error is about `$NAME`, which may be set where the service runs."""
    return error.type == "InterpolationSyntaxError" and re.search(r"found: '\$\w", error.message) is not None


def _origins(web: Container) -> object:
    if not web.cors_enabled or web.profile.cors != "allow-list":
        return web.cors_enabled
    texts = {item.text for item in web.origins}
    if "*" in texts:
        return "*"
    return frozenset(text.removesuffix("/").lower() if "://" in text else text for text in texts)


def _is_same(examined: Examined, after: Configuration, sections: Sequence[str]) -> bool:
    """Whether ASAB does the same with both; whatever it does if it failed before."""
    before, webs = examined
    if before.error:
        return True
    if after.error or _reads_more(before, after):
        return False
    old, new = _webs(before, webs), _webs(after, containers(after, sections))
    for name in {**old, **new}:
        # A container whose section is missing has ASAB's defaults.
        one = _behaviour(old[name] if name in old else build(before, name))
        other = _behaviour(new[name] if name in new else build(after, name))
        if one is not None and (other is None or not _equal(one, other)):
            return False
    return True


def _reads_more(before: Configuration, after: Configuration) -> bool:
    """Whether ASAB would include what is not here, and may be where the service runs."""
    known = {include.pattern.text for include in before.includes}
    return any(
        include.pattern.text not in known and not include.paths and not include.repeated
        for include in after.includes
    )


def _equal(old: Behaviour, new: Behaviour) -> bool:
    if old.origins != new.origins or (new.fails and not old.fails) or not old.sockets <= new.sockets:
        return False
    if old.routes == new.routes and not old.web.profile.literal_paths:
        return True
    paths = {path for route in old.routes | new.routes for path in probes(route)}
    return all(old.web.would_cover(path) == new.web.would_cover(path) for path in paths)


def probes(route: str) -> Iterator[str]:
    """Request paths around a route: itself, above and below it, and what only begins the same."""
    for filler in ("", "x", "x/y"):
        path = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", filler, route) or "/"
        yield from (path, path.rstrip("/") or "/", path.rstrip("/") + "/", path + "x", path + "/x")


class Overlay:
    """A file system in which some files have other texts."""

    def __init__(self, files: Files, texts: Mapping[Source, str]) -> None:
        self._files = files
        self._texts = {files.absolute(source.path): text for source, text in texts.items()}

    def read(self, path: str) -> bytes:
        """As `Files`."""
        text = self._texts.get(self._files.absolute(path))
        return self._files.read(path) if text is None else text.encode("utf-8", "surrogateescape")

    def is_file(self, path: str) -> bool:
        """As `Files`."""
        return self._files.is_file(path)

    def is_dir(self, path: str) -> bool:
        """As `Files`."""
        return self._files.is_dir(path)

    def glob(self, pattern: str) -> list[str]:
        """As `Files`."""
        return self._files.glob(pattern)

    def is_ours(self, path: str, main: str) -> bool:
        """As `Files`."""
        return self._files.is_ours(path, main)

    def absolute(self, path: str) -> str:
        """As `Files`."""
        return self._files.absolute(path)
