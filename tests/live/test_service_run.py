from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.errors import MissingFile
from corscheck.live.runner import Options
from corscheck.live.service_run import ServiceRun
from corscheck.live.state import State
from corscheck.live.target import Target
from corscheck.wire.send import Wires
from corscheck.wire.transport import Connection
from tests.live.test_runner import CLASSIC, QUIET, config, web
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    from pathlib import Path


def made(target: Target, options: Options | None = None) -> ServiceRun:
    options = options or Options()
    return ServiceRun(target, options, State(Wires(options.connection)))


def test_a_service_that_was_not_tried_any_more(tmp_path: Path) -> None:
    one = made(Target(config(tmp_path, web(1)), name="shop"), Options(max_failures=2))
    one.leave()
    assert one.results.notes == ["shop: not tried (--max-failures)"]
    one.state.interrupt()
    one.leave()
    assert [error.kind for error in one.results.errors] == ["not-tested"]


def test_what_it_learns_before_it_runs(tmp_path: Path) -> None:
    one = made(Target(config(tmp_path, web(7)), axes=QUIET))
    one.prepare()
    assert [place.base_url for place in one.places] == ["http://127.0.0.1:7"]
    with pytest.raises(MissingFile):
        made(Target(str(tmp_path / "gone.conf"))).prepare()


def test_what_keeps_it_from_being_tried_is_an_error(tmp_path: Path) -> None:
    one = made(Target(str(tmp_path / "gone.conf")))
    one.run()
    assert (one.begun, one.done) == (True, True)
    assert [error.kind for error in one.results.errors] == ["missing-file"]


def test_a_run_that_is_stopped_before_its_first_preflight(tmp_path: Path) -> None:
    with Server(answering(CLASSIC, keep=True)) as server:
        one = made(Target(config(tmp_path, web(server.port)), axes=QUIET))
        one.state.wires.stop.set()
        one.run()
    assert one.done
    assert [error.kind for error in one.results.errors] == ["interrupted"]
    assert one.results.checks == []


def test_its_headers_go_with_those_of_the_run(tmp_path: Path) -> None:
    target = Target(config(tmp_path, web(1)), headers=(("X-A", "1"),), secrets=("s3cret",))
    one = made(target, Options(Connection(headers=(("X-B", "2"),))))
    assert one.connection.headers == (("X-A", "1"), ("X-B", "2"))
    assert {"s3cret", "1"} <= set(one.results.secrets)
