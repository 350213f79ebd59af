"""CORS25x: routes of the service that pages cannot call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.rules._option_names import PREFLIGHT_PATHS
from corscheck.rules.live._covering import Needed, covering_fix
from corscheck.rules.live._observation import once
from corscheck.rules.live._uncovered import uncovered
from corscheck.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.live._observation import Observation, Trial


@once
def _routes(trial: Trial) -> dict[tuple[str, str], str]:
    """The routes that no preflight path covers: method and path → path as documented."""
    return {(one.case.request.method, one.case.path): one.case.route for one in uncovered(trial)}


@rule("CORS251", "route-not-covered", on="live")
def route_not_covered(seen: Observation) -> Iterator[Problem]:
    """Routes that pages call with a preflight need a preflight path.

    ## Why is this bad?
    PUT, PATCH, DELETE and POST with JSON always need a preflight, and so does any request with
    `Authorization`. ASAB answers preflights only on the paths in `cors_preflight_paths`
    (`asab/web/container.py`); on all others the browser gets 404 or 405 and never sends the request.
    `/notes/*` does not cover `/notes` up to ASAB 26.36.

    Routes are those of the service's OpenAPI document, of `routes` in the settings and of `--path`. What is
    not meant for pages is named in the settings: `internal` of its `[[service]]`, or an `[[expect]]` table
    with `result = "block"`.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /notes/*

        > POST /notes
        > PUT /notes/{id}
        < asab /notes/
        < 405
        < Access-Control-Allow-Origin: *

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /notes/*, /notes

        > POST /notes
        > PUT /notes/{id}
        < asab /notes /notes/
        < 405
        < Access-Control-Allow-Origin: *

    ## Fix safety
    Unsafe: preflights are answered on more paths than before. The fix adds as few and as narrow items as
    cover the routes; where the list would have more than the nine items that ASAB up to 26.36 reads, paths
    below a common folder become one.
    """
    trial = seen.trial
    found = uncovered(trial)
    if seen not in found:
        return
    routes = _routes(trial)
    value = trial.container.values.get(PREFLIGHT_PATHS)
    first = next(iter(found)) is seen
    what = "this route, so that no page can call it"
    if len(routes) > 1:
        what = f"{len(routes)} routes of the service, so that no page can call them"
    fix = None
    if first:  # one finding for all of them: the fix is worked out once
        fix = covering_fix(trial.container, [Needed(route, path) for (_, path), route in routes.items()])
    yield Problem(
        value,
        f"no preflight path covers {what}",
        f"add what pages call to `{PREFLIGHT_PATHS}`; name in the settings what they are not meant to call, "
        "as `internal` of the `[[service]]` or in an `[[expect]]` that blocks it",
        fix=fix,
    )


RULES = (route_not_covered,)
