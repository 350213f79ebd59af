from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corscheck.contract.openapi import MAX_ROUTES, MAX_STEPS, NotOpenApi, Route, read_routes

if TYPE_CHECKING:
    from collections.abc import Callable


def document(**paths: Any) -> dict[str, Any]:
    return {"openapi": "3.0.1", "paths": {"/" + name: item for name, item in paths.items()}}


def test_every_method_of_every_path_in_order() -> None:
    found = read_routes(document(a={"put": {}, "get": {}, "options": {}, "trace": {}}, b={"delete": {}}))
    routes = (Route("GET", "/a", "/a"), Route("PUT", "/a", "/a"), Route("DELETE", "/b", "/b"))
    assert found == (routes, (), None)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ({"schema": {"type": "integer"}}, "1"),
        ({"schema": {"type": "string"}}, "corscheck"),
        ({"schema": {"type": "string", "format": "uuid"}}, "00000000-0000-4000-8000-000000000000"),
        ({"schema": {"type": "string", "format": "date"}}, "2000-01-01"),
        ({"schema": {"enum": ["red", "blue"]}}, "red"),
        ({"schema": {"default": "x"}}, "x"),
        ({"schema": {"example": 7}}, "7"),
        ({"example": "seven"}, "seven"),
        ({"examples": {"one": {"value": "1a"}}}, "1a"),
        ({"type": "integer"}, "1"),  # OpenAPI 2
        ({"schema": {"$ref": "#/components/schemas/Id"}}, "abc"),
        ({"example": "a/b?c d"}, "a%2Fb%3Fc%20d"),
        ({}, "corscheck"),
    ],
)
def test_path_parameters_get_a_sample_value(parameter: dict[str, Any], value: str) -> None:
    entry = {"name": "id", "in": "path", **parameter}
    found = document(**{"x/{id}/y": {"get": {"parameters": [entry]}}})
    found["components"] = {"schemas": {"Id": {"example": "abc"}}}
    assert [route.path for route in read_routes(found).routes] == [f"/x/{value}/y"]


def test_parameters_of_the_path_count_and_those_of_the_operation_win() -> None:
    def named(example: str) -> list[dict[str, Any]]:
        return [{"name": "id", "in": "path", "example": example}]

    item = {"parameters": named("path"), "get": {}, "put": {"parameters": named("operation")}}
    assert [route.path for route in read_routes(document(**{"{id}": item})).routes] == ["/path", "/operation"]


@pytest.mark.parametrize(
    ("extra", "path"),
    [
        ({}, "/a"),
        ({"servers": [{"url": "/"}]}, "/a"),
        ({"servers": [{"url": "http://127.0.0.1:8089"}]}, "/a"),
        ({"servers": [{"url": "https://h/base/"}]}, "/base/a"),
        ({"servers": [{"url": "../../"}]}, "/a"),
        ({"servers": [{"url": "https://{host}/"}]}, "/a"),
        ({"basePath": "/v2"}, "/v2/a"),
        ({"basePath": "v2"}, "/a"),
        ({"servers": [{"url": "http://[bad"}]}, "/a"),
    ],
)
def test_the_prefix_of_the_server_stands_in_front(extra: dict[str, Any], path: str) -> None:
    assert [route.path for route in read_routes({**document(a={"get": {}}), **extra}).routes] == [path]


@pytest.mark.parametrize(
    ("hostile", "what"),
    [
        (None, "`null`"),
        ([], "a list"),
        ("<html>", "a text"),
        (7, "a number"),
        (True, "a truth value"),
        ({}, "no `paths`"),
        ({"message": "Not found."}, "no `paths`"),
        ({"openapi": "3.0.1", "paths": []}, "`paths` are a list"),
        ({"paths": "/a"}, "`paths` are a text"),
        ({"openapi": {}, "paths": None}, "no `paths`"),
    ],
)
def test_what_is_not_an_openapi_document(hostile: Any, what: str) -> None:
    with pytest.raises(NotOpenApi, match=what):
        read_routes(hostile)


@pytest.mark.parametrize("empty", [{"openapi": "3.1.0"}, {"swagger": "2.0", "paths": None}, {"paths": {}}])
def test_a_document_without_routes_is_one(empty: dict[str, Any]) -> None:
    assert read_routes(empty) == ((), (), None)


