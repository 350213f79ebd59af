"""Expressions of path variables against Python's own engine, and those it would never be done with."""

from __future__ import annotations

import os
import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corscheck.asab.expression import machine, matches
from corscheck.asab.routes import Route

MANY = settings(max_examples=5000 if "CI" in os.environ else 500, deadline=None)

PARTS = st.sampled_from(
    [
        *["a", "b", "-", ".", r"\d", r"\w", r"\.", "[ab]", "[^a]", "[]a]", "^", "$", r"\b", r"\B", r"\A"],
        *["(", ")", "(?:", "(?P<n>", "|", "*", "+", "?", "??", "+?"],
        *["{2}", "{1,2}", "{0}", "{,2}", "{2,}", "{,}", "{", "}", "{}"],
    ]
)
EXPRESSIONS = st.lists(PARTS, min_size=1, max_size=7).map("".join)
TEXTS = st.text("ab1.-\n", max_size=6)


@MANY
@given(expression=EXPRESSIONS, texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_it_matches_what_the_engine_matches(expression: str, texts: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compiled = re.compile(expression)
        except re.error:
            return
    for text in texts:
        assert matches(expression, text) in (compiled.fullmatch(text) is not None, None)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("(a+)+b", "a" * 2000),
        ("(a|a)+b", "a" * 2000),
        ("(.+)+x", "a" * 2000),
        ("((a+)+)+b", "a" * 2000),
        ("a?" * 40 + "b", "a" * 40),
        ("(?:a?){40}b", "a" * 40),
        ("[^/]+" * 20 + "b", "a" * 500),
    ],
)
def test_no_way_is_tried_twice(expression: str, text: str) -> None:
    assert matches(expression, text) is False


@pytest.mark.parametrize(
    "expression",
    [
        *["(?P<n>a)(?P=n)", r"(a)\1", "(?=a)a", "(?!b)a", "(?<=a)b", "(?i:a)", "(?>a)", "a++", "(?#a)a"],
        *["(x{1000}){1000}", "(?:" * 2000 + ")" * 2000],
    ],
)
def test_it_says_what_it_does_not_know(expression: str) -> None:
    assert machine(expression) is None


@pytest.mark.parametrize(
    ("expression", "good", "bad"),
    [
        (r"\d+", "12", "1a"),
        ("[0-9a-f]{8}", "0123abcd", "0123abc"),
        (r"v\d+(?:\.\d+)?", "v1.2", "v1."),
        ("(?P<language>cs|en)", "en", "de"),
        (r"\x41\u0042\N{LATIN CAPITAL LETTER C}\041", "ABC!", "ABC"),
        ("[a-z]+(?:-[a-z]+)+?", "a-b-c", "a-"),
    ],
)
def test_usual_expressions(expression: str, good: str, bad: str) -> None:
    assert matches(expression, good) is True
    assert matches(expression, bad) is False


def test_a_route_that_would_never_be_done_is_done() -> None:
    route = Route("/{name:(a+)+}b")
    assert route.matches("/" + "a" * 60 + "b")
    assert not route.matches("/" + "a" * 60 + "c")


def test_what_is_too_long_is_not_tried() -> None:
    assert matches("(a+)+b", "a" * 10_000_000) is None
