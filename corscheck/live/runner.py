"""Runs over services: those of different hosts side by side, the results in the order of the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.live.results import report_of
from corscheck.live.service_run import ServiceRun
from corscheck.live.side_by_side import lanes, try_lanes
from corscheck.live.state import Options, State
from corscheck.secrets import header_secrets
from corscheck.wire.send import Wires

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.live.target import Target
    from corscheck.run_report import Report


__all__ = ["Options", "run", "run_groups"]


def run(targets: Iterable[Target], options: Options) -> Report:
    """Try all targets; what cannot be tried is an error in the report.

    Raises:
        UsageProblem: The options of the connection cannot be used.
    """
    return run_groups([(targets, options)])[0]


def run_groups(groups: Sequence[tuple[Iterable[Target], Options]]) -> list[Report]:
    """As `run`, for services to which different rules apply: a report for each group, from one run.

    Connection and limits are those of the first group.
    """
    if not groups:
        return []
    connection = groups[0][1].connection.started()
    state = State(Wires(connection))
    secrets = header_secrets(connection.headers)
    for recorder in {id(options.recorder): options.recorder for _, options in groups}.values():
        if recorder is not None:
            recorder.secrets(secrets)
    parts = [
        [ServiceRun(target, options._replace(connection=connection), state) for target in targets]
        for targets, options in groups
    ]
    _try_all([one for part in parts for one in part], groups[0][1], state)
    shard = groups[0][1].shard if groups[0][1].shard[1] > 1 else None
    return [report_of((one.results for one in part), secrets)._replace(shard=shard) for part in parts]


def _try_all(runs: Sequence[ServiceRun], options: Options, state: State) -> None:
    """Try services until something ends the run.

    Those that are launched come last, one after the other: none of them must answer in place of
    another. With `--max-failures` all do, so that the same checks are tried every time.
    """
    hosts = options.connection.hosts if options.max_failures is None else 1
    aside = [one for one in runs if one.target.launch is None] if hosts > 1 else []
    try:
        found = lanes(aside, options.connection)
        if len(found) > 1:
            try_lanes(found, hosts, state)
    except KeyboardInterrupt:
        state.interrupt()
    for one in runs:
        if one.begun:
            if not one.done:
                one.interrupt()
        elif one.stopped:
            one.leave()
        else:
            _try_alone(one, state)


def _try_alone(one: ServiceRun, state: State) -> None:
    try:
        one.run()
    except KeyboardInterrupt:
        state.interrupt()
        one.interrupt()
