"""Nodes of a YAML or JSON file as the texts ASAB makes of them, each with its place.

Scalars are what `yaml.safe_load` and `json.loads` make of them for ASAB: `no` is False, a date is a date, and
what they cannot construct ends ASAB. How much is constructed is bounded. Imported for such files only:
importing PyYAML takes 25 ms.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from corscheck.asab import json_nodes
from corscheck.asab.yaml_places import pieces
from corscheck.source import Piece, Source, Span, Value
from corscheck.yaml_tree import Limits, TooDeep, compose, compose_all

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NODES = 150_000
"""Values of one file, what merge keys add among them."""

_MAX_ITEMS = 10_000  # of one option's value
_MAX_DEPTH = 50

_YAML_LEVELS = 490
"""Levels that ASAB's YAML parser reads before Python's recursion limit ends it (measured: 490 to 494)."""

_JSON_LEVELS = 990
"""Likewise of its JSON parser (Python 3.11, in a process of ASAB: about 990)."""

_MAX_SEXAGESIMALS = 2500  # 60 to the power of more has more digits than Python writes
_DIGITS = (
    "Exceeds the limit (4300 digits) for integer string conversion; "
    "use sys.set_int_max_str_digits() to increase the limit"
)

_MERGE = "tag:yaml.org,2002:merge"

# What PyYAML's constructors raise on scalars that do not fit their tags.
_RAISED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, yaml.YAMLError)


class BadNode(Exception):
    """What ASAB's loading raises, at the node to blame."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


