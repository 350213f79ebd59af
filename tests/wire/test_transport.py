"""The options of connections, and the error that transports raise."""

from __future__ import annotations

import time

import pytest

from corscheck.wire.direct import Direct
from corscheck.wire.pooled import Pooled
from corscheck.wire.send import transports
from corscheck.wire.transport import Connection, TransportError


def test_an_error_has_a_kind_and_a_text() -> None:
    with pytest.raises(TransportError, match="nothing listens") as raised:
        raise TransportError("refused", "nothing listens")
    assert raised.value.kind == "refused"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Connection(), Direct),
        (Connection(cert=None, insecure=True, unix_socket="/x"), Direct),
        (Connection(http2=True), Pooled),
        (Connection(proxy="http://127.0.0.1:9"), Pooled),
    ],
)
def test_there_are_two_ways_to_the_network(options: Connection, expected: type) -> None:
    transport = transports(options)()
    assert type(transport) is expected
    transport.close()


def test_a_deadline_is_counted_once() -> None:
    assert Connection().started() == Connection()
    options = Connection(deadline=5).started()
    assert options.end - time.monotonic() == pytest.approx(5, abs=1)
    assert options.started() is options
    assert options.too_late == "the deadline of the run, 5 s, has passed"
