"""The first preflights to a container: they show which ASAB answers, and which paths answer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.expectations_from_config import expected_methods
from corscheck.contract.intent import read_intent
from corscheck.contract.plan import Axes, first_of_paths
from corscheck.exchange import Response
from corscheck.live.conversation import Conversation
from corscheck.records import NamedTuple
from corscheck.rules.live._observation import Observation

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corscheck.live.target import Place, Target
    from corscheck.wire.send import Wire

_MOST = 50
"""Paths that are probed at most; further ones are assumed to answer like the first."""

_HEADERS = ("access-control-allow-credentials", "vary", "server")


class Probed(NamedTuple):
    """Answers to one preflight for each path, and the groups of paths whose answers are alike."""

    answers: tuple[Response, ...]
    groups: dict[str, Hashable]


def probe(wire: Wire, target: Target, place: Place) -> Probed:
    """Send one preflight, from the first origin, to each covered path, or to one that is not covered.

    They are not checks, so that parts of a run (`--shard`) send them alike.
    """
    axes = Axes(
        target.axes.paths,
        target.axes.origins[:1],
        expected_methods(place.container)[:1],
        credentials=("omit",),
        strangers=False,
    )
    chosen = first_of_paths(place.container, read_intent(place.container), place.base_url, axes, _MOST)
    driven = wire.drive((Conversation(case.request) for case in chosen), is_ready=True)
    seen = [Observation(case, task.fetch) for case, task in zip(chosen, driven, strict=True)]
    answers = [
        (case, one.preflight)
        for case, one in zip(chosen, seen, strict=True)
        if isinstance(one.preflight, Response)
    ]
    return Probed(
        tuple(answer for _, answer in answers),
        {case.path: _kind_of_answer(answer, case.request.origin) for case, answer in answers},
    )


def _kind_of_answer(answer: Response, origin: str) -> Hashable:
    """A key, equal for answers that allow the same origins; methods and headers differ between routes."""
    allowed = answer.values("access-control-allow-origin")
    echoed = tuple("an echo" if value == origin else value for value in allowed)
    return answer.status, echoed, tuple(tuple(answer.values(name)) for name in _HEADERS)
