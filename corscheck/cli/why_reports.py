"""`corscheck why --report FORMAT:PATH`: the verdicts in files, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.fetch.verdict import Verdict
    from corscheck.live.why import InvalidLine
    from corscheck.report.context import Context

FORMATS = ("markdown", "json")


class WhyReports:
    """The files, filled with each outcome and written at the end.

    Raises:
        UsageProblem: An option is not understood, or a file cannot be written.
    """

    def __init__(self, options: Sequence[str], context: Context) -> None:
        self._context = context.plain
        self._files: dict[str, tuple[str, list[str]]] = {}
        if not options:
            return
        from corscheck.cli.report_files import read_reports  # noqa: PLC0415  # only where asked for

        for form, path in read_reports(options, FORMATS, stdout=False):
            self._files[path] = form, []

    def add(self, outcome: Verdict | InvalidLine) -> None:
        """Add an outcome, which has no secrets any more."""
        if not self._files:
            return
        from corscheck.report.why import render, render_markdown  # noqa: PLC0415  # with the network

        for form, parts in self._files.values():
            shown = render_markdown(outcome) if form == "markdown" else render(form, outcome, self._context)
            parts.append(shown)

    def write(self) -> None:
        """Write all files; existing ones have to be reports."""
        if not self._files:
            return
        from corscheck.report.why_markdown import HEADING  # noqa: PLC0415  # as above
        from corscheck.writing import write  # noqa: PLC0415

        for path, (form, parts) in self._files.items():
            beginning = HEADING if form == "markdown" else ""
            write(path, beginning + "".join(parts), _not_a_report)


def _not_a_report(old: bytes | None) -> str | None:
    """The objection that an existing file is not such a report."""
    if not old or old.startswith((b"# corscheck why\n", b'{"version":1,"id":')):
        return None
    return "what is there is not a report; name another file, or delete it"
