"""Headers from the user: `--header 'Name: value'`, `--header @FILE`, and `headers` of the settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corscheck.errors import UnreadableFile, UsageProblem
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corscheck.exchange import Headers

LIMIT = 1024 * 1024
"""Bytes of a file of headers; no server accepts as many."""

STDIN = "-"

_BROWSERS_OWN = ("origin", "access-control-request-method", "access-control-request-headers")
"""Headers by which servers recognise CORS requests: other values would make another request of it."""


class Line(NamedTuple):
    """One header as it was written, and where: the option, with file and line if it is in one."""

    text: str
    place: str


def header_lines(
    texts: Iterable[str], option: str = "--header", resolve: Callable[[str], str] = str
) -> Iterator[Line]:
    """The headers of these texts; for `@FILE`, those of the file (`@-`: standard input), one a line.

    Empty lines and lines that begin with `#` are skipped. `resolve` is applied to paths.

    Raises:
        UnreadableFile: A file cannot be read.
    """
    for text in texts:
        if not text.startswith("@"):
            yield Line(text, option)
            continue
        path = text[1:]
        for number, line in enumerate(_read(path, resolve, option).splitlines(), 1):
            content = line.strip().decode("latin-1")  # so that the server gets the file's bytes, as from curl
            if content and not content.startswith("#"):
                yield Line(content, f"{option} @{path}:{number}")


def expanded(texts: tuple[str, ...], option: str = "--header") -> tuple[str, ...]:
    """The texts of an option, with the lines of the file in place of each `@FILE`.

    Raises:
        UsageProblem: A file cannot be read, or a line of it is not a header.
    """
    found: list[str] = []
    for line in header_lines(texts, option):
        if line.place != option:
            pair(line)
        found.append(line.text)
    return tuple(found)


def checked_headers(lines: Iterable[Line]) -> Headers:
    """The headers as pairs.

    Raises:
        UsageProblem: One of them is not a header, or is one that browsers write.
    """
    found = []
    for line in lines:
        name, value = pair(line)
        if name.lower() in _BROWSERS_OWN:
            raise UsageProblem(f"{line.place} {name}: a browser sets it itself; see --origin")
        found.append((name, value))
    return tuple(found)


def pair(line: Line) -> tuple[str, str]:
    """Name and value of a header; `Name;` has an empty value, as for curl.

    Raises:
        UsageProblem: It has no name, or characters that no header can have.
    """
    from corscheck.fetch.headers import is_header_value, is_latin1, is_token  # noqa: PLC0415  # only here

    name, colon, value = line.text.partition(":")
    if not colon and line.text.endswith(";"):
        name, colon = line.text[:-1], ":"
    if not colon or not is_token(name.strip()) or not is_latin1(value) or not is_header_value(value):
        raise _mistake(line)
    return name.strip(), value.strip()


def _mistake(line: Line) -> UsageProblem:
    # Without the text, which may be a secret.
    return UsageProblem(f"{line.place}: write 'Name: value', in latin-1 and on one line")


def _read(path: str, resolve: Callable[[str], str], option: str) -> bytes:
    """The content of a file, which may be a pipe (`@<(command)`), without a byte order mark."""
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(resolve(path), "rb") as file:
                data = file.read(LIMIT + 1)
    except (OSError, ValueError, AttributeError) as error:  # also closed or no standard input
        reason = getattr(error, "strerror", None) or "it cannot be read"
        raise UnreadableFile(f"{option} @{path}: {reason}") from error
    if len(data) > LIMIT:
        raise UnreadableFile(f"{option} @{path}: it is larger than {LIMIT // 1024**2} MiB")
    return data.removeprefix(b"\xef\xbb\xbf")
