"""Every form in which people write an origin."""

from __future__ import annotations

import time

import can_ada
import pytest

from corscheck.rules.origins._entry import classify
from corscheck.secrets import mask

LABEL = "a" * 64

# text, what it is, what to write instead, whether that is the same to every browser
FORMS = [
    ("*", "any", None, False),
    ("null", "null", None, False),
    ("NULL", "null", None, False),
    # as browsers send it
    ("https://a.com", "origin", None, False),
    ("http://a.com", "origin", None, False),
    ("https://a.com:8443", "origin", None, False),
    ("https://a.com:80", "origin", None, False),
    ("http://localhost", "origin", None, False),
    ("http://localhost:3000", "origin", None, False),
    ("http://x.localhost", "origin", None, False),
    ("http://127.0.0.1:3000", "origin", None, False),
    ("http://[::1]:3000", "origin", None, False),
    ("http://192.168.1.10", "origin", None, False),
    ("https://a_b.a.com", "origin", None, False),
    ("https://a.com.", "origin", None, False),
    ("https://xn--bcher-kva.example", "origin", None, False),
    ("https://intranet", "origin", None, False),
    # written otherwise, the same origin
    ("https://a.com/", "spelling", "https://a.com", True),
    ("HTTPS://a.com", "spelling", "https://a.com", True),
    ("https://A.com", "spelling", "https://a.com", True),
    ("https://a.com:443", "spelling", "https://a.com", True),
    ("http://a.com:80", "spelling", "http://a.com", True),
    ("https://a.com:", "spelling", "https://a.com", True),
    ("https://a.com:08443", "spelling", "https://a.com:8443", True),
    ("https://bücher.example", "spelling", "https://xn--bcher-kva.example", True),
    ("https://\uff45xample.com", "spelling", "https://example.com", True),
    ("https://a\u200b.com", "spelling", "https://a.com", True),
    ("http://127.1", "spelling", "http://127.0.0.1", True),
    ("http://0x7f000001", "spelling", "http://127.0.0.1", True),
    ("http://[0:0:0:0:0:0:0:1]", "spelling", "http://[::1]", True),
    ("http://[::ffff:127.0.0.1]", "spelling", "http://[::ffff:7f00:1]", True),
    ("HTTPS://Bücher.Example:443/", "spelling", "https://xn--bcher-kva.example", True),
    # more than an origin
    ("https://a.com/path", "path", "https://a.com", False),
    ("https://a.com/*", "path", "https://a.com", False),
    ("https://a.com?x", "path", "https://a.com", False),
    ("https://a.com#f", "path", "https://a.com", False),
    ("moz-extension://id/page", "path", "moz-extension://id", False),
    ("https://u:p@a.com", "userinfo", "https://a.com", False),
    ("https://u@a.com:99999", "userinfo", None, False),
    # not a port
    ("https://a.com:0", "port", None, False),
    ("https://a.com:65536", "port", None, False),
    ("https://a.com:+1", "port", None, False),
    ("https://a.com:" + "9" * 30, "port", None, False),
    # no scheme
    ("a.com", "scheme", "https://a.com", False),
    ("//a.com", "scheme", "https://a.com", False),
    ("://a.com", "scheme", "https://a.com", False),
    ("a.com:3000", "scheme", "https://a.com:3000", False),
    ("localhost", "scheme", "http://localhost", False),
    ("localhost:3000", "scheme", "http://localhost:3000", False),
    ("intranet:80", "scheme", "https://intranet:80", False),
    ("[::1]:3000", "scheme", "http://[::1]:3000", False),
    # no origin
    ("https:/a.com", "malformed", "https://a.com", False),
    ("https:///a.com", "malformed", "https://a.com", False),
    ("https:a.com", "malformed", "https://a.com", False),
    ("https//a.com", "malformed", "https://a.com", False),
    ("htps://a.com", "malformed", "https://a.com", False),
    ("https:\\\\a.com", "malformed", "https://a.com", False),
    ("https://a.com\\", "malformed", "https://a.com", False),
    ("https://a%2ecom", "malformed", "https://a.com", False),
    ("https://a.com%20", "malformed", None, False),
    ("https://xn--zz--.example", "malformed", None, False),
    ("https://xn--a", "malformed", None, False),
    ("https://xn--abc", "malformed", None, False),
    ("https://-bad.com", "malformed", None, False),
    ("https://bad-.com", "malformed", None, False),
    ("https://a..b", "malformed", None, False),
    ("https://256.1.1.1", "malformed", None, False),
    ("https://[::1", "malformed", None, False),
    ("https://", "malformed", None, False),
    (f"https://{LABEL}.com", "malformed", None, False),
    ("https://" + "a." * 127 + "com", "malformed", None, False),
    ("https://" + "a" * 1000, "malformed", None, False),
    ("ftp://a.com", "malformed", None, False),
    ("mailto:jane", "malformed", None, False),
    ("https://a.comhttps://b.com", "malformed", None, False),
    # no origin of its own
    ("file://", "opaque", None, False),
    ("file:///home/jane/app.html", "opaque", None, False),
    ("data:text/html,x", "opaque", None, False),
    ("about:blank", "opaque", None, False),
    ("blob:https://a.com/1", "opaque", None, False),
    ("ws://a.com", "websocket", "http://a.com", False),
    ("wss://a.com:443", "websocket", "https://a.com", False),
    ("capacitor://localhost", "app", None, False),
    ("chrome-extension://abcdef", "app", None, False),
    ("moz-extension://abcdef", "app", None, False),
    ("myapp://localhost", "app", None, False),
    # patterns
    ("https://*.a.com", "pattern", None, False),
    ("https://*.com", "pattern", None, False),
    ("*.co.uk", "pattern", None, False),
    ("*.github.io", "pattern", None, False),
    ("https://*", "pattern", None, False),
    ("http://*", "pattern", None, False),
    ("https://*a.com", "pattern", None, False),
    ("https://foo*.a.com", "pattern", None, False),
    ("https://foo.*.a.com", "pattern", None, False),
    ("https://*.*.a.com", "pattern", None, False),
    ("https://a.*", "pattern", None, False),
    ("https://a.com:*", "pattern", None, False),
    (r"^https://.*\.a\.com$", "expression", None, False),
    (r"^https://app\.a\.com$", "expression", "https://app.a.com", False),
    (r"https://[a-z]+\.a\.com", "expression", None, False),
    # lists and words
    ("https://a.com;https://b.com", "separator", "https://a.com, https://b.com", False),
    ("https://a.com|https://b.com", "separator", "https://a.com, https://b.com", False),
    ("https://a.com;", "separator", "https://a.com", False),
    (";", "separator", ",", False),
    ("intranet", "word", None, False),
    ("\\", "word", None, False),
    (":8080", "word", None, False),
    ("./x", "word", None, False),
]


