"""Reading and schema of a shape say the same."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.settings.schema import EXPECT, SERVICE, SETTINGS
from corscheck.settings.shape import (
    Flag,
    Key,
    Mapped,
    Mistake,
    Number,
    Record,
    Records,
    Shape,
    Text,
    Texts,
)

READ = [(record, jsonschema.Draft202012Validator(record.schema())) for record in (SETTINGS, SERVICE, EXPECT)]
RECORD = Record({"name": Key(Text(), "d", required=True), "some_key": Key(Number(), "d")})


@pytest.mark.parametrize(
    ("shape", "value", "read"),
    [
        (Text(), "x", "x"),
        (Text(("a", "b")), "b", "b"),
        (Texts(), "x", ("x",)),
        (Texts(), ["x", "", "y"], ("x", "y")),
        (Texts(","), "25.15, 26.37,", ("25.15", "26.37")),
        (Texts(","), ["25.15,26.36", "26.37"], ("25.15", "26.36", "26.37")),
        (Number(), 1.5, 1.5),
        (Flag(), False, False),
        (Mapped(Text()), {"x": "y"}, {"x": "y"}),
        (RECORD, {"name": "x", "some-key": 1}, {"name": "x", "some_key": 1}),
        (RECORD, {"name": "x", "some_key": 1}, {"name": "x", "some_key": 1}),
        (Records(RECORD), [{"name": "x"}], ({"name": "x"},)),
        (Records(RECORD, "name"), [{"name": "x"}, {"name": "y"}], ({"name": "x"}, {"name": "y"})),
    ],
)
def test_read(shape: Shape, value: Any, read: Any) -> None:
    assert shape.read(value, ()) == read
    jsonschema.validate(value, shape.schema())


@pytest.mark.parametrize(
    ("shape", "value", "path", "message"),
    [
        (Text(), 1, (), "must be a text, not a number"),
        (Text(("error", "warning")), "warn", (), "cannot be `warn`; did you mean `warning`?"),
        (Text(("a", "b")), "zzz", (), "cannot be `zzz`; it is one of a, b"),
        (Texts(), True, (), "must be a text or a list of texts, not true or false"),
        (Texts(), ["x", 2], (1,), "must be a text, not a number"),
        (Number(), "1", (), "must be a number, not a text"),
        (Number(), True, (), "must be a number, not true or false"),
        (Number(), -1, (), "must be zero or more"),
        (Flag(), "yes", (), "must be true or false, not a text"),
        (Mapped(Text()), {"x": []}, ("x",), "must be a text, not a list"),
        (Mapped(Text()), [], (), "must be a table, not a list"),
        (RECORD, {"name": "x", "zzz": 1}, ("zzz",), "unknown key"),
        (RECORD, {"somekey": "x"}, ("somekey",), "unknown key; did you mean `some-key`?"),
        (RECORD, {"some-key": 1}, (), "`name` is missing"),
        (Records(RECORD), [{"name": "x"}, {"name": {}}], (1, "name"), "must be a text, not a table"),
        (Records(RECORD), {}, (), "must be an array of tables, not a table"),
    ],
)
def test_mistakes(shape: Shape, value: Any, path: tuple[str | int, ...], message: str) -> None:
    with pytest.raises(Mistake) as caught:
        shape.read(value, ())
    assert (caught.value.path, str(caught.value)) == (path, message)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, shape.schema())


def test_what_must_be_unique() -> None:
    with pytest.raises(Mistake, match="`x` is the name of another one") as caught:
        Records(RECORD, "name").read([{"name": "x"}, {"name": "y"}, {"name": "x"}], ())
    assert caught.value.path == (2, "name")


def test_values_that_contradict_each_other() -> None:
    def made(**values: object) -> None:
        raise ValueError(f"{sorted(values)} do not go together")

    record = Records(Record({"a": Key(Text(), "d"), "b": Key(Text(), "d")}, made))
    with pytest.raises(Mistake, match="do not go together") as caught:
        record.read([{"a": "x", "b": "y"}], ("list",))
    assert caught.value.path == ("list", 0)


def test_a_key_written_twice() -> None:
    with pytest.raises(Mistake, match="twice"):
        RECORD.read({"some-key": 1, "some_key": 1}, ())


def test_a_date_is_called_one() -> None:
    with pytest.raises(Mistake, match="not a date or time"):
        Text().read(object(), ())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(SETTINGS.keys)), inner)
        ),
    )
)
def test_any_value_is_read_or_a_mistake(value: Any) -> None:
    for record, validator in READ:
        try:
            record.read(value, ())
        except Mistake:
            continue
        validator.validate(value)
