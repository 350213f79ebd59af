from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from corscheck.asab.yaml_nodes import BadNode, Nodes
from corscheck.source import Source
from tests.support.asab_files import where

if TYPE_CHECKING:
    from corscheck.source import Value


def nodes(text: str, *, json: bool = False) -> tuple[Nodes, Any]:
    found = Nodes(Source(text, "site.yaml"), text, json=json)
    return found, found.root()


def first(text: str, *, json: bool = False) -> tuple[Nodes, Any]:
    """The value of the first key."""
    found, root = nodes(text, json=json)
    return found, found.pairs(root)[0][1]


def stored(text: str, *, json: bool = False) -> Value:
    found, node = first(text, json=json)
    return found.stored(node)


@pytest.mark.parametrize(
    ("text", "json", "expected"),
    [
        ("a: no", False, "False"),
        ("a: 0x10", False, "16"),
        ("a: 1:30", False, "90"),
        ("a: 2026-01-02", False, "2026-01-02"),
        ("a: '2026-01-02'", False, "2026-01-02"),
        ("a: 1.50", False, "1.5"),
        ("a: [x, 1, ~]", False, "['x', 1, None]"),
        ("a: {b: yes}", False, "{'b': True}"),
        ("a: cost $$5 ${b:c}", False, "cost $$5 ${b:c}"),
        ('{"a": 1e3}', True, "1000.0"),
        ('{"a": true}', True, "True"),
        ('{"a": "no"}', True, "no"),
        ('{"a": [1, {"b": null}]}', True, "[1, {'b': None}]"),
    ],
)
def test_what_read_dict_stores(text: str, json: bool, expected: str) -> None:  # noqa: FBT001  # a table
    assert stored(text, json=json).text == expected


@pytest.mark.parametrize(
    ("text", "place", "verbatim"),
    [
        ("a: 8080", "8080", True),
        ("a: !!int 8080", "8080", True),
        ("a: 0x10", "0x10", False),
        ("a: 1.50", "1.5", True),
        ("a: no", "no", False),
        ("a: [1, 2]", "[1, 2]", True),
        ("a: [1,  2]", "[1,  2]", False),
    ],
)
def test_values_that_are_not_texts_can_be_edited_where_they_are_written_so(
    text: str, place: str, *, verbatim: bool
) -> None:
    value = stored(text)
    assert (value.span and value.span.text, value.verbatim) == (place, verbatim)
    found, root = nodes(text.removeprefix("a: "))  # at the beginning of a file
    value = found.stored(root)
    assert (value.span and value.span.text, value.verbatim) == (place, verbatim)


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("a: ~", "option values must be strings", 4),
        ("a:   $x", "invalid interpolation syntax in '$x' at position 0", 6),
        ("a: !!int x", "invalid literal for int() with base 10: 'x'", 4),
        ("a: !!timestamp x", "'NoneType' object has no attribute 'groupdict'", 4),
    ],
)
def test_what_read_dict_refuses(text: str, message: str, column: int) -> None:
    with pytest.raises(BadNode) as caught:
        stored(text)
    assert str(caught.value) == message
    assert caught.value.span.source.position(caught.value.span.start).column == column


