"""The phrase for errors of ASAB in messages, and the guard of rules that report nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corscheck.asab.container import Container
    from corscheck.asab.diagnosis import Diagnosis


def stops(error: Diagnosis) -> str:
    """The end of a message about a mistake that ends the service, with the error as in ASAB's log.

    Only such messages say "the service stops with"; a test compares each of them with the real ASAB.
    """
    return f": the service stops with `{error.type}: {' '.join(error.message.split())}`"


def does_not_start(web: Container) -> bool:
    """Whether ASAB fails to build the container."""
    return bool(web.errors)
