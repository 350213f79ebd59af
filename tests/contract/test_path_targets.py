from __future__ import annotations

import re

import pytest

from corscheck.contract.path_targets import fill, outside, samples


def tried(token: str) -> dict[str, str]:
    return {sample.path: sample.place for sample in samples(token)}


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (
            "/api/{tail:.*}",
            {
                "/api/corscheck": "inside",
                "/api/": "edge",
                "/api/corscheck/deeper": "edge",
                "/api": "edge",
                "/apix": "outside",
                "//api/corscheck": "twist",
                "/%61pi/corscheck": "twist",
                "/api%2Fcorscheck": "twist",
            },
        ),
        (
            "/api",
            {
                "/api": "inside",
                "/api/": "edge",
                "/api/corscheck": "outside",
                "/apix": "outside",
                "//api": "twist",
                "/%61pi": "twist",
            },
        ),
        ("/", {"/": "inside"}),
        (
            "/{tail:.*}",
            {
                "/corscheck": "inside",
                "/": "edge",
                "/corscheck/deeper": "edge",
                "//corscheck": "twist",
                "/%63orscheck": "twist",
            },
        ),
    ],
)
def test_paths_inside_at_the_edge_and_outside(token: str, expected: dict[str, str]) -> None:
    assert tried(token) == expected


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/a", "/a"),
        ("/{id}", "/corscheck"),
        (r"/{id:\d+}/x", "/1/x"),
        (r"/{id:\d{4}}", "/1000"),
        (r"/{year:\d\d\d\d-\d\d-\d\d}", "/2000-01-01"),
        ("/{id:[a-f0-9-]{36}}", "/00000000-0000-4000-8000-000000000000"),
        ("/{a}/{b:en|de}", "/corscheck/en"),
        ("/a b", "/a%20b"),
        ("/žluť", "/%C5%BElu%C5%A5"),
        ("/100%", "/100%"),
        ("/{tail:.*}", "/corscheck"),
        ("/{id:[xyz]{7}}", None),
        ("/{id:(}", None),
        ("/{id", None),
        ("/id}", None),
        ("/\ud800", "/%3F"),
    ],
)
def test_parameters_get_a_value_that_fits(template: str, path: str | None) -> None:
    assert fill(template) == path


@pytest.mark.parametrize("token", ["", "api", "*", "/{id", "/{x:(}"])
def test_what_is_not_a_path_gives_no_samples(token: str) -> None:
    assert samples(token) == []


def test_every_path_begins_with_a_slash_and_can_be_sent() -> None:
    for token in ("/a b/{tail:.*}", "/ž{tail:.*}", "/{x}/{tail:.*}", "/a?b", "/a#b", "/\x07"):
        for sample in samples(token):
            assert re.fullmatch(r"/[!-~]*", sample.path)
            assert not {"?", "#"} & set(sample.path)


def test_the_path_outside_begins_like_none_of_the_paths() -> None:
    assert outside(["/api"]).path == "/corscheck-not-covered"
    assert outside(["/corscheck-not-covered"]).path == "/corscheck-not-covered-x"


@pytest.mark.timeout(10)
def test_an_expression_that_takes_long_to_compile_has_no_sample() -> None:
    assert fill("/{x:(?i:" + r"[\0-\U0010ffff]" * 200 + ")}") is None
    assert fill("/{x:" + "|".join(f"a{number}" for number in range(10_000)) + "}") is None
    assert fill("/{x:(?i:[a-z]+)}") == "/corscheck"
