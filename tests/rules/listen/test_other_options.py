"""CORS41x: integers, and comments after values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.rules.listen.other_options import computed
from tests.support.asab_oracle import Asab
from tests.support.linting import codes, fixed, lint, web

if TYPE_CHECKING:
    from pathlib import Path

# text, its number, whether that is beyond doubt
NUMBERS = [
    ("1024**2", 1048576, True),
    ("10*1024*1024", 10485760, True),
    ("10 * 1024**2", 10485760, True),
    ('"128"', 128, True),
    ("1MB", 1048576, False),
    ("10 M", 10485760, False),
    ("64KiB", 65536, False),
    ("1,000", 1000, False),
    ("2.0", 2, False),
    ("1.5M", None, False),
    ("2**3**4", None, False),
    ("9**999", None, False),
    ("many", None, False),
    ("2*many", None, False),
    ("2**62", 1 << 62, True),
    ("2**63", None, False),
    ("1 000", 1000, False),
    ("1 000 k", 1024000, False),
    ("2G", 2 << 30, False),
    ("*".join("1" * 9), 1, True),
    ("*".join("1" * 10), None, False),
    ("", None, False),
    ("1" * 10**6, None, False),
    ("1*" * 10**5, None, False),
]


@pytest.mark.parametrize(("text", "number", "safe"), NUMBERS, ids=lambda value: str(value)[:20])
def test_computed(text: str, number: int | None, safe: bool) -> None:  # noqa: FBT001
    assert computed(text) == (number, safe)


@pytest.mark.parametrize("option", ["backlog", "body_max_size"])
@pytest.mark.parametrize("value", ["128", "1_000", "-1", "1024**2", "1MB", "0x10", "1.5", "'1'", "x"])
def test_asab_stops_with_what_the_message_says(option: str, value: str, tmp_path: Path) -> None:
    text = web(f"{option} = {value}")
    tmp_path.joinpath("app.conf").write_text(text)
    error = Asab("app.conf", str(tmp_path), {}).build("web").error
    messages = [one.message for one in lint(text) if one.code == "CORS411"]
    if error is None:
        assert messages == []
    else:
        assert messages == [f"`{option}` is not an integer: the service stops with `{error[0]}: {error[1]}`"]


def test_fixes() -> None:
    assert fixed(web("body_max_size = 1024**2\nbacklog = 2*64")) == web(
        "body_max_size = 1048576\nbacklog = 128"
    )
    assert fixed(web("body_max_size = 1MB")) == web("body_max_size = 1MB")
    assert fixed(web("body_max_size = 1MB"), unsafe=True) == web("body_max_size = 1048576")
    assert fixed(web("backlog = 128 # enough")) == web("# enough\nbacklog = 128")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("servertokens = prod ; hide", ["CORS412 warning"]),
        ("rootdir = www # static", ["CORS412 warning"]),
        ("rootdir = www#static", []),
        ("key_password = a #b", []),
        ("# a comment\nservertokens = prod", []),
        ("cors = * ; note", []),
        ("listen = 8080 ; note", []),
        ("backlog = 5 ; note", ["CORS411 error"]),
        ("body_max_size = 5 ; note", ["CORS411 error"]),
        ("cors_preflight_paths = /a ; note", []),
    ],
)
def test_comments(lines: str, expected: list[str]) -> None:
    assert codes(lint(web(lines)), "CORS41") == expected


def test_numbers_without_end_are_not_computed() -> None:
    for text in ("9**99**99", "*".join(["999999999**99"] * 20), "*".join(["1024"] * 100_000), "1" * 5000):
        assert computed(text)[0] is None
