"""Causes in the values of the answer's headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence
from corscheck.causes.client import without
from corscheck.text import listed, quoted, visible

if TYPE_CHECKING:
    from corscheck.causes.case import Case

_SPELLING = ("slash", "letter-case", "default-port", "path", "ip", "idn", "scheme", "not-an-origin", "blanks",
             "slashes", "userinfo", "host", "query", "fragment")  # fmt: skip
_DIFFERENCES = {
    "slash": ": without the slash at its end",
    "letter-case": ": in lower case",
    "default-port": ": without the port that the scheme has anyway",
    "path": ": without a path",
    "scheme": ": with its scheme",
    "idn": ": in punycode",
}
_UNSET = re.compile(r"(?i)undefined|null|none|nil|nan|\[object object\]|false|true|0|")
_TEMPLATE = re.compile(r"\$\{?\w+|\{\{|<%|%\(|%[A-Z_]+%|<[a-z-]+>|\{[\w.]+\}")
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"

_ALLOW_ORIGIN = "access-control-allow-origin"
_BRACKETS = ("[", "(", "{")

_ECHO = "`Access-Control-Allow-Origin: {origin}`"


def by_value(case: Case) -> Evidence | None:
    """The cause in a header that is there and does not pass."""
    found = {
        "allow-origin-mismatch": _origin,
        "allow-origin-wildcard": _wildcard,
        "allow-credentials": _credentials,
        "allow-methods-syntax": _syntax,
        "allow-headers-syntax": _syntax,
        "method": _method,
        "header": _header,
        "authorization": _header,
    }.get(case.kind)
    return found(case) if found else None


def _origin(case: Case) -> Evidence | None:
    value = case.header(_ALLOW_ORIGIN) or ""
    cause = case.problem.cause
    lines = [f"`Access-Control-Allow-Origin: {line}`" for line in case.response.values(_ALLOW_ORIGIN)]
    shown = (f"the answer has {' and '.join(map(visible, lines))}",)
    if cause == "opaque":
        help_ = "Serve the page from http(s), so that it has an origin. Do not put `null` on the list."
        return Evidence("opaque-origin", ("browsers send `Origin: null` for this page",), help_)
    if cause in ("list", "duplicate") and not _is_raw(value):
        help_ = (
            "Let the server pick the one origin of its list that asks, answer it alone, and add `Vary:"
            " Origin`."
        )
        if cause == "duplicate" or _from_layers(value):
            help_ = (
                "Set Access-Control-Allow-Origin in one place, the application or the proxy, to"
                f" {quoted(case.origin)}: here two layers set it."
            )
        return Evidence("several-origins", shown, help_, "cors")
    if cause == "pattern" and value.strip(_QUOTES) != "*":
        help_ = (
            "Match the pattern on the server, answer the origin that asked"
            f" ({_ECHO.format(origin=case.origin)}), and add `Vary: Origin`."
        )
        return Evidence("origin-pattern", shown, help_, "cors")
    return _spelling(case, value, shown)


def _is_raw(value: str) -> bool:
    """Whether a value is an expression of a program or a template that was not evaluated."""
    return bool(_UNSET.fullmatch(value) or _TEMPLATE.search(value)) or value.startswith(_BRACKETS)


def _from_layers(value: str) -> bool:
    """Whether a list looks like the values of several layers: `*` or the same origin, twice."""
    parts = [part for part in re.split(r"[,\s]+", value) if part]
    return "*" in parts or len(set(parts)) < len(parts)


def _spelling(case: Case, value: str, shown: tuple[str, ...]) -> Evidence | None:
    wanted = _ECHO.format(origin=case.origin)
    if _UNSET.fullmatch(value):
        help_ = (
            "Give the setting a value from which the server takes the origin: it comes out as"
            f" {quoted(value)}, as of a variable that is not set. It has to be {wanted}."
        )
        return Evidence("origin-value", shown, help_, "cors")
    if value[:1] in _QUOTES and value[:1]:
        help_ = f"Take the quotes away: they are a part of the value. It has to be {wanted}."
        return Evidence("origin-value", shown, help_, "cors")
    if _TEMPLATE.search(value):
        help_ = (
            "Have the placeholder replaced before the server starts: it is sent as it is. It has to be"
            f" {wanted}."
        )
        return Evidence("origin-value", shown, help_, "cors")
    if value.startswith(_BRACKETS):
        help_ = f"Write the origin alone, without brackets and quotes. It has to be {wanted}."
        return Evidence("origin-value", shown, help_, "cors")
    if (case.problem.cause in _SPELLING and case.problem.cause != "scheme") or "://" not in value:
        how = _DIFFERENCES.get(case.problem.cause, "")
        help_ = f"Let the server answer {wanted}, exactly as the browser writes it{how}."
        return Evidence("origin-value", (*shown, f"the browser sends `Origin: {case.origin}`"), help_, "cors")
    return None  # another origin: see `origins`


def _wildcard(case: Case) -> Evidence:
    help_ = (
        f"Answer {_ECHO.format(origin=case.origin)} with `Access-Control-Allow-Credentials: true` and"
        " `Vary: Origin`; or call without credentials, where the server needs no cookie."
    )
    sent = "the request includes credentials"
    return Evidence(
        "wildcard-with-credentials", (case.line("Access-Control-Allow-Origin"), sent), help_, "cors"
    )


def _credentials(case: Case) -> Evidence:
    value = case.header("access-control-allow-credentials")
    if value is None:
        shown, why = "the answer has no Access-Control-Allow-Credentials", ""
    else:
        shown = case.line("Access-Control-Allow-Credentials")
        why = f" It is {quoted(value)} now; only `true` in lower case counts, once."
    help_ = (
        "Send `Access-Control-Allow-Credentials: true` with both answers, to the preflight and to the"
        f" request; or call without credentials.{why}"
    )
    return Evidence("credentials-not-allowed", (shown,), help_, "cors")


def _syntax(case: Case, name: str = "") -> Evidence:
    if not name:
        name = "Access-Control-Allow-Methods" if "methods" in case.kind else "Access-Control-Allow-Headers"
    value = case.header(name.lower()) or ""
    if any(quote in value for quote in _QUOTES):
        how = "Write the names without quotes"
    elif ";" in value:
        how = "Separate the names by commas, not semicolons"
    else:
        how = "Separate the names by commas"
    return Evidence("list-syntax", (case.line(name),), f"{how}: `{name}: {_repaired(value)}`.")


def _repaired(value: str) -> str:
    words = re.split(r"[\s,;|/\[\]()\"'`{}]+", value)
    return ", ".join(dict.fromkeys(word for word in words if word)) or "(names)"


def _method(case: Case) -> Evidence:
    method = case.prepared.method
    shown = (case.line("Access-Control-Allow-Methods"),)
    if case.header("access-control-allow-methods") is None:
        shown = ("the answer has no Access-Control-Allow-Methods",)
    elif any(quote in (case.header("access-control-allow-methods") or "") for quote in _QUOTES):
        return _syntax(case, "Access-Control-Allow-Methods")
    if case.problem.cause == "star":
        help_ = (
            f"List the methods: `Access-Control-Allow-Methods: {method}`. With credentials `*` is not a"
            " wildcard."
        )
        return Evidence("wildcard-with-credentials", shown, help_, "cors")
    if case.problem.cause == "case":
        return Evidence("method-case", shown, _case_help(method))
    help_ = f"Add {method} to Access-Control-Allow-Methods."
    if method in (case.header("allow") or ""):
        help_ += " `Allow` is another header, which browsers do not look at."
    return Evidence("method-not-listed", shown, help_, "cors")


def _case_help(method: str) -> str:
    if method != method.upper():
        return (
            f"Write `{method.upper()}` in the page: browsers send {quoted(method)} as it is, only DELETE,"
            " GET, HEAD, OPTIONS, POST and PUT are turned into capitals."
        )
    return f"Write {quoted(method)} in capitals in Access-Control-Allow-Methods: methods are case-sensitive."


def _header(case: Case) -> Evidence:
    shown = (case.line("Access-Control-Allow-Headers"),)
    if case.header("access-control-allow-headers") is None:
        shown = ("the answer has no Access-Control-Allow-Headers",)
    # Browsers name one at a time; all are added at once.
    missing = [
        name
        for problem in case.verdict.problems
        if problem.step in ("preflight-header", "preflight-authorization")
        for name in problem.names
    ]
    names = listed(sorted(missing) or case.problem.names)
    if case.problem.cause == "star":
        tail = (
            "With credentials `*` is not a wildcard." if case.prepared.include else "`*` does not cover it."
        )
        return Evidence(
            "wildcard-with-credentials",
            shown,
            f"List {names} in Access-Control-Allow-Headers. {tail}",
            "cors",
        )
    if any(quote in (case.header("access-control-allow-headers") or "") for quote in _QUOTES):
        return _syntax(case, "Access-Control-Allow-Headers")
    help_ = f"Add {names} to Access-Control-Allow-Headers{without(case, missing)}."
    return Evidence("header-not-listed", shown, help_, "cors")
