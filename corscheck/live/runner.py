"""The run: start and await the services, find their version, plan, send, judge."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.contract.evaluate import Evaluation, evaluate, unreachable
from corscheck.contract.expectations import policy_cases
from corscheck.contract.intent import read_intent
from corscheck.contract.openapi import read_routes
from corscheck.contract.plan import MAX_CASES, Axes, plan
from corscheck.contract.version import find_running, version_note
from corscheck.errors import Unreachable, UsageProblem
from corscheck.exchange import Failure
from corscheck.fetch.verdict import Fetch
from corscheck.findings import Report, sort_findings
from corscheck.live.conversation import Conversation
from corscheck.live.service import ended, first_answer, launched, start
from corscheck.live.target import Unloadable, again, places
from corscheck.openapi_source import openapi_document, warm_up
from corscheck.rules.live._observation import Observation, Trial
from corscheck.wire.progress import progress
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corscheck.asab.container import Container
    from corscheck.asab.profiles import Profile
    from corscheck.exchange import Answer, Headers, Response
    from corscheck.findings import Check, Finding
    from corscheck.live.target import Place, Target
    from corscheck.rules.live._case import Case

_PROBE = Axes(strangers=False)

MANY = 500
"""From so many requests on, how many they are is said before they are sent."""

SILENT = 20
"""After so many requests without a single answer the rest of a container's is not tried."""


class Options(NamedTuple):
    """How a run goes, whatever it tries."""

    connection: Connection = Connection()
    asked: str | None = None  # the version that the user says is running
    linted: Profile = DEFAULT_PROFILE  # the one the configurations are written for
    enabled: frozenset[str] | None = None  # codes of the rules to run; None: all
    max_failures: int | None = None
    shard: tuple[int, int] = (1, 1)  # number, of how many
    linted_too: bool = False  # the same files are linted: what ASAB cannot load is reported there
    say: Callable[[str], None] = lambda _text: None  # for notes while it goes on


class Outcome(NamedTuple):
    """What a run came to."""

    report: Report
    unreachable: tuple[str, ...] = ()  # one sentence for each service that could not be reached
    interrupted: bool = False
    unusable: tuple[str, ...] = ()  # likewise for each that could not be tried at all


