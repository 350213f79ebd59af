from __future__ import annotations

import pytest

from corscheck.contract.foreign_origins import foreign_origins, label

APP = "https://app.example.com"


def origins(*allowed: str, sendable: tuple[str, ...] = ("yes", "some")) -> dict[str, str]:
    return {one.id: one.origin for one in foreign_origins(allowed) if one.sendable in sendable}


def test_a_label_is_always_the_same_and_looks_like_no_word() -> None:
    assert label("a") == label("a") != label("b")
    assert len(label("a")) == 8
    assert label("a").isalpha()


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("reflect-invalid", "https://{R}.invalid"),
        ("reflect-com", "https://{R}.com"),
        ("null", "null"),
        ("append-dot", "https://app.example.com.{R}.com"),
        ("append", "https://app.example.com{R}.com"),
        ("prepend-registrable", "https://{R}example.com"),
        ("prepend-host", "https://{R}app.example.com"),
        ("child", "https://{R}.app.example.com"),
        ("sibling", "https://{R}.example.com"),
        ("parent", "https://example.com"),
        ("dot-1", "https://appxexample.com"),
        ("truncate-end", "https://app.example.co"),
        ("truncate-start", "https://xample.com"),
        ("downgrade", "http://app.example.com"),
        ("port:8443", "https://app.example.com:8443"),
        ("port:1", "https://app.example.com:1"),
        ("trailing-dot", "https://app.example.com."),
        ("separator-_", "https://app.example.com_.{R}.com"),
        ("separator-`", "https://app.example.com`.{R}.com"),
        ("separator-label-_", "https://app.example.com._.{R}.com"),
        ("localhost-prefix-http", "http://localhost.{R}.com"),
        ("loopback-prefix", "http://127.0.0.1.{R}.com"),
        ("localhost-port", "http://localhost:3000"),
        ("shared-github.io", "https://{R}.github.io"),
    ],
)
def test_each_weakness_has_an_origin_that_proves_it(name: str, origin: str) -> None:
    assert origins(APP)[name] == origin.replace("{R}", label(APP))


def test_a_dot_whose_loss_leaves_nothing_to_register_is_a_milder_matter() -> None:
    severities = {one.origin: one.severity for one in foreign_origins([APP])}
    assert severities["https://appxexample.com"] == "error"
    assert severities["https://app.examplexcom"] == "warning"


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("null-case", "Null"),
        ("case", "https://APP.EXAMPLE.COM"),
        ("slash", "https://app.example.com/"),
        ("default-port", "https://app.example.com:443"),
        ("userinfo", "https://app.example.com@{R}.com"),
        ("several", "https://app.example.com, https://{R}.com"),
    ],
)
def test_what_no_browser_sends_says_so(name: str, origin: str) -> None:
    assert origins(APP, sendable=("never",))[name] == origin.replace("{R}", label(APP))
    assert name not in origins(APP)


def test_a_suffix_that_nobody_knows_is_taken_as_it_is() -> None:
    found = origins("https://app.corp.internal")
    assert found["sibling"] == f"https://{label('https://app.corp.internal')}.corp.internal"
    assert found["dot-1"] == "https://appxcorp.internal"
    assert found["dot-2"] == "https://app.corpxinternal"


def test_origins_that_are_allowed_are_not_foreign_origins() -> None:
    found = origins(APP, "https://example.com", "http://localhost:3000")
    assert not set(found.values()) & {APP, "https://example.com", "http://localhost:3000"}


def test_every_allowed_origin_has_its_own_foreign_origins() -> None:
    found = {one.origin for one in foreign_origins([APP, "https://partner.example.org"])}
    mark = label(f"{APP} https://partner.example.org")
    assert f"https://app.example.com.{mark}.com" in found
    assert f"https://{mark}example.org" in found


@pytest.mark.parametrize("allowed", ["http://127.0.0.1:3000", "http://[::1]:3000"])
def test_an_address_has_no_subdomains(allowed: str) -> None:
    found = origins(allowed)
    assert "child" not in found
    assert found["port:1"] == allowed.replace(":3000", ":1")
    assert found["upgrade"] == allowed.replace("http:", "https:")


@pytest.mark.parametrize("allowed", ["null", "", "*", "x", "https://", "https://a/b", "\ud800"])
def test_what_is_not_an_origin_gets_the_general_foreign_origins_only(allowed: str) -> None:
    found = origins(allowed)
    assert "reflect-invalid" in found
    assert "child" not in found


def test_ids_and_origins_are_unique() -> None:
    found = foreign_origins([APP])
    assert len(found) > 60
    assert len({one.id for one in found}) == len(found) == len({one.origin for one in found})
