"""How long 2,000 preflights take, against nginx on loopback: `curl -Z` and corscheck, whole processes.

    python benchmarks/preflights.py [ROUNDS] [--corsy PATH]

Prints the median of each and its ratio to curl's; the promise is at most 8, and 3 s for 1,000
requests of `why --requests`. Needs Debian's nginx-light and curl 7.68 or newer; what is missing is
reported and left out. Rounds are interleaved, so that other load on the machine affects all alike.
Python's own settings are taken out of the environment, and a first round is not counted: it compiles.

--corsy: a checkout of s0md3v/Corsy, another scanner, which is given the same 2,000 URLs once, if
`requests` can be imported. The promise is to take less time than it does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from corscheck.wire.launch import Service, free_port  # noqa: E402 - the checkout need not be installed
from corscheck.wire.transport import Connection  # noqa: E402
from corscheck.wire.wait import wait_until_ready  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = 2000
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


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--corsy", type=Path, metavar="PATH")
    options = parser.parse_args()
    nginx, curl = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), shutil.which("curl")
    if not nginx:
        print("left out: nginx is missing (Debian: nginx-light)")
        return 0
    with tempfile.TemporaryDirectory() as name, serving(nginx, Path(name)) as port:
        commands = {"curl -Z": curl_command(curl, port)} if curl else {}
        commands |= corscheck_commands(Path(name), port)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(1 + options.rounds):
            for title, command in commands.items():
                times[title].append(timed(command))
        medians = {title: statistics.median(seconds[1:]) for title, seconds in times.items()}
        report(medians)
        if options.corsy:
            report_corsy(options.corsy, port, medians)
    return 0


@contextmanager
def serving(nginx: str, room: Path) -> Iterator[int]:
    """Nginx on a free port of 127.0.0.1, answering 204 to everything."""
    port = free_port()
    configuration = room / "nginx.conf"
    configuration.write_text(NGINX.format(room=room, port=port, origin=ORIGIN))
    with Service([nginx, "-e", str(room / "error.log"), "-c", str(configuration)]) as service:
        wait_until_ready(Connection(), f"http://127.0.0.1:{port}/", 10, service)
        yield port


def curl_command(curl: str, port: int) -> list[str]:
    """The same preflights by curl, 50 at once."""
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    lines = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    url = f"http://127.0.0.1:{port}/api/[1-{COUNT}]"
    return [curl, "-s", "-Z", "--parallel-max", "50", "-o", "/dev/null", "-X", "OPTIONS", *lines, url]


def corscheck_commands(room: Path, port: int) -> dict[str, list[str]]:
    """What corscheck is asked to do."""
    base = f"http://127.0.0.1:{port}"
    for count in (1000, COUNT):
        lines = (json.dumps(question(f"{base}/api/{number}")) for number in range(1, count + 1))
        (room / f"{count}.jsonl").write_text("\n".join(lines))
    (room / "app.conf").write_text(CONFIGURATION.format(port=port, origin=ORIGIN))
    paths = [word for number in range(1, COUNT + 1) for word in ("--path", f"/api/{number}")]
    run = [sys.executable, "-m", "corscheck"]
    as_json = ["--output-format", "json"]
    return {
        "why --requests": [
            *run,
            "why",
            "--requests",
            str(room / f"{COUNT}.jsonl"),
            "--preflight-only",
            *as_json,
        ],
        "preflight": [
            *[
                *run,
                "preflight",
                str(room / "app.conf"),
                "--url",
                base,
                "--isolated",
                *as_json,
                "--exit-zero",
            ],
            *["--openapi", "off", "--no-strangers", "--method", "PUT", "--credentials", "omit", *paths],
        ],
        "why --requests (1,000)": [
            *run,
            "why",
            "--requests",
            str(room / "1000.jsonl"),
            "--preflight-only",
            *as_json,
        ],
    }


def question(url: str) -> dict[str, Any]:
    """One line of `why --requests`."""
    headers = [["Authorization", "Bearer x"], ["Content-Type", "application/json"]]
    return {"url": url, "origin": ORIGIN, "method": "PUT", "headers": headers}


def timed(command: list[str], cwd: Path = ROOT, stdin: bytes = b"") -> float:
    """Seconds that the whole process takes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(
            f"{command[:4]} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')}"
        )
    return seconds


def report(medians: dict[str, float]) -> None:
    """Medians, and their ratios to curl's."""
    curl = medians.get("curl -Z")
    if curl is None:
        print("no ratios: curl is missing")
    for title, median in medians.items():
        ratio = f"{median / curl:5.1f} x curl" if curl and not title.endswith(")") else ""
        print(f"{title:24} {median * 1000:7.0f} ms   {ratio}".rstrip())


def report_corsy(checkout: Path, port: int, medians: dict[str, float]) -> None:
    """What Corsy takes for as many URLs, and what share of that time ours is."""
    if not find_spec("requests"):
        print("Corsy left out: it needs the package requests")
        return
    urls = "".join(f"http://127.0.0.1:{port}/api/{number}\n" for number in range(1, COUNT + 1))
    corsy = timed([sys.executable, "corsy.py", "-q"], checkout, urls.encode())
    print(f"{'Corsy':24} {corsy * 1000:7.0f} ms")
    for title in ("why --requests", "preflight"):
        print(f"{title:24} {medians[title] / corsy:7.2f} x Corsy")


if __name__ == "__main__":
    sys.exit(main())
