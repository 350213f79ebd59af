"""What the options of a live run ask to try, and which part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.cli.connection import headers
from corscheck.errors import UsageProblem

if TYPE_CHECKING:
    from corscheck.cli.targets import LiveOptions
    from corscheck.contract.plan import Axes
    from corscheck.fetch.request import Credentials


def axes(options: LiveOptions) -> Axes:
    """What the options ask to try.

    Raises:
        UsageProblem: A path does not begin with `/`, an origin is none, or browsers send no such thing.
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
    """What no browser ever sends would pass every check, because there is none."""
    from corscheck.fetch.prepare import prepare  # noqa: PLC0415  # only where asked for
    from corscheck.fetch.request import FetchRequest, Rejected  # noqa: PLC0415  # only where asked for

    prepared = prepare(FetchRequest("http://corscheck.invalid/", "https://corscheck.example", **part))
    if isinstance(prepared, Rejected):
        raise UsageProblem(f"{where}: {prepared.message}")


def shard(text: str | None) -> tuple[int, int]:
    """Which part of how many `--shard` asks for.

    Raises:
        UsageProblem: It is not understood.
    """
    if text is None:
        return 1, 1
    number, _, count = text.partition("/")
    if not (number.isascii() and number.isdigit() and count.isascii() and count.isdigit()):
        raise UsageProblem(f"--shard {text}: write K/N, such as 1/4")
    if not 1 <= int(number) <= int(count) <= 10_000:
        raise UsageProblem(f"--shard {text}: K is from 1 to N")
    return int(number), int(count)
