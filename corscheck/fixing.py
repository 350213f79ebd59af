"""Fixing files: apply the fixes of what is found, lint again, and so on until nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fixes import apply_fixes
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from corscheck.findings import Finding
    from corscheck.fixes import Applicability, Fix
    from corscheck.source import Source

LIMIT = 20
"""Rounds after which fixing ends."""

READ = 2_000_000
"""Characters of files with findings after which fixing ends as well; only generated files are that large."""


class Fixed(NamedTuple):
    """The result of fixing. A file is called by the name under which it was first changed."""

    texts: dict[str, str]  # path → new text, of each file that changed
    originals: dict[str, str]  # path → the text it had before
    applied: list[Finding]  # the findings that were fixed


def fix_until_stable(
    lint: Callable[[Mapping[str, str]], list[Finding]],
    *,
    unsafe: bool = False,
    limit: int = LIMIT,
    changes: Changes | None = None,
) -> Fixed:
    """Apply all safe fixes until a round changes nothing, with `unsafe` then the others, which guess.

    A fix is a list of replacements in the text, so comments, indentation and line ends stay.

    Args:
        lint: finds what is wrong when the files are read with the given texts in place of their own.
        unsafe: whether fixes that may change the meaning are applied, too.
        limit: how many rounds there are at most.
        changes: to which the edits are added.
    """
    changes = changes or Changes()
    applied: list[Finding] = []
    findings = lint(changes.texts)
    left = READ
    for _ in range(limit):
        fixed = _fixed(changes, findings, "safe")
        if not fixed and unsafe:
            fixed = _fixed(changes, findings, "unsafe")
        if not fixed:
            break
        applied += fixed
        left -= sum(len(source.text) for source in {finding.span.source for finding in findings})
        if left < 0:
            break
        findings = lint(changes.texts)
    return Fixed(changes.texts, changes.originals, applied)


def _fixed(changes: Changes, findings: Sequence[Finding], applicability: Applicability) -> list[Finding]:
    """Apply all fixes of that applicability that do not overlap; the findings that they fix."""
    fixes = [one.fix for one in findings if one.fix and one.fix.applicability == applicability]
    done = set(map(id, changes.apply(fixes)))
    return [finding for finding in findings if id(finding.fix) in done]


class Changes:
    """Files with their new texts.

    `identity`: path → a key that is the same for all names of a file, which is then changed once.
    """

    def __init__(self, identity: Callable[[str], str] = str) -> None:
        self.texts: dict[str, str] = {}  # path → new text, of each file that changed
        self.originals: dict[str, str] = {}  # path → the text it had before
        self.identity = identity
        self._names: dict[str, str] = {}  # identity → the path in `texts`

    def apply(self, fixes: Iterable[Fix]) -> list[Fix]:
        """Apply fixes, of two that overlap the first one; returns those that were applied."""
        sources: dict[str, Source] = {}
        by_file: dict[str, list[Fix]] = {}
        for fix in fixes:
            if fix.edits:
                # A file may have been read twice: for two versions, or by two names. What was found in the
                # second reading waits for the next round. A fix with edits in several files is not applied.
                source = fix.edits[0].span.source
                file = self.identity(source.path)
                sources.setdefault(file, source)
                by_file.setdefault(file, []).append(fix)
        applied: list[Fix] = []
        for file, source in sources.items():
            text, taken = apply_fixes(source, by_file[file])
            if taken:
                name = self._names.setdefault(file, source.path)
                self.originals.setdefault(name, source.text)
                self.texts[name] = text
                applied += taken
        return applied


def diff(path: str, old: str, new: str) -> str:
    """The change of a file as a unified diff; empty where there is none."""
    from difflib import unified_diff  # noqa: PLC0415  # 3 ms that only `--diff` needs

    lines = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """The lines with their ends; difflib only knows the line feed."""
    *lines, last = text.split("\n")
    return [*(line + "\n" for line in lines), *([last] if last else [])]
