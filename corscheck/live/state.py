"""What the services of a live run share: its options, and whether it continues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.records import NamedTuple
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corscheck.asab.profiles import Profile
    from corscheck.run_report import Check, Report, RunError
    from corscheck.tried import Tried
    from corscheck.wire.send import Wires


class Recorder(Protocol):
    """Takes results while the run goes on, from any thread; it raises nothing."""

    def secrets(self, texts: Iterable[str]) -> None:
        """Take texts that are not to be shown, before anything that may have them in it."""

    def service(self, tried: Tried) -> None:
        """Take a web container before it is tried."""

    def check(self, check: Check) -> None:
        """Take a check that was made and is not judged yet: its outcome is that of its answer alone."""

    def error(self, error: RunError) -> None:
        """Take an error of a service that was tried."""


class Options(NamedTuple):
    """Options of a run that do not depend on the service."""

    connection: Connection = Connection()
    asked: str | None = None  # the running version according to the user; None: detected
    linted: Profile = DEFAULT_PROFILE  # the version that the configurations are written for
    enabled: frozenset[str] | None = None  # codes of the rules to run; None: all
    max_failures: int | None = None
    shard: tuple[int, int] = (1, 1)  # number of the part, number of parts
    counted: Callable[[Report], Report] = lambda report: (
        report
    )  # the report without suppressed findings: what counts as failed
    say: Callable[[str], None] = lambda _text: None  # prints a note during the run
    crashed: Callable[[Exception], None] | None = None  # reports an internal error; None: it is raised
    recorder: Recorder | None = None  # takes results as they come


class State:
    """What the services of a run share: whether it continues."""

    def __init__(self, wires: Wires) -> None:
        self.wires = wires
        self.failures = 0  # failed checks, counted only for `--max-failures`
        self.interrupted = False

    def interrupt(self) -> None:
        """End the run: nothing more is sent."""
        self.interrupted = True
        self.wires.stop.set()
