"""CORS42x: certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.asab_oracle import Asab
from tests.support.linting import codes, fixed, lint, web

if TYPE_CHECKING:
    from pathlib import Path

PEM = "-----BEGIN CERTIFICATE-----\n"
CERT = {"etc/cert.pem": PEM}
OWN = "cert = etc/cert.pem"
SECTION = "[ssl:web]\n{}\n"


@pytest.mark.parametrize(
    ("listen", "lines", "more", "expected"),
    [
        ("8443 ssl", OWN, "", []),
        ("8443 ssl:web", "", SECTION.format(OWN), []),
        ("8443 ssl:web", OWN, "", []),
        ("8080", "", SECTION.format(OWN), []),
        ("8443 ssl", "", "", ["CORS421 warning"]),
        ("8443:ssl", "", "", ["CORS421 warning"]),
        ("8443 ssl:web", "", "", ["CORS421 warning"]),
        ("8443 ssl:web", "", SECTION.format("ciphers = HIGH"), ["CORS421 warning"]),
        ("8443 ssl:wbe", "", SECTION.format(OWN), ["CORS421 warning"]),
        ("8443 ssl", "cert = etc/none.pem", "", ["CORS422 error"]),
        ("8443 ssl", "cert = none.pem", "", ["CORS422 error"]),
        ("8443 ssl", "cert = /conf/none.pem", "", ["CORS422 info"]),
        ("8443 ssl", f"{OWN}\nkey = etc/none.pem", "", ["CORS422 error"]),
        ("8443 ssl", f"{OWN}\nverify_mode = optional", "", ["CORS422 error"]),
        ("8443 ssl", f"{OWN}\nverify_mode = cert_optional", "", []),
        ("8443 ssl", f"{OWN}\npassword = x", "", ["CORS423 warning"]),
        ("8443 ssl", f"{OWN}\nkeyfile = etc/cert.pem", "", ["CORS423 warning"]),
        ("8443 ssl:web", "", SECTION.format(f"{OWN}\nca_file = etc/cert.pem"), ["CORS423 warning"]),
        ("8443", OWN, "", ["CORS424 warning"]),
        ("8443", "cert =", "", []),
    ],
)
def test_tls(listen: str, lines: str, more: str, expected: list[str]) -> None:
    assert codes(lint(web(lines, listen=listen, more=more), **CERT), "CORS42") == expected


def test_a_misspelt_section_is_named() -> None:
    (finding,) = lint(web("", listen="8443 ssl:wbe", more=SECTION.format(OWN)), **CERT)
    assert "did you mean `[ssl:web]`?" in finding.message


def test_a_file_may_be_on_another_machine() -> None:
    here, there = (
        next(one for one in lint(web(f"cert = {path}", listen="8443 ssl"), **CERT) if one.code == "CORS422")
        for path in ("etc/none.pem", "/conf/none.pem")
    )
    assert (here.confidence, there.confidence) == ("likely", "likely")
    assert "the service stops with" in here.message
    assert "the service stops with" not in there.message
    assert codes(lint(web("cert = /conf/none.pem", listen="8443 ssl"))) == ["CORS422 info"]


@pytest.mark.parametrize("cert", ["etc/none.pem", "etc", "etc/text.pem"])
def test_asab_stops_with_what_the_message_says(cert: str, tmp_path: Path) -> None:
    text = web(f"cert = {cert}", listen="8443 ssl")
    tmp_path.joinpath("app.conf").write_text(text)
    tmp_path.joinpath("etc").mkdir()
    tmp_path.joinpath("etc/text.pem").write_text("no certificate")
    error = Asab("app.conf", str(tmp_path), {}).build("web").error
    assert error is not None
    (finding,) = lint(text, **{"etc/text.pem": "no certificate"})
    reason = error[1].partition(" (_ssl.c")[0]
    assert f"the service stops with `{error[0]}: {reason}`" in finding.message


@pytest.mark.parametrize(
    ("name", "intended"),
    [
        ("ca", "cafile"),
        ("ca_cert", "cafile"),
        ("ca-file", "cafile"),
        ("cert_file", "cert"),
        ("certfile", "cert"),
        ("certificate", "cert"),
        ("key_file", "key"),
        ("keyfile", "key"),
        ("keypassword", "key_password"),
        ("passphrase", "key_password"),
        ("password", "key_password"),
        ("private_key", "key"),
        ("ssl_cert", "cert"),
        ("ssl_certificate", "cert"),
        ("ssl_certificate_key", "key"),
        ("ssl-key", "key"),
    ],
)
def test_misspelt_options(name: str, intended: str) -> None:
    text = web("", listen="8443 ssl:web", more=f"[ssl:web]\ncapath = .\n{name} = x\n")
    (finding,) = [one for one in lint(text, **CERT) if one.code == "CORS423"]
    assert finding.help == f"call it `{intended}`"
    assert finding.fix is not None
    assert (finding.fix.is_safe, [edit.text for edit in finding.fix.edits]) == (False, [intended])


def test_rename() -> None:
    text = web(f"{OWN}\npassword = x", listen="8443 ssl")
    assert fixed(text) == text
