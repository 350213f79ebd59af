"""Live runs: start services, send requests, and compare the answers with the configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from corscheck.fetch.request import Credentials
    from corscheck.run_report import Report
    from corscheck.wire.transport import Connection

__all__ = ["preflight"]


def preflight(  # noqa: PLR0913 - as many as the command has options
    config: str | os.PathLike[str] | None,
    *,
    url: str | None = None,
    launch: str | None = None,
    wait: float | None = None,
    openapi: str = "auto",
    asab_version: str | None = None,
    sections: Iterable[str] = (),
    paths: Iterable[str] = (),
    origins: Iterable[str] = (),
    methods: Iterable[str] = (),
    headers: Iterable[str] = (),
    credentials: Iterable[Credentials] = (),
    strangers: bool = True,
    send: bool = False,
    send_unsafe: bool = False,
    send_headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
    connection: Connection | None = None,
) -> Report:
    """Compare what a configuration file promises with what its live service answers.

    Args:
        config: the main configuration file; None: any HTTP service at `url`, which pages of `origins` call.
        url: base URL (default: from `listen`).
        launch: command that starts the service, with `{config}` and `{port}`.
        wait: seconds within which the service must answer.
        openapi: document with the routes: URL, file, `auto` or `off`.
        asab_version: the version that runs (default: detected from its answers).
        sections: web containers in addition to those found automatically.
        paths: request paths to try (default: what the configuration covers, and its edges).
        origins: of the pages (default: those that `cors` names).
        methods: to ask for (default: those that ASAB offers).
        headers: names of request headers that the page sets (default: those that ASAB offers).
        credentials: modes (default: as the configuration promises).
        strangers: whether origins are tried that the configuration does not name.
        send: whether GET and HEAD requests themselves are sent.
        send_unsafe: whether those of all methods are sent; they may change things.
        send_headers: added to requests that are sent, never to preflights (default: the connection's).
        connection: how the service is reached.

    Raises:
        UsageProblem: The configuration cannot be loaded, or an argument cannot be used.
        Unreachable: The service does not answer.
        KeyboardInterrupt: The run was interrupted.
    """
    import os  # noqa: PLC0415

    from corscheck.asab.profiles import DEFAULT_VERSION, profile_for  # noqa: PLC0415  # on first use
    from corscheck.contract.plan import Axes  # noqa: PLC0415
    from corscheck.contract.untested import with_untested  # noqa: PLC0415
    from corscheck.errors import EXIT_CODES, Unreachable, UsageProblem  # noqa: PLC0415
    from corscheck.exchange import pairs  # noqa: PLC0415
    from corscheck.live.runner import Options, run  # noqa: PLC0415
    from corscheck.live.suppressions import apply_suppressions  # noqa: PLC0415
    from corscheck.live.target import Target  # noqa: PLC0415
    from corscheck.wire.transport import Connection  # noqa: PLC0415

    wire = connection or Connection()
    axes = Axes(
        tuple(paths),
        tuple(origins),
        tuple(methods),
        tuple(headers),
        tuple(credentials),
        strangers,
        send,
        send_unsafe,
        wire.headers if send_headers is None else pairs(send_headers),
    )
    if config is not None and not os.fspath(config):
        raise UsageProblem("the name of the configuration is empty")
    target = Target(os.fspath(config or ""), "", url, launch, wait, openapi, tuple(sections), axes)
    linted = profile_for(asab_version or DEFAULT_VERSION)
    report = run([target], Options(wire, asab_version, linted))
    kinds = {error.kind for error in report.errors}
    if "interrupted" in kinds:
        raise KeyboardInterrupt
    if untried := [error for error in report.errors if error.untested]:
        unreachable = EXIT_CODES[untried[0].kind] == Unreachable("").exit_code
        raise (Unreachable if unreachable else UsageProblem)("; ".join(error.message for error in untried))
    return with_untested(apply_suppressions(report))
