"""Mutants that behave as the original, so that no test can notice them."""

from __future__ import annotations

_TYPES = "for the type checker"
_ALLOWED = 'allowed = get(response.headers, "access-control-allow-origin") or ""'
_ANSWERED = 'if result != "allowed" or request.beacon or last is None or response is None:'
_BRACKET = 'bracket = place.rfind("]") + 1  # the colons of an IPv6 address do not begin a port'
_CHROME = 'sentence = _filled(_CHROME.get(verdict.browsers.chrome or ""), verdict, _escaped)'
_COMBINED = 'return tuple((names[name], get(headers, name) or "") for name in order)'
_FIREFOX = 'return _filled(_FIREFOX.get(verdict.browsers.firefox or ""), verdict, _shown)'
_LATIN = 'words += ["--data-raw", body.decode("latin-1")]'
_DECODED = 'decoded = value.encode("latin-1", "replace").decode("utf-8", "replace")'
_MISMATCH = 'name = _chrome_mismatch(get(response.headers, "access-control-allow-origin") or "")'
_NO_ORIGIN = "if isinstance(origin, NotAnOrigin) or url is None or not is_mixed_content(origin, url):"
_QUOTED = """_QUOTED = re.compile(r'"(?:[^"\\\\]|\\\\.)*(?:"|\\\\?\\Z)|[^",]+', re.DOTALL)"""
_SECOND = "without operand 1"
_SITES = 'if one.split(".")[-2:] != other.split(".")[-2:] or _address(one):'
_UNTESTED = 'message, help_ = _untested(prepared) if result == "not_tested" and prepared else (None, None)'
_UTF_8 = 'else "".join(f"\\\\x{byte:02x}" for byte in char.encode("utf-8", "replace"))'
EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("fetch.browser_messages", _CHROME, _SECOND): _TYPES,
    ("fetch.browser_messages", _FIREFOX, _SECOND): _TYPES,
    ("fetch.cors", 'location = get(response.headers, "location") or ""', _SECOND): _TYPES,
    ("fetch.browser_errors", _ALLOWED, _SECOND): _TYPES,
    ("fetch.browser_errors", _DECODED, "'latin-1' cut"): "the same encoding",
    ("fetch.browser_errors", _DECODED, "'utf-8' cut"): "the same encoding",
    (
        "fetch.browser_messages",
        '"origin": get(answer.headers, "access-control-allow-origin") or "",',
        _SECOND,
    ): _TYPES,
    ("fetch.browser_errors", _MISMATCH, _SECOND): _TYPES,
    ("fetch.headers", _QUOTED, "without '+' at 33"): "saves time",
    ("fetch.origin", _BRACKET, ".rfind -> .find"): "a host has one bracket that closes",
    ("fetch.origin", 'if typed.lower().startswith("blob:"):', "'blob:' cut"): "no other scheme begins so",
    ("fetch.origin", 'meant = parse(f"https://{trimmed}")', "'https://' cut"): "the same to the URL parser",
    ("fetch.outgoing", _COMBINED, _SECOND): _TYPES,
    ("fetch.reproduce", _LATIN, "'latin-1' cut"): "the same encoding",
    ("fetch.reproduce", _UTF_8, "'utf-8' cut"): "the same encoding",
    ("fetch.sites", _SITES, "without operand 0"): "saves time",
    ("contract.advice", "others = verdict.layer.evidence if verdict.layer else ()", "if True"): _TYPES,
    ("fetch.algorithm", "if self._result is not None or self._current is None:", _SECOND): _TYPES,
    ("rules.live.mixed_content", _NO_ORIGIN, "without operand 0"): _TYPES,
    ("rules.live.mixed_content", _NO_ORIGIN, _SECOND): _TYPES,
    ("fetch.algorithm", "if request is None or self._current is None:", _SECOND): _TYPES,
    ("fetch.verdict", _ANSWERED, "without operand 2"): _TYPES,
    ("fetch.verdict", _ANSWERED, "without operand 3"): _TYPES,
    ("fetch.verdict", _UNTESTED, _SECOND): _TYPES,
    ("fetch.verdict", "if prepared is None or last is None:", _SECOND): _TYPES,
}
"""(module below `corscheck`, line of the source, mutation) → why no test can notice it."""
