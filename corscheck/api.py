"""The public functions that read files: linting a text, loading a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.profiles import DEFAULT_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corscheck.asab.container import Configuration
    from corscheck.findings import Finding


def lint(
    text: str,
    path: str = "app.conf",
    *,
    asab_version: str | Sequence[str] = DEFAULT_VERSION,
    environ: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Lint the text of one configuration file; nothing is read from the disk.

    Args:
        text: the file's text; files that it includes are not read.
        path: the name of the file in the findings.
        asab_version: the version it is written for, or several.
        environ: the environment that ASAB would see (default: an empty one).

    Raises:
        ValueError: `asab_version` is not a version.
    """
    from corscheck.linter import LintOptions, lint_text  # noqa: PLC0415  # each function its own imports

    versions = (asab_version,) if isinstance(asab_version, str) else tuple(asab_version)
    return lint_text(text, path, LintOptions(versions=versions), environ)


def load(
    path: str, *, asab_version: str = DEFAULT_VERSION, environ: Mapping[str, str] | None = None
) -> Configuration:
    """Read a configuration with everything it includes, as that version of ASAB does.

    A configuration that ASAB cannot load raises no exception: `Configuration.error` says why.
    `corscheck.asab.build.containers` makes web containers of it.

    Args:
        path: of the main file.
        asab_version: the version that reads it.
        environ: the environment that ASAB would see (default: this process's).

    Raises:
        UsageProblem: There is no such file, or it cannot be read.
        ValueError: `asab_version` is not a version.
    """
    import os  # noqa: PLC0415

    from corscheck.asab import loader  # noqa: PLC0415
    from corscheck.asab.profiles import profile_for  # noqa: PLC0415
    from corscheck.discovery import require  # noqa: PLC0415
    from corscheck.files import Disk  # noqa: PLC0415

    require(path)
    return loader.load(path, Disk(), os.environ if environ is None else environ, profile_for(asab_version))
