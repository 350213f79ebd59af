"""What live rules read: a case that was tried against a server, and its answers.

Values only. `contract.plan` makes the cases, `wire` tries them, `contract.evaluate` runs the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from corscheck.exchange import Response
from corscheck.fetch.advice import help_for
from corscheck.fetch.request import Rejected

if TYPE_CHECKING:
    from corscheck.asab.profiles import Profile
    from corscheck.exchange import Answer
    from corscheck.fetch.cors import Problem
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Fetch, Sent, Verdict
    from corscheck.findings import Severity
    from corscheck.rules.live._trial import Trial
    from corscheck.source import Span, Value

Kind = Literal[
    "promised", "lost", "route", "edge", "outside", "stranger", "foreign", "off", "error-page", "policy"
]
"""Why a case is tried: a path that is covered; one that was configured and fell out; a route of the
service; an edge of a pattern; a path that is not covered; an origin made up to be refused; one asked for
that `cors` does not name; CORS switched off; an error answer; a line of the policy file."""

PASSED = ("allowed", "preflight_passed")
"""Results of a verdict with which a browser lets the page go on."""

_LISTS = ("preflight-method", "preflight-header", "preflight-authorization")


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


class Observation:
    """A case and what came of it; `trial` is everything else that was tried on the same container."""

    __slots__ = (
        "_fetch",
        "_verdict",
        "case",
        "deciding",
        "preflight",
        "problems",
        "response",
        "result",
        "trial",
    )

    def __init__(self, case: Case, fetch: Fetch) -> None:
        self.case = case
        self._fetch = fetch
        self._verdict: Verdict | None = None
        self.result = fetch.result
        self.problems = fetch.problems  # what the deciding answer fails at, the first first
        self.preflight: Answer | None = None
        self.response: Answer | None = None
        self.deciding: Sent | None = None  # the last exchange
        for sent in fetch.exchanges:
            self.deciding = sent
            if sent.phase == "preflight":
                self.preflight = sent.answer
            else:
                self.response = sent.answer
        self.trial: Trial

    @property
    def verdict(self) -> Verdict:
        """Everything there is to say about it; made when it is asked for, which takes its time."""
        if self._verdict is None:
            self._verdict = self._fetch.verdict()
        return self._verdict

    def advice(self, problem: Problem) -> str:
        """What to change; without what older versions of ASAB cannot do where a later one runs."""
        prepared = self._fetch.prepared
        classic = self.trial.running.profile.cors == "switch"
        if classic or isinstance(prepared, Rejected) or not isinstance(self.answer, Response):
            return problem.help
        return help_for(problem, prepared, self.answer, None)

    @property
    def step(self) -> str | None:
        """The step at which a browser stops; None where it goes on."""
        return self.problems[0].step if self.problems else None

    @property
    def passed(self) -> bool:
        """Whether a browser would let the page go on, and an answer says so."""
        return self.result in PASSED and self.deciding is not None

    @property
    def let_in(self) -> bool:
        """Whether the origin is let in, if only for other methods or headers than those that were tried."""
        lists = all(problem.step in _LISTS for problem in self.problems)
        return self.passed or (self.result == "preflight_blocked" and lists)

    @property
    def promised(self) -> bool:
        """Whether the configuration says that it must pass; what a policy says is another matter."""
        return self.case.expected == "allow" and self.case.kind != "policy"

    @property
    def answer(self) -> Answer | None:
        """The answer that decided."""
        return None if self.deciding is None else self.deciding.answer

    @property
    def status(self) -> int:
        """The status of the answer that decided; 0 where there is none."""
        return self.answer.status if isinstance(self.answer, Response) else 0

    def values(self, name: str) -> list[str]:
        """The lines of that name in the answer that decided."""
        return self.answer.values(name) if isinstance(self.answer, Response) else []

    @property
    def origin(self) -> str | None:
        """`Access-Control-Allow-Origin` of the answer that decided, as browsers join it; None: missing."""
        values = self.values("access-control-allow-origin")
        return ", ".join(values) if values else None
