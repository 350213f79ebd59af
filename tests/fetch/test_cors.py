"""Policy x request -> what is wrong, check by check (Fetch: CORS check; CORS-preflight fetch)."""

from __future__ import annotations

import pytest

from corscheck.exchange import Headers, Response
from corscheck.fetch.cors import (
    check_cors,
    check_preflight,
    exposed_headers,
    is_redirect,
)
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared
from corscheck.fetch.url import parse_url

O = "https://app.example"  # noqa: E741 - the origin, as the recorded tables call it
AO = "Access-Control-Allow-Origin"
AC = "Access-Control-Allow-Credentials"
AM = "Access-Control-Allow-Methods"
AH = "Access-Control-Allow-Headers"
PASS = ((AO, O), (AC, "true"), (AM, "PUT"), (AH, "x-a"))


def prepared(
    credentials: str = "omit", method: str = "PUT", headers: Headers = (), origin: str = O
) -> Prepared:
    found = prepare(FetchRequest("https://api.example/x", origin, method, headers, credentials))  # type: ignore[arg-type]  # a table's word
    assert isinstance(found, Prepared)
    return found


def steps(request: Prepared, status: int, headers: Headers) -> list[str]:
    return [
        problem.step.removeprefix("preflight-")
        for problem in check_preflight(request, Response(status, headers))
    ]


@pytest.mark.parametrize(
    ("lines", "without", "included"),
    [
        ([], "missing", "missing"),
        ([O], "", ""),
        ([f" \t{O}\t "], "", ""),
        (["*"], "", "wildcard"),
        ([" * "], "", "wildcard"),
        ([""], "mismatch", "mismatch"),
        (["null"], "mismatch", "mismatch"),
        ([O, O], "mismatch", "mismatch"),
        (["*", "*"], "mismatch", "mismatch"),
        ([O, ""], "mismatch", "mismatch"),
        (["*, *"], "mismatch", "mismatch"),
        ([f"{O}, https://b.example"], "mismatch", "mismatch"),
        ([f"{O}/"], "mismatch", "mismatch"),
        ([O.upper()], "mismatch", "mismatch"),
        ([f"{O}:443"], "mismatch", "mismatch"),
        (["http://app.example"], "mismatch", "mismatch"),
        (["https://*.example"], "mismatch", "mismatch"),
        ([f"{O}\xa0"], "mismatch", "mismatch"),
        ([f"{O}\x0b"], "mismatch", "mismatch"),
        ([f'"{O}"'], "mismatch", "mismatch"),
    ],
)
def test_allow_origin(lines: list[str], without: str, included: str) -> None:
    headers = (*((AO.upper(), line) for line in lines), (AC, "true"))
    for mode, step in (("omit", without), ("same-origin", without), ("include", included)):
        found = list(check_cors(prepared(mode), Response(200, headers), "response"))
        assert [problem.step for problem in found] == ([f"response-allow-origin-{step}"] if step else [])


def test_the_opaque_origin() -> None:
    null = prepared(origin="data:,x")
    assert list(check_cors(null, Response(200, ((AO, "null"),)), "response")) == []
    assert list(check_cors(null, Response(200, ((AO, "*"),)), "response")) == []
    assert [problem.cause for problem in check_cors(null, Response(200, ((AO, O),)), "response")] == [
        "opaque"
    ]


@pytest.mark.parametrize(
    ("lines", "passes"),
    [
        (["true"], True),
        ([" true\t"], True),
        ([], False),
        ([""], False),
        (["True"], False),
        (["TRUE"], False),
        (["1"], False),
        (["false"], False),
        (["true, true"], False),
        (["true", "true"], False),
        (["true\xa0"], False),
    ],
)
def test_allow_credentials(lines: list[str], passes: bool) -> None:  # noqa: FBT001 - a table
    headers = ((AO, O), *((AC.lower(), line) for line in lines))
    found = [problem.step for problem in check_cors(prepared("include"), Response(200, headers), "preflight")]
    assert found == ([] if passes else ["preflight-allow-credentials"])
    assert list(check_cors(prepared("omit"), Response(200, headers), "preflight")) == []
    assert list(check_cors(prepared("same-origin"), Response(200, headers), "preflight")) == []