@pytest.mark.parametrize(("text", "kind", "instead", "safe"), FORMS, ids=lambda value: str(value)[:40])
def test_form(text: str, kind: str, instead: str | None, safe: bool) -> None:  # noqa: FBT001
    form = classify(text)
    assert (form.kind, form.instead, form.safe) == (kind, instead, safe)
    assert bool(form.message) == (kind not in ("any", "null", "origin"))


@pytest.mark.parametrize("text", [row[0] for row in FORMS if row[1] in ("origin", "spelling")])
def test_what_is_left_or_written_is_what_browsers_send(text: str) -> None:
    form = classify(text)
    sent = can_ada.parse(text).origin
    assert (form.instead or text) == sent
    assert form.origin is not None
    assert form.origin.serialised == sent


@pytest.mark.parametrize("instead", sorted({row[2] for row in FORMS if row[2] and row[1] != "separator"}))
def test_what_is_proposed_is_an_origin(instead: str) -> None:
    assert classify(instead).kind in ("origin", "app")


@pytest.mark.parametrize(
    ("text", "mild"),
    [
        ("https://A.com", True),
        ("https://a.com/", True),
        ("HTTPS://A.com/", True),
        ("https://a.com:443", False),
        ("https://bücher.example", False),
        ("http://127.1", False),
    ],
)
def test_what_the_allow_list_corrects_by_itself(text: str, mild: bool) -> None:  # noqa: FBT001
    assert classify(text).mild is mild


@pytest.mark.parametrize(
    ("text", "anybody"),
    [
        ("https://*.com", True),
        ("https://*.co.uk", True),
        ("https://*.github.io", True),
        ("*.GitHub.io", True),
        ("https://*.a.com", False),
        ("https://*.internal", False),
        ("https://*", False),
    ],
)
def test_public_suffixes(text: str, anybody: bool) -> None:  # noqa: FBT001
    assert ("anybody can register" in classify(text).message) is anybody


@pytest.mark.parametrize(
    "text", ["https://u:secret@a.com:99999", "u:secret@a.com", "wss://u:secret@a.com", "u:secret@*.a.com"]
)
def test_no_message_that_is_shown_contains_a_password(text: str) -> None:
    assert "secret" not in mask(classify(text).message)


@pytest.mark.parametrize(
    "text",
    [
        "a:" * 10**6,
        "\\." * 10**6,
        "https://" + "a." * 10**6,
        "//" * 10**6,
        "@" * 10**6,
        "*" * 10**6,
        ";" * 10**6,
    ],
)
def test_long_text_takes_no_time(text: str) -> None:
    started = time.process_time()
    classify(text)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("https://A.com", "in lower case"),
        ("https://bücher.example", "with the host in punycode"),
        ("http://127.1", "with the address in its one canonical form"),
        ("https://a.com:08443", "with the port as a plain number"),
        ("https://a.com:443", "without the default port"),
        ("https://a.com/", "without a slash at its end"),
        ("HTTPS://a.com:443/", "in lower case, without the default port, without a slash at its end"),
    ],
)
def test_how_the_spelling_differs(text: str, how: str) -> None:
    form = classify(text)
    assert form.kind == "spelling"
    assert form.message == f"browsers send `{text}` {how}: `{form.instead}`"


def test_the_longest_origin() -> None:
    longest = 64 + 3 + 253 + 6
    assert "longer than an origin can be" not in classify("https://" + "a" * (longest - 8)).message
    assert "longer than an origin can be" in classify("https://" + "a" * (longest - 7)).message
