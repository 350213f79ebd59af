from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corscheck.fetch.url import BLOCKED_PORTS, Parsed, Url, clean, parse, parse_url, resolve, scheme_of

BASE = "http://a.com/b/c/d?e"


def test_blocked_ports() -> None:
    """Fetch: bad port, in its own words."""
    table = """
    0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113
    115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554
    556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665
    6666 6667 6668 6669 6679 6697 10080
    """
    assert sorted(BLOCKED_PORTS) == [int(port) for port in table.split()]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" \x00a b\x1f ", "a b"),
        ("!a!", "!a!"),
        ("ht\ntps\t:/\r/a\r", "https://a"),
        ("\xa0", "\xa0"),
        ("\ud800", "\ufffd"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("HTTPS://a", "https"),
        ("a+b-c.1:x", "a+b-c.1"),
        ("1a:x", None),
        ("//a", None),
        ("a/b:c", None),
        ("", None),
    ],
)
def test_scheme_of(text: str, scheme: str | None) -> None:
    assert scheme_of(text) == scheme


def test_parse_keeps_what_is_needed() -> None:
    assert parse("HTTPS://u@EXAMPLE.com:8443/p?q#f") == Parsed(
        "https://u@example.com:8443/p?q",
        "https",
        "example.com",
        "8443",
        "https://example.com:8443",
        credentials=True,
    )
    assert parse("http://:p@a/") == Parsed("http://:p@a/", "http", "a", "", "http://a", credentials=True)
    assert parse("data:,x") == Parsed("data:,x", "data", "", "", "null", credentials=False)
    assert parse("foo") is None


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/a/.x/..", "/a/"),
        ("/a/.x/../", "/a/"),
        ("/a/.x/.", "/a/.x/"),
        ("/a/.x/../../../c", "/c"),
        ("/a/.x/y/..?q=/../", "/a/.x/?q=/../"),
        ("/a/.x/%2e%2E/b", "/a/b"),
        ("/.well-known/a", "/.well-known/a"),
        ("/a/..x/...", "/a/..x/..."),
        ("/a^b?c^d", "/a%5Eb?c^d"),
        ("/a/.x^/../b", "/a/b"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_paths_are_as_the_standard_writes_them(scheme: str, path: str, plain: str) -> None:
    parsed = parse(f"{scheme}://a.com{path}")
    assert parsed is not None
    assert parsed.href == f"{scheme}://a.com{plain}"


@pytest.mark.parametrize("text", ["data:a/.x/..^", "javascript:/.//?x"])
def test_what_cannot_be_fetched_is_left_alone(text: str) -> None:
    scheme = text.partition(":")[0]
    assert parse(text) == Parsed(text, scheme, "", "", "null", credentials=False)


def test_parse_url() -> None:
    assert parse_url("http://[::1]:80/#f") == Url(
        "http://[::1]/", "http", "[::1]", 80, "http://[::1]", credentials=False
    )
    assert parse_url("https://a.com") == Url(
        "https://a.com/", "https", "a.com", 443, "https://a.com", credentials=False
    )
    assert parse_url("https://a.com:444/?#") == Url(
        "https://a.com:444/?", "https", "a.com", 444, "https://a.com:444", credentials=False
    )
    assert parse_url("http://@a.com/") == Url(
        "http://a.com/", "http", "a.com", 80, "http://a.com", credentials=False
    )


@pytest.mark.parametrize(
    "text", ["", "a", "/a", "ftp://a/", "data:,x", "ws://a", "http://", "http://a:99999", "https://a b"]
)
def test_no_http_url(text: str) -> None:
    assert parse_url(text) is None


# What Chromium 156 makes of `new URL(reference, "http://a.com/b/c/d?e")`.
REFERENCES = [
    ("x", "http://a.com/b/c/x"),
    ("./x", "http://a.com/b/c/x"),
    ("../y", "http://a.com/b/y"),
    ("../../../y", "http://a.com/y"),
    ("/z", "http://a.com/z"),
    ("\\z", "http://a.com/z"),
    ("/..//a", "http://a.com//a"),
    ("", "http://a.com/b/c/d?e"),
    ("#f", "http://a.com/b/c/d?e"),
    ("?", "http://a.com/b/c/d?"),
    ("?q#f", "http://a.com/b/c/d?q"),
    ("//h/p", "http://h/p"),
    ("\\\\h/p", "http://h/p"),
    ("/\\h/p", "http://h/p"),
    ("///h///x", "http://h///x"),
    ("http:q", "http://a.com/b/c/q"),
    ("HTTP:q", "http://a.com/b/c/q"),
    ("http:/q", "http://a.com/q"),
    ("http:", "http://a.com/b/c/d?e"),
    ("http:?x", "http://a.com/b/c/d?x"),
    ("http:#f", "http://a.com/b/c/d?e"),
    ("http://o", "http://o/"),
    ("http:\\\\w", "http://w/"),
    ("https:x", "https://x/"),
    ("https:/x", "https://x/"),
    ("\tx\n", "http://a.com/b/c/x"),
    (" x y ", "http://a.com/b/c/x%20y"),
    (":", "http://a.com/b/c/:"),
    ("x?a/b#c/d", "http://a.com/b/c/x?a/b"),
    ("http://", None),
    ("a:b", None),
    ("data:,x", None),
    ("//", None),
    ("http://[", None),
]


@pytest.mark.parametrize(("reference", "href"), REFERENCES)
def test_references(reference: str, href: str | None) -> None:
    url = parse_url(reference, BASE)
    assert (url.href if url else None) == href


@pytest.mark.parametrize(
    ("reference", "base", "href"),
    [
        ("x", "https://a.com/", "https://a.com/x"),
        ("?x", "https://a.com/", "https://a.com/?x"),
        ("//b", "https://a.com/", "https://b/"),
        ("http:x", "https://a.com/", "http://x/"),
        ("x", "http://[::1]:8080/a?b/c", "http://[::1]:8080/x"),
        ("x", "https://a.com/b/?u=http://c/d", "https://a.com/b/x"),
    ],
)
def test_other_bases(reference: str, base: str, href: str) -> None:
    url = parse_url(reference, base)
    assert url is not None
    assert url.href == href


@given(st.text())
@example("http://\x00")
def test_any_text_parses_or_does_not(text: str) -> None:
    url = parse_url(text, BASE)
    assert url is None or parse_url(url.href) == url
    assert isinstance(resolve(text, BASE), str)
