"""One service of a run: start it, wait for it, detect its version, plan, send, evaluate."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from corscheck.contract.evaluate import check_of, evaluate
from corscheck.contract.intent import read_intent
from corscheck.contract.shards import share
from corscheck.contract.version import find_running, version_note
from corscheck.errors import CorscheckError
from corscheck.exchange import GATEWAY_ERRORS, Failure
from corscheck.fetch.notes import oddities
from corscheck.live.conversation import Conversation, RecordedConversation
from corscheck.live.failure_limit import FailureLimit
from corscheck.live.planning import planned
from corscheck.live.probing import Probed, probe
from corscheck.live.results import Results
from corscheck.live.run_errors import (
    internal,
    interrupted,
    left_over,
    no_service,
    of_exception,
    other_configuration,
    unanswered,
)
from corscheck.live.service import Watch, check_alive, check_gone, first_answer, launched, start
from corscheck.live.target import again, places, secrets_of_target
from corscheck.openapi_source import warm_up
from corscheck.rules.live import RULES
from corscheck.rules.live._observation import Observation, Trial
from corscheck.run_report import Report
from corscheck.tried import Tried
from corscheck.wire.progress import progress
from corscheck.wire.stop import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.asab.running import Running
    from corscheck.exchange import Response
    from corscheck.fetch.algorithm import Fetch
    from corscheck.live.planning import Planned
    from corscheck.live.state import Options, State
    from corscheck.live.target import Place, Target
    from corscheck.rules.live._case import Case
    from corscheck.wire.launch import Service
    from corscheck.wire.send import Wire

MANY = 100
"""The number of requests is announced if there are at least so many."""

NOTHING_JUDGED = (
    "no rule about the answers of servers is selected, so that no check can fail "
    "(--select, --ignore, `severity`)"
)
"""The caveat where nothing would be found, whatever the servers answer."""

_JUDGES = frozenset(rule.code for rule in RULES)

UNANSWERED = 20
"""After so many requests without a single answer, the rest of a container's cases is not tried."""


