"""Trouble reports as files: the command that a person would type, and raw answers by method, path and"
" headers.

A file begins with `# key: value` lines and `$ command` lines; the answers follow as blocks
`--- METHOD[,METHOD] [/PATH] [Name=value...]`, each a header section and, after an empty line, a body. In a
condition `?` stands for any value and `!` for none, `*` for any method. `{origin}`, `{acrm}`, `{acrh}` and
`{host}` in a section are replaced by what was sent. A path is that below `/c/NAME`.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corscheck.cli.why_options import WhyOptions
from corscheck.exchange import Failure, Request, Response
from corscheck.fetch.request import FetchRequest
from corscheck.live.conversation import Conversation
from corscheck.wire.preview import decoded, has_text

if TYPE_CHECKING:
    from corscheck.exchange import Answer
    from corscheck.fetch.verdict import Verdict

REPORTS = Path(__file__).parents[1] / "data" / "reports"

_SHORT = {"-X": "method", "-H": "request_header"}


class Block(NamedTuple):
    """One answer and when it is given."""

    methods: tuple[str, ...]
    path: str
    conditions: tuple[tuple[str, str], ...]
    section: str
    body: str

    def fits(self, request: Request) -> bool:
        if request.method not in self.methods and "*" not in self.methods:
            return False
        given = {name.lower(): value for name, value in request.headers}
        return all(_holds(given.get(name.lower(), ""), value) for name, value in self.conditions)


class CaseFile(NamedTuple):
    """A report."""

    name: str
    about: dict[str, str]
    commands: tuple[str, ...]
    blocks: tuple[Block, ...]

    def answer(self, request: Request) -> Answer:
        path = "/" + request.url.split("/", 3)[3].partition("?")[0]
        step = path.removeprefix(f"/c/{self.name}")
        paths = {block.path for block in self.blocks}
        wanted = step if step in paths and step else ""
        for block in self.blocks:
            if block.path == wanted and block.fits(request):
                return _answer(block, request)
        return Failure("closed", "the connection was closed without an answer")

    def verdict(self, number: int = 0, *, probe: bool = True) -> Verdict:
        """The verdict on what the command of that number asks."""
        return self.verdict_on(request_of(self.commands[number]), probe=probe)

    def verdict_on(self, request: FetchRequest, *, probe: bool = True) -> Verdict:
        conversation = Conversation(request, probe=probe)
        while (outgoing := conversation.next()) is not None:
            conversation.feed(self.answer(outgoing))
        return conversation.outcome


def load(path: Path) -> CaseFile:
    head, *blocks = re.split(r"(?m)^--- ", path.read_text(encoding="utf-8"))
    lines = head.splitlines()
    about = dict(line[2:].partition(": ")[::2] for line in lines if line.startswith("# "))
    commands = tuple(line[2:] for line in lines if line.startswith("$ "))
    return CaseFile(path.stem, about, commands, tuple(map(_block, blocks)))


def request_of(command: str) -> FetchRequest:
    """The request that a `corscheck why` command asks about."""
    words = shlex.split(command.partition(" #")[0])
    assert words[:2] == ["corscheck", "why"]
    url, *rest = words[2:]
    given: dict[str, list[str]] = {}
    flags = set()
    while rest:
        word = rest.pop(0)
        if word in ("--send-unsafe", "--insecure", "--preflight-only", "--upload-listener", "--beacon"):
            flags.add(word[2:].replace("-", "_"))
        else:
            given.setdefault(_SHORT.get(word, word[2:].replace("-", "_")), []).append(rest.pop(0))
    assert given.keys() <= {*WhyOptions._fields, "unix_socket"}
    headers = [line.partition(":") for line in given.get("request_header", [])]
    beacon = "beacon" in flags
    return FetchRequest(
        url,
        given["origin"][0],
        given.get("method", ["POST" if beacon else "GET"])[0],
        tuple((name.strip(), value.strip()) for name, _, value in headers),
        given.get("credentials", ["same-origin"])[0],  # type: ignore[arg-type]  # as the file says
        given["body"][0] if "body" in given else None,  # type: ignore[arg-type]  # as well
        send_unsafe="send_unsafe" in flags,
        preflight_only="preflight_only" in flags,
        upload_listener="upload_listener" in flags,
        beacon=beacon,
    )


def _block(text: str) -> Block:
    rule, _, raw = text.partition("\n")
    section, _, body = raw.partition("\n\n")
    methods, *words = rule.split()
    path = next((word for word in words if word.startswith("/")), "")
    conditions = [word.split("=", 1) for word in words if not word.startswith("/")]
    return Block(
        tuple(methods.split(",")),
        path,
        tuple((name, value) for name, value in conditions),
        section.strip("\n"),
        body.rstrip("\n"),
    )


def _holds(given: str, wanted: str) -> bool:
    return bool(given) if wanted == "?" else not given if wanted == "!" else given == wanted


def _answer(block: Block, request: Request) -> Response:
    given = {name.lower(): value for name, value in request.headers}
    fill = {
        "origin": given.get("origin", ""),
        "acrm": given.get("access-control-request-method", ""),
        "acrh": given.get("access-control-request-headers", ""),
        "host": request.url.split("/")[2],
    }
    text = block.section
    for name, value in fill.items():
        text = text.replace(f"{{{name}}}", value)
    status_line, *lines = text.split("\n")
    _, status, reason = [*status_line.split(" ", 2), ""][:3]
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    response = Response(int(status), headers, reason, elapsed=0.01)
    if request.preview and has_text(request.method, response):
        response = response._replace(body=decoded(response, block.body.encode()))
    return response
