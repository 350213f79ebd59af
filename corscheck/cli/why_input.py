"""The input of `corscheck why`: a request of the command line, or requests from files."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem
from corscheck.records import NamedTuple
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corscheck.cli.why_options import WhyOptions
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.live.why import InvalidLine, WhyRequest

SOURCES = {"url": "URL", "requests": "--requests", "har": "--har", "curl": "--curl", "console": "--console"}
"""Where requests come from: field of the options → its name in messages."""


class Asked(NamedTuple):
    """The requests to send, and the verdicts on those of which the answers were recorded."""

    requests: Iterable[WhyRequest | InvalidLine] = ()
    recorded: tuple[Verdict, ...] = ()
    complete: bool = True  # whether everything that was asked is in one of the two
    finish: tuple[Callable[[Verdict], Verdict], ...] = ()  # for the requests, what completes their verdicts
    is_ready: bool = True  # whether nobody writes the requests only now, as into a pipe


def asked(options: WhyOptions) -> Asked:
    """The requests, wherever they come from.

    Raises:
        UsageProblem: The options contradict each other, or a file cannot be read.
    """
    given = [name for name in SOURCES if getattr(options, name) is not None]
    if len(given) != 1:
        raise UsageProblem(f"give one of {', '.join(SOURCES.values())}")
    if options.replay and options.har is None:
        raise UsageProblem("--replay goes with --har")
    if options.browser and options.har is not None and not options.replay:
        raise UsageProblem("--browser sends the requests: add --replay to --har")
    if options.url is not None:
        from corscheck.live.why import WhyRequest  # noqa: PLC0415

        return Asked([WhyRequest(_request(options.url, options))])
    _refuse_others(options, SOURCES[given[0]])
    if options.requests is not None:
        from corscheck.live.batch import requests_of  # noqa: PLC0415

        requests = requests_of(options.requests, one_origin=_has_credentials(options))
        return Asked(requests, is_ready=os.path.isfile(options.requests))
    if options.har is not None:
        return _archived(options, options.har)
    return _pasted(options)


def _pasted(options: WhyOptions) -> Asked:
    """The request of a copied command, or those that a console reported."""
    from corscheck.live.captures import pasted, reported  # noqa: PLC0415
    from corscheck.paste.console import Given  # noqa: PLC0415

    headers = tuple(map(header, options.request_header))
    body = None if options.body == "none" else options.body
    given = Given(options.origin, options.method, headers, options.credentials, body)
    read = reported if options.curl is None else pasted
    found = read(str(options.curl or options.console), given)
    if _has_credentials(options):
        _check_one_origin([one.request for one in found])
    return Asked([one.request for one in found], finish=tuple(one.finish for one in found))


def _archived(options: WhyOptions, path: str) -> Asked:
    """The requests of a HAR export: judged from the recorded answers, or with `--replay` to be sent again."""
    from corscheck.live.captures import archived  # noqa: PLC0415

    found = archived(path, options.origin, options.credentials)
    for note in found.notes:
        sys.stderr.write(f"{note}\n")
    if not options.replay:
        return Asked(recorded=found.verdicts, complete=found.complete)
    if _has_credentials(options):
        _check_one_origin(found.requests)
    return Asked(found.requests, complete=found.complete)


def _has_credentials(options: WhyOptions) -> bool:
    """Whether the requests carry the user's own, which are for one service."""
    return bool(options.connection.header or options.connection.cert)


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
        tuple(map(header, options.request_header)),
        options.credentials or "same-origin",
        None if options.body == "none" else options.body,
        upload_listener=options.upload_listener,
        beacon=options.beacon,
    )


def header(text: str) -> tuple[str, str]:
    """A header as it is given with -H."""
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageProblem("-H: write 'Name: value'")  # without the text, which may be a secret
    return name.strip(), value.strip()


def _refuse_others(options: WhyOptions, source: str) -> None:
    """Raise `UsageProblem` for options that describe one request, where requests come from elsewhere."""
    pasted = source == "--console"  # what a console prints is not the whole request
    described = {
        "--origin": options.origin is not None and source == "--requests",
        "-X": options.method is not None and not pasted,
        "-H": bool(options.request_header) and not pasted,
        "--credentials": options.credentials is not None and source == "--requests",
        "--body": options.body != "none" and not pasted,
        "--upload-listener": options.upload_listener,
        "--beacon": options.beacon,
    }
    for name, is_given in described.items():
        if is_given:
            raise UsageProblem(f"{name} goes with a URL, not with {source}, which has its own")
