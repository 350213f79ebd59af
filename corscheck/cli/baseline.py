"""The baseline file: reading it, holding findings against it, writing it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from corscheck.baseline import Key, collect, compare, decode, encode
from corscheck.errors import UsageProblem
from corscheck.files import read_text, write
from corscheck.findings import Finding, Suppressed
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.settings import Settings


def baseline_path(option: str | None, settings: Settings) -> str:
    """Where the baseline is, by the option, else by the settings.

    Raises:
        UsageProblem: Neither says.
    """
    if option is None and settings.baseline is None:
        raise UsageProblem("--update-baseline needs a file: --baseline FILE, or the setting `baseline`")
    return option or settings.resolve(settings.baseline or "")


def update(path: str, findings: Iterable[Finding]) -> None:
    """Accept exactly these findings from now on."""
    baseline = {
        key._replace(path=_relative(key.path, path)): count for key, count in collect(findings).items()
    }
    write(path, json.dumps(encode(baseline), indent=1) + "\n")
    sys.stderr.write(f"Wrote {plural(sum(baseline.values()), 'finding')} to {visible(path)}.\n")


def against_baseline(
    path: str, findings: list[Finding]
) -> tuple[list[Finding], list[Suppressed], tuple[str, ...]]:
    """What is new, what is known, and a note when the baseline holds more than is found.

    Raises:
        UsageProblem: The baseline cannot be read.
    """
    if not os.path.exists(path):
        raise UsageProblem(f"there is no baseline {path}; `corscheck lint --update-baseline` writes it")
    text = read_text(path)
    try:
        baseline = decode(json.loads(text))
    except (ValueError, RecursionError, UsageProblem) as error:
        raise UsageProblem(f"{path}: {error}") from error
    # The file has paths relative to itself, so that it means the same from every working directory.
    spelled = {_relative(finding.span.source.path, path): finding.span.source.path for finding in findings}
    here = {
        Key(spelled.get(key.path, key.path), key.code, key.line): count for key, count in baseline.items()
    }
    compared = compare(findings, here)
    stale = sum(compared.stale.values())
    notes = (
        (f"{plural(stale, 'finding')} of {path} found no longer; --update-baseline forgets",) if stale else ()
    )
    return compared.new, [Suppressed(finding, "baseline") for finding in compared.known], notes


def _relative(path: str, baseline: str) -> str:
    return os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(baseline))).replace(
        os.sep, "/"
    )
