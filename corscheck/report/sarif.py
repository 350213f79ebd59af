"""`sarif`: SARIF 2.1.0 (OASIS), with the additional properties that GitHub code scanning needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from corscheck.report.context import HOME, rule_url
from corscheck.report.fingerprint import fingerprints, line_hashes
from corscheck.report.run_errors import messages
from corscheck.secrets import masked_source
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.findings import Finding, Suppressed
    from corscheck.fixes import Edit, Fix
    from corscheck.report.context import Context
    from corscheck.run_report import Report, RunError
    from corscheck.source import Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_DESCRIPTION = 1024
"""Characters that GitHub keeps of a rule's description."""

_PERMISSIVE, _VALIDATION = 942, 346
_SECURITY = {
    "CORS201": ("6.5", _PERMISSIVE),
    "CORS202": ("8.1", _VALIDATION),
    "CORS203": ("5.3", _PERMISSIVE),
    "CORS204": ("4.3", _PERMISSIVE),
    "CORS261": ("6.5", _PERMISSIVE),
    "CORS301": ("6.5", _PERMISSIVE),
    "CORS302": ("5.3", _PERMISSIVE),
    "CORS310": ("7.5", _VALIDATION),
    "CORS501": ("5.3", _PERMISSIVE),
    "CORS502": ("8.1", _PERMISSIVE),
    "CORS504": ("5.9", _VALIDATION),
    "CORS505": ("4.3", _PERMISSIVE),
    "CORS506": ("4.3", _PERMISSIVE),
}
"""Rules about wrongly allowed origins: a CVSS score, and the weakness (CWE-942, permissive cross-domain
policy; CWE-346, origin validation error)."""

Object = dict[str, Any]


def render(report: Report, context: Context) -> str:
    """One run; suppressed findings are included, with the reason.

    It has no `automationDetails.id`: GitHub uses that as the category, and the reports of two services in
    one workflow would replace each other. The upload's `category` tells them apart.
    """
    findings = [*report.findings, *(item.finding for item in report.suppressed)]
    rules = {finding.code: finding for finding in sorted(findings, key=lambda finding: finding.code)}
    index = {code: number for number, code in enumerate(rules)}
    places: dict[Source, set[int]] = {}
    for finding in findings:
        places.setdefault(finding.span.source, set()).add(finding.span.line)
    hashes = {source: line_hashes(masked_source(source), lines) for source, lines in places.items()}
    digests = fingerprints(findings, context)
    likely = {finding.code for finding in findings if finding.confidence != "certain"}
    results = []
    for number, finding in enumerate(findings):
        result = _result(finding, index[finding.code], context)
        line = hashes[finding.span.source][finding.span.line - 1]
        result["partialFingerprints"] = {"primaryLocationLineHash": line, "corscheck/v1": digests[number]}
        if report.suppressed:  # all results of a run have the property, or none has (3.27.23)
            which = number - len(report.findings)
            result["suppressions"] = [_suppression(report.suppressed[which])] if which >= 0 else []
        results.append(result)
    run = {
        "tool": {
            "driver": _driver(
                [_rule(finding, context, is_certain=code not in likely) for code, finding in rules.items()],
                context,
            )
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, context)],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver(rules: list[Object], context: Context) -> Object:
    return {"name": "corscheck", "version": context.version, "informationUri": HOME, "rules": rules}


def _invocation(report: Report, context: Context) -> Object:
    """The invocation; an incomplete run must not look like one without findings."""
    notifications = [_notification(error, context) for error in report.errors]
    notes = (*report.caveats, *report.notes)
    notifications += [{"level": "note", "message": {"text": visible(note)}} for note in notes]
    return {"executionSuccessful": not report.errors, "toolExecutionNotifications": notifications}


def _notification(error: RunError, context: Context) -> Object:
    """An error as a notification (3.58)."""
    text = "\n".join([*messages(error), *([visible(error.help)] if error.help else [])])
    notification: Object = {"level": "error", "message": _message_of(text), "descriptor": {"id": error.kind}}
    if error.span:
        notification["locations"] = [_location(error.span, context)]
    elif error.path:
        place = {"artifactLocation": _artifact(error.path, context)}
        notification["locations"] = [{"physicalLocation": place}]
    return notification


