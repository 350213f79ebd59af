"""Runs over services: start them, wait for them, detect their version, plan, send, evaluate."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.contract.evaluate import evaluate
from corscheck.contract.intent import read_intent
from corscheck.contract.version import find_running, version_note
from corscheck.errors import CorscheckError
from corscheck.exchange import GATEWAY_ERRORS, Failure
from corscheck.fetch.notes import oddities
from corscheck.findings import Report, Tried, sort_findings
from corscheck.live.conversation import Conversation
from corscheck.live.failure_limit import FailureLimit
from corscheck.live.planning import planned
from corscheck.live.probing import Probed, probe
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
from corscheck.rules.live._observation import Observation, Trial
from corscheck.secrets import header_secrets
from corscheck.wire.progress import progress
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corscheck.asab.profiles import Profile
    from corscheck.exchange import Response
    from corscheck.findings import Check, Finding, RouteVerdict, RunError
    from corscheck.live.target import Place, Target
    from corscheck.rules.live._case import Case, Running
    from corscheck.wire.launch import Service

MANY = 100
"""The number of requests is announced if there are at least so many."""

UNANSWERED = 20
"""After so many requests without a single answer, the rest of a container's cases is not tried."""


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


class Runner:
    """One run over several services; whatever ends it, the results so far are kept."""

    def __init__(self, options: Options, wire: Wire) -> None:
        self.options = options
        self.wire = wire
        self.watch = Watch(wire, bool(options.connection.proxy))
        self.findings: list[Finding] = []
        self.checks: list[Check] = []
        self.routes: list[RouteVerdict] = []
        self.tried: list[Tried] = []
        self.errors: list[RunError] = []
        self.notes: list[str] = []
        self.caveats: list[str] = []
        self.files: dict[str, None] = {}
        self.secrets = dict.fromkeys(header_secrets(options.connection.headers))
        self.failures = 0
        self.interrupted = False

    def report(self) -> Report:
        """The results so far."""
        return Report(
            tuple(sort_findings(self.findings)),
            tuple(self.files),
            tuple(self.checks),
            tuple(dict.fromkeys(self.notes)),
            errors=tuple(dict.fromkeys(self.errors)),
            caveats=tuple(dict.fromkeys(self.caveats)),
            secrets=tuple(self.secrets),
            routes=tuple(self.routes),
            tried=tuple(self.tried),
        )

    def try_all(self, targets: list[Target]) -> None:
        """Try services, one after the other, until something ends the run."""
        waiting = list(targets)
        while waiting and not self.stopped:
            target = waiting.pop(0)
            try:
                self.try_target(target)
            except KeyboardInterrupt:
                self.interrupt(target)
        self.leave(waiting)

    def try_target(self, target: Target) -> None:
        """Try one service; what keeps it from being tried becomes an error of the run."""
        found: list[Place] = []
        self.secrets |= dict.fromkeys(secrets_of_target(target, ()))  # for what `launched` may say
        try:
            target = launched(target)
            found = places(target, target.profile(self.options.linted))
            self.secrets |= dict.fromkeys(secrets_of_target(target, found))
            with ExitStack() as stack:
                service = start(target, found, self.watch, stack)
                if service is not None and target.openapi == "auto":
                    warm_up()
                self.try_places(target, found, service)
            if service is not None and not self.interrupted:
                check_gone(target, found, self.watch)
        except CorscheckError as error:
            tried = any(dict(check.axes).get("service") == target.label for check in self.checks)
            self.fail(error, target, found[0] if found else None, tried=tried)
        except Exception as error:
            if self.options.crashed is None:
                raise
            self.options.crashed(error)
            self.errors.append(internal(error, target))

    def try_places(self, target: Target, found: Iterable[Place], service: Service | None) -> None:
        """Try the web containers of one service, as long as it runs."""
        for place in found:
            before = len(self.checks)
            try:
                answer = self.await_answer(target, place, service)
                self.try_place(target, place, answer)
                if not self.interrupted:
                    check_alive(service, (check.answer for check in self.checks[before:]))
            except CorscheckError as error:
                self.fail(error, target, place, tried=len(self.checks) > before)
                if service is not None and service.returncode is not None:
                    return
            if self.stopped:
                return

    def await_answer(self, target: Target, place: Place, service: Service | None) -> Response:
        """Wait until the service answers; behind a proxy, also where the service itself listens.

        Raises:
            Unreachable: It does not answer.
        """
        connection = self.options.connection
        if service is not None and target.behind_proxy:
            for url in place.container.base_urls[:1]:
                first_answer(self.watch, connection, url, target, service)
        return first_answer(self.watch, connection, place.base_url, target, service)

    def fail(
        self, error: CorscheckError, target: Target, place: Place | None = None, *, tried: bool = False
    ) -> None:
        """Record what kept a service, or one of its web containers, from being tried."""
        self.errors.append(of_exception(error, target, place, tried=tried))

    def try_place(self, target: Target, place: Place, ready: Response) -> None:
        """Try one web container."""
        linted = target.profile(self.options.linted)
        probed = Probed((), {}) if place.service else probe(self.wire, target, place)
        running = find_running(self.options.asked, linted, [ready, *probed.answers])
        if place.service is None:
            note = version_note(running, linted)
            if note is not None:
                self.notes.append(f"{place.base_url}: {note}")
            if running.profile != place.container.profile:
                place = again(place, target, running.profile)
        self.files |= dict.fromkeys(place.files)
        connection = target.connection(self.options.connection)
        found = planned(target, place, connection, groups=probed.groups)
        self.errors += found.errors
        self.caveats += found.caveats
        number, count = self.options.shard
        cases = found.cases[number - 1 :: count]
        if len(cases) >= MANY:
            self.options.say(f"sending {len(cases):,} requests to {place.base_url}")
        observations = self.observe(cases, target, place, running)
        self.add(target, place, observations, running, ready, cases[len(observations) :])
        self.tried.append(
            Tried(
                target.label,
                place.base_url,
                running.name if running.how != "assumed" else "",
                0 if place.service else len(place.container.paths),
                found.unknown_routes,
            )
        )

    def observe(
        self, cases: Sequence[Case], target: Target, place: Place, running: Running
    ) -> list[Observation]:
        """Send the requests in the order of the plan, until something stops the run."""
        seen: list[Observation] = []
        answered = False
        limit = self.options.max_failures
        enough = FailureLimit(
            None if limit is None else limit - self.failures,
            lambda some: self.count_failed(_trial(place, running, some)),
        )
        try:
            driven = self.wire.drive(Conversation(case.request, target.axes.send_headers) for case in cases)
            for number, task in enumerate(progress(driven, len(cases), place.base_url), 1):
                seen.append(Observation(cases[number - 1], task.fetch))
                answered = answered or not isinstance(seen[-1].answer, Failure)
                left = len(cases) - number
                if not left:
                    break
                if enough.reached(seen):
                    self.notes.append(f"{place.base_url}: stopped by --max-failures, {left} checks not tried")
                    break
                if not answered and number == UNANSWERED:
                    self.errors.append(unanswered(target, place, number, left))
                    break
        except KeyboardInterrupt:
            self.interrupt(target, place)
        return seen

    def count_failed(self, trial: Trial) -> int:
        """The number of failed checks of a trial, counted as in the report."""
        found = evaluate(trial, self.options.enabled)
        report = self.options.counted(Report(tuple(found.findings), checks=tuple(found.checks)))
        return sum(check.outcome == "failed" for check in report.checks or ())

    def add(
        self,
        target: Target,
        place: Place,
        observations: Sequence[Observation],
        running: Running,
        ready: Response,
        left: Sequence[Case] = (),
    ) -> None:
        """Evaluate the observations; the ids of checks begin with the service, so that they are unique."""
        trial = _trial(place, running, observations, ready)
        found = evaluate(trial, self.options.enabled, left=left)
        if self.options.max_failures is not None:
            self.failures += self.count_failed(trial)
        answers = [answer for seen in observations for answer in (seen.preflight, seen.response) if answer]
        if all(
            isinstance(answer, Failure) or answer.status in GATEWAY_ERRORS for answer in (ready, *answers)
        ):
            self.errors.append(no_service(target, place, ready.status))
        elif error := other_configuration(target, place, found.findings):
            self.errors.append(error)
        if repeated := sum(answer.attempts > 1 for answer in answers):
            self.notes.append(
                f"{place.base_url}: of {len(answers)} requests {repeated} took several attempts (--retries)"
            )
        self.notes += [f"{place.base_url}: {oddity}" for oddity in oddities(answers)]
        label = target.label
        self.findings += [
            finding._replace(checks=tuple(f"{label} {name}" for name in finding.checks))
            for finding in found.findings
        ]
        self.checks += [
            check._replace(id=f"{label} {check.id}", axes=(("service", label), *check.axes))
            for check in found.checks
        ]
        self.routes += [
            route._replace(service=label, checks=tuple(f"{label} {name}" for name in route.checks))
            for route in found.routes
        ]

    @property
    def stopped(self) -> bool:
        """Whether no further container should be tried."""
        limit = self.options.max_failures
        return self.interrupted or (limit is not None and self.failures >= limit)

    def interrupt(self, target: Target, place: Place | None = None) -> None:
        """Record that Ctrl-C ended the run while this was tried."""
        self.interrupted = True
        self.errors.append(interrupted(target, place))

    def leave(self, targets: Sequence[Target]) -> None:
        """Record the services that were not tried any more."""
        for target in targets:
            if self.interrupted:
                self.errors.append(left_over(target))
            else:
                self.notes.append(f"{target.label}: not tried (--max-failures)")


def run(targets: Iterable[Target], options: Options) -> Report:
    """Try all targets, one after the other; what cannot be tried is an error in the report.

    Raises:
        UsageProblem: The options of the connection cannot be used.
    """
    return run_groups([(targets, options)])[0]


def run_groups(groups: Sequence[tuple[Iterable[Target], Options]]) -> list[Report]:
    """As `run`, for services to which different rules apply: a report for each group, from one run.

    Connection and limits are those of the first group.
    """
    reports: list[Report] = []
    if not groups:
        return reports
    connection = groups[0][1].connection.started()
    with Wire(connection) as wire:
        failures, stopped = 0, False
        for targets, options in groups:
            runner = Runner(options._replace(connection=connection), wire)
            runner.failures, runner.interrupted = failures, stopped
            runner.try_all(list(targets))
            failures, stopped = runner.failures, runner.interrupted
            reports.append(runner.report())
    return reports


def _trial(
    place: Place, running: Running, observations: Sequence[Observation], ready: Response | None = None
) -> Trial:
    intent = read_intent(place.container)
    return Trial(place.container, place.base_url, intent, running, tuple(observations), ready, place.service)
