"""Expressions of path variables against Python's own engine, and those it would never be done with."""

from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corscheck.asab import expression
from corscheck.asab.expression import matches
from corscheck.asab.routes import Route

PARTS = st.sampled_from(
    [
        *["a", "b", "-", ".", r"\d", r"\w", r"\.", "[ab]", "[^a]", "[]a]", "^", "$", r"\b", r"\B", r"\A"],
        *["(", ")", "(?:", "(?P<n>", "|", "*", "+", "?", "??", "+?", "{2}", "{1,2}", "{0}", "{2,}"],
    ]
)
EXPRESSIONS = st.lists(PARTS, min_size=1, max_size=7).map("".join)
TEXTS = st.text("ab1.-\n", min_size=1, max_size=6)  # a request path is never empty


@settings(deadline=None)
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
    ("expression", "good", "bad"),
    [
        (r"\d+", "12", "1a"),
        ("[0-9a-f]{8}", "0123abcd", "0123abc"),
        (r"v\d+(?:\.\d+)?", "v1.2", "v1."),
        ("(?P<language>cs|en)", "en", "de"),
        ("[a-z]+(?:-[a-z]+)+?", "a-b-c", "a-"),
        ("(?i:a)(?=b)b", "Ab", "ac"),
        (".*", "", "a\n"),
        (".+", "a", ""),
        ("[^{}/]+", "a-b", "a/b"),
    ],
)
def test_usual_expressions(expression: str, good: str, bad: str) -> None:
    assert matches(expression, good) is True
    assert matches(expression, bad) is False


@pytest.mark.parametrize("expression", ["[^]", "[z-a]", "(", "a**"])
def test_what_is_no_expression_cannot_be_said(expression: str) -> None:
    assert matches(expression, "a") is None


@pytest.mark.parametrize("expression", ["((a|a)+)+b", "(.+)+x", ".*" * 30 + "b"])
def test_what_is_never_done_is_given_up(expression: str) -> None:
    assert matches(expression, "a" * 5000) in (False, None)


def test_of_many_that_are_never_done_each_gets_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expression, "_given_up", set())
    monkeypatch.setattr(expression, "PATIENCE", 0.05)
    began = time.monotonic()
    assert {matches(f"(?P<n{number}>(a|a)*)[bc]", "a" * 60) for number in range(1000)} == {None}
    assert matches("(?P<n0>(a|a)*)[bc]", "ab") is None
    assert time.monotonic() - began < 60 * expression.PATIENCE
    assert matches("[a-z]+", "a") is True


@pytest.mark.parametrize(
    "path", ["/{name:(a|a)+}b", "/" + "".join(f"{{n{number}}}" for number in range(40)) + "b"]
)
def test_a_route_that_would_never_be_done_is_done(path: str) -> None:
    assert not Route(path).matches("/" + "a" * 3000)


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("/a/{id}", "/a/1", "/a/1/2"),
        ("/a/{id}/{part}", "/a/1/2", "/a/1"),
        ("/a/{tail:.*}/c", "/a/b/b/c", "/a/c"),
        (r"/a/{id:\d+}", "/a/12", "/a/x"),
        ("/a/{from}-{to}", "/a/1-2", "/a/12"),
    ],
)
def test_routes_of_either_engine(path: str, good: str, bad: str) -> None:
    assert Route(path).matches(good)
    assert not Route(path).matches(bad)
