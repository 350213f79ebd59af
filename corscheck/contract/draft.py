"""A first policy file: from a configuration, its routes and what the server does today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.contract.expectations import Expectation, decided
from corscheck.contract.expectations_from_config import expected_headers, expected_methods
from corscheck.contract.foreign_origins import foreign_origins, label
from corscheck.contract.path_targets import LABEL, samples
from corscheck.errors import UsageProblem
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corscheck.asab.container import Container
    from corscheck.contract.openapi import Route
    from corscheck.rules.live._case import Intent

_ORIGINS = 3
_REQUESTS = 6
_FOREIGN = ("null", "reflect-invalid", "append-dot")
_UNSAFE = ("PUT", "POST", "PATCH", "DELETE")

_HEAD = """\
# What this repository promises about CORS; `corscheck check` tries it.
# Written by `corscheck init`. Every line is yours to change.
"""
_SERVICE = """
[[service]]
name = {name}
config = [{config}]
{url}
{launch}
# openapi = "auto"  # the service's own document; or a URL, a file, "off"
# routes = ["GET /notes/{{id}}"]  # what pages call, where no document lists it
# internal = ["/health"]  # what pages are not meant to call
# asab-version = "25.15"  # what the configuration is meant for
"""
_URL = '# url = "http://127.0.0.1:8080"  # where `listen` does not lead to it'
_LAUNCH = (
    '# launch = "python app.py -c {config}"  # started and ended by every run; waits for the first answer'
)
_EXPECT = """
# Each [[expect]] is one request that a page makes, and what a browser must make of the answer.
# `headers` are names of request headers that the page sets; `credentials = "include"` is with cookies.
"""


class Service(NamedTuple):
    """The `[[service]]` table of a configuration."""

    name: str
    config: str
    url: str | None = None
    launch: str | None = None


def draft_expectations(
    container: Container, intent: Intent, routes: Sequence[Route] = (), service: str | None = None
) -> list[Expectation]:
    """A few expectations: requests of allowed origins, and origins that must be refused."""
    requests = list(_requests(container, routes))
    if not requests:
        requests = [("PUT", f"/{LABEL}")]
    headers = expected_headers(container)
    origins = [entry.origin for entry in intent.origins][:_ORIGINS]
    if intent.mode == "anyone":
        origins = [f"https://{label(container.section)}.example"]
    found = [
        Expectation(origin, path, method, headers, result="allow", reason="may use the API", service=service)
        for origin in origins
        for method, path in requests[:_REQUESTS]
    ]
    method, path = requests[0]
    if intent.mode != "anyone":
        found += [
            Expectation(
                one.origin, path, method, headers, result="block", reason="nobody else may", service=service
            )
            for one in foreign_origins(origins)
            if one.id in _FOREIGN
        ]
    return list(map(_triable, found))


def _triable(expected: Expectation) -> Expectation:
    """The expectation, with one more header where only a request that changes things would try it."""
    try:
        decided(expected)
    except UsageProblem:
        return expected._replace(headers=(*expected.headers, "content-type"))
    return expected


def service_names(paths: Sequence[str]) -> list[str]:
    """A name for each configuration file, no two alike: its own, after a directory's where others have that.

    `shop/etc/prod.conf` and `pay/etc/prod.conf` become `shop-prod` and `pay-prod`.
    """
    parts = [_parts(path) for path in paths]
    alike = {names[-1]: [others for others in parts if others[-1] == names[-1]] for names in parts}
    taken = {name for name, files in alike.items() if len(files) == 1}
    found: list[str] = []
    for names in parts:
        name = first = _distinguished(names, alike[names[-1]])
        number = 1
        while len(alike[names[-1]]) > 1 and name in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name)
        found.append(name)
    return found


def _parts(path: str) -> list[str]:
    """The names of the directories, and of the file without its suffix."""
    *directories, name = path.split("/")
    return [*directories, name.rpartition(".")[0] or name]


def _distinguished(names: Sequence[str], alike: Sequence[Sequence[str]]) -> str:
    """The name of a file after that of the closest directory which no other file of this name shares."""
    if len(alike) == 1:
        return names[-1]
    for level in range(2, min(map(len, alike)) + 1):
        if len({others[-level] for others in alike}) == len(alike):
            return f"{names[-level]}-{names[-1]}"
    return "-".join(filter(None, names))


def _requests(container: Container, routes: Sequence[Route]) -> Iterator[tuple[str, str]]:
    """Methods and paths that need a preflight: the service's own routes, else a sample of each path."""
    covered = [route for route in routes if route.method in _UNSAFE and container.covers(route.path)]
    yield from ((route.method, route.path) for route in covered)
    if covered or not container.cors_enabled:
        return
    method = expected_methods(container)[0]
    for entry in container.paths:
        found = samples(entry.token) if entry.error is None else []
        if found and container.covers(found[0].path):
            yield method, found[0].path


def draft_file(
    services: Iterable[Service],
    expectations: Iterable[Expectation],
    today: Mapping[Expectation, str] | None = None,
) -> str:
    """The text of a `corscheck.toml`; `today` is what the server made of an expectation just now."""
    parts = [_HEAD, *map(_service, services), _EXPECT]
    parts += [_table(expectation, (today or {}).get(expectation)) for expectation in expectations]
    return "".join(parts)


def _service(service: Service) -> str:
    return _SERVICE.format(
        name=basic_string(service.name),
        config=basic_string(service.config),
        url=f"url = {basic_string(service.url)}" if service.url else _URL,
        launch=f"launch = {basic_string(service.launch)}" if service.launch else _LAUNCH,
    )


def _table(expected: Expectation, today: str | None) -> str:
    lines = ["", "[[expect]]"]
    if expected.service:
        lines.append(f"service = {basic_string(expected.service)}")
    lines.append(f"origin = {basic_string(expected.origin)}")
    if expected.method != "GET":
        lines.append(f"method = {basic_string(expected.method)}")
    lines.append(f"path = {basic_string(expected.path)}")
    if expected.headers:
        lines.append(f"headers = [{', '.join(map(basic_string, expected.headers))}]")
    note = f"  # today: {today}" if today else ""
    lines.append(f"result = {basic_string(expected.result)}{note}")
    if expected.reason:
        lines.append(f"reason = {basic_string(expected.reason)}")
    return "\n".join(lines) + "\n"


def basic_string(text: str) -> str:
    """A TOML basic string, without commands of CI runners."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = re.sub(r"#(?=#\w*\[)", r"\\u0023", escaped)  # with `-o -` a CI runner reads it, too
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08X}" for one in escaped) + '"'
