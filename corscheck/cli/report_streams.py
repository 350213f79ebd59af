"""`--report jsonl:PATH` of a live run: each check is written as it comes, and the whole report at the end.

A run that is killed leaves the results that it had, in a file without the last line of a report.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from corscheck.cli.report_files import in_file, not_a_report
from corscheck.errors import CorscheckError
from corscheck.report.context import Context
from corscheck.report.jsonl import LinesSoFar
from corscheck.report.presentable import Presenter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corscheck.run_report import Check, RunError
    from corscheck.tried import Tried

T = TypeVar("T", bound="Tried | Check | RunError")


class ReportStreams:
    """The files of a run to which results are written as they come; takes them as a `live.state.Recorder`.

    A file that cannot be written is left to the report at the end, which has the error.
    """

    def __init__(self) -> None:
        self.paths: frozenset[str] = frozenset()  # of the files that were begun
        self._files: list[BinaryIO] = []
        self._lock = threading.Lock()
        self._secrets: dict[str, None] = {}
        self._presenter: Presenter | None = Presenter()  # None: secrets are shown
        self._lines = LinesSoFar(Context())

    @contextmanager
    def opened(
        self,
        reports: Iterable[tuple[str, str]],
        context: Context,
        shard: tuple[int, int] | None,
        *,
        show_secrets: bool,
    ) -> Iterator[ReportStreams | None]:
        """Begin the files of JSON Lines that are asked for; None where there are none.

        `reports` are the format and the path of each report that goes to a file.
        """
        paths = [path for form, path in reports if form == "jsonl"]
        if not paths:
            yield None
            return
        from corscheck.writing import begun  # noqa: PLC0415  # 3 ms that most runs do without

        if show_secrets:
            self._presenter = None
        self._lines = LinesSoFar(in_file(context))
        for path in paths:
            try:
                file = begun(path, self._lines.begin(shard), not_a_report)
            except CorscheckError:
                continue
            if file is not None:
                self._files.append(file)
                self.paths |= {path}
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        """Write nothing more: threads may still have results."""
        with self._lock:
            for file in self._files:
                file.close()
            self._files.clear()

    def secrets(self, texts: Iterable[str]) -> None:
        """Mask these texts from now on."""
        with self._lock:
            self._secrets |= dict.fromkeys(texts)
            if self._presenter is not None:
                self._presenter = Presenter(self._secrets)

    def service(self, tried: Tried) -> None:
        """Write the line of a web container."""
        self._write(tried, self._lines.service)

    def check(self, check: Check) -> None:
        """Write the line of a check."""
        self._write(check, self._lines.check)

    def error(self, error: RunError) -> None:
        """Write the line of an error."""
        self._write(error, self._lines.error)

    def _write(self, value: T, lines: Callable[[T], str]) -> None:
        with self._lock:
            if not self._files:
                return
            data = lines(self._presenter.presentable(value) if self._presenter else value).encode()
            for file in tuple(self._files):
                try:
                    file.write(data)
                    file.flush()  # what is killed writes nothing any more
                except OSError:
                    self._files.remove(file)