def test_values_are_placed_line_by_line_where_they_are_written_so() -> None:
    value = stored("a: |\n  https://a.example\n  https://b.example\n")
    assert value.text == "https://a.example\nhttps://b.example\n"
    second = value.text.index("https://b")
    span = value.span_of(second, second + len("https://b.example"))
    assert where(span) == ("site.yaml", 3, 3, "https://b.example")
    assert where(stored('a: "x"')) == ("site.yaml", 1, 5, "x")
    escaped = stored('a: "x\\ty"')
    assert (escaped.text, where(escaped), escaped.verbatim) == ("x\ty", ("site.yaml", 1, 5, "x\\ty"), False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b: &x {k: 1, l: 2}\na: {k: 9, <<: *x}", {"k": "9", "l": "2"}),
        ("b: &x {k: 1}\nc: &y {k: 2, l: 3}\na: {<<: [*x, *y]}", {"k": "1", "l": "3"}),
        ("a: {k: 1, k: 2}", {"k": "2"}),
    ],
)
def test_merge_keys_and_repeated_keys_come_out_as_in_python(text: str, expected: dict[str, str]) -> None:
    found, root = nodes(text)
    mapping: Any = found.pairs(root)[-1][1]
    assert {found.key(key): found.stored(value).text for key, value in found.pairs(mapping)} == expected
    assert {key: str(value) for key, value in yaml.safe_load(text)["a"].items()} == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: {<<: [*x, *y]}",
        "a: {<<: [*y, *x], key: 5}",
        "a: {<<: *x, <<: *y}",
        "a: {<<: *y, <<: *x, <<: *y}",
        "a: {<<: [*x, *y, *x]}",
        "a: {<<: [*z, *y]}",
        "a: {<<: *z, <<: [*y, *x]}",
        "z2: &w {<<: [*y, *z], key: 7}\na: {<<: [*x, *w]}",
    ],
)
def test_of_several_merged_mappings_those_count_that_pyyaml_takes(text: str) -> None:
    document = (
        "x: &x {key: 1, k: 1, more: 1, key: 2, k: 2}\ny: &y {key: 3, k: 3, other: 3}\n"
        f"z: &z {{<<: *x, key: 4, k: 4}}\n{text}"
    )
    found, root = nodes(document)
    mapping: Any = found.pairs(root)[-1][1]
    texts = {found.key(key): found.stored(value).text for key, value in found.pairs(mapping)}
    assert texts == {key: str(value) for key, value in yaml.safe_load(document)["a"].items()}


def test_merge_keys_that_multiply_are_bounded() -> None:
    text = "a0: &a0 {k: 1, l: 2}\n" + "".join(
        f"a{number}: &a{number} {{<<: [{', '.join([f'*a{number - 1}'] * 9)}]}}\n" for number in range(1, 9)
    )
    found, root = nodes(text)
    last: Any = found.pairs(root)[-1][1]
    try:
        assert len(found.pairs(last)) == 2  # from PyYAML 6.0.4 on a key is not merged twice
    except BadNode as error:
        assert "merge keys make more than" in str(error)  # noqa: PT017  # either is right


def test_merge_keys_of_many_keys_are_bounded() -> None:
    keys = ", ".join(f"k{number}: 1" for number in range(1000))
    text = f"a: &a {{{keys}}}\nb: {{<<: [{', '.join(['*a'] * 200)}]}}\n"
    found, root = nodes(text)
    mapping: Any = found.pairs(root)[-1][1]
    with pytest.raises(BadNode, match="merge keys make more than"):
        found.pairs(mapping)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: {<<: 1}", "expected a mapping or list of mappings"),
        ("a: {<<: [1]}", "expected a mapping or list"),
    ],
)
def test_what_cannot_be_merged(text: str, message: str) -> None:
    found, node = first(text)
    with pytest.raises(BadNode, match=message):
        found.pairs(node)


def test_keys() -> None:
    found, root = nodes("no: 1\n'quoted': 1\n\"esc\\x41\": 1\n[a]: 1\n")
    keys = [key for key, _ in found.pairs(root)]
    assert [found.key(key) for key in keys[:3]] == [False, "quoted", "escA"]
    assert [where(found.key_span(key)) for key in keys[:3]] == [
        ("site.yaml", 1, 1, "no"),
        ("site.yaml", 2, 2, "quoted"),
        ("site.yaml", 3, 1, '"esc\\x41"'),
    ]
    with pytest.raises(BadNode, match="found unhashable key"):
        found.key(keys[3])
    found, root = nodes("?\n: 1\n")
    empty = found.key_span(found.pairs(root)[0][0])
    assert empty.start == empty.end


