"""Baselines of `preflight` and `check`: findings that are known, and the checks that fail because of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.cli.baseline import against_baselines, update_baselines
from corscheck.contract.evaluate import rechecked
from corscheck.contract.route_verdicts import with_codes_of
from corscheck.errors import UsageProblem
from corscheck.run_report import Report, merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.cli.baseline import Scope
    from corscheck.cli.live_options import LiveOptions
    from corscheck.cli.targets import Group, Groups


class Baselines:
    """The baselines of a run: one option for all, else those of the settings of each group."""

    def __init__(self, options: LiveOptions, scope: Scope) -> None:
        self.options = options
        self.scope = scope  # what the run can find

    def accepting(self, groups: Groups) -> Groups:
        """The groups; findings of a baseline do not count for `--max-failures` either.

        Raises:
            UsageProblem: A baseline cannot be read, or there is nothing that could be written to one.
        """
        if self.options.dry_run and self.options.update_baseline:
            raise UsageProblem("--dry-run and --update-baseline exclude each other: nothing is sent or found")
        return groups._replace(found=[self._accepting(group) for group in groups.found])

    def _accepting(self, group: Group) -> Group:
        path, counted = group.session.baseline(self.options.baseline), group.options.counted
        if path is None or self.options.update_baseline:
            return group
        self.without_known([(path, Report())])  # before anything is sent
        return group._replace(
            options=group.options._replace(
                counted=lambda report: self.without_known([(path, counted(report))])
            )
        )

    def paths(self, groups: Groups) -> list[str | None]:
        """The baseline of each group."""
        return [group.session.baseline(self.options.baseline) for group in groups.found]

    def applied(self, groups: Groups, parts: Sequence[Report]) -> Report:
        """One report of all groups, without what their baselines have."""
        paths = self.paths(groups)
        return self.without_known(list(zip(paths, parts, strict=True))) if any(paths) else merged(parts)

    def without_known(self, parts: Sequence[tuple[str | None, Report]]) -> Report:
        """One report of these, without what their baselines have; checks fail for the other findings only."""
        report = against_baselines(parts, self.scope)
        serious = [finding for finding in report.findings if finding.severity != "info"]
        checks = tuple(rechecked(report.checks or (), serious))
        return report._replace(checks=checks, routes=tuple(with_codes_of(report.routes, checks)))

    def update(self, groups: Groups, parts: Sequence[Report]) -> None:
        """Write the baselines, so that they have what was found; none where something was not tried.

        Raises:
            UsageProblem: Something was not tried, there is no baseline, or it cannot be written.
        """
        for error in (*groups.errors, *(error for part in parts for error in part.errors)):
            raise UsageProblem(f"the baseline was not written: {error.message}")
        update_baselines(zip(self.paths(groups), parts, strict=True), self.scope)
