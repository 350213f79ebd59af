"""A configuration as ASAB holds it after reading: its sections and options, each with its place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, Protocol

from corscheck.asab.diagnosis import Diagnosis
from corscheck.asab.ini import DEFAULT
from corscheck.asab.references import follow
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from corscheck.asab.layers import Layers
    from corscheck.asab.profiles import Profile
    from corscheck.source import Source, Span, Value


class Files(Protocol):
    """The file system, as ASAB uses it; relative names start at the working directory.

    An implementation reads the disk; tests hand over a dictionary.
    """

    def read(self, path: str) -> bytes:
        """The content of a file.

        Raises:
            OSError: ASAB could not open it either (a directory, no permission).
            LimitReached: It is not read here, whatever ASAB does: too large, not a regular file.
        """

    def is_file(self, path: str) -> bool:
        """As `os.path.isfile`."""

    def is_dir(self, path: str) -> bool:
        """As `os.path.isdir`."""

    def glob(self, pattern: str) -> list[str]:
        """As `glob.glob`, in the file system's order.

        Raises:
            LimitReached: The search would go too far.
        """

    def is_ours(self, path: str, main: str) -> bool:
        """Whether a file belongs to the configuration whose main file is `main`, links followed.

        It does in the main file's directory or below, and in the same repository. The text of any other
        file is never shown.
        """

    def absolute(self, path: str) -> str:
        """As `os.path.abspath`: normalised, symbolic links not followed; of "": the working directory."""


class Option:
    """One option of a section, with its final value.

    `value` is the text after environment variables were put in on reading, before `${references}`;
    `key` is the place of the name (None for a default of ASAB); `inherited`: it comes from
    [DEFAULT]; `overridden`: earlier definitions that are not used, as written, the latest first.

    The place of most names is never needed, so `key` may be a function that returns it.
    """

    __slots__ = ("_key", "inherited", "name", "overridden", "value")

    def __init__(
        self,
        name: str,
        value: Value,
        key: Span | Callable[[], Span] | None = None,
        *,
        inherited: bool = False,
        overridden: tuple[Option, ...] = (),
    ) -> None:
        self.name = name
        self.value = value
        self._key = key
        self.inherited = inherited
        self.overridden = overridden

    def __repr__(self) -> str:
        return f"Option({self.name!r}, {self.value.text!r})"

    @property
    def is_set(self) -> bool:
        """Whether a file sets it."""
        return self._key is not None

    @property
    def key(self) -> Span | None:
        """The place of the name; None for a default of ASAB."""
        if self._key is not None and not isinstance(self._key, tuple):
            self._key = self._key()
        return self._key


class Section(NamedTuple):
    """One section, merged from all files; options of [DEFAULT] are in it as ASAB sees them.

    `headers` are the spans of all its headers (`[name]`) in reading order, `header` the first one.
    """

    name: str
    header: Span | None
    options: dict[str, Option]
    headers: tuple[Span, ...]


class Include(NamedTuple):
    """One item of an include list that ASAB came across.

    `pattern` is the item with its place, `list` the whole include value it was split from. `paths`
    are the files it led to, `repeated` those that had been read before and are passed over,
    `unreadable` what could not be opened, such as a directory, `unread` what corscheck does not read, for
    which there is a problem of type `LIMIT`. `kind` is `zookeeper` where ASAB asks
    ZooKeeper, which corscheck does not.
    """

    pattern: Value
    kind: Literal["files", "zookeeper"]
    paths: tuple[str, ...]
    repeated: tuple[str, ...]
    unreadable: tuple[str, ...]
    list: Value
    unread: tuple[str, ...] = ()


class Configuration:
    """One main file with everything it includes, as ASAB holds it after reading.

    `error` is what ended ASAB's reading (None: it loads), `problems` everything that is wrong with
    the files' syntax and includes, `error` among it: every duplicate and every bad line. After an
    error the rest is read as if it were corrected.
    """

    __slots__ = (
        "_defaults",
        "_layers",
        "_sections",
        "environ",
        "error",
        "files",
        "includes",
        "names",
        "partial",
        "path",
        "problems",
        "profile",
        "sources",
        "started_in",
    )

    def __init__(
        self,
        *,
        path: str,
        profile: Profile,
        environ: Mapping[str, str],
        files: Files,
        layers: Layers,
        includes: tuple[Include, ...],
        error: Diagnosis | None,
        problems: tuple[Diagnosis, ...],
    ) -> None:
        self.path = path
        self.profile = profile
        self.environ = environ
        self.files = files
        self.includes = includes
        self.error = error
        self.problems = problems
        self.partial = False
        """Whether options that are missing here evidently are in files that are not at hand."""
        self.started_in: str | None = None
        """The directory in which ASAB was assumed to be started, other than the working directory."""
        self._layers = layers
        self.names: Collection[str] = layers.definitions.keys()
        """The names of all sections that files have, in the order they came up; [DEFAULT] too."""
        self._defaults: dict[str, Option] | None = None
        self._sections: dict[str, Section] | None = None
        sources: Iterable[Source] = [ini.source for ini in layers.inis]
        self.sources = tuple(sources if len(layers.inis) == 1 else dict.fromkeys(sources))
        """The files in reading order, each once; a later one takes precedence."""

    @property
    def taken(self) -> Collection[tuple[str, str]]:
        """The values of environment variables that were inserted: the option, and the text."""
        return self._layers.taken.keys()

    @property
    def takes_from_elsewhere(self) -> bool:
        """Whether any value came from the environment, from files of others, or from another option."""
        return bool(self.taken) or any(not source.quotable or "${" in source.text for source in self.sources)

    @property
    def sections(self) -> dict[str, Section]:
        """All sections that files have, by name."""
        if self._sections is None:
            self._sections = {name: self._section(name) for name in self.names}
        return self._sections

    def has(self, section: str) -> bool:
        """Whether ASAB finds that section; its own defaults count."""
        return self._layers.has(section)

    def options(self, section: str) -> dict[str, Option]:
        """The options of one section as ASAB's `Config.items` lists them: those of [DEFAULT] first.

        Empty where no file has that section.
        """
        if section not in self.names:
            return {}
        options = {} if section == DEFAULT else self._inherited().copy()
        for name in self.own_options(section):
            options[name] = self._option(section, name)
        return options

    def own_options(self, section: str) -> Collection[str]:
        """The names of the options that files set in that section itself."""
        return self._layers.definitions.get(section, ())

    def resolve(self, section: str, option: str) -> Value | Diagnosis:
        """The option's text with `${references}` followed, or what ASAB raises on access."""
        value = self._layers.find(section, option)
        if value is not None:
            return follow(value, section, option, self._layers)
        if section == DEFAULT or self.has(section):
            return Diagnosis("NoOptionError", f"No option {option!r} in section: {section!r}", stage="start")
        return Diagnosis("NoSectionError", f"No section: {section!r}", stage="start")

    def report(self, problem: Diagnosis) -> None:
        """Add a problem that is found after reading; once, however often it is found."""
        if problem not in self.problems:
            self.problems = (*self.problems, problem)

    def headers(self, section: str) -> tuple[Span, ...]:
        """The places of a section's headers, in reading order."""
        inis = dict.fromkeys(self._layers.inis)
        return tuple(header for ini in inis for header in ini.headers(section))

    def _section(self, name: str) -> Section:
        headers = self.headers(name)
        return Section(name, headers[0] if headers else None, self.options(name), headers)

    def _inherited(self) -> dict[str, Option]:
        """The options of [DEFAULT] as every other section has them."""
        if self._defaults is None:
            names = self.own_options(DEFAULT)
            self._defaults = {name: self._option(DEFAULT, name, inherited=True) for name in names}
        return self._defaults

    def _option(self, section: str, name: str, *, inherited: bool = False) -> Option:
        inis = self._layers.setting(section, name)
        overridden: tuple[Option, ...] = ()
        if len(inis) > 1:
            losers = list(dict.fromkeys(reversed(inis)))[1:]
            overridden = tuple(
                Option(name, ini.value(section, name), partial(ini.key, section, name)) for ini in losers
            )
        value, key = self._layers.read(section, name), partial(inis[-1].key, section, name)
        return Option(name, value, key, inherited=inherited, overridden=overridden)
