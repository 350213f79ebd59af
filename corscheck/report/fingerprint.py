"""Fingerprints by which a finding or an error is recognised in the next run: never by its line number."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from corscheck.secrets import shown_line

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import RunError
    from corscheck.source import Source

_BLOCK = 100
_BASE = 37
_END = "\uffff"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def fingerprints(findings: Iterable[Finding], context: Context) -> list[str]:
    """A digest per finding, of path, code, the line's text without blanks, and the number of the occurrence.

    Consumers drop findings with equal fingerprints, therefore the occurrence.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    digests = []
    for finding in findings:
        line = "".join(shown_line(finding.span.source, finding.span.line).split())
        key = (context.root_path(finding.span.source.path), finding.code, line)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        digests.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return digests


def error_fingerprints(errors: Iterable[RunError], context: Context) -> list[str]:
    """As `fingerprints` of findings: the same from one run to the next, each once."""
    seen: Counter[tuple[str, ...]] = Counter()
    digests = []
    for error in errors:
        path = context.root_path(error.path) if error.path else ""
        key = (error.kind, path, error.service or "", error.target or "")
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        digests.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return digests


def line_hashes(source: Source, lines: Container[int] | None = None) -> list[str]:
    """GitHub's `primaryLocationLineHash` of every line, or of those `lines` (from 1), the others left empty.

    As its upload action computes it (github/codeql-action, `fingerprints.ts`): a polynomial of base
    37 modulo 2**64 over 100 UTF-16 units from the line's start on, blanks left out, line ends folded
    to LF, 65535 at the end and zeros after it; in hex, with the number of times it occurred so far.
    """
    text = source.text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "") + _END
    units = _ASTRAL.sub(lambda match: _surrogates(match[0]), text)
    seen: Counter[str] = Counter()
    hashes: list[str] = []
    start = 0
    while True:
        block = units[start : start + _BLOCK]
        seen[block] += 1
        wanted = lines is None or len(hashes) + 1 in lines
        hashes.append(f"{_polynomial(block):x}:{seen[block]}" if wanted else "")
        start = units.find("\n", start) + 1
        if not start:
            return hashes


def _polynomial(block: str) -> int:
    value = 0
    for unit in block.ljust(_BLOCK, "\0"):
        value = (value * _BASE + ord(unit)) % 2**64
    return value


def _surrogates(char: str) -> str:
    code = ord(char) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))
