"""Which requests of a secure page are mixed content, as Chromium 156 blocks them."""

from __future__ import annotations

import pytest

from corscheck.fetch.mixed_content import check_mixed_content, is_asked_for_in_chromium
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared
from corscheck.fetch.url import parse_url

PAGE = "https://app.example"


def prepared(url: str, origin: str = PAGE, *, tls_in_front: bool = False) -> Prepared:
    found = prepare(FetchRequest(url, origin, tls_in_front=tls_in_front))
    assert isinstance(found, Prepared)
    return found


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example/",
        "http://api.example:8443/",
        "HTTP://API.EXAMPLE/",
        "http://8.8.8.8/",
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://169.254.169.254/",
        "http://printer.local/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://127.0.0.1.nip.io/",
        "http://localhost.example/",
        "http://notlocalhost/",
        "http://service:8080/",
    ],
)
def test_an_https_page_may_not_fetch_from_http(url: str) -> None:
    problem = check_mixed_content(prepared(url))
    assert problem is not None
    assert (problem.step, problem.cause) == ("mixed-content", "")
    assert f"a page of `{PAGE}` may not fetch from `http://" in problem.message


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example/",
        "https://10.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://127.255.255.254/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::1]:8080/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.b.localhost:3000/",
    ],
)
def test_https_and_loopback_are_potentially_trustworthy(url: str) -> None:
    assert check_mixed_content(prepared(url)) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://app.example",
        "http://localhost:3000",
        "http://127.0.0.1",
        "null",
        "capacitor://localhost",
        "file:///x",
    ],
)
def test_only_https_pages_are_restricted(origin: str) -> None:
    """The standard restricts `http://localhost`, too; Chromium and Firefox do not."""
    assert check_mixed_content(prepared("http://api.example/", origin)) is None


def test_the_target_of_a_redirect() -> None:
    onward = parse_url("http://api.example/y")
    assert onward is not None
    asked = prepared("https://api.example/")
    problem = check_mixed_content(asked._replace(urls=(*asked.urls, onward)))
    assert problem is not None
    assert problem.cause == "redirect"
    assert "the redirect goes to `http://api.example`" in problem.message


def test_tls_in_front_of_the_target() -> None:
    asked = prepared("http://api.example/x", tls_in_front=True)
    assert check_mixed_content(asked) is None
    for text, passes in (("http://api.example/y", True), ("http://api.example:8080/", False)):
        onward = parse_url(text)
        assert onward is not None
        problem = check_mixed_content(asked._replace(urls=(*asked.urls, onward)))
        assert (problem is None) is passes


@pytest.mark.parametrize(
    ("url", "asks"),
    [
        ("http://10.0.0.1/", True),
        ("http://printer.local/", True),
        ("http://[::ffff:127.0.0.1]/", True),
        ("http://0.0.0.0/", True),
        ("http://api.example/", False),
        ("http://8.8.8.8/", False),
    ],
)
def test_chromium_asks_where_the_target_is_evidently_local(url: str, *, asks: bool) -> None:
    assert is_asked_for_in_chromium(prepared(url).url) is asks
