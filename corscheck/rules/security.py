"""CORS50x: what the configuration opens to whom, and what browsers make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.policy import boolean
from corscheck.fetch.site import address_space
from corscheck.findings import Edit, Fix, Related
from corscheck.rules.cors_value import cors_of, names_origins
from corscheck.rules.entries import entries_of, ini_span
from corscheck.rules.form import shown
from corscheck.rules.rule import Problem, Rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.model import Container
    from corscheck.source import Value


@rule("CORS501", "wildcard-origin")
def wildcard_origin(web: Container) -> Iterator[Problem]:
    """`*` lets the pages of every origin in.

    ## Why is this bad?
    Any page on the web may call the service through its visitors' browsers, from inside their networks,
    and read what it answers: also ASAB's own `/asab/v1/...`, `/doc` and static files, which carry the
    same headers. That is right for public data and wrong where being in the network counts as permission.
    On a service that listens on loopback only it is merely noted.

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
    Where everybody may read everything, say so in a comment, as above. Otherwise name the origins, with an
    ASAB that has the allow-list (after 26.36), or leave `cors` empty and name them in the proxy in front.
    """
    value = _wildcard(web)
    if value is None or (web.profile.cors == "allow-list" and _credentials(web)):
        return
    listed = web.profile.cors == "allow-list"
    yield Problem(
        value,
        "`*` lets the pages of every origin call this service and read its answers",
        help=("name the origins" if listed else "name the origins in the proxy in front")
        + ", or say why everybody may: `# corscheck: ignore[CORS501] -- reason`",
        severity="info" if _only_loopback(web) else None,
    )


@rule("CORS502", "wildcard-with-credentials", "error")
def wildcard_with_credentials(web: Container) -> Iterator[Problem]:
    """Every origin with everybody's cookies is no protection at all.

    ## Why is this bad?
    Browsers refuse `*` for requests with cookies, so ASAB after 26.36 answers with the page's own origin
    where `cors_allow_credentials` is on. Then any page on the web can act as each of its visitors who is
    logged in, and read the answers.

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
    if value is None or web.profile.cors != "allow-list" or not _credentials(web):
        return
    option = web.options["cors_allow_credentials"]
    span = ini_span(option.value)
    place = option.key
    yield Problem(
        value,
        "`*` with `cors_allow_credentials` lets the pages of every origin act as their visitors",
        help="name the origins, or set `cors_allow_credentials = no`",
        fix=Fix("Switch credentials off", (Edit(span, "no"),), safe=False) if span else None,
        related=(Related(place, "credentials are switched on here"),) if place else (),
    )


