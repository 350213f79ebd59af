from __future__ import annotations

import pytest

from corscheck.exchange import Failure, Headers, Response
from corscheck.fetch.notes import deviation_notes, oddities, preflight_notes, request_notes, response_notes
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared

O = "https://app.example"  # noqa: E741 - the origin, as the recorded tables call it
AO = "Access-Control-Allow-Origin"


def prepared(
    url: str = "https://api.example/x", origin: str = O, credentials: str = "omit", headers: Headers = ()
) -> Prepared:
    found = prepare(FetchRequest(url, origin, headers=headers, credentials=credentials))  # type: ignore[arg-type]  # a table's word
    assert isinstance(found, Prepared)
    return found


def test_nothing_to_say() -> None:
    assert list(request_notes(prepared())) == []
    assert list(preflight_notes(prepared(), Response(204, ()))) == []
    assert list(response_notes(prepared(), Response(200, ((AO, "*"),)), blocked=False)) == []
    assert list(deviation_notes(prepared(), None, None)) == []


def test_a_changed_origin() -> None:
    (note,) = request_notes(prepared(origin="https://App.example:443"))
    assert note == (
        "`https://App.example:443` was typed as origin; browsers send `https://app.example`: the host"
        " `App.example` is written in lower case: `app.example`; `:443` is the default port of https;"
        " browsers leave it out."
    )
    assert list(request_notes(prepared(origin="file:///x"))) == [
        "Browsers send `null` as origin: the origin of a `file:` page is opaque; browsers send `null`."
    ]
    assert list(request_notes(prepared(origin="null"))) == []


def test_dropped_headers() -> None:
    cookie, host = request_notes(prepared(headers=(("Cookie", "a=b"), ("Host", "x"))))
    assert cookie == (
        "Cookie cannot be set by script; browsers drop it silently; use the credentials mode include."
    )
    assert host == "Host cannot be set by script; browsers drop it silently."


@pytest.mark.parametrize(
    ("origin", "url", "note"),
    [
        (
            "https://app.example",
            "https://10.0.0.1/",
            "reach the local network only with the user's permission; no",
        ),
        (
            "http://app.example",
            "http://10.0.0.1/",
            "the local network only with the user's permission, and only from",
        ),
        (
            "https://app.example",
            "http://localhost/",
            "reach this machine only with the user's permission; no",
        ),
        ("http://localhost", "http://127.0.0.1/", None),
        ("http://10.0.0.2", "http://10.0.0.1/", None),
        ("https://app.example", "https://8.8.8.8/", None),
        ("null", "http://10.0.0.1/", None),
    ],
)
def test_local_network_access(origin: str, url: str, note: str | None) -> None:
    found = [
        message
        for message in request_notes(prepared(url, origin))
        if message.startswith("Local network access")
    ]
    assert len(found) == (1 if note else 0)
    assert note is None or note in found[0]


def test_the_preflights_answer() -> None:
    answer = Response(204, (("Access-Control-Max-Age", "0"), ("Set-Cookie", "a=b")))
    assert list(preflight_notes(prepared(credentials="include"), answer)) == [
        "Access-Control-Max-Age is 0: every request needs its own preflight.",
        "Set-Cookie in a preflight's answer is ignored.",
        "A preflight never carries cookies, also with credentials included.",
    ]


@pytest.mark.parametrize(
    ("vary", "missing"),
    [
        ([], True),
        (["Accept"], True),
        (["Origin"], False),
        (["accept,\torigin "], False),
        (["*"], False),
        (["a", "ORIGIN"], False),
    ],
)
def test_vary(vary: list[str], missing: bool) -> None:  # noqa: FBT001 - a table
    lines = tuple(("Vary", line) for line in vary)
    found = list(response_notes(prepared(), Response(200, ((AO, O), *lines)), blocked=False))
    assert any("Vary: Origin" in note for note in found) is missing
    assert not any(
        "Vary" in note
        for note in response_notes(prepared(), Response(200, ((AO, "*"), *lines)), blocked=False)
    )


def test_what_script_cannot_read() -> None:
    headers = (
        (AO, "*"),
        ("X\x80", "1"),
        ("E", "1"),
        ("Access-Control", ""),
        ("Content-Type", "x"),
        ("Date", "x"),
        ("Set-Cookie", "a=b"),
    )
    assert list(response_notes(prepared(), Response(200, headers), blocked=False)) == [
        (
            "Not readable by script: `Access-Control`, `E` and `X\\x80`. "
            "Name them in Access-Control-Expose-Headers."
        )
    ]


def test_nobody_misses_framing() -> None:
    names = ["Connection", "Date", "Keep-Alive", "Server", "Transfer-Encoding", "Vary", "Via", "X-Powered-By"]
    headers = ((AO, "*"), *((name, "1") for name in names))
    assert list(response_notes(prepared(), Response(200, headers), blocked=False)) == []


STORABLE = ("Set-Cookie", "a=b; SameSite=None; Secure")


def test_a_cookie_of_an_allowed_answer_is_mentioned_only_where_it_is_not_stored() -> None:
    answer = Response(200, ((AO, "*"), STORABLE, ("Set-Cookie", "c=d"), ("Set-Cookie", "e=f; Path=/")))
    found = list(response_notes(prepared(credentials="include"), answer, blocked=False))
    (note,) = found
    assert note == (
        "Set-Cookie `c` and `e` is not stored: it comes from another site and has no `SameSite`: that takes"
        " `SameSite=None; Secure`."
    )
    assert list(response_notes(prepared(), answer, blocked=False)) == []


def test_blocked_is_not_undone() -> None:
    done = "Blocked is not undone: the server has carried out the request."
    cookies = (STORABLE, ("Set-Cookie", "c=d; SameSite=Lax"), ("ETag", "1"))
    assert list(response_notes(prepared(), Response(200, cookies), blocked=True)) == [done]
    included = prepared(credentials="include")
    stored, refused, last = response_notes(included, Response(200, cookies), blocked=True)
    assert stored == (
        "The answer is kept from script, but it sets cookies all the same: `a`, unless the browser keeps"
        " third parties from it, as Safari and private windows do."
    )
    assert refused == (
        "Set-Cookie `c` is not stored: it comes from another site and has `SameSite=Lax`: that takes"
        " `SameSite=None; Secure`."
    )
    assert last == done
    assert list(response_notes(included, Response(200, cookies[2:]), blocked=True)) == [done]
    close = prepared("https://api.app.example/x", credentials="include")
    assert list(response_notes(close, Response(200, cookies), blocked=True)) == [
        "The answer is kept from script, but it sets cookies all the same: `a` and `c`.",
        done,
    ]


def test_oddities_of_many_answers() -> None:
    answers = [Response(200, oddities=(f"Odd {number % 12}.",)) for number in range(24)]
    found = oddities([Failure("refused", "x"), *answers])
    assert found == [f"Odd {number}." for number in range(10)]


def test_deviations() -> None:
    (note,) = deviation_notes(prepared(headers=(("User-Agent", "x"),)), None, None)
    assert note.startswith("Chromium drops a User-Agent")
    asked = prepared(headers=(("Authorization", "x"),))
    star = Response(204, (("Access-Control-Allow-Headers", "*"),))
    (note,) = deviation_notes(asked, star, None)
    assert "does not cover Authorization" in note
    assert list(deviation_notes(asked._replace(credentials="include"), star, None)) == []
    (note,) = deviation_notes(prepared(), Response(204), Response(302, (("Location", ""),)))
    assert "empty Location" in note
