"""The judge against what three real browsers did: 141 recorded requests, as values and over sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.exchange import Response
from corscheck.fetch.algorithm import Fetch, why
from corscheck.fetch.request import FetchRequest
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.replay_server import Asked, raw, replaying
from tests.support.verdicts import OPEN, ORIGIN, TARGET_OF_REDIRECTS, Row, answer, rows

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request
    from corscheck.fetch.verdict import Verdict

ROWS = rows()


def request_of(row: Row, base: str) -> FetchRequest:
    return FetchRequest(
        f"{base}/c/{row.case}",
        ORIGIN,
        row.method,
        row.request_headers,
        row.credentials,  # type: ignore[arg-type]  # a recorded word
        id=row.case,
        send_unsafe=True,
    )


def assert_as_recorded(row: Row, verdict: Verdict) -> None:
    browsers = verdict.browsers
    assert (verdict.result == "allowed") == row.ok, verdict
    assert (browsers.chrome or "") == row.chromium
    assert browsers.firefox == next(iter(row.firefox), None)  # generic messages follow it
    assert (browsers.safari or "") == row.webkit
    assert (verdict.result == "unreachable") == (row.preflight_status in ("close", "garbage"))
    assert (verdict.step is None) == row.ok


def test_there_are_141_rows() -> None:
    assert len(ROWS) == 141


@pytest.mark.parametrize("row", ROWS, ids=[row.case for row in ROWS])
def test_judged_as_recorded(row: Row) -> None:
    def send(request: Request) -> Answer:
        if request.url.endswith(TARGET_OF_REDIRECTS):
            return Response(200, OPEN)
        if any(name == "Access-Control-Request-Method" for name, _ in request.headers):
            return answer(row.preflight_status, row.preflight_headers)
        return answer(row.actual_status, row.actual_headers)

    assert_as_recorded(row, why(request_of(row, "http://api.test:9000"), send))


def test_replayed_over_sockets() -> None:
    by_path = {f"/c/{row.case}": row for row in ROWS}

    def reply(asked: Asked) -> bytes:
        if asked.target == TARGET_OF_REDIRECTS:
            return raw("200", OPEN)
        row = by_path[asked.target]
        if asked.is_preflight:
            return raw(row.preflight_status, row.preflight_headers)
        return raw(row.actual_status, row.actual_headers)

    redirected = by_path.pop(TARGET_OF_REDIRECTS)  # it is asked for by others, too
    assert redirected.ok
    with replaying(reply) as server, Wire(Connection()) as wire:
        tasks = [Fetch(request_of(row, f"http://127.0.0.1:{server.port}")) for row in by_path.values()]
        driven = list(wire.drive(tasks))
    for row, fetch in zip(by_path.values(), driven, strict=True):
        assert_as_recorded(row, fetch.verdict())
