"""A trial: everything that was tried on one container, and what only all of it together shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response

if TYPE_CHECKING:
    from corscheck.asab.container import Container
    from corscheck.rules.live._observation import Intent, Observation, Running


class Trial:
    """Everything that was tried on one container, in the order of the plan."""

    __slots__ = (
        "base_url",
        "closed",
        "container",
        "dynamic",
        "echoes",
        "failed",
        "half_dead",
        "intent",
        "observations",
        "ready",
        "refused",
        "running",
    )

    def __init__(
        self,
        container: Container,
        base_url: str,
        intent: Intent,
        running: Running,
        observations: tuple[Observation, ...],
        ready: Response | None = None,
    ) -> None:
        self.ready = ready  # what the server answered before anything was tried: a plain GET of `/`
        self.container = container
        self.base_url = base_url
        self.intent = intent
        self.running = running
        self.observations = observations
        for observation in observations:
            observation.trial = self
        # ASAB up to 26.36 itself (proxies have a name of their own) says `*` everywhere, unless CORS is off.
        classic = running.how == "server" and running.profile.cors == "switch"
        self.closed = classic and all(one.origin is None for one in observations)
        self.half_dead = (ready is None or ready.status == 404) and _half_dead(container, observations)
        self.echoes = _echoes(observations)
        self.dynamic = _dynamic(observations)
        self.refused = _refused(observations)
        self.failed = _failed(observations)

    @property
    def asab(self) -> bool:
        """Whether anything speaks for ASAB behind the answers."""
        return self.running.how != "assumed"


def _half_dead(container: Container, observations: tuple[Observation, ...]) -> bool:
    """Whether everything, promised paths first, is answered 404 with `*`.

    So answers a container that failed while a module of the application was initialised: the error
    is only logged, the process lives and listens (`asab/web/container.py`: nothing is routed yet).
    """
    if container.starts and "tenants" in container.configuration.names:
        return False  # ASAB's TenantService answers 404 to preflights, too
    answered = [one for one in observations if isinstance(one.answer, Response)]
    promised = [one for one in answered if one.case.kind in ("promised", "lost")]
    return bool(promised) and all(one.status == 404 and one.origin == "*" for one in answered)


def _echoes(observations: tuple[Observation, ...]) -> bool:
    """Whether an origin that nobody can have allowed gets in by being echoed."""
    return any(
        one.let_in
        and one.case.kind == "stranger"
        and one.case.request.origin.endswith(".invalid")
        and one.origin == one.case.request.origin
        for one in observations
    )


def _dynamic(observations: tuple[Observation, ...]) -> frozenset[tuple[str, str]]:
    """Method and URL of each real request whose answers name different origins, depending on who asks."""
    named: dict[tuple[str, str], set[str | None]] = {}
    for one in observations:
        if isinstance(one.response, Response):
            named.setdefault((one.case.request.method, one.case.request.url), set()).add(one.origin)
    return frozenset(request for request, origins in named.items() if len(origins) > 1)


def _refused(observations: tuple[Observation, ...]) -> frozenset[tuple[str, str]]:
    """Path and origin of each preflight that should have passed and did not."""
    return frozenset(
        (one.case.path, one.case.request.origin)
        for one in observations
        if one.promised and not one.passed and one.case.request.preflight_only
    )


def _failed(observations: tuple[Observation, ...]) -> frozenset[str]:
    """The steps at which what was promised fails."""
    return frozenset(
        problem.step for one in observations if one.promised and not one.passed for problem in one.problems
    )
