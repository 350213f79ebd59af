"""The sentences that belong to the names of `browser_errors`, as consoles of Chrome and Firefox print them.

Chrome's were measured in Chromium 156; Firefox's are those of its `security.properties`. Both begin with what
was blocked, which says nothing new and is left out. WebKit prints its sentence and has no other name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.fetch.headers import extract_list, get
from corscheck.text import QUOTED, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Response
    from corscheck.fetch.checks import Sent
    from corscheck.fetch.verdict import Verdict

_NOT_ASKED = frozenset(("user-agent",))  # which Chromium drops where script sets it
_XML_HTTP_REQUEST = (
    " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials"
    " attribute."
)
_ORIGIN, _CREDENTIALS = "'Access-Control-Allow-Origin' header", "'Access-Control-Allow-Credentials' header"
_FIX = "Have the server send the header with a valid value."
_PREFLIGHT = "Response to preflight request doesn't pass access control check: "
_CHROME = {
    "MissingAllowOriginHeader": f"No {_ORIGIN} is present on the requested resource.",
    "WildcardOriginNotAllowed": f"The value of the {_ORIGIN} in the response must not be the wildcard '*'"
    " when the request's credentials mode is 'include'.",
    "MultipleAllowOriginValues": f"The {_ORIGIN} contains multiple values '{{origin}}', but only one is"
    f" allowed. {_FIX}",
    "InvalidAllowOriginValue": f"The {_ORIGIN} contains the invalid value '{{origin}}'. {_FIX}",
    "AllowOriginMismatch": f"The {_ORIGIN} has a value '{{origin}}' that is not equal to the supplied origin."
    f" {_FIX}",
    "InvalidAllowCredentials": f"The value of the {_CREDENTIALS} in the response is '{{credentials}}' which"
    " must be 'true' when the request's credentials mode is 'include'.",
    "PreflightInvalidStatus": f"{_PREFLIGHT}It does not have HTTP ok status.",
    "PreflightDisallowedRedirect": f"{_PREFLIGHT}Redirect is not allowed for a preflight request.",
    "InvalidAllowMethodsPreflightResponse": "Cannot parse Access-Control-Allow-Methods response header field"
    " in preflight response.",
    "InvalidAllowHeadersPreflightResponse": "Cannot parse Access-Control-Allow-Headers response header field"
    " in preflight response.",
    "MethodDisallowedByPreflightResponse": "Method {method} is not allowed by Access-Control-Allow-Methods"
    " in preflight response.",
    "HeaderDisallowedByPreflightResponse": "Request header field {header} is not allowed by"
    " Access-Control-Allow-Headers in preflight response.",
    "mixed-content": "This request has been blocked; the content must be served over HTTPS.",
    "RedirectContainsCredentials": "Redirect location '' contains a username and password, which is"
    " disallowed for cross-origin requests.",
}
_CHROME |= {f"Preflight{name}": f"{_PREFLIGHT}{_CHROME[name]}" for name in (
    "MissingAllowOriginHeader", "WildcardOriginNotAllowed", "MultipleAllowOriginValues",
    "InvalidAllowOriginValue", "AllowOriginMismatch", "InvalidAllowCredentials",
)}  # fmt: skip

_FIREFOX = {
    "BlockMixedActiveContent": "Blocked loading mixed active content",
    "CORSDidNotSucceed2": "CORS request did not succeed",
    "CORSExternalRedirectNotAllowed": "CORS request external redirect not allowed",
    "CORSMissingAllowOrigin2": "CORS header 'Access-Control-Allow-Origin' missing",
    "CORSMultipleAllowOriginNotAllowed": "Multiple CORS header 'Access-Control-Allow-Origin' not allowed",
    "CORSAllowOriginNotMatchingOrigin": "CORS header 'Access-Control-Allow-Origin' does not match '{origin}'",
    "CORSNotSupportingCredentials": "Credential is not supported if the CORS header"
    " 'Access-Control-Allow-Origin' is '*'",
    "CORSMethodNotFound": "Did not find method in CORS header 'Access-Control-Allow-Methods'",
    "CORSMissingAllowCredentials": "expected 'true' in CORS header 'Access-Control-Allow-Credentials'",
    "CORSPreflightDidNotSucceed3": "CORS preflight response did not succeed",
    "CORSInvalidAllowMethod": "invalid token '{bad_method}' in CORS header 'Access-Control-Allow-Methods'",
    "CORSInvalidAllowHeader": "invalid token '{bad_header}' in CORS header 'Access-Control-Allow-Headers'",
    "CORSMissingAllowHeaderFromPreflight2": "header '{header}' is not allowed according to header"
    " 'Access-Control-Allow-Headers' from CORS preflight response",
}


def chrome_prints(verdict: Verdict) -> str | None:
    """What Chrome prints after "has been blocked by CORS policy"; None where that is not why it failed."""
    # Firefox checks headers sorted, Chromium in the order of a hash table: the script's order is used.
    sentence = _filled(_CHROME.get(verdict.browsers.chrome or ""), verdict, _escaped, verdict.unsafe_headers)
    if sentence and len(missing := _missing(verdict)) > 1:
        sentence += f" (Chrome names any one of those that are missing: {', '.join(missing)}.)"
    wildcard = str(verdict.browsers.chrome).endswith("WildcardOriginNotAllowed")
    return f"{sentence}{_XML_HTTP_REQUEST}" if sentence and wildcard and verdict.upload_listener else sentence


def firefox_prints(verdict: Verdict) -> str | None:
    """What Firefox gives as "Reason"; None where it gives none."""
    return _filled(_FIREFOX.get(verdict.browsers.firefox or ""), verdict, _shown)


def _filled(
    sentence: str | None, verdict: Verdict, show: Callable[[str], str], names: tuple[str, ...] = ()
) -> str | None:
    """The sentence with the values that it names, as the browser shows them."""
    if sentence is None or "{" not in sentence:
        return sentence
    sent = verdict.exchanges[-1]
    if isinstance(sent.answer, Failure):
        return sentence
    return sentence.format_map(
        {name: show(value) for name, value in _values(sent, sent.answer, names).items()}
    )


def _missing(verdict: Verdict) -> tuple[str, ...]:
    """The headers of which Chromium may name any one."""
    if verdict.browsers.chrome != "HeaderDisallowedByPreflightResponse":
        return ()
    named = {name for problem in verdict.problems for name in problem.names}
    return tuple(name for name in verdict.unsafe_headers if name in named - _NOT_ASKED)


def _shown(text: str) -> str:
    return visible(text, QUOTED)


def _escaped(text: str) -> str:
    r"""As Chrome's console shows the bytes of a header: `\u00C3` for all that is not printable ASCII."""
    shown = "".join(char if " " <= char <= "~" else f"\\u{ord(char):04X}" for char in text[:QUOTED])
    return shown if len(text) <= QUOTED else f"{shown}... ({len(text) - QUOTED} more characters)"


def _values(sent: Sent, answer: Response, names: tuple[str, ...]) -> dict[str, str]:
    asked = dict(sent.request.headers)
    names = names or tuple(asked.get("Access-Control-Request-Headers", "").split(","))
    methods = extract_list(answer.headers, "access-control-allow-methods")
    headers = extract_list(answer.headers, "access-control-allow-headers")
    allowed = {name.lower() for name in headers.elements} if headers else set()
    return {
        "origin": get(answer.headers, "access-control-allow-origin") or "",
        "credentials": get(answer.headers, "access-control-allow-credentials") or "",
        "method": asked.get("Access-Control-Request-Method", ""),
        "header": next((name for name in names if name not in allowed | _NOT_ASKED), ""),
        "bad_method": methods.malformed[0] if methods and methods.malformed else "",
        "bad_header": headers.malformed[0] if headers and headers.malformed else "",
    }
