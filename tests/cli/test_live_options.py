from __future__ import annotations

from typing import Literal

import pytest

from corscheck.cli.connection import ConnectionOptions
from corscheck.cli.live_options import LiveOptions, axes, shard
from corscheck.contract.plan import Axes
from corscheck.errors import UsageProblem


def test_what_is_asked_for() -> None:
    options = LiveOptions(
        path=("/a", "/b?c"),
        origin=("HTTPS://App.Example:443", "null"),
        method=("PUT", "X-OWN"),
        request_header=("X-A",),
        credentials="both",
        strangers=False,
        connection=ConnectionOptions(header=("X-B: 1",)),
    )
    assert axes(options) == Axes(
        ("/a", "/b?c"),
        ("https://app.example", "null"),
        ("PUT", "X-OWN"),
        ("X-A",),
        ("omit", "include"),
        strangers=False,
        send_headers=(("X-B", "1"),),
    )
    assert axes(LiveOptions()) == Axes()


@pytest.mark.parametrize(
    ("choice", "modes"),
    [(None, ()), ("omit", ("omit",)), ("include", ("include",)), ("both", ("omit", "include"))],
)
def test_modes(choice: Literal["omit", "include", "both"] | None, modes: tuple[str, ...]) -> None:
    assert axes(LiveOptions(credentials=choice)).credentials == modes


@pytest.mark.parametrize(
    ("send", "send_unsafe", "expected"),
    [
        (False, False, (False, False)),
        (True, False, (True, False)),
        (False, True, (True, True)),
        (True, True, (True, True)),
    ],
)
def test_unsafe_requests_are_sent_besides_safe_ones(
    send: bool,  # noqa: FBT001  # a table
    send_unsafe: bool,  # noqa: FBT001  # as above
    expected: tuple[bool, bool],
) -> None:
    found = axes(LiveOptions(send=send, send_unsafe=send_unsafe))
    assert (found.send, found.send_unsafe) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (LiveOptions(path=("a",)), "--path a: a path begins with `/`"),
        (LiveOptions(origin=("app.example",)), "did you mean https://app.example"),
        (LiveOptions(origin=("https://",)), "--origin https://: "),
        (LiveOptions(method=("TRACE",)), "--method TRACE: "),
        (LiveOptions(method=("A B",)), "--method A B: "),
        (LiveOptions(request_header=("a b",)), "--request-header a b: "),
        (LiveOptions(connection=ConnectionOptions(header=("x",))), "--header"),
    ],
)
def test_what_no_browser_sends_is_refused(options: LiveOptions, message: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        axes(options)
    assert message in str(caught.value)


@pytest.mark.parametrize(("text", "expected"), [(None, (1, 1)), ("1/1", (1, 1)), ("3/10000", (3, 10_000))])
def test_a_part_of_the_plan(text: str | None, expected: tuple[int, int]) -> None:
    assert shard(text) == expected


@pytest.mark.parametrize(
    "text", ["", "1", "1/", "/4", "0/4", "5/4", "1/10001", "-1/4", "1/4/2", "1.0/4", "\u0661/4"]
)
def test_no_part_of_a_plan(text: str) -> None:
    with pytest.raises(UsageProblem, match="--shard"):
        shard(text)
