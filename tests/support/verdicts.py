"""The recorded verdicts of three browsers: the rows of `tests/data/browser-verdicts.tsv`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from corscheck.exchange import Answer, Failure, Headers, Response

# In the table `http://app.test:8000` stands for the page's origin, which had an IP address: Chromium makes
# something else of `host:port` without a scheme where the host is a name.
ORIGIN = "http://127.0.0.1:8000"
TARGET_OF_REDIRECTS = "/c/ok"

# The answer at the redirects' target: it allows everything the rows ask for.
OPEN = (
    ("Access-Control-Allow-Origin", ORIGIN),
    ("Access-Control-Allow-Methods", "PUT"),
    ("Access-Control-Allow-Headers", "x-a"),
)


class Row(NamedTuple):
    """One case; statuses are numbers, or `close` and `garbage`."""

    case: str
    method: str
    request_headers: Headers
    credentials: str
    preflight_status: str
    preflight_headers: Headers
    actual_status: str
    actual_headers: Headers
    ok: bool
    chromium: str
    firefox: tuple[str, ...]
    webkit: str


def rows() -> list[Row]:
    """All recorded rows."""
    text = Path(__file__).parents[1].joinpath("data/browser-verdicts.tsv").read_text()
    host = ORIGIN.partition("://")[2]
    lines = text.replace("app.test:8000", host).replace("APP.TEST:8000", host).splitlines()
    table = [line.split("\t") for line in lines if not line.startswith("#")]
    return [_row(dict(zip(table[0], [*cells, "", "", ""], strict=False))) for cells in table[1:]]


def answer(status: str, headers: Headers) -> Answer:
    """The recorded answer as the wire would report it."""
    if status == "close":
        return Failure("closed", "the connection was closed")
    if status == "garbage":
        return Failure("not-http", "no status line")
    return Response(int(status), headers)


def _row(cells: dict[str, str]) -> Row:
    verdicts = {cells["chromium"], cells["firefox"], cells["webkit"]}
    assert len(verdicts) == 1, "the engines agree in every row"
    # One value is abbreviated: 129 x 'a'
    given = {name: "a" * 129 if value == "129 x 'a'" else value for name, value
             in json.loads(cells["request_headers"]).items()}  # fmt: skip
    return Row(
        cells["case"],
        cells["method"],
        tuple(given.items()),
        cells["credentials"],
        cells["preflight_status"],
        tuple(map(tuple, json.loads(cells["preflight_headers"]))),
        cells["actual_status"],
        tuple(map(tuple, json.loads(cells["actual_headers"]))),
        verdicts == {"ok"},
        cells["chromium_error"],
        tuple(filter(None, cells["firefox_reasons"].split(","))),
        cells["webkit_console"].replace("Origin O ", f"Origin {ORIGIN} "),
    )
