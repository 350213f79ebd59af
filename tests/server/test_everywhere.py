"""Every request, at every place of the examples of all rules and of texts that are being typed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from corscheck.fixes import apply_fixes
from corscheck.rules.registry import RULES
from corscheck.server.actions import Files, quick_fixes
from corscheck.server.completion import complete
from corscheck.server.hover import about_findings, about_include, about_option
from corscheck.server.includes import definitions, include_at, links
from corscheck.server.inlays import hints
from corscheck.server.positions import UTF16, offset_of
from corscheck.server.snapshot import at, parts
from corscheck.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.server.looking import Looked

FILES = Files(str, lambda _path: 1, UTF16)
EXAMPLES = [
    (f"{rule.code}-{number}", example.bad.replace("cors = ", "cors = 😀,", 1) if number else example.bad)
    for rule in RULES
    for example in rule.examples[:1]
    for number in range(2)
]
TYPED = [
    ("nothing", ""),
    ("one bracket", "["),
    ("a name", "[web]\ncors"),
    ("no section", "cors = *\n"),
    ("a cycle", "[general]\ninclude = app.conf\n[web]\ncors = ${web:cors}\n"),
    ("control characters", "[web]\ncors = \x00\x1b[31m`\x85\u2028x\n"),
    ("carriage returns", "[web]\rcors = *\rlisten =\r  1\r\n  2"),
]


@pytest.mark.parametrize(
    "text", [text for _, text in EXAMPLES + TYPED], ids=[name for name, _ in EXAMPLES + TYPED]
)
def test_every_place(looking: Callable[..., Looked], text: str) -> None:
    path = os.path.abspath("app.conf")
    looked = looking({"app.conf": ""}, {"app.conf": text})
    source = Source(text, path)
    some = parts(looked.readings, {path: text})
    hints(some, path, 0, len(text), UTF16)
    links(some, path, str, UTF16)
    for offset in range(0, len(text) + 1, 3):
        list(about_findings(looked.found, path, offset))
        list(about_option(at(some, path, offset)))
        complete(source, offset, looked.readings, some, UTF16)
        if include := include_at(some, path, offset):
            about_include(include)
            definitions(include, str)
    for one in looked.found:
        fix = one.finding.fix
        if fix and {edit.span.source.path for edit in fix.edits} == {"app.conf"}:
            (action,) = quick_fixes([one], FILES)
            assert action.edit
            assert action.edit.document_changes
            new = text
            for edit in sorted(
                action.edit.document_changes[0].edits,  # type: ignore[union-attr]  # there is one kind
                key=lambda edit: (edit.range.start.line, edit.range.start.character),
                reverse=True,
            ):
                start, end = (offset_of(source, place, UTF16) for place in (edit.range.start, edit.range.end))
                new = new[:start] + edit.new_text + new[end:]
            assert new == apply_fixes(fix.edits[0].span.source, [fix])[0]
