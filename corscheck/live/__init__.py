"""Live runs: configurations and options in, the service started, cases tried, a report out."""

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
    """Hold what a configuration file promises against what its live service answers.

    Args:
        config: the main configuration file.
        url: base URL; from `listen` where it is missing.
        launch: command that starts the service, with `{config}` and `{port}`.
        wait: seconds until the service must answer.
        openapi: document with the routes: URL, file, `auto` or `off`.
        asab_version: the version that runs; found by itself where it is missing.
        sections: web containers besides those found by themselves.
        connection: how the service is reached.
        axes: fields of `corscheck.contract.plan.Axes`: what to try instead of what is promised.

    Raises:
        UsageProblem: The configuration cannot be loaded, or an argument cannot be used.
        Unreachable: The service does not answer.
    """
    from corscheck.asab.profiles import DEFAULT_VERSION, profile_for  # noqa: PLC0415  # on first use
    from corscheck.contract.plan import Axes  # noqa: PLC0415
    from corscheck.errors import Unreachable  # noqa: PLC0415
    from corscheck.live.runner import Options, run  # noqa: PLC0415
    from corscheck.live.suppressions import silenced  # noqa: PLC0415
    from corscheck.live.target import Target  # noqa: PLC0415
    from corscheck.wire.transport import Connection  # noqa: PLC0415

    wire = connection or Connection()
    axes.setdefault("send_headers", wire.headers)
    target = Target(config, "", url, launch, wait, openapi, sections, Axes(**axes))
    linted = profile_for(asab_version or DEFAULT_VERSION)
    outcome = run([target], Options(wire, asab_version, linted))
    if outcome.interrupted:
        raise KeyboardInterrupt
    if outcome.unreachable:
        raise Unreachable("; ".join(outcome.unreachable))
    return silenced(outcome.report)
