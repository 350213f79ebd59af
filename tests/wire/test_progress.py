from __future__ import annotations

import io
import time

from corscheck.wire.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_drawn_in_a_pipe() -> None:
    stream = io.StringIO()
    assert list(progress(range(3), 3, "Asking", stream=stream, delay=0)) == [0, 1, 2]
    assert stream.getvalue() == ""


def test_nothing_is_drawn_and_imported_when_it_is_quick() -> None:
    stream = Terminal()
    assert list(progress(range(3), 3, "Asking", stream=stream, delay=60)) == [0, 1, 2]
    assert stream.getvalue() == ""


def test_a_bar_is_drawn_on_a_terminal_and_taken_away() -> None:
    stream = Terminal()
    for _ in progress(range(3), 3, "Asking", stream=stream, delay=0):
        time.sleep(0.01)
    assert "Asking" in stream.getvalue()
    assert stream.getvalue().rstrip("\n").endswith("\x1b[2K")


def test_nothing_in_a_title_is_markup_or_active() -> None:
    stream = Terminal()
    title = "http://x/[/]\x1b]0;owned\x07[link=http://evil.example]y[/link]\u202e:smile:"
    for _ in progress(range(3), 3, title, stream=stream, delay=0):
        time.sleep(0.01)
    drawn = stream.getvalue()
    assert "[/]\\x1b]0;owned\\x07[link=http://evil.example]y[/link]\\u202e:smile:" in drawn.replace("\n", "")
    assert "\x1b]" not in drawn
    assert "\u202e" not in drawn
