"""Preflight against real containers of ASAB 25.15: exactly the expected findings for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corscheck.contract.plan import Axes
from corscheck.live.runner import Options, run
from corscheck.live.target import Target
from corscheck.wire.transport import Connection
from tests.support.services import APP

if TYPE_CHECKING:
    from corscheck.run_report import Report
    from tests.support.services import World


def report(world: World, name: str, connection: Connection = Connection(), **target: Any) -> Report:  # noqa: B008  # a constant
    report = run([Target(world.config(name), **target)], Options(connection))
    assert report.errors == ()
    return report


def found(report: Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.span.text) for finding in report.findings]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("off", []),
        ("star", []),
        ("one", [("CORS201", APP)]),
        ("two-origins", [("CORS201", f"{APP}, https://admin.example.com")]),
        ("meant-off", [("CORS201", "off")]),
        ("default-paths", []),
        ("nine", []),
        ("ten", [("CORS215", "/p8, /p9")]),
        ("patterns", []),
        ("auth", [("CORS212", "/api/*")]),
        ("tenants", [("CORS211", "/api/*")]),
        ("dead", [("CORS214", "api/*")]),
        ("both", [("CORS201", APP)]),
    ],
)
@pytest.mark.parametrize("axes", [Axes(), Axes(send=True)], ids=["preflights", "requests too"])
def test_exactly_the_expected_findings(
    asab: World, name: str, expected: list[tuple[str, str]], axes: Axes
) -> None:
    made = report(asab, name, axes=axes)
    assert found(made) == expected
    assert made.checks
    assert any("failed" in check.outcome for check in made.checks) == bool(expected)


def test_every_container_is_told_by_its_own_header(asab: World) -> None:
    assert report(asab, "star").notes == ()
    linted = run([Target(asab.config("star"))], Options(asked=None, linted=_profile("26.37")))
    assert any("runs ASAB 25.15" in note for note in linted.notes)


def test_tenants_in_front_of_preflights_are_named(asab: World) -> None:
    (finding,) = report(asab, "tenants").findings
    assert "TenantService" in (finding.help or "")


def test_a_custom_section_is_tried_where_it_is_named(asab: World) -> None:
    assert found(report(asab, "custom", sections=("shop",))) == [("CORS201", APP)]


def test_tls_with_its_authority(asab: World) -> None:
    assert found(report(asab, "tls", Connection(cacert=asab.authority))) == []
    assert found(report(asab, "tls", Connection(insecure=True))) == []


def test_tls_without_its_authority_is_not_reached(asab: World) -> None:
    (error,) = run([Target(asab.config("tls"))], Options()).errors
    assert error.kind == "unreachable"
    assert "certificate" in error.message


def test_both_containers_of_a_file_are_tried(asab: World) -> None:
    sections = {dict(check.axes)["section"] for check in report(asab, "both").checks or ()}
    assert sections == {"web:public", "web:admin"}


def test_a_url_leads_to_the_container_on_its_port(asab: World) -> None:
    url = f"http://localhost:{asab.ports['public']}"
    made = report(asab, "both", url=url)
    assert found(made) == []
    assert {dict(check.axes)["section"] for check in made.checks or ()} == {"web:public"}


def test_credentials_are_impossible_and_said_to_be(asab: World) -> None:
    made = report(asab, "star", axes=Axes(credentials=("omit", "include")))
    assert found(made) == [("CORS224", "*")]


def test_routes_that_no_path_covers(asab: World) -> None:
    document = asab.directory / "openapi.yaml"
    document.write_text("paths:\n  /api/items/{item}:\n    get: {}\n    put: {}\n  /open:\n    get: {}\n")
    (finding,) = report(asab, "default-paths", openapi=str(document)).findings
    assert (finding.code, finding.severity) == ("CORS251", "warning")
    assert "PUT /api/items/corscheck" in finding.message
    assert found(report(asab, "star", openapi=str(document))) == []


def test_several_services_make_one_report(asab: World) -> None:
    targets = [Target(asab.config(name)) for name in ("star", "one", "ten")]
    made = run(targets, Options())
    assert [finding.code for finding in made.findings] == ["CORS201", "CORS215"]
    assert len(made.files) == 3


def _profile(version: str) -> Any:
    from corscheck.asab.profiles import profile_for  # noqa: PLC0415  # one test needs it

    return profile_for(version)
