"""Options of the connection, named after curl's and shared by `preflight`, `check` and `why`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Option
    from corscheck.exchange import Headers
    from corscheck.wire.transport import Connection


class ConnectionOptions(NamedTuple):
    """How servers are reached; times in seconds."""

    timeout: Annotated[
        float, Option("--timeout", metavar="SECONDS", help="Give a request up after this time.", min=0.001)
    ] = 10.0
    deadline: Annotated[
        float | None,
        Option("--deadline", metavar="SECONDS", help="Stop everything after this time.", min=0.001),
    ] = None
    jobs: Annotated[
        int,
        Option("--jobs", "-j", metavar="N", help="Requests under way to one host, at most.", min=1, max=256),
    ] = 6
    hosts: Annotated[
        int, Option("--hosts", metavar="N", help="Hosts that are asked at once, at most.", min=1, max=256)
    ] = 32
    rate: Annotated[
        float | None, Option("--rate", metavar="N", help="Send at most N requests a second.", min=0.001)
    ] = None
    retries: Annotated[
        int,
        Option(
            "--retries", metavar="N", help="Try again so often after connection errors and 502 to 504.", min=0
        ),
    ] = 0
    header: Annotated[
        tuple[str, ...],
        Option(
            "--header",
            metavar="'NAME: VALUE'|@FILE",
            help="Header of real requests and of the OpenAPI document's, never of a preflight; @FILE reads "
            "them from a file, one a line. Repeatable.",
        ),
    ] = ()
    cacert: Annotated[
        str | None,
        Option(
            "--cacert",
            metavar="FILE",
            help="Certificate authorities to trust, instead of the system's (PEM).",
        ),
    ] = None
    cert: Annotated[str | None, Option("--cert", metavar="FILE", help="Client certificate (PEM).")] = None
    key: Annotated[str | None, Option("--key", metavar="FILE", help="Private key of --cert (PEM).")] = None
    insecure: Annotated[bool, Option("--insecure", help="Accept any certificate of the server.")] = False
    proxy: Annotated[
        str | None,
        Option(
            "--proxy",
            metavar="URL|env",
            help="Proxy: http, https or socks5; env: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, which "
            "are not used otherwise.",
        ),
    ] = None
    resolve: Annotated[
        tuple[str, ...],
        Option(
            "--resolve",
            metavar="HOST:PORT:ADDR",
            help="Connect to ADDR for HOST:PORT. Repeatable.",
        ),
    ] = ()
    unix_socket: Annotated[
        str | None, Option("--unix-socket", metavar="PATH", help="Connect to this socket instead of a port.")
    ] = None
    http2: Annotated[bool, Option("--http2", help="Use HTTP/2 where the server offers it (extra http2).")] = (
        False
    )


def connection(options: ConnectionOptions) -> Connection:
    """The options as `wire` takes them; the time of `--deadline` begins.

    Raises:
        UsageProblem: A header is invalid.
    """
    from corscheck.wire.transport import Connection  # noqa: PLC0415  # only where something is sent

    values = options._asdict()
    return Connection(
        **{key: value for key, value in values.items() if key != "header"}, headers=headers(options)
    ).started()


def headers(options: ConnectionOptions) -> Headers:
    """The headers of the `--header` options, which are without `@FILE` (`with_files_read`).

    Raises:
        UsageProblem: One of them has no name, or characters that no header can have.
    """
    from corscheck.cli.headers import checked_headers, header_lines  # noqa: PLC0415  # as above

    return checked_headers(header_lines(options.header))


def with_files_read(options: ConnectionOptions) -> ConnectionOptions:
    """The options with the lines of its file in place of each `--header @FILE`, which is read once.

    Raises:
        UsageProblem: A file cannot be read, or a line of it is not a header.
    """
    if not any(text.startswith("@") for text in options.header):
        return options
    from corscheck.cli.headers import expanded  # noqa: PLC0415  # as above

    return options._replace(header=expanded(options.header))
