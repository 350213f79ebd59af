"""Standard output and error: failures to write do not stop the program, and text on error is harmless."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from typing_extensions import Buffer


class _Raw(io.FileIO):
    """A raw stream whose writes never fail, so that the job continues.

    Output to a closed pipe (`| head`) is dropped silently; other errors are put into `lost`.
    """

    def __init__(self, descriptor: int, lost: list[OSError]) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._lost = lost

    def write(self, data: Buffer) -> int:
        """Write, or drop it."""
        try:
            return super().write(data)
        except BrokenPipeError:
            pass
        except OSError as error:
            self._lost.append(error)
        return memoryview(data).nbytes


class Notes:
    """Standard error, where every line is made visible, without secrets and commands of CI runners.

    Sentences, tracebacks and usage errors of typer may quote file names, options, answers and the
    output of services.
    """

    def __init__(self, stream: TextIO) -> None:
        self.show_secrets = False
        self._stream = stream
        self._line = ""  # written, but not ended

    def write(self, text: str) -> int:
        """Write all complete lines; the rest waits for its line end."""
        *lines, self._line = (self._line + text).split("\n")
        if lines:
            self._stream.write("".join(f"{self._shown(line)}\n" for line in lines))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write them one after the other, as they are."""
        self.write("".join(lines))

    def flush(self) -> None:
        """Write the rest, too."""
        if self._line:
            self._stream.write(self._shown(self._line))
            self._line = ""
        self._stream.flush()

    @property
    def encoding(self) -> str:
        """The stream's encoding."""
        return self._stream.encoding

    def isatty(self) -> bool:
        """Whether a person may be reading."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The stream's descriptor."""
        return self._stream.fileno()

    def _shown(self, line: str) -> str:
        from corscheck.secrets import mask  # noqa: PLC0415  # most runs have nothing to note
        from corscheck.text import guarded, visible  # noqa: PLC0415

        return guarded(visible(line if self.show_secrets else mask(line)))


def output(stream: TextIO | None, lost: list[OSError]) -> TextIO:
    """A standard stream as one that neither a closed pipe nor a character without encoding can stop."""
    if stream is None:  # closed by the parent process (`>&-`)
        return io.StringIO()
    if stream not in (sys.__stdout__, sys.__stderr__) or not isinstance(stream, io.TextIOWrapper):
        return stream  # a test's, or an embedding program's
    return io.TextIOWrapper(
        io.BufferedWriter(_Raw(stream.fileno(), lost)),
        stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
    )


def notes(stream: TextIO | None, *, show_secrets: bool = False) -> TextIO:
    """Standard error as `Notes`."""
    made = stream if isinstance(stream, Notes) else Notes(output(stream, []))
    made.show_secrets = show_secrets
    return cast("TextIO", made)
