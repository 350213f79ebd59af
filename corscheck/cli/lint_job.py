"""The options of `corscheck lint`, and the job they describe: which files are linted, and how."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.session import with_fail_on
from corscheck.errors import UsageProblem
from corscheck.files import Disk, linked
from corscheck.linter import lint_files
from corscheck.records import NamedTuple
from corscheck.report import render, render_statistics
from corscheck.run_report import Report, RunError, merged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option
    from corscheck.cli.session import Session
    from corscheck.findings import Finding
    from corscheck.linter import Linted
    from corscheck.linter import LintOptions as Engine


class LintOptions(NamedTuple):
    """What `corscheck lint` is asked for."""

    paths: Annotated[
        tuple[str, ...],
        Argument(metavar="[PATHS]...", help="Files, directories, or `-` for standard input."),
    ] = (".",)
    fix: Annotated[bool, Option("--fix", help="Fix what can be fixed safely.")] = False
    unsafe_fixes: Annotated[
        bool,
        Option("--unsafe-fixes", help="With --fix or --diff: fix also where the meaning may change."),
    ] = False
    diff: Annotated[
        bool, Option("--diff", help="Show what --fix would change, change nothing; exit code 1 if it would.")
    ] = False
    add_ignore: Annotated[
        str | None,
        Option(
            "--add-ignore", metavar="REASON", help="Silence what is found now by comments with this reason."
        ),
    ] = None
    baseline: Annotated[
        str | None,
        Option("--baseline", metavar="FILE", help="File of known findings, which are not reported."),
    ] = None
    update_baseline: Annotated[
        bool, Option("--update-baseline", help="Write what is found now to the baseline file.")
    ] = False
    statistics: Annotated[
        bool, Option("--statistics", help="Count the findings of each rule instead of listing them.")
    ] = False
    show_files: Annotated[
        bool, Option("--show-files", help="List the files that would be linted, and stop.")
    ] = False
    stdin_filename: Annotated[
        str,
        Option("--stdin-filename", metavar="NAME", help="Name of what comes from standard input, for `-`."),
    ] = "stdin.conf"
    force_exclude: Annotated[
        bool,
        Option(
            "--force-exclude",
            help="Treat named files as those found in directories: apply `exclude`, leave out what is not an "
            "ASAB configuration. For hooks.",
        ),
    ] = False
    section: Annotated[
        tuple[str, ...],
        Option("--section", metavar="NAME", help="Another section that is a web container. Repeatable."),
    ] = ()
    version: VersionOptions = VersionOptions()
    report: ReportOptions = ReportOptions()


MANY = 3000
"""Files from which on several processes lint faster than one."""


class Group(NamedTuple):
    """Configurations with the same settings, and how they are linted."""

    session: Session
    paths: list[str]
    engine: Engine


class Job(NamedTuple):
    """The files to lint and how; `look` lints them, as often as fixing requires."""

    options: LintOptions
    session: Session  # writes the report of all groups
    groups: list[Group]
    texts: dict[str, str]  # standard input, by its name in the report
    errors: tuple[RunError, ...] = ()  # paths that cannot be linted
    mains: tuple[str, ...] = ()  # those of `paths` that were not asked for, and include one that was
    parts: tuple[
        str, ...
    ] = ()  # files that were asked for, and are linted only where one of those includes them

    @property
    def paths(self) -> list[str]:
        """The configurations of all groups."""
        return [path for group in self.groups for path in group.paths]

    @property
    def asked(self) -> list[str]:
        """The files that were named or found."""
        others = set(self.mains)
        return [*(path for path in self.paths if path not in others), *self.parts]

    def look(self, changed: Mapping[str, str]) -> list[Report]:
        """Lint with these texts instead of the files of those names; returns a report per group."""
        collects = gc.isenabled()
        gc.disable()  # linting leaves nothing that only the collector finds, and all findings live to the end
        try:
            found = self._linted(Disk({**self.texts, **changed}))
        finally:
            if collects:
                gc.enable()
        return with_fail_on(
            [(group.session, one.report) for group, one in zip(self.groups, found, strict=True)]
        )

    def _linted(self, disk: Disk) -> list[Linted]:
        found = [_linted(one, disk) for one in self.groups]
        if any(one.reach for one in found):
            parts_of = _parts_of_others(self.groups, found, disk) if len(found) > 1 else {}
            for number, parts in _with_linked(parts_of, self.groups, found, disk).items():
                group = self.groups[number]
                found[number] = _linted(group._replace(engine=group.engine._replace(parts=parts)), disk)
        return found

    def findings(self, changed: Mapping[str, str]) -> list[Finding]:
        """The findings of all groups; see `look`."""
        return list(merged(self.look(changed)).findings)

    @property
    def readings(self) -> list[str]:
        """The versions of all groups, one entry per group and version."""
        return [version for group in self.groups for version in group.engine.versions]

    def conclude(self, reports: Sequence[Report], fixed: int = 0) -> int:
        """Report what is not in the baselines."""
        if self.options.update_baseline:
            self.update_baseline(reports)
        report = self.without_known(reports)._replace(fixed=fixed, errors=(*self.errors, *self._deleted()))
        if self.texts and (self.options.fix or self.options.add_ignore is not None):
            # Standard output has the fixed text.
            sys.stderr.write(render("concise", self._shown(report), self.session.context.plain))
            return self.session.finish(report, "")
        if self.options.statistics:
            text = render_statistics(self.session.format, self._shown(report), self.session.context)
            return self.session.finish(report, text)
        return self.session.finish(report)

    def _shown(self, report: Report) -> Report:
        """The report as `finish` shows it: masking takes about as long as linting, so only what needs it."""
        return self.session.listed(self.session.presented(report))

    def update_baseline(self, reports: Sequence[Report]) -> None:
        """Write the baselines; if something could not be linted, none is written."""
        from corscheck.cli.baseline import update_baselines  # noqa: PLC0415  # only where asked for

        for error in (*self.errors, *self._deleted()):
            raise UsageProblem(f"the baseline was not written: {error.message}")
        parts = [*zip(self._baselines(), reports, strict=True)]
        update_baselines(parts or [(self.session.baseline(self.options.baseline), Report())])

    def without_known(self, reports: Sequence[Report]) -> Report:
        """One report of all groups, without findings that are in their baselines."""
        baselines = self._baselines()
        if not any(baselines):
            return merged(reports)
        from corscheck.cli.baseline import against_baselines  # noqa: PLC0415  # only where there is one

        return against_baselines(zip(baselines, reports, strict=True))

    def _deleted(self) -> list[RunError]:
        """Files that were found and have been deleted since."""
        disk = Disk(self.texts)
        gone = [path for path in self.paths if not disk.is_file(path)]
        return [
            RunError("missing-file", f"{path} was deleted before it was linted", file=path, untested="file")
            for path in gone
            if path not in {error.file for error in self.errors}
        ]

    def _baselines(self) -> list[str | None]:
        return [group.session.baseline(self.options.baseline) for group in self.groups]


def _linted(group: Group, disk: Disk) -> Linted:
    paths = [path for path in group.paths if disk.is_file(path)]
    if len(paths) >= MANY:
        from corscheck.cli.processes import lint_in_processes  # noqa: PLC0415  # few repositories need them

        found = lint_in_processes(paths, disk, group.session.environ, group.engine)
        if found is not None:
            return found
    return lint_files(paths, disk, group.session.environ, group.engine)


def _with_linked(
    parts: Mapping[int, frozenset[str]], groups: Sequence[Group], found: Sequence[Linted], disk: Disk
) -> dict[int, frozenset[str]]:
    """These parts, and the files that configurations include through a link in another directory.

    Of two that include each other, the first is not a part of the other.
    """
    every = {path: linked(reached) for one in found for path, reached in one.reach.items()}
    reach = {path: places for path, places in every.items() if places}
    known = dict(parts)
    kept: set[str] = set()
    for number, group in enumerate(groups) if reach else ():
        for place in map(disk.absolute, group.paths):
            others = [path for path, places in reach.items() if place in places and path != place]
            if any(path in kept or path not in reach.get(place, ()) for path in others):
                known[number] = known.get(number, frozenset()) | {place}
            else:
                kept.add(place)
    return known


def _parts_of_others(
    groups: Sequence[Group], found: Sequence[Linted], disk: Disk
) -> dict[int, frozenset[str]]:
    """By number of the group, the files in it that configurations of other groups include.

    Of two that include each other, the first is not a part of the other.
    """
    reach = {path: reached for one in found for path, reached in one.reach.items()}
    parts: dict[int, frozenset[str]] = {}
    kept: set[str] = set()
    for number, group in enumerate(groups):
        own = set(map(disk.absolute, group.paths))
        others = {path: reached for path, reached in reach.items() if path not in own}
        taken = {
            place
            for place in own
            for path, reached in others.items()
            if place in reached and (path in kept or path not in reach.get(place, ()))
        }
        kept |= own - taken
        if taken:
            parts[number] = frozenset(taken)
    return parts