class _Run:
    """One run over several services; what is known so far survives an interruption."""

    def __init__(self, options: Options, wire: Wire) -> None:
        self.options = options
        self.wire = wire
        self.findings: list[Finding] = []
        self.checks: list[Check] = []
        self.notes: list[str] = []
        self.files: list[str] = []
        self.unreachable: list[str] = []
        self.unusable: list[str] = []
        self.failures = 0
        self.interrupted = False

    def outcome(self) -> Outcome:
        """Everything so far."""
        cut = ["interrupted: this is what was known by then"] if self.interrupted else []
        notes = tuple(dict.fromkeys([*self.notes, *cut]))
        report = Report(tuple(sort_findings(self.findings)), tuple(self.files), tuple(self.checks), notes)
        unusable = tuple(dict.fromkeys(self.unusable))
        return Outcome(report, tuple(self.unreachable), self.interrupted, unusable)

    def target(self, target: Target) -> None:
        """Try one service; what keeps it from being tried is noted, the others go on."""
        target = launched(target)
        try:
            found = places(target, target.profile(self.options.linted))
        except Unloadable as error:
            if not self.options.linted_too:
                raise
            self.notes.append(f"not tried: {error}")
            return
        with ExitStack() as stack:
            urls = [place.base_url for place in found]
            service = start(target, urls, self.wire, stack)
            if service is not None and target.openapi == "auto":
                warm_up()
            for place in found:
                try:
                    connection = self.options.connection
                    answer = first_answer(self.wire, connection, place.base_url, target, service)
                    self.place(target, place, answer)
                except Unreachable as error:
                    self.unreachable.append(f"{error}{_kept_from_starting(place.container)}")
                    if service is not None and service.returncode is not None:
                        return
                if said := ended(service, (check.answer for check in self.checks)):
                    self.unreachable.append(said)
                if said or self.stopped:
                    return

    def place(self, target: Target, place: Place, ready: Response) -> None:
        """Try one web container."""
        linted = target.profile(self.options.linted)
        running = find_running(self.options.asked, linted, [ready, *_probe(self.wire, place)])
        note = version_note(running, linted)
        if note is not None:
            self.notes.append(f"{place.base_url}: {note}")
        if running.profile != place.container.profile:
            place = again(place, target, running.profile)
        for source in place.container.configuration.sources:
            if source.path not in self.files:
                self.files.append(source.path)
        cases = self.cases(target, place)
        if len(cases) >= MANY:
            self.options.say(f"sending {len(cases):,} requests to {place.base_url}")
        trial = Trial(
            place.container,
            place.base_url,
            read_intent(place.container),
            running,
            tuple(self.observe(cases, place.base_url, target.axes.send_headers)),
            ready,
        )
        self.add(trial, evaluate(trial, self.options.enabled), target.name or target.config)

    def cases(self, target: Target, place: Place) -> list[Case]:
        """What to try on it."""
        cases = planned(target, place, self.options)
        if len(cases) >= MAX_CASES:
            self.notes.append(f"{place.base_url}: more than {MAX_CASES:,} cases, the rest is not tried")
        number, count = self.options.shard
        return cases[number - 1 :: count]

    def observe(self, cases: Sequence[Case], title: str, headers: Headers) -> Iterator[Observation]:
        """Send, in the order of the plan, until something stops it; real requests with `headers`."""
        heard = False
        tasks = (Conversation(case.request, headers) for case in cases)
        try:
            driven = self.wire.drive(tasks)
            for number, task in enumerate(progress(driven, len(cases), title)):
                seen = Observation(cases[number], task.fetch)
                yield seen
                heard = heard or not isinstance(seen.answer, Failure)
                self.failures += seen.passed != (seen.case.expected == "allow")
                if self.enough:
                    self.notes.append(f"stopped after {self.failures} failed checks (--max-failures)")
                    return
                if not heard and number + 1 == SILENT:
                    self.notes.append(f"{title}: stopped after {SILENT} requests without an answer")
                    return
        except KeyboardInterrupt:
            self.interrupted = True

    @property
    def enough(self) -> bool:
        """Whether as many checks failed as the user wants to see."""
        limit = self.options.max_failures
        return limit is not None and self.failures >= limit

    @property
    def stopped(self) -> bool:
        """Whether no further container is to be tried."""
        return self.interrupted or self.enough

    def add(self, trial: Trial, judged: Evaluation, service: str) -> None:
        """Take in what a trial came to; its checks are told apart from those of other services."""
        failure = unreachable(trial)
        if failure is not None and not judged.findings:
            self.unreachable.append(
                f"{trial.base_url} answers a plain GET, but nothing that is tried: {failure.message}"
            )
        answers = [
            answer for seen in trial.observations for answer in (seen.preflight, seen.response) if answer
        ]
        if repeated := sum(answer.attempts > 1 for answer in answers):
            self.notes.append(
                f"{trial.base_url}: of {len(answers)} requests {repeated} took several attempts (--retries)"
            )
        self.findings += judged.findings
        self.checks += [
            check._replace(id=f"{service} {check.id}", axes=(("service", service), *check.axes))
            for check in judged.checks
        ]


def run(targets: Iterable[Target], options: Options) -> Outcome:
    """Try all targets, one after the other; Ctrl-C ends it with what is known so far.

    Raises:
        UsageProblem: Configurations, commands or options cannot be used, and nothing else is known.
    """
    with Wire(options.connection) as wire:
        whole = _Run(options, wire)
        try:
            for target in targets:
                try:
                    whole.target(target)
                except UsageProblem as problem:
                    whole.unusable.append(str(problem))
                if whole.stopped:
                    break
        except KeyboardInterrupt:
            whole.interrupted = True
    outcome = whole.outcome()
    if outcome.unusable and not (whole.checks or whole.unreachable or options.linted_too):
        raise UsageProblem("; ".join(outcome.unusable))
    return outcome


def planned(target: Target, place: Place, options: Options, *, offline: bool = False) -> list[Case]:
    """The cases for a container, those of the policy last.

    `offline`: nothing is asked of the service, not even its OpenAPI document.
    """
    container = place.container
    remote = target.openapi == "auto" or "://" in target.openapi
    document = openapi_document(
        "off" if offline and remote else target.openapi, place.base_url, options.connection
    )
    routes = read_routes(*document) if document is not None else []
    cases = plan(container, read_intent(container), place.base_url, target.axes, routes)
    cases += policy_cases(target.expectations, container.section, place.base_url)
    return cases


def _kept_from_starting(container: Container) -> str:
    """What is in the file that would explain why nothing answers, as the end of a sentence."""
    error = container.error
    if error is None:
        return ""
    where = f"{error.span.source.path}:{error.span.line}: " if error.span else ""
    told = f"{where}{error.type}: {error.message}"
    return f"\nWith this configuration ASAB does not start (`corscheck lint` explains it): {told}"


def _probe(wire: Wire, place: Place) -> list[Answer]:
    """A preflight to a path that is covered, to see what kind of ASAB answers."""
    cases = plan(place.container, read_intent(place.container), place.base_url, _PROBE, limit=1)
    request = next((request for case in cases if (request := Fetch(case.request).next())), None)
    return [] if request is None else [wire.send(request)]
