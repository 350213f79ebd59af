"""Causes in the rules of a CORS layer that answered: origin, method or header is not on its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence
from corscheck.causes.client import without

if TYPE_CHECKING:
    from corscheck.causes.case import Case
    from corscheck.causes.phrases import Refused
    from corscheck.causes.signs import Signs

OPAQUE = (
    "Serve the page from http(s), so that it has an origin, and put that on the server's list. Do not"
    " allow `null`: every page can send it."
)


def refusal(case: Case, found: Signs) -> Evidence:
    """What the CORS layer refuses; the origin where nothing says otherwise."""
    refused = found.refused
    if refused in (None, "cors", "host") and case.kind == "status":
        refused = _by_also_wrong(case) or refused
    if refused == "disabled":
        return Evidence("cors-not-configured", found.evidence, not_configured(case), "cors")
    if refused == "method":
        help_ = f"Add {case.prepared.method} to the methods that the server's CORS settings allow."
        return Evidence("method-not-listed", found.evidence, help_, "cors")
    if refused == "header":
        names = _refused_headers(case)
        help_ = f"Add {', '.join(names)} to the headers that the server's CORS settings allow"
        return Evidence("header-not-listed", found.evidence, f"{help_}{without(case, names)}.", "cors")
    if case.prepared.origin.opaque:
        return Evidence("opaque-origin", found.evidence, OPAQUE)
    as_libraries = (
        f"OPTIONS is answered {case.response.status} without Access-Control-Allow-Origin, as CORS libraries"
        " do it for an origin that is not on their list"
    )
    evidence = found.evidence or (as_libraries,)
    return Evidence("origin-not-listed", evidence, origin_help(case, sure=bool(found.evidence)), "cors")


def _refused_headers(case: Case) -> tuple[str, ...]:
    probes = case.all_probes("header")
    names = tuple(probe.name for probe in probes if not probe.passes)
    unknown = case.prepared.unsafe_names[len(probes) :] if probes else ()
    return (*names, *unknown) or case.prepared.unsafe_names


def _by_also_wrong(case: Case) -> Refused | None:
    """The cause where a list in the same answer lacks something."""
    for problem in case.verdict.also_wrong:
        if problem.step == "preflight-method" and case.header("access-control-allow-methods") is not None:
            return "method"
        if problem.step in ("preflight-header", "preflight-authorization") and (
            case.header("access-control-allow-headers") is not None
        ):
            return "header"
    return None


def origin_help(case: Case, *, sure: bool = True) -> str:
    """How to put an origin on a list."""
    origin = case.origin
    near = _near(case)
    help_ = f"Add `{origin}` to the origins that the server's CORS settings allow, written exactly so{near}."
    if not sure:
        help_ += " If the server has no such settings, it needs a CORS layer first."
    return help_


def _near(case: Case) -> str:
    """The difference between the page's origin and the one that is on the list."""
    names = [probe.name for probe in case.all_probes("origin") if probe.passes]
    names += [value for value in case.response.values("access-control-allow-origin") if "://" in value]
    origin = case.origin
    if not names:
        return ": `localhost` and `127.0.0.1` are different origins" if "//127.0.0.1" in origin else ""
    other = names[0]
    if {"localhost", "127.0.0.1"} <= {_host_of(other), _host_of(origin)}:
        return f": {other} is allowed, but `localhost` and `127.0.0.1` are different origins"
    if _host_of(other) != _host_of(origin):
        return f": `{other}` is allowed, and every host name is an origin of its own"
    if other.partition(":")[0] != origin.partition(":")[0]:
        return f": `{other}` is allowed, and http and https are different origins"
    return f": `{other}` is allowed, and every port is an origin of its own"


def _host_of(origin: str) -> str:
    return origin.partition("://")[2].rpartition(":")[0] or origin.partition("://")[2]


def not_configured(case: Case) -> str:
    """What a server without CORS settings needs."""
    if case.prepared.origin.opaque:
        return OPAQUE
    return f"Configure CORS on the server, with `{case.origin}` as an allowed origin."
