"""What is fuzzed: functions from bytes that raise where corscheck breaks one of its promises.

Nothing here needs atheris: tests/test_fuzz.py runs all seeds, all found cases and generated input.
"""

from __future__ import annotations

import configparser
import io
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from corscheck.asab.ini import Ini
from corscheck.asab.preflight import preflight_paths
from corscheck.asab.profiles import profile_for
from corscheck.contract.openapi import NotOpenApi, read_routes
from corscheck.errors import UsageProblem
from corscheck.exchange import Response
from corscheck.fetch.checks import judge_preflight, judge_response
from corscheck.fetch.headers import extract_list, is_token, split_value
from corscheck.fetch.origin import Origin, parse_origin
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared
from corscheck.fetch.url import parse_url
from corscheck.fixing import fix_until_stable
from corscheck.linter import LintOptions, lint_files
from corscheck.live.batch import read_requests
from corscheck.live.why import WhyRequest
from corscheck.paste.captured import NotCaptured, as_request
from corscheck.paste.curl import is_curl, parse_curl
from corscheck.paste.har import recorded
from corscheck.paste.script import parse_fetch
from corscheck.plain_data import NotADocument
from corscheck.plain_data import decode as decode_document
from corscheck.settings import parse as parse_settings
from corscheck.source import Source, Span, Value
from corscheck.text import visible
from corscheck.wire.head import HeadParser
from corscheck.wire.transport import TransportError
from tests.support.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corscheck.findings import Finding

VERSIONS = ("25.15", "26.37")


def ini(data: bytes) -> None:
    """INI files read as `configparser` reads them, and every value knows its place."""
    text = _text(data)
    ours = Ini(Source(text, "a.conf"), "a.conf")
    theirs = configparser.RawConfigParser()
    lines = io.StringIO(text, newline=None).read().split("\n")
    try:
        theirs.read_file(
            [line + "\n" for line in lines[:-1]] + [line for line in lines[-1:] if line], "a.conf"
        )
    except configparser.Error as error:
        assert ours.error is not None, error
        assert (ours.error.type, ours.error.message) == (type(error).__name__, str(error))
        return
    assert ours.error is None, ours.error
    assert [name for name in ours.sections if name != "DEFAULT"] == theirs.sections()
    for name, section in ours.sections.items():
        read: Any = theirs.defaults() if name == "DEFAULT" else theirs._sections[name]  # type: ignore[attr-defined]  # noqa: SLF001  # without [DEFAULT]
        values = {option: ours.value(name, option) for option in section.options}
        assert {option: value.text for option, value in values.items()} == dict(read)
        for value in values.values():
            _placed(value)


def lists(data: bytes) -> None:
    """Lists in values split as ASAB splits them."""
    text = _text(data)
    value = Value.at(Span(Source(text, "a.conf"), 0, len(text)))
    for version in VERSIONS:
        profile = profile_for(version)
        paths = preflight_paths(value, profile)
        for path in paths:
            _placed(path.value)
            for route in path.routes:
                route.matches("/api/x")
        if profile.every_star:
            limit = max(profile.paths_limit - 1, 0)
            items = re.split(r"[,\s]+", text.strip("\n"), maxsplit=limit)
            assert [path.value.text for path in paths] == items


def lint(data: bytes) -> None:
    """Linting and fixing configurations ends, and fixes leave nothing that the next round would fix."""
    text = _text(data)
    _linted("app.conf", text)


def yaml(data: bytes) -> None:
    """Site files of YAML and JSON are read or refused."""
    text = _text(data)
    _linted("app.yaml", text)


def origin(data: bytes) -> None:
    """What is read as an origin is written as browsers write it, and reads as itself."""
    text = data.decode("utf-8", "surrogateescape")
    found = parse_origin(text)
    if isinstance(found, Origin) and not found.opaque:
        again = parse_origin(found.serialised)
        assert isinstance(again, Origin), again
        assert (again.serialised, again.differences) == (found.serialised, ()), again
        assert (found.differences == ()) == (text == found.serialised)


def url(data: bytes) -> None:
    """URLs are parsed once and for all; relative ones as if they were written out."""
    text = data.decode("utf-8", "surrogateescape")
    found = parse_url(text)
    if found is not None:
        again = parse_url(found.href)
        assert again == found, again
        assert 0 <= found.port < 65536
        assert found.href.isascii()
    base = "https://a.example/b/c?d"
    relative = parse_url(text, base)
    if relative is not None and re.fullmatch(r"[A-Za-z0-9/]*", text) and "//" not in text:
        assert relative.href == urljoin(base, text)


