"""Composing: the nodes that PyYAML's own composer makes, and where it ends."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.resolver import Resolver

from corscheck.yaml_tree import LimitExceeded, Limits, TooDeep, TooManyNodes, compose
from tests.support.examples import examples

ENOUGH = Limits(10_000, 100)
TEXTS = [
    "a: 1\nb: [x, 'y', \"z\"]\nc: |\n  text\n  ]\nd: >-\n  a\n  b\n",
    "? [a]\n: {b: c}\n",
    "- &a {x: *a}\n- *a\n",
    "!tag a: !!str 1\nb: ! 2\n",
    "%YAML 1.1\n---\n- yes\n...\n",
    "<<: {a: 1}\n=: 2020-01-01\n",
    "",
    "# comment\n",
    "|\n  ž\U0001f600\n",
]


def composed(text: str, limits: Limits = ENOUGH) -> yaml.Node | None:
    return compose(text, Resolver().resolve, limits)


def shape(node: yaml.Node | None, above: tuple[int, ...] = ()) -> Any:
    """A tree as data: tags, texts and places; a node within itself as how many levels up it stands."""
    if node is None:
        return None
    if id(node) in above:
        return len(above) - above.index(id(node))
    inside = (*above, id(node))
    place = node.tag, node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        return place, node.value, node.style
    if isinstance(node, yaml.SequenceNode):
        return place, [shape(one, inside) for one in node.value]
    return place, [(shape(key, inside), shape(value, inside)) for key, value in node.value]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
@pytest.mark.parametrize("text", TEXTS)
def test_nodes_are_those_of_pyyaml(text: str, loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corscheck.yaml_tree.LOADER", loader)
    assert shape(composed(text)) == shape(yaml.compose(text, loader))


@examples(300)
@given(st.text(st.sampled_from("ab1: -\n[]{},&*!?|>'\"%<~.#\\\t"), max_size=40))
def test_any_text(text: str) -> None:
    try:
        wanted = shape(yaml.compose(text, yaml.CSafeLoader))
    except yaml.YAMLError as error:
        with pytest.raises(type(error)):
            composed(text)
        return
    assert shape(composed(text)) == wanted


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[" * 5 + "]" * 5, None),
        ("[" * 6 + "]" * 6, TooDeep),
        ("- - - - - - x", TooDeep),
        ("[{a: [{a: [{}]}]}]", TooDeep),
        ("[" + "a," * 8 + "a]", None),
        ("[" + "a," * 9 + "a]", TooManyNodes),
        ("[&a x" + ", *a" * 9 + "]", TooManyNodes),
        ("{a: b, c: d, e: f, g: h, i: j}", TooManyNodes),
        ("%TAG !a! x\n" * 102, LimitExceeded),
    ],
)
def test_limits(text: str, kind: type[Exception] | None) -> None:
    limits = Limits(nodes=10, depth=5)
    if kind is None:
        composed(text, limits)
        return
    with pytest.raises(kind) as stopped:
        composed(text, limits)
    assert 0 <= stopped.value.offset < len(text)  # type: ignore[attr-defined]  # of every LimitExceeded


def test_nothing_behind_the_limit_is_read() -> None:
    with pytest.raises(TooDeep):
        composed("- " * 200 + "\n%%% this is not YAML: [")
