"""YAML text to nodes with their places, within limits: the first step of every reader of YAML here.

PyYAML's own composer is recursive, in C without a limit, and does not bound the number of nodes. This one
reads the parser's events (libyaml's where it is installed) one after the other. Nothing is constructed:
readers decide what a tag means. Imported for YAML only: PyYAML costs 25 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from corscheck.limits import LimitReached
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    # The kind of node, its text (None for collections), and the event's `implicit` → the tag.
    Resolve = Callable[[type[yaml.Node], str | None, Any], str]

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where it is installed, ten times as fast as the one in Python."""


class Limits(NamedTuple):
    """How much of a document is read."""

    nodes: int  # scalars, collections and aliases
    depth: int  # collections within one another


class LimitExceeded(LimitReached):
    """The document has more than it may have; the text says of what."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class TooManyNodes(LimitExceeded):
    """More nodes than `Limits.nodes`."""


class TooDeep(LimitExceeded):
    """More levels than `Limits.depth`."""


MAX_DIRECTIVES = 100
"""Lines that begin with `%`: libyaml compares each `%TAG` with all others."""


def compose(text: str, resolve: Resolve, limits: Limits) -> yaml.Node | None:
    """The node of the only document in a text; None where there is none.

    An alias is the node that its anchor names, so a node may be in several places, also within itself.

    Args:
        text: the document.
        resolve: the tag of a node that has none, or `!`, in the text.
        limits: the document is read as far as these.

    Raises:
        LimitExceeded: It has more nodes, levels or directives.
        yaml.YAMLError: It is not YAML, or there are several documents.
        ValueError: It has characters that no encoding has.
    """
    roots = _Composer(resolve, limits).roots_of(text)
    return roots[0] if roots else None


def compose_all(text: str, resolve: Resolve, limits: Limits) -> list[yaml.Node]:
    """The nodes of all documents in a text, otherwise as `compose`; the limits are those of all together."""
    return _Composer(resolve, limits, several=True).roots_of(text)


class _Open:
    """A collection whose end has not come; `key` waits for its value."""

    __slots__ = ("key", "node")

    def __init__(self, node: yaml.CollectionNode) -> None:
        self.node = node
        self.key: yaml.Node | None = None


class _Composer:
    def __init__(self, resolve: Resolve, limits: Limits, *, several: bool = False) -> None:
        self.root: yaml.Node | None = None
        self._roots: list[yaml.Node] = []
        self._several = several
        self._resolve = resolve
        self._limits = limits
        self._left = limits.nodes
        self._open: list[_Open] = []
        self._anchors: dict[str, yaml.Node] = {}
        self._documents = 0

    def roots_of(self, text: str) -> list[yaml.Node]:
        """The node of each document in a text."""
        if sum(text.count(f"{end}%") for end in "\n\r\x85\u2028\u2029") > MAX_DIRECTIVES:
            raise LimitExceeded(f"it has more than {MAX_DIRECTIVES} directives (`%`)", 0)
        for event in yaml.parse(text, LOADER):
            self.add(event)
        return self._roots

    def add(self, event: yaml.Event) -> None:
        """Process the next event."""
        start: Any = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            tag = self._tag(yaml.ScalarNode, event, event.value)
            end: Any = event.end_mark
            node = yaml.ScalarNode(tag, event.value, start, end, event.style)
            self._attach(self._anchored(event, node), event)
        elif isinstance(event, yaml.AliasEvent):
            self._attach(self._named(event), event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop().node.end_mark = event.end_mark
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            self._anchors = {}
            if self._documents > 1 and not self._several:
                raise yaml.composer.ComposerError(
                    "expected a single document in the stream",
                    self.root.start_mark if self.root else None,
                    "but found another document",
                    start,
                )

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        kind = yaml.SequenceNode if isinstance(event, yaml.SequenceStartEvent) else yaml.MappingNode
        tag = self._tag(kind, event, None)
        start: Any = event.start_mark
        node = kind(tag, [], start, None, event.flow_style)
        self._attach(self._anchored(event, node), event)
        self._open.append(_Open(node))
        if len(self._open) > self._limits.depth:
            raise TooDeep(f"it is nested more than {self._limits.depth} levels deep", _offset(event))

    def _tag(self, kind: type[yaml.Node], event: Any, text: str | None) -> str:
        return self._resolve(kind, text, event.implicit) if event.tag in (None, "!") else event.tag

    def _anchored(self, event: Any, node: yaml.Node) -> yaml.Node:
        if event.anchor is not None:
            if event.anchor in self._anchors:
                raise yaml.composer.ComposerError(
                    f"found duplicate anchor {event.anchor!r}; first occurrence",
                    self._anchors[event.anchor].start_mark,
                    "second occurrence",
                    event.start_mark,
                )
            self._anchors[event.anchor] = node
        return node

    def _named(self, event: Any) -> yaml.Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            raise yaml.composer.ComposerError(
                None, None, f"found undefined alias {event.anchor!r}", event.start_mark
            )
        return node

    def _attach(self, node: yaml.Node, event: yaml.Event) -> None:
        """Put a node where it belongs: into the innermost open collection."""
        self._left -= 1
        if self._left < 0:
            raise TooManyNodes(f"it has more than {self._limits.nodes:,} values", _offset(event))
        if not self._open:
            self.root = node
            self._roots.append(node)
            return
        top = self._open[-1]
        if isinstance(top.node, yaml.SequenceNode):
            top.node.value.append(node)
        elif top.key is None:
            top.key = node
        else:
            top.node.value.append((top.key, node))
            top.key = None


def _offset(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0
