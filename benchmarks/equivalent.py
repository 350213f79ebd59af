"""Mutants that behave as the original, so that no test can notice them."""

from __future__ import annotations

_TYPES = "for the type checker"
_ALLOWED = 'allowed = get(response.headers, "access-control-allow-origin") or ""'
_BRACKET = 'bracket = place.rfind("]") + 1  # the colons of an IPv6 address are none of the port\'s'
_CHROME = 'return _filled(_CHROME.get(verdict.browsers.chrome or ""), verdict)'
_COMBINED = 'return tuple((names[name], get(headers, name) or "") for name in order)'
_EXPOSED = (
    'exposed_headers=exposed_headers(last, response) if result == "allowed" and last and response else (),'
)
_FIREFOX = 'return _filled(_FIREFOX.get(verdict.browsers.firefox or ""), verdict)'
_LATIN = 'words += ["--data-raw", body.decode("latin-1")]'
_MISMATCH = 'name = _chrome_mismatch(get(response.headers, "access-control-allow-origin") or "", prepared)'
_PRINTABLE = "if len(text) <= limit and text.isascii() and text.isprintable():"
_QUOTED = """_QUOTED = re.compile(r'"(?:[^"\\\\]|\\\\.)*(?:"|\\\\?\\Z)|[^",]+', re.DOTALL)"""
_SECOND = "without operand 1"
_SITES = 'if one.split(".")[-2:] != other.split(".")[-2:] or _address(one):'
_UTF_8 = 'else "".join(f"\\\\x{byte:02x}" for byte in char.encode("utf-8", "replace"))'
EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "fetch.browser_messages",
        'return _filled(_CHROME.get(verdict.browsers.chrome or ""), verdict)',
        _SECOND,
    ): _TYPES,
    (
        "fetch.browser_messages",
        'return _filled(_FIREFOX.get(verdict.browsers.firefox or ""), verdict)',
        _SECOND,
    ): _TYPES,
    ("fetch.cors", 'location = get(response.headers, "location") or ""', _SECOND): _TYPES,
    (
        "fetch.browser_errors",
        'allowed = get(response.headers, "access-control-allow-origin") or ""',
        _SECOND,
    ): _TYPES,
    ("fetch.browser_errors", _MISMATCH, _SECOND): _TYPES,
    ("fetch.headers", _QUOTED, "without '+' at 33"): "saves time",
    ("fetch.origin", _BRACKET, ".rfind -> .find"): "a host has one bracket that closes",
    ("fetch.origin", 'if typed.lower().startswith("blob:"):', "'blob:' cut"): "no other scheme begins so",
    ("fetch.origin", 'meant = parse(f"https://{trimmed}")', "'https://' cut"): "the same to the URL parser",
    ("fetch.outgoing", _COMBINED, _SECOND): _TYPES,
    (
        "fetch.reproduce",
        'words += ["--data-raw", body.decode("latin-1")]',
        "'latin-1' cut",
    ): "the same encoding",
    ("fetch.reproduce", _UTF_8, "'utf-8' cut"): "the same encoding",
    ("fetch.sites", _SITES, "without operand 0"): "saves time",
    ("fetch.text", _PRINTABLE, "if False"): "saves time",
    ("fetch.text", _PRINTABLE, "LtE -> Lt"): "saves time",
    ("fetch.verdict", "if self._outgoing is None:", "if True"): "saves time",
    ("fetch.verdict", 'self._phase: Phase = "preflight"', "'preflight' cut"): "set before it is read",
    ("fetch.verdict", _EXPOSED, _SECOND): _TYPES,
    ("fetch.verdict", _EXPOSED, "without operand 2"): _TYPES,
    ("fetch.verdict", 'if result == "not_cross_origin" or last is None:', _SECOND): _TYPES,
    ("fetch.verdict", "if self._result is not None or self._current is None:", _SECOND): _TYPES,
    ("fetch.verdict", "if request is None or self._current is None:", _SECOND): _TYPES,
}
"""(module below `corscheck`, line as it stands, mutation) → why no test can notice it."""
