from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from corscheck.errors import MissingFile
from corscheck.live.results import report_of
from corscheck.live.runner import Options
from corscheck.live.service_run import ServiceRun
from corscheck.live.state import State
from corscheck.live.target import Target
from corscheck.report.presentable import presentable
from corscheck.rules.live._case import Case
from corscheck.rules.live._observation import Observation
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


def test_what_a_check_takes_does_not_depend_on_how_many_there_are(tmp_path: Path) -> None:
    """100,000 checks fit into 200 MB (`benchmarks/size.py`); of a few, caches take a part."""
    peaks = []
    with Server(answering(CLASSIC, keep=True)) as server:
        path = config(tmp_path, web(server.port, ", ".join(f"https://{n}.example.com" for n in range(10))))
        for count in (5, 20, 120):  # the first fills caches
            paths = tuple(f"/items/{number}" for number in range(count))
            target = Target(path, axes=Axes(paths, methods=("PUT",), credentials=("omit",), strangers=False))
            tracemalloc.start()
            one = made(target)
            one.run()
            report = presentable(report_of([one.results]))
            peaks.append((len(report.checks or ()), tracemalloc.get_traced_memory()[1]))
            tracemalloc.stop()
    (_, _), (few, low), (many, high) = peaks
    assert (few, many) == (200, 1200)
    assert (high - low) / (many - few) < 3000


def test_observations_are_forgotten_when_they_are_judged(tmp_path: Path) -> None:
    with Server(answering(CLASSIC.replace(b"Allow-Origin", b"Allow-Nobody"), keep=True)) as server:
        one = made(Target(config(tmp_path, web(server.port)), axes=QUIET))
        one.run()
    assert one.results.findings
    gc.collect()
    # Not `isinstance`, which asks lazy objects of other libraries for their class.
    assert [each for each in gc.get_objects() if type(each) in {Observation, Case}] == []
