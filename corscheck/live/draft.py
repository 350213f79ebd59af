"""The first settings file: services, and expectations with the results of today."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from corscheck.contract.draft import Service, draft_expectations, draft_file, service_names
from corscheck.contract.expectations import decided, policy_cases
from corscheck.contract.intent import read_intent
from corscheck.errors import Unreachable
from corscheck.fetch.algorithm import why
from corscheck.live.service import Watch, first_answer, launched, start
from corscheck.live.target import places, secrets_of_target
from corscheck.openapi_source import service_routes
from corscheck.records import NamedTuple
from corscheck.secrets import MASK, mask, mask_value
from corscheck.text import plural
from corscheck.wire.send import Wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.asab.profiles import Profile
    from corscheck.contract.expectations import Expectation
    from corscheck.fetch.verdict import Verdict
    from corscheck.live.target import Place, Target
    from corscheck.wire.launch import Service as Process
    from corscheck.wire.transport import Connection


class Drafted(NamedTuple):
    """The file's text, the number of its expectations, and notes for the user."""

    text: str
    expectations: int
    notes: tuple[str, ...]


class _Draft:
    def __init__(self, connection: Connection, wire: Wire, *, show_secrets: bool) -> None:
        self.show_secrets = show_secrets
        self.connection = connection
        self.wire = wire
        self.watch = Watch(wire, connection)
        self.expectations: list[Expectation] = []
        self.today: dict[Expectation, str] = {}
        self.secrets: dict[str, None] = {}
        self.notes: list[str] = []

    def add(self, target: Target, profile: Profile, service: str | None) -> None:
        """Add the expectations of one service, with the results of today if it answers."""
        target = launched(target)
        with ExitStack() as stack:
            found = places(target, profile)
            self.secrets |= dict.fromkeys(secrets_of_target(target, found))
            process = start(target, found, self.watch, stack)
            for place in found:
                self.place(target, place, service, answers=self.answers(target, place, process))

    def answers(self, target: Target, place: Place, process: Process | None) -> bool:
        """Whether the service answers; it must if a URL or a command was given."""
        try:
            first_answer(self.watch, self.connection, place.base_url, target, process)
        except Unreachable:
            if target.url is not None or target.launch is not None:
                raise
            self.notes.append(
                f"{place.base_url} does not answer, so the file does not say what is allowed today"
            )
            return False
        return True

    def is_secret(self, expected: Expectation) -> bool:
        """Whether the file must not have the expectation."""
        texts = (expected.origin, expected.path)
        return not self.show_secrets and any(mask_value(text, self.secrets) != text for text in texts)

    def place(self, target: Target, place: Place, service: str | None, *, answers: bool) -> None:
        """Add the expectations of one web container."""
        remote = target.openapi == "auto" or "://" in target.openapi
        wanted = target.openapi if answers or not remote else "off"
        listed = service_routes(wanted, place.base_url, self.connection)
        self.notes += listed.notes
        if listed.unread:
            self.notes.append(f"{listed.unread}: nothing is expected of these")
        container = place.container
        drafted = draft_expectations(container, read_intent(container), listed.routes, service)
        found = [one for one in drafted if not self.is_secret(one)]
        if hidden := len(drafted) - len(found):
            self.notes.append(f"left out: {plural(hidden, 'expectation')} with values out of the environment")
        self.expectations += found
        if answers:
            cases = policy_cases(list(map(decided, found)), "", place.base_url)
            for expected, case in zip(found, cases, strict=True):
                self.today[expected] = _today(why(case.request, self.wire.send))


def _today(verdict: Verdict) -> str:
    """The result of a request today, in a few words."""
    if verdict.result in ("unreachable", "not_tested"):
        return "no answer"
    return f"blocked ({verdict.step})" if verdict.step else "allowed"


def draft(
    targets: Sequence[Target],
    profile: Profile,
    connection: Connection,
    base: str,
    *,
    show_secrets: bool = False,
) -> Drafted:
    """A policy for these services, with the results of today from those that answer.

    Args:
        targets: one for each configuration file, no file twice.
        profile: how ASAB reads them.
        connection: how to reach the services.
        base: directory of the file to write; configurations are named relative to it.
        show_secrets: write them, too.

    Raises:
        UsageProblem: A configuration cannot be loaded or leads to no service.
        Unreachable: A service that is launched, or whose URL is given, does not answer.
    """
    services: list[Service] = []
    connection = connection.started()
    with Wire(connection) as wire:
        made = _Draft(connection, wire, show_secrets=show_secrets)
        paths = [os.path.relpath(target.config, base).replace(os.sep, "/") for target in targets]
        for target, path, name in zip(targets, paths, service_names(paths), strict=True):
            services.append(Service(name, path, target.url, target.launch))
            made.add(target, profile, name if len(targets) > 1 else None)
    text = draft_file(services, made.expectations, made.today)
    if not show_secrets and (masked := mask(text, tuple(made.secrets))) != text:
        text = masked
        made.notes.append(f"{MASK} in the file stands for what is secret; --show-secrets writes it")
    return Drafted(text, len(made.expectations), tuple(made.notes))