def headers(data: bytes) -> None:
    """Header sections give the same answer however they are split, and any content is judged."""
    whole = _answer([data])
    half = len(data) // 2
    assert _judged(_answer([data[:half], data[half:]])) == _judged(whole)
    if isinstance(whole, Response):
        for name, value in whole.headers:
            split_value(value)
            found = extract_list(whole.headers, name.lower())
            assert found is None or set(found.malformed) == {
                one for one in found.elements if not is_token(one)
            }
        request = prepare(FetchRequest("https://api.example/", "https://app.example", "PUT"))
        assert isinstance(request, Prepared)
        for problem in (*judge_preflight(request, whole), *judge_response(request, whole)):
            assert problem.message
        for note in whole.oddities:
            assert visible(note).isprintable()


def har(data: bytes) -> None:
    """HAR exports give requests or are refused."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    try:
        found = recorded(document)
    except NotCaptured as error:
        assert str(error)
        return
    for judged in found.judged:
        assert judged.verdict.result
        prepare(judged.request)


def curl(data: bytes) -> None:
    """Pasted curl commands give a request or are refused."""
    text = data.decode("utf-8", "replace")
    _pasted(parse_curl, text if is_curl(text) else f"curl {text}")


def fetch(data: bytes) -> None:
    """Pasted calls of `fetch()` give a request or are refused."""
    _pasted(parse_fetch, data.decode("utf-8", "replace"))


def requests(data: bytes) -> None:
    """Every line of a list of requests gives a request or is refused, and its `id` can be written again."""
    found = list(read_requests(io.BytesIO(data)))
    assert len(found) <= data.count(b"\n") + 1
    for one in found:
        if isinstance(one, WhyRequest):
            prepare(one.request)
            json.dumps(one.request.id, allow_nan=False)
        else:
            json.dumps(one.id, allow_nan=False)


def settings(data: bytes) -> None:
    """Settings are read, or refused with the name of the file."""
    try:
        parse_settings(data.decode("utf-8", "replace"), "corscheck.toml")
    except UsageProblem as error:
        assert str(error).startswith("corscheck.toml")


def openapi(data: bytes) -> None:
    """Documents give plain values and routes, or are refused."""
    try:
        document = decode_document(data)
    except NotADocument as error:
        assert str(error)
        return
    try:
        found = read_routes(document)
    except NotOpenApi as error:
        assert str(error)
        return
    for route in found.routes:
        assert route.path.startswith("/")
        assert route.path.isascii()
        assert route.path.isprintable()
        assert " " not in route.path


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        *(ini, lists, lint, yaml, origin, url, headers),
        *(har, curl, fetch, requests, settings, openapi),
    )
}
"""Name → function; seeds and found cases are in folders of these names."""


def _text(data: bytes) -> str:
    """Bytes as the files of configurations are decoded."""
    return data.decode("utf-8", "surrogateescape")


def _placed(value: Value) -> None:
    """Verbatim pieces of a value are the text of their spans, and pieces are in order."""
    last = -1
    for number, piece in enumerate(value.pieces):
        end = value.pieces[number + 1].start if number + 1 < len(value.pieces) else len(value.text)
        assert last < piece.start <= end
        last = piece.start
        assert 0 <= piece.span.start <= piece.span.end <= len(piece.span.source.text)
        if piece.verbatim:
            assert piece.span.text == value.text[piece.start : end]


def _linted(path: str, text: str) -> None:
    options = LintOptions(versions=VERSIONS, named=(path,))

    def again(texts: Mapping[str, str]) -> list[Finding]:
        content = texts.get(path, text).encode("utf-8", "surrogateescape")
        return lint_files([path], Memory({path: content}), {}, options).findings

    for finding in again({}):
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
        assert finding.message
    for unsafe in (False, True):
        fixed = fix_until_stable(again, unsafe=unsafe)
        if len(fixed.applied) < 15:  # it ends after some rounds in any case
            left = again(fixed.texts)
            assert not [one for one in left if one.fix and one.fix.applicability == "safe"]


def _answer(pieces: list[bytes]) -> Response | str:
    """What is made of an answer, or why nothing is."""
    parser = HeadParser("GET")
    try:
        for piece in pieces:
            head = parser.feed(piece)
            if head is not None:
                return head.response
        return parser.close().response
    except TransportError as error:
        return error.kind


def _judged(answer: Response | str) -> Response | str:
    """An answer without its notes, which quote what was there when they were made."""
    return answer._replace(oddities=()) if isinstance(answer, Response) else answer


def _pasted(parse: Callable[[str], Any], text: str) -> None:
    try:
        request = as_request(parse(text)._replace(origin="https://app.example"))
    except NotCaptured as error:
        assert str(error)
        return
    prepare(request)
