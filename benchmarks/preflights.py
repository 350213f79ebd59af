"""How long 2,000 preflights take, against nginx on loopback: `curl -Z` and corscheck, whole processes.

    python benchmarks/preflights.py [ROUNDS] [--corsy PATH]

Needs Debian's nginx-light and curl 7.68 or newer.

--corsy: a checkout of s0md3v/Corsy, another scanner, which is given the same 2,000 URLs once, if
`requests` can be imported. The promise is to take less time than it does.
"""

from __future__ import annotations

import argparse
import functools
import json
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks.measure import CORSCHECK, LIMIT, Figure, LeftOut, Sizes, fastest, lines, run
from corscheck.wire.launch import Service, free_port
from corscheck.wire.transport import Connection
from corscheck.wire.wait import wait_until_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIGIN = "https://app.example"

NGINX = """
daemon off; master_process off; pid {room}/nginx.pid; error_log {room}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; keepalive_requests 100000;
    client_body_temp_path {room}/body; proxy_temp_path {room}/proxy; fastcgi_temp_path {room}/fastcgi;
    uwsgi_temp_path {room}/uwsgi; scgi_temp_path {room}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            add_header Access-Control-Allow-Origin "{origin}";
            add_header Access-Control-Allow-Methods "GET, POST, PUT, DELETE";
            add_header Access-Control-Allow-Headers "authorization, content-type";
            return 204;
        }}
    }}
}}
"""

CONFIGURATION = """
[web]
listen = {port}
cors = {origin}
cors_preflight_paths = /api/*
"""

AS_JSON = ("--output-format", "json")


def figures(sizes: Sizes) -> Iterator[Figure | LeftOut]:
    """`why --requests` and `preflight` against curl, and half as many requests against the clock."""
    programs = {name: found(name) for name in ("nginx", "curl")}
    for name, path in programs.items():
        if path is None:
            yield LeftOut(f"{sizes.preflights:,} preflights", f"{name} is missing")
            return
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as port:
        count, half = sizes.preflights, sizes.preflights // 2
        commands = {
            "curl": curl_command(str(programs["curl"]), port, count),
            "why": why_command(Path(name), port, count),
            "preflight": preflight_command(Path(name), port, count),
            "half": why_command(Path(name), port, half),
        }
        works = {title: functools.partial(run, command) for title, command in commands.items()}
        milliseconds = {title: spent * 1e3 for title, spent in fastest(works, sizes.rounds).items()}
    for title, work in (("`why --requests`", "why"), ("`preflight`", "preflight")):
        yield Figure(f"{title}, {count:,}", milliseconds[work], "ms", "`curl -Z`", milliseconds["curl"], 4)
    yield Figure(f"`why --requests`, {half:,}", milliseconds["half"], "ms", LIMIT, 3000, 1)


def found(name: str) -> str | None:
    """The path of a program; Debian has servers where only root looks for them."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


@contextmanager
def serving(room: Path) -> Iterator[int]:
    """Nginx on a free port of 127.0.0.1, answering 204 to everything."""
    port = free_port()
    configuration = room / "nginx.conf"
    configuration.write_text(NGINX.format(room=room, port=port, origin=ORIGIN))
    nginx = found("nginx") or "nginx"
    with Service([nginx, "-e", str(room / "error.log"), "-c", str(configuration)]) as service:
        wait_until_ready(Connection(), f"http://127.0.0.1:{port}/", 10, service)
        yield port


def curl_command(curl: str, port: int, count: int) -> list[str]:
    """That many preflights by curl, 50 at once."""
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    words = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    url = f"http://127.0.0.1:{port}/api/[1-{count}]"
    return [curl, "-s", "-Z", "--parallel-max", "50", "-o", "/dev/null", "-X", "OPTIONS", *words, url]


def why_command(room: Path, port: int, count: int) -> list[str]:
    """The same by `why --requests`."""
    path = room / f"{count}.jsonl"
    headers = [["Authorization", "Bearer x"], ["Content-Type", "application/json"]]
    with path.open("w") as file:
        for number in range(1, count + 1):
            url = f"http://127.0.0.1:{port}/api/{number}"
            question: dict[str, Any] = {"url": url, "origin": ORIGIN, "method": "PUT", "headers": headers}
            file.write(json.dumps(question) + "\n")
    return [*CORSCHECK, "why", "--requests", str(path), "--preflight-only", *AS_JSON]


def preflight_command(room: Path, port: int, count: int) -> list[str]:
    """The same by `preflight`."""
    (room / "app.conf").write_text(CONFIGURATION.format(port=port, origin=ORIGIN))
    paths = [word for number in range(1, count + 1) for word in ("--path", f"/api/{number}")]
    where = ["--url", f"http://127.0.0.1:{port}", "--isolated", "--openapi", "off", "--exit-zero"]
    axes = ["--no-strangers", "--method", "PUT", "--credentials", "omit", *paths]
    return [*CORSCHECK, "preflight", str(room / "app.conf"), *where, *AS_JSON, *axes]


def against_corsy(checkout: Path, count: int) -> Iterator[Figure | LeftOut]:
    """What Corsy takes for as many URLs, once, and what share of that time ours is."""
    if not find_spec("requests"):
        yield LeftOut("Corsy", "it needs the package requests")
        return
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as port:
        urls = "".join(f"http://127.0.0.1:{port}/api/{number}\n" for number in range(1, count + 1))
        begin = time.perf_counter()
        run([sys.executable, "corsy.py", "-q"], cwd=checkout, stdin=urls.encode())
        corsy = time.perf_counter() - begin
        work = functools.partial(run, why_command(Path(name), port, count))
        ours = fastest({"why": work}, 1)["why"]
    yield Figure(f"`why --requests`, {count:,}", ours * 1e3, "ms", "Corsy", corsy * 1e3, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--corsy", type=Path, metavar="PATH")
    options = parser.parse_args()
    sizes = Sizes(rounds=options.rounds)
    print(*lines(figures(sizes)), sep="\n")
    if options.corsy:
        print(*lines(against_corsy(options.corsy, sizes.preflights)), sep="\n")


if __name__ == "__main__":
    main()
