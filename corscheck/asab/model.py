"""The types that ASAB's reading of a configuration is told in; what other rooms code against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from corscheck.asab.diagnosis import Diagnosis

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from corscheck.asab.profiles import Profile
    from corscheck.source import Source, Span, Value

__all__ = [
    "Configuration",
    "Container",
    "Diagnosis",
    "Files",
    "Include",
    "Listen",
    "Option",
    "PreflightPath",
    "Section",
]


class Files(Protocol):
    """The file system, as ASAB uses it; relative names start at the working directory.

    An implementation reads the disk; tests hand over a dictionary.
    """

    def read(self, path: str) -> bytes:
        """The content of a file; raises OSError where ASAB could not open it (a directory, no permission)."""

    def is_file(self, path: str) -> bool:
        """As `os.path.isfile`."""

    def is_dir(self, path: str) -> bool:
        """As `os.path.isdir`."""

    def glob(self, pattern: str) -> list[str]:
        """As `glob.glob`, in the file system's order."""

    def absolute(self, path: str) -> str:
        """As `os.path.abspath`: normalised, symbolic links not followed; of "": the working directory."""


class Option(NamedTuple):
    """One option of a section as it finally stands.

    `value` is the text after environment variables were put in on reading, before `${references}`;
    `key` is where the name stands (None for a default of ASAB); `inherited`: it comes from
    [DEFAULT]; `overridden`: earlier definitions that lost, as written, the latest first.
    """

    name: str
    value: Value
    key: Span | None = None
    inherited: bool = False
    overridden: tuple[Option, ...] = ()


class Section(NamedTuple):
    """One section, merged from all files; options of [DEFAULT] are in it as ASAB sees them.

    `headers` are the spans of all its headers (`[name]`) in reading order, `header` the first one;
    a section that only ASAB's defaults make has none.
    """

    name: str
    header: Span | None
    options: dict[str, Option]
    headers: tuple[Span, ...]


class Include(NamedTuple):
    """One item of an include list that ASAB came across.

    `pattern` is the item with its place; `list` the whole include value it was split from; `paths`
    the files it newly led to, `repeated` those that had been read before; `kind` is `zookeeper`
    where ASAB would ask ZooKeeper, which corscheck does not.
    """

    pattern: Value
    kind: Literal["files", "zookeeper"]
    paths: tuple[str, ...]
    repeated: tuple[str, ...]
    list: Value


class Listen(NamedTuple):
    """One line of `listen`: the addresses it binds, their port, and whether TLS is on.

    `tls_section` is the name of the dedicated section (`ssl:name`) or None where the options of the
    container's own section count.
    """

    line: Value
    addresses: tuple[str, ...]
    port: int
    tls: bool
    tls_section: str | None


class Configuration:
    """One main file with everything it includes, as ASAB holds it after reading.

    `sources` are the files in reading order (a later one wins), `error` is what ended the reading
    (None: ASAB loads it), `problems` everything wrong in the files' syntax and includes, `error`
    too: every duplicate and every bad line. After an error the rest is read as if it were mended.
    """

    path: str
    profile: Profile
    environ: Mapping[str, str]
    files: Files
    sources: tuple[Source, ...]
    includes: tuple[Include, ...]
    error: Diagnosis | None
    problems: tuple[Diagnosis, ...]

    @property
    def sections(self) -> dict[str, Section]:
        """All sections in ASAB's order, `DEFAULT` included where a file has one."""
        raise NotImplementedError

    def resolve(self, section: str, option: str) -> Value | Diagnosis:
        """The option's text with `${references}` followed, or what ASAB raises on access."""
        raise NotImplementedError


class PreflightPath:
    """One item that ASAB's split of `cors_preflight_paths` results in.

    `value` is the item as written, `token` what the router is given (`/a/{tail:.*}`), `error` what
    the router raises.
    """

    value: Value
    token: str
    error: Diagnosis | None

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The regular expression aiohttp builds of a token with variables; None for a plain or bad one."""
        raise NotImplementedError


class Container:
    """One web container: what `asab.web.WebContainer` makes of a section."""

    section: str
    how: Literal["web", "alias", "custom"]
    configuration: Configuration
    profile: Profile
    header: Span | None
    options: dict[str, Option]  # effective ones: the section's, [DEFAULT]'s and ASAB's defaults
    values: dict[str, Value]  # effective text after references; an option that fails is left out
    cors: Value
    cors_enabled: bool
    paths: tuple[PreflightPath, ...]  # also when `cors` is empty and they are latent
    listen: tuple[Listen, ...]  # the lines that ASAB understands
    base_urls: tuple[str, ...]  # plain HTTP first; without unusable ports and addresses
    error: Diagnosis | None  # the first one, as ASAB raises it
    errors: tuple[Diagnosis, ...]  # all that would be hit if each were mended
    starts: bool

    def covers(self, path: str) -> bool:
        """Whether a preflight to this request path (as sent, without query) is answered by ASAB."""
        raise NotImplementedError
