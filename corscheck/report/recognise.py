"""Whether a file is a report, so that nothing else is ever overwritten by one."""

from __future__ import annotations

import json
import re
from typing import Any

_SUMMARY = re.compile(
    r"(?m)^(?:No findings in \d+ file|Found \d+ (?:error|warning|info)|\d+ checks?[:.]"
    r"|(?:\S[^\n]*: | +)?error\[[a-z-]+\]: |::(?:error|warning|notice)[ :]|##vso\[task\.logissue "
    r"|## \S+ Incomplete: )"
)
_FENCED = re.compile(r"(?ms)^```.*?^```")
_LINES = ("run", "source", "service", "check", "finding", "suppressed", "route", "error", "note", "end")
"""The types of lines in a report in JSON Lines."""

_BEGINNINGS = ('{"type": "run", "version": ', '{"version": 1,\n "findings": [')
"""Of our JSON Lines and JSON: a run may have been killed while it wrote them, and they may be very large."""

_TAIL = 5
"""Lines at the end of a text report, among which is its summary."""


def is_report(text: str) -> bool:
    """Whether the text is a report of corscheck in any format, or of another program in the same one.

    An empty text counts as one: nothing is lost with it.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").strip()
    if not text:
        return True
    if begins_report(text):
        return True
    if text.startswith(("{", "[")) and (data := _parsed(text)) is not None:
        return _is_document(data)
    head = text[:2000].lower()
    if head.startswith("<"):
        return "<testsuite" in head or (head.startswith("<!doctype html") and "<title>corscheck" in head)
    if head.startswith("# corscheck\n") or head == "# corscheck":
        return head == text or _SUMMARY.search(_FENCED.sub("", text)) is not None
    return _SUMMARY.search("\n".join(text.splitlines()[-_TAIL:])) is not None


def begins_report(text: str) -> bool:
    """Whether the text begins as a report in our JSON or JSON Lines, of which its beginning is enough."""
    return text.startswith(_BEGINNINGS)


def _parsed(text: str) -> Any:
    """The JSON document, or a list of those on each line; None where it is neither."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    except RecursionError:
        return None
    try:
        return [json.loads(line) for line in text.splitlines()]
    except (ValueError, RecursionError):
        return None


def _is_document(data: Any) -> bool:
    if isinstance(data, list):  # GitLab's, or JSON Lines
        return all(isinstance(item, dict) and ("fingerprint" in item or _is_document(item)) for item in data)
    keys = set(data) if isinstance(data, dict) else set()
    if "type" in keys and data["type"] in _LINES:
        return True
    return {"version", "summary"} <= keys or {"version", "runs"} <= keys or {"source", "diagnostics"} <= keys
