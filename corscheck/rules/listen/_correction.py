"""What is wrong with a line of `listen` that ASAB cannot read, and what its author probably meant.

ASAB splits a line that contains a space at white space, any other once, at its first `:`; digits alone are
a port on all interfaces (`asab/web/container.py`, `WebContainer.__init__`).
"""

from __future__ import annotations

import re

from corscheck.asab.listen import is_ipv6
from corscheck.records import NamedTuple
from corscheck.text import quoted

_ADDRESS = r"[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"
_COMMENT = re.compile(r"(?:\A|\s)([;#].*)\Z")
_LIST = re.compile(r"\s*[,;|]\s*")
_URL = re.compile(r"(https?)://(.+?)(:\d+)?/*")
_NO_HOST = re.compile(r":(\d+)(\s+\S+)?")
_BRACKETS = re.compile(rf"\[({_ADDRESS})\](?:\s*:|\s+)(\d+)(\s+\S+)?")
_BARE = re.compile(rf"({_ADDRESS}):(\d+)(\s+\S+)?")
_COLON = re.compile(r"([^\s:]+):(\d+)[\s:]+(\S+)")
_SWAPPED = re.compile(r"(\d+)\s+((?!ssl)[^\s\d]\S*|\d+\.\S+)(\s+ssl\S*)?")
_PARAMETER = re.compile(r"((?:\S+\s+)?\d+)\s+(\S+)")
_SUFFIX = re.compile(r"((?:\S+[ :])?\d+)/(?:tcp|udp|http|https)?")
_TLS = frozenset(("tls", "https", "secure", "tls:", "sslon"))


class Correction(NamedTuple):
    """What is wrong with a line, and the lines that were probably meant; `safe`: not a guess."""

    wrong: str
    lines: tuple[str, ...] = ()
    safe: bool = True


def comment_in(line: str) -> int | None:
    """The offset at which a comment after the address begins; None where there is none."""
    match = _COMMENT.search(line)
    return match.start(1) if match else None


def correct(line: str) -> Correction:
    """What is wrong with a line that ASAB refuses; raises nothing."""
    if len(line) > 300:
        return Correction("is not an address with a port")
    bare = line.strip("\"'")
    if bare != line:
        inner = correct(bare) if _is_refused(bare) else Correction("", (bare,))
        return Correction("has quotes, which are part of it", inner.lines, inner.safe)
    parts = [part for part in _LIST.split(line) if part]
    if _LIST.search(line):
        each = [correct(part).lines if _is_refused(part) else (part,) for part in parts]
        lines = tuple(line for lines in each for line in lines)
        return Correction("names several addresses in one line", lines if all(each) else ())
    for recognise in (_url, _split_wrongly, _parameters):
        found = recognise(line)
        if found is not None:
            return found
    return _incomplete(line)


def _is_refused(line: str) -> bool:
    """Whether a line has none of the plain forms that ASAB reads."""
    return not re.fullmatch(r"(?:[^\s:\[\]/]+[\s:]|[^\s\[\]/]+\s)?\d+|(?:\S+\s+)?\d+\s+ssl\S*", line)


def _url(line: str) -> Correction | None:
    match = _URL.fullmatch(line)
    if match is None:
        return None
    tls = match[1] == "https"
    port = (match[3] or (":443" if tls else ":80"))[1:]
    return Correction("is a URL", (f"{match[2].strip('[]')} {port}{' ssl' if tls else ''}",), not tls)


def _split_wrongly(line: str) -> Correction | None:
    if match := _NO_HOST.fullmatch(line):
        return Correction("has nothing before the colon", (match[1] + _rest(match[2]),))
    if match := _BRACKETS.fullmatch(line):
        return Correction("has an IPv6 address in brackets", (f"{match[1]} {match[2]}{_rest(match[3])}",))
    if match := _BARE.fullmatch(line):
        lines = (f"{match[1]} {match[2]}{_rest(match[3])}",) if is_ipv6(match[1]) else ()
        one_way = not is_ipv6(re.split(r"\s", line, maxsplit=1)[0])
        return Correction("is split at the first colon of its IPv6 address", lines, safe=one_way)
    if match := _COLON.fullmatch(line):
        lines = (f"{match[1]} {match[2]} {match[3]}",)
        return Correction("has both a colon and a parameter", lines if match[3].startswith("ssl") else ())
    return None


def _parameters(line: str) -> Correction | None:
    if match := _SUFFIX.fullmatch(line):
        return Correction("has something after its port", (match[1],))
    if match := _PARAMETER.fullmatch(line):
        word = match[2].lower()
        if word.startswith("ssl"):
            return Correction(f"has {quoted(match[2])} for `{word}`", (f"{match[1]} {word}",))
        if word in _TLS:
            return Correction(f"has {quoted(match[2])} for `ssl`", (f"{match[1]} ssl",), safe=False)
    if match := _SWAPPED.fullmatch(line):
        likely = re.search(r"[.:*]|localhost", match[2])
        if likely:
            return Correction("has the port before the address", (f"{match[2]} {match[1]}{_rest(match[3])}",))
    if match := _PARAMETER.fullmatch(line):
        return Correction(f"has a parameter {quoted(match[2])}, but ASAB supports only `ssl` and `ssl:name`")
    return None


def _incomplete(line: str) -> Correction:
    """What is wrong with a line that cannot be corrected, or that only lacks its address."""
    if re.fullmatch(r"\d+", line):
        return Correction("has no address", (f"0.0.0.0 {line}",))
    if not re.search(r"[\s:]", line):
        return Correction("has no port")
    port = (re.split(r"\s+", line) if " " in line else re.split(r"[:\s]", line, maxsplit=1))[1]
    return Correction(f"has no port but {quoted(port)}")


def _rest(text: str | None) -> str:
    return f" {text.strip()}" if text else ""
