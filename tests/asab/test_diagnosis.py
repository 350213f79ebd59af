from __future__ import annotations

import configparser

from corscheck.asab.diagnosis import Diagnosis
from corscheck.source import Source

HERE = Source("[web]", "app.conf").span(0, 5)


def test_an_exception_is_named_and_quoted_as_python_does() -> None:
    error = configparser.NoOptionError("cors", "web")
    assert Diagnosis.of(error, HERE, "start") == Diagnosis(
        "NoOptionError", "No option 'cors' in section: 'web'", HERE, "start"
    )
    assert Diagnosis.of(KeyError("a"), None, "load") == Diagnosis("KeyError", "'a'")


def test_of_a_subclass_the_name_is_its_own() -> None:
    class Own(ValueError):
        pass

    assert Diagnosis.of(Own("x"), None, "load").type == "Own"
