from __future__ import annotations

from corscheck.findings import Finding
from corscheck.report import Context
from corscheck.report.families import families, origin
from corscheck.run_report import Check, Report
from tests.support.reports import APP, at, check

CONTEXT = Context()
LINE = at(APP, "https://app.example.com/")


def made(kind: str, outcome: str, number: int, *codes: str) -> Check:
    one = check(f"https://{number}.example", "PUT", f"/{number}", outcome, None)
    return one._replace(id=f"{kind} {number}", kind=kind, codes=codes, result="preflight_blocked")


def lines(*checks: Check, findings: tuple[Finding, ...] = ()) -> list[str]:
    return families(Report(checks=checks, findings=findings), CONTEXT)[2:]


def test_a_line_for_each_kind_with_its_number() -> None:
    assert lines(
        made("covered", "passed", 1),
        *(made("edge", "passed", n) for n in range(2)),
        made("outside", "passed", 3),
        *(made("foreign", "passed", n % 12) for n in range(40)),
        made("new kind", "passed", 1),
    ) == [
        "✓ 1 preflight to a path of the file: as the file says",
        "✓ 3 edges and other spellings of paths: as the file says",
        "✓ 12 origins that must not get in: none got in",
        "✓ 1 check: as the file says",
    ]


def test_ninety_five_failures_of_one_cause_are_one_line() -> None:
    failed = [made("foreign" if n % 2 else "covered", "failed", n, "CORS201") for n in range(95)]
    finding = Finding("CORS201", "x", "error", "m", LINE, checks=tuple(one.id for one in failed))
    assert lines(*failed, made("foreign", "passed", 99), findings=(finding,)) == [
        "✗ 48 preflights to paths of the file: 48 not as it says (CORS201)",
        "✗ 48 origins that must not get in: 47 got in (CORS201)",
        "",
        "CORS201 etc/app.conf:4: 95 checks, such as PUT /0 from https://0.example",
    ]


def test_what_is_not_known_is_not_a_success() -> None:
    assert lines(
        made("policy", "unreachable", 1), made("policy", "skipped", 2), made("policy", "failed", 3)
    ) == [
        "✗ 3 [[expect]] tables: 1 not as it says, 2 not known",
        "",
        "failed: PUT /3 from https://3.example",
    ]
    assert lines(made("off", "unreachable", 1)) == ["? 1 request while `cors` is empty: 1 not known"]


def test_a_route_that_no_path_covers_is_not_a_mistake_of_the_server() -> None:
    assert lines(made("route", "failed", 1, "CORS251")) == ["✓ 1 request to a route: as the file says"]
    assert lines(made("route", "failed", 1, "CORS251", "CORS211"))[0].startswith("✗")


def test_an_origin_that_gets_in_is_never_reported_as_kept_out() -> None:
    got_in = [made("foreign", "passed", n)._replace(result="preflight_passed") for n in range(3)]
    assert lines(*got_in) == ["\N{EN DASH} 3 origins that must not get in: 3 got in, which is accepted"]
    assert lines(made("foreign", "failed", 9, "CORS202"), *got_in)[0] == (
        "✗ 4 origins that must not get in: 1 got in, 3 got in, which is accepted (CORS202)"
    )


def test_where_everybody_may_come_in_without_cookies() -> None:
    axes = (("origin", "(strangers)"), ("credentials", "include"))
    some = [made("foreign", "passed", n)._replace(axes=axes) for n in range(3)]
    assert lines(*some) == ["✓ 3 origins that must not get in with cookies: none got in"]
    assert lines(*some, made("foreign", "passed", 9)) == ["✓ 4 origins that must not get in: none got in"]


def test_the_origin_is_that_of_the_request() -> None:
    one = made("foreign", "passed", 1)
    assert origin(one) == "https://1.example"
    assert origin(one._replace(request=None)) == "https://1.example"


def test_without_checks_there_is_nothing_to_say() -> None:
    assert families(Report(checks=()), CONTEXT) == []
