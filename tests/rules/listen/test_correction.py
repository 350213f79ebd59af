"""What is wrong with a line of `listen`, and what to write instead."""

from __future__ import annotations

import pytest

from corscheck.rules.listen._correction import comment_in, correct


@pytest.mark.parametrize(
    ("line", "lines", "safe"),
    [
        ("fe80::1:8080", ("fe80::1 8080",), False),
        ("https://app:8443", ("app 8443 ssl",), False),
        ("https://app", ("app 443 ssl",), False),
        ("0.0.0.0:8443 ssl", ("0.0.0.0 8443 ssl",), True),
        ("0.0.0.0:8443:ssl", ("0.0.0.0 8443 ssl",), True),
        ("[::1]:8443 ssl:web", ("::1 8443 ssl:web",), True),
        ("8443 SSL", ("8443 ssl",), True),
        ("8443 tls", ("8443 ssl",), False),
        ("8443 sslx", ("8443 sslx",), True),
        ("8443 127.0.0.1 ssl", ("127.0.0.1 8443 ssl",), True),
        ("8080, nonsense", (), True),
        ("a:b:8443 ssl", (), True),
        ("app:8443 x", (), True),
        ("8443 127.0.0.1 sslx", ("127.0.0.1 8443 sslx",), True),
        ("8080 words", (), True),
        ("8443 https", ("8443 ssl",), False),
        ("8443 secure", ("8443 ssl",), False),
        ("8443 SSLON", ("8443 sslon",), True),
        ("8443 TLS:", ("8443 ssl",), False),
        ("words", (), True),
        ("a b", (), True),
        ("8080", ("0.0.0.0 8080",), True),
        ("[::1] 8080", ("::1 8080",), True),
        ("[::1]:8080 x", ("::1 8080 x",), True),
        ("8080/http", ("8080",), True),
        ("app:8080/", ("app:8080",), True),
        ("http://app:8080//", ("app 8080",), True),
        ("x" * 10**6, (), True),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_correct(line: str, lines: tuple[str, ...], safe: bool) -> None:  # noqa: FBT001
    found = correct(line)
    assert (found.lines, found.safe) == (lines, safe)


@pytest.mark.parametrize(
    ("line", "start"),
    [("8080 ; note", 5), ("8080 # note", 5), ("8080;note", None), ("8080", None), ("# none", 0)],
)
def test_comment_in(line: str, start: int | None) -> None:
    assert comment_in(line) == start