class ServiceRun:
    """One service; whatever ends the run, the results so far are kept.

    `run` may be called in a thread of its own, with `alone` false: then it draws no progress.
    """

    def __init__(self, target: Target, options: Options, state: State) -> None:
        self.target = target
        self.options = options
        self.state = state
        self.results = Results()
        self.places: list[Place] = []
        self.connection = target.connection(options.connection)
        self.blocked: list[Case] = []  # of the whole plan of the container that is tried
        self.begun = self.done = False
        self.alone = True
        self._keep_secret(secrets_of_target(target, ()))  # for what errors may say

    def _keep_secret(self, texts: Iterable[str]) -> None:
        self.results.secrets |= dict.fromkeys(texts)
        if self.options.recorder:
            self.options.recorder.secrets(self.results.secrets)

    def prepare(self) -> None:
        """Find where the service answers, which decides with which others it can be tried at once.

        Raises:
            CorscheckError: Its configuration cannot be loaded or leads nowhere; `run` reports that.
        """
        self.places = places(self.target, self.target.profile(self.options.linted))

    def run(self) -> None:
        """Try the service; problems become errors of the run."""
        self.begun = True
        try:
            with self.state.wires.wire(self.connection) as wire:
                self._try_service(wire)
        except Stopped:
            self.interrupt()
        except CorscheckError as error:
            self._fail(error, self.places[0] if self.places else None, tried=bool(self.results.checks))
        except Exception as error:
            if self.options.crashed is None:
                raise
            self.options.crashed(error)
            self.results.errors.append(internal(error, self.target))
        if recorder := self.options.recorder:
            for found in self.results.errors:
                recorder.error(found)
        self.done = True

    def interrupt(self, place: Place | None = None) -> None:
        """Record that Ctrl-C ended the run while this was tried."""
        self.done = True
        self.results.errors.append(interrupted(self.target, place))

    def leave(self) -> None:
        """Record that the service was not tried any more."""
        if self.state.interrupted:
            self.results.errors.append(left_over(self.target))
        else:
            self.results.notes.append(f"{self.target.label}: not tried (--max-failures)")

    @property
    def stopped(self) -> bool:
        """Whether no further container should be tried."""
        limit = self.options.max_failures
        return self.state.interrupted or (limit is not None and self.state.failures >= limit)

    def _try_service(self, wire: Wire) -> None:
        self.target = target = launched(self.target)
        if not self.places:
            self.prepare()
        self._keep_secret(secrets_of_target(target, self.places))
        watch = Watch(wire, self.connection)
        with ExitStack() as stack:
            service = start(target, self.places, watch, stack)
            if service is not None and target.openapi == "auto":
                warm_up()
            self._try_places(watch, service)
        if service is not None and not self.state.interrupted:
            check_gone(target, self.places, watch)

    def _try_places(self, watch: Watch, service: Service | None) -> None:
        """Try the web containers, as long as the service runs."""
        checks = self.results.checks
        for place in self.places:
            before = len(checks)
            try:
                answer = self._await_answer(watch, place, service)
                self._try_place(watch.wire, place, answer)
                if not self.state.interrupted:
                    check_alive(service, (check.answer for check in checks[before:]))
            except CorscheckError as error:
                self._fail(error, place, tried=len(checks) > before)
                if service is not None and service.returncode is not None:
                    return
            if self.stopped:
                return

    def _await_answer(self, watch: Watch, place: Place, service: Service | None) -> Response:
        """Wait until the service answers; behind a proxy, also where the service itself listens.

        Raises:
            Unreachable: It does not answer.
        """
        if service is not None and self.target.behind_proxy:
            for url in place.container.base_urls[:1]:
                first_answer(watch, self.connection, url, self.target, service)
        return first_answer(watch, self.connection, place.base_url, self.target, service)

    def _fail(self, error: CorscheckError, place: Place | None, *, tried: bool) -> None:
        """Record why the service, or one of its web containers, could not be tried."""
        self.results.errors.append(of_exception(error, self.target, place, tried=tried))

    def _try_place(self, wire: Wire, place: Place, ready: Response) -> None:
        """Try one web container."""
        target, results = self.target, self.results
        linted = target.profile(self.options.linted)
        probed = Probed((), {}) if place.service else probe(wire, target, place)
        running = find_running(self.options.asked, linted, [ready, *probed.answers])
        if place.service is None:
            note = version_note(running, linted)
            if note is not None:
                results.notes.append(f"{place.base_url}: {note}")
            if running.profile != place.container.profile:
                place = again(place, target, running.profile)
        results.files |= dict.fromkeys(place.files)
        found = planned(target, place, self.connection, groups=probed.groups)
        results.errors += found.errors
        results.caveats += found.caveats
        if self.options.enabled is not None and self.options.enabled.isdisjoint(_JUDGES):
            results.caveats.append(NOTHING_JUDGED)
        results.notes += found.notes
        tried = self._tried(place, running, found)
        if self.options.recorder:
            self.options.recorder.service(tried)
        self.blocked = [one for one in found.cases if one.kind == "policy" and one.expected == "block"]
        cases = [
            case._replace(id=f"{target.label} {case.id}")  # unique in the whole run
            for case in share(found.cases, place.container, self.options.shard)
        ]
        found.cases.clear()  # there may be very many
        if len(cases) >= MANY:
            self.options.say(f"sending {len(cases):,} requests to {place.base_url}")
        observations = self._observe(wire, cases, place, running)
        left = cases[len(observations) :]
        cases.clear()
        self._evaluate(place, observations, running, ready, left)
        results.tried.append(tried)

    def _tried(self, place: Place, running: Running, found: Planned) -> Tried:
        name = running.name if running.how != "assumed" else ""
        paths = 0 if place.service else len(place.container.paths)
        plan = ""
        if self.options.shard[1] > 1:
            from corscheck.contract.shards import plan_digest  # noqa: PLC0415  # hashlib takes 4 ms

            plan = plan_digest(found.cases, place.container, self.options.enabled)
        return Tried(
            self.target.label, place.base_url, name, paths, found.unknown_routes, len(found.cases), plan
        )

    def _observe(
        self, wire: Wire, cases: Sequence[Case], place: Place, running: Running
    ) -> list[Observation]:
        """Send the requests in the order of the plan, until something stops the run."""
        seen: list[Observation] = []
        answered = False
        limit = self.options.max_failures
        enough = FailureLimit(
            None if limit is None else limit - self.state.failures,
            lambda some: self._count_failed(self._trial(place, running, some)),
        )
        try:
            for number, observation in enumerate(self._sent(wire, cases, place), 1):
                seen.append(observation)
                answered = answered or not isinstance(observation.answer, Failure)
                left = len(cases) - number
                if not left:
                    break
                if enough.reached(seen):
                    note = f"{place.base_url}: stopped by --max-failures, {left} checks not tried"
                    self.results.notes.append(note)
                    break
                if not answered and number == UNANSWERED:
                    self.results.errors.append(unanswered(self.target, place, number, left))
                    break
        except Stopped:
            self.interrupt(place)
        except KeyboardInterrupt:
            self.state.interrupt()
            self.interrupt(place)
        return seen

    def _sent(self, wire: Wire, cases: Sequence[Case], place: Place) -> Iterator[Observation]:
        """The observations in the order of the cases."""
        driven = wire.drive(map(self._conversation, cases), is_ready=True)
        if self.alone:
            driven = progress(driven, len(cases), place.base_url)
        for number, task in enumerate(driven):
            yield Observation(cases[number], task.fetch)

    def _conversation(self, case: Case) -> Conversation:
        headers, recorder = self.target.axes.send_headers, self.options.recorder
        if recorder is None:
            return Conversation(case.request, headers)

        def record(fetch: Fetch) -> None:
            recorder.check(check_of(Observation(case, fetch), self.target.label))

        return RecordedConversation(case.request, headers, record)

    def _count_failed(self, trial: Trial) -> int:
        """The number of failed checks of a trial, counted as in the report."""
        found = evaluate(trial, self.options.enabled)
        report = self.options.counted(Report(tuple(found.findings), checks=tuple(found.checks)))
        return sum(check.outcome == "failed" for check in report.checks or ())

    def _evaluate(
        self,
        place: Place,
        observations: list[Observation],
        running: Running,
        ready: Response,
        left: Sequence[Case],
    ) -> None:
        """Evaluate the observations and give them up; `left` are the cases that were not tried any more."""
        results, target = self.results, self.target
        answers = [answer for seen in observations for answer in (seen.preflight, seen.response) if answer]
        trial = self._trial(place, running, observations, ready)
        observations.clear()
        if self.options.max_failures is not None:
            self.state.failures += self._count_failed(trial)
        found = evaluate(trial, self.options.enabled, left=left, service=target.label, release=True)
        if all(
            isinstance(answer, Failure) or answer.status in GATEWAY_ERRORS for answer in (ready, *answers)
        ):
            results.errors.append(no_service(target, place, ready.status))
        elif error := other_configuration(target, place, found.findings):
            results.errors.append(error)
        if repeated := sum(answer.attempts > 1 for answer in answers):
            results.notes.append(
                f"{place.base_url}: of {len(answers)} requests {repeated} took several attempts (--retries)"
            )
        results.notes += [f"{place.base_url}: {oddity}" for oddity in oddities(answers)]
        results.add(found)

    def _trial(
        self,
        place: Place,
        running: Running,
        observations: Sequence[Observation],
        ready: Response | None = None,
    ) -> Trial:
        intent = read_intent(place.container)
        seen = tuple(observations)
        return Trial(
            place.container,
            place.base_url,
            intent,
            running,
            seen,
            ready,
            place.service,
            self.blocked,
        )
