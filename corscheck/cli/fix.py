"""`corscheck lint --fix`, `--diff` and `--add-ignore`: change files, or show the change."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from corscheck.cli.terminal import is_only_read, is_terminal
from corscheck.errors import CorscheckError, UsageProblem
from corscheck.files import content_identity, identity
from corscheck.fixing import Changes, diff, fix_until_stable
from corscheck.ignores import add_ignores
from corscheck.run_report import FOUND, Report, RunError, merged
from corscheck.secrets import mask_file
from corscheck.text import guarded, plural, visible
from corscheck.writing import is_read_only, unchanged, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.cli.lint_job import Job
    from corscheck.findings import Finding


def fix(job: Job) -> int:
    """Apply fixes, add suppressions for the rest if requested, and report the remaining findings."""
    options = job.options
    reach = _Reach(job)
    changes = Changes(content_identity)
    applied: list[Finding] = []
    if options.fix or options.diff:
        fixed = fix_until_stable(reach.fixable, unsafe=options.unsafe_fixes, changes=changes)
        applied = fixed.applied
    found = 0
    if options.add_ignore is not None:
        found = len(job.findings(changes.texts))
        _suppress(job, reach, changes, options.add_ignore)
    reach.report_refused()
    if options.diff:
        return _show(job, changes)
    errors = _write(job, changes)
    failed = {content_identity(str(error.file)) for error in errors}
    kept = {path: text for path, text in changes.texts.items() if content_identity(path) not in failed}
    if options.add_ignore is not None:
        sys.stderr.write(f"Suppressed {plural(found - len(job.findings(kept)), 'finding')}.\n")
    count = sum(content_identity(finding.span.source.path) not in failed for finding in applied)
    return job._replace(errors=(*job.errors, *errors)).conclude(job.look(kept), count)


def _write(job: Job, changes: Changes) -> list[RunError]:
    """Write what has changed: into the files, and standard input's text to standard output."""
    errors = []
    for path, text in changes.texts.items():
        if path in job.texts:
            continue
        try:
            write(path, text, unchanged(changes.originals[path]))
        except CorscheckError as error:
            errors.append(RunError.of(error, file=path))
    for path, text in job.texts.items():
        fixed = changes.texts.get(path, text)
        sys.stdout.write("\n".join(map(visible, fixed.split("\n"))) if is_terminal() else fixed)
    return errors


class _Reach:
    """Which files may be changed.

    A configuration may include any file on the disk. Only these are changed: files that were named or found,
    and files that they include, if these are in the same repository or below the working directory. Where
    files are linted as parts of configurations that were not asked for, only the former are changed.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._root = job.session.context.root or job.session.context.directory
        self._named = {identity(path) for path in job.asked}
        self._obstacles: dict[str, str | None] = {}
        self._refused: dict[str, str] = {}

    def fixable(self, texts: Mapping[str, str]) -> list[Finding]:
        """What is found in these texts, without the fixes of files that must not be changed."""
        return [self._with_fix(finding) for finding in self._job.findings(texts)]

    def may_change(self, path: str) -> bool:
        """Whether a file may be changed; if not, `report_refused` says why."""
        obstacle = self._obstacle(path)
        if obstacle is not None:
            self._refused[path] = obstacle
        return obstacle is None

    def report_refused(self) -> None:
        """Say which files were not changed, and why."""
        for path, obstacle in self._refused.items():
            sys.stderr.write(f"{visible(path)} is left as it is: {obstacle}\n")

    def _with_fix(self, finding: Finding) -> Finding:
        if finding.fix is None or not (finding.fix.applicability == "safe" or self._job.options.unsafe_fixes):
            return finding
        if all(self.may_change(edit.span.source.path) for edit in finding.fix.edits):
            return finding
        return finding._replace(fix=None)

    def _obstacle(self, path: str) -> str | None:
        if path not in self._obstacles:
            self._obstacles[path] = None if path in self._job.texts else self._look(path)
        return self._obstacles[path]

    def _look(self, path: str) -> str | None:
        real = identity(path)
        if not _is_below(real, identity(self._root)):
            place = "repository" if self._job.session.context.root else "working directory"
            if _is_below(os.path.abspath(path), os.path.abspath(self._root)):
                return f"it is a link to {visible(real)}, outside of the {place}"
            if real not in self._named:
                return f"it is outside of the {place}"
        if self._job.mains and real not in self._named:
            return "it was not named"
        try:
            return "it is read-only" if is_read_only(real) else None
        except OSError:
            return None  # it was deleted, which writing it reports


def _is_below(path: str, directory: str) -> bool:
    return path.startswith(directory.rstrip("/") + "/")


def _suppress(job: Job, reach: _Reach, changes: Changes, reason: str) -> None:
    """Put comments above everything that is found in the files that were named or found."""
    if not reason.strip():
        raise UsageProblem("--add-ignore needs a reason: whoever reads the file next will ask for it")
    ours = {identity(path) for path in job.asked}
    for _ in job.readings:  # findings of further versions only have other places
        found = [
            finding
            for finding in job.findings(changes.texts)
            if identity(finding.span.source.path) in ours and reach.may_change(finding.span.source.path)
        ]
        changes.apply(add_ignores(found, reason))


def _show(job: Job, changes: Changes) -> int:
    """Print the changes as a patch: as it is for a program, made visible where it is only read."""
    shown = str if job.session.options.show_secrets else mask_file
    if any(shown(changes.originals[path]) != changes.originals[path] for path in changes.texts):
        sys.stderr.write("Secrets in the patch are masked; with --show-secrets it can be applied.\n")
    patches = [
        diff(job.session.context.path(path), shown(changes.originals[path]), shown(text))
        for path, text in changes.texts.items()
    ]
    if is_only_read():
        patches = [f"{guarded(visible(line))}\n" for patch in patches for line in patch.split("\n")]
    report = Report(errors=job.errors)
    if job.session.reports:
        report = merged(job.look({}))._replace(errors=job.errors)
    code = job.session.finish(report, "".join(patches))
    if code not in (0, FOUND):
        return code
    return FOUND if changes.texts and not job.session.options.exit_zero else 0
