"""Requests with expectations."""

from __future__ import annotations

import pytest

from corscheck.contract.cases import Axes, Cases
from corscheck.contract.intent import read_intent
from corscheck.contract.targets import PathTarget
from tests.support.live import BASE, container

APP = "https://app.example.com"
COOKIE = (("Cookie", "a=b"),)


def make(cors: str, axes: Axes, version: str = "25.15", more: str = "") -> Cases:
    web = container(f"[web]\ncors = {cors}\ncors_preflight_paths = /*\n{more}", version)
    return Cases(web, read_intent(web), f"{BASE}/", axes)


def test_axes_come_from_the_configuration() -> None:
    cases = make(APP, Axes())
    assert (cases.origins, cases.credentials) == ((APP,), ("omit",))
    assert cases.methods[0] == "PUT"
    assert cases.base_url == BASE
    assert make("*", Axes()).origins[0].endswith(".example")
    later = make(APP, Axes(), "26.37", "cors_allow_credentials = yes\n")
    assert later.credentials == ("omit", "include")


def test_axes_that_were_asked_for_come_first() -> None:
    cases = make(APP, Axes((), ("https://b.example",), ("PATCH",), ("X-A",), ("include",)))
    assert (cases.origins, cases.methods) == (("https://b.example",), ("PATCH",))
    assert (cases.headers, cases.credentials) == (("X-A",), ("include",))


@pytest.mark.parametrize(
    ("axes", "only", "methods"),
    [
        (Axes(), False, []),
        (Axes(send=True), False, ["GET", "HEAD"]),
        (Axes(send=True), True, ["GET"]),
        (Axes(send_unsafe=True), False, ["GET", "PUT"]),
        (Axes(send=True, send_unsafe=True), False, ["GET", "HEAD", "PUT"]),
        (Axes(send=True, send_unsafe=True), True, ["GET", "PUT"]),
    ],
)
def test_real_requests(axes: Axes, only: bool, methods: list[str]) -> None:  # noqa: FBT001
    target = PathTarget("/a", covered=True, kind="covered", at=None, note="")
    found = list(make(APP, axes).sent(target, APP, ("GET", "PUT"), only=only))
    assert [case.request.method for case in found] == methods
    assert all(case.expected == "allow" and not case.request.preflight_only for case in found)


@pytest.mark.parametrize(
    ("kind", "headers", "modes"),
    [
        ("foreign", COOKIE, ["omit", "include"]),
        ("foreign", (("Authorization", "x"),), ["omit"]),
        ("foreign", (), ["omit"]),
        ("covered", COOKIE, ["omit"]),
    ],
)
def test_who_is_logged_in_may_be_answered_otherwise(
    kind: str, headers: tuple[tuple[str, str], ...], modes: list[str]
) -> None:
    target = PathTarget("/a", covered=True, kind=kind, at=None, note="")  # type: ignore[arg-type]  # a table
    cases = make(APP, Axes(send=True, send_headers=headers))
    found = list(cases.sent(target, "https://b.example", ("GET",), only=True))
    assert [case.request.credentials for case in found] == modes
    assert {case.expected for case in found} == {"block"}
