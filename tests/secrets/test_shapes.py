from __future__ import annotations

import time

import pytest

from corscheck.secrets.shapes import Shape, has_shape


@pytest.mark.parametrize(
    ("shape", "texts"),
    [
        (
            "origin",
            ["*", "null", "https://a.example", "HTTPS://A.example:8443/", "http://[::1]:1", "a.example"],
        ),
        (
            "origin",
            ["https://bücher.example", "http://localhost", "127.0.0.1:80", "https://*.a.example", "app://x"],
        ),
        ("path", ["/", "/a/{b:.*}/*", "./a", "../a.conf", "~/x", "etc/*.conf", "app.conf", "/a%20b"]),
        ("address", ["8080", "0.0.0.0 8080", "127.0.0.1:80 ssl", ":: 80", "::1", "localhost", "80 ssl:web"]),
        ("number", ["0", "-1", "86400", "1.5", "1d", "10M", "500ms"]),
        ("word", ["yes", "NO", "", "full", "CERT_REQUIRED", "*"]),
        ("method", ["GET", "patch", "*"]),
        ("header", ["Content-Type", "x-request-id", "Authorization", "If-None-Match"]),
    ],
)
def test_forms(shape: Shape, texts: list[str]) -> None:
    assert [text for text in texts if not has_shape(text, shape)] == []


@pytest.mark.parametrize(
    ("shape", "texts"),
    [
        ("origin", ["hunter2", "https://u:p@a.example", "https://a.example/path", "https://a.example?x", ""]),
        ("origin", ["eyJhbGci.eyJzdWIi.SflKxw_RJ", "ghp_0123456789abcdef", "https://a b", "8080"]),
        ("path", ["hunter2", "a/b", "dGVzdA==", "/dGVzdA==", "https://a.example", "/a\nb\0"]),
        ("address", ["hunter2", "123456", "0.0.0.0 8080 hunter2", "key 8080"]),
        ("number", ["hunter2", "12345678901", "1x", "0x10"]),
        ("word", ["hunter2", "yess"]),
        ("method", ["hunter2", "GETX"]),
        ("header", ["hunter2", "x-1a2b3c4d", "ghp_abc", "correct-horse"]),
    ],
)
def test_other_texts(shape: Shape, texts: list[str]) -> None:
    assert [text for text in texts if has_shape(text, shape)] == []


def test_each_item_has_one_of_the_shapes() -> None:
    assert has_shape("https://a.example,\n  /a", "origin", "path")
    assert not has_shape("https://a.example, hunter2", "origin", "path")


@pytest.mark.parametrize("unit", ["a.", "a-", "0:", "/a", "x-a-", "a", "https://"])
def test_a_long_text_has_none_and_takes_no_time(unit: str) -> None:
    start = time.process_time()
    for shape in ("origin", "path", "address", "number", "word", "method", "header"):
        has_shape(unit * 4000 + "!", shape)
        assert not has_shape(unit * 10_000 + "!", shape)
    assert time.process_time() - start < 5
