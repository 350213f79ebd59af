"""A class made by `corscheck.records` is what `typing.NamedTuple` would have made."""

from __future__ import annotations

import pickle
import typing

import pytest

from corscheck.records import NamedTuple


class Ours(NamedTuple):
    """A point."""

    x: int
    y: float = 2.0
    name: str | None = None

    @property
    def both(self) -> float:
        return self.x + self.y

    @classmethod
    def at(cls, x: int) -> Ours:
        return cls(x)

    def moved(self, by: int) -> Ours:
        return self._replace(x=self.x + by)

    def __str__(self) -> str:
        return f"{self.x}/{self.y}"


class Theirs(typing.NamedTuple):
    """A point."""

    x: int
    y: float = 2.0
    name: str | None = None


def test_it_is_a_tuple_with_names_and_defaults() -> None:
    point = Ours(1, name="a")
    assert tuple(point) == (1, 2.0, "a")
    assert (point.x, point.y, point.name) == (1, 2.0, "a")
    assert repr(point) == "Ours(x=1, y=2.0, name='a')"
    assert point._asdict() == {"x": 1, "y": 2.0, "name": "a"}


def test_it_has_the_methods_of_its_body() -> None:
    assert Ours.at(1).moved(2).both == 5.0
    assert str(Ours(1)) == "1/2.0"


@pytest.mark.parametrize("name", ["__doc__", "__module__", "_fields", "_field_defaults"])
def test_the_class_says_the_same_about_itself(name: str) -> None:
    assert getattr(Ours, name) == getattr(Theirs, name)


def test_its_name_is_that_of_the_class() -> None:
    assert (Ours.__name__, Ours.__qualname__) == ("Ours", "Ours")


def test_its_annotations_can_be_evaluated() -> None:
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert typing.get_type_hints(Ours)["name"] == str | None


def test_it_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Ours(1))) == Ours(1)
    assert type(pickle.loads(pickle.dumps(Ours(1)))) is Ours


def test_a_missing_field_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Ours()  # type: ignore[call-arg]  # what is tested
