"""Reading a configuration with everything it includes, as `ConfigParser._load` in `asab/config.py` does.

The main file first, then `[general] include`: an included file takes precedence over the including one, a
nested one over both, and each file is read once. The file system is a parameter.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from corscheck.asab.container import Configuration, Diagnosis, Include
from corscheck.asab.decode import decode
from corscheck.asab.diagnosis import LIMIT
from corscheck.asab.environment import expand
from corscheck.asab.ini import Ini
from corscheck.asab.layers import Layers
from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.asab.references import follow
from corscheck.limits import LimitReached
from corscheck.source import Source, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corscheck.asab.container import Files
    from corscheck.asab.decode import Undecodable
    from corscheck.asab.profiles import Profile
    from corscheck.limits import Budget

_MAX_DEPTH = 985
"""Nested includes that asab 25.15 reads before Python's recursion limit stops it (measured: 989)."""

_INCLUDE_STEPS = 4
"""What looking at one item of an include list costs, measured in references that are followed."""


def load(
    path: str,
    files: Files,
    environ: Mapping[str, str],
    profile: Profile = DEFAULT_PROFILE,
    budget: Budget | None = None,
) -> Configuration:
    """Read the main file `path` and its includes.

    `environ` is the environment of ASAB's process; `budget` limits the work (default: one for this call).
    Nothing is raised for a bad configuration, or one that is not read to its end: see `Configuration.error`.
    """
    reader = _Reader(path, files, environ, profile, budget)
    if files.is_file(path):
        try:
            reader.begin(*decode(files.read(path), path))
        except LimitReached as error:
            reader.begin(Source("", path))
            reader.fail(Diagnosis(LIMIT, str(error)))
        except OSError:  # configparser leaves out what it cannot open
            reader.begin(Source("", path))
    else:
        reader.fail(Diagnosis("SystemExit", f"Config file '{path}' not found", None, "load"))
    return reader.finish()


