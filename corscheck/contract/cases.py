"""Requests with expectations, from the user's options and what the configuration says about a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.expectations_from_config import expected_headers, expected_methods
from corscheck.contract.foreign_origins import label
from corscheck.exchange import has_header
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared, example_headers
from corscheck.records import NamedTuple
from corscheck.rules.live._case import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.container import Container
    from corscheck.contract.targets import PathTarget
    from corscheck.fetch.request import Credentials
    from corscheck.findings import Severity
    from corscheck.rules.live._case import Intent

_SHARED = 4096
"""Texts that are remembered to share them."""


class Axes(NamedTuple):
    """What the user asked to try; empty: what the configuration promises."""

    paths: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()  # names
    credentials: tuple[Credentials, ...] = ()
    strangers: bool = True
    send: bool = False  # also the real request, safe methods only
    send_unsafe: bool = False
    send_headers: tuple[tuple[str, str], ...] = ()  # added to real requests as they are sent


class Cases:
    """The axes of one container, taken from its configuration where the user names none, and their cases."""

    def __init__(self, container: Container, intent: Intent, base_url: str, axes: Axes) -> None:
        self.container = container
        self.intent = intent
        self.base_url = base_url.rstrip("/")
        self.axes = axes
        self.methods = axes.methods or expected_methods(container)
        self.headers = axes.headers or expected_headers(container)
        self.origins = axes.origins or tuple(dict.fromkeys(entry.origin for entry in intent.origins))
        self.credentials = axes.credentials or (("omit", "include") if intent.credentials else ("omit",))
        self._simple: dict[str, bool] = {}  # by method
        # A plan has very many cases: what they have in common is shared.
        self._set = example_headers(self.headers)
        self._texts: dict[str, str] = {}
        self._any_origin: str | None = None
        if not self.origins:
            # The configuration names no origin, so any will do: one under `.example`, which nobody can own.
            self._any_origin = f"https://{label(container.section)}.example"
            self.origins = (self._any_origin,)

    def preflight(
        self,
        target: PathTarget,
        method: str,
        origin: str,
        credentials: Credentials,
        *,
        expected: bool,
        severity: Severity | None = None,
    ) -> Case:
        """The case of one preflight; `expected`: whether the path allows it to pass."""
        request = FetchRequest(
            self._shared(self.base_url + target.path),
            origin,
            method,
            self._set,
            credentials,
            preflight_only=True,
            upload_listener=self._is_simple(method),
            tls_in_front=True,
        )
        return self._case(target, request, expected=expected, severity=severity)

    def _shared(self, text: str) -> str:
        """The text, the same one for equal ones of the cases around."""
        if len(self._texts) >= _SHARED:
            self._texts.clear()
        return self._texts.setdefault(text, text)

    def _is_simple(self, method: str) -> bool:
        """Whether a request with that method needs no preflight, unless its upload is listened to."""
        if method not in self._simple:
            prepared = prepare(FetchRequest("https://corscheck.invalid/", self.origins[0], method, self._set))
            self._simple[method] = isinstance(prepared, Prepared) and not prepared.reasons
        return self._simple[method]

    def sent(
        self,
        target: PathTarget,
        origin: str,
        methods: Iterable[str],
        *,
        only: bool = False,
        mode: Credentials | None = None,
        severity: Severity | None = None,
    ) -> Iterator[Case]:
        """The cases in which the request itself is sent, if asked for; `only`: no methods but these."""
        wanted = ["GET", "HEAD"] if self.axes.send else []
        if self.axes.send_unsafe:
            wanted += [method for method in methods if method not in wanted]
        if only:
            wanted = [method for method in wanted if method in methods]
        modes: dict[Credentials, None] = {mode or self.credentials[0]: None}
        if target.kind == "foreign" and has_header(self.axes.send_headers, "cookie"):
            modes["include"] = None  # the answer may be another one for users who are logged in
        expected = target.covered and target.kind != "foreign"
        everywhere = self.container.profile.cors == "switch"  # every answer has the header
        for method in wanted:
            if target.kind == "route" and not target.covered:
                expected = everywhere and method in ("GET", "HEAD")  # they need no preflight
            for credentials in modes:
                request = FetchRequest(
                    self._shared(self.base_url + target.path),
                    origin,
                    method,
                    credentials=credentials,
                    send_unsafe=self.axes.send_unsafe,
                    tls_in_front=True,  # CORS271 says where it is not
                )
                yield self._case(target, request, expected=expected, severity=severity)

    def _case(
        self, target: PathTarget, request: FetchRequest, *, expected: bool, severity: Severity | None
    ) -> Case:
        allowed = expected and self.intent.allows(request.origin)
        if request.credentials == "include" and self.intent.mode == "anyone":
            allowed = allowed and self.intent.credentials
        kind = target.kind
        if kind in ("covered", "edge", "route") and target.covered and not allowed:
            kind = "unlisted"
        entry = self.intent.entry(request.origin)
        at = target.at
        if kind == "unlisted" or (allowed and at is None):
            at = entry.value if entry else self.container.cors
        return Case(
            f"{self.container.section} {kind} {request.method} {target.path} {request.origin} "
            f"{request.credentials} {'preflight' if request.preflight_only else 'sent'}",
            kind,
            self.container.section,
            request,
            target.path,
            "allow" if allowed else "block",
            self._shared(self._reason(request, target, allowed=allowed)),
            at,
            target.note,
            severity,
            route=target.route,
            any_origin=request.origin == self._any_origin,
        )

    def _reason(self, request: FetchRequest, target: PathTarget, *, allowed: bool) -> str:
        if allowed:
            who = "`cors` allows every origin" if self.intent.mode == "anyone" else "`cors` names the origin"
            names = "" if self.intent.mode == "anyone" else f" with exactly {request.origin}"
            if not target.covered:
                return f"answered{names}, because {who} and every answer has the header"
            return f"answered{names}, because {who} and `cors_preflight_paths` covers the path"
        if target.kind == "off":
            return "`cors` is empty"
        if not target.covered and target.kind != "foreign":
            return "no preflight path covers it"
        if self.intent.mode == "anyone":
            return "`*` never allows requests with credentials"
        return f"no Access-Control-Allow-Origin for it, because `cors` does not name {request.origin}"
