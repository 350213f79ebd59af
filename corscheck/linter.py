"""Files → findings: load each configuration as ASAB does, run the rules, merge, suppress and sort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.profiles import profile_for
from corscheck.merging import Linted, Merger, not_included
from corscheck.records import NamedTuple
from corscheck.roots import PLAIN, Examiner, LintOptions, Root, load_as_started
from corscheck.rules.files.includes import include_without_match
from corscheck.rules.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corscheck.asab.container import Files
    from corscheck.findings import Finding

__all__ = [
    "Examined",
    "LintOptions",
    "Linted",
    "NotExaminedError",
    "examine_files",
    "included",
    "lint_files",
    "lint_text",
]

_OF_OTHER_FILES = frozenset({include_without_match.code})


class Examined(NamedTuple):
    """What `examine_files` found: the configurations of each version and path, and what that took."""

    roots: dict[tuple[str, str], list[Root]]
    spent: tuple[tuple[int, int], tuple[int, int]]


class NotExaminedError(Exception):
    """`lint_files` needs the configurations of a file that was not examined before."""


def lint_files(
    paths: Iterable[str],
    files: Files,
    environ: Mapping[str, str],
    options: LintOptions = PLAIN,
    examined: Mapping[tuple[str, str], list[Root]] | None = None,
) -> Linted:
    """Lint configuration files with everything they include.

    A file that another one of `paths` includes is linted as a part of that one only, and one of
    `options.parts` not by itself. A finding of several versions, or of several configurations that share a
    file, is reported once. `examined` are results of `examine_files` on these paths, in whatever parts.

    Raises:
        ValueError: One of `options.versions` is not a version.
        NotExaminedError: A file is not among `examined`: lint again without.
    """
    examiner = Examiner(files, environ, options)
    merger = Merger(options)
    by_place = _by_place(paths, files)
    for version in options.versions:
        roots: list[Root] = []
        for _, found in _each(by_place, version, files, options, examiner, examined):
            roots += found
        for root in not_included(roots, files):
            merger.add(root, version)
    return merger.finish(files)


def examine_files(
    paths: Iterable[str], files: Files, environ: Mapping[str, str], options: LintOptions = PLAIN
) -> Examined:
    """Load and examine files, but merge nothing: so that several processes can share the work."""
    examiner = Examiner(files, environ, options)
    by_place = _by_place(paths, files)
    roots = {
        (version, path): found
        for version in options.versions
        for path, found in _each(by_place, version, files, options, examiner)
    }
    return Examined(roots, examiner.spent)


def _by_place(paths: Iterable[str], files: Files) -> dict[str, str]:
    """The paths by their absolute paths; of several names of a file the first one."""
    found: dict[str, str] = {}
    for path in paths:
        found.setdefault(files.absolute(path), path)
    return found


def _each(
    by_place: Mapping[str, str],
    version: str,
    files: Files,
    options: LintOptions,
    examiner: Examiner,
    examined: Mapping[tuple[str, str], list[Root]] | None = None,
) -> Iterator[tuple[str, list[Root]]]:
    """The paths with their configurations, without files that an earlier one includes.

    An earlier file that includes this one was linted with it. Without this check, files that all include each
    other would take quadratic time.
    """
    profile = profile_for(version)
    reached: set[str] = set()
    for place, path in by_place.items():
        if place in reached or place in options.parts:
            continue
        found = examiner.roots(path, profile) if examined is None else examined.get((version, path))
        if found is None:
            raise NotExaminedError(path)
        reached.update(files.absolute(source.path) for one in found for source in one.reach)
        yield path, found


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
