"""Everything that is planned, as text: `--update-golden` writes it anew; read the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.foreign_origins import foreign_origins
from corscheck.contract.intent import read_intent
from corscheck.contract.openapi import Route
from corscheck.contract.path_targets import samples
from corscheck.contract.plan import Axes, plan
from corscheck.source import Value
from tests.support.live import BASE, container

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 60  # cases of one plan
APP = "https://app.example.com"
OLD = f"[web]\ncors = {APP}\ncors_preflight_paths = /api/*, /a, /b/{{id}}\n"
NEW = f"{OLD}cors_allow_methods = *, GET, PUT\ncors_allow_headers = X-App, *\ncors_allow_credentials = "
ROUTES = (
    Route("PUT", "/api/{id}", "/api/x"),
    Route("GET", "/api/{id}", "/api/x"),
    Route("DELETE", "/other", "/other"),
    Route("GET", "/other", "/other"),
    Route("PUT", "/asab/v1/x", "/asab/v1/x"),
)
COOKIE = (("Cookie", "a=b"),)
ORIGINS = (APP, "https://b.example")
ASKED = Axes(("/a", "/nowhere"), ORIGINS, ("PATCH",), ("X-A",), ("include",), strangers=False)
TEN = "[web]\ncors = *\ncors_preflight_paths = /1 /2 /3 /4 /5 /6 /7 /8 /9 /0\n"
PLANS = {
    "listed": (OLD, "25.15", Axes()),
    "listed-send": (OLD, "25.15", Axes(strangers=False, send=True)),
    "listed-send-unsafe": (
        OLD,
        "25.15",
        Axes(("/a",), methods=("PUT", "GET"), send=True, send_unsafe=True, send_headers=COOKIE),
    ),
    "asked": (
        OLD,
        "25.15",
        Axes(
            ("/a", "/nowhere"),
            (APP, "https://b.example"),
            ("PATCH",),
            ("X-A",),
            ("include",),
            strangers=False,
        ),
    ),
    "anyone": (OLD.replace(APP, "*"), "25.15", Axes()),
    "off": (OLD.replace(APP, ""), "25.15", Axes(send=True)),
    "later": (NEW + "yes\n", "26.37", Axes(strangers=False)),
    "later-anyone": (NEW.replace(APP, "*") + "yes\n", "26.37", Axes()),
    "later-anyone-without-credentials": (NEW.replace(APP, "*") + "no\n", "26.37", Axes()),
    "ten-paths": (TEN, "25.15", Axes()),
}
ALLOWED = [
    APP,
    "http://localhost:3000",
    "https://a.co.uk:8443",
    "https://a.internal",
    "http://127.0.0.1",
    "null",
]
TOKENS = [
    "/",
    "/a",
    "/a/",
    "/a/{tail:.*}",
    "/{tail:.*}",
    "/a{tail:.*}",
    "/{tail:.*}.json",
    "/a/{id}/b",
    r"/{n:\d+}",
]


@pytest.mark.parametrize("name", PLANS)
def test_plans(name: str, golden: Callable[[str, str], None]) -> None:
    text, version, axes = PLANS[name]
    web = container(text, version)
    lines, reasons = [], []
    for case in plan(web, read_intent(web), BASE, axes, ROUTES)[:MOST]:
        span = case.at.span if isinstance(case.at, Value) else case.at
        line = f" at line {span.line}" if span else ""
        note = f" ({case.note})" if case.note else ""
        lines.append(f"{case.kind} {case.expected} {case.severity or 'error'}{line}: {case.title}{note}")
        reasons.append(f"{case.expected}: {case.reason.replace(case.request.origin, 'the origin')}")
    golden(f"plan-{name}.txt", "\n".join([*lines, "", *dict.fromkeys(reasons), ""]))


def test_foreign_origins(golden: Callable[[str, str], None]) -> None:
    lines = []
    for allowed in ALLOWED:
        lines.append(f"== {allowed}")
        lines += [
            " ".join(map(str, (*one[:2], *one[3:], one.weakness))) for one in foreign_origins([allowed])
        ]
    golden("foreign-origins.txt", "\n".join(lines) + "\n")


def test_samples(golden: Callable[[str, str], None]) -> None:
    lines = []
    for token in TOKENS:
        lines.append(f"== {token}")
        lines += [f"{sample.place} {sample.path}: {sample.note}" for sample in samples(token)]
    golden("samples.txt", "\n".join(lines) + "\n")
