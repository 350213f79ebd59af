"""JSON and YAML of strangers: what values they become, and what is refused without harm."""

from __future__ import annotations

import json
import math
import tracemalloc
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corscheck import plain_data, yaml_plain
from corscheck.plain_data import NotADocument, decode
from tests.support.examples import examples

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_json_is_what_json_makes_of_it(value: Any) -> None:
    assert decode(json.dumps(value).encode()) == value


@settings(deadline=None)
@given(VALUES)
def test_what_yaml_writes_is_read(value: Any) -> None:
    # Dumped in quotes: YAML 1.1 takes more for numbers and dates than the core schema does.
    text = yaml.dump(value, default_style='"', allow_unicode=False)
    assert decode(text.encode()) == _texts(value)


def _texts(value: Any) -> Any:
    """What a dump with quotes everywhere keeps: tags of numbers, but the keys as texts."""
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    return [_texts(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", 1),
        ("a: -0012", -12),
        ("a: 1.5e3", 1500.0),
        ("a: .5", 0.5),
        ("a: 1e400", math.inf),
        ("a: -.INF", -math.inf),
        ("a: .infinity", ".infinity"),
        ("a: 0x1F", "0x1F"),
        ("a: 1_000", "1_000"),
        ("a: 1:59", "1:59"),
        ("a: 190:20:30.5", "190:20:30.5"),
        ("a: 2020-01-01", "2020-01-01"),
        ("a: 2020-99-99", "2020-99-99"),
        ("a: 2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("a: yes", "yes"),
        ("a: Off", "Off"),
        ("a: TRUE", True),
        ("a: 'true'", "true"),
        ("a: ~", None),
        ("a:", None),
        ("a: ''", ""),
        ("a: =", "="),
        ("a: ! 12", 12),
        ("a: !!str 12", "12"),
        ("a: !!int '12'", 12),
        ("a: !!float '1'", 1.0),
        ("a: !!null ''", None),
        ("a: !!bool 'true'", True),
        ("a: !!map {1: 2}", {"1": 2}),
        ("a: " + "9" * 1000, "9" * 1000),
        ("200: &x {~: 1}\na: *x", {"~": 1}),
        ("b: &b {c: 1, d: 2}\na: {<<: *b, d: 3}", {"c": 1, "d": 3}),
        ("b: &b {c: 1}\ne: &e {c: 2, d: 4}\na: {<<: [*b, *e]}", {"c": 1, "d": 4}),
        ("a: {'<<': 1}", {"<<": 1}),
    ],
)
def test_values_of_yaml(text: str, value: object) -> None:
    found = decode(text.encode())["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"\xef\xbb\xbf{}", {}),
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
        ('{"a": "ž"}'.encode("utf-16"), {"a": "ž"}),
        ("a: ž".encode("utf-16"), {"a": "ž"}),
        (b"null", None),
        (b"# nothing\n", None),
        (b'"text"', "text"),
        (b'{"a": [Infinity, -Infinity]}', {"a": [math.inf, -math.inf]}),
        (b'{"a": "' + b"[,{" * 300_000 + b'"}', {"a": "[,{" * 300_000}),
    ],
)
def test_whole_documents(content: bytes, value: object) -> None:
    assert decode(content) == value


MANY = plain_data.MAX_VALUES + 1
MANY_YAML = yaml_plain.MAX_VALUES + 1

