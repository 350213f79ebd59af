"""CORS501 to CORS503: services that are open to every origin."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.asab.cors_options import boolean
from corscheck.fetch.sites import address_space
from corscheck.findings import Related
from corscheck.fixes import Edit, Fix
from corscheck.rules._ini import ini_span
from corscheck.rules.origins import cors_of
from corscheck.rules.rule import Problem, Rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container
    from corscheck.asab.profiles import Profile
    from corscheck.source import Value


@rule("CORS501", "wildcard-origin")
def wildcard_origin(web: Container) -> Iterator[Problem]:
    """`*` allows the pages of every origin.

    ## Why is this bad?
    Any page on the web may call the service through its visitors' browsers, from inside their networks,
    and read the answers, including ASAB's own `/asab/v1/...`, `/doc` and static files, which have the same
    headers. That is right for public data and wrong where access to the network is the only protection.
    For a service that listens on loopback only, the severity is `info`.

    ## Bad
        [web]
        listen = 0.0.0.0 8080
        cors = *
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 0.0.0.0 8080
        # corscheck: ignore[CORS501] -- public read-only data
        cors = *
        cors_preflight_paths = /api

    ## What to do
    Where every page may read everything, suppress the finding with the reason, as above. Otherwise name the
    origins, with an ASAB that has the allow-list (after 26.36), or leave `cors` empty and name them in the
    proxy in front.
    """
    value = _wildcard(web)
    if value is None or (web.profile.cors == "allow-list" and allows_credentials(web)):
        return
    listed = web.profile.cors == "allow-list"
    yield Problem(
        value,
        "`*` allows the pages of every origin to call this service and read its answers",
        help=("name the origins" if listed else "name the origins in the proxy in front")
        + ", or say why every page may: `# corscheck: ignore[CORS501] -- reason`"
        + (f" (preflights allow {_fixed(web.profile)})" if _is_fixed(web.profile) else ""),
        severity="info" if _only_loopback(web) else None,
    )


@rule("CORS502", "wildcard-with-credentials", "error")
def wildcard_with_credentials(web: Container) -> Iterator[Problem]:
    """`*` must not be combined with cookies.

    ## Why is this bad?
    Browsers refuse `*` for requests with cookies, so ASAB after 26.36 answers with the page's own origin
    where `cors_allow_credentials` is on. Then any page on the web can act on behalf of those of its visitors
    who are logged in, and read the answers.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_allow_credentials = yes

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_allow_credentials = no

    ## Fix safety
    Unsafe: pages that log in with cookies are blocked until their origins are named.
    """
    value = _wildcard(web)
    if value is None or web.profile.cors != "allow-list" or not allows_credentials(web):
        return
    option = web.options["cors_allow_credentials"]
    span = ini_span(option.value)
    place = option.key
    yield Problem(
        value,
        "`*` with `cors_allow_credentials` allows the pages of every origin to act as their visitors",
        help="name the origins, or set `cors_allow_credentials = no`",
        fix=Fix("Switch credentials off", (Edit(span, "no"),), "unsafe") if span else None,
        related=(Related(place, "credentials are switched on here"),) if place else (),
    )


@rule("CORS503", "fixed-preflight-answer", "info")
def fixed_preflight_answer(web: Container) -> Iterator[Problem]:
    """Up to ASAB 26.36 the answer to a preflight is fixed.

    ## Why is this bad?
    It says `Access-Control-Allow-Origin: *` together with `Access-Control-Allow-Credentials: true`, which
    browsers refuse for every request with cookies. And it allows the headers `X-PINGOTHER`, `Content-Type`
    and `Authorization` only: a page that sends any other, `X-Request-Id` or `If-Match` for instance, is
    blocked. No option changes that (`asab/web/container.py`, `_preflight_handler`). The help of
    `CORS501` says this, too, so that this rule reports only where that one is switched off.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors =
    """
    value = _wildcard(web)
    if value is not None and _is_fixed(web.profile):
        yield Problem(
            value,
            f"preflights allow {_fixed(web.profile)}",
            help="for pages that need more, answer preflights in a proxy in front",
        )


def _is_fixed(profile: Profile) -> bool:
    return profile.preflight_routes and not profile.policy_options


def _fixed(profile: Profile) -> str:
    cookies = ", and none with cookies" if profile.allow_credentials else ""
    return f"requests with the headers `{profile.allow_headers}` only{cookies}"


@lru_cache(maxsize=1)  # three rules call it in turn
def _wildcard(web: Container) -> Value | None:
    """The `*` that allows every origin; None where there is none, or this ASAB does not read it as such."""
    read = cors_of(web)
    if read is None or not read.wildcard or not web.cors_enabled:
        return None
    star = next(entry for entry in read.entries if entry.text == "*")
    if web.profile.cors == "allow-list" and not any(item.text == "*" for item in web.origins):
        return None
    return web.cors.slice(star.start, star.end)


def allows_credentials(web: Container) -> bool:
    """Whether `cors_allow_credentials` is on, in the file or by default."""
    value = web.values.get("cors_allow_credentials")
    if value is None or not web.profile.policy_options:
        return web.profile.allow_credentials
    try:
        return boolean(value.text)
    except ValueError:
        return False


def _only_loopback(web: Container) -> bool:
    addresses = [address for listen in web.listen for address in listen.addresses]
    return bool(addresses) and all(address_space(address) == "loopback" for address in addresses)


RULES: tuple[Rule, ...] = (wildcard_origin, wildcard_with_credentials, fixed_preflight_answer)
