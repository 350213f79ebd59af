"""What the hostile tests share: runs of the program, a service as it should be, and where things lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.forks import Forks, shared
from tests.support.hostile_servers import good
from tests.support.servers import Server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def forks() -> Forks:
    return shared()


@pytest.fixture(scope="session")
def good_server() -> Iterator[Server]:
    with Server(good) as server:
        yield server
