"""The steps in their order: what is sent, when it ends, and what the verdict says then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.exchange import Answer, Failure, Headers, Request, Response
from corscheck.fetch.browser_errors import Browsers
from corscheck.fetch.request import FetchRequest, Prepared, Rejected
from corscheck.fetch.verdict import Fetch, Verdict, why

O = "https://app.example"  # noqa: E741 - the origin, as the recorded tables call it
URL = "https://api.example/x"
AO = "Access-Control-Allow-Origin"
OPEN = Response(
    204, ((AO, "*"), ("Access-Control-Allow-Methods", "*"), ("Access-Control-Allow-Headers", "*"))
)
OK = Response(200, ((AO, "*"), ("Content-Type", "text/plain")))
BARE = Response(200)


def judged(request: FetchRequest, *answers: Answer) -> tuple[Verdict, list[str]]:
    """The verdict, and what was sent as `METHOD origin-header`; as many answers as there are requests."""
    sent: list[Request] = []

    def send(outgoing: Request) -> Answer:
        sent.append(outgoing)
        return answers[len(sent) - 1]

    verdict = why(request, send)
    assert len(sent) == len(answers)
    return verdict, [
        f"{one.method} {one.url.removeprefix('https://')} {dict(one.headers)['Origin']}" for one in sent
    ]


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
        (FetchRequest(URL, O, preflight_only=True), [], "preflight_passed", None, []),
        (FetchRequest(URL, O, "POST"), [], "preflight_passed", None, []),
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
        (FetchRequest(URL, "https://api.example", "PUT"), [], "not_cross_origin", None, []),
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


def away(status: int, location: str) -> Response:
    return Response(status, ((AO, "*"), ("Location", location)))


FAR = "https://far.example/y"
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


@pytest.mark.parametrize(
    ("location", "notes"),
    [
        ("https://api.example/y", []),
        ("http://api.example/y", ["Mixed content"]),
        ("http://10.0.0.1/", ["Mixed content", "Local network access"]),
        ("https://10.0.0.1/", ["Local network access"]),
    ],
)
def test_a_redirect_out_of_https_or_into_the_local_network(location: str, notes: list[str]) -> None:
    """As behind a proxy that ends TLS: the service redirects to http."""
    verdict, _ = judged(FetchRequest(URL, O), away(302, location), away(302, "/z"), OK)
    assert [note.partition(":")[0] for note in verdict.notes] == notes


def test_hops_are_counted_and_the_last_exchange_is_shown() -> None:
    verdict, _ = judged(FetchRequest(URL, O, headers=(("X-A", "1"),)), OPEN, away(307, FAR), OPEN, OK)
    assert [(one.phase, one.hop) for one in verdict.exchanges] == [
        ("preflight", 0),
        ("response", 0),
        ("preflight", 1),
        ("response", 1),
    ]
    assert verdict.preflight is verdict.exchanges[2]
    assert verdict.response is verdict.exchanges[3]
    assert verdict.url == URL


def test_next_stays_until_it_is_fed() -> None:
    fetch = Fetch(FetchRequest(URL, O, "PUT", send_unsafe=True))
    assert isinstance(fetch.prepared, Prepared)
    first = fetch.next()
    assert first is not None
    assert fetch.next() == first
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


def test_everything_a_blocked_verdict_says() -> None:
    asked = FetchRequest(
        "HTTPS://API.example/x#f",
        "https://APP.example/",
        "put",
        (("X-A", "1"), ("Cookie", "a")),
        "include",
        "text",
        id=7,
    )
    verdict, _ = judged(
        asked, Response(405, ((AO, "*"), ("Server", "asab/25.15"), ("Access-Control-Max-Age", "0")))
    )
    assert (verdict.id, verdict.url, verdict.origin) == (7, URL, O)
    assert (verdict.method, verdict.credentials) == ("PUT", "include")
    assert (verdict.result, verdict.step) == ("preflight_blocked", "preflight-allow-origin-wildcard")
    assert (verdict.preflight_needed, verdict.preflight_sent, verdict.request_sent) == (True, True, False)
    assert [reason.name for reason in verdict.preflight_reasons] == ["PUT", "x-a"]
    assert verdict.message == f"{AO} is `*`, but the request includes credentials."
    assert verdict.help is not None
    assert verdict.help.startswith("ASAB up to 26.36")
    assert [problem.step for problem in verdict.also_wrong] == [
        "preflight-allow-credentials",
        "preflight-status",
        "preflight-method",
        "preflight-header",
    ]
    assert [note.partition(" ")[0] for note in verdict.notes] == [
        "`https://APP.example/`",
        "Cookie",
        "Access-Control-Max-Age",
        "A",
    ]
    assert verdict.exposed_headers == ()
    assert verdict.browsers.chrome == "PreflightWildcardOriginNotAllowed"
    assert verdict.layer is not None
    assert verdict.layer.name == "ASAB"
    assert verdict.response is None
    assert verdict.curl is not None
    assert "-X OPTIONS" in verdict.curl
    assert verdict.snippet is not None
    assert '"put"' in verdict.snippet


def test_everything_an_allowed_verdict_says() -> None:
    authorised = FetchRequest(URL, O, headers=(("Authorization", "x"),))
    verdict, _ = judged(authorised, OPEN, Response(200, ((AO, O), ("Content-Type", "x"), ("ETag", "1"))))
    assert (verdict.step, verdict.message, verdict.help, verdict.also_wrong) == (None, None, None, ())
    assert verdict.exposed_headers == ("content-type",)
    assert verdict.browsers == Browsers(firefox="CORSAllowHeaderFromPreflightDeprecation")
    assert verdict.curl is not None
    assert "-H 'Authorization: x'" in verdict.curl
    assert verdict.layer is not None
    assert verdict.layer.kind == "unknown"
    notes = " ".join(verdict.notes)
    assert "does not cover Authorization by the standard" in notes
    assert "Not readable by script: `ETag`." in notes
    assert "Vary: Origin" in notes
    assert "Blocked" not in notes


def test_the_note_about_authorization_is_the_preflights() -> None:
    """The wildcard in the request's own answer means nothing."""
    authorised = FetchRequest(URL, O, headers=(("Authorization", "x"),))
    named = Response(204, ((AO, "*"), ("Access-Control-Allow-Headers", "authorization")))
    verdict, _ = judged(
        authorised, named, Response(200, (*OK.headers, ("Access-Control-Allow-Headers", "*")))
    )
    assert verdict.notes == ()
    assert verdict.browsers == Browsers()


