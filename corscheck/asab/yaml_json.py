"""Configuration in JSON and YAML: nodes that ASAB reads from ZooKeeper, and descriptors of whole sites.

`_include_from_zookeeper` in `asab/config.py` hands the decoded node to `ConfigParser.read_dict`, which
makes text of every value as `str()` does: `no` in YAML becomes `False`, a list its Python notation.
Environment variables are not expanded. In a descriptor the sections are in objects `asab: {config: …}` that
are rendered to an INI file, lists as values of several lines.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

import yaml

from corscheck.asab import maestro
from corscheck.asab.configuration import Configuration
from corscheck.asab.decode import decode
from corscheck.asab.embedded import ini_texts
from corscheck.asab.layers import Layers
from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.asab.site_file import EmbeddedIni, SiteFile
from corscheck.asab.yaml_nodes import BadNode, Nodes
from corscheck.limits import LimitReached
from corscheck.source import Source, Span
from corscheck.yaml_tree import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corscheck.asab.container import Files
    from corscheck.asab.decode import Undecodable
    from corscheck.asab.ini import Ini
    from corscheck.asab.profiles import Profile
    from corscheck.limits import Budget
    from corscheck.source import Value

MAX_SIZE = 1 << 20
"""Characters that are read; ZooKeeper has no larger node (`jute.maxbuffer`)."""

_TOO_LARGE = f"the file is larger than {MAX_SIZE // 1024**2} MiB"

_SEVERAL = "expected a single document"  # PyYAML's words

_MAX_DESCRIPTORS = 200
"""Descriptors of a file that are read; a large site has some dozens."""

_OURS = r"(?im)(?:^|\\[nrt]|[\s{\[,\"'-])(?:cors[\w-]*|preflightpaths)[\"']?[ \t]*[:=]"

_HEADER = r"\[(?:[\w-]+:)?web(?::[\w-]+)?\]"
"""Of a web section in a text."""


def load_site(
    path: str,
    files: Files,
    environ: Mapping[str, str],
    profile: Profile = DEFAULT_PROFILE,
    budget: Budget | None = None,
    *,
    named: bool = False,
) -> list[Configuration]:
    """The configurations in a file: one of a node, one for each descriptor.

    Nothing is raised for a bad file: it is in `Configuration.error`. A file without an option of a
    web container is skipped, unless the user `named` it and it cannot be loaded.
    """
    try:
        source, undecodable = decode(files.read(path), path)
        source.quotable = files.is_ours(path, path)
    except LimitReached as error:
        return _Site(Source("", path), files, environ, profile, budget=budget).unread(str(error))
    except OSError:
        return []
    site = _Site(source, files, environ, profile, undecodable, budget)
    if re.search(_OURS, source.text):
        return site.read()
    found = site.texts() if re.search(_HEADER, source.text) else []
    return found or (site.failing() if named else [])


def read_text(text: str, configuration: Configuration) -> list[Configuration]:
    """The configurations in a file if that is its text; variables are not expanded."""
    source = Source(text, configuration.path)
    return _Site(source, configuration.files, {}, configuration.profile).read()


class _Site:
    """One reading of a file."""

    def __init__(
        self,
        source: Source,
        files: Files,
        environ: Mapping[str, str],
        profile: Profile,
        undecodable: Undecodable | None = None,
        budget: Budget | None = None,
    ) -> None:
        self._source = source
        self._budget = budget
        self._undecodable = undecodable
        self._files = files
        self._environ = environ
        self._profile = profile
        text = re.sub(r"[\ud800-\udfff]", "\ufffd", source.text)  # what is left of bytes that are no UTF-8
        json = source.path.lower().endswith(".json")
        self._nodes = Nodes(source, text if len(text) <= MAX_SIZE else "", json=json)
        self._embedding = Source(source.text, source.path, quotable=source.quotable, embedding=True)

    def read(self) -> list[Configuration]:
        if len(self._source.text) > MAX_SIZE:
            return self.unread(_TOO_LARGE)
        file = self._file()
        try:
            return self._of_document(self._nodes.root())
        except BadNode as error:
            try:
                if _SEVERAL in str(error) and (found := self._of_documents()) is not None:
                    return found
                file.fail(error)
            except BadNode as later:  # in a further document
                file.fail(later)
            except LimitExceeded as limit:
                file.stop(f"the file is not read: {limit}", self._source.span(limit.offset, limit.offset))
        except LimitExceeded as error:
            file.stop(f"the file is not read: {error}", self._source.span(error.offset, error.offset))
        return [self._made([file], {})]

    def _of_document(self, root: yaml.Node | None) -> list[Configuration]:
        """What is in a file of one document."""
        if root is None:
            return []
        texts = [self._of_text(node) for node in ini_texts(root)]
        if not isinstance(root, yaml.MappingNode):
            return texts
        layered = list(islice(maestro.configurations(self._nodes, root), _MAX_DESCRIPTORS + 1))
        if layered:
            return [*self._of_descriptors(layered), *texts]
        return [*([self._of_node(root)] if self._is_node(root) else []), *texts]

    def _of_documents(self) -> list[Configuration] | None:
        """The INI files in a file of several documents; None where one of these is a node or a descriptor."""
        roots = self._nodes.roots()
        for root in roots:
            if isinstance(root, yaml.MappingNode) and (
                self._is_node(root) or next(maestro.configurations(self._nodes, root), None)
            ):
                return None
        return [self._of_text(node) for root in roots for node in ini_texts(root)]

    def texts(self) -> list[Configuration]:
        """The INI files in texts only; none where the file cannot be loaded."""
        try:
            roots = self._nodes.roots() if len(self._source.text) <= MAX_SIZE else []
        except (BadNode, LimitExceeded):
            return []
        return [self._of_text(node) for root in roots for node in ini_texts(root)]

    def failing(self) -> list[Configuration]:
        """A configuration with the error with which no program can load the file; none without one.

        Several documents in one file are not an error: Kubernetes and others use them.
        """
        if len(self._source.text) > MAX_SIZE:
            return self.unread(_TOO_LARGE)
        file = self._file()
        try:
            if (root := self._nodes.root()) is not None:
                self._nodes.check(root)
        except BadNode as error:
            if _SEVERAL in str(error):
                return []
            file.fail(error)
        except LimitExceeded as error:
            file.stop(f"the file is not read: {error}", self._source.span(error.offset, error.offset))
        return [self._made([file], {})] if file.error else []

    def unread(self, message: str) -> list[Configuration]:
        """A configuration of which only the reason is known why it was not read."""
        file = self._file()
        file.stop(message, Span(self._source, 0, 0))
        return [self._made([file], {})]

    def _file(self) -> SiteFile:
        file = SiteFile(self._source)
        if self._undecodable and self._undecodable.diagnosis.span:
            file.fail(BadNode(self._undecodable.diagnosis.message, self._undecodable.diagnosis.span))
        return file

    def _of_descriptors(self, layered: list[maestro.Layered]) -> list[Configuration]:
        found = []
        for one in layered[:_MAX_DESCRIPTORS]:
            layers = []
            for node in one.nodes:
                layers.append(self._file())
                self._read_sections(layers[-1], node, rendered=True)
            found.append(self._made(layers, self._environ, partial=one.partial))
        if len(layered) > _MAX_DESCRIPTORS:
            file = self._file()
            message = (
                f"only the first {_MAX_DESCRIPTORS} descriptors are read, neither this one nor later ones"
            )
            file.stop(message, self._nodes.span(layered[-1].nodes[-1]))
            found.append(self._made([file], {}))
        return found

    def _of_text(self, node: yaml.ScalarNode) -> Configuration:
        """The configuration of an INI file in a text; what it includes is elsewhere."""
        ini = EmbeddedIni(self._nodes.text(node), self._embedding)
        has_includes = "general" in ini.sections and "include" in ini.sections["general"].options
        partial = has_includes and ini.value("general", "include").text != ""
        return self._made([ini], self._environ, partial=partial)

    def _of_node(self, root: yaml.MappingNode) -> Configuration:
        file = self._file()
        try:
            self._nodes.check(root)
        except BadNode as error:
            file.fail(error)
        self._read_sections(file, root, rendered=False)
        return self._made([file], {})

    def _read_sections(self, file: SiteFile, root: yaml.MappingNode, *, rendered: bool) -> None:
        """Add the sections as `read_dict` does; what it raises is recorded, and reading continues."""
        known: set[str] = set()
        for name, key, section in self._entries(file, root):
            span = self._nodes.key_span(key)
            if name in known:
                file.fail(BadNode(f"Section {name!r} already exists", span))
            known.add(name)
            options: dict[str, tuple[Span, Value]] = {}
            if isinstance(section, yaml.MappingNode):
                self._read_options(file, name, section, options, rendered=rendered)
            elif not rendered:
                file.fail(self._nodes.without_items(section))
            file.add(name, span, options)

    def _read_options(
        self,
        file: SiteFile,
        section: str,
        node: yaml.MappingNode,
        options: dict[str, tuple[Span, Value]],
        *,
        rendered: bool,
    ) -> None:
        read = self._nodes.rendered if rendered else self._nodes.stored
        for written, key, value in self._entries(file, node):
            name, span = written.lower(), self._nodes.key_span(key)
            if name in options:
                where = f"option {name!r} in section {section!r}"
                file.fail(BadNode(f"While reading from '<dict>': {where} already exists", span))
                continue
            try:
                options[name] = span, read(value)
            except BadNode as error:
                file.fail(error)

    def _entries(self, file: SiteFile, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """The keys of a mapping as texts and nodes, and the values: of equal keys the last value is used."""
        found: dict[Any, tuple[yaml.Node, yaml.Node]] = {}
        try:
            for pair in self._nodes.pairs(node):
                found[self._nodes.key(pair[0])] = pair
        except BadNode as error:
            file.fail(error)
        for key, pair in found.items():
            yield str(key), *pair

    def _is_node(self, root: yaml.MappingNode) -> bool:
        """Whether a document can be a node of ASAB's; the key `cors` alone does not show it."""
        for key, section in self._nodes.pairs(root):
            if "web" in str(key.value).lower():
                return True
            options = self._nodes.pairs(section) if isinstance(section, yaml.MappingNode) else ()
            if any(str(name.value).lower().startswith(("cors_", "preflightpaths")) for name, _ in options):
                return True
        return False

    def _made(
        self, inis: Sequence[Ini], environ: Mapping[str, str], *, partial: bool = False
    ) -> Configuration:
        layers = Layers(self._source.path, dict(environ), self._budget)
        for ini in inis:
            layers.add(ini, lambda: "${THIS_DIR}")
        configuration = Configuration(
            path=self._source.path,
            profile=self._profile,
            environ=environ,
            files=self._files,
            layers=layers,
            includes=(),
            error=next((ini.error for ini in inis if ini.error), None),
            problems=tuple(problem for ini in inis for problem in ini.problems),
        )
        configuration.partial = partial
        return configuration
