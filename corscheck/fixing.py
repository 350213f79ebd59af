"""Mending files: apply the findings' fixes, look again, and so on until nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corscheck.findings import apply_fixes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corscheck.findings import Finding, Fix
    from corscheck.source import Source

LIMIT = 20
"""Rounds after which mending stops; each can only uncover what the one before made possible."""

READ = 2_000_000
"""Characters of faulty files after which it stops as well; only a file that nobody wrote comes near."""


class Fixed(NamedTuple):
    """What mending came to."""

    texts: dict[str, str]  # path → new text, of each file that changed
    originals: dict[str, str]  # path → the text it had before
    applied: list[Finding]  # the findings that were mended
    remaining: list[Finding]  # what the linter still says about the new texts


def fix_until_stable(
    lint: Callable[[Mapping[str, str]], list[Finding]], *, unsafe: bool = False, limit: int = LIMIT
) -> Fixed:
    """Apply all safe fixes until a round changes nothing, with `unsafe` then the others, which guess.

    `lint` finds what is wrong when the files are read with the given texts in place of their own.
    A fix is a list of replacements in the text, so comments, indentation and line ends stay.
    """
    texts: dict[str, str] = {}
    originals: dict[str, str] = {}
    applied: list[Finding] = []
    findings = lint(texts)
    left = READ
    for _ in range(limit):
        mended = _round(findings, texts, originals, safe=True)
        if not mended and unsafe:
            mended = _round(findings, texts, originals, safe=False)
        if not mended:
            break
        applied += mended
        left -= sum(len(source.text) for source in {finding.span.source for finding in findings})
        findings = lint(texts)
        if left < 0:
            break
    return Fixed(texts, originals, applied, findings)


def _round(
    findings: Sequence[Finding], texts: dict[str, str], originals: dict[str, str], *, safe: bool
) -> list[Finding]:
    """Apply what can be applied at once; the new texts are put into `texts`."""
    sources: dict[str, Source] = {}
    fixes: dict[str, list[Fix]] = {}
    for fix in (finding.fix for finding in findings):
        if fix and fix.edits and fix.safe is safe:
            # A file may have been read twice, for two versions; what was found in the second reading
            # waits for the next round. A fix with edits in several files is none.
            source = fix.edits[0].span.source
            sources.setdefault(source.path, source)
            fixes.setdefault(source.path, []).append(fix)
    done: set[int] = set()
    for path, source in sources.items():
        text, taken = apply_fixes(source, fixes[path])
        if taken:
            originals.setdefault(path, source.text)
            texts[path] = text
            done.update(map(id, taken))
    return [finding for finding in findings if id(finding.fix) in done]


def diff(path: str, old: str, new: str) -> str:
    """The change of a file as a unified diff; empty where there is none."""
    from difflib import unified_diff  # noqa: PLC0415  # 3 ms that only `--diff` needs

    lines = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """The lines with their ends; a diff knows only the line feed."""
    *lines, last = text.split("\n")
    return [*(line + "\n" for line in lines), *([last] if last else [])]
