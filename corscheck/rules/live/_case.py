"""What a live check tries: a case, what the operator meant by `cors`, and which ASAB is running.

Values only. `contract.plan` makes the cases, `wire` sends them, `contract.evaluate` runs the live rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from corscheck.asab.profiles import Profile
    from corscheck.fetch.request import FetchRequest
    from corscheck.findings import Severity
    from corscheck.source import Span, Value

Kind = Literal[
    "promised", "lost", "route", "edge", "outside", "stranger", "foreign", "off", "error-page", "policy"
]
"""Why a case is tried: a path that is covered; one that was configured and fell out; a route of the
service; an edge of a pattern; a path that is not covered; an origin made up to be refused; one asked for
that `cors` does not name; CORS switched off; an error answer; a line of the policy file."""


class Allowed(NamedTuple):
    """One entry of `cors`: the origin a browser sends for it; for a pattern, one that fits it."""

    origin: str
    value: Value
    suffix: str | None = None  # `https://*.example.com` evidently means every origin with this end


class Intent(NamedTuple):
    """What the operator evidently meant by `cors`.

    `anyone`: every origin; `listed`: only the entries; `off`: none (`off`, `none`, ...); `disabled`:
    none, because the option is empty; `unclear`: nothing that could be an origin.
    """

    mode: Literal["anyone", "listed", "off", "disabled", "unclear"]
    origins: tuple[Allowed, ...] = ()
    credentials: bool = False  # whether cookies are promised

    def entry(self, origin: str) -> Allowed | None:
        """The entry that lets this origin in; None where none does."""
        for entry in self.origins:
            if entry.origin == origin or (entry.suffix and origin.endswith(entry.suffix)):
                return entry
        return None

    def allows(self, origin: str) -> bool:
        """Whether pages of this origin are meant to get in."""
        return self.mode == "anyone" or (self.mode == "listed" and self.entry(origin) is not None)


class Running(NamedTuple):
    """Which ASAB answers, and how that is known.

    `how` is `option` (the user said so), `server` (its `Server` header), `behaviour` (what it answers),
    or `assumed`: nothing in the answers speaks for ASAB, and `profile` is the one linted for.
    """

    version: str | None
    profile: Profile
    how: Literal["option", "server", "behaviour", "assumed"]
    evidence: str = ""

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        if self.version is not None:
            return f"ASAB {self.version}"
        return "an ASAB up to 26.36" if self.profile.cors == "switch" else "an ASAB after 26.36"


class Case(NamedTuple):
    """One cross-origin request to try, what is expected of the server, and where that is written."""

    id: str  # stable and unique within a run
    kind: Kind
    section: str
    request: FetchRequest
    path: str  # as sent, without the base URL
    expected: Literal["allow", "block"]
    reason: str  # a clause: why that is expected
    at: Span | Value | None  # the configuration that promises it; None: the section
    note: str = ""  # what the path or the origin is an example of
    severity: Severity | None = None  # of a stranger that gets in
    step: str | None = None  # policy: the step at which it must be blocked

    @property
    def label(self) -> str:
        """What a person calls it, in short."""
        return f"{self.request.method} {self.path} from {self.request.origin}"

    @property
    def title(self) -> str:
        """What a person calls it, with everything that makes it different from others."""
        parts = [self.label]
        if self.request.headers:
            parts.append("with " + ", ".join(name for name, _ in self.request.headers))
        if self.request.credentials == "include":
            parts.append("with credentials")
        if not self.request.preflight_only:
            parts.append("really sent")
        return " ".join(parts)
