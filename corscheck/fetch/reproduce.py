"""Lines to repeat a request with: curl for a shell, JavaScript for the browser's console."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.exchange import has_header
from corscheck.secrets import MASK, shows_request_header

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Request
    from corscheck.fetch.request import FetchRequest

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_SCRIPT_UNSAFE = re.compile(r'[^ -~]|[\\"<>&]')
# Headers that browsers add automatically and that do not matter for CORS.
_LEFT_OUT = ("accept", "referer", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-dest")

_SCRIPT_BODIES = {
    "text": '"corscheck"',
    "form": 'new URLSearchParams({corscheck: "1"})',
    "multipart": '(() => { const f = new FormData(); f.append("corscheck", "1"); return f; })()',
    "bytes": 'new TextEncoder().encode("corscheck")',
    "json": '"{}"',
}

_BEACON_BODIES = {"json": 'new Blob(["{}"], {type: "application/json"})'}


def curl(request: Request) -> str:
    """A command line that sends the request as a browser does and prints the answer, its body too.

    Quoted for POSIX shells; what is not printable ASCII is written as `$'...'`, as bash and zsh read it.
    """
    return f"{_curl(request.method, request.headers, request.body)} {shell_quoted(request.url)}"


@lru_cache(maxsize=1024)  # many requests differ in their URL only
def _curl(method: str, headers: Headers, body: bytes) -> str:
    words = ["curl", "-sS", "-g", "--path-as-is", "-I" if method == "HEAD" else "-i"]
    if method not in ("HEAD", "GET") and not (method == "POST" and body):
        words += ["-X", method]
    names = [name.lower() for name, _ in headers]
    for name, value in headers:
        if name.lower() not in _LEFT_OUT or (name.lower() == "accept" and value != "*/*"):
            words += ["-H", f"{name}: {value}" if value else f"{name};"]
    if body:
        if "content-type" not in names:
            words += ["-H", "Content-Type:"]
        words += ["--data-raw", body.decode("latin-1")]
    return " ".join(map(shell_quoted, words))


def with_options(command: str, words: tuple[str, ...]) -> str:
    """A line of `curl` with further options, first."""
    return f"curl {' '.join(map(shell_quoted, words))}{command.removeprefix('curl')}"


def snippet(request: FetchRequest) -> str:
    """A call to paste into the console of a page of the request's origin."""
    url = script_quoted(request.url)
    if request.beacon:
        body = _BEACON_BODIES.get(request.body or "", _SCRIPT_BODIES.get(request.body or ""))
        return f"navigator.sendBeacon({url}, {body})" if body else f"navigator.sendBeacon({url})"
    given = tuple((name, value) for name, value in request.headers)
    if request.upload_listener:
        return _xml_http_request(request, _with_type(given, request.body))
    options = _options(request.method, given, request.credentials, request.body)
    show = "r => console.log(r.status, [...r.headers])"
    return f"fetch({url}, {{{options}}}).then({show}, console.error)"


def _xml_http_request(request: FetchRequest, headers: Headers) -> str:
    lines = [
        f"x.open({script_quoted(request.method)}, {script_quoted(request.url)})",
        f"x.withCredentials = {'true' if request.credentials == 'include' else 'false'}",
        *(f"x.setRequestHeader({script_quoted(name)}, {script_quoted(value)})" for name, value in headers),
        "x.upload.onprogress = () => {}",
        "x.onloadend = () => console.log(x.status, x.getAllResponseHeaders())",
        f"x.send({_SCRIPT_BODIES.get(request.body or '', '')})",
    ]
    return f"(x => {{ {'; '.join(lines)}; }})(new XMLHttpRequest())"


def _with_type(headers: Headers, body: str | None) -> Headers:
    """With the Content-Type of the kind of body that is a string as JSON makes it."""
    if body == "json" and not has_header(headers, "content-type"):
        headers += (("Content-Type", "application/json"),)
    return headers


@lru_cache(maxsize=1024)
def _options(method: str, headers: Headers, credentials: str, body: str | None) -> str:
    headers = _with_type(headers, body)
    options = [f"method: {script_quoted(method)}", f"credentials: {script_quoted(credentials)}"]
    if headers:
        pairs = (f"[{script_quoted(name)}, {script_quoted(value)}]" for name, value in headers)
        options.append(f"headers: [{', '.join(pairs)}]")
    if body is not None:
        options.append(f"body: {_SCRIPT_BODIES[body]}")
    return ", ".join(options)


def masked_curl(command: str) -> str:
    """A line of `curl` without the values of headers that were given for a server alone."""
    return re.sub(r" -H ('(?:[^']|'\\'')*'|\$'(?:[^'\\]|\\.)*')", _masked_word, command)


def _masked_word(match: re.Match[str]) -> str:
    word = match[1]
    name, colon, value = word.strip("$'").partition(":")
    return match[0] if not colon or shows_request_header(name, value.strip()) else f" -H '{name}: {MASK}'"


def masked_snippet(call: str) -> str:
    """A line of `snippet` without the values of headers that were given for a server alone."""
    return re.sub(r'\["((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\]', _masked_pair, call)


def _masked_pair(match: re.Match[str]) -> str:
    name, value = match.groups()
    return match[0] if shows_request_header(name, value) else f'["{name}", "{MASK}"]'


def shell_quoted(word: str) -> str:
    """One word for a POSIX shell, in which nothing is expanded."""
    if _PLAIN.fullmatch(word):
        return word
    if word.isascii() and word.isprintable():
        return "'" + word.replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_shell_escape, word)) + "'"


def script_quoted(text: str) -> str:
    r"""A string literal that is JSON and JavaScript, pure ASCII, and cannot end a `<script>` element."""
    return '"' + _SCRIPT_UNSAFE.sub(_script_escape, text) + '"'


def _shell_escape(char: str) -> str:
    if char in "\\'":
        return f"\\{char}"
    if " " <= char <= "~":
        return char
    code = ord(char)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "replace"))
    )


def _script_escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in '\\"':
        return f"\\{char}"
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))
