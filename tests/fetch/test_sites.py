from __future__ import annotations

import pytest

from corscheck.fetch.sites import (
    address_space,
    is_potentially_trustworthy,
    public_suffixes,
    registrable_domain,
    same_site,
)


@pytest.mark.parametrize(
    ("host", "space"),
    [
        ("app.example", "public"),
        ("8.8.8.8", "public"),
        ("[2001:4860::1]", "public"),
        ("localhost.example", "public"),
        ("notlocalhost", "public"),
        ("172.32.0.1", "public"),
        ("192.169.0.1", "public"),
        ("11.0.0.1", "public"),
        ("localhost", "loopback"),
        ("localhost.", "loopback"),
        ("app.localhost", "loopback"),
        ("127.0.0.1", "loopback"),
        ("127.9.9.9", "loopback"),
        ("127.255.255.255", "loopback"),
        ("127.0.0.256", "public"),
        ("127.0.0.01", "public"),
        ("127.1", "public"),
        ("127.0.0.1.1", "public"),
        ("127.0.0.1.example", "public"),
        ("[::1]", "loopback"),
        ("[::ffff:7f00:1]", "loopback"),
        ("10.1.2.3", "local"),
        ("172.16.0.1", "local"),
        ("192.168.1.10", "local"),
        ("169.254.1.1", "local"),
        ("100.64.0.1", "local"),
        ("198.18.0.1", "local"),
        ("0.0.0.0", "local"),
        ("[fd00::1]", "local"),
        ("[fe80::1]", "local"),
        ("[::ffff:c0a8:101]", "local"),
        ("printer.local", "local"),
        ("printer.local.", "local"),
    ],
)
def test_address_space(host: str, space: str) -> None:
    assert address_space(host) == space


@pytest.mark.parametrize(
    ("scheme", "host", "trustworthy"),
    [
        ("https", "a.example", True),
        ("wss", "a.example", True),
        ("file", "", True),
        ("http", "a.example", False),
        ("http", "192.168.1.1", False),
        ("http", "localhost", True),
        ("http", "[::1]", True),
        ("ws", "127.0.0.1", True),
        ("ftp", "localhost", True),
        ("foo", "localhost", False),
        ("", "", False),
    ],
)
def test_potentially_trustworthy(scheme: str, host: str, trustworthy: bool) -> None:  # noqa: FBT001 - a table
    assert is_potentially_trustworthy(scheme, host) is trustworthy


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.example.com", "b.example.com", True),
        ("example.com", "b.example.com", True),
        ("example.com.", "b.example.com.", True),
        ("example.com", "example.org", False),
        ("a.co.uk", "b.co.uk", False),
        ("x.a.co.uk", "y.a.co.uk", True),
        ("x.github.io", "y.github.io", False),
        ("github.io", "x.github.io", False),
        ("localhost", "localhost", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "10.1.0.1", False),
        ("[::1]", "[::2]", False),
        ("a", "b", False),
        ("b.com", "com", False),
        ("a.kawasaki.jp", "b.kawasaki.jp", False),  # two public suffixes
        ("a.corp.internal", "b.corp.internal", True),  # PSL: where no rule matches, `*` does
        ("corp.internal", "intra.internal", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table
    assert same_site(one, other) is same
    assert same_site(other, one) is same


def test_only_suffixes_that_are_listed_where_that_is_wanted() -> None:
    known = public_suffixes(accept_unknown=False)
    assert (known.is_public("co.uk"), known.is_public("internal")) == (True, False)


def test_registrable_domain() -> None:
    assert registrable_domain("a.b.example.co.uk") == "example.co.uk"
    assert registrable_domain("a.b.github.io") == "b.github.io"
    assert registrable_domain("co.uk") is None
    assert registrable_domain("localhost") is None
