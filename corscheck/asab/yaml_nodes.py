"""Nodes of a YAML or JSON file as the texts ASAB makes of them, each with its place.

Imported for such files only: PyYAML costs 25 ms.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from corscheck.source import Piece, Source, Span, Value

_MAX_ITEMS = 10_000
_MAX_DEPTH = 50
_MAX_NESTING = 490
"""Levels that ASAB's parser gets through before Python's recursion limit stops it (measured: 490 to 494)."""

_NULL = "tag:yaml.org,2002:null"
# The C parser where there is one: it is ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadNode(Exception):
    """What `read_dict` raises, at the node to blame."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


class Nodes:
    """The nodes of one file."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self._text = text
        self._loader: Any = _LOADER(text)

    def root(self) -> yaml.Node | None:
        """The single document's node; raises `BadNode` where the file cannot be parsed."""
        deep = _too_deep(self._text)
        if deep is not None:
            raise BadNode("maximum recursion depth exceeded", Span(self.source, deep, deep))
        try:
            root: yaml.Node | None = self._loader.get_single_node()
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark.index if error.problem_mark else 0
            raise BadNode(str(error), Span(self.source, at, at)) from None
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise BadNode(str(error), Span(self.source, 0, 0)) from None
        return root

    def span(self, node: yaml.Node) -> Span:
        """Where a node stands."""
        return Span(self.source, node.start_mark.index, node.end_mark.index)

    def type_of(self, node: yaml.Node) -> str:
        """The name of the decoded value's type."""
        return type(self._decoded(node)).__name__

    def stored(self, node: yaml.Node) -> Value:
        """What `read_dict` stores: the `str()` of the decoded value."""
        text = self._written(node)
        if node.tag == _NULL:
            raise BadNode("option values must be strings", self.span(node))
        plain = re.sub(r"\$\{[^}]+\}", "", text.replace("$$", ""))
        if "$" in plain:
            message = f"invalid interpolation syntax in {text!r} at position {plain.find('$')}"
            raise BadNode(message, self.span(node))
        return self._placed(text, node)

    def rendered(self, node: yaml.Node) -> Value:
        """What a value of a descriptor is in the rendered file: a list has a line for each item."""
        if not isinstance(node, yaml.SequenceNode):
            return self._placed("" if node.tag == _NULL else self._written(node), node)
        text, pieces = "", list[Piece]()
        for item in node.value:
            span = self.span(item)
            value = self._placed(self._written(item), item)
            pieces.append(Piece(len(text), Span(span.source, span.start, span.start), exact=False))
            pieces += [Piece(len(text) + 1 + piece.start, piece.span, piece.exact) for piece in value.pieces]
            text += "\n" + value.text
        return Value(text, tuple(pieces))

    def _written(self, node: yaml.Node) -> str:
        try:
            return str(self._decoded(node))
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
            return self._loader.construct_object(node, deep=True)
        except (ValueError, TypeError, OverflowError, yaml.YAMLError) as error:
            raise BadNode(str(error), self.span(node)) from None

    def _placed(self, text: str, node: yaml.Node) -> Value:
        """A text at the place of its node; line by line where it stands there letter by letter."""
        span = self.span(node)
        pieces: list[Piece] = []
        at, end = 0, span.start
        for line in text.split("\n"):
            start = self.source.text.find(line, end, span.end) if line else end
            if start < 0:
                return Value(text, (Piece(0, span, exact=False),))
            if line:
                if pieces:
                    pieces.append(Piece(at - 1, Span(self.source, end, start), exact=False))
                end = start + len(line)
                pieces.append(Piece(at, Span(self.source, start, end), exact=True))
            at += len(line) + 1
        return Value(text, tuple(pieces) or (Piece(0, span, exact=False),))


def _too_deep(text: str) -> int | None:
    """Where the first document is nested too deeply; None where it is not.

    Events come one after the other, while what makes nodes of them calls itself for each level: in C
    without a limit, until the stack is full.
    """
    depth = 0
    try:
        for event in yaml.parse(text, _LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _MAX_NESTING:
                    return event.start_mark.index if event.start_mark else 0
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.DocumentEndEvent):
                break
    except (yaml.YAMLError, ValueError):
        pass  # making nodes fails as well, and says where
    return None
