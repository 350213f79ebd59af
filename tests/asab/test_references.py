"""`${…}` and `$$` against the standard library, and where the blame goes."""

from __future__ import annotations

import configparser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.asab.diagnosis import LIMIT, Diagnosis
from corscheck.asab.references import follow
from corscheck.limits import Budget
from corscheck.source import Source, Value
from tests.support.asab_files import where
from tests.support.examples import examples

MANY = examples(300, in_ci=2000)


class Table:
    """Sections as a dictionary."""

    def __init__(self, sections: dict[str, dict[str, str]]) -> None:
        self.sections = sections
        self.budget = Budget()

    def find(self, section: str, option: str) -> Value | None:
        if section != "DEFAULT" and section not in self.sections:
            return None
        text = self.sections.get(section, {}).get(option, self.sections.get("DEFAULT", {}).get(option))
        return None if text is None else Value(text)


def followed(text: str, **sections: dict[str, str]) -> Value | Diagnosis:
    source = Source(f"x={text}", "a.conf")
    return follow(Value.at(source.span(2, len(source.text))), "s", "x", Table({"s": {"x": text}, **sections}))


def outcome(sections: dict[str, dict[str, str]], section: str, option: str) -> str | tuple[str, str]:
    value = Table(sections).find(section, option)
    assert value is not None
    result = follow(value, section, option, Table(sections))
    return (result.type, result.message) if isinstance(result, Diagnosis) else result.text


def standard(sections: dict[str, dict[str, str]], section: str, option: str) -> str | tuple[str, str]:
    parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    parser._interpolation.before_set = lambda *arguments: arguments[-1]  # type: ignore[attr-defined]  # any text
    parser.read_dict(sections)
    try:
        return parser.get(section, option)
    except configparser.Error as error:
        return type(error).__name__, str(error)


WORDS = st.sampled_from(
    [
        *["$", "$$", "${", "}", "a", "b", "${a}", "${b}", "${A}", "${c}", "${t:a}", "${t:b}", "${u:a}"],
        *["${a:b:c}", "${}", "${:}", "${t:}", "${:a}", " ", "\n", ":", "${ a}", "${T:a}", "${x}", "${s:x}"],
        "${DEFAULT:c}",
    ]
)
TEXTS = st.lists(WORDS, max_size=5).map("".join)


@given(
    st.fixed_dictionaries(
        {
            "s": st.fixed_dictionaries({"x": TEXTS}, optional={"a": TEXTS, "b": TEXTS}),
            "t": st.fixed_dictionaries({}, optional={"a": TEXTS, "b": TEXTS}),
            "DEFAULT": st.fixed_dictionaries({}, optional={"c": TEXTS, "a": TEXTS}),
        }
    )
)
@MANY
def test_references_are_followed_as_in_configparser(sections: dict[str, dict[str, str]]) -> None:
    assert outcome(sections, "s", "x") == standard(sections, "s", "x")


@pytest.mark.parametrize(
    ("text", "expected", "places"),
    [
        ("a$$b", "a$b", ["a", "$$", "b"]),
        ("${t:a}", "long", ["${t:a}"]),
        ("${t:a}${t:e}${t:b}", "long-", ["${t:a}", "${t:b}"]),
        ("${t:e}", "", ["${t:e}"]),
        ("${t:c} x", "longlong- x", ["${t:c}", " x"]),
    ],
)
def test_pieces(text: str, expected: str, places: list[str]) -> None:
    value = followed(text, t={"a": "long", "b": "-", "c": "${a}${t:a}${b}", "e": ""})
    assert isinstance(value, Value)
    assert value.text == expected
    assert [piece.span.text for piece in value.pieces] == places


@pytest.mark.parametrize(
    ("text", "type_", "blamed"),
    [
        ("a $HOME/x", "InterpolationSyntaxError", "$HOME"),
        ("a $ b", "InterpolationSyntaxError", "$"),
        ("a ${b", "InterpolationSyntaxError", "$"),
        ("a ${b:-c:d} e", "InterpolationSyntaxError", "${b:-c:d}"),
        ("a ${b} e", "InterpolationMissingOptionError", "${b}"),
        ("a ${t:bad} e", "InterpolationSyntaxError", "${t:bad}"),
        ("a ${x} e", "InterpolationDepthError", "${x}"),
    ],
)
def test_blame(text: str, type_: str, blamed: str) -> None:
    error = followed(text, t={"bad": "$"})
    assert isinstance(error, Diagnosis)
    assert (error.type, error.stage) == (type_, "start")
    assert where(error.span) == ("a.conf", 1, 3 + text.index("$"), blamed)


@pytest.mark.parametrize("filling", ["", "x" * 100])
def test_references_that_multiply_do_not_fill_the_memory(filling: str) -> None:
    laughs = {f"l{n}": f"${{l{n + 1}}}" * 10 for n in range(9)}
    error = followed("${t:l0}", t={**laughs, "l9": filling})
    assert isinstance(error, Diagnosis)
    assert error.type == LIMIT
    assert where(error.span) == ("a.conf", 1, 3, "${t:l0}")


def test_the_budget_is_one_for_all_that_share_it() -> None:
    table = Table({"s": {"a": "${b}${b}", "b": "1234"}})
    table.budget = Budget(steps=100, characters=30)
    value = Value("${a}")
    assert [isinstance(follow(value, "s", "x", table), Diagnosis) for _ in range(3)] == [False, True, True]
    assert table.budget.steps > 90
    table.budget = Budget(steps=5)
    assert [isinstance(follow(value, "s", "x", table), Diagnosis) for _ in range(3)] == [False, True, True]
