"""`corscheck why`: would a browser allow this request, and if not, at which step and why."""

from __future__ import annotations

import os
import sys
from collections import deque
from contextlib import closing
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from corscheck.cli.connection import connection, with_files_read
from corscheck.cli.terminal import terminal_context
from corscheck.cli.why_browser import repeating, results_of
from corscheck.cli.why_input import asked, header
from corscheck.cli.why_options import WhyOptions
from corscheck.cli.why_reports import WhyReports
from corscheck.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corscheck.exchange import Headers
    from corscheck.fetch.verdict import Verdict
    from corscheck.live.why import InvalidLine, WhyRequest

PASSED = frozenset({"allowed", "preflight_passed", "not_cross_origin"})
"""Results that make the exit code 0."""


def why(options: WhyOptions) -> int:
    r"""Explain what a browser makes of a cross-origin request.

    Would it allow the request? If not: at which step, and why?

    Examples:
      corscheck why https://api.example.com/x \
        --origin https://app.example.com -X PUT
      corscheck why --curl request.txt
      corscheck why --har page.har
    """
    from corscheck.live.why import Limits, explain_all  # noqa: PLC0415  # the network, where it is wanted

    options = _with_files_read(options)
    wire = connection(options.connection)
    several = options.requests is not None or options.har is not None
    reports = WhyReports(options.report, terminal_context(options.color))
    write = _writer(options, "concise" if several else "full", wire.headers, reports)
    probe = options.requests is None if options.probe is None else options.probe
    limits = Limits(options.preflight_only, options.send_unsafe, probe)
    question = asked(options)
    results = set() if question.complete else {"unreadable"}
    remembered: deque[WhyRequest | InvalidLine] = deque()
    outcomes = explain_all(
        _remembered(question.requests, remembered),
        wire,
        limits,
        is_ready=question.is_ready,
        before_waiting=sys.stdout.flush,
    )
    answered = _watched(outcomes)
    with closing(reports), repeating(options, wire) as repeat:
        for outcome in chain(question.recorded, _finished(answered, question.finish)):
            shown = repeat(remembered.popleft(), outcome) if remembered else outcome
            results |= results_of(shown)
            write(shown)
        reports.write()
    if options.requests is not None and not results:
        raise UsageProblem(f"--requests {options.requests}: there is no request in it")
    return exit_code(results, exit_zero=options.exit_zero)


def _remembered(
    requests: Iterable[WhyRequest | InvalidLine], remembered: deque[WhyRequest | InvalidLine]
) -> Iterator[WhyRequest | InvalidLine]:
    """The requests, which are put aside until their outcomes come, in the same order."""
    for request in requests:
        remembered.append(request)
        yield request


def _finished(
    outcomes: Iterable[Verdict | InvalidLine], finish: Sequence[Callable[[Verdict], Verdict]]
) -> Iterator[Verdict | InvalidLine]:
    """The outcomes, each with what is added to it, if there is anything."""
    from corscheck.fetch.verdict import Verdict  # noqa: PLC0415  # with the network

    for outcome, add in zip_longest(outcomes, finish):
        yield add(outcome) if add is not None and isinstance(outcome, Verdict) else outcome


def _with_files_read(options: WhyOptions) -> WhyOptions:
    """The options with the lines of its file in place of each `@FILE`."""
    page = options.request_header
    if any(text.startswith("@") for text in page):
        from corscheck.cli.headers import expanded  # noqa: PLC0415  # only where a file is named

        page = expanded(page, "-H")
    return options._replace(request_header=page, connection=with_files_read(options.connection))


def exit_code(results: set[str], *, exit_zero: bool) -> int:
    """The exit code for these results, `unreadable` for a line that is not a request.

    2 for what could not be read or was not tested, and where a real browser differs, before 1 for what is
    blocked, before 3 for what could not be reached.
    """
    if results & {"unreadable", "not_tested", "differs"}:
        return 2
    if results - PASSED - {"unreachable"} and not exit_zero:
        return 1
    return 3 if "unreachable" in results else 0


def _writer(
    options: WhyOptions, form: str, headers: Headers, reports: WhyReports
) -> Callable[[Verdict | InvalidLine], None]:
    """A function that writes outcomes to standard output and to the reports."""
    from corscheck.report import why as report  # noqa: PLC0415
    from corscheck.report.presentable import Presenter  # noqa: PLC0415
    from corscheck.report.why_lines import JsonLines  # noqa: PLC0415
    from corscheck.secrets import header_secrets  # noqa: PLC0415

    wanted: str = options.output_format
    if wanted == "auto":  # the variable may name a format of the other commands
        wanted = os.environ.get("CORSCHECK_OUTPUT_FORMAT", "")
    form = wanted if wanted in report.FORMATS else form
    context = terminal_context(options.color)
    secrets = header_secrets((*headers, *map(header, options.request_header)))
    lines = JsonLines(None if options.show_secrets else Presenter(secrets), context)
    between = ""  # an empty line, where an outcome takes several lines

    def write(outcome: Verdict | InvalidLine) -> None:
        nonlocal between
        if form == "json" and not options.report:
            sys.stdout.write(lines.line(outcome))
        else:
            shown = lines.shown(outcome)
            reports.add(shown)
            sys.stdout.write(between + report.render(form, shown, context))
        if options.browser:  # which takes its time for the next one; otherwise flushed before waiting
            sys.stdout.flush()
        between = "\n" if form == "full" else ""

    return write


def _watched(outcomes: Iterable[Verdict | InvalidLine]) -> Iterable[Verdict | InvalidLine]:
    """With a progress bar, where the report does not go to the terminal itself."""
    if sys.stdout.isatty():
        return outcomes
    from corscheck.wire.progress import progress  # noqa: PLC0415

    return progress(outcomes, None, "Asking")
