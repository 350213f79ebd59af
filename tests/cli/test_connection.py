from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.connection import ConnectionOptions, connection, headers, with_files_read
from corscheck.errors import UsageProblem
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from pathlib import Path


def test_every_option_reaches_the_wire() -> None:
    given = ConnectionOptions(
        timeout=1.5,
        jobs=7,
        hosts=8,
        rate=9.0,
        retries=2,
        header=("X-A: 1", "Cookie: a=b"),
        cacert="ca.pem",
        cert="c.pem",
        key="k.pem",
        insecure=True,
        proxy="http://p.example:1",
        resolve=("a.example:1:127.0.0.1",),
        unix_socket="/tmp/s",
        http2=True,
    )
    made = connection(given)
    expected = {**given._asdict(), "headers": (("X-A", "1"), ("Cookie", "a=b"))}
    del expected["header"]
    assert {name: getattr(made, name) for name in expected} == expected


def test_without_options_the_wire_has_its_defaults() -> None:
    own = Connection()._asdict()
    made = connection(ConnectionOptions())._asdict()
    assert {name: value for name, value in made.items() if own[name] != value} == {}


def test_the_deadline_begins_when_the_connection_is_made() -> None:
    before = time.monotonic()
    end = connection(ConnectionOptions(deadline=60.0)).end
    assert before + 60 <= end <= time.monotonic() + 60


@pytest.mark.parametrize("text", ["X-A", ": b", "X A: b", "X-A: a\x00b", "X-A: \u20ac"])
def test_what_is_not_a_header(text: str) -> None:
    with pytest.raises(UsageProblem, match="--header"):
        headers(ConnectionOptions(header=(text,)))


def test_files_are_read_in_their_place_and_only_once(tmp_path: Path) -> None:
    path = tmp_path / "headers.txt"
    path.write_text("Authorization: Bearer x\n\nX-B: 2\n")
    given = ConnectionOptions(header=("X-A: 1", f"@{path}", "X-C: 3"))
    found = with_files_read(given)
    path.unlink()
    assert headers(with_files_read(found)) == (
        ("X-A", "1"),
        ("Authorization", "Bearer x"),
        ("X-B", "2"),
        ("X-C", "3"),
    )
    with pytest.raises(UsageProblem, match=r"headers\.txt"):
        with_files_read(given)


def test_without_files_the_options_stay_as_they_are() -> None:
    given = ConnectionOptions(header=("X-A: 1",))
    assert with_files_read(given) is given
