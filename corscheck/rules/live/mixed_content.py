"""CORS271: requests that browsers block before they check CORS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.mixed_content import is_asked_for_in_chromium, is_mixed_content
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.url import parse_url
from corscheck.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.live._observation import Observation


@rule("CORS271", "mixed-content", on="live")
def mixed_content(seen: Observation) -> Iterator[Problem]:
    """Pages that are served over https must reach the server over https.

    ## Why is this bad?
    Browsers block a request from an https page to an http address (Mixed Content) before anything is
    sent, whatever the server would answer; only loopback addresses and localhost are exempt. The
    server's answers are checked all the same, as if TLS ended in front of it: where a proxy does that in
    production, test the https address of the proxy, or switch this rule off.

    ## Bad (--url http://api.example.com)
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab

    ## Good (--url https://api.example.com)
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
    """
    case = seen.case
    if case.expected != "allow":
        return
    origin, url = parse_origin(case.request.origin), parse_url(seen.trial.base_url)
    if isinstance(origin, NotAnOrigin) or url is None or not is_mixed_content(origin, url):
        return
    anyone = seen.trial.intent.mode == "anyone" and case.kind != "policy"
    pages = "https pages" if anyone else f"pages of `{origin.serialised}`"
    asked = " (Chromium asks the user instead)" if is_asked_for_in_chromium(url) else ""
    entry = seen.trial.intent.entry(case.request.origin)
    yield Problem(
        case.at if case.kind in ("policy", "wanted") else entry.value if entry else seen.trial.container.cors,
        f"browsers block requests of {pages} to {url.origin}, whatever it answers: mixed content{asked}",
        "test the https address that pages use (`--url https://...`); if TLS ends at a proxy in front of "
        "this address, ignore CORS271",
    )


RULES = (mixed_content,)
