"""The output of `corscheck why` for people: verdict, steps, cause, fix, and how to repeat the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.report.why_words import CHECKS, HEADLINES, LAYERS
from corscheck.text import quoted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.exchange import Response
    from corscheck.fetch.checks import Sent
    from corscheck.fetch.verdict import Verdict
    from corscheck.report.context import Context

_MARKS = {"passed": "✓", "failed": "✗", "warning": "?", "info": "•"}

_ASCII = {"passed": "+", "failed": "x", "warning": "?", "info": "-"}

_OF_PREFLIGHTS = ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers")


def full(verdict: Verdict, context: Context) -> str:
    """Verdict, steps, cause, fix, what else is wrong, the browsers' names for it, how to repeat it.

    The last part is short, to paste into a ticket.
    """
    parts = [
        _headline(verdict, context),
        _steps(verdict, context),
        _cause(verdict, context),
        _section("Fix", [verdict.help], context),
        _configuration(verdict, context),
        _section("Also wrong, once that is fixed", _others(verdict), context),
        _browsers(verdict, context),
        _real_browser(verdict, context),
        _section("Notes", [*verdict.notes, *_layer(verdict)], context),
        _command("Repeat it in a shell", verdict.curl, context),
        _command(f"Repeat it in the console of a page of {verdict.origin}", verdict.snippet, context),
        _to_send_on(verdict, context),
    ]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def _cause(verdict: Verdict, context: Context) -> list[str]:
    """The cause with its evidence, each a line."""
    if verdict.cause is None or verdict.result == "allowed":
        return []
    lines = [context.paint("bold", "Cause")]
    lines += _wrapped(f"{_summary_of(verdict.cause)} ({verdict.cause})", context, "  ")
    for clause in verdict.evidence:
        lines += _wrapped(clause, context, "      ", "    - ")
    return lines


def _configuration(verdict: Verdict, context: Context) -> list[str]:
    """Lines to copy for the software that answered."""
    found = verdict.configuration
    if found is None:
        return []
    title = f"Configuration for {found.layer}, if it is what answers here"
    return [context.paint("bold", title), *(f"  {visible(line)}" for line in found.text.split("\n"))]


def _others(verdict: Verdict) -> list[str]:
    """What else is wrong, with its fix; without consequences of the cause."""
    return [f"{problem.message} {problem.help}" for problem in verdict.also_wrong if problem.help]


def _to_send_on(verdict: Verdict, context: Context) -> list[str]:
    if not verdict.problems:
        return []
    from corscheck.report.why_summary import summary  # noqa: PLC0415  # only for what fails

    cause = _summary_of(verdict.cause) if verdict.cause else None
    lines = [context.paint("bold", "To send on")]
    for label, text in summary(verdict, cause):
        if label:
            lines += _wrapped(text, context, "         ", f"  {label:6} ")
        else:
            lines.append(f"  {text}")
    return lines


def _summary_of(cause: str) -> str:
    from corscheck.causes.catalogue import BY_NAME  # noqa: PLC0415  # only for what fails

    return BY_NAME[cause].summary


def _headline(verdict: Verdict, context: Context) -> list[str]:
    kind, words = HEADLINES[verdict.result]
    about = f"{verdict.method} {verdict.url} from {verdict.origin} (credentials: {verdict.credentials})"
    first, *rest = _wrapped(f"{words}: {about}", context, "  ")
    first = first.strip().replace(words, context.paint(kind, words), 1)
    lines = [f"{_mark(kind, context)} {first}", *rest]
    if verdict.message:
        lines += _wrapped(verdict.message, context, "  ")
    if verdict.step:
        lines.append(context.paint("dim", f"  ({visible(verdict.step)})"))
    return lines


def _steps(verdict: Verdict, context: Context) -> list[str]:
    lines: list[str] = []
    if verdict.preflight_needed:
        lines += _step("info", "A preflight is needed", context)
        for reason in verdict.preflight_reasons:
            lines += _wrapped(reason.message, context, "    ")
    elif verdict.exchanges or verdict.result == "preflight_passed":
        lines += _step("info", "No preflight is needed", context)
    failed = [name for name in (verdict.step, *(problem.step for problem in verdict.also_wrong)) if name]
    for sent in verdict.exchanges:
        lines += _exchange(sent, failed if sent is verdict.exchanges[-1] else [], verdict, context)
    return [context.paint("bold", "Steps"), *lines] if lines else []


def _exchange(sent: Sent, failed: list[str], verdict: Verdict, context: Context) -> Iterator[str]:
    what = "Preflight" if sent.phase == "preflight" else "Request"
    title = f"{what} {sent.request.method} {sent.request.url}"
    answer = sent.answer
    if isinstance(answer, Failure):
        yield from _step("failed", f"{title}: {answer.message}", context)
        return
    bad = any(step.endswith(("-status", "-redirect")) for step in failed)
    times = f", attempt {answer.attempts}" if answer.attempts > 1 else ""
    status = visible(f"{answer.status} {answer.reason}".strip())
    took = f"{answer.elapsed * 1000:.3g}ms{times}"
    # An error status is not a CORS failure, but worth showing.
    kind = "failed" if bad else "info" if answer.status >= 400 else "passed"
    yield from _step(kind, f"{title}: {status} ({took})", context)
    for name, steps in CHECKS:
        wrong = any(part in step for step in failed for part in steps)
        if wrong or _matters(name, sent, verdict):
            kind = "failed" if wrong else "passed"
            yield from _step(kind, f"{name}: {_received(answer, name)}", context, "    ")


def _matters(name: str, sent: Sent, verdict: Verdict) -> bool:
    if not sent.is_checked:
        return False
    if name == "Access-Control-Allow-Credentials":
        return verdict.credentials == "include"
    if name in _OF_PREFLIGHTS:
        return sent.phase == "preflight" and isinstance(sent.answer, tuple) and bool(_lines(sent, name))
    return True


def _lines(sent: Sent, name: str) -> list[str]:
    return [] if isinstance(sent.answer, Failure) else sent.answer.values(name)


def _received(answer: Response, name: str) -> str:
    lines = answer.values(name)
    return " and ".join(map(quoted, lines)) if lines else "missing"


def _section(title: str, texts: Iterable[str | None], context: Context) -> list[str]:
    lines: list[str] = []
    for text in dict.fromkeys(filter(None, texts)):
        lines += _wrapped(text, context, "    ", "  - ")
    return [context.paint("bold", title), *lines] if lines else []


def _browsers(verdict: Verdict, context: Context) -> list[str]:
    from corscheck.fetch.browser_messages import chrome_prints, firefox_prints  # noqa: PLC0415  # text only

    browsers = verdict.browsers
    names = (
        ("Chrome", browsers.chrome, chrome_prints(verdict)),
        ("Firefox", browsers.firefox, firefox_prints(verdict)),
        ("Safari", browsers.safari, None),
    )
    lines: list[str] = []
    for browser, name, sentence in names:
        if name:
            printed = f"{sentence} [{name}]" if sentence else name
            lines += _wrapped(printed, context, "           ", f"  {browser:8} ")
    return [context.paint("bold", "What browsers print"), *lines] if lines else []


def _real_browser(verdict: Verdict, context: Context) -> list[str]:
    """The result of the request in a real browser."""
    seen = verdict.browser
    if seen is None:
        return []
    kind = {"allowed": "passed", "not_tested": "warning"}.get(seen.result, "failed")
    same = {True: ", as above", False: ", which is not the verdict above: please report this", None: ""}
    lines = _step(kind, f"{seen.result.replace('_', ' ')}{same[seen.agrees]}", context)
    for text in (seen.error, seen.console, seen.note):
        lines += _wrapped(text, context, "    ") if text else []
    return [context.paint("bold", f"Repeated in {seen.name} {visible(seen.version)}"), *lines]


def _layer(verdict: Verdict) -> list[str]:
    layer = verdict.layer
    if layer is None or layer.kind == "unknown" or verdict.result in ("allowed", "preflight_passed"):
        return []
    evidence = f" ({', '.join(layer.evidence)})" if layer.evidence else ""
    return [f"The answer probably comes from {LAYERS[layer.kind]}: {layer.name}{evidence}."]


def _command(title: str, command: str | None, context: Context) -> list[str]:
    """A line to copy: never wrapped, and it is ASCII already."""
    return [context.paint("bold", visible(title)), f"  {visible(command, len(command))}"] if command else []


def _step(kind: str, text: str, context: Context, indent: str = "  ") -> list[str]:
    first, *rest = _wrapped(text, context, f"{indent}  ")
    return [f"{indent}{_mark(kind, context)} {first.strip()}", *rest]


def _mark(kind: str, context: Context) -> str:
    return context.paint(kind, (_MARKS if context.unicode else _ASCII)[kind])


def _wrapped(text: str, context: Context, indent: str, first: str | None = None) -> list[str]:
    """Visible lines of at most the terminal's width, 80 where there is none; long words are not broken."""
    width = max((context.width or 80) - len(indent), 20)
    from textwrap import wrap  # noqa: PLC0415  # the other formats need none

    pieces = wrap(visible(text), width, break_long_words=False, break_on_hyphens=False) or [""]
    starts = [indent if first is None else first, *[indent] * (len(pieces) - 1)]
    return [start + piece for start, piece in zip(starts, pieces, strict=True)]