def _rule(finding: Finding, context: Context, *, is_certain: bool) -> Object:
    """A rule's metadata, from its documentation, else from the finding."""
    rule = context.rules(finding.code)
    summary = rule.summary if rule else finding.name.replace("-", " ")
    explanation = (rule.explanation if rule else "") or summary
    severity = rule.severity if rule else finding.severity
    described = explanation.partition("\n## ")[0]
    if described.startswith("## "):
        described = described.partition("\n")[2]
    if len(described) > _DESCRIPTION:
        described = described[: _DESCRIPTION - 3] + "..."
    return {
        "id": finding.code,
        "name": finding.name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": described.strip() or summary},
        "help": {"text": explanation, "markdown": f"# {summary}\n\n{explanation}\n"},
        "helpUri": rule_url(finding.code),
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {
            "tags": ["asab", "configuration", "cors"],
            "precision": "very-high" if is_certain else "medium",
            "problem.severity": _PROBLEMS[severity],
            **_security(finding.code),
        },
    }


def _security(code: str) -> Object:
    """What makes GitHub show a rule's findings as security alerts; empty for other rules."""
    if code not in _SECURITY:
        return {}
    score, weakness = _SECURITY[code]
    tags = ["asab", "configuration", "cors", "security", f"external/cwe/cwe-{weakness}"]
    return {"tags": tags, "security-severity": score}


def _result(finding: Finding, rule: int, context: Context) -> Object:
    text = f"{finding.message}. {finding.help}" if finding.help else finding.message
    related = [
        {**_location(other.span, context), "id": number, "message": _message(other.message)}
        for number, other in enumerate(finding.related)
    ]
    properties: Object = {"confidence": finding.confidence}
    if finding.versions:
        properties["asabVersions"] = finding.versions
    if finding.exchange:
        properties["curl"] = finding.exchange.curl
    result: Object = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": _message(text),
        "locations": [_location(finding.span, context)],
        "relatedLocations": related,
        "properties": properties,
    }
    if finding.fix:
        result["fixes"] = [_fix(finding.fix, context)]
    return result


def _message(text: str) -> Object:
    r"""A message; brackets that would make a link (3.11.6) are escaped."""
    return _message_of(visible(text))


def _message_of(text: str) -> Object:
    """As `_message`, for text that is visible already."""
    if "](" in text:
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": text}


def _location(span: Span, context: Context) -> Object:
    place = {"artifactLocation": _artifact(span.source.path, context), "region": _region(_widened(span))}
    return {"physicalLocation": place}


def _widened(span: Span) -> Span:
    """The span; an empty one is widened to the character after or before it, so that it can be shown."""
    if span.end > span.start:
        return span
    line = span.source.line_span(span.line)
    if span.start < line.end:
        return span.source.span(span.start, span.start + 1)
    return span.source.span(max(span.start - 1, line.start), span.start)


def _region(span: Span) -> Object:
    start, end = span.source.position(span.start), span.source.position(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _artifact(path: str, context: Context) -> Object:
    path = context.root_path(path)
    try:
        raw = path.encode("utf-8", "surrogateescape")  # the bytes of the file's name (PEP 383)
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    if path.startswith("/"):
        return {"uri": f"file://{quote(raw)}"}
    return {"uri": quote(raw), "uriBaseId": "%SRCROOT%"}


def _fix(fix: Fix, context: Context) -> Object:
    changes: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        changes.setdefault(edit.span.source.path, []).append(edit)
    safety = "" if fix.is_safe else " (unsafe: what the file means may change)"
    return {
        "description": {"text": visible(fix.message) + safety},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path, context),
                "replacements": [
                    {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
                    for edit in edits
                ],
            }
            for path, edits in changes.items()
        ],
    }


def _suppression(item: Suppressed) -> Object:
    kind = "inSource" if item.kind == "comment" else "external"
    return {"kind": kind, **({"justification": visible(item.reason)} if item.reason else {})}