def test_nothing_of_a_blocked_response_can_be_read() -> None:
    verdict, _ = judged(FetchRequest(URL, O), Response(200, (("Content-Type", "text/plain"),)))
    assert verdict.exposed_headers == ()


def test_a_blocked_response_is_not_undone() -> None:
    verdict, _ = judged(FetchRequest(URL, O), BARE)
    assert verdict.notes == ("Blocked is not undone: the server has carried out the request.",)
    assert (verdict.preflight_needed, verdict.request_sent) == (False, True)


@pytest.mark.parametrize(
    ("request_", "answers", "note"),
    [
        (
            FetchRequest(URL, O, "PUT"),
            [OPEN],
            "PUT may change something, so it was not sent (see --send-unsafe); the preflight passes.",
        ),
        (
            FetchRequest(URL, O, "POST"),
            [],
            "POST may change something, so it was not sent (see --send-unsafe); no preflight is needed.",
        ),
        (
            FetchRequest(URL, O, preflight_only=True),
            [],
            "Only as far as the preflight: no preflight is needed, the request itself was not sent.",
        ),
        (
            FetchRequest(URL, "https://api.example"),
            [],
            "The page and the target have the same origin: CORS does not apply, and nothing was sent.",
        ),
    ],
)
def test_why_nothing_more_was_sent(request_: FetchRequest, answers: list[Answer], note: str) -> None:
    verdict, _ = judged(request_, *answers)
    assert verdict.notes == (note,)
    assert not verdict.request_sent


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("dns", False),
        ("refused", False),
        ("tls", False),
        ("timeout", True),
        ("closed", True),
        ("not-http", True),
        ("network", True),
    ],
)
def test_what_never_reached_the_server_was_not_sent(kind: str, sent: bool) -> None:  # noqa: FBT001 - a table
    assert judged(FetchRequest(URL, O), Failure(kind, "x"))[0].request_sent is sent
    assert judged(FetchRequest(URL, O, "PUT"), Failure(kind, "x"))[0].preflight_sent is sent


def test_a_rejected_request() -> None:
    verdict, _ = judged(FetchRequest("nonsense", "x", "TRACE", id="a"))
    assert (verdict.url, verdict.origin, verdict.method) == ("nonsense", "x", "TRACE")
    assert (verdict.curl, verdict.snippet, verdict.layer) == (None, None, None)
    assert (verdict.notes, verdict.exchanges, verdict.browsers) == ((), (), Browsers())
    assert not verdict.preflight_needed


def test_lines_to_reproduce_what_was_not_sent() -> None:
    assert "-X POST" in (judged(FetchRequest(URL, O, "POST"))[0].curl or "")
    assert "-X OPTIONS" in (judged(FetchRequest(URL, O, "PUT"), OPEN)[0].curl or "")


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
            verdict.result in ("allowed", "preflight_passed", "not_cross_origin")
        )
        texts = (verdict.message, verdict.help, *verdict.notes, *verdict.browsers[:3], verdict.curl)
        said = [text for text in texts if text]
        said += [text for problem in verdict.also_wrong for text in (problem.message, problem.help)]
        assert all(text.isprintable() for text in said)
