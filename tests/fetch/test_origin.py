from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.fetch.origin import APP_SCHEMES, NotAnOrigin, Origin, parse_origin


@pytest.mark.parametrize(
    ("typed", "serialised", "kinds"),
    [
        ("https://app.example", "https://app.example", ""),
        ("http://localhost:3000", "http://localhost:3000", ""),
        ("https://app.example:80", "https://app.example:80", ""),
        ("http://[::1]:8080", "http://[::1]:8080", ""),
        ("https://app.example.", "https://app.example.", ""),
        ("https://a_b.example", "https://a_b.example", ""),
        ("https://*.a.com", "https://*.a.com", ""),
        ("null", "null", ""),
        (" null", "null", "blanks"),
        ("https://app.example/", "https://app.example", "slash"),
        ("https:\\\\app.example\\", "https://app.example", "slashes slash"),
        ("https://App.Example:443/", "https://app.example", "letter-case default-port slash"),
        ("HTTPS://app.example", "https://app.example", "letter-case"),
        ("http://a.com:080", "http://a.com", "default-port"),
        ("http://a.com:", "http://a.com", "port"),
        ("http://a.com:/", "http://a.com", "port slash"),
        ("https://a.com:08443", "https://a.com:8443", "port"),
        ("http://127.1", "http://127.0.0.1", "ip"),
        ("http://0x7f000001:8080", "http://127.0.0.1:8080", "ip"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]", "ip"),
        ("http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "ip"),
        ("https://b\xfccher.example", "https://xn--bcher-kva.example", "idn"),
        ("https://a%2ecom", "https://a.com", "host"),
        ("https://u:p@a.com", "https://a.com", "userinfo"),
        ("https://@a.com", "https://a.com", "userinfo"),
        ("https://a@b@c.com", "https://c.com", "userinfo"),
        ("https://a.com/p?q#f", "https://a.com", "path query fragment"),
        ("https://a.com?", "https://a.com", "query"),
        ("https://a.com#f", "https://a.com", "fragment"),
        ("https://a.com/#", "https://a.com", "slash fragment"),
        ("https:/a.com", "https://a.com", "slashes"),
        ("http:a.com", "http://a.com", "slashes"),
        ("https:////a.com", "https://a.com", "slashes"),
        ("\thttps://a.com ", "https://a.com", "blanks"),
        ("ht\ntps://a.com/", "https://a.com", "blanks slash"),
        ("blob:https://a.com/0-0-0", "https://a.com", "path"),
        ("ws://a.com", "ws://a.com", ""),
        ("BLOB:https://a.com/0-0-0", "https://a.com", "path"),
        ("http:https://a.com", "http://https", "slashes port path"),
        ("file:///home/index.html", "null", "opaque"),
        ("file:index.html", "null", "opaque"),
        ("javascript:1", "null", "opaque"),
        ("data:text/html,x", "null", "opaque"),
        ("about:blank", "null", "opaque"),
        ("blob:x", "null", "opaque"),
        ("foo://bar", "null", "opaque"),
        ("chrome-extension:///x", "null", "opaque"),
        ("capacitor://localhost", "capacitor://localhost", ""),
        ("app://x:1", "app://x:1", ""),
        ("chrome-extension://abcdef/page.html", "chrome-extension://abcdef", "path"),
    ],
)
def test_as_browsers_write_it(typed: str, serialised: str, kinds: str) -> None:
    origin = parse_origin(typed)
    assert isinstance(origin, Origin)
    assert origin.serialised == serialised
    assert [difference.kind for difference in origin.differences] == kinds.split()
    assert origin.opaque == (serialised == "null")
    assert origin.typed == typed


@pytest.mark.parametrize(
    ("typed", "scheme", "host", "port"),
    [
        ("https://a.com", "https", "a.com", 443),
        ("http://a.com", "http", "a.com", 80),
        ("http://[::1]:8080", "http", "[::1]", 8080),
        ("ws://a.com", "ws", "a.com", 80),
        ("wss://a.com", "wss", "a.com", 443),
        ("ftp://a.com", "ftp", "a.com", 21),
        ("null", "", "", None),
        ("data:,x", "data", "", None),
        ("tauri://localhost", "tauri", "localhost", None),
        ("app://x:1", "app", "x", 1),
    ],
)
def test_parts(typed: str, scheme: str, host: str, port: int | None) -> None:
    origin = parse_origin(typed)
    assert isinstance(origin, Origin)
    assert (origin.scheme, origin.host, origin.port) == (scheme, host, port)


def test_schemes_of_shells_and_extensions() -> None:
    names = "app capacitor chrome-extension ionic moz-extension safari-web-extension tauri"
    assert sorted(APP_SCHEMES) == names.split()


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("", "empty", None),
        (" \t", "empty", None),
        ("*", "may answer", None),
        ("Null", "lower case", "null"),
        ("https://a.com, https://b.com", "several", None),
        ("https://a.com https://b.com", "several", None),
        ("app.example", "no scheme", "https://app.example"),
        ("//app.example", "no scheme", "https://app.example"),
        ("localhost:3000", "no scheme", "https://localhost:3000"),
        ("localhost:/x", "no scheme", "https://localhost"),
        ("mailto:x", "no scheme", None),
        ("://app.example", "no scheme", None),
        ("a b", "no scheme", None),
        ("https://a b", "not valid", None),
        ("http://a.com:99999", "not valid", None),
        ("http://", "not valid", None),
    ],
)
def test_not_an_origin(typed: str, reason: str, suggestion: str | None) -> None:
    found = parse_origin(typed)
    assert isinstance(found, NotAnOrigin)
    assert reason in found.reason
    assert found.suggestion == suggestion
    assert found.typed == typed


def test_messages_show_what_is_too_much() -> None:
    origin = parse_origin("https://a.com/p?q#f")
    assert isinstance(origin, Origin)
    assert [difference.message for difference in origin.differences] == [
        "the path `/p` is not part of an origin",
        "the query `?q` is not part of an origin",
        "the fragment `#f` is not part of an origin",
    ]


def test_messages_say_both_forms() -> None:
    origin = parse_origin("https://App.example:443")
    assert isinstance(origin, Origin)
    case, port = origin.differences
    assert case.message == "the host `App.example` is written in lower case: `app.example`"
    assert port.message == "`:443` is the default port of https; browsers leave it out"


@given(st.text() | st.text("htps:/.@[]0179aA*,\\?# \t"))
def test_what_comes_out_is_a_fixed_point(text: str) -> None:
    found = parse_origin(text)
    if isinstance(found, Origin):
        again = parse_origin(found.serialised)
        assert isinstance(again, Origin)
        assert again.serialised == found.serialised
        assert again.differences == ()
        assert (found.serialised == text) or found.differences
