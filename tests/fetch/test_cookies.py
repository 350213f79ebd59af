"""Set-Cookie lines, as Chromium 156 stores them (with third-party cookies allowed) and RFC 6265bis says."""

from __future__ import annotations

import pytest

from corscheck.fetch.cookies import is_same_site, judge_cookies
from corscheck.fetch.origin import Origin, parse_origin
from corscheck.fetch.url import Url, parse_url

API = "https://api.example.com/c/x"
CLOSE = "https://app.example.com"
FAR = "https://app.other.example"

NONE = "SameSite=None; Secure"


def origin(text: str) -> Origin:
    found = parse_origin(text)
    assert isinstance(found, Origin)
    return found


def url(text: str) -> Url:
    found = parse_url(text)
    assert found is not None
    return found


def refusal(line: str, page: str = CLOSE, target: str = API) -> str | None:
    (cookie,) = judge_cookies([line], origin(page), url(target))
    return cookie.refusal


# What becomes of a line where page and target are of one site, and where they are not.
@pytest.mark.parametrize(
    ("line", "close", "far"),
    [
        ("a=1", True, False),
        ("a=1; SameSite=Lax", True, False),
        ("a=1; samesite = strict", True, False),
        ("a=1; SameSite=None", False, False),
        (f"a=1; {NONE}", True, True),
        ("a=1; Secure", True, False),
        ("a=1; SameSite=foo", True, False),
        ("a=1; SameSite=", True, False),
        ("a=1; samesite=NONE; secure=x", True, True),
        ("a=1; SameSite=Lax; SameSite=None; Secure", True, True),
        ("a=1; SameSite=None; Secure; SameSite=Lax", True, False),
        (f"a=1; {NONE}; Domain=other.example", False, False),
        (f"a=1; {NONE}; Domain=com", False, False),
        (f"a=1; {NONE}; Domain=sub.api.example.com", False, False),
        (f"a=1; {NONE}; Domain=pi.example.com", False, False),
        (f"a=1; {NONE}; Domain=.API.example.com", True, True),
        (f"a=1; {NONE}; Domain=example.com", True, True),
        (f"a=1; {NONE}; Domain=", True, True),
        (f"__Host-a=1; {NONE}", False, False),
        (f"__Host-a=1; {NONE}; Path=/", True, True),
        (f"__host-a=1; {NONE}; Path=/x", False, False),
        (f"__Host-a=1; {NONE}; Path=/; Domain=api.example.com", False, False),
        ("__Secure-a=1; SameSite=None", False, False),
        (f"__Secure-a=1; {NONE}", True, True),
        (f"__Http-a=1; {NONE}", False, False),
        (f"__Http-a=1; {NONE}; HttpOnly", True, True),
        (f"__Host-Http-a=1; {NONE}; Path=/; HttpOnly", True, True),
        (f"__Host-Http-a=1; {NONE}; Path=/", False, False),
        (f"a=1; {NONE}; Partitioned", True, True),
        ("a=1; Partitioned", False, False),
        (f"=__Host-a; {NONE}", False, False),
        (f"=a; {NONE}", True, True),
        (f"a; {NONE}", True, True),
        ("", False, False),
        (f"=; {NONE}", False, False),
        (f"a={'x' * 4095}; {NONE}", True, True),
        (f"a={'x' * 4096}; {NONE}", False, False),
        (f"a=1\x01; {NONE}", False, False),
        (f"a=1\t; {NONE}", True, True),
        (f"a=1; {NONE}; Domain={'x' * 1025}", True, True),
        (f"a=1; {NONE}; Domain={'x' * 1024}", False, False),
        (f"a=1\x0b; {NONE}", False, False),
        (f"a=1\x1e; {NONE}", False, False),
        ("__Secure-a=1", False, False),
        ("__SECURE-a=1; Secure", True, False),
        (f"a=; {NONE}", True, True),
        (f"a=__Host-x; {NONE}", True, True),
        ("a=1; SameSite=\t None \t; Secure", True, True),
        ("a=1; \tSameSite \t=None; Secure\t", True, True),
        (f"=\t; {NONE}", False, False),
        (f"\t__Host-a=1; {NONE}", False, False),
    ],
)
def test_what_is_stored(line: str, *, close: bool, far: bool) -> None:
    assert (refusal(line) is None) is close
    assert (refusal(line, FAR) is None) is far
    assert (refusal(line, "null") is None) is far


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a=1", "it comes from another site and has no `SameSite`: that takes `SameSite=None; Secure`"),
        ("a=1; SameSite=x", "it comes from another site and has no `SameSite`: that takes"),
        ("a=1; SameSite=STRICT", "it comes from another site and has `SameSite=Strict`: that takes"),
        ("a=1; SameSite=None", "`SameSite=None` takes `Secure`"),
        ("a=1; SameSite=None; Partitioned", "`SameSite=None` takes `Secure`"),
        ("a=1; Partitioned", "`Partitioned` takes `Secure`"),
        ("__Host-a=1", "a name that begins with `__host-` takes `Secure` and `Path=/`"),
        ("__Host-a=1; Secure; Path=/; Domain=example.com", "takes `no Domain`"),
        ("__Http-a=1; Secure", "a name that begins with `__http-` takes `HttpOnly`"),
        ("__secure-x", "it has no name and a value that begins like a protected name"),
        ("__Secure-a=1", "a name that begins with `__secure-` takes `Secure`"),
        ("=__secure-x", "it has no name and a value that begins like a protected name"),
        ("a=1; Domain=other.example", "its `Domain=other.example` is not one of `api.example.com`"),
        ("a=1; Domain=com", "its `Domain=com` is a public suffix"),
        (" = ", "it has neither a name nor a value"),
        ("a=" + "1" * 4096, "name and value have more than 4096 bytes together"),
        ("a=\x7f", "it has control characters"),
    ],
)
def test_why_not(line: str, says: str) -> None:
    found = refusal(line, FAR)
    assert found is not None
    assert says in found


