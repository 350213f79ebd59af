"""Which routes pages can call: the observations of each route → one verdict for each route and origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.exchange import Failure, Response
from corscheck.fetch.cors import check_cors
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import Prepared
from corscheck.records import NamedTuple
from corscheck.rules.live._uncovered import is_meant_to_be_blocked, is_simple, is_uncovered
from corscheck.tried import RouteVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corscheck.fetch.cors import Problem
    from corscheck.rules.live._case import Case
    from corscheck.rules.live._observation import Observation, Trial
    from corscheck.run_report import Check

NOT_SENT = "not-sent"
"""Cause of a verdict that is not known: only the request itself would show it, and it was not sent."""

NOT_TRIED = "not-tried"
"""Cause of a verdict that is not known: the run ended before."""

NO_ANSWER = "no-answer"
"""Cause of a verdict that is not known: no answer came."""

NOT_COVERED = "route-not-covered"
"""Cause where no preflight path covers the route: the name of the rule about it."""

_OPENNESS = "CORS20"
"""Codes of findings about too much being allowed, which block nothing."""

State = Literal["blocked", "unknown", "callable"]
"""States of an observation, the worst first."""

_ORDER = ("blocked", "unknown", "callable")
_CALLABLE = {"blocked": False, "unknown": None, "callable": True}
_Key = tuple[str, str, str, str]  # origin, credentials, method, path


class RouteVerdicts:
    """Makes one verdict for each route, origin and credentials mode, in the order of the plan.

    Observations are given one after the other, and those of most routes are forgotten at once: there may be
    very many.

    Args:
        trial: one container with everything that was tried on it.
        codes: id of each check that fails → codes of the findings that count against it.
        names: code → name of each rule.
        service: its name in reports.
    """

    def __init__(
        self,
        trial: Trial,
        codes: Mapping[str, tuple[str, ...]],
        names: Mapping[str, str],
        service: str = "",
    ) -> None:
        self._given = trial, codes, names, service
        self._found: list[RouteVerdict | None] = []
        self._groups: dict[_Key, tuple[int, list[Observation]]] = {}  # with their places in `_found`
        self._several: set[int] = set()  # hashes of the keys of several observations
        known: set[int] = set()
        for seen in trial.observations:
            if seen.case.route:
                number = hash(_key(seen.case))
                (self._several if number in known else known).add(number)

    def add(self, seen: Observation) -> None:
        """Take the next observation of the trial."""
        if not seen.case.route:
            return
        key = _key(seen.case)
        if hash(key) not in self._several:
            self._found.append(_verdict([seen], *self._given))
            return
        if key not in self._groups:
            self._groups[key] = len(self._found), []
            self._found.append(None)
        self._groups[key][1].append(seen)

    def all(self, left: Sequence[Case] = ()) -> list[RouteVerdict]:
        """The verdicts; `left` are cases that were planned and not tried."""
        for place, group in self._groups.values():
            self._found[place] = _verdict(group, *self._given)
        found = [one for one in self._found if one is not None]
        tried = {(one.origin, one.credentials, one.method, one.path) for one in found} if left else set()
        untried = {key: case for case in left if case.route and (key := _key(case)) not in tried}
        trial, *_, service = self._given
        return found + [
            _of(trial, case)._replace(
                service=service, cause=NOT_TRIED, message="the run ended before it was tried"
            )
            for case in untried.values()
        ]


def with_codes_of(routes: Iterable[RouteVerdict], checks: Iterable[Check]) -> list[RouteVerdict]:
    """The verdicts with the codes that their checks have now: findings may have been suppressed since."""
    codes = {check.id: check.codes for check in checks if check.codes}
    return [
        _with_codes(route, tuple({code: None for name in route.checks for code in codes.get(name, ())}))
        for route in routes
    ]


def _with_codes(route: RouteVerdict, codes: tuple[str, ...]) -> RouteVerdict:
    return route if route.codes == codes else route._replace(codes=codes)


def _key(case: Case) -> _Key:
    return case.request.origin, case.request.credentials, case.request.method, case.path


def _of(trial: Trial, case: Case) -> RouteVerdict:
    """The verdict on the route of a case of which nothing is known."""
    request = case.request
    return RouteVerdict(
        "",
        trial.base_url,
        request.origin,
        request.credentials,
        request.method,
        case.path,
        None,
        invented=case.any_origin,
        intended=is_meant_to_be_blocked(trial, case)
        or (case.any_origin and not trial.container.cors_enabled),
        template=case.route,
    )


def _verdict(
    group: Sequence[Observation],
    trial: Trial,
    codes: Mapping[str, tuple[str, ...]],
    names: Mapping[str, str],
    service: str,
) -> RouteVerdict:
    """The verdict on one route: that of its worst observation."""
    case = group[0].case
    deciding = group
    plain = is_simple(case) and (not trial.container.cors_enabled or is_uncovered(trial, case))
    if plain:
        # The preflight is only for headers that need one: the request itself decides, where it was sent.
        deciding = [one for one in group if not one.case.request.preflight_only] or group
    shown = [_shown(one, plain=plain) for one in deciding]
    worst = min(shown, key=lambda one: _ORDER.index(one.state))
    blamed = [names[code] for code in codes.get(worst.seen.case.id, ()) if not code.startswith(_OPENNESS)]
    cause, message = _cause(worst, blamed, case)
    return _of(trial, case)._replace(
        service=service,
        callable=_CALLABLE[worst.state],
        step=worst.problem.step if worst.problem else None,
        cause=cause,
        message=message,
        codes=tuple({code: None for one in group for code in codes.get(one.case.id, ())}),
        checks=tuple(one.case.id for one in group),
        sent=any(one.response is not None for one in group),
    )


class _Shown(NamedTuple):
    """What one observation shows about the route, and the problem of a browser with it."""

    seen: Observation
    state: State
    problem: Problem | None = None
    limited: bool = False  # whether pages can call it without headers that need a preflight only


def _shown(seen: Observation, *, plain: bool) -> _Shown:
    problem = seen.problems[0] if seen.problems else None
    if seen.passed or seen.result == "not_cross_origin":
        return _Shown(seen, "callable")
    if not isinstance(seen.answer, Response):
        refused = seen.result in ("request_rejected", "response_blocked")
        return _Shown(seen, "blocked" if refused else "unknown", problem if refused else None)
    if plain and seen.case.request.preflight_only:
        return _readable(seen, seen.answer)
    return _Shown(seen, "blocked", problem)


def _readable(seen: Observation, answer: Response) -> _Shown:
    """What the answer to OPTIONS shows about the request itself: both have the same Allow-Origin.

    ASAB sends the header with every answer; later versions with those of covered paths only. Of other
    servers nothing is known where the answer to OPTIONS has no such header.
    """
    prepared = prepare(seen.case.request._replace(headers=(), preflight_only=False, upload_listener=False))
    if not isinstance(prepared, Prepared):
        return _Shown(seen, "blocked")
    problem = next(check_cors(prepared, answer, "response"), None)
    if problem is None:
        return _Shown(seen, "callable", limited=True)
    trial = seen.trial
    missing = seen.origin is None and trial.container.cors_enabled and not trial.is_asab
    return _Shown(seen, "unknown") if missing else _Shown(seen, "blocked", problem)


def _cause(shown: _Shown, names: Sequence[str], case: Case) -> tuple[str | None, str]:
    """Why the route cannot be called, or is not known to be: a word, and a clause for people."""
    if shown.state == "callable":
        return None, "without Authorization and other headers that need a preflight" if shown.limited else ""
    if shown.state == "unknown":
        if isinstance(shown.seen.answer, Failure):
            return NO_ANSWER, f"no answer: {shown.seen.answer.message}"
        return NOT_SENT, "it needs no preflight, and was not sent itself (--send)"
    if is_uncovered(shown.seen.trial, case):
        return NOT_COVERED, f"{_answered(shown)}: no preflight path covers it"
    step = shown.problem.step if shown.problem else None
    return next(iter(names), step or "blocked"), _answered(shown)


def _answered(shown: _Shown) -> str:
    """What the deciding answer is, such as `405, no Allow-Origin`."""
    seen = shown.seen
    if not isinstance(seen.answer, Response):
        return "no browser sends it" if seen.result == "request_rejected" else "blocked"
    if seen.origin is None:
        return f"{seen.status}, no Allow-Origin"
    if shown.problem is None or shown.problem.step == "preflight-status":
        return str(seen.status)
    return f"{seen.status}, {shown.problem.message.rstrip('.')}"
