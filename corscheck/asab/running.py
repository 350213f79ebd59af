"""Which ASAB answers, and how that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.asab.profiles import Profile


class Running(NamedTuple):
    """The version that runs.

    `how` is `option` (given by the user), `server` (its `Server` header), `behaviour` (its other answers),
    or `assumed`: nothing in the answers shows ASAB, and `profile` is the one that was linted for.
    """

    version: str | None
    profile: Profile
    how: Literal["option", "server", "behaviour", "assumed"]
    evidence: str = ""

    @property
    def name(self) -> str:
        """Its name in a sentence."""
        if self.version is not None:
            return f"ASAB {self.version}"
        return "an ASAB up to 26.36" if self.profile.cors == "switch" else "an ASAB after 26.36"
