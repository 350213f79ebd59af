from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.causes import one_per_cause
from corscheck.contract.named_routes import named_route
from corscheck.contract.plan import Axes
from corscheck.linter import lint_files
from corscheck.run_report import Report
from tests.support.live import asab, classic, constant, exact, judged
from tests.support.memory import Memory

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from tests.support.live import Server

APP = "https://app.example.com"
ONE = f"[web]\nlisten = 127.0.0.1 8080\ncors = {APP}\ncors_preflight_paths = /notes/*\n"
QUIET = Axes(strangers=False)


def together(text: str, server: Server | None = None, *routes: str) -> list[Finding]:
    linted = lint_files(["app.conf"], Memory({"app.conf": text}), {}).findings
    live = judged(text, server or classic(text), QUIET, routes=list(map(named_route, routes))).findings
    report = one_per_cause(Report((*linted, *live)))
    return [finding for finding in report.findings if finding.severity != "info"]


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_an_origin_that_is_not_enforced_is_one_finding() -> None:
    found = together(ONE)
    assert codes(found) == ["CORS113", "CORS201"]
    assert (found[1].help or "").endswith("`corscheck lint` reports it as CORS301")


def test_a_word_that_was_meant_as_off_is_one_finding_with_the_fix() -> None:
    found = together(ONE.replace(APP, "off"))
    assert codes(found) == ["CORS113", "CORS201"]
    assert found[1].fix is not None


def test_a_server_that_enforces_it_leaves_the_finding_in_the_file() -> None:
    assert "CORS301" in codes(together(ONE, exact(APP)))


def test_a_route_without_its_path_is_one_finding() -> None:
    star = ONE.replace(APP, "*")
    assert codes(together(star, None, "POST /notes")) == ["CORS251"]
    assert codes(together(star, None, "POST /other")) == ["CORS113", "CORS251"]
    many = [f"PUT /p{number}" for number in range(9)]  # more than fit, so that the fix is `/*`
    assert codes(together(star, None, "POST /notes", *many)) == ["CORS251"]
    assert codes(together(star, None)) == ["CORS113"]


def test_paths_beyond_the_limit_are_one_finding() -> None:
    paths = ", ".join(f"/p{number}" for number in range(12))
    found = together(ONE.replace(APP, "*").replace("/notes/*", paths))
    assert codes(found) == ["CORS215"]
    assert (found[0].help or "").endswith("`corscheck lint` reports it as CORS103")


def test_preflights_that_need_authentication_are_one_finding() -> None:
    text = "[auth]\npublic_keys_url = https://auth.example.com/keys\n" + ONE.replace(APP, "*")
    text = text.replace("/notes/*", "/a, /b")
    found = together(text, constant([*asab(), ("WWW-Authenticate", "Bearer")], 401))
    assert codes(found) == ["CORS212"]
    assert "CORS511" in (found[0].help or "")
    assert codes(together(text)) == ["CORS511"]  # the server answers them


def test_another_file_is_another_cause() -> None:
    linted = lint_files(["app.conf"], Memory({"app.conf": ONE}), {}).findings
    (live,) = judged(ONE, classic(ONE), QUIET).findings
    elsewhere = live._replace(
        span=live.span._replace(source=live.span.source.__class__("x" * 200, "other.conf"))
    )
    assert len(one_per_cause(Report((*linted, elsewhere))).findings) == len(linted) + 1
