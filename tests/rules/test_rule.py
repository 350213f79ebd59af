"""What a docstring becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.rules.rule import FIX_SAFETY, LIVE_EXAMPLES, Example, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("CORS999", "sample", "info", on="configuration")
def sample(_subject: object) -> Iterator[Problem]:
    """Samples must be good.

    ## Why is this bad?
    Because.

    ## Bad
        [web]
        cors = bad

        # a blank line above

    ## Good
        [web]
        cors = good

    ## Bad (asab 26.37, also CORS301, CORS302)
        [web]

    ## Fixed
        [web]
        fixed = yes

    ## Bad (also CORS303)
        x

    ## Fix safety
    Safe.
    """
    yield from ()


@rule("CORS998", "undocumented")
def undocumented(_subject: object) -> Iterator[Problem]:
    yield from ()


def test_decorator_makes_a_rule() -> None:
    assert sample[:4] == ("CORS999", "sample", "info", "configuration")
    assert list(sample.check(None)) == []


def test_summary_and_explanation() -> None:
    assert sample.summary == "Samples must be good."
    assert sample.explanation.startswith("## Why is this bad?\nBecause.")
    assert sample.explanation.endswith(f"Safe.\n\n{FIX_SAFETY}")


def test_examples() -> None:
    assert sample.examples == (
        Example("[web]\ncors = bad\n\n# a blank line above\n", good="[web]\ncors = good\n"),
        Example("[web]\n", fixed="[web]\nfixed = yes\n", version="26.37", also=("CORS301", "CORS302")),
        Example("x\n", also=("CORS303",)),
    )


def test_without_docstring() -> None:
    assert (undocumented.summary, undocumented.explanation, undocumented.examples) == ("", "", ())


@rule("CORS299", "live-sample", on="live")
def live_sample(_seen: object) -> Iterator[Problem]:
    """Servers must answer.

    ## Bad
        [web]

        < 404

    ## Good
        [web]

        < asab
    """
    yield from ()


def test_live_rules_say_how_to_read_their_examples() -> None:
    assert live_sample.documentation.endswith(f"    < asab\n\n{LIVE_EXAMPLES}")
    assert live_sample.examples == (Example("[web]\n\n< 404\n", good="[web]\n\n< asab\n"),)
    assert LIVE_EXAMPLES not in sample.documentation


@rule("CORS298", "noted-sample", on="live")
def noted_sample(_seen: object) -> Iterator[Problem]:
    r"""Headings have notes.

    ## Bad (environment A=b=c, environment E=, \u00a0 is a no-break space)
        [web]
        cors =\u00a0

    ## Good
        [web]

    ## Bad (asab 26.37, --credentials include, --send, also CORS301)
        [web]

    ## Good (--url https://api.example.com)
        [web]
    """
    yield from ()


def test_notes_of_headings() -> None:
    assert noted_sample.examples == (
        Example("[web]\ncors =\u00a0\n", good="[web]\n", environ=(("A", "b=c"), ("E", ""))),
        Example(
            "[web]\n",
            good="[web]\n",
            version="26.37",
            also=("CORS301",),
            options=("--credentials include", "--send"),
            good_options=("--url https://api.example.com",),
        ),
    )
