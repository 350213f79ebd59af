"""How long a hundred services of 24 checks each take, with 20 ms of latency, and what dead ones cost.

    python benchmarks/services.py [ROUNDS] [--before PATH]

Each service is a port of 127.0.0.1 that answers after 20 ms, and a configuration file; a dead one takes
connections and never answers. Prints the median of whole processes (`corscheck preflight`), for 100 services
and for 100 with 20 dead ones among them and `--timeout 2`.

--before: another checkout of corscheck, which is given the same; rounds take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
LATENCY = 0.02
SERVICES, DEAD = 100, 20
AXES = [
    *("--path", "/a", "--path", "/b", "--path", "/c", "--path", "/d"),
    *("--method", "PUT", "--method", "POST", "--method", "DELETE"),
    *("--origin", "https://app.example.com", "--origin", "https://www.example.com"),
]
"""4 paths, 3 methods, 2 origins: 24 checks."""

ANSWER = (
    b"HTTP/1.1 204 No Content\r\nServer: asab/25.15\r\nAccess-Control-Allow-Origin: *\r\n"
    b"Access-Control-Allow-Credentials: true\r\n"
    b"Access-Control-Allow-Headers: X-PINGOTHER, Content-Type, Authorization\r\n"
    b"Access-Control-Allow-Methods: GET, POST, DELETE, PUT, PATCH, OPTIONS\r\n"
    b"Access-Control-Max-Age: 86400\r\n\r\n"
)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request of a connection after the latency."""
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(LATENCY)
            writer.write(ANSWER)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def serve(listeners: list[socket.socket]) -> None:
    """Serve all ports until the process ends."""

    async def run() -> None:
        servers = [await asyncio.start_server(answer, sock=sock) for sock in listeners]
        await asyncio.gather(*(server.serve_forever() for server in servers))

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()


def listeners(count: int) -> list[socket.socket]:
    """Sockets that listen on free ports."""
    return [socket.create_server(("127.0.0.1", 0), backlog=64) for _ in range(count)]


def settings(directory: Path, ports: list[int]) -> None:
    """A configuration for each port, and settings that name them."""
    directory.mkdir()
    services = []
    for number, port in enumerate(ports):
        config = f"[web]\nlisten = 127.0.0.1 {port}\ncors = *\ncors_preflight_paths = /*\n"
        (directory / f"{number}.conf").write_text(config)
        services.append(f'[[service]]\nname = "s{number}"\nconfig = "{number}.conf"\nopenapi = "off"\n')
    (directory / "corscheck.toml").write_text("\n".join(services))


def seconds(checkout: Path, directory: Path, *more: str) -> float:
    """How long `corscheck preflight` of a checkout takes there."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-m", "corscheck", "preflight", "--no-strangers", *AXES, *more]
    begin = time.perf_counter()
    done = subprocess.run(
        [*command, "--output-format", "json"],
        cwd=directory,
        env={**environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        check=False,
    )
    spent = time.perf_counter() - begin
    if done.returncode not in (0, 1, 3):
        raise SystemExit(done.stderr.decode())
    return spent


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rounds", nargs="?", type=int, default=3)
    parser.add_argument("--before", type=Path, help="another checkout of corscheck")
    options = parser.parse_args()
    checkouts = {"now": ROOT} | ({"before": options.before.absolute()} if options.before else {})
    alive, dead = listeners(SERVICES), listeners(DEAD)
    serve(alive)
    ports = [sock.getsockname()[1] for sock in alive]
    mixed = [one.getsockname()[1] for one in dead] + ports[DEAD:]
    with tempfile.TemporaryDirectory() as room:
        settings(Path(room, "all"), ports)
        settings(Path(room, "mixed"), mixed)
        cases = {
            f"{SERVICES} services": (Path(room, "all"), ()),
            f"{SERVICES - DEAD} services and {DEAD} dead": (Path(room, "mixed"), ("--timeout", "2")),
        }
        for title, (directory, more) in cases.items():
            spent: dict[str, list[float]] = {name: [] for name in checkouts}
            for _ in range(options.rounds):
                for name, checkout in checkouts.items():
                    spent[name].append(seconds(checkout, directory, *more))
            for name, times in spent.items():
                print(f"{title:28} {name:7} {statistics.median(times):6.2f} s")


if __name__ == "__main__":
    main()