ITSELF: dict[str, Any] = {"get": {}}
ITSELF["parameters"] = [ITSELF]
ITSELF["$ref"] = ITSELF


@pytest.mark.parametrize(
    ("paths", "routes", "omitted"),
    [
        ({7: {"get": {}}, "no-slash": {"get": {}}}, 0, ["`7` and 1 more, which does not begin with `/`"]),
        ({"x-internal": {"get": {}}, "/a": {"get": None}}, 1, []),
        ({"/a": None, "/b": [], "/c": {"get": {}}}, 1, ["`/a` and 1 more, which is not an object"]),
        ({"/a": {"$ref": "#/paths/~1a"}}, 0, ["`/a`, which leads nowhere"]),
        ({"/a": {"$ref": "https://elsewhere.example/"}}, 0, ["`/a`, which leads nowhere"]),
        ({"/a": {"$ref": "#/" + "x" * 1000}}, 0, ["`/a`, which leads nowhere"]),
        ({"/a": {"get": {"parameters": {"in": "path"}}}}, 1, []),
        ({"/a": {"get": {"parameters": [{"name": [], "in": "path"}, None, 7]}}}, 1, []),
        ({"/{a": {"get": {}}, "/a}": {"get": {}}, "/{}": {"get": {}}, "/\ud800": {"get": {}}}, 4, []),
        ({"/" + "{a}" * 5000: {"get": {}}}, 0, ["which is longer than 2000 characters"]),
        ({"/a": ITSELF}, 1, []),
        ({"/{a}": {"get": {"parameters": [{"name": "a", "in": "path", "example": float("nan")}]}}}, 1, []),
    ],
)
def test_what_is_not_a_route_is_left_out_and_counted(
    paths: dict[Any, Any], routes: int, omitted: list[str]
) -> None:
    found = read_routes({"openapi": "3.0.1", "paths": paths, "servers": {"url": "/x"}})
    assert len(found.routes) == routes
    assert len(found.omitted) == len(omitted)
    assert all(map(str.endswith, found.omitted, omitted))
    for route in found.routes:
        assert route.path.startswith("/")
        assert not set(" ?#{}\n") & set(route.path)


def test_a_document_without_end_is_cut_off_and_says_so() -> None:
    paths: dict[str, Any] = {f"p{number}": {"get": {}, "put": {}} for number in range(MAX_ROUTES)}
    found = read_routes(document(**paths))
    assert len(found.routes) == MAX_ROUTES
    assert found.cut == "1,000 of its 2,000 paths after 2,000 routes"


PARAMETERS = [{"$ref": "#/p"} for _ in range(100)]
EVERYTHING = {method: {"parameters": PARAMETERS} for method in ("get", "put", "post", "patch", "delete")}


MANY_PATHS: dict[str, Callable[[], dict[str, Any]]] = {
    "references to one object": lambda: {f"/{{a{n}}}": {"$ref": "#/item"} for n in range(60_000)},
    "parameters": lambda: {f"/{{a{n}}}": EVERYTHING for n in range(60_000)},
    "many names": lambda: {f"/{{a{n}}}" + "{b}" * 600: {"get": {}} for n in range(8_000)},
    "long names": lambda: {f"/{{a{n}}}" + "\u017e" * 1900: {"get": {}, "put": {}} for n in range(8_000)},
    "long references": lambda: {f"/{{a{n}}}": {"$ref": "#/" + "a/" * 240} for n in range(200_000)},
    "keys": lambda: {f"/{{a{n}}}": {str(key): {} for key in range(10_000)} for n in range(10)},
}


@pytest.mark.parametrize("name", MANY_PATHS)
@pytest.mark.timeout(30)
def test_the_work_is_bounded_whatever_is_referred_to(name: str) -> None:
    paths = MANY_PATHS[name]()
    # All paths lead to the same request path, so that their number does not end the reading.
    hostile = {"openapi": "3.0.1", "paths": paths, "item": EVERYTHING, "p": {"name": "a", "in": "path"}}
    found = read_routes(hostile)
    assert len(found.routes) < 100
    if len(paths) > 10:
        assert found.cut
        assert f"{MAX_STEPS:,}" in found.cut
