"""YAML to plain values; `tests/test_plain_data.py` has the values and what is refused."""

from __future__ import annotations

import pytest

from corscheck.yaml_plain import MAX_DEPTH, MAX_VALUES, NotPlain, plain


def test_what_several_aliases_name_is_one_object() -> None:
    found = plain("- &a {b: 1}\n- *a\n- *a\n")
    assert found == [{"b": 1}] * 3
    assert found[0] is found[1] is found[2]


def test_no_document_is_nothing() -> None:
    assert plain("") is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, True),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), False),
        ("- \n" * (MAX_VALUES - 1), True),
        ("- \n" * MAX_VALUES, False),
    ],
)
def test_limits(text: str, *, fits: bool) -> None:
    if fits:
        plain(text)
        return
    with pytest.raises(NotPlain):
        plain(text)
