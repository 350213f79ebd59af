from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from corscheck.live.dry_run import dry_report
from corscheck.live.runner import Options, run
from corscheck.live.suppressions import apply_suppressions
from corscheck.live.target import Target
from corscheck.run_report import Report
from corscheck.wire.launch import free_port
from corscheck.wire.transport import Connection
from tests.support.live import asab
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APP = "https://app.example.com"
QUIET = Axes(strangers=False)
CLASSIC = (
    b"HTTP/1.1 204 No Content\r\n"
    + "".join(f"{name}: {value}\r\n" for name, value in asab()).encode()
    + b"\r\n"
)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(answering(CLASSIC, keep=True)) as running:
        yield running


def config(tmp_path: Path, text: str, name: str = "app.conf") -> str:
    (tmp_path / name).write_text(text)
    return str(tmp_path / name)


def web(port: int, cors: str = APP, section: str = "web") -> str:
    return f"[{section}]\nlisten = 127.0.0.1 {port}\ncors = {cors}\ncors_preflight_paths = /*\n"


def test_checks_of_services_with_the_same_section_have_names_of_their_own(
    tmp_path: Path, server: Server
) -> None:
    paths = [config(tmp_path, web(server.port), name) for name in ("a.conf", "b.conf")]
    checks = run([Target(path, axes=QUIET) for path in paths], Options()).checks or ()
    assert len({check.id for check in checks}) == len(checks) > 10
    assert {dict(check.axes)["service"] for check in checks} == set(paths)


def test_what_is_odd_about_answers_is_noted_once(tmp_path: Path) -> None:
    odd = CLASSIC.replace(b"\r\n", b"\r\nno colon\r\nX Bad: v\r\n", 1)
    with Server(answering(odd, keep=True)) as server:
        report = run([Target(config(tmp_path, web(server.port)), axes=QUIET)], Options())
        url = server.url("")
    assert "unreachable" not in {check.outcome for check in report.checks or ()}
    assert report.notes == (
        f"{url}: Browsers ignore header lines without a colon: `no colon`.",
        f"{url}: Browsers ignore header lines whose name is not valid: `X Bad: v`.",
    )


def test_a_service_may_be_written_for_a_version_of_its_own(tmp_path: Path, server: Server) -> None:
    path = config(tmp_path, web(server.port))
    (note,) = run([Target(path, versions=("26.37",), axes=QUIET)], Options()).notes
    assert "linted for 26.37" in note
    assert run([Target(path, axes=QUIET)], Options()).notes == ()


def test_the_order_is_that_of_the_plan_whatever_comes_back_first(tmp_path: Path, server: Server) -> None:
    path = config(tmp_path, web(server.port))
    planned = [check.title for check in dry_report([Target(path)], Options()).checks or ()]
    options = Options(Connection(jobs=8))
    assert [check.title for check in run([Target(path)], options).checks or ()] == planned


def test_a_deadline_leaves_the_rest_without_an_answer(tmp_path: Path, server: Server) -> None:
    path = config(tmp_path, web(server.port))
    report = run([Target(path)], Options(Connection(rate=5.0, deadline=2.0)))
    outcomes = [check.outcome for check in report.checks or ()]
    assert outcomes[0] == "failed"
    assert outcomes[-1] == "unreachable"


def test_what_answers_before_the_service_is_started_is_not_mistaken_for_it(
    tmp_path: Path, server: Server
) -> None:
    path = config(tmp_path, web(server.port))
    (error,) = run([Target(path, launch="true")], Options()).errors
    assert error.kind == "other-server"
    assert "answers 204 before the service is launched" in error.message


def test_settings_suppress_and_soften(tmp_path: Path, server: Server) -> None:
    path = config(tmp_path, web(server.port))
    report = run([Target(path, axes=QUIET)], Options())
    softened = apply_suppressions(report, {"CORS201": "info"})
    assert [finding.severity for finding in softened.findings] == ["info"]
    off = apply_suppressions(report, disabled_in=lambda _: frozenset({"CORS201"}))
    assert off.findings == ()
    assert {check.outcome for check in off.checks or ()} == {"passed"}
    assert apply_suppressions(Report()) == Report()


def test_a_run_of_nothing_is_nothing() -> None:
    report = run([], Options())
    assert (report.findings, report.errors) == ((), ())


def test_as_many_failures_stop_it_as_the_report_counts(tmp_path: Path, server: Server) -> None:
    # A stranger that gets in is a failed preflight for nobody; an origin that is not enforced fails a check
    # that the browser passes.
    path = config(tmp_path, web(server.port))
    for limit in (1, 2, 7):
        report = run([Target(path)], Options(max_failures=limit))
        outcomes = [check.outcome for check in report.checks or ()]
        assert outcomes.count("failed") == limit
        assert report.findings
        assert any("--max-failures" in note for note in report.notes)


def test_what_no_finding_counts_stops_nothing(tmp_path: Path, server: Server) -> None:
    path = config(tmp_path, web(server.port))
    whole = run([Target(path)], Options(max_failures=1, enabled=frozenset()))
    assert len(whole.checks or ()) == len(run([Target(path)], Options()).checks or ())
    suppressed = run(
        [Target(path)],
        Options(max_failures=1, counted=lambda report: apply_suppressions(report, {"CORS201": "info"})),
    )
    assert len(suppressed.checks or ()) == len(whole.checks or ())


def test_services_after_the_last_failure_are_not_tried(tmp_path: Path, server: Server) -> None:
    paths = [config(tmp_path, web(server.port), name) for name in ("a.conf", "b.conf")]
    report = run([Target(path) for path in paths], Options(max_failures=1))
    assert {dict(check.axes)["service"] for check in report.checks or ()} == {paths[0]}
    assert report.notes[-1] == f"{paths[1]}: not tried (--max-failures)"


def test_a_wait_does_not_outlast_the_run(tmp_path: Path) -> None:
    start = time.monotonic()
    targets = [
        Target(config(tmp_path, web(free_port()), name), wait=20, axes=QUIET) for name in ("a.conf", "b.conf")
    ]
    report = run(targets, Options(Connection(deadline=0.5)))
    assert time.monotonic() - start < 8
    assert [error.kind for error in report.errors] == ["deadline", "deadline"]
    assert report.errors[0].message.endswith(" s: the deadline of the run, 0.5 s, has passed")


def test_nothing_is_launched_after_the_deadline(tmp_path: Path) -> None:
    target = Target(config(tmp_path, web(free_port())), launch=f"touch {tmp_path / 'launched'}", axes=QUIET)
    options = Options(Connection(deadline=0.01).started())
    time.sleep(0.05)
    (error,) = run([target], options).errors
    assert error.kind == "deadline"
    assert not (tmp_path / "launched").exists()
