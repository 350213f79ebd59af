"""Causes in redirects: to a login page, to https, to the URL with a slash, to another origin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence, status_of
from corscheck.exchange import Response
from corscheck.fetch.cors import is_redirect
from corscheck.fetch.headers import get
from corscheck.fetch.url import parse_url
from corscheck.records import NamedTuple
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.causes.case import Case
    from corscheck.fetch.checks import Sent
    from corscheck.fetch.url import Url

_LOGIN = re.compile(
    r"(?i)[/.?&=_-](?:log-?in|log-?on|sign-?in|oauth2?|openid\w*|oidc|sso|adfs|cas|authorize|auth|saml2?|idp|"
    r"accounts?|session|cdn-cgi/access)(?:\b|_)"
)

_SCRIPTS = (
    "Let the server answer 401 to requests of scripts, and the page open the login by itself: a login page"
    " cannot be reached by `fetch()`."
)


class _Hop(NamedTuple):
    status: int
    source: Url
    target: Url | None
    location: str


def by_redirect(case: Case) -> Evidence | None:
    """The cause where a redirect fails, or leads to the answer that fails."""
    sent = case.verdict.exchanges
    if case.problem.step in ("preflight-redirect", "response-redirect"):
        return _explained(case, _hop(sent[-1]), more=_target(case))
    redirects = [one for one in sent[:-1] if isinstance(one.answer, Response) and is_redirect(one.answer)]
    if redirects and redirects[-1].phase == "response":
        crossing = [hop for one in redirects if (hop := _hop(one)) is not None and _is_crossing(hop)]
        last = _hop(redirects[-1])
        evidence = () if case.origin != "null" else ("after it browsers send `Origin: null`",)
        return _explained(case, crossing[0] if crossing else last, more=evidence)
    if isinstance(sent[-1].answer, Response) and is_redirect(sent[-1].answer):
        return _explained(case, _hop(sent[-1]), more=())
    return None


def _hop(sent: Sent) -> _Hop | None:
    source = parse_url(sent.request.url)
    if source is None or not isinstance(sent.answer, Response):
        return None
    location = get(sent.answer.headers, "location") or ""
    return _Hop(sent.answer.status, source, parse_url(location, source.href), location)


def _is_crossing(hop: _Hop) -> bool:
    return hop.target is not None and hop.target.origin != hop.source.origin


def _target(case: Case) -> tuple[str, ...]:
    """The answer to the same preflight at the target, where that was tried."""
    probe = case.probe("target")
    if probe is None:
        return ()
    passes = "passes" if probe.passes else "does not pass"
    return (f"the preflight to {quoted(probe.name)} {passes} ({status_of(probe.answer)})",)


def _explained(case: Case, hop: _Hop | None, more: tuple[str, ...]) -> Evidence:
    if hop is None:
        return Evidence("redirect", more, "Call the final URL.")
    evidence = (f"{hop.source.href} is answered {hop.status} to {quoted(hop.location)}", *more)
    return Evidence("redirect", evidence, _help(case, hop))


def _help(case: Case, hop: _Hop) -> str:
    source, target = hop.source, hop.target
    if case.problem.step == "response-redirect" or target is None:
        return case.problem.help
    if _LOGIN.search(hop.location):
        before = "Answer OPTIONS before authentication. " if case.in_preflight else ""
        return f"{before}{_SCRIPTS}"
    if source.host == target.host and (source.scheme, target.scheme) == ("http", "https"):
        return f"Call {quoted(target.href)} in the page: http is redirected to https."
    if source.origin == target.origin and _path(source) == _path(target):
        what = "with a slash at its end" if _path_of(target).endswith("/") else "without the slash at its end"
        return f"Call {quoted(target.href)}, {what}: that is the URL of the server."
    if source.origin == target.origin:
        return f"Call the final URL, {quoted(target.href)}, in the page."
    final = quoted(f"{target.origin}{_path_of(target)}")
    return (
        f"Call the final URL ({final}) in the page itself, or let the server hand that URL out in its"
        " answer (JSON) instead of redirecting: after a redirect to another origin browsers send `Origin:"
        f" null`. The target has to allow {quoted(case.verdict.origin)}."
    )


def _path_of(url: Url) -> str:
    return url.href.removeprefix(url.origin).partition("?")[0]


def _path(url: Url) -> str:
    return _path_of(url).rstrip("/")
