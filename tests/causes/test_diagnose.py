from __future__ import annotations

from corscheck.causes.diagnose import diagnosed
from corscheck.fetch.algorithm import Fetch
from tests.support.causes import APP, GET, PUT, always, explained, response


def test_what_passes_has_no_cause() -> None:
    verdict = explained(GET, always(200, f"Access-Control-Allow-Origin: {APP}", "Vary: Origin"))
    assert (verdict.result, verdict.cause, verdict.evidence, verdict.configuration) == (
        "allowed",
        None,
        (),
        None,
    )
    untested = explained(PUT._replace(method="POST"), always(200))
    assert (untested.result, untested.cause) == ("not_tested", None)


def test_every_failure_has_a_cause_with_or_without_probes() -> None:
    for probe in (True, False):
        for request in (GET, PUT, PUT._replace(credentials="include", headers=(("X-A", "1"),))):
            for status in (200, 204, 301, 302, 400, 401, 403, 404, 405, 407, 413, 429, 500, 502):
                for lines in (
                    (),
                    ("Access-Control-Allow-Origin: x y",),
                    ("Vary: Origin",),
                    ("Location: /x",),
                ):
                    verdict = explained(request, always(status, *lines), probe=probe)
                    assert verdict.cause, (request, status, lines)
                    assert verdict.evidence
                    assert verdict.help


def test_a_recorded_verdict_can_be_diagnosed() -> None:
    fetch = Fetch(PUT)
    fetch.feed(response(403, body="Invalid CORS request"))
    verdict = diagnosed(fetch.verdict(), fetch.current)
    assert verdict.cause == "origin-not-listed"
    assert verdict.layer is not None
    assert verdict.layer.name == "Spring"


def test_the_number_of_further_requests_is_noted() -> None:
    verdict = explained(PUT, always(403))
    assert any("4 further requests were sent" in note for note in verdict.notes)
    assert not any("further" in note for note in explained(PUT, always(403), probe=False).notes)


def test_verdicts_that_differ_in_their_url_are_explained_alike() -> None:
    """Cached parts of one must not be in the other."""
    gateway = ("x-amz-apigw-id: 1",)
    body = '{"message":"Missing Authentication Token"}'
    for answer in (
        always(403, *gateway, body=body),
        always(301, "Location: /there"),
        always(405),
        always(200, "Vary: Origin"),
    ):
        for path in ("/one", "/two", "/one/more", "/"):
            request = PUT._replace(url=f"https://api.example{path}")
            verdict = explained(request, answer, probe=False)
            others = {"/one", "/two", "/one/more"} - {path, path.rpartition("/")[0]}
            text = " ".join((str(verdict.help), *verdict.evidence))
            assert not any(f"{other}`" in text or f"{other} " in text for other in others), text
            assert verdict.url == request.url
            assert verdict.cause
