"""How long a hundred services of 24 checks each take, with 20 ms of latency, and what dead ones cost.

    python benchmarks/services.py [ROUNDS] [--before PATH]

Each service is a port of 127.0.0.1 that answers after 20 ms, and a configuration file; a dead one takes
connections and never answers. Whole processes (`corscheck preflight`), for 100 services, and for 100 with
20 dead ones among them and `--timeout 2`.

--before: another checkout of corscheck, which is given the same; rounds take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the checkout need not be installed

from benchmarks.measure import (
    CORSCHECK,
    LIMIT,
    ROOT,
    Figure,
    LeftOut,
    Sizes,
    environment,
    fastest,
    lines,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LATENCY = 0.02
AXES = [
    *("--path", "/a", "--path", "/b", "--path", "/c", "--path", "/d"),
    *("--method", "PUT", "--method", "POST", "--method", "DELETE"),
    *("--origin", "https://app.example.com", "--origin", "https://www.example.com"),
]
CHECKS = 24
"""Of a service: 4 paths, 3 methods, 2 origins."""

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


def seconds(sizes: Sizes, checkouts: dict[str, Path]) -> dict[tuple[str, str], float]:
    """What each checkout takes for `all` services, and for `mixed` ones: some of them are dead."""
    alive, dead = listeners(sizes.services), listeners(sizes.dead)
    serve(alive)
    ports = [sock.getsockname()[1] for sock in alive]
    mixed = [sock.getsockname()[1] for sock in dead] + ports[sizes.dead :]
    with tempfile.TemporaryDirectory() as room:
        works = {}
        for case, chosen, more in (("all", ports, ()), ("mixed", mixed, ("--timeout", str(sizes.timeout)))):
            settings(Path(room, case), chosen)
            command = [*CORSCHECK, "preflight", "--no-strangers", *AXES, "--output-format", "json", *more]
            for name, checkout in checkouts.items():
                env = {**environment(), "PYTHONPATH": str(checkout)}
                works[case, name] = functools.partial(
                    run, command, cwd=Path(room, case), env=env, codes=(0, 1, 3)
                )
        spent = fastest({" ".join(key): work for key, work in works.items()}, min(sizes.rounds, 3))
    for sock in dead:
        sock.close()
    return {key: spent[" ".join(key)] for key in works}


def figures(sizes: Sizes) -> Iterator[Figure | LeftOut]:
    """All services against the clock; with dead ones, against that and one timeout."""
    spent = seconds(sizes, {"now": ROOT})
    alive, mixed = spent["all", "now"], spent["mixed", "now"]
    checks = sizes.services * CHECKS
    yield Figure(f"{sizes.services} services, {checks:,} checks", alive, "s", LIMIT, 4, 1)
    title = f"{sizes.services} services, {sizes.dead} of them dead"
    yield Figure(title, mixed, "s", "all alive and one timeout", alive + sizes.timeout, 1)


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rounds", nargs="?", type=int, default=3)
    parser.add_argument("--before", type=Path, help="another checkout of corscheck")
    options = parser.parse_args()
    sizes = Sizes(rounds=options.rounds)
    if options.before:
        for (case, name), spent in seconds(sizes, {"now": ROOT, "before": options.before.absolute()}).items():
            print(f"{case:8} {name:8} {spent:6.2f} s")
    else:
        print(*lines(figures(sizes)), sep="\n")


if __name__ == "__main__":
    main()
