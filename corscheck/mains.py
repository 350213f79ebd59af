"""Which files of a repository may include given ones; `linter.included` decides whether one does.

A fragment such as `conf.d/10-cors.conf` is incomplete: it is linted as a part of the configurations that
include it.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from corscheck.discovery import INI_SUFFIXES
from corscheck.files import Disk, encoded, is_within, near, repository_root
from corscheck.limits import START_LEVELS
from corscheck.listing import quickly_listed
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_ENTRIES = 1000
"""Entries of directories that are looked at where there is no repository."""

_MANY = 10_000
"""Items of includes in one file; one with more is treated as a file that may include anything."""

# The values of options called `include`, with all lines that may belong to them.
_INCLUDE = r"(?im)^[ \t]*include[ \t]*[=:](.*(?:\n(?:[ \t]+.*|[#;].*|))*)"
_COMMENT = r"(?m)^[ \t]*[#;].*$"
_VARIABLE = r"\$\{[^}\n]*\}|\$\w+"
_HERE = r"(?i)\$(?:THIS_DIR\b|\{THIS_DIR\})"


def possible_mains(
    files: Iterable[str],
    known: Iterable[str],
    covered: Iterable[str] = (),
    texts: Mapping[str, str] | None = None,
) -> list[str]:
    """The files that may include one of `files`, directly or through others, and are not among `known`.

    `texts` are read in place of the files of those names.

    They are looked for in the repository of each file, or without one in the working directory, if it is not
    large; not where that is below one of the directories `covered`, of which all mains are known.
    Relative includes start at the working directory, or at one above the file that includes, as for
    `corscheck lint`.
    """
    skipped = set(map(os.path.abspath, known))
    everything = [os.path.abspath(directory) for directory in covered]
    targets: dict[str, list[str]] = {}
    bases: dict[str, str | None] = {}
    for file in map(os.path.abspath, files):
        directory = os.path.dirname(file)
        if directory not in bases:
            bases[directory] = _base(directory)
        base = bases[directory]
        if base and not any(base == one or is_within(base, one) for one in everything):
            targets.setdefault(base, []).append(file)
    unsaved = {os.path.abspath(path): encoded(text) for path, text in (texts or {}).items()}
    found: list[str] = []
    for base, some in targets.items():
        patterns, links = _patterns(base, skipped, unsaved)
        places = set(map(os.path.realpath, some))
        found += _including([*some, *(link for link, real in links.items() if real in places)], patterns)
    return list(dict.fromkeys(map(near, found)))


def _base(directory: str) -> str | None:
    """Where mains of a file are looked for."""
    root, here = repository_root(directory), os.path.abspath("")
    return root or (here if here != os.sep and is_within(f"{directory}/", here) else None)


class _Pattern(NamedTuple):
    """An item of an include; translating it would take longer than all else that is done to most files."""

    text: str
    beginning: str  # of all paths that fit

    def fits(self, path: str) -> bool:
        from fnmatch import fnmatchcase  # noqa: PLC0415  # few paths come so far

        return path.startswith(self.beginning) and fnmatchcase(path, self.text)


def _patterns(
    base: str, skipped: set[str], unsaved: Mapping[str, bytes]
) -> tuple[dict[str, list[_Pattern]], dict[str, str]]:
    """The files below a directory that include others, with the patterns of their includes; and its links."""
    found: dict[str, list[_Pattern]] = {}
    links: dict[str, str] = {}
    for name in quickly_listed(base, INI_SUFFIXES, MAX_ENTRIES):
        path = os.path.join(base, name)
        if os.path.islink(path):
            links[path] = os.path.realpath(path)
        if path not in skipped:
            try:
                data = unsaved[path] if path in unsaved else Disk().read(path)
            except (OSError, ValueError):
                continue
            if b"include" in data.lower():
                patterns = list(_of_text(data.decode("utf-8", "replace"), path, base))
                if patterns:
                    found[path] = patterns
    return found, links


def _of_text(text: str, path: str, base: str) -> Iterator[_Pattern]:
    """The patterns of a file's includes: rather too many than too few.

    A service may be started in a directory above the file; none above `base` is taken for one.
    """
    from corscheck.globs import LONGEST  # noqa: PLC0415  # only where something is included

    directory = os.path.dirname(path)
    starts = ["", *_above(directory, base)]
    for match in re.finditer(_INCLUDE, text.replace("\r", "\n")):
        value = re.sub(_COMMENT, "", match[1])
        value = re.sub(_VARIABLE, "*", re.sub(_HERE, lambda _: directory, value))
        items = {item.strip() for item in (*value.split("\n"), *value.split(), *re.split(r"[\s:]+", value))}
        if len(items) > _MANY:
            yield _Pattern("*", "")
            continue
        for item in items - {""}:
            for start in ("",) if item.startswith(("*", "/")) else starts:
                whole = item if item.startswith("*") else os.path.abspath(os.path.join(start, item))
                if len(whole) <= LONGEST:
                    yield _Pattern(whole, re.split(r"[*?[]", whole, maxsplit=1)[0])


def _above(directory: str, base: str) -> Iterator[str]:
    """The directories above one, up to `base`."""
    for _ in range(START_LEVELS):
        if not is_within(directory, base):
            return
        directory = os.path.dirname(directory)
        yield directory


def _including(files: Iterable[str], patterns: dict[str, list[_Pattern]]) -> list[str]:
    """The files of which a pattern fits one of `files`, or a file of which one does."""
    found: list[str] = []
    targets = list(files)
    left = dict(patterns)
    while targets:
        new = [
            path
            for path, some in left.items()
            if any(pattern.fits(target) for target in targets if target != path for pattern in some)
        ]
        for path in new:
            del left[path]
        found += new
        targets = new
    return sorted(found)
