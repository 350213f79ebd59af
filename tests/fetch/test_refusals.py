"""What a browser refuses before anything is sent."""

from __future__ import annotations

import pytest

from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared, Rejected
from corscheck.fetch.url import BLOCKED_PORTS

ORIGIN = "https://app.example"
URL = "https://api.example/x"


def rejected(url: str = URL, origin: str = ORIGIN, **given: object) -> Rejected:
    found = prepare(FetchRequest(url, origin, **given))  # type: ignore[arg-type]  # a table's columns
    assert isinstance(found, Rejected)
    assert found.help
    return found


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/x", "not an absolute URL"),
        ("api.example/x", "not an absolute URL"),
        ("https://", "not an absolute URL"),
        ("http://a:99999/", "not an absolute URL"),
        ("ftp://a/", "`ftp:` is not a scheme"),
        ("data:,x", "`data:` is not a scheme"),
        ("localhost:8080/x", "`localhost:` is not a scheme"),
        ("https://u:p@a/", "user name or password"),
        ("https://u@a/", "user name or password"),
        ("https://:p@a/", "user name or password"),
        ("http://a:22/", "never connect to port 22"),
        ("https://a:6000/", "never connect to port 6000"),
    ],
)
def test_refused_urls(url: str, words: str) -> None:
    assert words in rejected(url).message


@pytest.mark.parametrize("port", sorted(BLOCKED_PORTS))
def test_blocked_ports(port: int) -> None:
    assert f"port {port}." in rejected(f"http://a:{port}/").message


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("app.example", "no scheme"),
        ("", "empty"),
        ("*", "never an origin"),
        ("https://a https://b", "several"),
    ],
)
def test_refused_origins(origin: str, words: str) -> None:
    assert words in rejected(origin=origin).message


def test_a_suggested_origin() -> None:
    assert rejected(origin="app.example").help == "Write `https://app.example`."
    assert rejected(origin="*").help == "Write it as `https://app.example`."


@pytest.mark.parametrize("method", ["", "GET POST", "G\xcbT", "GET,", "GET\n", "G/T"])
def test_no_method_names(method: str) -> None:
    assert "not a method name" in rejected(method=method).message


@pytest.mark.parametrize("method", ["TRACE", "connect", "Track"])
def test_forbidden_methods(method: str) -> None:
    assert rejected(method=method).message.endswith(f"the method {method} is forbidden.")


@pytest.mark.parametrize("method", ["GET", "head", "HEAD", "get"])
def test_no_body_with(method: str) -> None:
    assert "with a body" in rejected(method=method, body="text").message
    assert isinstance(prepare(FetchRequest(URL, ORIGIN, method)), Prepared)


def test_unknown_words() -> None:
    assert "`always` is not a credentials mode" in rejected(credentials="always").message
    refused = rejected(method="POST", body="blob")
    assert refused.message == "`blob` is not a kind of body."
    assert refused.help == "Use one of text, form, multipart, bytes, json."


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("", "x", "not a header name"),
        ("X A", "x", "not a header name"),
        ("X-A:", "x", "not a header name"),
        ("X-\xc9", "x", "not a header name"),
        ("X-A", "a\nb", "line end or NUL"),
        ("X-A", "a\rb", "line end or NUL"),
        ("X-A", "a\x00", "line end or NUL"),
        ("X-A", "\u0160", "not latin-1"),
        ("Cookie", "a\nb", "line end or NUL"),  # checked before it is dropped
    ],
)
def test_refused_headers(name: str, value: str, words: str) -> None:
    assert words in rejected(headers=(("Accept", "*/*"), (name, value))).message


def test_a_body_that_other_ways_of_asking_do_not_refuse() -> None:
    for given in ({"upload_listener": True}, {"beacon": True}):
        assert isinstance(prepare(FetchRequest(URL, ORIGIN, body="text", **given)), Prepared)  # type: ignore[arg-type]  # both are flags


def test_what_no_beacon_can_be() -> None:
    assert (
        "cannot set request headers, such as `X-A`" in rejected(beacon=True, headers=(("X-A", "1"),)).message
    )
    assert "has no upload to listen to" in rejected(beacon=True, upload_listener=True).message
