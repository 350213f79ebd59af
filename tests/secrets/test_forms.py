from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.secrets import is_placeholder, mask_forms, secret_spans

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAAAA\n-----END RSA PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://jane:hunter2@api.example/x", "https://***@api.example/x"),
        ("`https://jane@api.example`", "`https://***@api.example`"),
        ("socks5://u:p@[::1]:1080 x", "socks5://***@[::1]:1080 x"),
        ("http://u:p@ss@h", "http://***@h"),
        ("http://u:p/ss@h/x", "http://***@h/x"),
        ("http://u:p?ss#x@h", "http://***@h"),
        ("(http://:p@h)", "(http://***@h)"),
        ("https://@USER@:hunter2@h", "https://***@h"),
        ("https://u:p@h, https://u:p@h;x", "https://***@h, https://***@h;x"),
        ("https://jane:hunter__2__x@h", "https://***@h"),
        ("two http://u:p@h and http://v:q@i", "two http://***@h and http://***@i"),
        ("jane:hunter2@api.example:8080", "***@api.example:8080"),
        (f"x{KEY}y", "x-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\ny"),
        ("-----BEGIN PRIVATE KEY-----\nMII", "-----BEGIN PRIVATE KEY-----***"),
        ("Authorization: Bearer abc", "Authorization: ***"),
        ("'authorization: Basic dTpw'", "'authorization: ***'"),
        ("Proxy-Authorization: abc1", "Proxy-Authorization: ***"),
        ("-H 'Cookie: a=b; c=d' x", "-H 'Cookie: ***' x"),
        ("Set-Cookie: session=abc; Path=/", "Set-Cookie: ***"),
        ("is `Bearer eyJhbGciOi1.x`", "is `Bearer ***`"),
        ("X-Api-Key: abc, y", "X-Api-Key: ***, y"),
        ("x-auth-token:abc", "x-auth-token:***"),
        ("/x?a=1&access_token=abc&b=2", "/x?a=1&access_token=***&b=2"),
        ("?X-Amz-Signature=abc#x", "?X-Amz-Signature=***#x"),
        ("env DB_PASSWORD=abc python app.py", "env DB_PASSWORD=*** python app.py"),
        ('{"api_key": "abc", "x": 1}', '{"api_key": "***", "x": 1}'),
    ],
)
def test_what_looks_like_a_secret(text: str, shown: str) -> None:
    assert mask_forms(text) == shown
    assert mask_forms(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "https://@HOST@/x",
        "http://0.0.0.0:@PORT@/",
        "@HOST@:@PORT@",
        "0.0.0.0:@PORT@",
        "https://@HOST@:@PORT@",
        "https://@HOST@:@PORT@, https://@HOST@:@PORT@/x",
        "https://@HOST@:8080, https://@@HOST@@",
        "https://api.@DOMAIN@:@PORT@/x",
        "https://@USER@:@PASSWORD@@api.example",
        "https://jane:@PASSWORD@@api.example",
        "https://__USER__:__PASSWORD__@api.example",
        "https://jane:%%PASSWORD%%@api.example",
        "https://#{USER}:#{PASSWORD}@api.example",
        "http://${USER}:${PASSWORD}@h",
        "http://{{ user }}:{{ password }}@h",
        "--credentials goes with a URL",
        "GET /x (credentials: include)",
        'fetch("/x", {"credentials": "include"})',
        "https://medium.com/@user/x",
        "http://127.0.0.1:8080/@scope/x",
        "http://h:8080/x@y",
        "mailto:jane@api.example",
        "jane@api.example",
        "Access-Control-Allow-Headers: authorization, x-api-key",
        "`authorization` is not covered by `*`: it must be named",
        "authorization: a browser never lets `*` stand for it",
        "Cookie: not sent",
        "Basic authentication is wanted",
        'WWW-Authenticate: Bearer realm="x", error="invalid_token"',
        "password=@PASSWORD@ token=${TOKEN} secret=***",
        "servertokens=full",
        "Access-Control-Allow-Credentials: true",
        "write `cors_allow_credentials = yes`",
        "",
    ],
)
def test_what_does_not(text: str) -> None:
    assert mask_forms(text) == text


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("[web]\ncors = *\npassword = hunter2  \nlisten = 8080\n", ["hunter2"]),
        ("[smtp]\r\nPassword: a b\r\n   more\r\n\r\nuser = x\r\n", ["a b\r\n   more"]),
        ("[passwords]\nsmtp = abc\n; note\nx=\ny = d\n[web]\nz = e\n", ["abc", "d"]),
        ("[Passwords:x]\nsmtp = abc\n", ["abc"]),
        ("[web]\nservertokens = full\ncors_allow_credentials = yes\nkey = ./key.pem\n", []),
        ("password = ${PASSWORD}\ntoken = @TOKEN@\nsecret = {{ secret }}\napi_key =\n", []),
        ("[web]\ncors = https://u:p@a.example, https://b.example\n", ["u:p"]),
        (f"[x]\nkey = y\n{KEY}", ["\nMIIEow\nAAAA\n"]),
        ('{"web": {"cors": "*"}, "smtp": {"password": "hunter2"}}', ["hunter2"]),
        ("smtp:\n  password: hunter2\n  user: x\n", ["hunter2"]),
        ("password=a\rtoken=b\rx=c", ["a", "b"]),
    ],
)
def test_secrets_of_configuration_files(text: str, secrets: list[str]) -> None:
    assert [text[start:end] for start, end in secret_spans(text)] == secrets


@pytest.mark.parametrize("text", ["__PW__", "#{X}#", "<%= x %>", "[[ x ]]", "((x))", "!PW!", "%%X%%"])
def test_placeholders_of_more_programs(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["@PORT@", "${X}", "$X", "$(X)", "{{ x }}", "%(x)s", "<password>", " *** "])
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", "x", "@", "a@PORT@", "${X}y", "$"])
def test_what_is_not_a_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@given(st.text("a:/@=[]\n \"'`*${}-password token", max_size=80))
def test_spans_are_in_order(text: str) -> None:
    end = 0
    for start, stop in secret_spans(text):
        assert end <= start < stop <= len(text)
        end = stop
    assert mask_forms(mask_forms(text)) == mask_forms(text)


@pytest.mark.parametrize(
    "unit",
    [
        *("a://", "a:", "a:b@", "@", "a=", "password=", "password = x\n ", "-----BEGIN PRIVATE KEY-----"),
        *("*", "${", "@a", "Cookie: ", "Bearer ", '"token": "', "a.", "x-", "[passwords]\n", "https://a:b/"),
    ],
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (400_000 // len(unit)) + "@h password"
    start = time.process_time()
    mask_forms(text)
    secret_spans(text)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "PUT /x from https://app.example.com with authorization, Authorization: Bearer abcdef123456",
        "with authorization, content-type; access_token=abcdef123456",
        'with authorization,"authorization": "abcdef123456"',
        "with authorization, --authorization abcdef123456",
        "authorization,authorization: Basic abcdef123456==",
        "authorization,=x token=abcdef123456",
    ],
)
def test_names_of_headers_in_a_list_hide_no_secret_beside_them(text: str) -> None:
    assert "abcdef123456" not in mask_forms(text)


def test_a_list_of_names_of_headers_has_no_secret() -> None:
    title = "PUT /x from https://app.example.com with authorization, content-type"
    assert mask_forms(title) == title
