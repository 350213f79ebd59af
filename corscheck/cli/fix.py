"""`corscheck lint --fix`, `--diff` and `--add-ignore`: changing files, or showing the change."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from corscheck.cli.terminal import is_only_read
from corscheck.errors import UsageProblem
from corscheck.files import identity, write
from corscheck.findings import FOUND, Report, apply_fixes, merged
from corscheck.fixing import diff, fix_until_stable
from corscheck.suppressions import add_ignores
from corscheck.text import guarded, plural, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.cli.lint_job import Job
    from corscheck.findings import Finding
    from corscheck.source import Source


def fix(job: Job) -> int:
    """Fix what can be fixed, suppress the rest if that is wanted, report what is left."""
    options = job.options
    texts: dict[str, str] = {}
    originals: dict[str, str] = {}
    count = 0
    if options.fix or options.diff:
        fixed = fix_until_stable(
            lambda texts: _within_reach(job, texts), unsafe=options.unsafe_fixes, identity=identity
        )
        texts, originals, count = fixed.texts, fixed.originals, len(fixed.applied)
    if options.add_ignore is not None:
        _suppress(job, texts, originals, options.add_ignore)
    if options.diff:
        return _show(job, texts, originals)
    for path, text in texts.items():
        if path not in job.texts:
            write(path, text)
    for path, text in job.texts.items():
        sys.stdout.write(texts.get(path, text))
    return job.conclude(job.look(texts), count)


def _within_reach(job: Job, texts: Mapping[str, str]) -> list[Finding]:
    """What the linter finds, without fixes in files that nobody has asked to change.

    A configuration may include anything on the disk. Changed are the files that were named or found,
    and what they include as far as it belongs to the same repository, or is below the working directory.
    """
    root = os.path.realpath(job.session.context.root or job.session.context.directory)
    ours = set(job.paths)

    def reachable(path: str) -> bool:
        return path in ours or os.path.realpath(path).startswith(root.rstrip("/") + "/")

    return [
        finding
        if finding.fix is None or all(reachable(edit.span.source.path) for edit in finding.fix.edits)
        else finding._replace(fix=None)
        for finding in job.findings(texts)
    ]


def _suppress(job: Job, texts: dict[str, str], originals: dict[str, str], reason: str) -> None:
    """Put comments above everything that is found; `texts` and `originals` are brought up to date."""
    if not reason.strip():
        raise UsageProblem("--add-ignore needs a reason: whoever reads the file next will ask for it")
    before = len(job.findings(texts))
    for _ in job.readings:  # what only a further version finds has places of its own
        fixes = add_ignores(_in_ours(job, texts), reason)
        sources: dict[str, Source] = {}
        for fix in fixes:
            for edit in fix.edits:
                sources.setdefault(edit.span.source.path, edit.span.source)
        for path, source in sources.items():
            originals.setdefault(path, source.text)
            texts[path] = apply_fixes(source, fixes)[0]
    suppressed = before - len(job.findings(texts))
    sys.stderr.write(f"Suppressed {plural(suppressed, 'finding')}.\n")


def _in_ours(job: Job, texts: Mapping[str, str]) -> list[Finding]:
    return [finding for finding in job.findings(texts) if finding.span.source.path in set(job.paths)]


def _show(job: Job, texts: Mapping[str, str], originals: Mapping[str, str]) -> int:
    """Print the changes as a patch: as it is for a program, made visible where it is only read."""
    patches = [diff(job.session.context.path(path), originals[path], text) for path, text in texts.items()]
    if is_only_read():
        patches = [f"{guarded(visible(line))}\n" for patch in patches for line in patch.split("\n")]
    report = Report(errors=job.errors)
    if job.session.reports:
        report = merged(job.look({}))._replace(errors=job.errors)
    code = job.session.finish(report, "".join(patches))
    if code not in (0, FOUND):
        return code
    return FOUND if texts and not job.session.options.exit_zero else 0
