"""What all tests share: golden files, one browser, and patience."""

from __future__ import annotations

import gc
import os
import signal
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support.chromium import BINARY, OUTER_SECONDS, Browser, BrowserError
from tests.support.validated import validate_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# Shells start background jobs with Ctrl-C ignored, and nohup jobs with SIGHUP ignored, which the programs
# under test would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Modules and tests live until the end, so that searching them for garbage again and again finds nothing.
gc.set_threshold(50_000, 20, 100)

# How long an example takes says more about the machine than about us.
settings.register_profile(
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("few", settings.get_profile("patient"), max_examples=10)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files instead of comparing")


# First, because pytest-xdist reads the groups in a hook of its own.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests with the browser to one process, so that there is one, and time to wait for it."""
    installed = os.access(BINARY, os.X_OK) and find_spec("playwright") is not None
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.timeout(OUTER_SECONDS))
            item.add_marker(
                pytest.mark.skipif(not installed, reason=f"{BINARY} or Playwright is not installed")
            )


def pytest_collection_finish() -> None:
    """Take what has been collected out of the garbage collector's sight."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def validated_json() -> Iterator[None]:
    """Every JSON document that a test makes in its own process is valid by the schema."""
    with pytest.MonkeyPatch.context() as patch:
        validate_all(patch)
        yield


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test after the beginning of a long text; pytest numbers those that begin alike."""
    return ascii(val[:60]) + "..." if isinstance(val, str | bytes) and len(val) > 200 else None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser; for tests that are marked `browser`."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(Browser())
        except BrowserError as error:
            pytest.fail(str(error), pytrace=False)  # in one line for each of its tests
        yield browser


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with `golden/<name>` beside the test, or write it there with `--update-golden`."""

    def compare(name: str, text: str) -> None:
        path = Path(request.path).parent / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode()

    return compare
