from __future__ import annotations

import io
import time

from corscheck.wire.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_drawn_in_a_pipe() -> None:
    stream = io.StringIO()
    assert list(progress(range(3), 3, "Asking", stream=stream, patience=0)) == [0, 1, 2]
    assert stream.getvalue() == ""


def test_nothing_is_drawn_and_imported_when_it_is_quick() -> None:
    stream = Terminal()
    assert list(progress(range(3), 3, "Asking", stream=stream, patience=60)) == [0, 1, 2]
    assert stream.getvalue() == ""


def test_a_bar_is_drawn_on_a_terminal_and_taken_away() -> None:
    stream = Terminal()
    for _ in progress(range(3), 3, "Asking", stream=stream, patience=0):
        time.sleep(0.01)
    assert "Asking" in stream.getvalue()
    assert stream.getvalue().rstrip("\n").endswith("\x1b[2K")
