"""Trials without a network: a configuration's text, and a server that is a function."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import DEFAULT_VERSION, profile_for
from corscheck.contract.any_service import Wanted, origins_of, plan_any, routes_of, stand_in
from corscheck.contract.evaluate import evaluate
from corscheck.contract.expectations import Expectation, decided, expectation, policy_cases
from corscheck.contract.intent import read_intent
from corscheck.contract.named_routes import named_route
from corscheck.contract.plan import Axes, plan
from corscheck.contract.version import find_running
from corscheck.exchange import Failure, Request, Response
from corscheck.fetch.algorithm import Fetch
from corscheck.rules.live._observation import Observation, Trial
from corscheck.source import Source
from tests.support.memory import Memory, files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corscheck.asab.container import Container
    from corscheck.asab.profiles import Profile
    from corscheck.contract.evaluate import Evaluation
    from corscheck.contract.openapi import Route
    from corscheck.exchange import Answer
    from corscheck.findings import Finding
    from corscheck.rules.live._case import Case

    Server = Callable[[Request], Answer]

EVERYTHING = Axes()
BASE = "http://127.0.0.1:8080"


def container(text: str, version: str = DEFAULT_VERSION, section: str | None = None) -> Container:
    """The first web container of a configuration's text, or the one of that section."""
    found = containers(load("app.conf", Memory({"app.conf": text}), {}, profile_for(version)))
    return next(one for one in found if section in (None, one.section))


def trial(
    text: str,
    server: Server,
    axes: Axes = EVERYTHING,
    version: str = DEFAULT_VERSION,
    routes: Iterable[Route] = (),
    ready: Response | None = None,
) -> Trial:
    """Everything planned for the configuration, tried on that server, which answered `ready` before."""
    web = container(text, version)
    intent = read_intent(web)
    cases = plan(web, intent, BASE, axes, routes)
    observations = tuple(observed(case, server) for case in cases)
    running = find_running(None, web.profile, [one.answer for one in observations])
    return Trial(web, BASE, intent, running, observations, ready)


def observed(case: Case, server: Server) -> Observation:
    fetch = Fetch(case.request)
    while (request := fetch.next()) is not None:
        fetch.feed(server(request))
    return Observation(case, fetch)


def judged(
    text: str,
    server: Server,
    axes: Axes = EVERYTHING,
    version: str = DEFAULT_VERSION,
    ready: Response | None = None,
    routes: Iterable[Route] = (),
) -> Evaluation:
    return evaluate(trial(text, server, axes, version, routes, ready))


def codes(text: str, server: Server, axes: Axes = EVERYTHING, version: str = DEFAULT_VERSION) -> list[str]:
    return [finding.code for finding in judged(text, server, axes, version).findings]


def example(text: str) -> tuple[str, Server, list[Route]]:
    """The configuration, the server and the routes of a rule's example."""
    lines = text.splitlines()
    answers = [line for line in lines if line.startswith("< ")]
    routes = [named_route(line[2:]) for line in lines if line.startswith("> ")]
    web = [line for line in lines if not line.startswith(("< ", "> "))]
    return "\n".join(web).strip("\n") + "\n", scripted(answers), routes


def found_by_example(text: str, options: Iterable[str], version: str = DEFAULT_VERSION) -> list[Finding]:
    """What is found with a rule's example: its configuration, or none, its tables and its server."""
    axes, base = _of_options(options)
    config, _, routes = example(text)
    server = scripted([line for line in text.splitlines() if line.startswith("< ")], base)
    files = files_of(config)
    tables = _expectations(files.get("corscheck.toml", ""))
    named = files["app.conf"].strip()
    if named:
        web, service = container(files["app.conf"], version), None
        cases = plan(web, read_intent(web), base, axes, routes)
    else:
        origins = origins_of(axes, tables)
        web, service = stand_in(origins), Source(f"url = {base}\n", "corscheck.toml").span(0, 3)
        wanted = Wanted(base, origins, routes_of(axes, routes), tables, service)
        cases = plan_any(wanted, axes, 1000)
    cases += policy_cases(tables, web.section if named else "", base)
    seen = tuple(observed(case, server) for case in cases)
    running = find_running(None, web.profile, [one.answer for one in seen])
    return evaluate(Trial(web, base, read_intent(web), running, seen, service=service)).findings


def _of_options(options: Iterable[str]) -> tuple[Axes, str]:
    """What the options of an example ask for, and the URL of its server."""
    axes, base = EVERYTHING, BASE
    for option in options:
        name, _, value = option.partition(" ")
        if name == "--url":
            base = value
        elif name == "--send":
            axes = axes._replace(send=True)
        elif name == "--origin":
            axes = axes._replace(origins=(*axes.origins, value))
        elif option == "--credentials include":
            axes = axes._replace(credentials=("include",))
        else:
            raise ValueError(f"examples cannot have the option {option}")
    return axes, base


