"""JSON as Python's `json` reads it, to nodes with their places: what a ZooKeeper node `.json` is for ASAB.

A YAML parser reads most JSON, too, but differently: `1e5` is a text, and trailing commas, comments and names
without quotes are allowed. Nothing here is recursive.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from corscheck.yaml_tree import TooDeep, TooManyNodes

if TYPE_CHECKING:
    from corscheck.yaml_tree import Limits

TEXT = "json:text"
NUMBER = "json:number"
CONSTANT = "json:constant"
ARRAY = "json:array"
OBJECT = "json:object"

CONSTANTS: dict[str, Any] = {
    "null": None,
    "true": True,
    "false": False,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}

_BLANK = re.compile(r"[ \t\n\r]*")
_BODY = re.compile(r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+')
_ESCAPE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\.")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+")
_WORD = re.compile("|".join(CONSTANTS))
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class BadJson(ValueError):
    """What `json.loads` raises, with its message; `offset`: where."""

    def __init__(self, message: str, text: str, offset: int) -> None:
        line = text.count("\n", 0, offset) + 1
        column = offset - text.rfind("\n", 0, offset)
        super().__init__(f"{message}: line {line} column {column} (char {offset})")
        self.offset = offset


class _Mark:
    """A place, as far as readers of nodes ask for it."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


def parse(text: str, limits: Limits) -> yaml.Node:
    """The node of a document: tags are `TEXT`, `NUMBER`, `CONSTANT`, `ARRAY` and `OBJECT`.

    Raises:
        BadJson: It is not JSON.
        TooManyNodes: It has more nodes than the limit.
        TooDeep: Likewise, levels.
    """
    reader = _Reader(text, limits)
    root = reader.document()
    if reader.at < len(text):
        raise BadJson("Extra data", text, reader.at)
    return root


class _Reader:
    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.at = 1 if text.startswith("\ufeff") else 0
        self._limits = limits
        self._left = limits.nodes
        self._open: list[yaml.CollectionNode] = []

    def document(self) -> yaml.Node:
        """The whole value; afterwards `at` is the offset after it and the blanks that follow."""
        self._blank()
        root = self._value()
        first = True  # whether nothing of the innermost open collection has been read
        while self._open:
            top = self._open[-1]
            if self._ends(top, first=first):
                self._open.pop()
                first = False
            else:
                self._read_item(top)
                first = self._open[-1] is not top
        self._blank()
        return root

    def _ends(self, top: yaml.CollectionNode, *, first: bool) -> bool:
        """Whether a collection ends here; if not, `at` is moved to its next item, after the comma."""
        self._blank()
        closing = "]" if isinstance(top, yaml.SequenceNode) else "}"
        if self.text.startswith(closing, self.at):
            self.at += 1
            end: Any = _Mark(self.at)
            top.end_mark = end
            return True
        if not first:
            if not self.text.startswith(",", self.at):
                raise self._bad("Expecting ',' delimiter")
            self.at += 1
            self._blank()
        return False

    def _read_item(self, top: yaml.CollectionNode) -> None:
        """Add the next item to a collection; the items of a collection in it come later."""
        if isinstance(top, yaml.SequenceNode):
            top.value.append(self._value())
            return
        if not self.text.startswith('"', self.at):
            raise self._bad("Expecting property name enclosed in double quotes")
        key = self._string()
        self._blank()
        if not self.text.startswith(":", self.at):
            raise self._bad("Expecting ':' delimiter")
        self.at += 1
        self._blank()
        top.value.append((key, self._value()))

    def _value(self) -> yaml.Node:
        """Read the value here; of a collection only the beginning, after which it is open."""
        text, at = self.text, self.at
        first = text[at : at + 1]
        if first == '"':
            return self._string()
        if first in ("[", "{") and first:
            return self._begin(first)
        word = _WORD.match(text, at)
        if word:
            return self._scalar(CONSTANT, word.end(), word[0])
        number = _NUMBER.match(text, at)
        if number:
            return self._scalar(NUMBER, number.end(), number[0])
        raise self._bad("Expecting value")

    def _begin(self, first: str) -> yaml.Node:
        start: Any = _Mark(self.at)
        kind = yaml.SequenceNode if first == "[" else yaml.MappingNode
        node = kind(ARRAY if first == "[" else OBJECT, [], start, None)
        self._count()
        self._open.append(node)
        if len(self._open) > self._limits.depth:
            raise TooDeep(f"it is nested more than {self._limits.depth} levels deep", self.at)
        self.at += 1
        return node

    def _string(self) -> yaml.ScalarNode:
        body = _BODY.match(self.text, self.at + 1)
        if body is None or not self.text.startswith('"', body.end()):
            raise _bad_string(self.text, self.at, body.end() if body else self.at + 1)
        written = body[0]
        value = _ESCAPE.sub(_unescaped, written) if "\\" in written else written
        return self._scalar(TEXT, body.end() + 1, value)

    def _scalar(self, tag: str, end: int, value: str) -> yaml.ScalarNode:
        self._count()
        start: Any = _Mark(self.at)
        after: Any = _Mark(end)
        self.at = end
        return yaml.ScalarNode(tag, value, start, after)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooManyNodes(f"it has more than {self._limits.nodes:,} values", self.at)

    def _blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _bad(self, message: str) -> BadJson:
        return BadJson(message, self.text, self.at)


def _unescaped(match: re.Match[str]) -> str:
    """The text with its escapes decoded; a pair of surrogates is one character."""
    escape = match[0]
    if escape[1] != "u":
        return _SIMPLE.get(escape[1], escape[1])
    units = bytes.fromhex(escape.replace("\\u", ""))
    return units.decode("utf-16-be", "surrogatepass")


def _bad_string(text: str, start: int, at: int) -> BadJson:
    """What is wrong with the string that begins at `start` and is good up to `at`."""
    following = text[at : at + 2]
    if following[:1] == "\\" and len(following) > 1:
        if following[1] == "u":
            return BadJson("Invalid \\uXXXX escape", text, at + 1)
        return BadJson("Invalid \\escape", text, at)
    if following[:1] and following[0] < " ":
        return BadJson("Invalid control character at", text, at)
    return BadJson("Unterminated string starting at", text, start)
