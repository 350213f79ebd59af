"""The files of a configuration laid over each other: what each option finally is, and where it was set.

A later file takes precedence, option by option. Environment variables are expanded when a file is read, each
time in the values of *all* files read so far, as `asab/config.py` does in `before_read`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corscheck.asab.defaults import OPTIONS, defaults
from corscheck.asab.diagnosis import LIMIT, Diagnosis
from corscheck.asab.environment import OURS, expand
from corscheck.asab.ini import DEFAULT
from corscheck.limits import Budget, LimitReached
from corscheck.source import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence

    from corscheck.asab.ini import Ini

_INCLUDE = ("general", "include")


class Layers:
    """The merged state of the files read so far, and ASAB's own defaults below them."""

    __slots__ = (
        "_config_file",
        "_defaults",
        "_environ",
        "_expanded",
        "_include_from",
        "_merged",
        "_unexpanded",
        "budget",
        "definitions",
        "inis",
        "problems",
        "taken",
    )

    def __init__(
        self, config_file: str, environ: MutableMapping[str, str], budget: Budget | None = None
    ) -> None:
        self.budget = Budget() if budget is None else budget
        self.problems: list[Diagnosis] = []
        """What was not put in because a limit was reached."""
        self.inis: list[Ini] = []
        self.definitions: Mapping[str, Collection[str]] = {}
        """All sections that files have, [DEFAULT] too, and the options that they set in each."""
        self._merged: dict[str, dict[str, list[Ini]]] = {}
        # For each section and option the files that set it, in reading order; empty for a single file.
        self._config_file = config_file
        self._environ = environ
        self._defaults: dict[str, dict[str, str]] | None = None
        self._expanded: dict[tuple[str, str], Value] = {}
        self._unexpanded: set[tuple[str, str]] = set()  # keys of what may change with the next file
        self._include_from = 0
        self.taken: dict[tuple[str, str], None] = {}
        """The texts of inserted variables: the option, and the text."""

    def add(self, ini: Ini, directory: Callable[[], str]) -> None:
        """Lay a file over the others; `directory` says what `${THIS_DIR}` is now, where it matters."""
        if self.inis:
            if len(self.inis) == 1:
                self._merge(self.inis[0])
            self._merge(ini)
            self.definitions = self._merged
        else:
            self.definitions = {name: section.options for name, section in ini.sections.items()}
        self.inis.append(ini)
        if self._expanded:
            for name, section in ini.sections.items():
                for option in section.options:
                    self._expanded.pop((name, option), None)
        if "$" in ini.source.text:
            for name, section in ini.sections.items():
                for option in section.options:
                    value = ini.value(name, option)
                    if "$" in value.text:
                        self._expanded[name, option] = value
                        self._unexpanded.add((name, option))
        self._expand(directory)

    def _merge(self, ini: Ini) -> None:
        for name, section in ini.sections.items():
            options = self._merged.setdefault(name, {})
            for option in section.options:
                options.setdefault(option, []).append(ini)

    def setting(self, section: str, option: str) -> Sequence[Ini]:
        """The files that set an option which is there, in reading order."""
        return self._merged[section][option] if self._merged else self.inis

    def clear_include(self) -> None:
        """Forget `[general] include`, as ASAB does before it reads an included file."""
        self._include_from = len(self.inis)
        self._expanded.pop(_INCLUDE, None)

    def has(self, section: str) -> bool:
        """Whether ASAB has that section, [DEFAULT] not counted."""
        return section != DEFAULT and (section in self.definitions or section in self.defaults)

    def find(self, section: str, option: str) -> Value | None:
        """The option as read, [DEFAULT] included; None where section or option is missing."""
        if section != DEFAULT:
            value = self.own(section, option)
            if value is not None:
                return value
            if not self.has(section):
                return None
        return self.own(DEFAULT, option)

    def own(self, section: str, option: str) -> Value | None:
        """The option as read, set in that section itself or by ASAB's defaults."""
        if self._include_from and (section, option) == _INCLUDE:
            latest = self.inis[self._include_from :]
            return next((self.read(*_INCLUDE) for ini in latest if self._sets(ini, *_INCLUDE)), Value(""))
        if option in self.definitions.get(section, ()):
            return self.read(section, option)
        if option not in OPTIONS:
            return None
        text = self.defaults.get(section, {}).get(option)
        return None if text is None else Value(text)

    def read(self, section: str, option: str) -> Value:
        """An option that a file sets, as the last of them sets it, variables put in."""
        expanded = self._expanded.get((section, option)) if self._expanded else None
        return expanded or self.setting(section, option)[-1].value(section, option)

    @property
    def defaults(self) -> dict[str, dict[str, str]]:
        """ASAB's own defaults: section, option, text."""
        if self._defaults is None:
            self._defaults = defaults(self._config_file, self._environ)
        return self._defaults

    def _expand(self, directory: Callable[[], str]) -> None:
        if not self._unexpanded:
            return
        self._environ[OURS] = directory()
        for key in tuple(self._unexpanded):
            value = self._expanded.get(key)
            if value is None:
                self._unexpanded.discard(key)
                continue
            try:
                after = expand(value, self._environ, self.budget, partial(self.take, key[1]))
            except LimitReached as error:
                self.problems.append(Diagnosis(LIMIT, str(error), value.span))
                self._unexpanded.clear()
                return
            if after.text == value.text:  # nor will it change later
                self._unexpanded.discard(key)
            else:
                self._expanded[key] = after

    def take(self, option: str, text: str) -> None:
        """Record the text of a variable that was inserted into an option of that name."""
        self.taken[option, text] = None

    @staticmethod
    def _sets(ini: Ini, section: str, option: str) -> bool:
        found = ini.sections.get(section)
        return found is not None and option in found.options
