from __future__ import annotations

import pytest

from corscheck.wire.proxies import environment_proxy, with_proxy
from corscheck.wire.transport import Connection

BOTH = {"HTTP_PROXY": "http://p.example:1", "HTTPS_PROXY": "https://s.example"}


@pytest.mark.parametrize(
    ("url", "environ", "proxy"),
    [
        ("http://a.example/", BOTH, "http://p.example:1"),
        ("https://a.example/", BOTH, "https://s.example"),
        ("http://a.example/", {"HTTPS_PROXY": "https://s.example"}, None),
        ("http://a.example/", {"http_proxy": "http://small", "HTTP_PROXY": "http://large"}, "http://small"),
        ("http://a.example/", {"HTTP_PROXY": " p.example:3128 "}, "http://p.example:3128"),
        ("http://a.example/", {"HTTP_PROXY": "socks5://p.example"}, "socks5://p.example"),
        ("http://a.example/", {"HTTP_PROXY": ""}, None),
        ("https://a.example/", {"ALL_PROXY": "http://all"}, "http://all"),
        ("https://a.example/", {**BOTH, "ALL_PROXY": "http://all"}, "https://s.example"),
        ("http://[/", BOTH, None),
    ],
)
def test_which_variable(url: str, environ: dict[str, str], proxy: str | None) -> None:
    assert environment_proxy(url, environ) == proxy
    assert with_proxy(Connection(proxy="env"), url, environ).proxy == proxy


@pytest.mark.parametrize(
    ("url", "exceptions", "excepted"),
    [
        ("http://a.example/", "a.example", True),
        ("http://a.example/", "example", True),
        ("http://a.example/", ".example", True),
        ("http://aexample/", "example", False),
        ("http://A.Example./", "a.example", True),
        ("http://a.example/", "b.example, a.example", True),
        ("http://a.example/", "b.example a.example", True),
        ("http://a.example/", "*", True),
        ("http://a.example/", "", False),
        ("http://a.example:8080/", "a.example:8080", True),
        ("http://a.example/", "a.example:8080", False),
        ("https://a.example/", "a.example:443", True),
        ("http://127.0.0.1/", "127.0.0.0/8", True),
        ("http://128.0.0.1/", "127.0.0.0/8", False),
        ("http://[::1]:1/", "[::1]", True),
        ("http://[::1]:1/", "::1", True),
        ("http://[fd00::1]/", "fd00::/8", True),
        ("http://127.0.0.1/", "localhost", False),
        ("http://a.example/", ",,", False),
    ],
)
def test_exceptions(url: str, exceptions: str, *, excepted: bool) -> None:
    assert (environment_proxy(url, {**BOTH, "NO_PROXY": exceptions}) is None) is excepted


def test_a_socket_is_the_way() -> None:
    options = Connection(proxy="env", unix_socket="/run/x")
    assert with_proxy(options, "http://a.example", BOTH).proxy is None


def test_a_proxy_that_is_named_is_the_proxy() -> None:
    for proxy in (None, "http://other"):
        options = Connection(proxy=proxy)
        assert with_proxy(options, "http://a.example", BOTH) is options
