"""Services of different hosts are tried at once; the results are those of a run one after the other."""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from corscheck.live.runner import Options, run
from corscheck.live.service_run import ServiceRun
from corscheck.live.side_by_side import lanes
from corscheck.live.state import State
from corscheck.live.target import Target
from corscheck.wire.launch import free_port
from corscheck.wire.send import Wires
from corscheck.wire.transport import Connection
from tests.live.test_runner import APP, CLASSIC, QUIET, config, web
from tests.support.servers import Server, answering, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corscheck.run_report import Report

FEW = Axes(paths=("/a", "/b"), origins=(APP,), methods=("PUT", "DELETE"), strangers=False)


def target(tmp_path: Path, name: str, port: int, **more: object) -> Target:
    text = web(port)
    return Target(config(tmp_path, text, f"{name}.conf"), name=name, openapi="off", axes=FEW, **more)  # type: ignore[arg-type]  # of the tests


def services(report: Report) -> list[str]:
    """The services of the checks, in their order, each once."""
    return list(dict.fromkeys(dict(check.axes)["service"] for check in report.checks or ()))


class Counting:
    """Answers after a moment, and counts how many requests are under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self, sock: socket.socket) -> None:
        for _ in requests(sock):
            with self._lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(0.02)
            with self._lock:
                self.now -= 1
            sock.sendall(CLASSIC)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of something that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener.getsockname()[1]


def made(tmp_path: Path, ports: list[int]) -> list[ServiceRun]:
    options = Options()
    state = State(Wires(options.connection))
    return [
        ServiceRun(target(tmp_path, f"s{number}", port), options, state) for number, port in enumerate(ports)
    ]


def test_services_that_share_a_host_and_port_are_in_one_lane(tmp_path: Path) -> None:
    runs = made(tmp_path, [1, 2, 1, 3])
    runs[3].target = runs[3].target._replace(url="http://localhost:2")
    runs.append(ServiceRun(Target(str(tmp_path / "gone.conf")), runs[0].options, runs[0].state))
    found = lanes(runs, Connection())
    assert [[runs.index(one) for one in lane] for lane in found] == [[0, 2], [1, 3], [4]]
    assert len(lanes(runs[:4], Connection(unix_socket="/run/x"))) == 1


def test_a_service_of_two_ports_joins_their_lanes(tmp_path: Path) -> None:
    runs = made(tmp_path, [1, 2, 3])
    path = config(tmp_path, web(1) + web(2, section="api:web"), "both.conf")
    runs.append(ServiceRun(Target(path, sections=("api:web",)), runs[0].options, runs[0].state))
    assert [[runs.index(one) for one in lane] for lane in lanes(runs, Connection())] == [[0, 1, 3], [2]]


def test_the_results_are_those_of_a_run_one_after_the_other(tmp_path: Path) -> None:
    with ExitStack() as stack:
        ports = [
            stack.enter_context(Server(answering(CLASSIC, keep=True))).port if number % 4 else free_port()
            for number in range(12)
        ]
        targets = [target(tmp_path, f"s{number}", port) for number, port in enumerate(ports)]
        at_once = run(targets, Options())
        in_turn = run(targets, Options(Connection(hosts=1)))
    assert services(at_once) == [f"s{number}" for number in range(12) if number % 4]
    assert [error.service for error in at_once.errors] == ["s0", "s4", "s8"]
    assert [error.message for error in at_once.errors] == [error.message for error in in_turn.errors]
    for field in ("notes", "caveats", "files"):
        assert getattr(at_once, field) == getattr(in_turn, field)
    assert [check.id for check in at_once.checks or ()] == [check.id for check in in_turn.checks or ()]
    assert [finding.message for finding in at_once.findings] == [one.message for one in in_turn.findings]


def test_hosts_that_are_down_cost_one_timeout(tmp_path: Path, silent: int) -> None:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(19)]
    ports = [silent, *(one.getsockname()[1] for one in listeners)]
    with Server(answering(CLASSIC, keep=True)) as server:
        targets = [target(tmp_path, f"s{number}", port) for number, port in enumerate([*ports, server.port])]
        start = time.monotonic()
        report = run(targets, Options(Connection(timeout=1.0)))
        spent = time.monotonic() - start
    for one in listeners:
        one.close()
    assert services(report) == ["s20"]
    assert [error.kind for error in report.errors] == ["unreachable"] * 20
    assert spent < 12  # one after the other, they take 20 s


def test_jobs_are_to_one_host_whatever_services_are_there(tmp_path: Path) -> None:
    counting = Counting()
    with Server(counting) as server:
        axes = Axes(
            paths=tuple(f"/{n}" for n in range(20)), origins=(APP,), methods=("PUT",), strangers=False
        )
        targets = [target(tmp_path, f"s{n}", server.port)._replace(axes=axes) for n in range(4)]
        report = run(targets, Options(Connection(jobs=3)))
    assert len(report.checks or ()) == 80
    assert 2 <= counting.most <= 3


def test_hosts_at_once(tmp_path: Path) -> None:
    counting = Counting()
    with ExitStack() as stack:
        ports = [stack.enter_context(Server(counting)).port for _ in range(6)]
        targets = [target(tmp_path, f"s{number}", port) for number, port in enumerate(ports)]
        run(targets, Options(Connection(jobs=1, hosts=2)))
        assert counting.most <= 2
        run(targets, Options(Connection(jobs=1)))
        assert counting.most > 2


def test_what_is_launched_runs_beside_nothing(tmp_path: Path) -> None:
    """While it runs, it must not answer for another service: neither at its port, nor by its load."""
    port = free_port()
    log = tmp_path / "log"
    script = tmp_path / "app.py"
    script.write_text(
        "import http.server, sys\n"
        f"open({str(log)!r}, 'a').write('launched\\n')\n"
        "class H(http.server.BaseHTTPRequestHandler):\n"
        "    def do_OPTIONS(self): self.send_response(204); self.end_headers()\n"
        "    do_GET = do_OPTIONS\n"
        f"http.server.HTTPServer(('127.0.0.1', {port}), H).serve_forever()\n"
    )

    def logging(sock: socket.socket) -> None:
        for _ in requests(sock):
            with log.open("a") as file:
                file.write("asked\n")
            sock.sendall(CLASSIC)

    with ExitStack() as stack:
        ports = [stack.enter_context(Server(logging)).port for _ in range(3)]
        others = [target(tmp_path, f"s{number}", one) for number, one in enumerate(ports)]
        launched = target(tmp_path, "launched", port, launch=f"{sys.executable} {script}")
        report = run([launched, *others], Options())
    assert services(report) == ["launched", "s0", "s1", "s2"]
    assert log.read_text().splitlines()[-1] == "launched"


def test_with_max_failures_services_are_tried_in_turn(tmp_path: Path) -> None:
    with ExitStack() as stack:
        ports = [stack.enter_context(Server(answering(CLASSIC, keep=True))).port for _ in range(3)]
        targets = [target(tmp_path, f"s{number}", port) for number, port in enumerate(ports)]
        report = run(targets, Options(max_failures=1))
    assert services(report) == ["s0"]
    assert report.notes[-2:] == ("s1: not tried (--max-failures)", "s2: not tried (--max-failures)")


def test_an_interruption_keeps_what_is_known(
    tmp_path: Path, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C reaches the main thread, while others wait for a server that does not answer."""
    from corscheck.live import side_by_side  # noqa: PLC0415  # what is interrupted

    def interrupted(items: Iterator[object], total: int, _title: str) -> Iterator[object]:
        assert total == 4
        yield next(items)
        yield next(items)
        raise KeyboardInterrupt

    monkeypatch.setattr(side_by_side, "progress", interrupted)

    def stalls(sock: socket.socket) -> None:
        for number, _ in enumerate(requests(sock)):
            if number > 5:
                time.sleep(20)
            sock.sendall(CLASSIC)

    with ExitStack() as stack:
        ports = [stack.enter_context(Server(answering(CLASSIC, keep=True))).port for _ in range(2)]
        ports += [silent, stack.enter_context(Server(stalls)).port]
        targets = [target(tmp_path, f"s{number}", port) for number, port in enumerate(ports)]
        targets[3] = targets[3]._replace(axes=QUIET)
        start = time.monotonic()
        connection = Connection(jobs=1, timeout=15)
        report = run([*targets, target(tmp_path, "s4", 1, launch="true")], Options(connection))
        assert time.monotonic() - start < 10
    assert [(error.kind, error.service) for error in report.errors] == [
        ("interrupted", "s2"),
        ("interrupted", "s3"),
        ("not-tested", "s4"),
    ]
    assert services(report)[:2] == ["s0", "s1"]


def test_a_mistake_of_ours_in_a_thread_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corscheck.live import service_run  # noqa: PLC0415  # what is broken here

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(service_run, "planned", broken)
    with ExitStack() as stack:
        ports = [stack.enter_context(Server(answering(CLASSIC, keep=True))).port for _ in range(2)]
        targets = [target(tmp_path, f"s{number}", port) for number, port in enumerate(ports)]
        with pytest.raises(RuntimeError, match="not foreseen"):
            run(targets, Options())
        report = run(targets, Options(crashed=lambda _: None))
    assert [(error.kind, error.service) for error in report.errors] == [
        ("internal", "s0"),
        ("internal", "s1"),
    ]
