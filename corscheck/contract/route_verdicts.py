"""What pages can call: the observations of each route of the service → one verdict a route and origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.exchange import Failure, Response
from corscheck.fetch.cors import check_cors
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import Prepared
from corscheck.findings import RouteVerdict
from corscheck.rules.live._uncovered import is_meant_to_be_blocked, is_simple, is_uncovered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corscheck.findings import Check
    from corscheck.rules.live._case import Case
    from corscheck.rules.live._observation import Observation, Trial

NOT_SENT = "not-sent"
"""Cause of a verdict that is not known: only the request itself would show it, and it was not sent."""

NOT_TRIED = "not-tried"
"""Cause of a verdict that is not known: the run ended before."""

NO_ANSWER = "no-answer"
"""Cause of a verdict that is not known: no answer came."""

NOT_COVERED = "route-not-covered"
"""Cause where no preflight path covers the route: the name of the rule about it."""

_OPENNESS = "CORS20"
"""Findings about too much being allowed, which block nothing."""

State = Literal["blocked", "unknown", "callable"]
"""What one observation shows, the worst first."""

_ORDER = ("blocked", "unknown", "callable")
_CALLABLE = {"blocked": False, "unknown": None, "callable": True}
_Key = tuple[str, str, str, str]  # origin, credentials, method, path


def route_verdicts(
    trial: Trial, checks: Iterable[Check], names: Mapping[str, str], left: Sequence[Case] = ()
) -> list[RouteVerdict]:
    """One verdict for each route, origin and credentials mode, in the order of the plan.

    Args:
        trial: one container with everything that was tried on it; no service is named in the verdicts.
        checks: the checks of its observations.
        names: code → name of each rule.
        left: cases that were planned and not tried.
    """
    codes = {check.id: check.codes for check in checks}
    groups: dict[_Key, list[Observation]] = {}
    for seen in trial.observations:
        if seen.case.route:
            groups.setdefault(_key(seen.case), []).append(seen)
    found = [_verdict(trial, group, codes, names) for group in groups.values()]
    untried = {_key(case): case for case in left if case.route}
    return found + [
        _of(trial, case)._replace(cause=NOT_TRIED, message="the run ended before it was tried")
        for key, case in untried.items()
        if key not in groups
    ]


def with_codes_of(routes: Iterable[RouteVerdict], checks: Iterable[Check]) -> list[RouteVerdict]:
    """The verdicts with the codes that their checks have now: findings may have been suppressed since."""
    codes = {check.id: check.codes for check in checks}
    return [
        route._replace(codes=tuple({code: None for name in route.checks for code in codes.get(name, ())}))
        for route in routes
    ]


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
        intended=is_meant_to_be_blocked(trial, case),
        template=case.route,
    )


def _verdict(
    trial: Trial, group: Sequence[Observation], codes: Mapping[str, tuple[str, ...]], names: Mapping[str, str]
) -> RouteVerdict:
    """The verdict that all observations of one route come to: the worst of them."""
    uncovered = is_uncovered(trial, group[0].case)
    deciding = group
    if uncovered and is_simple(group[0].case):
        # The preflight is only for headers that need one: the request itself decides, where it was sent.
        deciding = [one for one in group if not one.case.request.preflight_only] or group
    states = [(_state(one, uncovered=uncovered), one) for one in deciding]
    state, seen = min(states, key=lambda one: _ORDER.index(one[0]))
    blamed = [names[code] for code in codes.get(seen.case.id, ()) if not code.startswith(_OPENNESS)]
    cause, message = _cause(seen, state, blamed, uncovered=uncovered)
    return _of(trial, seen.case)._replace(
        callable=_CALLABLE[state],
        step=seen.step if state == "blocked" else None,
        cause=cause,
        message=message,
        codes=tuple({code: None for one in group for code in codes.get(one.case.id, ())}),
        checks=tuple(one.case.id for one in group),
        sent=any(one.response is not None for one in group),
    )


def _state(seen: Observation, *, uncovered: bool) -> State:
    """What an observation shows about the route."""
    if seen.passed or seen.result == "not_cross_origin":
        return "callable"
    if not isinstance(seen.answer, Response):
        return "blocked" if seen.result in ("request_rejected", "response_blocked") else "unknown"
    if uncovered and is_simple(seen.case) and seen.case.request.preflight_only:
        return _readable(seen, seen.answer)
    return "blocked"


def _readable(seen: Observation, answer: Response) -> State:
    """Whether the answer to OPTIONS names the origin, as that to the request itself then does as well.

    ASAB sends the header with every answer; later versions with those of covered paths only.
    """
    prepared = prepare(seen.case.request._replace(headers=(), preflight_only=False, upload_listener=False))
    if isinstance(prepared, Prepared) and not any(check_cors(prepared, answer, "response")):
        return "callable"
    covered_only = seen.trial.is_asab and seen.trial.running.profile.cors == "allow-list"
    return "blocked" if covered_only else "unknown"


def _cause(
    seen: Observation, state: State, names: Sequence[str], *, uncovered: bool
) -> tuple[str | None, str]:
    """Why the route cannot be called, or is not known to be: a word, and a clause for people."""
    if state == "callable":
        if uncovered and not seen.passed:
            return None, "without Authorization and other headers that need a preflight"
        return None, ""
    if state == "unknown":
        if isinstance(seen.answer, Failure):
            return NO_ANSWER, f"no answer: {seen.answer.message}"
        return NOT_SENT, "it needs no preflight, and was not sent itself (--send)"
    if uncovered:
        return NOT_COVERED, f"{_answered(seen)}: no preflight path covers it"
    return next(iter(names), seen.step), _answered(seen)


def _answered(seen: Observation) -> str:
    """What the deciding answer is, such as `405, no Allow-Origin`."""
    if not isinstance(seen.answer, Response):
        return "no browser sends it" if seen.result == "request_rejected" else "blocked"
    if seen.origin is None:
        return f"{seen.status}, no Allow-Origin"
    if not seen.problems or seen.problems[0].step == "preflight-status":
        return str(seen.status)
    return f"{seen.status}, {seen.problems[0].message.rstrip('.')}"
