"""Expressions of path variables against Python's own engine, and those it would never be done with."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.asab.expression import Expression, matches
from corscheck.asab.routes import Route
from corscheck.asab.simulation import MAX_STEPS
from tests.support.examples import examples

PARTS = st.sampled_from(
    [
        *[
            "a",
            "b",
            "-",
            ".",
            r"\d",
            r"\w",
            r"\.",
            "[ab]",
            "[^a]",
            "[]a]",
            "^",
            "$",
            r"\b",
            r"\B",
            r"\A",
            r"\Z",
        ],
        *[
            "(",
            ")",
            "(?:",
            "(?P<n>",
            "|",
            "*",
            "+",
            "?",
            "??",
            "+?",
            "*?",
            "{2}",
            "{1,2}",
            "{0}",
            "{2,}",
            "A",
        ],
        *["(?=", "(?!", "(?<=", "(?<!", "(?i:", "(?-i:", "(?a:", "(?s:", "(?>", "*+", r"\1", "ž"],
    ]
)
EXPRESSIONS = st.lists(PARTS, min_size=1, max_size=8).map("".join)
TEXTS = st.text("abA1.-\nž", max_size=7)


@examples(500)
@given(expression=EXPRESSIONS, texts=st.lists(TEXTS, min_size=1, max_size=4), simulated=st.booleans())
def test_it_matches_what_the_engine_matches(expression: str, texts: list[str], *, simulated: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compiled = re.compile(expression)
        except (re.error, OverflowError):
            return
    with pytest.MonkeyPatch.context() as patch:
        if simulated:
            patch.setattr("corscheck.asab.expression._bound", lambda *_: (MAX_STEPS + 1, 1))
        once = Expression(expression)
        for text in texts:
            found = once.matches(text)
            assert found is matches(expression, text)
            assert found in (compiled.fullmatch(text) is not None, None)


@pytest.mark.parametrize(
    "part", ["(?:a|b)*", "(?:-[a-z]+)*", "(?i:A)+", "(?=a)a", "(?<!b)a", "a{2,9}", "^a$"]
)
def test_what_is_simulated_is_known(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corscheck.asab.expression._bound", lambda *_: (MAX_STEPS + 1, 1))
    for text in ("", "a", "aa", "ab", "-a-b", "b"):
        assert matches(part, text) is (re.fullmatch(part, text) is not None)


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
def test_what_is_not_an_expression_cannot_be_said(expression: str) -> None:
    assert matches(expression, "a") is None


HOPELESS = ["((a|a)+)+b", "(.+)+x", "(a|aa)+b", "(?:a+)+(?:a+)+(?:a+)+b", "(a*)*b", "(x+x+)+y", r"(\w+\s?)*!"]


@pytest.mark.parametrize("expression", HOPELESS)
@pytest.mark.timeout(20)
def test_what_takes_the_engine_forever_is_known_or_given_up_at_once(expression: str) -> None:
    # For short texts `re` is done soon enough to be compared with.
    for text in ("", "a", "ab", "aab", "x", "aaax", "xxy", "a b!"):
        assert matches(expression, text) in (re.fullmatch(expression, text) is not None, None)
    assert matches(expression, "a" * 40) in (False, None)
    assert matches(expression, "a" * 5000) in (False, None)


def test_usual_hopeless_expressions_are_known() -> None:
    assert matches("((a|a)+)+b", "a" * 40) is False
    assert matches("((a|a)+)+b", "a" * 40 + "b") is True
    assert matches("(.+)+x", "a" * 100 + "x") is True
    assert matches(".*" * 30 + "b", "a" * 100) is False


@pytest.mark.parametrize(
    "expression", [r"(a+)+\1+b", "(?>(a|a)+)+(?:a|a)*b", "(?:(?:a|a)*+)*b", "(?:a?){1000}{9}b"]
)
@pytest.mark.timeout(20)
def test_what_cannot_be_simulated_is_not_known(expression: str) -> None:
    assert matches(expression, "a" * 3000) in (None, False)


@pytest.mark.timeout(60)
def test_nothing_depends_on_what_was_matched_before_nor_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    hopeless = [f"(?P<n{number}>(a|a)*)[bc]" for number in range(600)]
    first = [matches(expression, "a" * 60) for expression in hopeless]
    assert [matches(expression, "a" * 60) for expression in reversed(hopeless)] == first == [False] * 600
    assert matches("(?P<n0>(a|a)*)[bc]", "ab") is True
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    assert [matches(expression, "a" * 60) for expression in hopeless[:10]] == first[:10]


@pytest.mark.parametrize(
    "path", ["/{name:(a|a)+}b", "/" + "".join(f"{{n{number}}}" for number in range(40)) + "b"]
)
def test_a_route_that_would_never_be_done_is_done(path: str) -> None:
    assert Route(path).matches("/" + "a" * 100) is False
    assert Route(path).matches("/" + "a" * 3000) in (False, None)
    assert Route(path).matches("/" + "a" * 50 + "b") is True
    assert Route(path).is_known


def test_a_route_that_cannot_be_known() -> None:
    route = Route(r"/x/{name:(a+)+\2+}b")
    for length in (100, 20, 100):
        assert route.matches("/x/" + "a" * length) is None
    assert route.matches("/y") is False
    assert not route.is_known


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
