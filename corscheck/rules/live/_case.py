"""What a live check tries: a case, and what the operator meant by `cors`.

Values only. `contract.plan` makes the cases, `wire` sends them, `contract.evaluate` runs the live rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.fetch.request import FetchRequest
    from corscheck.findings import Severity
    from corscheck.source import Span, Value

Kind = Literal[
    "covered",
    "dropped",
    "route",
    "edge",
    "outside",
    "foreign",
    "unlisted",
    "off",
    "error-page",
    "policy",
    "wanted",
]
"""Why a case is tried.

`covered`: a preflight path covers it; `dropped`: the path is configured, but ASAB drops it; `route`: a route
of the service; `edge`: an edge of a pattern; `outside`: no preflight path covers it; `foreign`: an origin
that must be refused; `unlisted`: an origin or a credentials mode that was asked for and that the
configuration does not allow; `off`: CORS is switched off; `error-page`: an error answer; `policy`: an
`[[expect]]` table; `wanted`: a route that pages are to call, of a service without a configuration."""


class Allowed(NamedTuple):
    """One entry of `cors` and the origin that a browser sends for it; for a pattern, one that matches it."""

    origin: str
    value: Value
    suffix: str | None = None  # for `https://*.example.com`: every origin that ends with this


class Intent(NamedTuple):
    """What the operator evidently meant by `cors`.

    `anyone`: every origin; `listed`: only the entries; `off`: none (`off`, `none`, ...); `disabled`:
    none, because the option is empty; `unclear`: nothing that could be an origin.
    """

    mode: Literal["anyone", "listed", "off", "disabled", "unclear"]
    origins: tuple[Allowed, ...] = ()
    credentials: bool = False  # whether cookies are promised

    def entry(self, origin: str) -> Allowed | None:
        """The entry that allows this origin; None where none does."""
        for entry in self.origins:
            if entry.origin == origin or (entry.suffix and origin.endswith(entry.suffix)):
                return entry
        return None

    def allows(self, origin: str) -> bool:
        """Whether the operator means to allow pages of this origin."""
        return self.mode == "anyone" or (self.mode == "listed" and self.entry(origin) is not None)


class Case(NamedTuple):
    """One cross-origin request to try, what is expected of the server, and where that is configured."""

    id: str  # stable and unique within a run
    kind: Kind
    section: str
    request: FetchRequest
    path: str  # as sent, without the base URL
    expected: Literal["allow", "block"]
    reason: str  # a clause: why that is expected
    at: Span | Value | None  # the configuration it follows from; None: the section
    note: str = ""  # what the path or the origin is an example of
    severity: Severity | None = None  # of the finding where a foreign origin is allowed
    step: str | None = None  # kind `policy`: the step at which it must be blocked
    route: str = ""  # the path of the service's route that it tries, as documented; empty: none
    any_origin: bool = False  # whether its origin stands for any, because the configuration names none
    order: int = 0  # its place in the plan; 0 where there are no shards

    @property
    def label(self) -> str:
        """A short name for reports."""
        return f"{self.request.method} {self.path} from {self.request.origin}"

    @property
    def title(self) -> str:
        """A name for reports that no other case has."""
        request, title = self.request, self.label
        if request.headers:
            title += f" with {', '.join([name for name, _ in request.headers])}"
        if request.upload_listener:
            title += " with an upload listener"
        if request.credentials == "include":
            title += " with credentials"
        if not request.preflight_only:
            title += " really sent"
        return title
