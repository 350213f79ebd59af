"""A progress bar: on a terminal only, after half a second, and removed at the end."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO, TypeVar

    T = TypeVar("T")

DELAY = 0.5
"""Seconds until a bar is drawn."""

LONGEST_TITLE = 80
"""Code points of a title that are drawn."""


def progress(
    items: Iterable[T],
    total: int | None,
    title: str,
    *,
    stream: TextIO | None = None,
    delay: float = DELAY,
) -> Iterator[T]:
    """Yield the items, and draw the progress on standard error if that is a terminal.

    The title may quote anything, such as a URL: it is made visible, and nothing in it is markup.
    """
    stream = stream or sys.__stderr__  # `sys.stderr` escapes control sequences
    if stream is None or not stream.isatty():
        yield from items
        return
    bar: Any = None
    task: Any = None
    start = time.monotonic()
    try:
        for count, item in enumerate(items, 1):
            yield item
            if bar is None and time.monotonic() - start >= delay:
                bar = _bar(stream)
                task = bar.add_task(visible(title, LONGEST_TITLE), total=total)
                bar.start()
            if bar is not None:
                bar.update(task, completed=count)
    finally:
        if bar is not None:
            bar.stop()


def _bar(stream: TextIO) -> Any:
    import rich.console  # noqa: PLC0415 - 50 ms, only where something is drawn
    import rich.progress as draw  # noqa: PLC0415

    columns = (
        draw.TextColumn("{task.description}", markup=False),
        draw.BarColumn(),
        draw.MofNCompleteColumn(),
        draw.TimeElapsedColumn(),
    )
    return draw.Progress(*columns, console=rich.console.Console(file=stream), transient=True)
