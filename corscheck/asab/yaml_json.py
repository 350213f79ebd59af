"""Configuration in JSON and YAML: nodes that ASAB reads from ZooKeeper, and descriptors of whole sites.

`_include_from_zookeeper` in `asab/config.py` hands the decoded node to `ConfigParser.read_dict`, which
makes text of every value as `str()` does: `no` in YAML becomes `False`, a list its Python notation.
Environment variables are not put in. In a descriptor the sections stand in objects `asab: {config: …}`
that are rendered to an INI file, lists as values of several lines.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import yaml

from corscheck.asab.configuration import Configuration
from corscheck.asab.decode import decode
from corscheck.asab.diagnosis import Diagnosis
from corscheck.asab.ini import Ini, IniSection
from corscheck.asab.layers import Layers
from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.asab.yaml_nodes import BadNode, Nodes
from corscheck.findings import apply_fixes
from corscheck.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corscheck.asab.container import Files
    from corscheck.asab.decode import Undecodable
    from corscheck.asab.profiles import Profile
    from corscheck.findings import Fix
    from corscheck.source import Value

LIMIT = 1 << 20
"""ZooKeeper takes no larger node (`jute.maxbuffer`)."""

_MAX_NODES = 100_000
_MAX_DESCRIPTORS = 200
"""Descriptors of a file that are read; a large site has some dozens."""

_TRIED = 3 * LIMIT
"""Characters that are read to see what fixes do to a file."""

_OURS = r"(?im)(?:^|[\s{\[,\"'-])(?:cors[\w-]*|preflightpaths)[\"']?[ \t]*:"


def load_site(
    path: str, files: Files, environ: Mapping[str, str], profile: Profile = DEFAULT_PROFILE
) -> list[Configuration]:
    """The configurations in a file: one of a node, one for each descriptor.

    Nothing is raised for a bad file: it is in `Configuration.error`. A file without an option of ours
    is not looked at.
    """
    try:
        source, undecodable = decode(files.read(path), path)
    except OSError:
        return []
    if not re.search(_OURS, source.text):
        return []
    return _Site(source, files, environ, profile, undecodable).read()


def fitting(configuration: Configuration, fixes: Iterable[Fix]) -> list[Fix]:
    """Those of the fixes that leave its JSON or YAML file the sections and options it has.

    What is no more than another value does; a line in the syntax of INI files does not. All are tried at
    once, then halves of those that harm together; of a large file, as many as can be read in a few seconds.
    """
    source = configuration.sources[0]
    json = source.path.lower().endswith(".json")
    shape = _shape(configuration, source.text)
    groups = [[fix for fix in fixes if not json or not _breaks_string(fix)]] if shape else []
    fit: list[Fix] = []
    left = _TRIED
    while groups and left > 0:
        text, tried = apply_fixes(source, group := groups.pop())
        taken = set(map(id, tried))
        others = [fix for fix in group if id(fix) not in taken]
        left -= len(text)
        if _shape(configuration, text) == shape:
            fit += tried
        elif len(tried) > 1:
            groups += [tried[: len(tried) // 2], tried[len(tried) // 2 :]]
        if tried and others:
            groups.append(others)
    return fit


def _breaks_string(fix: Fix) -> bool:
    return any(set(edit.text) & set('\n"') for edit in fix.edits)


def _shape(configuration: Configuration, text: str) -> list[list[int]]:
    """How many options each section has, were that the text of the file; empty where it is broken."""
    source = Source(text, configuration.path)
    read = _Site(source, configuration.files, {}, configuration.profile).read()
    return [[len(one.own_options(name)) for name in one.names] for one in read if not one.error]


class _SiteFile(Ini):
    """The sections of one configuration, behind the interface of an INI file."""

    def __init__(self, source: Source) -> None:
        super().__init__(Source("", source.path), source.path)
        self.source = source
        self.failure: Diagnosis | None = None
        self._placed: dict[tuple[str, str], tuple[Span, Value]] = {}
        self._headers: dict[str, Span] = {}

    @property
    def error(self) -> Diagnosis | None:
        """What ends ASAB."""
        return self.failure

    @property
    def problems(self) -> tuple[Diagnosis, ...]:
        """The same: reading ends with the first."""
        return (self.failure,) if self.failure else ()

    def fail(self, error: BadNode) -> None:
        """Note an error as ASAB logs it before it ends; the first one counts."""
        log = f"Failed to obtain configuration from Zookeeper server(s): '{error}'."
        self.failure = self.failure or Diagnosis("SystemExit", log, error.span)

    def add(self, section: str, header: Span, options: Mapping[str, tuple[Span, Value]]) -> None:
        """Add a section with its options: name, where it stands, value."""
        found = self.sections.setdefault(section, IniSection())
        self._headers[section] = header
        for name, placed in options.items():
            found.options[name] = placed[1].text.split("\n")
            self._placed[section, name] = placed

    def value(self, section: str, option: str) -> Value:
        """As the INI file's."""
        return self._placed[section, option][1]

    def key(self, section: str, option: str) -> Span:
        """As the INI file's."""
        return self._placed[section, option][0]

    def headers(self, section: str) -> list[Span]:
        """As the INI file's."""
        return [self._headers[section]] if section in self._headers else []


