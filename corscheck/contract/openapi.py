"""An OpenAPI document (2 or 3, already decoded) → the routes of the service.

The document comes from a server: anything may stand in it, of any size and shape. What does not fit
is left out; nothing is followed without a limit, and nothing is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from corscheck.contract.path_targets import LABEL, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""Methods of an operation that a page can use and that are worth a request; `options` and `trace` are not."""

MAX_ROUTES = 2000
"""Routes taken from one document; how many a service of flesh and blood has at most."""

_MAX_DEPTH = 8  # `$ref` to `$ref`, schema within schema
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


def read_routes(document: Any, location: str = "/asab/v1/openapi") -> list[Route]:
    """The routes of a document, in its order, at most `MAX_ROUTES`, each method and path once.

    Args:
        document: what JSON or YAML made of the text.
        location: the path the document was read from; relative server URLs start there.
    """
    paths = _mapping(_mapping(document).get("paths"))
    prefix = _prefix(_mapping(document), location)
    found: dict[tuple[str, str], Route] = {}
    for template, item in paths.items():
        if not isinstance(template, str) or not template.startswith("/"):
            continue
        operations = {str(key).upper(): value for key, value in _mapping(_resolve(document, item)).items()}
        for method in METHODS:
            if method not in operations:
                continue
            parameters = dict(_parameters(document, item, operations[method]))
            route = Route(method, prefix + template, encode(prefix) + _fill(template, parameters))
            found.setdefault((method, route.path), route)
            if len(found) >= MAX_ROUTES:
                return list(found.values())
    return list(found.values())


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
            base = urlsplit(urljoin(location, url[:2000])).path
        except ValueError:
            return ""
    base = base[:2000].rstrip("/")
    return base if base.startswith("/") else ""


def _parameters(document: Any, item: Any, operation: Any) -> Iterator[tuple[str, str]]:
    """Path parameters with a sample value each; those of the operation come last and win."""
    for owner in (_resolve(document, item), operation):
        listed = _mapping(owner).get("parameters")
        for entry in listed[:100] if isinstance(listed, list) else ():
            parameter = _mapping(_resolve(document, entry))
            name = parameter.get("name")
            if isinstance(name, str) and parameter.get("in") == "path":
                yield name, _sample(document, parameter)


def _sample(document: Any, parameter: dict[str, Any]) -> str:
    """A value for a parameter: its example, its default, one of its enumeration, or one of its type."""
    schema = _mapping(_resolve(document, parameter.get("schema")))
    for source in (parameter, schema):
        values = source.get("enum")
        first = values[0] if isinstance(values, list) and values else None
        examples = [_mapping(one).get("value") for one in list(_mapping(source.get("examples")).values())[:1]]
        for value in (source.get("example"), *examples, source.get("default"), first):
            if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
                return str(value)[:_MAX_TEXT]
    kind, form = (_text(schema, parameter, name) for name in ("type", "format"))
    return _BY_FORMAT.get(form) or _BY_TYPE.get(kind, LABEL)


def _text(schema: dict[str, Any], parameter: dict[str, Any], name: str) -> str:
    value = schema.get(name, parameter.get(name))
    return value if isinstance(value, str) else ""


def _fill(template: str, parameters: dict[str, str]) -> str:
    """The template with every `{name}` replaced by its value, one segment each."""
    parts = template[:2000].split("{")
    path = encode(parts[0])
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        # A slash or a question mark in a value would make it another path.
        value = encode(parameters.get(name, LABEL)).replace("/", "%2F")
        path += value + encode(rest) if brace else encode("{" + part)
    return path.replace("{", "%7B").replace("}", "%7D")


def _resolve(document: Any, value: Any) -> Any:
    """What a `$ref` within the document points at; anything else is its own answer."""
    for _ in range(_MAX_DEPTH):
        reference = _mapping(value).get("$ref")
        if not isinstance(reference, str):
            return value
        if not reference.startswith("#/"):
            return None
        value = document
        for part in reference[2:].split("/")[:20]:
            value = _mapping(value).get(part.replace("~1", "/").replace("~0", "~"))
    return None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
