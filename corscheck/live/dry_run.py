"""What a run would try, without sending anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.verdict import Fetch
from corscheck.findings import Check, Report
from corscheck.live.runner import planned
from corscheck.live.service import launched
from corscheck.live.target import places
from corscheck.source import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.live.runner import Options
    from corscheck.live.target import Target
    from corscheck.rules.live._case import Case


def dry_report(targets: Iterable[Target], options: Options) -> Report:
    """A report whose checks are all `skipped`, in the order in which they would be tried."""
    number, count = options.shard
    files: list[str] = []
    checks: list[Check] = []
    for target in targets:
        for place in places(launched(target), target.profile(options.linted)):
            files += [source.path for source in place.container.configuration.sources]
            checks += map(_skipped, planned(target, place, options, offline=True)[number - 1 :: count])
    return Report((), tuple(dict.fromkeys(files)), tuple(checks))


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
