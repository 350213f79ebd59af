"""Descriptors and models of ASAB Maestro: which objects `asab: {config: …}` make one configuration.

In a model (`/Site/model.yaml`) those of the whole site, of a service and of an instance are layers of one
configuration; the more specific one takes precedence (TeskaLabs, "Configure ASAB services from the model").
Below them is the service's descriptor, which is another file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.yaml_nodes import Nodes


class Layered(NamedTuple):
    """The objects `config` of one configuration, the most general first."""

    nodes: tuple[yaml.MappingNode, ...]
    partial: bool  # whether other layers evidently are in other files


def configurations(nodes: Nodes, root: yaml.MappingNode) -> Iterator[Layered]:
    """The configurations of a descriptor, a model, or any other document with objects `asab: {config: …}`."""
    top = _config(nodes, root)
    services = _get(nodes, root, "services")
    define = _get(nodes, root, "define")
    kind = _get(nodes, define, "type") if isinstance(define, yaml.MappingNode) else None
    partial = isinstance(kind, yaml.ScalarNode) and kind.value.startswith("rc/")
    partial = partial or isinstance(_get(nodes, root, "descriptor"), yaml.MappingNode)
    taken: set[int] = set()
    if isinstance(services, yaml.MappingNode):
        layered = {tuple(map(id, found)): found for found in _of_services(nodes, top, services)}
        for key, found in layered.items():
            taken.update(key)
            yield Layered(found, partial=True)
        partial = True
    for node in _anywhere(nodes, root):
        if id(node) not in taken:
            yield Layered((node,), partial)


def _of_services(
    nodes: Nodes, top: yaml.MappingNode | None, services: yaml.MappingNode
) -> Iterator[tuple[yaml.MappingNode, ...]]:
    """The layers of each service and instance, some of them several times."""
    general = (top,) if top else ()
    for _, service in nodes.pairs(services):
        own = _config(nodes, service)
        layers = (*general, own) if own and own is not top else general
        instances = _get(nodes, service, "instances") if isinstance(service, yaml.MappingNode) else service
        special = [_config(nodes, instance) for instance in _members(nodes, instances)]
        yield from ((*layers, instance) for instance in special if instance and instance not in layers)
        if layers and not (special and all(special)):
            yield layers


def _members(nodes: Nodes, node: yaml.Node | None) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in nodes.pairs(node)]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _get(nodes: Nodes, node: yaml.Node, name: str) -> yaml.Node | None:
    """The value of a key; of equal ones the last counts."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in reversed(nodes.pairs(node)) if key.value == name), None)


def _config(nodes: Nodes, node: yaml.Node) -> yaml.MappingNode | None:
    asab = _get(nodes, node, "asab")
    found = _get(nodes, asab, "config") if asab is not None else None
    return found if isinstance(found, yaml.MappingNode) else None


def _anywhere(nodes: Nodes, root: yaml.MappingNode) -> Iterator[yaml.MappingNode]:
    """The objects `config` in objects `asab`, wherever they are, each once."""
    stack: list[yaml.Node] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            part = _config(nodes, node)
            if part is not None and id(part) not in seen:
                seen.add(id(part))
                yield part
            stack += [value for _, value in reversed(nodes.pairs(node))]
