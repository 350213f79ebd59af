from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.errors import OtherServer, Unreachable, UsageProblem
from corscheck.live.run_errors import internal, interrupted, left_over, of_exception, unanswered
from corscheck.live.target import Place, Target, places
from tests.live.test_runner import config, web

if TYPE_CHECKING:
    from pathlib import Path

    from corscheck.errors import CorscheckError


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(config(tmp_path, web(8081).replace("/*", "api")), name="notes")


@pytest.fixture
def place(target: Target) -> Place:
    return places(target, DEFAULT_PROFILE)[0]


@pytest.mark.parametrize(
    ("error", "explained"),
    [(Unreachable("x", "y"), True), (OtherServer("x", "y"), False), (UsageProblem("x", "y"), False)],
)
def test_a_server_that_cannot_be_reached_is_explained_by_its_file(
    target: Target, place: Place, error: CorscheckError, *, explained: bool
) -> None:
    noted = of_exception(error, target, place, tried=False)
    assert (noted.service, noted.target, noted.span and noted.span.line) == ("notes", place.base_url, 2)
    assert noted.untested == "service"
    assert noted.help is not None
    assert noted.help.startswith("y")
    assert ("ASAB does not start" in noted.help) is explained
    assert of_exception(error, target, place, tried=True).untested is None


def test_what_ends_a_run_names_the_service(target: Target, place: Place) -> None:
    found = [
        internal(ValueError("x"), target),
        interrupted(target, place),
        interrupted(target, None),
        left_over(target),
        unanswered(target, place, 20, 7),
    ]
    kinds = ["internal", "interrupted", "interrupted", "not-tested", "unreachable"]
    assert [one.kind for one in found] == kinds
    assert {one.service for one in found} == {"notes"}
    assert all(one.path == target.config for one in found)
    assert [one.untested for one in found] == ["service", None, None, "service", None]
    assert "7 were not sent" in found[-1].message
