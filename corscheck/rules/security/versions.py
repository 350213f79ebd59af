"""CORS51x: features that old versions of ASAB lack: preflights without authentication, preflights, CORS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import Diagnosis
from corscheck.findings import Related
from corscheck.rules._templates import is_templated
from corscheck.rules.rule import Problem, Rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container


@rule("CORS511", "authentication-before-preflight")
def authentication_before_preflight(web: Container) -> Iterator[Problem]:
    """Up to ASAB 25.25 authentication and tenants answer preflights too.

    ## Why is this bad?
    Browsers send a preflight without cookies and without `Authorization`. ASAB's `AuthService` wraps the
    routes of OPTIONS like all others and answers 401, its `TenantService` answers 404 (`asab/web/auth`,
    `asab/web/tenant`), and browsers block the request. ASAB 25.36 leaves OPTIONS alone. That the file has
    the section does not prove that the application uses the service, so this is only likely. Whatever ASAB
    25.15 refuses as `enabled` (`no`, `Mock`, …) keeps a service that uses `AuthService` from starting, and
    with `mock` everybody is let through; neither is this mistake.

    ## Bad
        [auth]
        public_keys_url = https://auth.example.com/keys

        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api

    ## What to do
    Upgrade to ASAB 25.36 or later, or answer OPTIONS in the proxy in front.
    """
    if not (web.profile.auth_on_preflight and web.cors_enabled and web.profile.preflight_routes):
        return
    if is_templated(web, "cors"):
        return
    for section, answer in (("auth", "401"), ("tenants", "404")):
        if section not in web.configuration.names:
            continue
        if section == "auth" and not _asks_for_tokens(web):
            return
        cors = web.options["cors"].key
        yield Problem(
            web.configuration.headers(section)[0],
            f"with the service of `[{section}]` ASAB answers preflights with {answer}: browsers block them",
            help="upgrade to ASAB 25.36 or later, or answer OPTIONS in the proxy in front",
            related=(Related(cors, "CORS is switched on here"),) if cors else (),
            confidence="likely",
        )
        return


def _asks_for_tokens(web: Container) -> bool:
    """Whether `AuthService` answers requests without a token with 401 (`asab/web/auth/service.py`)."""
    given = {}
    for name in ("enabled", "introspection_url", "public_keys_url"):
        value = web.configuration.resolve("auth", name)
        given[name] = None if isinstance(value, Diagnosis) else value.text
    mode = given["enabled"]
    if mode == "development":
        return given["introspection_url"] is not None and bool(given["public_keys_url"])
    return mode in (None, "production") or mode.lower() in ("1", "yes", "true", "on")


@rule("CORS512", "cors-unknown-to-asab")
def cors_unknown_to_asab(web: Container) -> Iterator[Problem]:
    """ASAB before 19.11 has no CORS, before 20.8 no preflights.

    ## Why is this bad?
    The options are silently ignored. Up to 19.10 no response has a CORS header; up to 20.7 no preflight is
    answered, so browsers send simple requests only.

    ## Bad (asab 20.7)
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
    """
    for name, missing in (
        ("cors", web.profile.cors == "ignored"),
        ("cors_preflight_paths", not web.profile.preflight_routes),
    ):
        option = web.options.get(name)
        if missing and option is not None and option.is_set and option.value.text:
            yield Problem(
                option.key,
                f"this ASAB has no option `{name}` and ignores it",
                help="upgrade, or answer in the proxy in front",
            )


RULES: tuple[Rule, ...] = (
    authentication_before_preflight,
    cors_unknown_to_asab,
)