class _Reader:
    """One reading of a configuration."""

    def __init__(
        self,
        path: str,
        files: Files,
        environ: Mapping[str, str],
        profile: Profile,
        budget: Budget | None,
    ) -> None:
        self._path = path
        self._files = files
        self._profile = profile
        self._environ = dict(environ)
        self._layers = Layers(path, self._environ, budget)
        self._budget = self._layers.budget
        self._read: dict[str, Ini] = {}  # by absolute path
        self._included: set[str] = set()
        self._found: dict[str, list[tuple[str, str]]] = {}
        self._includes: list[Include] = []
        self._problems: list[Diagnosis] = []
        self._error: Diagnosis | None = None

    def begin(self, source: Source, undecodable: Undecodable | None = None) -> None:
        """Read the main file and all it includes, depth first."""
        source.quotable = self._files.is_ours(self._path, self._path)
        self._add(Ini(source, self._path, undecodable), _directory(self._path))
        stack = [self._follow(self._include_list())]
        while stack:
            nested = next(stack[-1], None)
            if nested is None:
                stack.pop()
            elif len(stack) < _MAX_DEPTH:
                stack.append(self._follow(nested))
            else:
                self.fail(Diagnosis("RecursionError", "maximum recursion depth exceeded", nested.span))
                return

    def fail(self, diagnosis: Diagnosis) -> None:
        """Record what ends ASAB's reading; the first error is the one that it raises."""
        self._problems.append(diagnosis)
        self._error = self._error or diagnosis

    def finish(self) -> Configuration:
        """What was read."""
        for problem in self._layers.problems:
            self.fail(problem)
        return Configuration(
            path=self._path,
            profile=self._profile,
            environ=self._environ,
            files=self._files,
            layers=self._layers,
            includes=tuple(self._includes),
            error=self._error,
            problems=tuple(self._problems),
        )

    def _add(self, ini: Ini, directory: str) -> None:
        error = ini.error
        if error is not None:
            self._error = self._error or error
            if ini not in self._layers.inis:
                self._problems += ini.problems
        self._layers.add(ini, lambda: self._files.absolute(directory))

    def _include_list(self) -> Value:
        """The include list at this point, references followed; empty where it cannot be resolved."""
        value = self._layers.find("general", "include")
        if value is None:
            return Value("")
        followed = follow(value, "general", "include", self._layers, "load")
        if isinstance(followed, Diagnosis):
            self.fail(followed)
            return Value("")
        return followed

    def _follow(self, includes: Value) -> Iterator[Value]:
        """Read what an include list names; yields the include list of each file it reads."""
        separator = "\n" if "\n" in includes.text else self._profile.include_separator
        for part in includes.split(re.compile(re.escape(separator))):
            item = part.strip()
            if not item.text:
                continue
            if not self._affords(item):
                return
            zookeeper = bool(self._profile.zookeeper) and item.text.startswith("zookeeper")
            if zookeeper:
                self._ask_zookeeper(item)
            read: list[str] = []
            repeated: list[str] = []
            unreadable: list[str] = []
            number = len(self._includes)
            include = Include(item, "zookeeper" if zookeeper else "files", (), (), (), includes)
            self._includes.append(include)
            unread: list[str] = []
            for absolute, path in self._glob(item, unread):
                if absolute in self._included:
                    repeated.append(path)
                    continue
                try:
                    (read if self._include(absolute) else unreadable).append(path)
                except LimitReached as error:
                    self.fail(Diagnosis(LIMIT, str(error), item.span))
                    unread.append(path)
                if read[-1:] == [path]:
                    yield self._include_list()
            self._includes[number] = include._replace(
                paths=tuple(read),
                repeated=tuple(repeated),
                unreadable=tuple(unreadable),
                unread=tuple(unread),
            )

    def _affords(self, item: Value) -> bool:
        """Whether the budget allows looking at one more item of an include list; it is reported if not."""
        try:
            self._budget.spend(steps=_INCLUDE_STEPS)
        except LimitReached as error:
            self.fail(Diagnosis(LIMIT, str(error), item.span))
            return False
        return True

    def _glob(self, item: Value, unread: list[str]) -> list[tuple[str, str]]:
        """The files that an item matches: the absolute path of each, and the path to display.

        Files that include each other by the same pattern are many; the disk is searched once for them. Where
        the search ends at a limit, the item is added to `unread`.
        """
        try:
            take = partial(self._layers.take, "include")
            pattern = expand(item, self._environ, self._budget, take).text
            if pattern not in self._found:
                paths = [self._files.absolute(path) for path in self._files.glob(pattern)]
                self._found[pattern] = [(path, self._display(path)) for path in paths]
            return self._found[pattern]
        except (ValueError, RecursionError) as error:
            self.fail(Diagnosis.of(error, item.span, "load"))
        except LimitReached as error:
            self.fail(Diagnosis(LIMIT, str(error), item.span))
            unread.append(item.text)
        return []

    def _include(self, absolute: str) -> bool:
        """Read one included file; False where it cannot be opened, which ASAB passes over.

        Raises:
            LimitReached: It is not read here, whatever ASAB does.
        """
        self._included.add(absolute)
        self._layers.clear_include()
        if not self._read:
            self._read[self._files.absolute(self._path)] = self._layers.inis[0]
        ini = self._read.get(absolute)
        if ini is None:
            try:
                data = self._files.read(absolute)
            except LimitReached:  # which the disk's are errors of the system, too
                raise
            except OSError:
                return False
            source, undecodable = decode(data, self._display(absolute))
            source.quotable = self._files.is_ours(absolute, self._path)
            ini = self._read[absolute] = Ini(source, absolute, undecodable)
        self._add(ini, _directory(absolute))
        return True

    def _display(self, absolute: str) -> str:
        """An absolute path for display: relative where it is below the working directory."""
        return absolute.removeprefix(self._files.absolute("").rstrip("/") + "/")

    def _ask_zookeeper(self, item: Value) -> None:
        """What `_include_from_zookeeper` does before it connects; asking ZooKeeper is left out."""
        from urllib.parse import urlparse  # noqa: PLC0415 - only these includes need it, and it costs time

        try:
            url = urlparse(item.text)
        except ValueError as error:
            self.fail(Diagnosis.of(error, item.span, "load"))
            return
        path: str | None = url.path
        if not url.netloc and self._setting("servers", item) is None:
            return
        if url.path.startswith("./"):
            base = self._setting("path", item)
            path = None if base is None else base + url.path[1:]
        formats = self._profile.zookeeper_formats
        if path is not None and formats and not path.endswith(formats):
            reason = f"Unknown configuration format '{path}'"
            message = f"Failed to obtain configuration from Zookeeper server(s): '{reason}'."
            self.fail(Diagnosis("SystemExit", message, item.span))

    def _setting(self, option: str, item: Value) -> str | None:
        """A setting of ZooKeeper; None where ASAB fails on it."""
        sections = self._profile.zookeeper
        section = next((name for name in sections if self._layers.has(name)), sections[-1])
        value = self._layers.find(section, option)
        if value is None:
            missing = option if self._layers.has(section) else section
            self.fail(Diagnosis("KeyError", repr(missing), item.span))
            return None
        followed = follow(value, section, option, self._layers, "load")
        if isinstance(followed, Diagnosis):
            self.fail(followed)
            return None
        return followed.text


def _directory(path: str) -> str:
    """As `os.path.dirname` on POSIX."""
    head = path[: path.rfind("/") + 1]
    return head.rstrip("/") or head
