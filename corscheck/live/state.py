"""What the services of a live run share: its options, and whether it continues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.records import NamedTuple
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.asab.profiles import Profile
    from corscheck.run_report import Report
    from corscheck.wire.send import Wires


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
