"""Live runs: start services, send requests, and compare the answers with the configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corscheck.findings import Report
    from corscheck.wire.transport import Connection

__all__ = ["preflight"]


def preflight(
    config: str,
    *,
    url: str | None = None,
    launch: str | None = None,
    wait: float | None = None,
    openapi: str = "auto",
    asab_version: str | None = None,
    sections: tuple[str, ...] = (),
    connection: Connection | None = None,
    **axes: Any,
) -> Report:
    """Compare what a configuration file promises with what its live service answers.

    Args:
        config: the main configuration file.
        url: base URL (default: from `listen`).
        launch: command that starts the service, with `{config}` and `{port}`.
        wait: seconds within which the service must answer.
        openapi: document with the routes: URL, file, `auto` or `off`.
        asab_version: the version that runs (default: detected from its answers).
        sections: web containers in addition to those found automatically.
        connection: how the service is reached.
        axes: fields of `corscheck.contract.plan.Axes`: what to try (default: what the file promises).

    Raises:
        UsageProblem: The configuration cannot be loaded, or an argument cannot be used.
        Unreachable: The service does not answer.
        KeyboardInterrupt: The run was interrupted.
    """
    from corscheck.asab.profiles import DEFAULT_VERSION, profile_for  # noqa: PLC0415  # on first use
    from corscheck.contract.plan import Axes  # noqa: PLC0415
    from corscheck.contract.untested import with_untested  # noqa: PLC0415
    from corscheck.errors import EXIT_CODES, Unreachable, UsageProblem  # noqa: PLC0415
    from corscheck.live.runner import Options, run  # noqa: PLC0415
    from corscheck.live.suppressions import apply_suppressions  # noqa: PLC0415
    from corscheck.live.target import Target  # noqa: PLC0415
    from corscheck.wire.transport import Connection  # noqa: PLC0415

    wire = connection or Connection()
    axes.setdefault("send_headers", wire.headers)
    target = Target(config, "", url, launch, wait, openapi, sections, Axes(**axes))
    linted = profile_for(asab_version or DEFAULT_VERSION)
    report = run([target], Options(wire, asab_version, linted))
    kinds = {error.kind for error in report.errors}
    if "interrupted" in kinds:
        raise KeyboardInterrupt
    if untried := [error for error in report.errors if error.untested]:
        unreachable = EXIT_CODES[untried[0].kind] == Unreachable("").exit_code
        raise (Unreachable if unreachable else UsageProblem)("; ".join(error.message for error in untried))
    return with_untested(apply_suppressions(report))
