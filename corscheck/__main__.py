"""The console script: runs a command, says in one sentence what went wrong, ends with the right code."""

from __future__ import annotations

import gc
import io
import sys
from typing import TYPE_CHECKING

from corscheck.errors import CorscheckError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from typing_extensions import Buffer

FAILED = 2
INTERRUPTED = 130  # 128 + SIGINT, as a shell has it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run corscheck with these arguments (default: the process's own) and return the exit code."""
    # Nearly everything a run makes is kept until its end: looking for garbage again and again finds none.
    gc.set_threshold(20_000, 20, 100)
    arguments = sys.argv[1:] if arguments is None else arguments
    lost: list[OSError] = []
    sys.stdout, sys.stderr = _outlet(sys.stdout, lost), _outlet(sys.stderr, [])
    code = _guarded(arguments)
    sys.stdout.flush()
    if lost:
        _say(f"error: cannot write to standard output: {lost[0].strerror}")
        return FAILED
    return code


def _guarded(arguments: Sequence[str]) -> int:
    """Run a command; whatever stops it is told on standard error."""
    try:
        from corscheck.cli.commands import run  # noqa: PLC0415  # what fails here is told as well

        return run(arguments)
    except CorscheckError as error:
        _say(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as end:  # typer's, after help, completion and usage errors
        return end.code if isinstance(end.code, int) else FAILED
    except Exception as error:  # noqa: BLE001  # the one place where everything unexpected ends
        _report(error)
        return FAILED


class _Raw(io.FileIO):
    """Takes everything: the job goes on whether or not it can be written.

    What nobody reads any more (`| head`) is dropped without a word; what else went wrong is put into `lost`.
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


def _outlet(stream: TextIO | None, lost: list[OSError]) -> TextIO:
    """Standard output or error as a stream that neither a closed pipe nor a strange character can stop."""
    if stream is None:  # closed by whoever started us (`>&-`)
        return io.StringIO()
    if stream not in (sys.__stdout__, sys.__stderr__) or not isinstance(stream, io.TextIOWrapper):
        return stream  # a test's, or an embedding program's
    return io.TextIOWrapper(
        io.BufferedWriter(_Raw(stream.fileno(), lost)),
        stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
    )


def _say(text: str) -> None:
    """One sentence on standard error; what it quotes may come from anywhere and is made visible."""
    from corscheck.text import visible  # noqa: PLC0415  # only where something went wrong

    sys.stderr.write(f"{visible(text)}\n")


def _report(error: Exception) -> None:
    from traceback import format_exception  # noqa: PLC0415  # only where something went wrong

    from corscheck.report.context import HOME  # noqa: PLC0415

    sys.stderr.write("".join(format_exception(error)))
    _say(f"error: this is a bug in corscheck; please report it with the lines above: {HOME}/issues")


if __name__ == "__main__":
    sys.exit(main())
