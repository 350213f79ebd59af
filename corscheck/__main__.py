"""The console script: runs a command, reports in one sentence what went wrong, returns the exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from corscheck.errors import CorscheckError
from corscheck.streams import notes, output

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED = 2
INTERRUPTED = 130  # 128 + SIGINT, as a shell has it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run corscheck with these arguments (default: the process's own) and return the exit code."""
    # Most objects live until the end of the run, so frequent garbage collection would find nothing.
    gc.set_threshold(100_000, 50, 100)
    whole = arguments is None
    arguments = sys.argv[1:] if arguments is None else arguments
    lost: list[OSError] = []
    sys.stdout = output(sys.stdout, lost)
    sys.stderr = notes(sys.stderr, show_secrets="--show-secrets" in arguments)
    code = _guarded(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    if whole:
        # The interpreter would search all objects once more before it ends: a tenth of a lint run.
        gc.freeze()
    if lost:
        _say(f"error: cannot write to standard output: {lost[0].strerror}")
        return FAILED
    return code


def _guarded(arguments: Sequence[str]) -> int:
    """Run a command; what stops it is reported on standard error."""
    try:
        from corscheck.cli.dispatch import run  # noqa: PLC0415  # errors of the import are reported as well

        return run(arguments)
    except CorscheckError as error:
        _say(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as end:  # typer's, after help, completion and usage errors
        return end.code if isinstance(end.code, int) else FAILED
    except Exception as error:  # noqa: BLE001  # the one place where everything unexpected ends
        # SystemError: from Python 3.13.0, where it imports `socket` in such a directory.
        if isinstance(error, FileNotFoundError | SystemError) and _working_directory_is_gone():
            _say("error: the working directory has been deleted; change to another one")
        else:
            _report(error)
        return FAILED


def _working_directory_is_gone() -> bool:
    try:
        os.getcwd()  # noqa: PTH109  # as in the files that a lint run imports
    except FileNotFoundError:
        return True
    return False


def _say(text: str) -> None:
    """One sentence on standard error; a line end that it quotes must not end it."""
    from corscheck.text import visible  # noqa: PLC0415  # only where something went wrong

    sys.stderr.write(f"{visible(text)}\n")


def _report(error: Exception) -> None:
    from traceback import format_exception  # noqa: PLC0415  # only where something went wrong

    from corscheck.report.context import HOME  # noqa: PLC0415

    sys.stderr.write("".join(format_exception(error)))
    _say(f"error: this is a bug in corscheck; please report it with the lines above: {HOME}/issues")


if __name__ == "__main__":
    sys.exit(main())
