from __future__ import annotations

from corscheck.fetch.observed import Observed


def test_what_is_left_out() -> None:
    assert Observed("chromium", "1", "allowed")._asdict() == {
        "name": "chromium",
        "version": "1",
        "result": "allowed",
        "error": None,
        "console": None,
        "agrees": None,
        "note": None,
    }
