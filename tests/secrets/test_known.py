from __future__ import annotations

import pytest

from corscheck.secrets import mask_known

LONG = "Tr0ub4dor&3-" * 20


@pytest.mark.parametrize(
    ("text", "secret", "shown"),
    [
        ("hunter2", "hunter2", "***"),
        ("`hunter2` is not an origin", "hunter2", "`***` is not an origin"),
        ("write `https://hunter2`", "Hunter2", "write `https://***`"),
        ("int() with base 10: 'hunter2'", "hunter2", "int() with base 10: '***'"),
        ("OPTIONS http://127.0.0.1/hunter2/x", "hunter2", "OPTIONS http://127.0.0.1/***/x"),
        ("/a%20b%2Fc", "a b/c", "/***"),
        (r"`a\tb\x00c`", "a\tb\0c", "`***`"),
        ("'it'\\''s'", "it's", "'***'"),
        ("the service stops", "service", "the service stops"),
        ("`service` stops", "service", "`***` stops"),
        ("http://h/service/x", "service", "http://h/***/x"),
        ("`ab` is", "ab", "`***` is"),
        ("ab and 'ab' in cab", "ab", "ab and '***' in cab"),
        (f"`{LONG[:100]}...` (240 characters)", LONG, "`***...` (240 characters)"),
        (
            "`https://app.example/xHun...` (99 characters)",
            "hunter2",
            "`https://app.example/x***...` (99 characters)",
        ),
        ("`/T0001/B0001/abc` is not part", "https://hooks.example/T0001/B0001/abc", "`***` is not part"),
        ("`cdcd`efef` is", "ab`cdcd`efef", "`***` is"),
        ("write `https://app.example.com`", "https://hooks.slack/x", "write `https://app.example.com`"),
        ("anything", "", "anything"),
    ],
)
def test_known_secrets(text: str, secret: str, shown: str) -> None:
    assert mask_known(text, [secret]) == shown


def test_several() -> None:
    assert mask_known("`hunter2`, `swordfish`", ["hunter2", "swordfish"]) == "`***`, `***`"
