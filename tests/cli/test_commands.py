from __future__ import annotations

import inspect

import pytest

from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.option_types import fields


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_options_a_function_and_a_first_sentence_of_help(name: str) -> None:
    options, function = load(name)
    names = [field.name for field in fields(options)]
    assert len(names) == len({*names})
    (parameter,) = inspect.signature(function, eval_str=True).parameters.values()
    assert parameter.annotation is options
    assert (function.__doc__ or "").partition("\n")[0].endswith(".")


def test_a_name_that_is_none() -> None:
    with pytest.raises(KeyError):
        load("lnit")
