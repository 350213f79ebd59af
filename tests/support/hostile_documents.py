"""OpenAPI documents, as a hostile service would serve them: content, and what its answer says about it."""

from __future__ import annotations

import gzip
import json
from typing import NamedTuple

from tests.support.bombs import GZIPPED, TWICE_GZIPPED, deflated, gzipped_list


class Document(NamedTuple):
    """A document and what is to become of it."""

    name: str
    content: bytes
    says: str | None  # the error where it cannot be used, as a pattern; None: it can be
    encoding: str | None = None


def encoded(name: str, content: bytes, encoding: str, says: str | None) -> Document:
    """A document that is sent under this Content-Encoding."""
    return Document(name, content, says, encoding)


def listing(paths: str) -> bytes:
    """A document in JSON with these paths."""
    return f'{{"openapi": "3.0.1", "paths": {paths}}}'.encode()


def yaml(text: str) -> bytes:
    """A document in YAML with a usable path, and this."""
    return b"paths: {/a: {put: {}}}\n" + text.encode()


def deep(opened: str, closed: str, levels: int) -> str:
    """Something within itself."""
    return opened * levels + closed * levels


USABLE = listing('{"/a": {"put": {}}}')
_OBJECT = '"get": {"parameters": [{"$ref": "#/components/parameters/p"}]}'
_SHARED = (
    b'{"openapi": "3.0.1", "components": {"pathItems": {"x": {'
    + _OBJECT.encode()
    + b'}}, "parameters": {"p": {"name": "a", "in": "path", "schema": {"$ref": "#/components/schemas/s"}}},'
    + b'"schemas": {"s": {"type": "integer"}}}, "paths": {'
    + b",".join(b'"/p%d/{a}": {"$ref": "#/components/pathItems/x"}' % number for number in range(60_000))
    + b"}}"
)
_CHAIN = json.dumps(
    {
        "paths": {"/a": {"$ref": "#/x/0"}},
        "x": {str(number): {"$ref": f"#/x/{number + 1}"} for number in range(20_000)},
    }
).encode()
_LAUGHS = "".join(
    f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10 if n else ['lol'] * 10)}]\n" for n in range(30)
)
_ALIASES = "x: &x {put: {}}\npaths:\n" + "".join(f"  /p{n}: *x\n" for n in range(15_000))
_MERGES = "".join(
    f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9 if n else ['{}'])}]}}\n" for n in range(20)
)