class Nodes:
    """The nodes of one file."""

    def __init__(self, source: Source, text: str, *, json: bool = False) -> None:
        self.source = source
        self._text = text
        self._json = json
        self._constructor = _Constructor(self)
        self._pairs: dict[int, list[tuple[yaml.Node, yaml.Node]]] = {}
        self._left = MAX_NODES

    def root(self) -> yaml.Node | None:
        """The single document's node.

        Raises:
            BadNode: ASAB's parser raises as well.
            LimitExceeded: The file has more nodes than are read here.
        """
        try:
            if self._json:
                return json_nodes.parse(self._text, Limits(MAX_NODES, _JSON_LEVELS))
            return compose(self._text, Resolver().resolve, Limits(MAX_NODES, _YAML_LEVELS))
        except TooDeep as error:
            raise BadNode("maximum recursion depth exceeded", self._at(error.offset)) from None
        except json_nodes.BadJson as error:
            raise BadNode(str(error), self._at(error.offset)) from None
        except yaml.MarkedYAMLError as error:
            raise BadNode(str(error), self._at(_offset(error))) from None
        except (yaml.YAMLError, ValueError) as error:
            raise BadNode(str(error), self._at(0)) from None

    def roots(self) -> list[yaml.Node]:
        """The nodes of all documents.

        Raises:
            BadNode: One of them is not YAML.
            LimitExceeded: The file has more nodes than are read here.
        """
        if self._json:
            root = self.root()
            return [root] if root is not None else []
        try:
            return compose_all(self._text, Resolver().resolve, Limits(MAX_NODES, _YAML_LEVELS))
        except yaml.MarkedYAMLError as error:
            raise BadNode(str(error), self._at(_offset(error))) from None
        except (yaml.YAMLError, ValueError) as error:
            raise BadNode(str(error), self._at(0)) from None

    def check(self, root: yaml.Node) -> None:
        """Construct the whole document, as ASAB does before it looks at it.

        Raises:
            BadNode: The first node that cannot be constructed.
        """
        try:
            self._constructor.construct_document(root)
        except yaml.MarkedYAMLError as error:
            raise BadNode(str(error), self._at(_offset(error))) from None

    def span(self, node: yaml.Node) -> Span:
        """The place of a node."""
        return Span(self.source, node.start_mark.index, node.end_mark.index)

    def key_span(self, node: yaml.Node) -> Span:
        """The place of a key, without its quotes if it can be edited there."""
        whole = self.span(node)
        inner = Span(self.source, whole.start + 1, whole.end - 1)
        quoted = isinstance(node, yaml.ScalarNode) and len(node.value) == len(whole.text) - 2
        return inner if quoted and inner.text == node.value else whole

    def pairs(self, node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
        """The keys and values of a mapping, those that merge keys (`<<`) name before its own.

        Later ones replace earlier ones, as in a Python dictionary.

        Raises:
            BadNode: What is to be merged is not a mapping.
        """
        if self._json:
            return list(node.value)
        if id(node) in self._pairs:
            return self._pairs[id(node)]
        own = [pair for pair in node.value if pair[0].tag != _MERGE]
        self._pairs[id(node)] = own  # for a mapping that merges itself
        merged = [
            pair for key, value in node.value if key.tag == _MERGE for pair in self._merged(node, value)
        ]
        if merged and _later_counts():  # of texts that are one object the first
            firsts: dict[int, tuple[yaml.Node, yaml.Node]] = {}
            for pair in merged:
                firsts.setdefault(id(pair[0].value), pair)
            merged = list(firsts.values())
        self._pairs[id(node)] = [*merged, *own]
        return self._pairs[id(node)]

    def key(self, node: yaml.Node) -> Any:
        """The object that a key is: `no` in YAML is False. Raises `BadNode` for one that cannot be a key."""
        key = self._decoded(node)
        if isinstance(key, dict | list | set):
            raise BadNode("found unhashable key", self.span(node))
        return key

    def without_items(self, node: yaml.Node) -> BadNode:
        """What `read_dict` raises where a section is not a mapping."""
        try:
            kind = type(self._decoded(node)).__name__
        except BadNode as error:
            return error
        return BadNode(f"'{kind}' object has no attribute 'items'", self.span(node))

    def stored(self, node: yaml.Node) -> Value:
        """What `read_dict` stores: the `str()` of the decoded value."""
        value, text = self._written(node)
        if value is None:
            raise BadNode("option values must be strings", self.span(node))
        plain = re.sub(r"\$\{[^}]+\}", "", text.replace("$$", ""))
        if "$" in plain:
            message = f"invalid interpolation syntax in {text!r} at position {plain.find('$')}"
            raise BadNode(message, self.span(node))
        return self._placed(text, node)

    def text(self, node: yaml.ScalarNode) -> Value:
        """The text of a scalar as it is written, whatever its type."""
        return self._placed(node.value, node)

    def rendered(self, node: yaml.Node) -> Value:
        """What a value of a descriptor is in the rendered file: a list has a line for each item."""
        if not isinstance(node, yaml.SequenceNode):
            value, text = self._written(node)
            return self._placed("" if value is None else text, node)
        text, pieces = "", list[Piece]()
        for item in node.value:
            span = self.span(item)
            placed = self._placed(self._written(item)[1], item)
            pieces.append(Piece(len(text), Span(span.source, span.start, span.start), verbatim=False))
            pieces += [
                Piece(len(text) + 1 + piece.start, piece.span, piece.verbatim) for piece in placed.pieces
            ]
            text += "\n" + placed.text
        return Value(text, tuple(pieces))

    def _merged(self, node: yaml.Node, value: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """The mapping that a merge key names, or several, in an order in which later ones replace others."""
        parts = list(value.value) if isinstance(value, yaml.SequenceNode) else [value]
        if not _later_counts():
            parts.reverse()
        for part in parts:
            if not isinstance(part, yaml.MappingNode):
                raise BadNode("expected a mapping or list of mappings for merging", self.span(node))
            pairs = self.pairs(part)
            self._left -= len(pairs)
            if self._left < 0:
                raise BadNode(f"merge keys make more than {MAX_NODES:,} values of it", self.span(node))
            yield from pairs

    def _at(self, offset: int) -> Span:
        return Span(self.source, offset, offset)

    def _written(self, node: yaml.Node) -> tuple[object, str]:
        """The decoded value and what `str()` makes of it."""
        value = self._decoded(node)
        try:
            return value, str(value)
        except ValueError as error:  # Python writes no integer of more than 4300 digits
            raise BadNode(str(error), self.span(node)) from None

    def _decoded(self, node: yaml.Node) -> object:
        """The Python object; of small nodes only, so that aliases of aliases cannot fill the memory."""
        stack, items = [(node, 0)], 0
        while stack:
            part, depth = stack.pop()
            items += 1
            if items > _MAX_ITEMS or depth > _MAX_DEPTH:
                raise BadNode("the value is too large", self.span(node))
            if isinstance(part, yaml.SequenceNode):
                stack += [(item, depth + 1) for item in part.value]
            elif isinstance(part, yaml.MappingNode):
                stack += [(item, depth + 1) for pair in part.value for item in pair]
        try:
            return self._constructor.construct_object(node, deep=True)
        except BadNode:
            self._constructor = _Constructor(self)  # PyYAML's is of no use after an error
            raise

    def _placed(self, text: str, node: yaml.Node) -> Value:
        """A text with the place of its node, each part of it with its own place in the file."""
        return Value(text, lambda: self._pieces(text, node))

    def _pieces(self, text: str, node: yaml.Node) -> tuple[Piece, ...]:
        span = self.span(node)
        found: tuple[Piece, ...] = ()
        if isinstance(node, yaml.ScalarNode) and text == node.value:
            found = pieces(text, span, node.style)
        elif text and (start := self.source.text.find(text, span.start, span.end)) >= 0:
            found = (Piece(0, Span(self.source, start, start + len(text)), verbatim=True),)
        return found or (Piece(0, span, verbatim=False),)


class _Constructor(SafeConstructor):
    """PyYAML's constructor, which reports where it fails, and the types of JSON."""

    def __init__(self, nodes: Nodes) -> None:
        super().__init__()
        self._nodes = nodes

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  # its interface
        try:
            return super().construct_object(node, deep)
        except BadNode:
            raise
        except _RAISED as error:
            raise BadNode(str(error), self._nodes.span(node)) from None

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        node.value = self._nodes.pairs(node)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        if str(node.value).count(":") > _MAX_SEXAGESIMALS:
            raise ValueError(_DIGITS)
        return super().construct_yaml_int(node)

    def construct_json_number(self, node: yaml.ScalarNode) -> int | float:
        text: str = node.value
        return float(text) if set(text) & set(".eE") else int(text)

    def construct_json_constant(self, node: yaml.ScalarNode) -> object:
        return json_nodes.CONSTANTS[node.value]

    yaml_constructors: ClassVar[dict[Any, Any]] = {
        **SafeConstructor.yaml_constructors,
        "tag:yaml.org,2002:int": construct_yaml_int,
        json_nodes.NUMBER: construct_json_number,
        json_nodes.CONSTANT: construct_json_constant,
        json_nodes.TEXT: SafeConstructor.construct_yaml_str,
        json_nodes.ARRAY: SafeConstructor.construct_yaml_seq,
        json_nodes.OBJECT: SafeConstructor.construct_yaml_map,
    }


@cache
def _later_counts() -> bool:
    """Whether of several mappings that a merge key names the last one that has a key counts.

    YAML says the first one, and so does PyYAML up to 6.0.3. What 6.0.4 (`flatten_mapping`) compares to leave
    out the others is which object a key's text is, and that is the same for texts of one character only.
    """
    return bool(yaml.safe_load("{<<: [{ab: 1}, {ab: 2}]}")["ab"] == 2)


def _offset(error: yaml.MarkedYAMLError) -> int:
    return error.problem_mark.index if error.problem_mark else 0
