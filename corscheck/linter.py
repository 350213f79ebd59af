"""Files → findings: load each configuration as ASAB does, run the rules, merge, suppress and sort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.profiles import profile_for
from corscheck.limits import Budget
from corscheck.merging import Linted, Merger, not_included
from corscheck.roots import PLAIN, Examiner, LintOptions, Root, load_as_started, load_root
from corscheck.rules.files.includes import include_without_match
from corscheck.rules.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corscheck.asab.container import Files
    from corscheck.findings import Finding

__all__ = ["LintOptions", "Linted", "included", "lint_files", "lint_text"]

_OF_OTHER_FILES = frozenset({include_without_match.code})


def lint_files(
    paths: Iterable[str], files: Files, environ: Mapping[str, str], options: LintOptions = PLAIN
) -> Linted:
    """Lint configuration files with everything they include.

    A file that another one of `paths` includes is linted as a part of that one only, and one of
    `options.parts` not by itself. A finding of several versions, or of several configurations that share a
    file, is reported once.

    Raises:
        ValueError: One of `options.versions` is not a version.
    """
    examiner = Examiner(options)
    merger = Merger(options)
    budget = Budget()
    named = frozenset(map(files.absolute, options.named))
    by_place: dict[str, str] = {}
    for path in paths:
        by_place.setdefault(files.absolute(path), path)
    for version in options.versions:
        profile = profile_for(version)
        roots: list[Root] = []
        reached: set[str] = set()
        for place, path in by_place.items():
            # An earlier file that includes this one was linted with it. Without this check, files that all
            # include each other would take quadratic time.
            if place not in reached and place not in options.parts:
                loaded = load_root(path, files, environ, profile, budget, options)
                wanted = path in options.mains or (
                    bool(named)
                    and any(files.absolute(source.path) in named for one in loaded for source in one.sources)
                )
                found = examiner.examine(loaded, named=wanted)
                roots += found
                reached.update(files.absolute(source.path) for one in found for source in one.reach)
        for root in not_included(roots, files):
            merger.add(root, version)
    return merger.finish(files)


def included(
    path: str, files: Files, environ: Mapping[str, str], versions: Iterable[str] = PLAIN.versions
) -> set[str]:
    """The absolute paths of the files that a configuration includes, for any of the versions.

    Raises:
        ValueError: One of `versions` is not a version.
    """
    return {
        files.absolute(source.path)
        for version in versions
        for source in load_as_started(path, files, environ, profile_for(version)).sources[1:]
    }


def lint_text(
    text: str,
    path: str = "app.conf",
    options: LintOptions = PLAIN,
    environ: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Lint the text of one file; files that it includes are not read, and missing ones not reported.

    Raises:
        ValueError: One of `options.versions` is not a version.
    """
    from corscheck.one_file import OneFile  # noqa: PLC0415  # only text that is in no file needs it

    enabled = options.enabled or frozenset(rule.code for rule in RULES)
    alone = options._replace(enabled=enabled - _OF_OTHER_FILES)
    return lint_files([path], OneFile(path, text), environ or {}, alone).findings
