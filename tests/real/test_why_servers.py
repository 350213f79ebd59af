"""`why` on real servers as people have them: the cause, the software that is recognised, the advice, tried.

nginx, Apache, Caddy and HAProxy are Debian's, Express is npm's; their tests are skipped without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corscheck.fetch.request import FetchRequest
from tests.support import web_servers as servers
from tests.support.causes import always, explained
from tests.support.services import APP
from tests.support.web_servers import OTHER, Right, X, ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def needs(program: object, name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not program, reason=f"{name} is not installed")


NGINX = needs(servers.NGINX, "nginx (Debian: nginx-light)")
APACHE = needs(servers.APACHE, "Apache (Debian: apache2)")
CADDY = needs(servers.CADDY, "Caddy (Debian: caddy)")
HAPROXY = needs(servers.HAPROXY, "HAProxy (Debian: haproxy)")
EXPRESS = needs(servers.has_express(), "Express (npm: express, cors)")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with servers.nginx(tmp_path_factory.mktemp("nginx")) as port:
        yield port


@NGINX
@pytest.mark.nginx
@pytest.mark.parametrize(
    "right",
    [
        Right("/files/x.json", "PUT", "options-not-handled", "GET and HEAD only", "nginx"),
        Right("/listed", "PUT", "origin-not-listed", f"Add `{APP}`", "nginx"),
        Right("/listed", "GET", "origin-not-listed", f"Add `{APP}`", "nginx"),
        Right("/success-only", "GET", "error-without-cors", "with errors", "nginx"),
        Right("/password", "PUT", "authentication-before-cors", "Exempt OPTIONS", "nginx"),
        Right("/twice", "GET", "several-origins", "one place", "nginx"),
        Right("/quoted", "GET", "origin-value", "quotes", "nginx"),
        Right("/upload", "POST", "request-too-large", "client_max_body_size", "nginx",
              (("body", "multipart"), ("send_unsafe", True))),
        Right("/down", "GET", "server-error", "502", "nginx"),
        Right("/down", "PUT", "server-error", "502", "nginx"),
        Right("/to-https", "PUT", "redirect", "http is redirected to https"),
        Right("/to-login", "PUT", "redirect", "answer 401"),
        Right("/to-login", "GET", "redirect", "answer 401"),
        Right("/files/items", "GET", "redirect", "with a slash"),
        Right("/files/items", "PUT", "options-not-handled", "nginx", "nginx"),
        Right("/echo", "GET", "cached-copy", "Vary: Origin"),
        Right("/semicolons", "GET", "list-syntax", "not semicolons", None, X("X-A")),
        Right("/forbidden", "PUT", "access-denied", "Let OPTIONS pass", "nginx"),
        Right("/fewer-methods", "PUT", "method-not-listed", "Add PUT", "nginx"),
        Right("/fewer-methods", "GET", "header-not-listed", "`x-b`", "nginx", X("X-B")),
        Right("/fewer-methods", "GET", "cors-headers-in-request", "out of the request", None,
              X("Access-Control-Allow-Origin")),
        Right("/fewer-methods", "GET", "tracing-header", "tracePropagationTargets", None, X("traceparent")),
    ],
    ids=lambda right: f"{right.method} {right.path} {right.cause}",
)  # fmt: skip
def test_nginx(nginx: int, right: Right) -> None:
    right.check(nginx)


@pytest.fixture(scope="module")
def apache() -> Iterator[int]:
    with servers.apache() as port:
        yield port


@APACHE
@pytest.mark.parametrize(
    "right",
    [
        Right("/files/x.json", "PUT", "options-not-handled", "Apache answered OPTIONS itself", "Apache"),
        Right("/files/x.json", "GET", "cors-not-configured", APP, "Apache"),
        Right("/listed", "PUT", "origin-not-listed", f"Add `{APP}`", "Apache"),
        Right("/listed", "GET", "origin-not-listed", f"Add `{APP}`", "Apache"),
        Right("/success-only", "GET", "error-without-cors", "with errors", "Apache"),
        Right("/password", "PUT", "authentication-before-cors", "Exempt OPTIONS", "Apache"),
        Right("/password", "GET", "error-without-cors", "login", "Apache"),
        Right("/forbidden", "PUT", "access-denied", "Let OPTIONS pass", "Apache"),
        Right("/to-https", "PUT", "redirect", "http is redirected to https"),
        Right("/files/items", "GET", "redirect", "with a slash"),
    ],
    ids=lambda right: f"{right.method} {right.path} {right.cause}",
)
def test_apache(apache: int, right: Right) -> None:
    right.check(apache)
    verdict = ask(apache, right.path, right.method, **dict(right.more))
    assert "nginx" not in str((verdict.help, verdict.configuration))


@pytest.fixture(scope="module")
def caddy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with servers.caddy(tmp_path_factory.mktemp("caddy")) as port:
        yield port


@CADDY
@pytest.mark.parametrize(
    "right",
    [
        Right("/files/x.json", "PUT", "options-not-handled", "an empty 200", "Caddy"),
        Right("/files/x.json", "GET", "cors-not-configured", APP, "Caddy"),
        Right("/get-only", "PUT", "options-not-handled", "OPTIONS", "Caddy"),
        Right("/login", "PUT", "redirect", "answer 401"),
        Right("/nothing", "PUT", "options-not-handled", "an empty 200", "Caddy"),
        Right("/down", "GET", "server-error", "502", "Caddy"),
        Right("/pattern", "GET", "origin-pattern", "Match the pattern", "Caddy"),
    ],
    ids=lambda right: f"{right.method} {right.path} {right.cause}",
)
def test_caddy(caddy: int, right: Right) -> None:
    right.check(caddy)


@pytest.fixture(scope="module")
def haproxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with servers.haproxy(tmp_path_factory.mktemp("haproxy")) as port:
        yield port


@HAPROXY
@pytest.mark.parametrize(
    "right",
    [
        Right("/denied", "PUT", "access-denied", "http-request deny", "HAProxy"),
        Right("/denied", "GET", "access-denied", "http-request deny", "HAProxy"),
        Right("/to-https", "PUT", "redirect", "http is redirected to https"),
        Right("/password", "PUT", "authentication-before-cors", "Exempt OPTIONS", "HAProxy"),
        Right("/x", "PUT", "server-error", "503", "HAProxy"),
        Right("/x", "GET", "server-error", "503", "HAProxy"),
        Right("/star", "GET", "wildcard-with-credentials", APP, None, (("credentials", "include"),)),
    ],
    ids=lambda right: f"{right.method} {right.path} {right.cause}",
)
def test_haproxy(haproxy: int, right: Right) -> None:
    right.check(haproxy)


@pytest.fixture(scope="module")
def express(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with servers.express(tmp_path_factory.mktemp("express")) as port:
        yield port


@EXPRESS
@pytest.mark.parametrize(
    "right",
    [
        Right("/listed", "PUT", "origin-not-listed", f"Add `{APP}`", "Express"),
        Right("/listed", "GET", "origin-not-listed", f"Add `{APP}`", "Express"),
        Right("/thrown", "PUT", "origin-not-listed", "callback(null, false)", "Express"),
        Right("/thrown", "GET", "origin-not-listed", "callback(null, false)", "Express"),
        Right("/none", "PUT", "options-not-handled", "before routing", "Express"),
        Right("/none", "GET", "cors-not-configured", APP, "Express"),
        Right("/nowhere", "PUT", "options-not-handled", "app.use(cors", "Express"),
        Right("/nowhere", "GET", "error-without-cors", "check the path", "Express"),
        Right("/methods", "PUT", "method-not-listed", "Add PUT", "Express"),
        Right("/headers", "GET", "header-not-listed", "`x-b`", "Express", X("X-A", "X-B")),
        Right("/star", "GET", "wildcard-with-credentials", APP, "Express", (("credentials", "include"),)),
        Right("/late", "GET", "cors-on-preflight-only", "GET", "Express"),
        Right("/env", "GET", "origin-value", "not set", "Express"),
    ],
    ids=lambda right: f"{right.method} {right.path} {right.cause}",
)
def test_express(express: int, right: Right) -> None:
    right.check(express)


@pytest.mark.parametrize(
    ("options", "rights"),
    [
        (
            {},
            [
                Right("/x", "PUT", "options-not-handled", "before routing", "uvicorn"),
                Right("/x", "GET", "cors-not-configured", APP, "uvicorn"),
            ],
        ),
        (
            {"allow_origins": [OTHER]},
            [
                Right("/x", "PUT", "origin-not-listed", f"Add `{APP}`", "Starlette"),
                Right("/x", "GET", "origin-not-listed", f"Add `{APP}`", "uvicorn"),
            ],
        ),
        (
            {"allow_origins": [APP], "allow_headers": ["x-a"]},
            [
                Right("/x", "PUT", "method-not-listed", "Add PUT", "Starlette"),
                Right("/x", "GET", "header-not-listed", "x-b", "Starlette", X("X-A", "X-B")),
            ],
        ),
    ],
    ids=["none", "origin", "method-and-headers"],
)
def test_starlette(options: dict[str, Any], rights: list[Right]) -> None:
    with servers.starlette(**options) as port:
        for right in rights:
            right.check(port)


def test_starlette_passes_with_the_configuration() -> None:
    with servers.starlette(allow_origins=[OTHER]) as port:
        found = ask(port, "/x", "PUT", headers=(("X-A", "1"),)).configuration
    assert found is not None
    given: dict[str, Any] = {}
    names = {"app": _Recorder(given), "CORSMiddleware": None}
    exec(found.text, names)  # our own lines, in a test
    assert given == {"allow_origins": [APP], "allow_methods": ["PUT"], "allow_headers": ["x-a"]}
    with servers.starlette(**given) as port:
        assert ask(port, "/x", "PUT", headers=(("X-A", "1"),)).result == "preflight_passed"


class _Recorder:
    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def add_middleware(self, _: object, **options: Any) -> None:
        self._given.update(options)


@pytest.mark.parametrize(
    ("origin", "policy", "rights"),
    [
        (
            OTHER,
            {},
            [
                Right("/x", "GET", "origin-not-listed", f"Add `{APP}`", "aiohttp-cors", X("X-B")),
                Right("/x", "GET", "origin-not-listed", f"Add `{APP}`", "aiohttp"),
            ],
        ),
        (
            APP,
            {},
            [
                Right("/x", "PUT", "method-not-listed", "Add PUT", "aiohttp-cors"),
                Right("/x", "GET", "header-not-listed", "x-b", "aiohttp-cors", X("X-B")),
                Right("/nowhere", "PUT", "options-not-handled", "before routing", "aiohttp"),
            ],
        ),
    ],
)
def test_aiohttp_cors(origin: str, policy: dict[str, Any], rights: list[Right]) -> None:
    with servers.with_aiohttp_cors(origin, **policy) as port:
        for right in rights:
            right.check(port)


@pytest.mark.parametrize("name", ["nginx", "Apache", "Caddy", "HAProxy", "Express"])
def test_the_configuration_makes_the_request_pass(name: str, tmp_path: Path) -> None:
    """The configuration that `why` prints for a server, tested in that server."""
    start = {
        "nginx": servers.NGINX and (lambda text: servers.nginx(tmp_path, *_halves(text))),
        "Apache": servers.APACHE and servers.apache,
        "Caddy": servers.CADDY and (lambda text: servers.caddy(tmp_path, f"{text}\nrespond ok")),
        "HAProxy": servers.HAPROXY
        and (lambda text: servers.haproxy(tmp_path, f"{text}\ndefault_backend none")),
        "Express": servers.has_express() and (lambda text: servers.express(tmp_path, _EXPRESS.format(text))),
    }[name]
    if not start:
        pytest.skip(f"{name} is not installed")
    request: dict[str, Any] = {"method": "PUT", "headers": (("X-A", "1"), ("X-B", "1"))}
    with start(_configuration(name)) as port:
        verdict = ask(port, "/x", **request)
        assert verdict.result == "preflight_passed", verdict.evidence
        assert ask(port, "/x").result == "allowed"
        assert ask(port, "/x", origin=OTHER).result == "response_blocked"
        assert ask(port, "/x", origin=OTHER, **request).result == "preflight_blocked"


_EXPRESS = """const express = require("express"); const app = express(); {}
app.all("/x", (request, response) => response.json({{}})); app.listen(+process.argv[2], "127.0.0.1");"""


def _halves(text: str) -> tuple[str, str]:
    """Of nginx: what is for `http`, and what is for a `location`."""
    outer, inner = text.split("# in `location`\n")
    return outer, f"location / {{ {inner} return 200 ok; }}"


def _configuration(name: str) -> str:
    server = "Express" if name == "Express" else f"{name}/2.4"
    line = f"X-Powered-By: {server}" if name == "Express" else f"Server: {server}"
    request = FetchRequest("https://api.example/x", APP, "PUT", (("X-A", "1"), ("X-B", "1")))
    found = explained(request, always(405, line)).configuration
    assert found is not None
    assert found.layer == name
    return found.text
