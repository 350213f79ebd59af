from __future__ import annotations

import pytest

from corscheck.settings.variables import VariableMistake, expand

ENVIRON = {"A": "1", "B_2": "${A}", "E": ""}


@pytest.mark.parametrize(
    ("text", "found", "used"),
    [
        ("plain $A $(x) $", "plain $A $(x) $", set()),
        ("${A}", "1", {"A"}),
        ("x${A}y${B_2}z${A}", "x1y${A}z1", {"A", "B_2"}),  # what a value holds is not expanded again
        ("$${A} ${A}", "${A} 1", {"A"}),
        ("$$${A}", "$${A}", set()),
        ("[${E}]", "[]", {"E"}),
    ],
)
def test_variables(text: str, found: str, used: set[str]) -> None:
    assert expand(text, ENVIRON) == (found, {name: ENVIRON[name] for name in used})


@pytest.mark.parametrize("text", ["${GONE}", "a${a}", "${A}${GONE}"])
def test_one_that_is_not_set(text: str) -> None:
    with pytest.raises(VariableMistake, match=r"the variable (GONE|a) is not set"):
        expand(text, ENVIRON)


@pytest.mark.parametrize("text", ["${}", "${A", "${A-b}", "${A:-b}", "${ A }", "${2}", "${A${B}}"])
def test_what_is_not_a_reference(text: str) -> None:
    with pytest.raises(VariableMistake, match="is written"):
        expand(text, ENVIRON)
