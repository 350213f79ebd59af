from __future__ import annotations

from corscheck.paste.lookup import get, list_of, text_of


def test_what_is_there() -> None:
    assert get({"a": {"b": 1}}, "a", "b") == 1
    assert list_of([1]) == [1]
    assert text_of("a") == "a"


def test_what_is_not_or_has_another_type() -> None:
    odds: tuple[object, ...] = (None, 1, "a", [], {"a": [1]})
    for odd in odds:
        assert get(odd, "a", "b") is None
    assert list_of({"a": 1}) == []
    assert text_of(1) == ""