HOSTILE = {
    "empty": (b" \n", "empty"),
    "HTML": (b"\n<!DOCTYPE html><html>", "HTML"),
    "no end": (b'{"a": ', "not JSON"),
    "deep JSON": (b"[" * 400_000, "nested too deeply"),
    "deep objects": (b'{"a":' * 400_000, "nested too deeply"),
    "many values": (b"[" + b"0," * MANY + b"0]", "values"),
    "many lists": (b"[" + b"[]," * MANY + b"[]]", "values"),
    "many texts": (b"[" + b'"",' * MANY + b'""]', "values"),
    "escaped quotes": (b'["' + b'\\"' * 7_000_000, "not JSON"),
    "long integer": (b'{"a": ' + b"1" * 1_000_000 + b"}", "digits"),
    "repeated key": (b'{"a": 1, "a": 2}', "key 'a' stands twice"),
    "YAML without end": (b"a: [", "neither JSON nor YAML"),
    "no text": (b"\xff\xfe\xfa", "neither JSON nor YAML"),
    "no UTF-8": (b"a: \xe9", "neither JSON nor YAML"),
    "NUL": (b"a: \0", "neither JSON nor YAML"),
    "large YAML": (b"%s: 1" % (b"a" * 3_000_000), "MiB of YAML"),
    "deep YAML": (b"- " * 50_000, "levels"),
    "deep keys": (b"? " * 50_000, "levels"),
    "deep flow": (b"a: " + b"[" * 500_000, "levels|nesting depth"),
    "many YAML values": (b"- \n" * MANY_YAML, "values"),
    "many aliases": (b"- &a x\n" + b"- *a\n" * MANY_YAML, "values"),
    "repeated YAML key": (b"a: 1\nb: 2\na: 3", "line 3: the key 'a' stands twice"),
    "several documents": (b"a: 1\n---\nb: 1", "single document"),
    "Python": (b"a: !!python/object/apply:os.system ['true']", "tag"),
    "own tag": (b"a: !vault x", "tag"),
    "binary": (b"a: !!binary QUFB", "tag"),
    "set": (b"a: !!set {x}", "tag"),
    "omap": (b"a: !!omap [x: 1]", "tag"),
    "timestamp": (b"a: !!timestamp x", "tag"),
    "good timestamp": (b"a: !!timestamp 2020-01-01", "tag"),
    "bool": (b"a: !!bool x", "line 1: 'x' is not a value of type bool"),
    "integer": (b'a: !!int ""', "not a value of type int"),
    "float": (b'a: !!float ""', "not a value of type float"),
    "null": (b"a: !!null x", "not a value of type null"),
    "escape": (b'a: "\\UFFFFFFFF"', "neither JSON nor YAML"),
    "surrogate": (b'a: "\\uD800"', "neither JSON nor YAML"),
    "undefined alias": (b"a: *b", "undefined alias"),
    "itself": (b"a: &a [*a]", "refers to itself"),
    "itself as value": (b"&a a: &b {c: *b}", "refers to itself"),
    "mapping as key": (b"? {a: 1}\n: 1", "not a text"),
    "merge of a text": (b"a: {<<: x}", "mappings only"),
    "merge of nothing": (b"a: {<<: [{}, 1]}", "mappings only"),
    "merges": (
        b"a: &a {" + b",".join(b"k%d: 1" % n for n in range(5000)) + b"}\nb:\n" + b"- {<<: *a}\n" * 10_000,
        "merge keys",
    ),
    "directives": (b"".join(b"%%TAG !a%d! x\n" % n for n in range(80_000)) + b"--- 1", "directives"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(20)
def test_anything_else_is_refused_without_harm(name: str) -> None:
    content, message = HOSTILE[name]
    with pytest.raises(NotADocument, match=message) as refused:
        decode(content)
    assert len(str(refused.value)) < 400


LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 90))
NESTED_MERGES = "m0: &m0 {x: 1}\n" + "".join(
    f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}], k{n}: 1}}\n" for n in range(1, 90)
)


@pytest.mark.parametrize(
    "text", [LAUGHS, NESTED_MERGES, "a: 1" + ":59" * 600_000, "- &a {b: 1}\n" + "- *a\n" * 50_000]
)
@pytest.mark.timeout(20)
def test_what_only_looks_like_a_bomb_is_read_with_little_memory(text: str) -> None:
    tracemalloc.start()
    decode(text.encode())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * 1024 * 1024


@examples(300)
@given(st.text(st.sampled_from("ab1: -\n[]{},&*!?|>'\"%<~.#\\\t"), max_size=40) | st.binary(max_size=40))
def test_nothing_but_a_refusal_is_raised(content: str | bytes) -> None:
    try:
        value = decode(content.encode() if isinstance(content, str) else content)
    except NotADocument:
        return
    assert isinstance(value, dict | list | str | int | float | bool | None)
