"""Requests with expectations, made of what was asked for and what a configuration says about a path."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corscheck.contract.expectations_from_config import promised_headers, promised_methods
from corscheck.contract.foreign_origins import label
from corscheck.contract.path_targets import LABEL
from corscheck.fetch.request import FetchRequest
from corscheck.rules.live._case import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.container import Container
    from corscheck.contract.targets import Spot
    from corscheck.fetch.request import Credentials
    from corscheck.findings import Severity
    from corscheck.rules.live._case import Intent

_VALUES = {"authorization": "Bearer corscheck", "content-type": "application/json"}


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
    send_headers: tuple[tuple[str, str], ...] = ()  # of real requests


class Cases:
    """The axes of one container, the promised ones where none were asked for, and the cases along them."""

    def __init__(self, container: Container, intent: Intent, base_url: str, axes: Axes) -> None:
        self.container = container
        self.intent = intent
        self.base_url = base_url.rstrip("/")
        self.axes = axes
        self.methods = axes.methods or promised_methods(container)
        self.headers = axes.headers or promised_headers(container)
        self.origins = axes.origins or tuple(dict.fromkeys(entry.origin for entry in intent.origins))
        self.credentials = axes.credentials or (("omit", "include") if intent.credentials else ("omit",))
        if not self.origins:
            # Nobody is named: any page may stand for all, and a name nobody has is nobody's.
            self.origins = (f"https://{label(container.section)}.example",)

    def preflight(
        self,
        spot: Spot,
        method: str,
        origin: str,
        credentials: Credentials,
        *,
        promised: bool,
        severity: Severity | None = None,
    ) -> Case:
        """The case of one preflight; `promised`: as far as the path goes."""
        request = FetchRequest(
            self.base_url + spot.path,
            origin,
            method,
            tuple((name, _VALUES.get(name.lower(), LABEL)) for name in self.headers),
            credentials,
            preflight_only=True,
        )
        return self._case(spot, request, promised=promised, severity=severity)

    def sent(
        self,
        spot: Spot,
        origin: str,
        methods: Iterable[str],
        *,
        only: bool = False,
        mode: Credentials | None = None,
        severity: Severity | None = None,
    ) -> Iterator[Case]:
        """The cases in which the request itself is made, as far as that was asked for; with `only` these."""
        wanted = ["GET", "HEAD"] if self.axes.send else []
        if self.axes.send_unsafe:
            wanted += [method for method in methods if method not in wanted]
        if only:
            wanted = [method for method in wanted if method in methods]
        modes: dict[Credentials, None] = {mode or self.credentials[0]: None}
        if spot.kind == "stranger" and any(name.lower() == "cookie" for name, _ in self.axes.send_headers):
            modes["include"] = None  # who is logged in may be answered otherwise
        promised = spot.covered and spot.kind != "stranger"
        for method in wanted:
            for credentials in modes:
                request = FetchRequest(
                    self.base_url + spot.path,
                    origin,
                    method,
                    self.axes.send_headers,
                    credentials,
                    send_unsafe=self.axes.send_unsafe,
                )
                yield self._case(spot, request, promised=promised, severity=severity)

    def _case(self, spot: Spot, request: FetchRequest, *, promised: bool, severity: Severity | None) -> Case:
        allowed = promised and self.intent.allows(request.origin)
        if request.credentials == "include" and self.intent.mode == "anyone":
            allowed = allowed and self.intent.credentials
        kind = spot.kind
        if kind in ("promised", "edge", "route") and spot.covered and not allowed:
            kind = "foreign"
        entry = self.intent.entry(request.origin)
        at = spot.at
        if kind == "foreign" or (allowed and at is None):
            at = entry.value if entry else self.container.cors
        return Case(
            f"{self.container.section} {kind} {request.method} {spot.path} {request.origin} "
            f"{request.credentials} {'preflight' if request.preflight_only else 'sent'}",
            kind,
            self.container.section,
            request,
            spot.path,
            "allow" if allowed else "block",
            self._reason(request, spot, allowed=allowed),
            at,
            spot.note,
            severity,
        )

    def _reason(self, request: FetchRequest, spot: Spot, *, allowed: bool) -> str:
        if allowed:
            who = "`cors` lets every origin in" if self.intent.mode == "anyone" else "`cors` names the origin"
            names = "" if self.intent.mode == "anyone" else f" with exactly {request.origin}"
            return f"answered{names}, because {who} and `cors_preflight_paths` covers the path"
        if spot.kind == "off":
            return "`cors` is empty"
        if not spot.covered and spot.kind != "stranger":
            return "no preflight path covers it"
        if self.intent.mode == "anyone":
            return "`*` never lets in requests with credentials"
        return f"no Access-Control-Allow-Origin for it, because `cors` does not name {request.origin}"
