"""The routes of a service: its OpenAPI document from the service itself, a URL or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.errors import Unreachable, UnusableOpenapi
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.contract.openapi import Route, Routes
    from corscheck.wire.download import Document
    from corscheck.wire.transport import Connection

AUTO_PATH = "/asab/v1/openapi"
"""Where ASAB serves the document when its API service is on (asab/api/doc.py)."""


class ServiceRoutes(NamedTuple):
    """The routes of a service, as far as a document lists them."""

    routes: tuple[Route, ...] = ()
    unknown: str | None = None  # why they are not known, as a clause; None: a document lists them
    notes: tuple[str, ...] = ()  # entries of the document that are not usable paths
    unread: str | None = None  # what the document lists after a limit


def service_routes(wanted: str, base_url: str, connection: Connection) -> ServiceRoutes:
    """What an OpenAPI document says about the routes of a service.

    Args:
        wanted: `off`, `auto` (what the service itself serves), a URL, or a file.
        base_url: of the service.
        connection: how to reach it. Its headers and its certificate are for the origin of `base_url`: a
            document of another origin is asked for without them.

    Raises:
        UnusableOpenapi: A document that was named cannot be read, is not of OpenAPI, or has no routes.
        Unreachable: The URL that was named gives no answer.
    """
    if wanted == "off":
        return ServiceRoutes(unknown="--openapi off")
    if wanted == "auto":
        return _automatic(base_url.rstrip("/") + AUTO_PATH, connection)
    if "://" not in wanted:
        return _named(_read(_file(wanted), wanted, AUTO_PATH), wanted)
    return _of_url(wanted, base_url, connection)


def warm_up() -> None:
    """Import what reading a document needs: 0.2 s, spent while a service starts."""
    import corscheck.wire.download  # noqa: F401, PLC0415  # for its sake


def _of_url(url: str, base_url: str, connection: Connection) -> ServiceRoutes:
    """The routes in the document at a URL that the user named, which may be on another server."""
    from corscheck.wire.download import download  # noqa: PLC0415  # httpx, where there is something to read
    from corscheck.wire.transport import TransportError  # noqa: PLC0415

    if not url.startswith(("http://", "https://")):
        raise UnusableOpenapi(f"--openapi {url}: expected a file or an http or https URL")
    withheld = ""
    if not _same_origin(url, base_url):
        if connection.headers or connection.cert:
            withheld = f"; --header and --cert are for {base_url} only, and were not used for this URL"
        connection = connection._replace(headers=(), cert=None, key=None)
    try:
        return _downloaded(download(url, connection), url)
    except TransportError as error:
        raise Unreachable(f"{url}: {error}{withheld}") from error
    except UnusableOpenapi as error:
        raise UnusableOpenapi(f"{error}{withheld}") from error


def _downloaded(document: Document, url: str) -> ServiceRoutes:
    if document.status != 200:
        raise UnusableOpenapi(f"{url}: no OpenAPI document, the answer is {document.status}")
    return _named(_read(document.content, url, document.url), url)


def _same_origin(one: str, other: str) -> bool:
    from corscheck.fetch.url import parse_url  # noqa: PLC0415

    first, second = parse_url(one), parse_url(other)
    return first is not None and second is not None and first.origin == second.origin


def _automatic(url: str, connection: Connection) -> ServiceRoutes:
    """The routes in the service's own document, which it need not have."""
    from corscheck.wire.download import download  # noqa: PLC0415
    from corscheck.wire.transport import TransportError  # noqa: PLC0415

    try:
        document = download(url, connection, same_origin=True)
        if document.status != 200:
            return ServiceRoutes(unknown=f"{url} answers {document.status}")
        return _listed(_read(document.content, url, AUTO_PATH), url)
    except UnusableOpenapi as error:
        return ServiceRoutes(unknown=str(error))
    except TransportError as error:
        return ServiceRoutes(unknown=f"{url}: {error}")


def _named(found: Routes, name: str) -> ServiceRoutes:
    """The routes in a document that the user named; it must have some."""
    listed = _listed(found, name)
    if listed.unknown:
        raise UnusableOpenapi("; ".join([listed.unknown, *found.omitted]))
    return listed


def _listed(found: Routes, name: str) -> ServiceRoutes:
    unknown = None if found.routes else f"{name}: the document lists no routes"
    notes = tuple(f"{name}: left out: {clause}" for clause in found.omitted)
    return ServiceRoutes(found.routes, unknown, notes, found.cut and f"{name}: {found.cut}")


def _read(content: bytes, name: str, location: str) -> Routes:
    """The routes in the text of a document that was found at `location`."""
    from corscheck.contract.openapi import NotOpenApi, read_routes  # noqa: PLC0415
    from corscheck.plain_data import NotADocument, decode  # noqa: PLC0415

    try:
        return read_routes(decode(content), location)
    except (NotADocument, NotOpenApi) as error:
        raise UnusableOpenapi(f"{name}: {error}") from error


def _file(path: str) -> bytes:
    from corscheck.files import Disk, reason  # noqa: PLC0415

    try:
        return Disk().read(path)
    except OSError as error:
        raise UnusableOpenapi(f"cannot read {path}: {reason(error)}") from error