@rule("CORS503", "fixed-preflight-answer", "info")
def fixed_preflight_answer(web: Container) -> Iterator[Problem]:
    """Up to ASAB 26.36 the answer to a preflight is fixed.

    ## Why is this bad?
    It says `Access-Control-Allow-Origin: *` together with `Access-Control-Allow-Credentials: true`, which
    browsers refuse for every request with cookies. And it allows the headers `X-PINGOTHER`, `Content-Type`
    and `Authorization` only: a page that sends any other, `X-Request-Id` or `If-Match` for instance, is
    blocked. No option changes that (`asab/web/container.py`, `_preflight_handler`).

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
    profile = web.profile
    if value is None or profile.policy_options or not profile.preflight_routes:
        return
    cookies = ", and none with cookies" if profile.allow_credentials else ""
    yield Problem(
        value,
        f"preflights let requests pass with the headers `{profile.allow_headers}` only{cookies}",
        help="pages that need more need a proxy in front that answers preflights itself",
    )


@rule("CORS504", "insecure-origin", when=names_origins)
def insecure_origin(web: Container) -> Iterator[Problem]:
    """A page that was loaded over http is whoever sits on the line.

    ## Why is this bad?
    On http anybody in the same network can change the page, and with it what it sends to this service.
    Letting `http://app.example.com` in gives them the service too, and where credentials are allowed the
    visitor's session.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = http://app.example.com

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## Fix safety
    Unsafe: it is another origin, and the page must be served over https.
    """
    for value, form in entries_of(web, "origin", "spelling"):
        origin = form.origin
        if origin is None or origin.scheme != "http" or origin.port == 443 or _space(origin.host) != "public":
            continue
        instead = "https" + origin.serialised.removeprefix("http")
        span = ini_span(value) if form.kind == "origin" else None
        port = "" if origin.serialised.endswith(origin.host) else ", on the port that it is served on"
        yield Problem(
            value,
            f"`{origin.serialised}` is loaded over http: whoever is on the way can change the page",
            help=f"write `{instead}`{port}",
            fix=Fix(f"Write `{instead}`", (Edit(span, instead),), safe=False) if span and not port else None,
            severity="error" if web.profile.cors == "allow-list" and _credentials(web) else None,
        )


@rule("CORS505", "localhost-beside-public-origins", when=names_origins)
def localhost_beside_public_origins(web: Container) -> Iterator[Problem]:
    """A developer's machine has no place beside public origins.

    ## Why is this bad?
    `http://localhost:3000` is whatever runs on the visitor's own machine: any program there, any package
    under development, may call the service as the visitor. In a file for development it is right; beside
    public origins it has usually been forgotten.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com, http://localhost:3000

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com

    ## What to do
    Put it into a file that only developers include.
    """
    read = cors_of(web)
    if read is None or len(read.entries) < 2:
        return
    found = [(entry, _space(entry.form.origin.host)) for entry in read.entries if entry.form.origin]
    public = next((entry for entry, space in found if space == "public"), None)
    for entry, space in found if public else ():
        if space == "loopback":
            yield Problem(
                web.cors.slice(entry.start, entry.end),
                f"{shown(entry.text)} is on the visitor's own machine, and stands beside public origins",
                help="move it to a file that only developers include",
            )


@rule("CORS506", "private-network-origin", "info", when=names_origins)
def private_network_origin(web: Container) -> Iterator[Problem]:
    """A private address is somebody else's in every other network.

    ## Why is this bad?
    `http://192.168.1.10` is the page that machine serves in the visitor's network, whichever that is. And
    without https, which private addresses rarely have, whoever is in the network can change it.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = http://192.168.1.10

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = https://app.example.com
    """
    for value, form in entries_of(web, "origin", "spelling"):
        if form.origin and _space(form.origin.host) == "local":
            yield Problem(
                value,
                f"`{form.origin.host}` is a private address: another machine in every other network",
                help="give the page a name of your own and serve it over https",
            )


@rule("CORS507", "private-network-target", "info")
def private_network_target(web: Container) -> Iterator[Problem]:
    """Pages of public origins need permission to call a private address.

    ## Why is this bad?
    Chrome from 142 asks the visitor before a page from a public address reaches a private one (Local
    Network Access), and does not even ask for a page that was loaded over http. No header grants it:
    `Access-Control-Allow-Private-Network`, of an earlier draft, means nothing any more.

    ## Bad (asab 26.37)
        [web]
        listen = 192.168.1.10 8080
        cors = https://app.example.com

    ## Good
        [web]
        listen = 0.0.0.0 8080
        cors = https://app.example.com
    """
    if web.options["listen"].key is None or not web.listen:
        return
    private = [listen for listen in web.listen if address_space(listen.addresses[0]) == "local"]
    if len(private) < len(web.listen) or private[0].addresses[0] in ("0.0.0.0", "::", "*"):  # noqa: S104
        return
    for value, form in entries_of(web, "origin", "spelling"):
        if form.origin and _space(form.origin.host) == "public":
            yield Problem(
                value,
                f"Chrome asks its user before `{form.origin.serialised}` may call the private address "
                f"`{private[0].addresses[0]}`",
                help="no header grants it; a proxy with a public address in front avoids the question",
                confidence="likely",
            )
            return


def _wildcard(web: Container) -> Value | None:
    """The `*` that lets every origin in, where this ASAB takes it for that."""
    read = cors_of(web)
    if read is None or not read.wildcard or not web.cors_enabled:
        return None
    star = next(entry for entry in read.entries if entry.form.kind == "any")
    if web.profile.cors == "allow-list" and not any(item.text == "*" for item in web.origins):
        return None
    return web.cors.slice(star.start, star.end)


def _credentials(web: Container) -> bool:
    """Whether `cors_allow_credentials` is on, written or by default."""
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


def _space(host: str) -> str:
    """`public`, `local` or `loopback`; names without a dot and those kept for private use are local too."""
    name = host.removesuffix(".")
    if name.endswith((".internal", ".local", ".lan", ".home.arpa", ".intranet", ".corp")):
        return "local"
    space = address_space(host)
    return "local" if space == "public" and "." not in name and not name.startswith("[") else space


RULES: tuple[Rule, ...] = (
    wildcard_origin,
    wildcard_with_credentials,
    fixed_preflight_answer,
    insecure_origin,
    localhost_beside_public_origins,
    private_network_origin,
    private_network_target,
)
