"""`--dry-run`: the checks that a run would make, without sending anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.shards import share
from corscheck.errors import CorscheckError
from corscheck.fetch.algorithm import Fetch
from corscheck.live.planning import planned
from corscheck.live.run_errors import of_exception
from corscheck.live.service import launched
from corscheck.live.target import places, secrets_of_target
from corscheck.run_report import Check, Report
from corscheck.source import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.live.runner import Options
    from corscheck.live.target import Target
    from corscheck.rules.live._case import Case
    from corscheck.run_report import RunError


def dry_report(targets: Iterable[Target], options: Options) -> Report:
    """A report in which all checks are `skipped`, in the order in which they would be made."""
    files: list[str] = []
    checks: list[Check] = []
    errors: list[RunError] = []
    secrets: list[str] = []
    for target in targets:
        secrets += secrets_of_target(target, ())  # for what an error may say
        try:
            found = places(launched(target), target.profile(options.linted))
        except CorscheckError as error:
            errors.append(of_exception(error, target, None, tried=False))
            continue
        secrets += secrets_of_target(target, found)
        for place in found:
            files += place.files
            plan = planned(target, place, target.connection(options.connection), offline=True)
            errors += plan.errors
            checks += map(_skipped, share(plan.cases, place.container, options.shard))
    return Report(
        (), tuple(dict.fromkeys(files)), tuple(checks), errors=tuple(errors), secrets=tuple(secrets)
    )


def _skipped(case: Case) -> Check:
    return Check(
        case.id,
        case.title,
        "skipped",
        f"{case.expected}: {case.reason}",
        case.at.span if isinstance(case.at, Value) else case.at,
        Fetch(case.request).next(),
        None,
        axes=(
            ("section", case.section),
            ("origin", case.request.origin),
            ("method", case.request.method),
            ("path", case.path),
        ),
    )
