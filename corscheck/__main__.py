"""The console script: runs a command, says in one sentence what went wrong, ends with the right code."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from corscheck.errors import CorscheckError

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED = 2
INTERRUPTED = 130  # 128 + SIGINT, as a shell has it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run corscheck with these arguments (default: the process's own) and return the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    sys.stdout, sys.stderr = _outlet(sys.stdout, 1), _outlet(sys.stderr, 2)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except CorscheckError as error:
        _say(f"error: {error}")
        code = error.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except SystemExit as end:  # typer's, after help, completion and usage errors
        code = end.code if isinstance(end.code, int) else FAILED
    except Exception as error:  # noqa: BLE001  # the one place where everything unexpected ends
        _report(error)
        code = FAILED
    return code


def _run(arguments: Sequence[str]) -> int:
    """Run one command; typer only where there is something to parse.

    Importing typer 0.28 takes 6.5 to 8 times as long as `python -c pass`; linting a file takes 3 to 4
    times as long. A hook or an editor that lints plain paths is spared it; `tests/cli/test_main.py`
    holds that both ways give the same result.
    """
    if arguments[:1] == ["lint"] and not any(argument.startswith("-") for argument in arguments):
        from corscheck.cli.lint import LintOptions, lint  # noqa: PLC0415  # only the command that runs

        return lint(LintOptions(paths=tuple(arguments[1:])) if arguments[1:] else LintOptions())
    from corscheck.cli.app import run  # noqa: PLC0415  # see above

    return run(arguments)


class _Quiet(io.FileIO):
    """Standard output or error; what nobody reads any more (`| head`) is dropped, the job goes on."""

    def write(self, data: object) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]  # whatever the buffer above hands down
        except BrokenPipeError:
            return len(data)  # type: ignore[arg-type]


def _outlet(stream: object, descriptor: int) -> io.TextIOWrapper:
    """The stream as one that neither a closed pipe nor a character outside its encoding can stop."""
    if stream is None:  # closed by the caller (`>&-`)
        return io.TextIOWrapper(io.FileIO(os.devnull, "w"), write_through=True)
    if stream is not (sys.__stdout__ if descriptor == 1 else sys.__stderr__):
        return stream  # type: ignore[return-value]  # replaced by a test or an embedding program
    raw = _Quiet(descriptor, "w", closefd=False)
    encoding = getattr(stream, "encoding", None)
    terminal = raw.isatty()
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding,
        errors="backslashreplace",
        line_buffering=terminal or descriptor == 2,
    )


def _say(text: str) -> None:
    """One sentence on standard error; what it quotes may come from anywhere and is made visible."""
    from corscheck.report.text import visible  # noqa: PLC0415  # only where something went wrong

    sys.stderr.write(f"{visible(text)}\n")


def _report(error: Exception) -> None:
    from traceback import format_exception  # noqa: PLC0415  # only where something went wrong

    from corscheck.report.context import HOME  # noqa: PLC0415

    sys.stderr.write("".join(format_exception(error)))
    _say(f"error: this is a bug in corscheck; please report it with the lines above: {HOME}/issues")


if __name__ == "__main__":
    sys.exit(main())
