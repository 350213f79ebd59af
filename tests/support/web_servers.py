"""Web servers and frameworks as they are configured by people whose pages are blocked; each on one port."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp.web
import aiohttp_cors
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from corscheck.live.why import why
from tests.support.services import APP, aiohttp_server, free_ports, process, uvicorn_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from corscheck.fetch.verdict import Verdict

OTHER = "https://other.example.com"

_PATH = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
NGINX, APACHE, CADDY, HAPROXY, NODE = (
    shutil.which(name, path=_PATH) for name in ("nginx", "apache2", "caddy", "haproxy", "node")
)

_NGINX = f"""
location /files/ {{ alias FILES/; }}
location /listed {{ add_header Access-Control-Allow-Origin $listed always; add_header Vary Origin always;
    if ($request_method = OPTIONS) {{ add_header Access-Control-Allow-Origin $listed always;
        add_header Vary Origin always; return 204; }} return 200 ok; }}
location /success-only {{ add_header Access-Control-Allow-Origin {APP}; return 404; }}
location /password {{ auth_basic x; auth_basic_user_file FILES/none; alias FILES/; }}
location /twice {{ add_header Access-Control-Allow-Origin *; add_header Access-Control-Allow-Origin {APP};
    return 200 ok; }}
location /quoted {{ add_header Access-Control-Allow-Origin "'*'"; return 200 ok; }}
location /upload {{ client_max_body_size 1; proxy_pass http://127.0.0.1:1; }}
location /down {{ proxy_pass http://127.0.0.1:1; }}
location /to-https {{ return 301 https://$host:1$request_uri; }}
location /to-login {{ return 302 https://login.example.com/oauth2/authorize?x=1; }}
location /echo {{ add_header Access-Control-Allow-Origin $http_origin; expires 1h; return 200 ok; }}
location /semicolons {{ add_header Access-Control-Allow-Origin *;
    add_header Access-Control-Allow-Headers "x-a; x-b"; return 204; }}
location /forbidden {{ return 403; }}
location /fewer-methods {{ add_header Access-Control-Allow-Origin *;
    add_header Access-Control-Allow-Methods "GET, POST"; return 204; }}
"""


def nginx_configuration(directory: Path, port: int, http: str, server: str) -> str:
    """A whole configuration with lines of `http` and of `server`."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {directory}/{kind};\n" for kind in kinds)
    user = "" if os.geteuid() else "user root;\n"  # pytest's directories are readable for their owner only
    return (
        f"{user}daemon off;\nworker_processes 1;\npid {directory}/pid;\nerror_log {directory}/error.log;\n"
        f"events {{ worker_connections 256; }}\nhttp {{\naccess_log off;\n{temporary}{http}\n"
        f"server {{ listen 127.0.0.1:{port};\n{server}\n}}\n}}\n"
    )


@contextlib.contextmanager
def nginx(directory: Path, http: str = "", server: str = "") -> Iterator[int]:
    (port,) = free_ports(1)
    (directory / "items").mkdir(exist_ok=True)
    (directory / "x.json").write_text("{}")
    http = http or 'map $http_origin $listed { default ""; "https://other.example.com" $http_origin; }'
    server = server or _NGINX.replace("FILES", str(directory))
    path = directory / "nginx.conf"
    path.write_text(nginx_configuration(directory, port, http, server))
    with process([str(NGINX), "-c", str(path)], [port], directory / "log"):
        yield port


_APACHE = f"""
Alias /files FILES
Alias /listed FILES/x.json
Alias /success-only FILES/missing
Alias /password FILES/x.json
Alias /forbidden FILES/x.json
<Location /listed>
  SetEnvIf Origin "^https://other\\.example\\.com$" ALLOWED=$0
  Header always set Access-Control-Allow-Origin %{{ALLOWED}}e env=ALLOWED
  Header always merge Vary Origin
  RewriteEngine On
  RewriteCond %{{REQUEST_METHOD}} =OPTIONS
  RewriteRule ^ - [R=204,L]
</Location>
<Location /success-only>
  Header set Access-Control-Allow-Origin "{APP}"
</Location>
<Location /password>
  AuthType Basic
  AuthName x
  AuthUserFile FILES/none
  Require valid-user
</Location>
<Location /forbidden>
  Require all denied
</Location>
Redirect 301 /to-https https://127.0.0.1:1/to-https
"""


@contextlib.contextmanager
def apache(lines: str = "") -> Iterator[int]:
    """In a directory that all users may read: Apache does not serve as root, pytest's are for their owner."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        with _apache(directory, lines) as port:
            yield port


@contextlib.contextmanager
def _apache(directory: Path, lines: str) -> Iterator[int]:
    (port,) = free_ports(1)
    (directory / "items").mkdir(exist_ok=True)
    (directory / "x.json").write_text("{}")
    names = (
        "mpm_event authz_core authz_user authn_core authn_file auth_basic alias dir headers setenvif rewrite"
    )
    modules = "".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in names.split()
    )
    user = "" if os.geteuid() else "User www-data\nGroup www-data\n"
    path = directory / "apache.conf"
    path.write_text(
        f"ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {directory}/apache.pid\n{modules}"
        f"ErrorLog {directory}/error.log\nDocumentRoot {directory}\nMutex file:{directory}\n"
        f"{user}<Directory {directory}>\nRequire all granted\n</Directory>\n"
        f"{lines or _APACHE.replace('FILES', str(directory))}\n"
    )
    with process([str(APACHE), "-f", str(path), "-DFOREGROUND"], [port], directory / "log"):
        yield port


_CADDY = f"""
handle /files/* {{
    uri strip_prefix /files
    root * FILES
    file_server
}}
handle /down {{
    reverse_proxy 127.0.0.1:1
}}
handle /get-only {{
    header Access-Control-Allow-Origin {APP}
    @get method GET
    respond @get ok 200
    respond 405
}}
handle /pattern {{
    header Access-Control-Allow-Origin https://*.example.com
    respond ok 200
}}
handle /login {{
    redir https://accounts.example.com/signin
}}
"""


@contextlib.contextmanager
def caddy(directory: Path, site: str = "") -> Iterator[int]:
    (port,) = free_ports(1)
    (directory / "x.json").write_text("{}")
    path = directory / "Caddyfile"
    site = site or _CADDY.replace("FILES", str(directory))
    path.write_text(f"{{\nadmin off\nauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n{site}\n}}\n")
    command = ["env", f"HOME={directory}", str(CADDY), "run", "--config", str(path), "--adapter", "caddyfile"]
    with process(command, [port], directory / "log"):
        yield port


_HAPROXY = r"""
http-request deny if { path /denied }
http-request redirect scheme https code 301 if { path /to-https }
http-request auth realm x if { path /password }
http-request return status 200 hdr Access-Control-Allow-Origin * if { path /star }
default_backend none
"""


@contextlib.contextmanager
def haproxy(directory: Path, frontend: str = "") -> Iterator[int]:
    (port,) = free_ports(1)
    path = directory / "haproxy.cfg"
    path.write_text(
        "defaults\nmode http\ntimeout client 5s\ntimeout server 5s\ntimeout connect 100ms\nretries 0\n"
        f"frontend web\nbind 127.0.0.1:{port}\n{frontend or _HAPROXY}\nbackend none\nserver s 127.0.0.1:1\n"
    )
    with process([str(HAPROXY), "-db", "-f", str(path)], [port], directory / "log"):
        yield port


_EXPRESS = """
const express = require("express"), cors = require("cors");
const app = express();
app.use("/listed", cors({origin: ["https://other.example.com"]}));
app.use("/thrown", cors({origin: (origin, done) => done(new Error("Not allowed by CORS"))}));
app.get("/none", (request, response) => response.json({}));
app.use("/methods", cors({origin: "APP", methods: ["GET"]}));
app.use("/headers", cors({origin: "APP", allowedHeaders: ["x-a"]}));
app.use("/star", cors());
app.get("/late", (request, response) => response.json({}));
app.use("/late", cors());
app.get(["/listed", "/thrown", "/methods", "/headers", "/star"], (request, response) => response.json({}));
app.get("/crash", cors(), () => { throw new Error("x"); });
app.get("/env", cors({origin: String(process.env.NOT_SET)}), (request, response) => response.json({}));
app.listen(+process.argv[2], "127.0.0.1");
"""


def has_express() -> bool:
    if NODE is None:
        return False
    program = "require('express'); require('cors')"
    return (
        subprocess.run([NODE, "-e", program], env=_node(), capture_output=True, check=False).returncode == 0
    )


def _node() -> dict[str, str]:
    """Where Node.js finds packages: NODE_PATH, else those that are installed for all."""
    return {
        "PATH": _PATH,
        "NODE_PATH": os.environ.get("NODE_PATH", "/usr/lib/node_modules:/usr/local/lib/node_modules"),
    }


@contextlib.contextmanager
def express(directory: Path, program: str = "") -> Iterator[int]:
    (port,) = free_ports(1)
    path = directory / "app.js"
    path.write_text((program or _EXPRESS).replace("APP", APP))
    command = [
        "env",
        *(f"{name}={value}" for name, value in _node().items()),
        str(NODE),
        str(path),
        str(port),
    ]
    with process(command, [port], directory / "log"):
        yield port


async def _ok(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


@contextlib.contextmanager
def starlette(**options: Any) -> Iterator[int]:
    app = Starlette(routes=[Route("/x", _ok)])
    if options:
        app.add_middleware(CORSMiddleware, **options)
    with uvicorn_server(app) as port:
        yield port


@contextlib.contextmanager
def with_aiohttp_cors(origin: str, **policy: Any) -> Iterator[int]:
    async def ok(_: aiohttp.web.Request) -> aiohttp.web.Response:
        return aiohttp.web.json_response({})

    app = aiohttp.web.Application()
    cors = aiohttp_cors.setup(app)
    resource = cors.add(app.router.add_resource("/x"))
    cors.add(resource.add_route("GET", ok), {origin: aiohttp_cors.ResourceOptions(**policy)})  # type: ignore[no-untyped-call]  # it has no types
    with aiohttp_server(app) as port:
        yield port


@contextlib.contextmanager
def wsgi(app: Any) -> Iterator[int]:
    """A WSGI application in a thread of its own, in the server that Flask brings."""
    import werkzeug.serving  # noqa: PLC0415 - comes with Flask, which is not needed for the others

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def ask(port: int, path: str = "/x", method: str = "GET", origin: str = APP, **more: Any) -> Verdict:
    return why(f"http://127.0.0.1:{port}{path}", origin=origin, method=method, **more)


class Right(NamedTuple):
    """What is asked, and the cause, a word of the help, the software for which there is configuration."""

    path: str
    method: str
    cause: str
    word: str
    configuration: str | None = None
    more: tuple[tuple[str, Any], ...] = ()

    def check(self, port: int) -> None:
        verdict = ask(port, self.path, self.method, **dict(self.more))
        assert (verdict.cause, self.word in " ".join((verdict.help or "", *verdict.notes))) == (
            self.cause,
            True,
        )
        assert verdict.evidence
        found = verdict.configuration
        assert (found.layer if found else None) == self.configuration


def X(*names: str) -> tuple[tuple[str, Any], ...]:  # noqa: N802 - short, for the tables
    return (("headers", tuple((name, "1") for name in names)),)
