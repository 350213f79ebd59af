"""Our reader of JSON against Python's: the same values, the same refusals, and a place for each."""

from __future__ import annotations

import json
import math
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corscheck.asab import json_nodes
from corscheck.asab.json_nodes import BadJson, parse
from corscheck.yaml_tree import Limits, TooDeep, TooManyNodes

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH = Limits(100_000, 900)
PIECES = [
    *[
        '{"k":',
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "\\",
        "a",
        "1",
        "0",
        "-",
        ".",
        "e",
        "+",
        "u",
        " ",
        "\n",
        "\t",
    ],
    *[
        "true",
        "null",
        "NaN",
        "-Infinity",
        "Infinity",
        '"a"',
        "\\u0041",
        "\\ud83d\\ude00",
        "\\ud800",
        "\x01",
        "ž",
    ],
]


def value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key.value: value(item) for key, item in node.value}
    if node.tag == json_nodes.CONSTANT:
        return json_nodes.CONSTANTS[node.value]
    return json.loads(node.value) if node.tag == json_nodes.NUMBER else node.value


def same(text: str) -> None:
    wanted, ours = read(json.loads, text), read(lambda text: value(parse(text, ENOUGH)), text)
    if isinstance(wanted, str) and (sys.version_info >= (3, 13) or re.search(r"\\u[0-9A-Fa-f]{4}\Z", text)):
        # From 3.13 on some mistakes are worded otherwise; an escape at the very end is called a bad one.
        assert isinstance(ours, str)
    else:
        assert ours == wanted


def read(reader: Callable[[str], Any], text: str) -> str | tuple[str]:
    """The message of a refusal, or what the value looks like: NaN is not equal to itself."""
    try:
        return (repr(reader(text)),)
    except ValueError as error:
        return str(error)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_text(text: str) -> None:
    same(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(data=VALUES, ascii_only=st.booleans(), indent=st.sampled_from([None, 0, "\t"]))
def test_what_python_writes(data: Any, *, ascii_only: bool, indent: int | str | None) -> None:
    same(json.dumps(data, ensure_ascii=ascii_only, indent=indent))


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "{}", "[ ]", '{"a": {"b": [1, [], {}]}, "c": 1}', '{"a": 1, "a": 2}', "[1,]", '{"a": 1,}'],
        *[
            "{'a': 1}",
            "{a: 1}",
            "[1] x",
            "// x\n1",
            "# x\n1",
            "01",
            "+1",
            "1.",
            ".5",
            "1e",
            "-",
            "nan",
            "\x0c1",
        ],
        *['"\t"', '"\\x"', '"\\u12"', '"\\u12G4"', '"a', '"\\', "[" + "1," * 5 + "1", '{"a" 1}', '{"a"}'],
    ],
)
def test_texts(text: str) -> None:
    same(text)


def test_a_byte_order_mark_is_passed_over_as_for_bytes() -> None:
    assert value(parse("\ufeff[1]", ENOUGH)) == json.loads("[1]".encode("utf-8-sig")) == [1]


def test_places() -> None:
    text = '\n{"web" : {"cors":\t"a\\u0020b", "list": [1, true]}}'
    root: Any = parse(text, ENOUGH)

    def written(node: Any) -> str:
        return text[node.start_mark.index : node.end_mark.index]

    ((key, section),) = root.value
    assert written(root) == text[1:]
    assert written(key) == '"web"'
    assert [(written(name), written(item)) for name, item in section.value] == [
        ('"cors"', '"a\\u0020b"'),
        ('"list"', "[1, true]"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[" * 5 + "]" * 5, None),
        ("[" * 6 + "]" * 6, TooDeep),
        ('{"a":' * 6, TooDeep),
        ("[" * 1_000_000, TooDeep),
        ("[" + "1," * 18 + "1]", None),
        ("[" + "1," * 19 + "1]", TooManyNodes),
        ("[" + "[]," * 1_000_000, TooManyNodes),
        ('"' + '\\"' * 1_000_000, BadJson),
    ],
)
def test_limits(text: str, kind: type[Exception] | None) -> None:
    if kind is None:
        parse(text, Limits(20, 5))
        return
    with pytest.raises(kind):
        parse(text, Limits(20, 5))


def test_constants_are_pythons() -> None:
    assert math.isnan(json_nodes.CONSTANTS["NaN"])
    assert {
        name: json.loads(name) for name in ("null", "true", "false")
    }.items() <= json_nodes.CONSTANTS.items()
