from __future__ import annotations

import pytest

from corscheck.cli.connection import ConnectionOptions
from corscheck.cli.why_input import asked, header
from corscheck.cli.why_options import WhyOptions
from corscheck.errors import UsageProblem

APP = "https://app.example"
HEADER = ConnectionOptions(header=("X-A: b",))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (WhyOptions(), "give one of URL, --requests, --har"),
        (WhyOptions("https://api.example/", har="a.har"), "give one of"),
        (WhyOptions("https://api.example/"), "--origin is missing"),
        (WhyOptions("https://api.example/", APP, replay=True), "--replay goes with --har"),
        (WhyOptions(har="a.har", browser="chromium"), "add --replay to --har"),
        (WhyOptions(har="a.har", method="PUT"), "-X goes with a URL"),
        (WhyOptions(console="/nowhere"), "No such file"),
        (WhyOptions(requests="a.jsonl", credentials="omit"), "--credentials goes with a URL"),
        (WhyOptions("https://api.example/", APP, "PUT", beacon=True), "always uses POST"),
    ],
)
def test_what_cannot_be_asked(options: WhyOptions, says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        asked(options)


def test_a_request_of_the_command_line() -> None:
    found = asked(WhyOptions("https://api.example/", APP, "PUT", ("X-A: b",), body="json"))
    (one,) = list(found.requests)
    assert (found.recorded, found.complete) == ((), True)
    assert "PUT" in repr(one)


def test_a_header() -> None:
    assert header("X-A: b:c ") == ("X-A", "b:c")
    with pytest.raises(UsageProblem, match="write 'Name: value'") as raised:
        header("secret")
    assert "secret" not in str(raised.value)
