from __future__ import annotations

from typing import Any

import pytest

from corscheck.contract.openapi import MAX_ROUTES, Route, read_routes


def document(**paths: Any) -> dict[str, Any]:
    return {"openapi": "3.0.1", "paths": {"/" + name: item for name, item in paths.items()}}


def test_every_method_of_every_path_in_order() -> None:
    routes = read_routes(document(a={"put": {}, "get": {}, "options": {}, "trace": {}}, b={"delete": {}}))
    assert routes == [Route("GET", "/a", "/a"), Route("PUT", "/a", "/a"), Route("DELETE", "/b", "/b")]


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
    assert [route.path for route in read_routes(found)] == [f"/x/{value}/y"]


def test_parameters_of_the_path_count_and_those_of_the_operation_win() -> None:
    def named(example: str) -> list[dict[str, Any]]:
        return [{"name": "id", "in": "path", "example": example}]

    item = {"parameters": named("path"), "get": {}, "put": {"parameters": named("operation")}}
    assert [route.path for route in read_routes(document(**{"{id}": item}))] == ["/path", "/operation"]


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
    assert [route.path for route in read_routes({**document(a={"get": {}}), **extra})] == [path]


@pytest.mark.parametrize(
    "hostile",
    [
        None,
        [],
        "text",
        7,
        {"paths": None},
        {"paths": {7: {"get": {}}, "no-slash": {"get": {}}, "/a": None, "/b": {"get": None}}},
        {"paths": {"/a": {"$ref": "#/paths/~1a"}}},
        {"paths": {"/a": {"$ref": "https://elsewhere.example/"}}},
        {"paths": {"/a": {"get": {"parameters": {"in": "path"}}}}, "servers": {"url": "/x"}},
        {"paths": {"/{a": {"get": {}}, "/a}": {"get": {}}, "/{}": {"get": {}}, "/\ud800": {"get": {}}}},
        {"paths": {"/" + "{a}" * 5000: {"get": {}}}},
    ],
)
def test_hostile_documents_raise_nothing_and_give_only_paths(hostile: Any) -> None:
    for route in read_routes(hostile):
        assert route.path.startswith("/")
        assert len(route.path) < 50_000
        assert not set(" ?#{}\n") & set(route.path)


def test_a_document_without_end_is_cut_off() -> None:
    routes = read_routes(document(**{f"p{number}": {"get": {}} for number in range(MAX_ROUTES + 10)}))
    assert len(routes) == MAX_ROUTES
