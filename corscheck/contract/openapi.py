"""An OpenAPI document (2 or 3, already decoded) to the routes of the service.

The document comes from a server: it may contain anything, of any size and shape, also values that contain
themselves. What is not a route is left out and counted; how much is looked at is bounded by steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.contract.path_targets import LABEL, encode
from corscheck.records import NamedTuple
from corscheck.text import first_of

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""Methods of an operation that a page can use and that are worth a request; `options` and `trace` are not."""

MAX_ROUTES = 2000
"""Routes read from one document; services with more are rare, and each route is several requests."""

MAX_STEPS = 200_000
"""Paths, operations, references and parameters that are looked at in one document."""

_MAX_DEPTH = 8  # `$ref` to `$ref`
_MAX_PARAMETERS = 100  # of one path or operation
_MAX_PATH = 2000  # characters of a path, or a server's URL
_MAX_REFERENCE = 500  # characters
_MAX_TEXT = 200  # characters of one sample value
_BY_FORMAT = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2000-01-01",
    "date-time": "2000-01-01T00:00:00Z",
    "email": f"{LABEL}@example.com",
    "ipv4": "192.0.2.1",
}
_BY_TYPE = {"integer": "1", "number": "1", "boolean": "true", "string": LABEL}


class Route(NamedTuple):
    """A route of the service: a method, the path as documented, and a request path that fits it."""

    method: str
    template: str
    path: str


class Routes(NamedTuple):
    """The routes of a document, in its order, each method and path once."""

    routes: tuple[Route, ...]
    omitted: tuple[str, ...] = ()  # entries that are not usable paths, a clause for each reason
    cut: str | None = None  # what comes after a limit and was not read


class NotOpenApi(ValueError):
    """The document does not describe an HTTP API; the text says what it is."""


def read_routes(document: Any, location: str = "/asab/v1/openapi") -> Routes:
    """The routes of a document, at most `MAX_ROUTES`.

    Args:
        document: what JSON or YAML made of the text.
        location: the path or URL the document was read from; relative server URLs start there.

    Raises:
        NotOpenApi: The document is not a mapping, or has neither paths nor a version of OpenAPI.
    """
    if not isinstance(document, dict):
        raise NotOpenApi(f"it is {_kind(document)}, not an OpenAPI document")
    paths = document.get("paths")
    versioned = any(isinstance(document.get(name), str | float | int) for name in ("openapi", "swagger"))
    if paths is None and versioned:
        paths = {}  # a document of webhooks or components only
    if not isinstance(paths, dict):
        raise NotOpenApi(
            "it is not an OpenAPI document: it has no `paths`"
            if paths is None
            else f"it is not an OpenAPI document: its `paths` are {_kind(paths)}"
        )
    return _Reader(document, location).read(paths)


def _kind(value: Any) -> str:
    kinds = ((dict, "an object"), (list, "a list"), (str, "a text"), (bool, "a truth value"))
    if value is None:
        return "`null`"
    return next((name for kind, name in kinds if isinstance(value, kind)), "a number")


class _OutOfSteps(Exception):
    """`MAX_STEPS` are used up."""


