"""The options of a live run, shared by `preflight` and `check`, and the axes that they select."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from corscheck.cli.connection import ConnectionOptions, headers
from corscheck.errors import UsageProblem
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Option
    from corscheck.contract.plan import Axes
    from corscheck.fetch.request import Credentials

CredentialsChoice = Literal["omit", "include", "both"]


class LiveOptions(NamedTuple):
    """Which service is tried, and with what."""

    baseline: Annotated[
        str | None,
        Option("--baseline", metavar="FILE", help="File of known findings, which are not reported."),
    ] = None
    update_baseline: Annotated[
        bool, Option("--update-baseline", help="Write what is found now to the baseline file.")
    ] = False
    url: Annotated[
        str | None,
        Option("--url", metavar="BASE", help="Base URL of the service (default: from `listen`)."),
    ] = None
    path: Annotated[
        tuple[str, ...],
        Option("--path", metavar="PATH", help="Path to request, instead of the planned ones. Repeatable."),
    ] = ()
    origin: Annotated[
        tuple[str, ...],
        Option(
            "--origin", metavar="ORIGIN", help="Origin of the page, instead of those in `cors`. Repeatable."
        ),
    ] = ()
    method: Annotated[
        tuple[str, ...],
        Option(
            "--method",
            "-X",
            metavar="METHOD",
            help="Method to ask for, instead of those the service offers. Repeatable.",
        ),
    ] = ()
    request_header: Annotated[
        tuple[str, ...],
        Option(
            "--request-header",
            metavar="NAME",
            help="Header that the page sets, instead of those the service offers. Repeatable.",
        ),
    ] = ()
    credentials: Annotated[
        CredentialsChoice | None,
        Option(
            "--credentials",
            help="Without cookies (omit), with them (include), or both "
            "(default: as the configuration promises).",
        ),
    ] = None
    openapi: Annotated[
        str | None,
        Option(
            "--openapi",
            metavar="URL|FILE|auto|off",
            help="OpenAPI document with the service's routes (default: auto, the one that ASAB serves).",
        ),
    ] = None
    strangers: Annotated[
        bool,
        Option(
            "--strangers/--no-strangers",
            help="Try origins that the configuration does not name, which must be refused.",
        ),
    ] = True
    send: Annotated[
        bool, Option("--send", help="Besides preflights, make the GET and HEAD requests themselves.")
    ] = False
    send_unsafe: Annotated[
        bool, Option("--send-unsafe", help="Make the requests of all methods; they may change things.")
    ] = False
    launch: Annotated[
        str | None,
        Option(
            "--launch",
            metavar="COMMAND",
            help="Start the service with this command, and stop it afterwards; {config} is the file, "
            "{port} a free port.",
        ),
    ] = None
    start_anyway: Annotated[
        bool,
        Option(
            "--start-anyway",
            help="Launch the service although ASAB would not start with the configuration.",
        ),
    ] = False
    behind_proxy: Annotated[
        bool,
        Option(
            "--behind-proxy",
            help="--url leads to a proxy in front of what --launch starts; without the service, it answers "
            "502, 503 or 504.",
        ),
    ] = False
    wait: Annotated[
        float | None,
        Option(
            "--wait",
            metavar="SECONDS",
            help="Wait so long for the service to answer (default: 30 for --launch, else 0).",
            min=0,
        ),
    ] = None
    section: Annotated[
        tuple[str, ...],
        Option("--section", metavar="NAME", help="Another section that is a web container. Repeatable."),
    ] = ()
    dry_run: Annotated[bool, Option("--dry-run", help="List what would be tried, and send nothing.")] = False
    shard: Annotated[
        str | None,
        Option("--shard", metavar="K/N", help="Try only the K-th of N parts of the plan, such as 1/4."),
    ] = None
    max_failures: Annotated[
        int | None, Option("--max-failures", metavar="N", help="Stop after N failed checks.", min=1)
    ] = None
    connection: ConnectionOptions = ConnectionOptions()


def axes(options: LiveOptions) -> Axes:
    """The axes that the options select.

    Raises:
        UsageProblem: A path does not begin with `/`, an origin is invalid, or browsers send no such request.
    """
    from corscheck.contract.plan import Axes  # noqa: PLC0415
    from corscheck.fetch.origin import NotAnOrigin, parse_origin  # noqa: PLC0415

    for path in options.path:
        if not path.startswith("/"):
            raise UsageProblem(f"--path {path}: a path begins with `/`")
    origins = []
    for text in options.origin:
        origin = parse_origin(text)
        if isinstance(origin, NotAnOrigin):
            hint = f"; did you mean {origin.suggestion}?" if origin.suggestion else ""
            raise UsageProblem(f"--origin {text}: {origin.reason}{hint}")
        origins.append(origin.serialised)
    for method in options.method:
        _check_usable(f"--method {method}", method=method)
    for name in options.request_header:
        _check_usable(f"--request-header {name}", headers=((name, ""),))
    modes: dict[str | None, tuple[Credentials, ...]] = {
        None: (),
        "omit": ("omit",),
        "include": ("include",),
        "both": ("omit", "include"),
    }
    return Axes(
        options.path,
        tuple(origins),
        options.method,
        options.request_header,
        modes[options.credentials],
        options.strangers,
        options.send or options.send_unsafe,
        options.send_unsafe,
        headers(options.connection),
    )


def _check_usable(where: str, **part: Any) -> None:
    """Refuse what browsers never send: there would be no request, so that every check would pass."""
    from corscheck.fetch.prepare import prepare  # noqa: PLC0415  # only where asked for
    from corscheck.fetch.request import FetchRequest, Rejected  # noqa: PLC0415  # only where asked for

    prepared = prepare(FetchRequest("http://corscheck.invalid/", "https://corscheck.example", **part))
    if isinstance(prepared, Rejected):
        raise UsageProblem(f"{where}: {prepared.message}")


def shard(text: str | None) -> tuple[int, int]:
    """The number of the part and of all parts that `--shard` selects.

    Raises:
        UsageProblem: The value is invalid.
    """
    if text is None:
        return 1, 1
    number, _, count = text.partition("/")
    if not (number.isascii() and number.isdigit() and count.isascii() and count.isdigit()):
        raise UsageProblem(f"--shard {text}: write K/N, such as 1/4")
    if not 1 <= int(number) <= int(count) <= 10_000:
        raise UsageProblem(f"--shard {text}: K is from 1 to N")
    return int(number), int(count)
