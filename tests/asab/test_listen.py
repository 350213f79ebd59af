from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from tests.support.asab_files import web, where


@pytest.mark.parametrize(
    ("listen", "urls"),
    [
        ("8080", ["http://127.0.0.1:8080", "http://[::1]:8080"]),
        ("0.0.0.0 8080", ["http://127.0.0.1:8080"]),
        ("*:8080", ["http://127.0.0.1:8080"]),
        (":: 8080", ["http://[::1]:8080"]),
        ("fe80::1 8080", ["http://[fe80::1]:8080"]),
        ("localhost 8443 ssl", ["https://localhost:8443"]),
        (
            "\n 127.0.0.1 8443 ssl:x\n 127.0.0.1 80\n 127.0.0.1:80",
            ["http://127.0.0.1:80", "https://127.0.0.1:8443"],
        ),
        ("h 0", []),
        ("h 70000", []),
        ("h -1", []),
        ("[::1] 80", []),
        ("", []),
        ("bad", []),
    ],
)
def test_base_urls(listen: str, urls: list[str]) -> None:
    assert list(web(f"listen={listen}").base_urls) == urls


def test_lines_and_their_places() -> None:
    container = web("listen =\n\t0.0.0.0:80\n\n  # c\n\t:: 8443 ssl:a  ssl\n\t9 ssl:b")
    assert [
        (line.addresses, line.port, line.tls, line.tls_section, where(line.line)) for line in container.listen
    ] == [
        (("0.0.0.0",), 80, False, None, ("main.conf", 3, 2, "0.0.0.0:80")),
        (("::",), 8443, True, None, ("main.conf", 6, 2, ":: 8443 ssl:a  ssl")),
        (("0.0.0.0", "::"), 9, True, "ssl:b", ("main.conf", 7, 2, "9 ssl:b")),
    ]


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        ("host", [("IndexError", "host")]),
        (":80", [("ValueError", ":80")]),
        ("h x foo ssl bar", [("ValueError", "x"), ("RuntimeError", "foo"), ("RuntimeError", "bar")]),
        ("\n  h x\n  80 y", [("ValueError", "x"), ("RuntimeError", "y")]),
    ],
)
def test_every_error_has_its_place(listen: str, expected: list[tuple[str, str]]) -> None:
    container = web(f"listen={listen}")
    assert not container.starts
    assert container.error == container.errors[0]
    assert [(error.type, error.span and error.span.text) for error in container.errors] == expected
    assert {error.stage for error in container.errors} == {"start"}


def test_a_port_alone_is_not_understood_by_old_versions() -> None:
    error = web("listen=8080", profile=profile_for("21.11")).error
    assert error is not None
    assert (error.type, error.message) == ("IndexError", "pop from empty list")
    assert [line.port for line in web("listen=8080", profile=profile_for("22.06")).listen] == [8080]
    old = web("listen=:8080", profile=profile_for("21.11"))
    assert [(line.addresses, line.port) for line in old.listen] == [(("",), 8080)]
