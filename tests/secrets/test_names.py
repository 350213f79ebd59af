from __future__ import annotations

import pytest

from corscheck.secrets import (
    header_secrets,
    is_secret_header,
    is_secret_name,
    shows_request_header,
    variable_secrets,
)


@pytest.mark.parametrize(
    "name",
    [
        *("password", "PASSWORD", "db_password", "dbPassword", "mysqlpasswd", "passphrase", "key_password"),
        *("secret", "client_secret", "ClientSecret", "COOKIE_SECRET", "jwt_secret_key", "jwt", "token"),
        *("api_key", "apiKey", "API-KEY", "apikey", "x-api-key", "X-Auth-Token", "access.token", "accesskey"),
        *("private_key", "AWS_SECRET_ACCESS_KEY", "credentials", "session_id", "authorization", "tokens"),
    ],
)
def test_names_that_say_secret(name: str) -> None:
    assert is_secret_name(name)
    assert is_secret_header(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "cors",
            "listen",
            "servertokens",
            "cors_allow_credentials",
            "Access-Control-Allow-Credentials",
            "key",
        ),
        *("cert", "", "1", "token_url", "tokenEndpoint", "password_file", "secret-name", "api_key_header"),
        *("keyfile", "monkey", "compass", "author", "passive", "keys", "allow_tokens", "session"),
    ],
)
def test_names_that_do_not(name: str) -> None:
    assert not is_secret_name(name)
    assert not is_secret_header(name)


@pytest.mark.parametrize(
    "name", ["Cookie", "Set-Cookie", "set-cookie2", "Proxy-Authorization", "X-CSRF-Token"]
)
def test_headers(name: str) -> None:
    assert is_secret_header(name)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Origin", "https://a.example", True),
        ("Access-Control-Request-Headers", "authorization,x-api-key", True),
        ("Accept", "*/*", True),
        ("Accept", "application/json, text/plain;q=0.9", True),
        ("Accept", "hunter2", False),
        ("Accept-Language", "cs-CZ,cs;q=0.9,*;q=0.5", True),
        ("Accept-Language", "hunter2hunter2", False),
        ("Content-Type", "application/json; charset=utf-8", True),
        ("Content-Type", "text/plain; hunter2", False),
        ("Range", "bytes=0-10", True),
        ("Range", "hunter2", False),
        ("X-Requested-With", "XMLHttpRequest", True),
        ("User-Agent", "curl", False),
        ("X-Tenant", "acme", False),
        ("Authorization", "Bearer x", False),
    ],
)
def test_request_headers_that_are_shown(name: str, value: str, *, shown: bool) -> None:
    assert shows_request_header(name, value) is shown
    assert shows_request_header(name.upper(), value) is shown


def test_what_is_given_for_a_server_alone() -> None:
    headers = (("Accept", "*/*"), ("X-A", "b"), ("Content-Type", "text/plain"), ("Authorization", "c"))
    assert header_secrets(headers) == ("b", "c")


@pytest.mark.parametrize(
    ("name", "value", "parts"),
    [
        ("Authorization", "Bearer abcdefgh", ("abcdefgh",)),
        ("X-Auth", "Api-Key  abcdefgh==", ("abcdefgh==",)),
        ("Authorization", "Basic short", ()),
        ("X-Note", "two words of prose", ()),
        ("Cookie", "a=abcdefgh; theme=dark; b=12345678=", ("abcdefgh", "12345678=")),
    ],
)
def test_a_token_is_secret_without_its_scheme(name: str, value: str, parts: tuple[str, ...]) -> None:
    assert header_secrets(((name, value),)) == (value, *parts)


def test_variables_whose_names_say_secret() -> None:
    assert variable_secrets(
        {"GITHUB_TOKEN": "a", "HOME": "x", "DB_PASSWORD": "b", "PWD": "c", "ID_TOKEN": "/run/token"}
    ) == ("a", "b")
