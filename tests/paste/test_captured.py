"""Which parts of a recorded request are used, and the notes on parts that are left out."""

from __future__ import annotations

import pytest

from corscheck.paste.captured import Captured, as_request, notes

APP = ("Origin", "https://app.example")


@pytest.mark.parametrize(
    ("url", "host", "noted"),
    [
        (
            "http://127.0.0.1:8080/x",
            "api.example",
            "http://api.example:8080/x with --resolve api.example:8080:127.0.0.1",
        ),
        ("http://127.0.0.1:8080/x", "api.example:99", "http://api.example:8080/x"),
        ("http://127.0.0.1:8080/", "127.0.0.1:99", "`Host: 127.0.0.1:99` is left out"),
        ("https://api.example/x?y#z", "www.api.example", "https://www.api.example:443/x?y"),
        ("https://api.example/x", "a b", "`Host: a b` is left out"),
        ("https://api.example/x", "api.example", None),
        ("https://api.example/x", "API.example:443", None),
        ("http://api.example:8080/x", "api.example", None),
        ("not a URL", "api.example", None),
    ],
)
def test_another_host_is_not_left_out_in_silence(url: str, host: str, noted: str | None) -> None:
    captured = Captured(url, "GET", (APP, ("host", host)), notes=("first",))
    first, *rest = notes(captured)
    assert first == "first"
    assert len(rest) == (noted is not None)
    assert noted is None or noted in rest[0]
    assert as_request(captured).headers == ()


def test_what_browsers_add_is_left_out() -> None:
    headers = (APP, ("User-Agent", "x"), ("Sec-Fetch-Mode", "cors"), (":path", "/"), ("X-A", "1"))
    captured = Captured("http://a/", "GET", headers)
    assert as_request(captured).headers == (("X-A", "1"),)
    assert notes(captured) == ()
