from __future__ import annotations

from corscheck.live.service_run import ServiceRun
from corscheck.live.state import Options, State
from corscheck.live.target import Target
from corscheck.wire.send import Wires
from corscheck.wire.transport import Connection


def test_an_interruption_stops_whoever_waits() -> None:
    state = State(Wires(Connection()))
    assert (state.interrupted, state.wires.stop.is_set) == (False, False)
    state.interrupt()
    assert (state.interrupted, state.wires.stop.is_set) == (True, True)


def test_when_no_service_is_tried_any_more() -> None:
    state = State(Wires(Connection()))
    limited, unlimited = (
        ServiceRun(Target("a.conf"), options, state) for options in (Options(max_failures=2), Options())
    )
    found = []
    for failures, interrupted in ((1, False), (2, False), (0, True)):
        state.failures, state.interrupted = failures, interrupted
        found.append((limited.stopped, unlimited.stopped))
    assert found == [(False, False), (True, False), (True, True)]