class _Site:
    """One reading of a file."""

    def __init__(
        self,
        source: Source,
        files: Files,
        environ: Mapping[str, str],
        profile: Profile,
        undecodable: Undecodable | None = None,
    ) -> None:
        self._source = source
        self._undecodable = undecodable
        self._files = files
        self._environ = environ
        self._profile = profile
        # YAML takes all of JSON but tabs between tokens; within its strings JSON has none.
        text = source.text.replace("\t", " ") if source.path.lower().endswith(".json") else source.text
        text = re.sub(r"[\ud800-\udfff]", "\ufffd", text)  # what is left of bytes that are no UTF-8
        self._nodes = Nodes(source, text if len(text) <= LIMIT else "")

    def read(self) -> list[Configuration]:
        file = self._file()
        if len(self._source.text) > LIMIT:
            file.fail(BadNode(f"the node is larger than {LIMIT} bytes", Span(self._source, 0, 0)))
            return [self._made(file, {})]
        try:
            root = self._nodes.root()
        except BadNode as error:
            file.fail(error)
            return [self._made(file, {})]
        if not isinstance(root, yaml.MappingNode):
            return []
        descriptors = list(islice(_descriptors(root), _MAX_DESCRIPTORS))
        if descriptors:
            return [self._configuration(node, rendered=True) for node in descriptors]
        return [self._configuration(root, rendered=False)] if _is_node(root) else []

    def _file(self) -> _SiteFile:
        file = _SiteFile(self._source)
        if self._undecodable and self._undecodable.diagnosis.span:
            file.fail(BadNode(self._undecodable.diagnosis.message, self._undecodable.diagnosis.span))
        return file

    def _configuration(self, root: yaml.MappingNode, *, rendered: bool) -> Configuration:
        file = self._file()
        for key, section in root.value:
            options: dict[str, tuple[Span, Value]] = {}
            try:
                for name, span, value in self._options(section, rendered=rendered):
                    options.setdefault(name, (span, value))
            except BadNode as error:
                file.fail(error)
            file.add(str(key.value), self._nodes.span(key), options)
        return self._made(file, self._environ if rendered else {})

    def _options(self, section: yaml.Node, *, rendered: bool) -> Iterator[tuple[str, Span, Value]]:
        if not isinstance(section, yaml.MappingNode):
            if not rendered:
                kind = self._nodes.type_of(section)
                raise BadNode(f"'{kind}' object has no attribute 'items'", self._nodes.span(section))
            return
        for key, node in section.value:
            value = self._nodes.rendered(node) if rendered else self._nodes.stored(node)
            yield str(key.value).lower(), self._nodes.span(key), value

    def _made(self, file: _SiteFile, environ: Mapping[str, str]) -> Configuration:
        layers = Layers(self._source.path, dict(environ))
        layers.add(file, lambda: "${THIS_DIR}")
        return Configuration(
            path=self._source.path,
            profile=self._profile,
            environ=environ,
            files=self._files,
            layers=layers,
            includes=(),
            error=file.error,
            problems=file.problems,
        )


def _is_node(root: yaml.MappingNode) -> bool:
    """Whether a document can be a node of ours: other documents too know the word `cors`."""
    for key, section in root.value:
        if "web" in str(key.value).lower():
            return True
        options = section.value if isinstance(section, yaml.MappingNode) else ()
        if any(str(name.value).lower().startswith(("cors_", "preflightpaths")) for name, _ in options):
            return True
    return False


def _descriptors(root: yaml.MappingNode) -> Iterator[yaml.MappingNode]:
    """The objects `config` in objects `asab`, wherever they are; in a file of a sane size."""
    stack: list[yaml.Node] = [root]
    seen: set[int] = set()
    while stack and len(seen) < _MAX_NODES:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == "asab" and isinstance(value, yaml.MappingNode):
                    inner = (part for name, part in value.value if name.value == "config")
                    yield from (part for part in inner if isinstance(part, yaml.MappingNode))
            stack += [value for _, value in reversed(node.value)]
