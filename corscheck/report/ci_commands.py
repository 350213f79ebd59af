"""Commands of CI runners in a finished document, broken in a way that its syntax allows.

A pipeline's log is read by the runner, whatever format a report has: the content of a configuration
or an answer must not set a variable or hide lines (see `corscheck.text.guarded` for the forms).
"""

from __future__ import annotations

import re
from typing import Literal

from corscheck.text import guarded

Syntax = Literal["text", "github", "azure", "json", "markup"]

_ANYWHERE = r"#(?=#\w*\[)"
_AT_START = r"(?m)^([^\S\n]*):(?=:)"


def broken(document: str, syntax: Syntax) -> str:
    """The document without commands that are not its own.

    In text the change is visible; a parser of JSON, XML or HTML reads the same characters as before. The
    formats `github` and `azure` consist of commands: their modules keep `::` and `##` from the starts of
    other lines.
    """
    if "##" not in document and (syntax in ("github", "json") or "::" not in document):
        return document
    if syntax == "text":
        return "\n".join(map(guarded, document.split("\n")))
    if syntax == "github":
        return re.sub(_ANYWHERE, r"#\\", document)
    if syntax == "azure":
        return re.sub(r"(?<=[^\n])#(?=#\w*\[)", r"#\\", document)
    if syntax == "json":
        return re.sub(_ANYWHERE, r"\\u0023", document)
    return re.sub(_AT_START, r"\1&#58;", re.sub(_ANYWHERE, "&#35;", document))
