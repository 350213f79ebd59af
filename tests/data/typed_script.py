"""What a user writes with the Python interface; type checkers read it, and it runs against a server."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import assert_type

import corscheck
from corscheck import Check, Configuration, Finding, Report, Unreachable, UsageProblem, Verdict


def errors(found: Iterable[Finding]) -> list[str]:
    return [f"{one.code} {one.span.line}: {one.message}" for one in found if one.severity == "error"]


def failed(report: Report) -> list[Check]:
    return [check for check in report.checks or () if check.outcome == "failed"]


def main(path: str, url: str) -> None:
    found = corscheck.lint(Path(path).read_text(), path, asab_version=["25.15", "26.37"])
    assert_type(found, list[Finding])
    configuration = corscheck.load(path)
    assert_type(configuration, Configuration)
    verdict = corscheck.why(
        url + "/api/x",
        origin="https://app.example.com",
        method="PUT",
        headers={"Content-Type": "application/json"},
        credentials="include",
        body="json",
    )
    assert_type(verdict, Verdict)
    also = corscheck.why(url, origin="https://app.example.com", headers=[("X-Api-Key", "1")], probe=False)
    report = corscheck.preflight(
        Path(path), url=url, origins=["https://app.example.com"], methods=("GET", "PUT"), strangers=False
    )
    assert_type(report, Report)
    assert_type(report.checks, tuple[Check, ...] | None)
    sys.stdout.write(f"{errors(found)} {verdict.result} {also.result} {len(failed(report))}\n")
    try:
        corscheck.preflight(path, url="http://127.0.0.1:1")
    except Unreachable as error:
        sys.stdout.write(f"{error.exit_code}\n")
    try:
        corscheck.load("nowhere.conf")
    except UsageProblem as error:
        sys.stdout.write(f"{error.exit_code}\n")


main(*sys.argv[1:])
