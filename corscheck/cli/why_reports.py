"""`corscheck why --report FORMAT:PATH`: the verdicts in files, too."""

from __future__ import annotations

from functools import partial
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corscheck.fetch.verdict import Verdict
    from corscheck.live.why import InvalidLine
    from corscheck.report.context import Context

FORMATS = ("markdown", "json")

_IN_MEMORY = 1024 * 1024
"""Bytes up to which there is no temporary file."""

_READ = 64 * 1024
"""Characters that are copied at once."""


class WhyReports:
    """The files, written at the end: until then outcomes are in temporary files, as there may be millions.

    Raises:
        UsageProblem: An option is not understood, or a file cannot be written.
    """

    def __init__(self, options: Sequence[str], context: Context) -> None:
        self._context = context.plain
        self._forms: dict[str, str] = {}  # by path, as the following
        self._files: dict[str, IO[str]] = {}  # from the first outcome on
        if not options:
            return
        from corscheck.cli.report_files import read_reports  # noqa: PLC0415  # only where asked for

        for form, path in read_reports(options, FORMATS, stdout=False):
            self._forms[path] = form

    def add(self, outcome: Verdict | InvalidLine) -> None:
        """Add an outcome, which has no secrets any more."""
        if not self._forms:
            return
        from corscheck.report.why import render, render_markdown  # noqa: PLC0415  # with the network

        for path, form in self._forms.items():
            shown = render_markdown(outcome) if form == "markdown" else render(form, outcome, self._context)
            if path not in self._files:
                self._files[path] = _temporary()
            self._files[path].write(shown)

    def close(self) -> None:
        """Remove the temporary files."""
        for file in self._files.values():
            file.close()

    def write(self) -> None:
        """Write all files; existing ones have to be reports."""
        if not self._forms:
            return
        from corscheck.report.why_markdown import HEADING  # noqa: PLC0415  # as above
        from corscheck.writing import write  # noqa: PLC0415

        for path, form in self._forms.items():
            beginning = HEADING if form == "markdown" else ""
            write(path, partial(_parts, beginning, self._files.get(path)), _not_a_report)


def _temporary() -> IO[str]:
    from tempfile import SpooledTemporaryFile  # noqa: PLC0415  # few runs need one

    return SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="")


def _parts(beginning: str, file: IO[str] | None) -> Iterator[str]:
    yield beginning
    if file is not None:
        file.seek(0)
        yield from iter(lambda: file.read(_READ), "")


def _not_a_report(old: bytes | None) -> str | None:
    """The objection that an existing file is not such a report."""
    if not old or old.startswith((b"# corscheck why\n", b'{"version":1,"id":')):
        return None
    return "what is there is not a report; name another file, or delete it"