@pytest.mark.parametrize(
    ("text", "kind"), [("a: x", "str"), ("a: [x]", "list"), ("a: 1", "int"), ("a: ~", "NoneType")]
)
def test_a_section_that_is_not_a_mapping(text: str, kind: str) -> None:
    found, node = first(text)
    assert str(found.without_items(node)) == f"'{kind}' object has no attribute 'items'"


def test_lists_of_descriptors_have_a_line_for_each_item() -> None:
    found, node = first("a: [x, no, 'y z']")
    value = found.rendered(node)
    assert value.text == "\nx\nFalse\ny z"
    assert where(value.span_of(1, 2)) == ("site.yaml", 1, 5, "x")
    assert where(value.span_of(9, 12)) == ("site.yaml", 1, 13, "y z")
    assert found.rendered(first("a: ~")[1]).text == ""


@pytest.mark.parametrize(
    ("text", "json", "message"),
    [
        ("a: [1", False, "while parsing a flow sequence"),
        ("{", True, "Expecting property name enclosed in double quotes"),
        ("[" * 600, False, "maximum recursion depth exceeded"),
        ("[" * 1200, True, "maximum recursion depth exceeded"),
        ("a: \x01", False, "control characters are not allowed"),
    ],
)
def test_what_is_not_a_document(text: str, json: bool, message: str) -> None:  # noqa: FBT001  # a table
    with pytest.raises(BadNode, match=message):
        nodes(text, json=json)


def test_all_documents_of_a_file() -> None:
    text = "a: 1\n---\nb: 2\n"
    found = Nodes(Source(text, "x.yaml"), text)
    assert [found.pairs(root)[0][0].value for root in found.roots()] == ["a", "b"]  # type: ignore[arg-type]
    empty = Nodes(Source("", "x.yaml"), "")
    assert (empty.root(), empty.roots()) == (None, [])
    (root,) = Nodes(Source("{}", "x.json"), "{}", json=True).roots()
    assert isinstance(root, yaml.MappingNode)


def test_a_large_value_is_not_constructed() -> None:
    aliases = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    found, root = nodes(f"a0: &a0 [1]\n{aliases}")
    with pytest.raises(BadNode, match="the value is too large"):
        found.stored(found.pairs(root)[-1][1])


@pytest.mark.parametrize(("begin", "end", "most"), [("[", "]", 51), ("{a: ", "}", 50)])
def test_a_deep_value_is_not_constructed(begin: str, end: str, most: int) -> None:
    found, root = nodes(f"good: {begin * most}{end * most}\nbad: {begin * (most + 1)}{end * (most + 1)}\n")
    (_, good), (_, bad) = found.pairs(root)
    with pytest.raises(BadNode, match="the value is too large"):
        found.stored(bad)
    assert found.stored(good).text.count(begin[0]) == most


@pytest.mark.parametrize(
    ("text", "start"),
    [("a: \ud800\n---\nb: 1\n", 0), ("a: \x01\n---\nb: 1\n", 0), ("a: 1\n---\nb: [\n", 14)],
)
def test_documents_with_what_yaml_cannot_have(text: str, start: int) -> None:
    with pytest.raises(BadNode) as caught:
        Nodes(Source(text, "x.yaml"), text).roots()
    assert caught.value.span.start == start


def test_after_an_error_other_values_are_constructed() -> None:
    found, root = nodes("a: !!int x\nb: 1\n")
    (_, bad), (_, good) = found.pairs(root)
    with pytest.raises(BadNode):
        found.stored(bad)
    assert found.stored(good).text == "1"


def test_checking_constructs_everything_and_names_the_first_that_cannot_be() -> None:
    found, root = nodes("a: 1\nb:\n  c: [!!int x]\n")
    with pytest.raises(BadNode) as caught:
        found.check(root)
    assert where(caught.value.span) == ("site.yaml", 3, 7, "!!int x")
    found, root = nodes("a: 1\n")
    found.check(root)