def _expectations(text: str) -> list[Expectation]:
    """The `[[expect]]` tables of a settings file, each with its place."""
    source, found, start = Source(text, "corscheck.toml"), [], -1
    for table in tomllib.loads(text).get("expect", []):
        start = text.index("[[expect]]", start + 1)
        fields: dict[str, Any] = {**table, "headers": tuple(table.get("headers", ()))}
        found.append(decided(expectation(**fields, at=source.span(start, start + len("[[expect]]")))))
    return found


def scripted(lines: Iterable[str], base: str = BASE) -> Server:
    """The server of a rule's example, as `corscheck.rules.rule.LIVE_EXAMPLES` describes it."""
    answers: list[tuple[list[str], int, list[tuple[str, str]]]] = []
    own: list[tuple[str, str]] = []  # what is left of ASAB's own headers in the last answer
    for line in lines:
        name, colon, value = line.removeprefix("< ").partition(": ")
        if colon:
            headers = answers[-1][2]
            for replaced in [one for one in own if one[0] == name]:
                own.remove(replaced)
                headers.remove(replaced)
            headers.append((name, value))
        else:
            status, *words = name.replace("closed", "0").split()
            if status == "asab":
                version = words.pop(0) if words and words[0][0].isdigit() else DEFAULT_VERSION
                own = preflight_headers(profile_for(version))
                answers.append((words, 204, own.copy()))
            else:
                own = []
                answers.append((words, int(status), []))

    def serve(request: Request) -> Answer:
        origin = dict(request.headers).get("Origin", "")
        path = unquote(request.url.removeprefix(base).replace("%2F", "%252F"))
        for words, status, headers in answers:
            paths = [word for word in words if word.startswith("/")]
            others = [word for word in words if not word.startswith("/")]
            if all(word in (request.method, origin) for word in others) and _below(path, paths):
                if not status:
                    return Failure("closed", "the connection was closed")
                given = tuple((name, value.replace("{origin}", origin)) for name, value in headers)
                return Response(status, given)
        raise AssertionError("no answer fits")

    return serve


def _below(path: str, words: list[str]) -> bool:
    return not words or any(path == word or (word[-1] == "/" and path.startswith(word)) for word in words)


def preflight_headers(profile: Profile) -> list[tuple[str, str]]:
    """The CORS headers with which that version answers a preflight of an allowed origin."""
    listed = profile.cors == "allow-list"
    return [
        ("Access-Control-Allow-Origin", "{origin}" if listed else "*"),
        ("Access-Control-Allow-Methods", profile.allow_methods),
        ("Access-Control-Allow-Headers", profile.allow_headers),
        *([("Access-Control-Allow-Credentials", "true")] if profile.allow_credentials else []),
        ("Access-Control-Max-Age", profile.max_age),
        *([("Vary", "Origin")] if listed else []),
    ]


def asab(**changed: str | None) -> list[tuple[str, str]]:
    """The headers of ASAB 25.15's answer to a preflight; names in lower case change or, None, drop a line."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST, DELETE, PUT, PATCH, OPTIONS",
        "Access-Control-Allow-Headers": "X-PINGOTHER, Content-Type, Authorization",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Max-Age": "86400",
        "Server": "Python/3.11 aiohttp/3.14.5 asab/25.15",
    }
    for name, value in headers.copy().items():
        new = changed.get(name.lower().replace("access-control-", "").replace("-", "_"), value)
        if new is None:
            del headers[name]
        else:
            headers[name] = new
    return list(headers.items())


def constant(headers: Iterable[tuple[str, str]], status: int = 204) -> Server:
    """A server that always says the same."""
    lines = tuple(headers)
    return lambda _: Response(status, lines)


def classic(text: str, **changed: str | None) -> Server:
    """ASAB 25.15 on that configuration; OPTIONS where nothing covers is 405, with `*`."""
    web = container(text)

    def serve(request: Request) -> Answer:
        path = request.url.removeprefix(BASE)
        everywhere = tuple(
            line for line in asab(**changed) if line[0].endswith(("Origin", "Methods", "Server"))
        )
        if request.method == "OPTIONS":
            return Response(204, tuple(asab(**changed))) if web.covers(path) else Response(405, everywhere)
        return Response(200, everywhere)

    return serve


def exact(*origins: str, credentials: bool = False, vary: bool = True) -> Server:
    """A server as it should be: it names the origin that asks, if it is one of these."""

    def serve(request: Request) -> Answer:
        origin = dict(request.headers).get("Origin", "")
        lines = [("Vary", "Origin")] if vary else []
        if origin in origins:
            lines += [
                ("Access-Control-Allow-Origin", origin),
                ("Access-Control-Allow-Methods", "PUT, POST, PATCH, DELETE, GET"),
                ("Access-Control-Allow-Headers", "authorization, content-type"),
            ]
            lines += [("Access-Control-Allow-Credentials", "true")] if credentials else []
        return Response(204 if request.method == "OPTIONS" else 200, tuple(lines))

    return serve