class _Reader:
    """One reading of a document."""

    def __init__(self, document: dict[str, Any], location: str) -> None:
        self._document = document
        self._prefix = _prefix(document, location)
        self._left = MAX_STEPS
        self._found: dict[tuple[str, str], Route] = {}
        self._unusable: dict[str, list[str]] = {}  # reason → paths

    def read(self, paths: dict[str, Any]) -> Routes:
        """The routes below `paths`."""
        cut = None
        try:
            for number, (template, item) in enumerate(paths.items()):
                if len(self._found) >= MAX_ROUTES:
                    cut = f"{len(paths) - number:,} of its {len(paths):,} paths after {MAX_ROUTES:,} routes"
                    break
                self._read_path(template, item)
        except _OutOfSteps:
            cut = f"what comes after {MAX_STEPS:,} paths, references and parameters"
        routes = tuple(self._found.values())
        omitted = tuple(_unusable(reason, paths) for reason, paths in self._unusable.items())
        if len(routes) > MAX_ROUTES:
            cut = cut or f"{len(routes) - MAX_ROUTES} of its routes after {MAX_ROUTES:,}"
        return Routes(routes[:MAX_ROUTES], omitted, cut)

    def _read_path(self, template: str, item: Any) -> None:
        self._step()
        if not isinstance(template, str) or not template.startswith("/"):
            if str(template)[:2].lower() != "x-":  # an extension is not meant to be a path
                self._leave_out(template, "does not begin with `/`")
            return
        if len(template) > _MAX_PATH:
            self._leave_out(template, f"is longer than {_MAX_PATH} characters")
            return
        found = self._resolve(item)
        if not isinstance(found, dict):
            self._leave_out(template, "leads nowhere" if isinstance(item, dict) else "is not an object")
            return
        common = dict(self._parameters(found))
        for method in METHODS:
            if method.lower() in found or method in found:
                operation = found.get(method.lower(), found.get(method))
                values = {**common, **dict(self._parameters(operation))}
                self._step(template.count("{") + len(template) // 50)
                route = Route(method, self._prefix + template, encode(self._prefix) + _fill(template, values))
                self._found.setdefault((method, route.path), route)

    def _step(self, count: int = 1) -> None:
        self._left -= count
        if self._left < 0:
            raise _OutOfSteps

    def _leave_out(self, template: Any, reason: str) -> None:
        self._unusable.setdefault(reason, []).append(str(template)[:_MAX_TEXT])

    def _parameters(self, owner: Any) -> Iterator[tuple[str, str]]:
        """The path parameters of a path or an operation with a sample value each."""
        self._step()
        listed = _mapping(owner).get("parameters")
        for entry in listed[:_MAX_PARAMETERS] if isinstance(listed, list) else ():
            self._step()
            parameter = _mapping(self._resolve(entry))
            name = parameter.get("name")
            if isinstance(name, str) and parameter.get("in") == "path":
                yield name, self._sample(parameter)

    def _sample(self, parameter: dict[str, Any]) -> str:
        """A value for a parameter: its example, its default, one of its enumeration, or one of its type."""
        schema = _mapping(self._resolve(parameter.get("schema")))
        for source in (parameter, schema):
            example = next(iter(_mapping(source.get("examples")).values()), None)
            values = source.get("enum")
            first = values[0] if isinstance(values, list) and values else None
            for value in (
                source.get("example"),
                _mapping(example).get("value"),
                source.get("default"),
                first,
            ):
                if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
                    return str(value)[:_MAX_TEXT]
        kind, form = (_text(schema, parameter, name) for name in ("type", "format"))
        return _BY_FORMAT.get(form) or _BY_TYPE.get(kind, LABEL)

    def _resolve(self, value: Any) -> Any:
        """The value that a `$ref` within the document points at (None: there is none), others unchanged."""
        for _ in range(_MAX_DEPTH):
            reference = _mapping(value).get("$ref")
            if not isinstance(reference, str):
                return value
            self._step()
            if not reference.startswith("#/") or len(reference) > _MAX_REFERENCE:
                return None
            value = self._document
            for part in reference[2:].split("/")[:20]:
                value = _mapping(value).get(part.replace("~1", "/").replace("~0", "~"))
        return None


def _unusable(reason: str, paths: list[str]) -> str:
    """`the path `/a` and 3 more, each of which leads nowhere`."""
    return f"path {first_of([f'`{path}`' for path in paths], 1)}, which {reason}"


def _prefix(document: dict[str, Any], location: str) -> str:
    """The path in front of every route: `basePath` (2), the first server's URL (3)."""
    base = document.get("basePath")
    if not isinstance(base, str):
        servers = document.get("servers")
        first = servers[0] if isinstance(servers, list) and servers else None
        url = _mapping(first).get("url")
        if not isinstance(url, str) or "{" in url:
            return ""
        try:
            from urllib.parse import urljoin, urlsplit  # noqa: PLC0415  # only where there is a document

            base = urlsplit(urljoin(location, url[:_MAX_PATH])).path
        except ValueError:
            return ""
    base = base[:_MAX_PATH].rstrip("/")
    return base if base.startswith("/") else ""


def _text(schema: dict[str, Any], parameter: dict[str, Any], name: str) -> str:
    value = schema.get(name, parameter.get(name))
    return value if isinstance(value, str) else ""


def _fill(template: str, parameters: dict[str, str]) -> str:
    """The template with every `{name}` replaced by its value, one segment each."""
    parts = template.split("{")
    path = encode(parts[0])
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        # A slash or a question mark in a value would make it another path.
        value = encode(parameters.get(name, LABEL)).replace("/", "%2F")
        path += value + encode(rest) if brace else encode("{" + part)
    return path.replace("{", "%7B").replace("}", "%7D")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
