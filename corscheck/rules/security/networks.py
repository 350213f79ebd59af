"""CORS504 to CORS507: origins on insecure, local and private networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.sites import address_space
from corscheck.fixes import Edit, Fix
from corscheck.rules._ini import ini_span
from corscheck.rules.origins import cors_of, entries_of, names_origins
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.rules.security.wildcard import allows_credentials
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container


@rule("CORS504", "insecure-origin", when=names_origins)
def insecure_origin(web: Container) -> Iterator[Problem]:
    """An allowed page should be loaded over https.

    ## Why is this bad?
    Anybody in the same network can change a page that is loaded over http, and so what it sends to this
    service. Allowing `http://app.example.com` gives them access to the service and, where credentials are
    allowed, to the visitor's session.

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
            f"`{origin.serialised}` is loaded over http: anybody on the network path can change the page",
            help=f"write `{instead}`{port}",
            fix=Fix(f"Write `{instead}`", (Edit(span, instead),), "unsafe") if span and not port else None,
            severity="error" if web.profile.cors == "allow-list" and allows_credentials(web) else None,
        )


@rule("CORS505", "localhost-beside-public-origins", when=names_origins)
def localhost_beside_public_origins(web: Container) -> Iterator[Problem]:
    """Local origins should not be listed together with public ones.

    ## Why is this bad?
    `http://localhost:3000` is on the visitor's own machine: any program there, any package under
    development, may call the service on behalf of the visitor. In a file for development that is right;
    together with public origins it is usually left over.

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
                f"{quoted(entry.text)} is on the visitor's own machine, but is listed with public origins",
                help="move it to a file that only developers include",
            )


@rule("CORS506", "private-network-origin", "info", when=names_origins)
def private_network_origin(web: Container) -> Iterator[Problem]:
    """A private address belongs to another machine in every network.

    ## Why is this bad?
    `http://192.168.1.10` is the page of the machine that has this address in the visitor's network, whichever
    that is. And without https, which private addresses rarely have, anybody in the network can change it.

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
    From version 142 on Chrome asks the visitor before a page from a public address may connect to a private
    one (Local Network Access), and refuses without asking if the page was loaded over http. No header grants
    the permission: `Access-Control-Allow-Private-Network`, of an earlier draft, has no effect any more.

    ## Bad (asab 26.37)
        [web]
        listen = 192.168.1.10 8080
        cors = https://app.example.com

    ## Good
        [web]
        listen = 0.0.0.0 8080
        cors = https://app.example.com
    """
    if not web.options["listen"].is_set or not web.listen:
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


def _space(host: str) -> str:
    """`public`, `local` or `loopback`; names without a dot and those kept for private use are local too."""
    name = host.removesuffix(".")
    if name.endswith((".internal", ".local", ".lan", ".home.arpa", ".intranet", ".corp")):
        return "local"
    space = address_space(host)
    return "local" if space == "public" and "." not in name and not name.startswith("[") else space


RULES: tuple[Rule, ...] = (
    insecure_origin,
    localhost_beside_public_origins,
    private_network_origin,
    private_network_target,
)