@pytest.mark.parametrize(
    ("target", "secure"),
    [
        ("http://api.example.com/", False),
        ("http://127.0.0.1/", True),
        ("http://localhost/", True),
        (API, True),
    ],
)
def test_secure_cookies_come_from_trustworthy_places_only(target: str, *, secure: bool) -> None:
    for line in (f"a=1; {NONE}", f"__Secure-a=1; {NONE}", f"__Host-a=1; {NONE}; Path=/"):
        assert (refusal(line, "http://app.example.com", target) is None) is secure
    if not secure:
        assert refusal(f"a=1; {NONE}", target=target) == "it is `Secure`, but comes over http"


def test_a_domain_of_an_address_is_the_address_itself() -> None:
    assert refusal("a=1; Domain=127.0.0.1", "http://127.0.0.1:1", "http://127.0.0.1:2/") is None
    assert refusal("a=1; Domain=0.0.1", "http://127.0.0.1:1", "http://127.0.0.1:2/") is not None


@pytest.mark.parametrize(
    ("page", "target", "same"),
    [
        (CLOSE, API, True),
        (FAR, API, False),
        ("http://app.example.com", API, False),
        ("https://app.example.com:8443", API, True),
        ("http://127.0.0.1:1", "http://127.0.0.1:2/", True),
        ("http://localhost", "http://127.0.0.1/", False),
        ("null", API, False),
    ],
)
def test_sites_have_a_scheme(page: str, target: str, *, same: bool) -> None:
    assert is_same_site(origin(page), url(target)) is same


def test_names() -> None:
    lines = ["a=1", "\t b \t= 2", "c", "= d\t", "e =\x01="]
    assert [cookie.name for cookie in judge_cookies(lines, origin(CLOSE), url(API))] == [
        "a",
        "b",
        "c",
        "d",
        "e",
    ]
