"""`corscheck why`: would a browser allow this request, and if not, at which step and why."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, NamedTuple

from corscheck.cli.connection import ConnectionOptions, connection, with_files_read
from corscheck.cli.options import SHOW_SECRETS, Color
from corscheck.cli.terminal import terminal_context
from corscheck.errors import UsageProblem
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option
    from corscheck.exchange import Headers
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.live.why import InvalidLine, WhyRequest

WhyFormat = Literal["auto", "full", "concise", "json"]
CredentialsMode = Literal["omit", "same-origin", "include"]
BodyKind = Literal["none", "text", "form", "multipart", "bytes", "json"]

PASSED = frozenset({"allowed", "preflight_passed", "not_cross_origin"})
"""Results that make the exit code 0."""

SOURCES = {"url": "URL", "requests": "--requests", "har": "--har", "curl": "--curl"}
"""Where requests come from: field of the options → what a person calls it."""


class WhyOptions(NamedTuple):
    """What `corscheck why` is asked for."""

    url: Annotated[str | None, Argument(metavar="[URL]", help="URL that the page requests.")] = None
    origin: Annotated[
        str | None,
        Option("--origin", metavar="ORIGIN", help="Origin of the page, such as https://app.example.com"),
    ] = None
    method: Annotated[
        str | None, Option("--method", "-X", metavar="METHOD", help="Method of the request (default: GET).")
    ] = None
    request_header: Annotated[
        tuple[str, ...],
        Option(
            "--request-header",
            "-H",
            metavar="'NAME: VALUE'|@FILE",
            help="Header that the page's script sets, or a file of them. Repeatable.",
        ),
    ] = ()
    credentials: Annotated[
        CredentialsMode | None,
        Option(
            "--credentials", help="What the page gives to fetch() as `credentials` (default: same-origin)."
        ),
    ] = None
    body: Annotated[BodyKind, Option("--body", help="Kind of body that the script sends.")] = "none"
    upload_listener: Annotated[
        bool,
        Option(
            "--upload-listener", help="The page uses an XMLHttpRequest that has a listener on its `upload`."
        ),
    ] = False
    beacon: Annotated[bool, Option("--beacon", help="The page calls navigator.sendBeacon().")] = False
    preflight_only: Annotated[
        bool, Option("--preflight-only", help="Send the preflight only, never the request itself.")
    ] = False
    send_unsafe: Annotated[
        bool, Option("--send-unsafe", help="Send the request also if its method may change things.")
    ] = False
    requests: Annotated[
        str | None,
        Option(
            "--requests",
            metavar="FILE",
            help="Explain many requests, a JSON object a line; `-` is standard input.",
        ),
    ] = None
    har: Annotated[
        str | None,
        Option(
            "--har",
            metavar="FILE",
            help="Explain the failing cross-origin requests of a HAR file, as browsers export it.",
        ),
    ] = None
    curl: Annotated[
        str | None,
        Option(
            "--curl",
            metavar="FILE",
            help='Explain what "Copy as cURL" or "Copy as fetch" copied; `-` is standard input.',
        ),
    ] = None
    output_format: Annotated[
        WhyFormat,
        Option("--output-format", help="auto: full for one request, concise for several."),
    ] = "auto"
    color: Annotated[Color, Option("--color", help="Colours; auto heeds NO_COLOR.")] = "auto"
    exit_zero: Annotated[
        bool, Option("--exit-zero", help="Exit with 0 instead of 1 when a request is blocked.")
    ] = False
    show_secrets: Annotated[bool, Option("--show-secrets", help=SHOW_SECRETS)] = False
    connection: ConnectionOptions = ConnectionOptions()


def why(options: WhyOptions) -> int:
    r"""Explain what a browser makes of a cross-origin request.

    Would it allow the request? If not: at which step, and why?

    Examples:
      corscheck why https://api.example.com/x \
        --origin https://app.example.com -X PUT
      corscheck why --curl request.txt
    """
    from corscheck.live.why import Limits, explain_all  # noqa: PLC0415  # the network, where it is wanted

    options = _with_files_read(options)
    wire = connection(options.connection)
    several = options.requests is not None or options.har is not None
    write = _writer(options, "concise" if several else "full", wire.headers)
    results = set()
    limits = Limits(options.preflight_only, options.send_unsafe)
    for outcome in _watched(explain_all(_requests(options), wire, limits)):
        results.add(getattr(outcome, "result", "unreadable"))
        write(outcome)
    if options.requests is not None and not results:
        raise UsageProblem(f"--requests {options.requests}: there is no request in it")
    return exit_code(results, exit_zero=options.exit_zero)


def _with_files_read(options: WhyOptions) -> WhyOptions:
    """The options with the lines of its file in place of each `@FILE`."""
    page = options.request_header
    if any(text.startswith("@") for text in page):
        from corscheck.cli.headers import expanded  # noqa: PLC0415  # only where a file is named

        page = expanded(page, "-H")
    return options._replace(request_header=page, connection=with_files_read(options.connection))


def exit_code(results: set[str], *, exit_zero: bool) -> int:
    """The exit code for these results, `unreadable` for a line that is not a request.

    2 for what could not be read or was not tested, before 1 for what is blocked, before 3 for what could
    not be reached.
    """
    if results & {"unreadable", "not_tested"}:
        return 2
    if results - PASSED - {"unreachable"} and not exit_zero:
        return 1
    return 3 if "unreachable" in results else 0


def _requests(options: WhyOptions) -> Iterable[WhyRequest | InvalidLine]:
    """What is asked, from wherever it comes."""
    given = [name for name in SOURCES if getattr(options, name) is not None]
    if len(given) != 1:
        raise UsageProblem(f"give one of {', '.join(SOURCES.values())}")
    if options.url is not None:
        from corscheck.live.why import WhyRequest  # noqa: PLC0415

        return [WhyRequest(_request(options.url, options))]
    _refuse_others(options, SOURCES[given[0]])
    credentials = bool(options.connection.header or options.connection.cert)  # the user's, for one service
    if options.requests is not None:
        from corscheck.live.batch import requests_of  # noqa: PLC0415

        return requests_of(options.requests, one_origin=credentials)
    from corscheck.live.captures import archived, pasted  # noqa: PLC0415

    if options.curl is not None:
        return [pasted(options.curl, options.origin, options.credentials)]
    found = archived(str(options.har), options.origin, options.credentials)
    if credentials:
        _check_one_origin(found)
    if not found:
        sys.stderr.write("there is no failing cross-origin request in this HAR export\n")
    return found


def _check_one_origin(requests: Iterable[WhyRequest]) -> None:
    """The user's credentials are for one service; an export names all that a page requests.

    Raises:
        UsageProblem: The requests go to several origins.
    """
    from corscheck.fetch.url import parse_url  # noqa: PLC0415

    urls = [parse_url(one.request.url) for one in requests]
    origins = list(dict.fromkeys(url.origin for url in urls if url is not None))
    if len(origins) > 1:
        raise UsageProblem(f"--header and --cert are for one origin; these requests go to {listed(origins)}")


def _request(url: str, options: WhyOptions) -> FetchRequest:
    from corscheck.fetch.request import FetchRequest  # noqa: PLC0415

    if options.origin is None:
        raise UsageProblem(
            "--origin is missing: the origin of the page that requests it, https://app.example"
        )
    if options.beacon and (options.method or "POST").upper() != "POST":
        raise UsageProblem("--beacon: sendBeacon() always uses POST")
    if options.beacon and options.credentials not in (None, "include"):
        raise UsageProblem("--beacon: sendBeacon() always includes credentials")
    return FetchRequest(
        url,
        options.origin,
        options.method or ("POST" if options.beacon else "GET"),
        tuple(map(_header, options.request_header)),
        options.credentials or "same-origin",
        None if options.body == "none" else options.body,
        upload_listener=options.upload_listener,
        beacon=options.beacon,
    )


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageProblem("-H: write 'Name: value'")  # without the text, which may be a secret
    return name.strip(), value.strip()


def _refuse_others(options: WhyOptions, source: str) -> None:
    """Options that describe one request have no say in those that come from elsewhere."""
    described = {
        "--origin": options.origin is not None and source == "--requests",
        "-X": options.method is not None,
        "-H": bool(options.request_header),
        "--credentials": options.credentials is not None and source == "--requests",
        "--body": options.body != "none",
        "--upload-listener": options.upload_listener,
        "--beacon": options.beacon,
    }
    for name, is_given in described.items():
        if is_given:
            raise UsageProblem(f"{name} goes with a URL, not with {source}, which says it itself")


def _writer(options: WhyOptions, form: str, headers: Headers) -> Callable[[Verdict | InvalidLine], None]:
    """What writes an outcome to standard output, at once; `headers` are those of `--header`."""
    from corscheck.report import why as report  # noqa: PLC0415
    from corscheck.report.presentable import Presenter  # noqa: PLC0415
    from corscheck.secrets import header_secrets  # noqa: PLC0415

    wanted: str = options.output_format
    if wanted == "auto":  # the variable may name a format of the other commands
        wanted = os.environ.get("CORSCHECK_OUTPUT_FORMAT", "")
    form = wanted if wanted in report.FORMATS else form
    context = terminal_context(options.color)
    presenter = Presenter(header_secrets((*headers, *map(_header, options.request_header))))
    between = ""  # an empty line, where an outcome takes several lines

    def write(outcome: Verdict | InvalidLine) -> None:
        nonlocal between
        # The id is the asker's own, by which answers are told apart.
        shown = outcome if options.show_secrets else presenter.presentable(outcome)._replace(id=outcome.id)
        sys.stdout.write(between + report.render(form, shown, context))
        sys.stdout.flush()
        between = "\n" if form == "full" else ""

    return write


def _watched(outcomes: Iterable[Verdict | InvalidLine]) -> Iterable[Verdict | InvalidLine]:
    """With a progress bar, where the report does not go to the terminal itself."""
    if sys.stdout.isatty():
        return outcomes
    from corscheck.wire.progress import progress  # noqa: PLC0415

    return progress(outcomes, None, "Asking")