def test_both_can_be_wrong() -> None:
    found = [problem.step for problem in check_cors(prepared("include"), Response(500, ()), "response")]
    assert found == ["response-allow-origin-missing", "response-allow-credentials"]


@pytest.mark.parametrize("status", [200, 201, 204, 206, 226, 299])
def test_ok_statuses(status: int) -> None:
    assert steps(prepared(), status, PASS) == []
    assert steps(prepared(), status, (*PASS, ("Location", "/x"))) == []


@pytest.mark.parametrize("status", [0, 100, 199, 300, 304, 305, 306, 400, 401, 404, 405, 407, 500, 503, 999])
def test_other_statuses(status: int) -> None:
    assert steps(prepared(), status, PASS) == ["status"]
    assert steps(prepared(), status, (*PASS, ("Location", "/x"))) == ["status"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    assert steps(prepared(), status, (*PASS, ("Location", "/x"))) == ["redirect"]
    assert steps(prepared(), status, PASS) == ["status"]
    assert steps(prepared(), status, (*PASS, ("Location", " "))) == ["status"]
    assert is_redirect(Response(status, (("location", "x"),)))
    assert not is_redirect(Response(200, (("location", "x"),)))


METHODS = [
    # method, credentials, lines, step
    ("PUT", "omit", ["PUT"], ""),
    ("PUT", "omit", ["GET, PUT"], ""),
    ("PUT", "omit", ["GET", "PUT"], ""),
    ("PUT", "omit", ["GET,,PUT,"], ""),
    ("PUT", "omit", ["*"], ""),
    ("PUT", "same-origin", ["*"], ""),
    ("PUT", "include", ["*"], "method"),
    ("PUT", "include", ["*, PUT"], ""),
    ("*", "include", ["*"], ""),
    ("*", "omit", [], "method"),
    ("PUT", "omit", [], "method"),
    ("PUT", "omit", [""], "method"),
    ("PUT", "omit", ["put"], "method"),
    ("PUT", "omit", ["OUTPUT"], "method"),
    ("put", "omit", ["PUT"], ""),
    ("patch", "omit", ["patch"], ""),
    ("patch", "omit", ["PATCH"], "method"),
    ("OPTIONS", "omit", ["PUT"], "method"),
    ("DELETE", "include", ["DELETE"], ""),
    ("GET", "include", [], ""),
    ("HEAD", "include", ["PUT"], ""),
    ("POST", "include", [""], ""),
    ("PUT", "omit", ["PUT GET"], "allow-methods-syntax"),
    ("PUT", "omit", ["*, P/T"], "allow-methods-syntax"),
    ("GET", "omit", ["P/T"], "allow-methods-syntax"),
    ("PUT", "omit", ["PUT", "a b"], "allow-methods-syntax"),
    ("PUT", "omit", ["PUT;"], "allow-methods-syntax"),
]


@pytest.mark.parametrize(("method", "credentials", "lines", "step"), METHODS)
def test_methods(method: str, credentials: str, lines: list[str], step: str) -> None:
    request = prepared(credentials, method, (("X-A", "1"),))
    headers = ((AO, O), (AC, "true"), (AH, "x-a"), *((AM, line) for line in lines))
    assert steps(request, 204, headers) == ([step] if step else [])


HEADERS = [
    # the request's names, credentials, lines, steps
    ("X-A", "omit", ["x-a"], ""),
    ("X-A", "omit", ["X-A"], ""),
    ("x-a", "omit", ["x-b", "X-a"], ""),
    ("X-A", "omit", [",x-a,"], ""),
    ("X-A", "omit", ["*"], ""),
    ("X-A X-B", "omit", ["*"], ""),
    ("X-A", "include", ["*"], "header"),
    ("X-A", "include", ["*, x-a"], ""),
    ("*", "include", ["*"], ""),
    ("X-A", "omit", [], "header"),
    ("X-A", "omit", [""], "header"),
    ("X-A", "omit", ["x-ab"], "header"),
    ("X-A X-B", "omit", ["x-a"], "header"),
    ("X-A", "omit", ["x-a;x-b"], "allow-headers-syntax"),
    ("X-A", "omit", ["x-a", '"x"'], "allow-headers-syntax"),
    ("X-A", "omit", ["*, x a"], "allow-headers-syntax"),
    ("Accept", "omit", ["x a"], "allow-headers-syntax"),
    ("Accept", "omit", [], ""),
    ("Authorization", "omit", ["authorization"], ""),
    ("authorization", "include", ["*, Authorization"], ""),
    ("Authorization", "omit", ["*, AUTHORIZATION"], ""),
    ("Authorization", "omit", ["x-a"], "authorization"),
    ("Authorization", "include", ["*"], "authorization"),
    ("Authorization X-A", "omit", [], "authorization header"),
    ("Authorization X-A", "omit", ["authorization"], "header"),
    ("Authorization X-A", "omit", ["x-a"], "authorization"),
    ("Authorization X-A", "include", ["*"], "authorization header"),
    ("Authorization", "omit", ["*"], ""),  # as all engines do it today
    ("Authorization X-A", "omit", ["*"], ""),
]


@pytest.mark.parametrize(("names", "credentials", "lines", "expected"), HEADERS)
def test_headers(names: str, credentials: str, lines: list[str], expected: str) -> None:
    request = prepared(credentials, "PUT", tuple((name, "1") for name in names.split()))
    headers = ((AO, O), (AC, "true"), (AM, "PUT"), *((AH, line) for line in lines))
    assert steps(request, 204, headers) == expected.split()


def test_the_wildcard_and_authorization_by_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    class Enforced:
        everywhere = False

    monkeypatch.setattr("corscheck.fetch.cors.AUTHORIZATION_UNDER_WILDCARD", Enforced)
    request = prepared("omit", "PUT", (("Authorization", "x"), ("X-A", "1")))
    found = list(check_preflight(request, Response(204, ((AO, O), (AM, "PUT"), (AH, "*")))))
    assert [(problem.step, problem.cause, problem.names) for problem in found] == [
        ("preflight-authorization", "star", ("authorization",))
    ]


def test_everything_wrong_at_once_comes_in_the_standards_order() -> None:
    request = prepared("include", "PUT", (("Authorization", "x"), ("X-A", "1")))
    assert steps(request, 302, (("Location", "/login"),)) == [
        "redirect",
        "allow-origin-missing",
        "allow-credentials",
        "method",
        "authorization",
        "header",
    ]
    assert steps(request, 405, ((AO, "*"), (AM, "a b"), (AH, "c d"))) == [
        "allow-origin-wildcard",
        "allow-credentials",
        "status",
        "allow-methods-syntax",
        "allow-headers-syntax",
    ]


def test_what_a_preflight_does_not_look_at() -> None:
    noise = (
        ("Allow", "GET"),
        ("Vary", "x"),
        ("Access-Control-Max-Age", "no"),
        ("Set-Cookie", "a=b"),
        ("Access-Control-Expose-Headers", "a b"),
        ("Access-Control-Allow-Private-Network", "no"),
    )
    assert steps(prepared("include", "PUT", (("X-A", "1"),)), 204, PASS + noise) == []


MISMATCHES = [
    ([O, O], O, "duplicate", f"is sent 2 times (`{O}` and `{O}`); browsers accept one."),
    ([f"{O}, {O}"], O, "list", f"has several values (`{O}, {O}`); browsers accept one."),
    ([f"{O} *"], O, "list", "has several values"),
    ([f"{O},*"], O, "list", "has several values"),
    ([f"{O}\t*"], O, "list", r"has several values (`https://app.example\t*`)"),
    (["https://*.example"], O, "pattern", "is not a pattern for browsers."),
    ([""], O, "not-an-origin", "is an empty value, the page's origin is `https://app.example`: it is empty."),
    (["foo"], O, "not-an-origin", "it has no scheme such as `https://`."),
    (["app.example"], O, "scheme", "it has no scheme such as `https://`."),
    (["app.example:8443"], O, "not-an-origin", "no scheme"),
    (["https://a.example:x"], O, "not-an-origin", "not valid"),
    ([f"{O}/"], O, "slash", f"is `{O}/`, the page's origin is `{O}`: an origin has no slash at its end."),
    (["https://APP.example"], O, "letter-case", "written in lower case"),
    ([f"{O}:443"], O, "default-port", "`:443` is the default port"),
    ([f"{O}/app"], O, "path", "the path `/app` is not part of an origin."),
    (["http://app.example"], O, "scheme", "the schemes differ."),
    ([f"{O}:8443"], O, "port", "the ports differ."),
    (["https://b.example"], O, "other", f"is `https://b.example`, the page's origin is `{O}`."),
    (["http://app.example:8443/"], O, "scheme", "the schemes differ."),
    (["null"], O, "null", f"is `null`, the page's origin is `{O}`."),
    (["file:///x"], O, "null", f"the page's origin is `{O}`."),
    ([O], "null", "opaque", f"is `{O}`, the page's origin is `null`."),
    (
        ["capacitor://localhost/"],
        "capacitor://localhost",
        "slash",
        "an origin has no slash at its end.",
    ),
    (["\u200bx"], O, "not-an-origin", r"`\u200bx`"),
]


@pytest.mark.parametrize(("lines", "origin", "cause", "words"), MISMATCHES)
def test_why_the_origin_does_not_match(lines: list[str], origin: str, cause: str, words: str) -> None:
    answer = Response(200, tuple((AO, line) for line in lines))
    (problem,) = check_cors(prepared(origin=origin), answer, "response")
    assert (problem.step, problem.cause) == ("response-allow-origin-mismatch", cause)
    assert words in problem.message


def test_a_tainted_origin_is_explained() -> None:
    request = prepared()
    urls = [parse_url(url) for url in ("https://b.example", "https://c.example")]
    tainted = request._replace(urls=(*request.urls, *(url for url in urls if url)))
    (problem,) = check_cors(tainted, Response(200, ((AO, O),)), "response")
    assert problem.cause == "tainted"
    assert problem.message == f"{AO} is `{O}`, the page's origin is `null` since the redirect."


MESSAGES = [
    ((), "omit", 404, "The preflight answer (404) has no Access-Control-Allow-Origin."),
    (((AO, "*"), *PASS[1:]), "include", 204, f"{AO} is `*`, but the request includes credentials."),
    (((AO, O), *PASS[2:]), "include", 204, f"{AC} is missing; it must be exactly `true`."),
    (((AO, O), (AC, "True"), *PASS[2:]), "include", 204, f"{AC} is `True`; it must be exactly `true`."),
    (PASS, "omit", 401, "The preflight was answered 401; only 200-299 pass."),
    (
        (*PASS, ("Location", "/x/")),
        "omit",
        301,
        "The preflight was answered 301 to `/x/`. Browsers do not follow it.",
    ),
    (
        ((AO, O), (AM, "a b, PUT"), (AH, "x-a")),
        "omit",
        204,
        f"{AM} cannot be parsed: `a b` is no name. Browsers then refuse the whole answer.",
    ),
    (
        ((AO, O), (AM, "PUT"), (AH, "x/a, x;b")),
        "omit",
        204,
        f"{AH} cannot be parsed: `x/a` and `x;b` are no names. Browsers then refuse the whole answer.",
    ),
    (((AO, O), (AH, "x-a")), "omit", 204, f"`PUT` is not in {AM} (which is missing)."),
    (((AO, O), (AM, ""), (AH, "x-a")), "omit", 204, f"`PUT` is not in {AM} (which is empty)."),
    (((AO, O), (AM, "GET, POST"), (AH, "x-a")), "omit", 204, f"`PUT` is not in {AM} (`GET` and `POST`)."),
    (
        ((AO, O), (AC, "true"), (AM, "*"), (AH, "x-a")),
        "include",
        204,
        f"`PUT` is not in {AM} (`*`); `*` does not count with credentials.",
    ),
    (
        ((AO, O), (AM, "put"), (AH, "x-a")),
        "omit",
        204,
        f"`PUT` is not in {AM} (`put`): methods are case-sensitive, and it has `put`.",
    ),
    (((AO, O), (AM, "PUT")), "omit", 204, f"`x-a` is not in {AH} (which is missing)."),
    (((AO, O), (AM, "PUT"), (AH, "")), "omit", 204, f"`x-a` is not in {AH} (which is empty)."),
    (
        ((AO, O), (AC, "true"), (AM, "PUT"), (AH, "*")),
        "include",
        204,
        f"`x-a` is not in {AH} (`*`); `*` does not count with credentials.",
    ),
]


@pytest.mark.parametrize(("headers", "credentials", "status", "message"), MESSAGES)
def test_messages(headers: Headers, credentials: str, status: int, message: str) -> None:
    request = prepared(credentials, "PUT", (("X-A", "1"),))
    first = next(check_preflight(request, Response(status, headers)))
    assert first.message == message


@pytest.mark.parametrize(
    ("method", "credentials", "methods", "headers", "causes"),
    [
        ("PUT", "include", "*", "*", ["star", "star"]),
        ("PUT", "omit", "put", "x-b", ["case", ""]),
        ("patch", "omit", "PATCH", "x-b", ["case", ""]),
        ("PATCH", "omit", "GET", "", ["", ""]),
        ("PUT", "include", "GET", "x-b", ["", ""]),
        ("PUT", "omit", "GET", "*", [""]),
    ],
)
def test_causes(method: str, credentials: str, methods: str, headers: str, causes: list[str]) -> None:
    request = prepared(credentials, method, (("X-A", "1"),))
    answer = Response(204, ((AO, O), (AC, "true"), (AM, methods), (AH, headers)))
    found = list(check_preflight(request, answer))
    assert [problem.cause for problem in found] == causes
    assert found[0].names == (method,)


def test_what_cannot_be_parsed_is_named() -> None:
    answer = Response(204, ((AO, O), (AM, "a b, PUT, P/T"), (AH, '"x"')))
    assert [problem.names for problem in check_preflight(prepared(), answer)] == [("a b", "P/T"), ('"x"',)]


def test_a_wildcard_with_credentials_is_none_for_authorization_either() -> None:
    request = prepared("include", "GET", (("Authorization", "x"),))
    (problem,) = check_preflight(request, Response(204, ((AO, O), (AC, "true"), (AH, "*"))))
    assert (problem.step, problem.cause) == ("preflight-authorization", "star")


def test_messages_about_several_headers() -> None:
    request = prepared("omit", "PUT", (("X-B", "1"), ("X-A", "1"), ("Authorization", "x")))
    found = list(check_preflight(request, Response(204, ((AO, O), (AM, "PUT"), (AH, "x-c")))))
    assert [(problem.message, problem.names) for problem in found] == [
        (f"`authorization` is not in {AH} (`x-c`).", ("authorization",)),
        (f"`x-a` and `x-b` are not in {AH} (`x-c`).", ("x-a", "x-b")),
    ]


def test_the_response_is_called_so() -> None:
    (problem,) = check_cors(prepared(), Response(500, ()), "response")
    assert problem.message == "The response (500) has no Access-Control-Allow-Origin."


@pytest.mark.parametrize(
    ("exposed", "credentials", "names"),
    [
        ([], "omit", ""),
        (["ETag"], "omit", "etag"),
        (["x-a, etag"], "include", "etag x-a"),
        (["x-a", "ETAG"], "omit", "etag x-a"),
        (["*"], "omit", "etag x-a"),
        (["*"], "same-origin", "etag x-a"),
        (["*"], "include", ""),
        (["*, etag"], "include", "etag"),
        (["etag, x a"], "omit", ""),
        (["*", "x a"], "omit", ""),
        ([""], "omit", ""),
        (["Set-Cookie, Set-Cookie2, etag"], "omit", "etag"),
        (["not-there"], "omit", ""),
    ],
)
def test_exposed_headers(exposed: list[str], credentials: str, names: str) -> None:
    expose = tuple(("Access-Control-Expose-Headers", line) for line in exposed)
    readable = (
        "Cache-Control",
        "Content-Language",
        "Content-Length",
        "Content-Type",
        "Expires",
        "Last-Modified",
        "Pragma",
    )
    others = ("ETag", "X-A", "Set-Cookie", "set-cookie2")
    answer = Response(200, (*((name, "1") for name in (*readable, *others)), *expose))
    expected = sorted((*map(str.lower, readable), *names.split()))
    if exposed == ["*"] and credentials != "include":
        expected = sorted((*expected, "access-control-expose-headers"))
    assert list(exposed_headers(prepared(credentials), answer)) == expected
