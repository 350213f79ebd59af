"""The steps in their order: what is sent, and when it ends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.exchange import Answer, Failure, Headers, Response
from corscheck.fetch.algorithm import Fetch, why
from corscheck.fetch.request import FetchRequest, Prepared, Reason, Rejected
from tests.support.fetching import AO, BARE, FAR, HOME, OK, OPEN, PLAIN, URL, O, away, judged


@pytest.mark.parametrize(
    ("request_", "answers", "result", "step", "sent"),
    [
        (FetchRequest(URL, O), [OK], "allowed", None, ["GET api.example/x"]),
        (
            FetchRequest(URL, O),
            [BARE],
            "response_blocked",
            "response-allow-origin-missing",
            ["GET api.example/x"],
        ),
        (
            FetchRequest(URL, O),
            [Failure("refused", "x")],
            "unreachable",
            "response-network",
            ["GET api.example/x"],
        ),
        (FetchRequest(URL, O, "HEAD"), [OK], "allowed", None, ["HEAD api.example/x"]),
        (FetchRequest(URL, O, "POST", send_unsafe=True), [OK], "allowed", None, ["POST api.example/x"]),
        (FetchRequest(URL, O, "PUT"), [OPEN], "preflight_passed", None, ["OPTIONS api.example/x"]),
        (
            FetchRequest(URL, O, "PUT", send_unsafe=True),
            [OPEN, OK],
            "allowed",
            None,
            ["OPTIONS api.example/x", "PUT api.example/x"],
        ),
        (
            FetchRequest(URL, O, "PUT", send_unsafe=True, preflight_only=True),
            [OPEN],
            "preflight_passed",
            None,
            ["OPTIONS api.example/x"],
        ),
        (
            FetchRequest(URL, O, "OPTIONS"),
            [OPEN, OK],
            "allowed",
            None,
            ["OPTIONS api.example/x", "OPTIONS api.example/x"],
        ),
        (
            FetchRequest(URL, O, headers=(("X-A", "1"),)),
            [OPEN, BARE],
            "response_blocked",
            "response-allow-origin-missing",
            ["OPTIONS api.example/x", "GET api.example/x"],
        ),
        (
            FetchRequest(URL, O, headers=(("X-A", "1"),)),
            [BARE],
            "preflight_blocked",
            "preflight-allow-origin-missing",
            ["OPTIONS api.example/x"],
        ),
        (
            FetchRequest(URL, O, headers=(("X-A", "1"),)),
            [Failure("closed", "x")],
            "unreachable",
            "preflight-network",
            ["OPTIONS api.example/x"],
        ),
        (
            FetchRequest(URL, O, headers=(("X-A", "1"),)),
            [OPEN, Failure("not-http", "x")],
            "unreachable",
            "response-network",
            ["OPTIONS api.example/x", "GET api.example/x"],
        ),
        (
            FetchRequest(URL, O),
            [Response(407, ((AO, "*"),))],
            "response_blocked",
            "response-network",
            ["GET api.example/x"],
        ),
        (FetchRequest(URL, O, "TRACE"), [], "request_rejected", "request", []),
        (FetchRequest(URL, "nonsense"), [], "request_rejected", "request", []),
        (
            FetchRequest(URL, O, "PUT"),
            [Response(407, OPEN.headers)],
            "preflight_blocked",
            "preflight-network",
            ["OPTIONS api.example/x"],
        ),
        (
            FetchRequest(URL, O, "PUT"),
            [Failure("certificate", "x")],
            "preflight_blocked",
            "preflight-network",
            ["OPTIONS api.example/x"],
        ),
        (
            FetchRequest(URL, O),
            [Failure("certificate", "x")],
            "unreachable",
            "response-network",
            ["GET api.example/x"],
        ),
        (FetchRequest(PLAIN, O), [], "request_rejected", "mixed-content", []),
        (FetchRequest(PLAIN, O, "PUT", send_unsafe=True), [], "request_rejected", "mixed-content", []),
    ],
)
def test_ways_it_can_end(
    request_: FetchRequest, answers: list[Answer], result: str, step: str | None, sent: list[str]
) -> None:
    verdict, went = judged(request_, *answers)
    assert (verdict.result, verdict.step) == (result, step)
    assert went == [f"{line} {O}" for line in sent]
    assert (verdict.message is None) == (verdict.help is None) == (step is None)
    assert verdict.preflight_sent == any(one.phase == "preflight" for one in verdict.exchanges)


REDIRECTS = [
    ("same origin", FetchRequest(URL, O), [away(302, "/y"), OK], "allowed", None,
     [f"GET api.example/x {O}", f"GET api.example/y {O}"]),
    ("another origin", FetchRequest(URL, O), [away(302, FAR), OK], "allowed", None,
     [f"GET api.example/x {O}", "GET far.example/y null"]),
    ("tainted", FetchRequest(URL, O), [away(302, FAR), Response(200, ((AO, O),))], "response_blocked",
     "response-allow-origin-mismatch", [f"GET api.example/x {O}", "GET far.example/y null"]),
    ("null passes", FetchRequest(URL, O), [away(302, FAR), Response(200, ((AO, "null"),))], "allowed", None,
     [f"GET api.example/x {O}", "GET far.example/y null"]),
    ("home again", FetchRequest(URL, O), [away(302, f"{O}/y"), BARE], "response_blocked",
     "response-allow-origin-missing", [f"GET api.example/x {O}", "GET app.example/y null"]),
    ("the redirect itself is checked", FetchRequest(URL, O), [Response(302, (("Location", "/y"),))],
     "response_blocked", "response-allow-origin-missing", [f"GET api.example/x {O}"]),
    ("bad scheme", FetchRequest(URL, O), [away(302, "ftp://x/")], "response_blocked", "response-redirect",
     [f"GET api.example/x {O}"]),
    ("no location", FetchRequest(URL, O), [Response(302, ((AO, "*"),))], "allowed", None,
     [f"GET api.example/x {O}"]),
    ("with a preflight each", FetchRequest(URL, O, headers=(("X-A", "1"),)), [OPEN, away(307, FAR), OPEN, OK],
     "allowed", None, [f"OPTIONS api.example/x {O}", f"GET api.example/x {O}", "OPTIONS far.example/y null",
                       "GET far.example/y null"]),
    ("second preflight fails", FetchRequest(URL, O, headers=(("X-A", "1"),)), [OPEN, away(307, FAR), BARE],
     "preflight_blocked", "preflight-allow-origin-missing",
     [f"OPTIONS api.example/x {O}", f"GET api.example/x {O}", "OPTIONS far.example/y null"]),
    ("POST becomes GET", FetchRequest(URL, O, "POST", body="json", send_unsafe=True),
     [OPEN, away(302, "/y"), OK], "allowed", None,
     [f"OPTIONS api.example/x {O}", f"POST api.example/x {O}", f"GET api.example/y {O}"]),
    ("gone on the way", FetchRequest(URL, O), [away(302, FAR), Failure("dns", "x")], "unreachable",
     "response-network", [f"GET api.example/x {O}", "GET far.example/y null"]),
    ("a loop", FetchRequest(URL, O), [away(302, "/x")] * 21, "response_blocked", "response-redirect",
     [f"GET api.example/x {O}"] * 21),
]  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "answers", "result", "step", "sent"),
    [row[1:] for row in REDIRECTS],
    ids=[row[0] for row in REDIRECTS],
)
def test_redirects(
    request_: FetchRequest, answers: list[Answer], result: str, step: str | None, sent: list[str]
) -> None:
    verdict, went = judged(request_, *answers)
    assert (verdict.result, verdict.step) == (result, step)
    assert went == sent
    assert verdict.help is None or verdict.help.endswith(".")


def test_a_redirect_into_the_local_network() -> None:
    verdict, _ = judged(FetchRequest(URL, O), away(302, "https://10.0.0.1/"), away(302, "/z"), OK)
    assert [note.partition(":")[0] for note in verdict.notes] == ["Local network access"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("url", [URL, f"{O}/x"])
def test_a_redirect_out_of_https_is_blocked(status: int, url: str) -> None:
    verdict, went = judged(FetchRequest(url, O), away(status, PLAIN))
    assert len(went) == 1
    assert (verdict.result, verdict.step) == ("response_blocked", "mixed-content")
    assert verdict.message == (
        f"Mixed content: the redirect goes to `http://api.example`, and a page of `{O}` may not fetch over"
        " http."
    )
    assert verdict.help is not None
    assert "https URL" in verdict.help
    assert (verdict.request_sent, verdict.exposed_headers) == (True, ())


def test_a_redirect_out_of_https_must_pass_the_cors_check_first() -> None:
    verdict, _ = judged(FetchRequest(URL, O), Response(302, (("Location", PLAIN),)))
    assert verdict.step == "response-allow-origin-missing"


def test_an_http_page_may_fetch_from_http() -> None:
    assert judged(FetchRequest(PLAIN, "http://app.example"), OK)[0].result == "allowed"
    assert judged(FetchRequest(URL, "http://app.example"), away(302, PLAIN), OK)[0].result == "allowed"


def test_a_service_behind_tls_is_judged_as_if_reached_over_https() -> None:
    behind = FetchRequest(PLAIN, O, tls_in_front=True)
    assert judged(behind, OK)[0].result == "allowed"
    assert judged(behind, away(302, "/y"), OK)[0].result == "allowed"
    elsewhere, _ = judged(behind, away(302, "http://far.example/"))
    assert (elsewhere.result, elsewhere.step) == ("response_blocked", "mixed-content")


SAME_ORIGIN = [
    ("no redirect", FetchRequest(HOME, O), [BARE], "not_cross_origin", None, ["GET app.example/x None"]),
    ("stays", FetchRequest(HOME, O), [Response(302, (("Location", "/y"),)), BARE], "not_cross_origin", None,
     ["GET app.example/x None", "GET app.example/y None"]),
    ("an error", FetchRequest(HOME, O), [Response(500)], "not_cross_origin", None,
     ["GET app.example/x None"]),
    ("leaves", FetchRequest(HOME, O), [Response(302, (("Location", URL),)), OK], "allowed", None,
     ["GET app.example/x None", f"GET api.example/x {O}"]),
    ("leaves and fails", FetchRequest(HOME, O), [Response(302, (("Location", URL),)), BARE],
     "response_blocked", "response-allow-origin-missing",
     ["GET app.example/x None", f"GET api.example/x {O}"]),
    ("leaves with a preflight", FetchRequest(HOME, O, headers=(("X-A", "1"),)),
     [Response(307, (("Location", URL),)), OPEN, OK], "allowed", None,
     ["GET app.example/x None", f"OPTIONS api.example/x {O}", f"GET api.example/x {O}"]),
    ("leaves and the preflight fails", FetchRequest(HOME, O, headers=(("X-A", "1"),)),
     [Response(307, (("Location", URL),)), BARE], "preflight_blocked", "preflight-allow-origin-missing",
     ["GET app.example/x None", f"OPTIONS api.example/x {O}"]),
    ("leaves twice", FetchRequest(HOME, O), [Response(302, (("Location", URL),)), away(302, FAR), OK],
     "allowed", None, ["GET app.example/x None", f"GET api.example/x {O}", "GET far.example/y null"]),
    ("comes back", FetchRequest(HOME, O), [Response(302, (("Location", URL),)), away(302, HOME), BARE],
     "response_blocked", "response-allow-origin-missing",
     ["GET app.example/x None", f"GET api.example/x {O}", "GET app.example/x null"]),
    ("PUT leaves", FetchRequest(HOME, O, "PUT", send_unsafe=True),
     [Response(308, (("Location", URL),)), OPEN, OK], "allowed", None,
     [f"PUT app.example/x {O}", f"OPTIONS api.example/x {O}", f"PUT api.example/x {O}"]),
    ("PUT is not sent", FetchRequest(HOME, O, "PUT"), [], "not_tested", None, []),
    ("only the preflight", FetchRequest(HOME, O, preflight_only=True), [], "not_tested", None, []),
    ("no answer", FetchRequest(HOME, O), [Failure("refused", "x")], "unreachable", "response-network",
     ["GET app.example/x None"]),
    ("407", FetchRequest(HOME, O), [Response(407)], "response_blocked", "response-network",
     ["GET app.example/x None"]),
    ("a bad redirect", FetchRequest(HOME, O), [Response(302, (("Location", "ftp://x/"),))],
     "response_blocked", "response-redirect", ["GET app.example/x None"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "answers", "result", "step", "sent"),
    [row[1:] for row in SAME_ORIGIN],
    ids=[row[0] for row in SAME_ORIGIN],
)
def test_the_pages_own_origin(
    request_: FetchRequest, answers: list[Answer], result: str, step: str | None, sent: list[str]
) -> None:
    """As in Chromium 156: CORS applies from the first redirect to another origin on."""
    verdict, went = judged(request_, *answers)
    assert (verdict.result, verdict.step) == (result, step)
    assert went == sent
    assert verdict.preflight_needed == any(line.startswith("OPTIONS") for line in sent)
    assert bool(verdict.preflight_reasons) == verdict.preflight_needed


@pytest.mark.parametrize(
    ("body", "simple"),
    [(None, True), ("text", True), ("form", True), ("multipart", True), ("bytes", True), ("json", False)],
)
def test_beacons(body: str | None, *, simple: bool) -> None:
    """As in Chromium 156: only a body that no form can send is sent with CORS; credentials always."""
    request = FetchRequest(URL, O, credentials="omit", body=body, beacon=True, send_unsafe=True)  # type: ignore[arg-type]  # a table's word
    if simple:
        verdict, went = judged(request, Response(500))
        assert (verdict.result, went) == ("allowed", [f"POST api.example/x {O}"])
    else:
        verdict, went = judged(request, OPEN)
        assert (verdict.step, went) == ("preflight-allow-origin-wildcard", [f"OPTIONS api.example/x {O}"])
        allow = (*OPEN.headers, ("Access-Control-Allow-Credentials", "true"))
        exact = tuple((name, O if name == AO else "content-type" if name.endswith("Headers") else value)
                      for name, value in allow)  # fmt: skip
        verdict, _ = judged(request, Response(204, exact), Response(200, exact))
        assert verdict.result == "allowed"
    assert (verdict.method, verdict.credentials) == ("POST", "include")
    assert verdict.preflight_needed is not simple
    assert verdict.exposed_headers == ()
    assert verdict.snippet is not None
    assert verdict.snippet.startswith("navigator.sendBeacon(")
    untested, went = judged(request._replace(send_unsafe=False), *([] if simple else [Response(204, exact)]))
    assert untested.result == ("not_tested" if simple else "preflight_passed")


@pytest.mark.parametrize(
    ("beacon", "says"),
    [
        ({"headers": (("X-A", "1"),)}, "cannot set request headers"),
        ({"upload_listener": True}, "no upload to listen to"),
    ],
)
def test_what_no_beacon_can_be(beacon: dict[str, Any], says: str) -> None:
    verdict, went = judged(FetchRequest(URL, O, beacon=True, send_unsafe=True, **beacon))
    assert (verdict.result, went) == ("request_rejected", [])
    assert verdict.message is not None
    assert says in verdict.message


def test_a_beacon_is_redirected_without_any_check() -> None:
    beacon = FetchRequest(URL, O, body="text", beacon=True, send_unsafe=True)
    verdict, went = judged(beacon, Response(307, (("Location", FAR),)), BARE)
    assert verdict.result == "allowed"
    assert went == [f"POST api.example/x {O}", "POST far.example/y null"]
    assert judged(beacon, Response(307, (("Location", PLAIN),)))[0].step == "mixed-content"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("body", ["text", None])
def test_an_upload_listener_needs_a_preflight(method: str, body: str | None) -> None:
    request = FetchRequest(URL, O, method, body=body, upload_listener=True)  # type: ignore[arg-type]  # a table's word
    verdict, went = judged(request, Response(204))
    assert (verdict.step, went) == ("preflight-allow-origin-missing", [f"OPTIONS api.example/x {O}"])
    assert verdict.preflight_reasons == (
        Reason(
            "listener",
            "upload",
            "An XMLHttpRequest with a listener on its `upload` always needs a preflight.",
        ),
    )
    assert verdict.snippet is not None
    assert "new XMLHttpRequest()" in verdict.snippet
    assert any("upload listener" in note for note in verdict.notes) is (body is None or method != "POST")


def test_an_upload_listener_means_nothing_at_home() -> None:
    at_home = FetchRequest(HOME, O, "POST", body="text", upload_listener=True, send_unsafe=True)
    verdict, went = judged(at_home, Response(307, (("Location", URL),)), Response(204))
    assert verdict.result == "preflight_blocked"
    assert went == [f"POST app.example/x {O}", f"OPTIONS api.example/x {O}"]
    assert judged(at_home, BARE)[0].result == "not_cross_origin"


def test_cookies_go_with_real_requests_of_the_right_mode_only() -> None:
    assert not Fetch(FetchRequest("x", O, credentials="include")).with_credentials
    for credentials, goes in (("include", True), ("same-origin", False), ("omit", False)):
        fetch = Fetch(FetchRequest(URL, O, "PUT", credentials=credentials, send_unsafe=True))  # type: ignore[arg-type]  # a table's word
        assert not fetch.with_credentials  # the preflight
        allow = (
            (AO, O),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", "PUT"),
        )
        fetch.feed(Response(204, allow))
        assert fetch.with_credentials is goes
    assert Fetch(FetchRequest(HOME, O)).with_credentials


def test_next_stays_until_it_is_fed() -> None:
    fetch = Fetch(FetchRequest(URL, O, "PUT", send_unsafe=True))
    assert isinstance(fetch.prepared, Prepared)
    first = fetch.next()
    assert first is not None
    assert fetch.next() is first
    with pytest.raises(ValueError, match="missing"):
        fetch.verdict()
    fetch.feed(OPEN)
    second = fetch.next()
    assert second is not None
    assert (first.method, second.method) == ("OPTIONS", "PUT")
    fetch.feed(OK)
    assert fetch.next() is None
    with pytest.raises(ValueError, match="nothing was to be sent"):
        fetch.feed(OK)
    assert fetch.verdict().result == "allowed"
    rejected = Fetch(FetchRequest("x", O))
    assert isinstance(rejected.prepared, Rejected)
    with pytest.raises(ValueError, match="nothing was to be sent"):
        rejected.feed(OK)


HEADER_NAMES = st.sampled_from(
    [AO, "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Allow-Credentials",
     "Location", "Access-Control-Expose-Headers", "Vary", "Access-Control-Max-Age", "Server", "Set-Cookie"]
)  # fmt: skip
HEADER_VALUES = st.text(st.characters(max_codepoint=255)) | st.sampled_from(
    ["*", O, "true", "/", "PUT", "x-a"]
)
ANSWERS = st.builds(
    Response,
    st.sampled_from([0, 200, 204, 301, 302, 303, 307, 401, 407, 500, 999]),
    st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES)).map(tuple),
)


@given(
    st.text(),
    st.sampled_from([URL, "https://b\xfccher.example", "x"]) | st.text(),
    st.sampled_from(["GET", "PUT", "patch"]) | st.text(),
    st.lists(st.tuples(st.sampled_from(["X-A", "Authorization", "Accept"]) | st.text(), st.text())).map(
        tuple
    ),
    st.lists(ANSWERS, min_size=1),
)
def test_never_raises_whatever_comes(
    origin: str, url: str, method: str, headers: Headers, answers: list[Answer]
) -> None:
    for page in (origin, O):
        remaining = [*answers]
        request = FetchRequest(url, page, method, headers, "include", send_unsafe=True)
        verdict = why(request, lambda _: remaining.pop() if remaining else OK)  # noqa: B023 - used in this turn only
        assert (verdict.step is None) == (
            verdict.result in ("allowed", "preflight_passed", "not_cross_origin", "not_tested")
        )
        texts = (verdict.message, verdict.help, *verdict.notes, *verdict.browsers[:3], verdict.curl)
        sentence = [text for text in texts if text]
        sentence += [text for problem in verdict.also_wrong for text in (problem.message, problem.help)]
        assert all(text.isprintable() for text in sentence)
