"""`required-version`."""

from __future__ import annotations

import pytest

from corscheck.errors import UsageProblem
from corscheck.settings import parse
from corscheck.settings.required import is_allowed
from corscheck.version import __version__


@pytest.mark.parametrize(
    ("version", "required", "allowed"),
    [
        ("0.1.0", "0.1", True),
        ("0.1.0", "==0.1.0", True),
        ("0.1.0", "0.1.1", False),
        ("0.1.0", ">=0.1", True),
        ("0.1.0", ">= 0.2", False),
        ("0.10.0", ">=0.9", True),
        ("1.0", ">=0.1,<1", False),
        ("0.9.9", ">=0.1 , <1", True),
        ("0.9.9", "!=0.9.9", False),
        ("0.9.9", "<=0.9.9,>0.9.8", True),
    ],
)
def test_comparisons(version: str, required: str, *, allowed: bool) -> None:
    assert is_allowed(version, required) is allowed


@pytest.mark.parametrize("required", ["", "new", "~=0.1", ">=0.1,", "0.1.*", ">=0.1 <1", "9" * 5000])
def test_anything_else_is_a_mistake(required: str) -> None:
    with pytest.raises(UsageProblem, match=r"x\.toml:1: `required-version`: expected a version such as"):
        parse(f'required-version = "{required}"\n', "x.toml")


def test_settings_for_another_version_are_refused_before_what_is_not_known_in_them() -> None:
    text = 'select = ["CORS1"]\nnew-key = 1\nrequired-version = ">=999"\n'
    with pytest.raises(UsageProblem) as caught:
        parse(text, "x.toml")
    message = f"x.toml:3: `required-version`: this is corscheck {__version__}, but >=999 is required"
    assert str(caught.value) == message
    with pytest.raises(UsageProblem, match=r"x\.toml:2: `new-key`: unknown key"):
        parse(text.replace(">=999", ">=0.0.1"), "x.toml")
    shared = "[tool.corscheck]\nrequired-version = '>=999'\n"
    with pytest.raises(UsageProblem, match="is required"):
        parse(shared, "pyproject.toml")


def test_it_is_a_text() -> None:
    with pytest.raises(UsageProblem, match="required-version"):
        parse("required-version = 1\n", "x.toml")
