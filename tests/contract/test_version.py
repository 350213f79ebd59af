from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from corscheck.contract.version import find_running, version_note
from corscheck.exchange import Failure, Response
from tests.support.live import asab

LINTED = profile_for("25.15")
NEXT = profile_for("26.37")


def response(status: int = 204, **headers: str) -> Response:
    return Response(status, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


def classic(*, server: bool = False) -> Response:
    return Response(204, tuple(line for line in asab() if server or line[0] != "Server"))


@pytest.mark.parametrize(
    ("server", "version", "how"),
    [
        ("Python/3.11 aiohttp/3.14.5 asab/25.15", "25.15", "server"),
        ("asab/26.12.06", "26.12.06", "server"),
        ("asab/v25.15", "v25.15", "server"),
        ("asab", None, "server"),
        ("asab/devel", None, "server"),
        ("nginx", None, "assumed"),
        ("my-asab/1", None, "assumed"),
        ("asabx/25.15", None, "assumed"),
        ("asab/" + "9" * 1000, None, "server"),
    ],
)
def test_the_server_header_says_it(server: str, version: str | None, how: str) -> None:
    running = find_running(None, LINTED, [Failure("closed", "x"), response(Server=server)])
    assert (running.version, running.how) == (version, how)


@pytest.mark.parametrize(
    ("answer", "cors", "how"),
    [
        (classic(), "switch", "behaviour"),
        (
            response(
                405,
                Access_Control_Allow_Origin="*",
                Access_Control_Allow_Methods="GET, POST, DELETE, PUT, PATCH, OPTIONS",
            ),
            "switch",
            "behaviour",
        ),
        (response(Access_Control_Allow_Headers=NEXT.allow_headers), "allow-list", "behaviour"),
        (response(Access_Control_Allow_Origin="*"), "switch", "assumed"),
        (response(Vary="Origin"), "switch", "assumed"),
    ],
)
def test_where_no_header_says_it_the_answers_do(answer: Response, cors: str, how: str) -> None:
    running = find_running(None, LINTED, [answer])
    assert (running.profile.cors, running.how, running.version) == (cors, how, None)


def test_what_the_user_says_settles_it() -> None:
    running = find_running("26.37", LINTED, [classic(server=True)])
    assert (running.version, running.how, running.profile.cors) == ("26.37", "option", "allow-list")


def test_a_version_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not an ASAB version"):
        find_running("latest", LINTED, [])


def test_the_linted_profile_stays_where_it_is_of_the_same_generation() -> None:
    linted = profile_for("25.36")
    assert find_running(None, linted, [classic()]).profile == linted


@pytest.mark.parametrize(
    ("linted", "answer", "part"),
    [
        ("25.15", classic(server=True), None),
        ("25.15", classic(), None),
        ("26.37", classic(server=True), "runs ASAB 25.15"),
        ("26.37", classic(server=True), "something else"),
        ("26.37", classic(), "an ASAB up to 26.36"),
        ("25.15", response(Server="nginx"), "nothing in the answers"),
    ],
)
def test_a_difference_is_reported(linted: str, answer: Response, part: str | None) -> None:
    profile = profile_for(linted)
    note = version_note(find_running(None, profile, [answer]), profile)
    if part is None:
        assert note is None
    else:
        assert note is not None
        assert part in note
