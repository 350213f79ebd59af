"""What live rules read: the answers to one case, and everything that was tried on the same container."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from corscheck.asab.advice import advice
from corscheck.exchange import Response
from corscheck.fetch.request import Prepared
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corscheck.asab.container import Container
    from corscheck.asab.running import Running
    from corscheck.exchange import Answer, Headers, Request
    from corscheck.fetch.algorithm import Fetch
    from corscheck.fetch.cors import Problem
    from corscheck.fetch.verdict import Result, Verdict
    from corscheck.rules.live._case import Case, Intent, Kind
    from corscheck.source import Span

T = TypeVar("T")

PASSED = ("allowed", "preflight_passed")
"""Results of a verdict with which a browser allows the request."""

_LISTS = ("preflight-method", "preflight-header", "preflight-authorization")


class Observation:
    """A case and its answers; `trial` is everything that was tried on the same container.

    A run has very many of them, so it keeps the answers and not the `Fetch` that they were given to.
    """

    __slots__ = (
        "_earlier",
        "_verdict",
        "answer",
        "case",
        "preflight",
        "problems",
        "response",
        "result",
        "sent",
        "trial",
    )

    def __init__(self, case: Case, fetch: Fetch) -> None:
        self.case = case
        self._verdict: Verdict | None = None
        self.result = _result(fetch)
        self.problems = fetch.problems and _same(
            fetch.problems
        )  # the checks that the deciding answer fails, in the order of the steps
        self.preflight: Answer | None = None
        self.response: Answer | None = None
        self.sent: Request | None = None  # the last request
        self.answer: Answer | None = None  # the answer to it, which decided
        exchanges = fetch.exchanges
        self._earlier = exchanges[:-1]
        for sent in exchanges:
            self.sent, self.answer = sent.request, sent.answer
            if sent.phase == "preflight":
                self.preflight = sent.answer
            else:
                self.response = sent.answer
        self.trial: Trial

    @property
    def verdict(self) -> Verdict:
        """The full verdict; built on first use, because it takes much longer than the result alone."""
        if self._verdict is None:
            from corscheck.fetch.algorithm import Fetch  # noqa: PLC0415  # few observations need it

            fetch = Fetch(self.case.request)
            for answer in (*(sent.answer for sent in self._earlier), self.answer):
                if answer is not None:
                    fetch.feed(answer)
            self._verdict = fetch.verdict()
        return self._verdict

    def advice(self, problem: Problem) -> str:
        """What to change; in the terms of the ASAB that runs, where one does."""
        if not self.trial.is_asab or self.sent is None:
            return problem.help
        origin = dict(self.sent.headers).get("Origin", "")
        profile = self.trial.running.profile
        own = advice(profile, problem.step, self.status, origin, listed(problem.names))
        return own or problem.help

    @property
    def step(self) -> str | None:
        """The step at which a browser blocks the request; None where it does not."""
        return self.problems[0].step if self.problems else None

    @property
    def passed(self) -> bool:
        """Whether a browser allows the request, and an answer shows that."""
        return self.result in PASSED and self.sent is not None

    @property
    def origin_allowed(self) -> bool:
        """Whether the origin is allowed, even if only with other methods or headers than were tried."""
        lists = all(problem.step in _LISTS for problem in self.problems)
        return self.passed or (self.result == "preflight_blocked" and lists)

    @property
    def must_pass(self) -> bool:
        """Whether it must pass according to the configuration, not to `[[expect]]` tables."""
        return self.case.expected == "allow" and self.case.kind not in ("policy", "wanted")

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
        return _allowed_origin(self.answer.headers) if isinstance(self.answer, Response) else None


@lru_cache(maxsize=64)  # servers repeat themselves
def _allowed_origin(headers: Headers) -> str | None:
    values = [value for name, value in headers if name.lower() == "access-control-allow-origin"]
    return ", ".join(values) if values else None


def of_kinds(*kinds: Kind) -> Callable[[Observation], bool]:
    """A guard of rules that apply to cases of some kinds only."""
    return lambda seen: seen.case.kind in kinds


def is_not_allowed(seen: Observation) -> bool:
    """The guard of the rules about requests that a browser does not allow: most checks pass."""
    return not seen.passed


def has_response(seen: Observation) -> bool:
    """The guard of the rules about answers to requests themselves: most cases are preflights only."""
    return isinstance(seen.response, Response)


def _result(fetch: Fetch) -> Result | None:
    """The result; a request to the page's own origin needs no preflight."""
    prepared = fetch.prepared
    if fetch.result == "not_tested" and isinstance(prepared, Prepared) and not prepared.cross_origin:
        return "not_cross_origin"
    return fetch.result


