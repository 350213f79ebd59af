"""The options of `corscheck why`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.cli.connection import ConnectionOptions
from corscheck.cli.options import SHOW_SECRETS, Color
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option

WhyFormat = Literal["auto", "full", "concise", "json"]
CredentialsMode = Literal["omit", "same-origin", "include"]
BrowserName = Literal["chromium", "chrome", "msedge"]
BodyKind = Literal["none", "text", "form", "multipart", "bytes", "json"]


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
    probe: Annotated[
        bool | None,
        Option(
            "--probe/--no-probe",
            help="Send up to five further requests, to find the cause of a failure (default: yes; with"
            " --requests: no).",
        ),
    ] = None
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
            help="Explain the failing cross-origin requests of a HAR file, from the answers recorded in it.",
        ),
    ] = None
    replay: Annotated[
        bool, Option("--replay", help="Send the requests of --har again instead of judging recorded answers.")
    ] = False
    curl: Annotated[
        str | None,
        Option(
            "--curl",
            metavar="FILE",
            help='Explain what "Copy as cURL", "as fetch" or "as PowerShell" copied; `-` is standard input.',
        ),
    ] = None
    console: Annotated[
        str | None,
        Option(
            "--console",
            metavar="FILE",
            help="Explain what the browser's console printed; `-` is standard input.",
        ),
    ] = None
    browser: Annotated[
        BrowserName | None,
        Option("--browser", help="Repeat the request in a real browser, too (extra `browser`)."),
    ] = None
    output_format: Annotated[
        WhyFormat,
        Option("--output-format", help="auto: full for one request, concise for several."),
    ] = "auto"
    report: Annotated[
        tuple[str, ...],
        Option(
            "--report",
            metavar="FORMAT:PATH",
            values="verdicts",
            help="Write the verdicts to a file, too: markdown, with the whole exchange, or json. Repeatable.",
        ),
    ] = ()
    color: Annotated[Color, Option("--color", help="Colours; auto respects NO_COLOR.")] = "auto"
    exit_zero: Annotated[
        bool, Option("--exit-zero", help="Exit with 0 instead of 1 when a request is blocked.")
    ] = False
    show_secrets: Annotated[bool, Option("--show-secrets", help=SHOW_SECRETS)] = False
    connection: ConnectionOptions = ConnectionOptions()
