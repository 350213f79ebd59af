from __future__ import annotations

import pytest

from corscheck.asab.build import build
from corscheck.asab.profiles import profile_for
from tests.support.asab_files import read, where

FILES = {"good.pem": "-----BEGIN CERTIFICATE-----", "text.pem": "x", "folder": None}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", []),
        ("cert=good.pem\nkey=good.pem", []),
        ("cert=no.pem", [("FileNotFoundError", "no.pem")]),
        ("cert=folder", [("IsADirectoryError", "folder")]),
        ("cert=text.pem\nkey=no.pem", [("SSLError", "text.pem")]),
        ("cert=good.pem\nkey=no.key", [("FileNotFoundError", "no.key")]),
        ("key=no.key", []),
        (
            "cafile=no.pem\ndh_params=no\nverify_mode=x",
            [("FileNotFoundError", "no.pem"), ("FileNotFoundError", "no"), ("RuntimeError", "x")],
        ),
        ("verify_mode=cert_none", []),
    ],
)
def test_what_keeps_a_context_from_being_built(options: str, expected: list[tuple[str, str]]) -> None:
    for section, header in (("web", "[web]\nlisten=80 ssl"), ("ssl:x", "[web]\nlisten=80 ssl:x\n[ssl:x]")):
        container = build(read({"main.conf": f"{header}\n{options}\n", **FILES}), "web")
        assert [(error.type, error.span and error.span.text) for error in container.errors] == expected, (
            section
        )
        assert [line.tls for line in container.listen] == [True]


def test_the_containers_own_options_win() -> None:
    configuration = read(
        {"main.conf": "[web]\nlisten=80 ssl:x\ncert=no.pem\n[ssl:x]\ncert=good.pem\n", **FILES}
    )
    error = build(configuration, "web").error
    assert error is not None
    assert where(error.span) == ("main.conf", 3, 6, "no.pem")


def test_a_bad_reference_in_the_named_section() -> None:
    error = build(read("[web]\nlisten=80 ssl:x\n[ssl:x]\nother=$\n"), "web").error
    assert error is not None
    assert (error.type, where(error.span)) == ("InterpolationSyntaxError", ("main.conf", 4, 7, "$"))


def test_a_missing_certificate_is_only_logged_by_later_versions() -> None:
    configuration = read("[web]\nlisten=80 ssl\ncert=no.pem\n", profile=profile_for("25.45"))
    assert build(configuration, "web").starts