DOCUMENTS = [
    # --- compressed
    encoded("gzip, gzip", TWICE_GZIPPED, "gzip, gzip", "MiB"),
    encoded("gzip", GZIPPED, "gzip", ""),
    encoded("gzip of a large JSON", gzipped_list(), "gzip", "MiB"),
    encoded("deflate", deflated(), "deflate", "MiB"),
    encoded("gzip that is none", b"x" * 1000, "gzip", ""),
    encoded("gzip that is cut off", gzip.compress(USABLE)[:-9], "gzip", ""),
    encoded("an unknown encoding", USABLE, "zstd-9", "Content-Encoding"),
    encoded("gzip a thousand times", USABLE, ", ".join(["gzip"] * 1000), "1000 times"),
    # --- values of YAML
    Document("!!bool", yaml("a: !!bool x"), "bool"),
    Document("!!int", yaml('a: !!int ""'), "int"),
    Document("!!float", yaml('a: !!float ""'), "float"),
    Document("!!timestamp", yaml("a: !!timestamp x"), "timestamp"),
    Document("!!binary", yaml("a: !!binary x"), "binary"),
    Document("!!python", yaml("a: !!python/object/apply:os.system [touch owned]"), "python"),
    Document("a tag of its own", yaml("a: !x y"), ""),
    Document("a year of 99 days", yaml("a: 2020-99-99"), None),
    Document("a sexagesimal", yaml("a: 1:59:59"), None),
    Document("a long sexagesimal", yaml("a: 1" + ":59" * 600_000), None),
    Document("a long integer", yaml("a: " + "9" * 1_000_000), None),
    Document("a long float", yaml("a: 1." + "9" * 1_000_000), None),
    Document("no character", yaml('a: "\\UFFFFFFFF"'), ""),
    Document("half a character", yaml('a: "\\ud800"'), ""),
    Document("itself", yaml("a: &a [*a]"), "itself"),
    Document("a billion laughs", yaml(_LAUGHS), None),
    Document("aliases", _ALIASES.encode(), "15,000 paths"),
    Document("merges of merges", yaml(_MERGES), None),
    Document("an alias of nothing", yaml("a: *x"), ""),
    Document("a key that is a list", yaml("? [a, b]\n: c"), ""),
    Document("two documents", yaml("---\na: b"), ""),
    Document("a tab", yaml("a:\n\t- b"), ""),
    Document("a directive", b"%YAML 9.9\n---\n" + yaml(""), ""),
    Document("lists in lists of YAML", yaml("a: " + deep("[", "]", 100_000)), ""),
    Document("maps in maps of YAML", yaml("a: " + "{a: " * 100_000), ""),
    Document("indented lists", yaml("a: " + "- " * 100_000), ""),
    Document("a million comments", yaml("# x\n" * 1_000_000), ""),
    Document("a key a million times", yaml("a: b\n" * 300_000), "values"),
    # --- JSON
    Document("lists in lists", listing("[" * 200_000), "nested too deeply"),
    Document("maps in maps", listing('{"a":' * 200_000), "nested too deeply"),
    Document("an integer of a million digits", listing("1" * 1_000_000), ""),
    Document("not a number", listing("NaN"), ""),
    Document("a float beyond all", listing("1e999999"), ""),
    Document("17 MB", b'{"x": "' + b"a" * (17 * 1024**2) + b'"}', "larger|MiB"),
    Document("two million numbers", b'{"x": [' + b"0," * 2_000_000 + b"0]}", ""),
    Document("cut off", USABLE[:-3], "JSON"),
    Document("a key twice", b'{"paths": {}, "paths": {"/a": {"put": {}}}}', "twice"),
    Document("UTF-16", USABLE.decode().encode("utf-16"), None),
    Document("UTF-8 with a mark", b"\xef\xbb\xbf" + USABLE, None),
    Document("no UTF-8", b'{"paths": {"/\xff\xfe": {"put": {}}}}', ""),
    Document("NUL", USABLE + bytes(1000), ""),
    Document("nothing but NUL", bytes(100_000), ""),
    # --- no documents
    Document("HTML", b"<!doctype html><script>alert(1)</script>", "HTML"),
    Document("an empty body", b"", "empty"),
    Document("null", b"null", "null"),
    Document("a list", b"[]", "list"),
    Document("a number", b"12", "number"),
    Document("a text", b'"\x1b]0;x\x07"', ""),
    Document("an image", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99, ""),
    # --- paths
    Document("no paths", b'{"openapi": "3.0.1"}', "routes"),
    Document("paths that are a list", listing("[]"), "list"),
    Document("paths that are null", listing("null"), ""),
    Document("60,000 paths of one item", _SHARED, "60,000 paths"),
    Document(
        "200,000 paths",
        listing("{" + ",".join(f'"/{n}":{{"get":1}}' for n in range(200_000)) + "}"),
        "200,000 paths",
    ),
    Document(
        "100,000 parameters", listing('{"/{a}": {"get": {"parameters": [' + "{}," * 100_000 + "{}]}}}"), None
    ),
    Document("a path of a megabyte", listing('{"/' + "a" * 1_000_000 + '": {"get": {}}}'), "routes"),
    Document("a path of 100,000 braces", listing('{"/' + "{a}" * 100_000 + '": {"get": {}}}'), "routes"),
    Document("paths that are no paths", listing('{"\\u0000": {}, "": {}, "a": {"get": {}}}'), ""),
    Document("a path with commands", listing('{"/\\n::error::x\\u001b]0;x\\u0007": {"put": {}}}'), None),
    Document(
        "methods that are none", listing('{"/a": {"get": null, "put": [], "\\u001b": {}, "trace": {}}}'), None
    ),
    # --- references
    Document("a chain of references", _CHAIN, ""),
    Document("a reference to itself", listing('{"/a": {"$ref": "#/paths/~1a"}}'), ""),
    Document(
        "references to each other",
        listing('{"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}'),
        "",
    ),
    Document("a reference to the whole", listing('{"/a": {"$ref": "#"}}'), ""),
    Document("a reference to a file", listing('{"/a": {"$ref": "file:///etc/passwd"}}'), ""),
    Document("a reference that is a number", listing('{"/a": {"$ref": 1, "get": {}}}'), None),
    Document("a reference of a megabyte", listing('{"/a": {"$ref": "#/' + "a/" * 500_000 + '"}}'), ""),
    Document("servers that are none", b'{"servers": [1], "paths": {"/a": {"put": {}}}}', None),
    Document(
        "a server elsewhere", b'{"servers": [{"url": "http://[::1"}], "paths": {"/a": {"put": {}}}}', None
    ),
]
