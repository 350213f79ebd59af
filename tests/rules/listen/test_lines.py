"""CORS40x: every form of `listen`, each held against the real asab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corscheck.rules.listen._correction import comment_in, correct
from tests.support.asab_oracle import Asab
from tests.support.linting import codes, fixed, lint, web

if TYPE_CHECKING:
    from pathlib import Path

# value, the findings, what the safe fixes make of it
VALUES = [
    # fine
    ("8080", [], "8080"),
    ("0", [], "0"),
    ("0.0.0.0 8080", [], "0.0.0.0 8080"),
    ("127.0.0.1:8080", [], "127.0.0.1:8080"),
    ("127.0.0.1\t8080", [], "127.0.0.1\t8080"),
    ("localhost 8080", [], "localhost 8080"),
    ("*:8080", [], "*:8080"),
    ("::1 8080", [], "::1 8080"),
    ("fe80::1 8080", [], "fe80::1 8080"),
    ("\n    0.0.0.0 8080\n    :: 8080", [], "\n    0.0.0.0 8080\n    :: 8080"),
    ("\n    8080\n    8081", [], "\n    8080\n    8081"),
    # the service does not start
    (":8080", ["CORS401 error"], "8080"),
    ("[::1]:8080", ["CORS401 error"], "::1 8080"),
    ("[::]:8080", ["CORS401 error"], ":: 8080"),
    (":::8080", ["CORS401 error"], ":: 8080"),
    ("fe80::1:8080", ["CORS401 error"], "fe80::1:8080"),
    ("127.0.0.1:8080:", ["CORS401 error"], "127.0.0.1:8080:"),
    ("8080,8081", ["CORS401 error"], "\n    8080\n    8081"),
    ("127.0.0.1:8080,127.0.0.1:8081", ["CORS401 error"], "\n    127.0.0.1:8080\n    127.0.0.1:8081"),
    ("8080; :8081", ["CORS401 error"], "\n    8080\n    8081"),
    ("\n  8079\n  8080,8081", ["CORS401 error"], "\n  8079\n  8080\n  8081"),
    ("http://127.0.0.1:8080", ["CORS401 error"], "127.0.0.1 8080"),
    ("http://127.0.0.1:8080/", ["CORS401 error"], "127.0.0.1 8080"),
    ("https://127.0.0.1:8443", ["CORS401 error"], "https://127.0.0.1:8443"),
    ("127.0.0.1", ["CORS401 error"], "127.0.0.1"),
    ("localhost", ["CORS401 error"], "localhost"),
    ("localhost http", ["CORS401 error"], "localhost http"),
    ("8080/tcp", ["CORS401 error"], "8080"),
    ("-1", ["CORS401 error"], "-1"),
    ('"8080"', ["CORS401 error"], "8080"),
    ("'127.0.0.1:8080'", ["CORS401 error"], "127.0.0.1:8080"),
    ("8080 127.0.0.1", ["CORS401 error"], "127.0.0.1 8080"),
    ("8080 localhost", ["CORS401 error"], "localhost 8080"),
    ("8080 tcp", ["CORS401 error"], "8080 tcp"),
    ("8080 8081", ["CORS401 error"], "8080 8081"),
    # started, and not reachable as meant
    ("[::1] 8080", ["CORS402 warning"], "::1 8080"),
    ("8080, 8081", ["CORS402 warning"], "\n    8080\n    8081"),
    ("127.0.0.1:8080 8081", ["CORS402 warning"], "127.0.0.1:8080 8081"),
    ("(localhost) 8080", ["CORS402 warning"], "(localhost) 8080"),
    ("127.0.0.1 70000", ["CORS402 error"], "127.0.0.1 70000"),
    ("70000", ["CORS402 error"], "70000"),
    ("127.0.0.1 -1", ["CORS402 error"], "127.0.0.1 -1"),
    ("127.0.0.256 8080", ["CORS402 warning"], "127.0.0.256 8080"),
    (":: 8080", ["CORS403 warning"], ":: 8080"),
    ("\n  :: 8080\n  0.0.0.0 8081", ["CORS403 warning"], "\n  :: 8080\n  0.0.0.0 8081"),
    ("", ["CORS404 warning"], ""),
    ("\n  8080\n  0.0.0.0 8080", ["CORS405 warning"], "\n  8080\n  0.0.0.0 8080"),
    ("\n  127.0.0.1 8080\n  127.0.0.1 8080", ["CORS405 warning"], "\n  127.0.0.1 8080\n  127.0.0.1 8080"),
    ("\n  127.0.0.1 0\n  127.0.0.1 0", [], "\n  127.0.0.1 0\n  127.0.0.1 0"),
]


def file(value: str) -> str:
    return web(f"listen = {value}".rstrip(" "), listen=None)


@pytest.mark.parametrize(("value", "expected", "mended"), VALUES, ids=lambda value: repr(value)[:40])
def test_value(value: str, expected: list[str], mended: str) -> None:
    assert codes(lint(file(value)), "CORS40") == expected
    result = fixed(file(value))
    assert re.sub(r"listen =[ ]+\n", "listen =\n", result) == re.sub(
        r"listen =[ ]+\n", "listen =\n", file(mended)
    )
    assert fixed(result) == result


@pytest.mark.parametrize("value", [row[0] for row in VALUES], ids=lambda value: repr(value)[:40])
def test_asab_stops_with_what_the_message_says(value: str, tmp_path: Path) -> None:
    tmp_path.joinpath("app.conf").write_text(file(value))
    error = Asab("app.conf", str(tmp_path), {}).build("web").error
    messages = [one.message for one in lint(file(value)) if one.code == "CORS401"]
    if error is None:
        assert messages == []
    else:
        assert messages[0].endswith(f": the service stops with `{error[0]}: {error[1]}`")


@pytest.mark.parametrize(
    "value", [row[0] for row in VALUES if row[1][:1] == ["CORS401 error"] and row[2] != row[0]]
)
def test_asab_starts_with_what_the_fix_writes(value: str, tmp_path: Path) -> None:
    tmp_path.joinpath("app.conf").write_text(fixed(file(value)))
    assert Asab("app.conf", str(tmp_path), {}).build("web").error is None


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


def test_a_comment_moves_above_the_option() -> None:
    assert codes(lint(file("8080 ; for now")), "CORS40") == ["CORS401 error"]
    assert fixed(file("8080 ; for now")) == "[web]\n; for now\nlisten = 8080\n"


def test_a_port_alone_needs_an_address_in_old_versions() -> None:
    assert codes(lint(file("8080"), "21.11"), "CORS40") == ["CORS401 error"]
    assert fixed(file("8080"), "21.11") == file("0.0.0.0 8080")


def test_two_containers_cannot_share_a_port() -> None:
    other = "[web:public]\nlisten = {} 8080\n"
    assert codes(lint(web("", more=other.format("127.0.0.1"))), "CORS40") == ["CORS405 warning"]
    assert codes(lint(web("", more=other.format("127.0.0.2"))), "CORS40") == []
    (finding,) = lint(web("", more=other.format("127.0.0.1")))
    assert finding.span.line == 5
    assert [related.span.line for related in finding.related] == [2]


def test_the_default_is_nobodys_mistake() -> None:
    assert lint("[web]\n") == []
    assert lint("[web]\n[web:public]\nlisten = 8081\n") == []


def test_a_value_from_elsewhere_is_not_mended() -> None:
    text = file("${app:listen}") + "[app]\nlisten = :8080\n"
    assert codes(lint(text), "CORS40") == ["CORS401 error"]
    assert fixed(text) == text
