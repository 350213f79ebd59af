from __future__ import annotations

from typing import Annotated

from corscheck.cli.option_types import REQUIRED, Argument, Field, Option, built, fields
from corscheck.records import NamedTuple


class Inner(NamedTuple):
    times: Annotated[int, Option("--times", "-t", min=1)] = 3


class Outer(NamedTuple):
    paths: Annotated[tuple[str, ...], Argument(metavar="[PATHS]...")]
    inner: Inner = Inner()
    loud: Annotated[bool, Option("--loud/--quiet")] = False


def test_fields_of_nested_tuples_stand_where_the_tuple_does() -> None:
    assert [*fields(Outer)] == [
        Field("paths", tuple[str, ...], Argument(metavar="[PATHS]..."), REQUIRED),
        Field("times", int, Option("--times", "-t", min=1), 3),
        Field("loud", bool, Option("--loud/--quiet"), default=False),
    ]


def test_only_a_tuple_of_texts_may_be_repeated() -> None:
    assert [field.many for field in fields(Outer)] == [True, False, False]


def test_the_options_are_built_of_their_values_at_every_level() -> None:
    values = {"paths": ("a",), "times": 5, "loud": True}
    assert built(Outer, values) == Outer(("a",), Inner(5), loud=True)
