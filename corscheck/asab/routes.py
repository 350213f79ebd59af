"""Path patterns as aiohttp's router (3.10 and later) takes them: good or bad, and what they match.

`aiohttp/web_urldispatcher.py`: `UrlDispatcher.add_route`, `DynamicResource`, `UrlDispatcher.resolve`.
The router compares with the request path *decoded* (all but `%2F` and `%25`), while it *encodes* the
literal parts of a pattern with variables: non-ASCII text in such a pattern never matches.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corscheck.asab.expression import Expression

_SPLIT = re.compile(r"(\{[_a-zA-Z][^{}]*(?:\{[^{}]*\}[^{}]*)*\})")
_VARIABLE = re.compile(r"\{(?P<name>[_a-zA-Z][_a-zA-Z0-9]*)(?::(?P<expression>.+))?\}")
_TAIL = "{tail:.*}"
# A custom expression, or two variables in one segment: what can make `re` backtrack.
_LABORIOUS = re.compile(r"\{[^{}/]*[:{]|\}[^/]*\{")

_MAX_EXPRESSION = 4096  # characters; no longer path is ever requested
_IGNORES_CASE = re.compile(r"\(\?[a-z]*i")
_PROBE = 60  # letters of a path that is as long as usual ones

_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~!$'()*,+&=;@:/]")
_SCHEME = re.compile(r"([A-Za-z0-9+.-]+):")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


class Route:
    """An OPTIONS route: the path as given to the router, and how it matches."""

    __slots__ = ("_expression", "_laborious", "_parts", "path")

    def __init__(self, path: str) -> None:
        """Raises ValueError with aiohttp's text, or the error of `re.compile`, where the router refuses it.

        Raises LimitReached for an expression that takes too long to compile.
        """
        if path and not path.startswith("/"):
            raise ValueError("path should be started with / or be empty")
        self.path = path
        self._parts: tuple[re.Pattern[str] | None, str] | None = None
        self._expression: Expression | None = None
        self._laborious: bool | None = None
        braces = path.count("{") + path.count("}")
        if braces and not (braces == 2 and path.endswith(_TAIL)):  # a prefix is always good
            self._parts = _parts(path)

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The regular expression of a path with variables."""
        if self._parts is None:
            self._parts = _parts(self.path)
        return self._parts[0]

    @property
    def key(self) -> str:
        """The part of the request path under which the router files it."""
        if self._parts is None:
            self._parts = _parts(self.path)
        return self._parts[1]

    def matches(self, path: str) -> bool | None:
        """Whether it answers OPTIONS for that request path, decoded as by `decoded`.

        None: that is not known, because the expression in it takes too many steps.
        """
        pattern = self.pattern
        if pattern is None:
            return path == (self.path or "/")
        if not self._is_candidate(path):
            return False
        if not self._is_laborious():
            return pattern.fullmatch(path) is not None
        if self._expression is None:
            from corscheck.asab.expression import Expression  # noqa: PLC0415  # rarely needed

            self._expression = Expression(pattern.pattern)
        return self._expression.matches(path)

    @property
    def is_known(self) -> bool:
        """Whether it is known which paths it answers."""
        if not self._is_laborious():
            return True
        return self.matches(f"{self.key.rstrip('/')}/{'a' * _PROBE}") is not None

    def _is_laborious(self) -> bool:
        if self._laborious is None:
            self._laborious = _LABORIOUS.search(self.path.replace(_TAIL, "")) is not None
        return self._laborious

    def _is_candidate(self, path: str) -> bool:
        """The router walks the path upwards, segment by segment, and tries routes filed under each part."""
        part, key = path, self.key
        while part and part != key:
            if part == "/":
                return False
            part = part.rpartition("/")[0] or "/"
        return bool(part)


def request_path(target: str) -> str:
    """The path of a request target as sent; query and fragment cut off."""
    return target.partition("#")[0].partition("?")[0]


def decoded(path: str, keep: str = "/%") -> str:
    """A request path with `%xx` decoded as yarl does; those of `keep` and invalid UTF-8 stay."""
    return _ESCAPES.sub(lambda match: _decode(match[0], keep), path) if "%" in path else path


def _decode(escapes: str, keep: str) -> str:
    characters, at = [], 0
    for character in bytes.fromhex(escapes.replace("%", "")).decode(errors="surrogateescape"):
        if "\udc80" <= character <= "\udcff":  # no UTF-8: left as it was written
            characters.append(escapes[at : at + 3])
            at += 3
        else:
            characters.append(f"%{ord(character):02X}" if character in keep else character)
            at += 3 * len(character.encode())
    return "".join(characters)


def _encoded(part: str) -> str:
    """Text of a pattern as aiohttp's `_requote_path` encodes it with yarl; what is encoded stays so."""
    result = _UNSAFE.sub(lambda match: _percent(match[0]), part)
    scheme = _SCHEME.match(result)
    if scheme:
        result = f"{scheme[1]}%3A{result[scheme.end() :]}"
    return result.replace("%25", "%") if "%" in part else result


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="ignore"))


def _parts(path: str) -> tuple[re.Pattern[str] | None, str]:
    """The regular expression of a path (None for one without variables) and the router's key for it."""
    pattern, canonical = None, path
    if "{" in path or "}" in path:
        expression, canonical = _translate(path)
        pattern = _compile(expression)
    if "{" in canonical:
        canonical = canonical.partition("{")[0].rpartition("/")[0]
    return pattern, canonical.rstrip("/") or "/"


def _translate(path: str) -> tuple[str, str]:
    """The regular expression and the canonical form of a path with variables."""
    expression = canonical = ""
    for part in _SPLIT.split(path):
        variable = _VARIABLE.fullmatch(part)
        if variable:
            _check_size(variable["expression"] or "")
            expression += f"(?P<{variable['name']}>{variable['expression'] or '[^{}/]+'})"
            canonical += f"{{{variable['name']}}}"
        elif "{" in part or "}" in part:
            raise ValueError(f"Invalid path '{path}'['{part}']")
        else:
            literal = _encoded(part)
            expression += re.escape(literal)
            canonical += literal
    return expression, canonical


def _check_size(expression: str) -> None:
    if len(expression) > _MAX_EXPRESSION or _IGNORES_CASE.search(expression):
        from corscheck.asab.expression import check_size  # noqa: PLC0415  # rarely needed

        check_size(expression, _MAX_EXPRESSION)


def _compile(expression: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(expression)
    except re.error as error:
        raise ValueError(f"Bad pattern '{expression}': {error}") from None