class Trial:
    """Everything that was tried on one container, in the order of the plan."""

    __slots__ = (
        "answers_only_404",
        "base_url",
        "blocked",
        "container",
        "echoes_origin",
        "failed_steps",
        "intent",
        "memo",
        "observations",
        "origin_dependent",
        "ready",
        "refused_preflights",
        "running",
        "sends_no_cors",
        "service",
    )

    def __init__(
        self,
        container: Container,
        base_url: str,
        intent: Intent,
        running: Running,
        observations: tuple[Observation, ...],
        ready: Response | None = None,
        service: Span | None = None,
        blocked: Sequence[Case] | None = None,
    ) -> None:
        self.memo: dict[object, Any] = {}  # what rules worked out about all observations, by function
        self.service = service  # where a service without a configuration is named; None: it has one
        self.ready = ready  # the answer to a plain GET of `/` before anything was tried
        self.container = container
        self.base_url = base_url
        self.intent = intent
        self.running = running
        self.observations = observations
        for observation in observations:
            observation.trial = self
        # ASAB up to 26.36 sends `*` with every answer unless CORS is off. Only its own answers count: a
        # proxy in front has a `Server` header of its own.
        classic = running.how == "server" and running.profile.cors == "switch"
        self.sends_no_cors = classic and all(one.origin is None for one in observations)
        not_found = ready is None or ready.status == 404
        # A server that calls itself something else answers 404 for reasons of its own.
        foreign = running.how == "assumed" and any(one.values("server") for one in observations)
        self.answers_only_404 = not_found and not foreign and _answers_only_404(container, observations)
        self.echoes_origin = _echoes_origin(observations)
        self.origin_dependent = _origin_dependent(observations)
        self.refused_preflights = _refused_preflights(observations)
        self.failed_steps = _failed_steps(observations)
        # What `[[expect]]` tables say is to be blocked.
        self.blocked = (
            [one.case for one in observations if one.case.kind == "policy" and one.case.expected == "block"]
            if blocked is None
            else blocked  # those of other shards, too
        )

    def release(self) -> Iterator[Observation]:
        """Give up the observations one after the other, where something smaller takes the place of each."""
        left = list(reversed(self.observations))
        self.observations = ()
        self.memo.clear()
        while left:
            yield left.pop()

    @property
    def is_asab(self) -> bool:
        """Whether anything in the answers shows that ASAB sent them."""
        return self.running.how != "assumed"


def once(function: Callable[[Trial], T]) -> Callable[[Trial], T]:
    """The function, which is called once for each trial; what it returns lives as long as the trial."""

    def remembered(trial: Trial) -> T:
        if function not in trial.memo:
            trial.memo[function] = function(trial)
        return cast("T", trial.memo[function])

    return remembered


@lru_cache(maxsize=256)
def _same(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The same problems, shared by all observations that have equal ones."""
    return problems


def _answers_only_404(container: Container, observations: tuple[Observation, ...]) -> bool:
    """Whether every answer, those to covered paths included, is 404 with `*`.

    A container that failed while a module of the application was initialised answers like this: the
    error is only logged, the process keeps running and listens, and no route was registered
    (`asab/web/container.py`).
    """
    if container.starts and "tenants" in container.configuration.names:
        return False  # ASAB's TenantService answers 404 to preflights, too
    answered = [one for one in observations if isinstance(one.answer, Response)]
    configured = any(one.case.kind in ("covered", "dropped") for one in answered)
    return configured and all(one.status == 404 and one.origin == "*" for one in answered)


def _echoes_origin(observations: tuple[Observation, ...]) -> bool:
    """Whether an origin that nobody can have listed is allowed because the server echoes it."""
    return any(
        one.origin_allowed
        and one.case.kind == "foreign"
        and one.case.request.origin.endswith(".invalid")
        and one.origin == one.case.request.origin
        for one in observations
    )


def _origin_dependent(observations: tuple[Observation, ...]) -> frozenset[tuple[str, str]]:
    """Method and URL of each real request whose answers name different origins, depending on who asks."""
    named: dict[tuple[str, str], set[str | None]] = {}
    for one in observations:
        if isinstance(one.response, Response):
            named.setdefault((one.case.request.method, one.case.request.url), set()).add(one.origin)
    return frozenset(request for request, origins in named.items() if len(origins) > 1)


def _refused_preflights(observations: tuple[Observation, ...]) -> frozenset[tuple[str, str]]:
    """Path and origin of each preflight that must pass and did not."""
    return frozenset(
        (one.case.path, one.case.request.origin)
        for one in observations
        if one.must_pass and not one.passed and one.case.request.preflight_only
    )


def _failed_steps(observations: tuple[Observation, ...]) -> frozenset[str]:
    """The steps at which requests fail that must pass."""
    return frozenset(
        problem.step for one in observations if one.must_pass and not one.passed for problem in one.problems
    )
