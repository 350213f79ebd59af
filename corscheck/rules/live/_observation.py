"""What live rules read: the answers to one case, and everything that was tried on the same container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.fetch.advice import help_for
from corscheck.fetch.request import Rejected

if TYPE_CHECKING:
    from corscheck.asab.container import Container
    from corscheck.exchange import Answer
    from corscheck.fetch.cors import Problem
    from corscheck.fetch.verdict import Fetch, Sent, Verdict
    from corscheck.rules.live._case import Case, Intent, Running

PASSED = ("allowed", "preflight_passed")
"""Results of a verdict with which a browser lets the page go on."""

_LISTS = ("preflight-method", "preflight-header", "preflight-authorization")


class Observation:
    """A case and what came of it; `trial` is everything else that was tried on the same container."""

    __slots__ = (
        "_fetch",
        "_verdict",
        "case",
        "deciding",
        "preflight",
        "problems",
        "response",
        "result",
        "trial",
    )

    def __init__(self, case: Case, fetch: Fetch) -> None:
        self.case = case
        self._fetch = fetch
        self._verdict: Verdict | None = None
        self.result = fetch.result
        self.problems = fetch.problems  # what the deciding answer fails at, the first first
        self.preflight: Answer | None = None
        self.response: Answer | None = None
        self.deciding: Sent | None = None  # the last exchange
        for sent in fetch.exchanges:
            self.deciding = sent
            if sent.phase == "preflight":
                self.preflight = sent.answer
            else:
                self.response = sent.answer
        self.trial: Trial

    @property
    def verdict(self) -> Verdict:
        """Everything there is to say about it; made when it is asked for, which takes its time."""
        if self._verdict is None:
            self._verdict = self._fetch.verdict()
        return self._verdict

    def advice(self, problem: Problem) -> str:
        """What to change; without what older versions of ASAB cannot do where a later one runs."""
        prepared = self._fetch.prepared
        classic = self.trial.running.profile.cors == "switch"
        if classic or isinstance(prepared, Rejected) or not isinstance(self.answer, Response):
            return problem.help
        return help_for(problem, prepared, self.answer, None)

    @property
    def step(self) -> str | None:
        """The step at which a browser stops; None where it goes on."""
        return self.problems[0].step if self.problems else None

    @property
    def passed(self) -> bool:
        """Whether a browser would let the page go on, and an answer says so."""
        return self.result in PASSED and self.deciding is not None

    @property
    def let_in(self) -> bool:
        """Whether the origin is let in, if only for other methods or headers than those that were tried."""
        lists = all(problem.step in _LISTS for problem in self.problems)
        return self.passed or (self.result == "preflight_blocked" and lists)

    @property
    def promised(self) -> bool:
        """Whether the configuration says that it must pass; what a policy says is another matter."""
        return self.case.expected == "allow" and self.case.kind != "policy"

    @property
    def answer(self) -> Answer | None:
        """The answer that decided."""
        return None if self.deciding is None else self.deciding.answer

    @property
    def status(self) -> int:
        """The status of the answer that decided; 0 where there is none."""
        return self.answer.status if isinstance(self.answer, Response) else 0

    def values(self, name: str) -> list[str]:
        """The lines of that name in the answer that decided."""
        return self.answer.values(name) if isinstance(self.answer, Response) else []

    @property
    def origin(self) -> str | None:
        """`Access-Control-Allow-Origin` of the answer that decided, as browsers join it; None: missing."""
        values = self.values("access-control-allow-origin")
        return ", ".join(values) if values else None


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
