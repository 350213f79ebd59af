"""CORS40x: every form of `listen`, each compared with the real asab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

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
    ("::1 8080", [], "::1 8080"),
    ("fe80::1%eth0 8080", [], "fe80::1%eth0 8080"),
    ("my-host.example 8080", [], "my-host.example 8080"),
    ("http://[::1]:8080", ["CORS401 error"], "::1 8080"),
    ("127.100.10.256 8080", ["CORS402 warning"], "127.100.10.256 8080"),
    ("127.0.0.1 65535", [], "127.0.0.1 65535"),
    ("127.0.0.1 65536", ["CORS402 error"], "127.0.0.1 65536"),
    ("\n  *:8080\n  0.0.0.0 8080", ["CORS405 warning"], "\n  *:8080\n  0.0.0.0 8080"),
    (":: 8080", ["CORS403 warning"], ":: 8080"),
    ("\n  :: 8080\n  0.0.0.0 8081", ["CORS403 warning"], "\n  :: 8080\n  0.0.0.0 8081"),
    ("", ["CORS404 warning"], ""),
    ("\n  8080\n  0.0.0.0 8080", ["CORS405 warning"], "\n  8080\n  0.0.0.0 8080"),
    ("\n  127.0.0.1 8080\n  127.0.0.1 8080", ["CORS405 warning"], "\n  127.0.0.1 8080\n  127.0.0.1 8080"),
    ("\n  127.0.0.1 0\n  127.0.0.1 0", [], "\n  127.0.0.1 0\n  127.0.0.1 0"),
]


def file(value: str) -> str:
    return web(f"listen = {value}".rstrip(" "), listen=None)


@pytest.mark.parametrize(("value", "expected", "after"), VALUES, ids=lambda value: repr(value)[:40])
def test_value(value: str, expected: list[str], after: str) -> None:
    assert codes(lint(file(value)), "CORS40") == expected
    result = fixed(file(value))
    assert re.sub(r"listen =[ ]+\n", "listen =\n", result) == re.sub(
        r"listen =[ ]+\n", "listen =\n", file(after)
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


def test_a_comment_moves_above_the_option() -> None:
    assert codes(lint(file("8080 ; for now")), "CORS40") == ["CORS401 error"]
    assert fixed(file("8080 ; for now")) == "[web]\n; for now\nlisten = 8080\n"


def test_a_port_alone_needs_an_address_in_old_versions() -> None:
    assert codes(lint(file("8080"), "21.11"), "CORS40") == ["CORS401 error"]
    assert fixed(file("8080"), "21.11") == file("0.0.0.0 8080")


def test_a_value_from_elsewhere_is_not_fixed() -> None:
    text = file("${app:listen}") + "[app]\nlisten = :8080\n"
    assert codes(lint(text), "CORS40") == ["CORS401 error"]
    assert fixed(text) == text


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("(localhost) 8080", "write `address port`, such as `0.0.0.0 8080`"),
        ("[::1] 8080", "write `::1 8080`"),
        ("8080, 8081", "write `8080` and `8081` on lines of their own"),
        ("8080 words", "write `address port`, such as `0.0.0.0 8080`"),
    ],
)
def test_advice(value: str, advice: str) -> None:
    (finding,) = [one for one in lint(file(value)) if one.code in ("CORS401", "CORS402")]
    assert finding.help == advice
