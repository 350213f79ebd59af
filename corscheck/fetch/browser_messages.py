"""The sentences behind the names of `engines`, as the consoles of Chrome and Firefox print them.

Chrome's were measured in Chromium 156; Firefox's are those of its `security.properties`. Both begin with what
was blocked, which says nothing new and is left out. WebKit prints its sentence and has no other name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.fetch.headers import extract_list, get
from corscheck.text import QUOTED, visible

if TYPE_CHECKING:
    from corscheck.exchange import Response
    from corscheck.fetch.verdict import Sent, Verdict

_ORIGIN, _CREDENTIALS = "'Access-Control-Allow-Origin' header", "'Access-Control-Allow-Credentials' header"
_MEND = "Have the server send the header with a valid value."
_PREFLIGHT = "Response to preflight request doesn't pass access control check: "
_CHROME = {
    "MissingAllowOriginHeader": f"No {_ORIGIN} is present on the requested resource.",
    "WildcardOriginNotAllowed": f"The value of the {_ORIGIN} in the response must not be the wildcard '*'"
    " when the request's credentials mode is 'include'.",
    "MultipleAllowOriginValues": f"The {_ORIGIN} contains multiple values '{{origin}}', but only one is"
    f" allowed. {_MEND}",
    "InvalidAllowOriginValue": f"The {_ORIGIN} contains the invalid value '{{origin}}'. {_MEND}",
    "AllowOriginMismatch": f"The {_ORIGIN} has a value '{{origin}}' that is not equal to the supplied origin."
    f" {_MEND}",
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
    "RedirectContainsCredentials": "Redirect location '' contains a username and password, which is"
    " disallowed for cross-origin requests.",
}
_CHROME |= {f"Preflight{name}": f"{_PREFLIGHT}{_CHROME[name]}" for name in (
    "MissingAllowOriginHeader", "WildcardOriginNotAllowed", "MultipleAllowOriginValues",
    "InvalidAllowOriginValue", "AllowOriginMismatch", "InvalidAllowCredentials",
)}  # fmt: skip

_FIREFOX = {
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
    """What Chrome says after "has been blocked by CORS policy"; None where that is not why it failed."""
    return _filled(_CHROME.get(verdict.browsers.chrome or ""), verdict)


def firefox_prints(verdict: Verdict) -> str | None:
    """What Firefox gives as "Reason"; None where it gives none."""
    return _filled(_FIREFOX.get(verdict.browsers.firefox or ""), verdict)


def _filled(sentence: str | None, verdict: Verdict) -> str | None:
    if sentence is None:
        return None
    sent = verdict.exchanges[-1]
    if isinstance(sent.answer, Failure):
        return sentence
    return sentence.format_map(_values(sent, sent.answer))


def _values(sent: Sent, answer: Response) -> dict[str, str]:
    asked = dict(sent.request.headers)
    names = asked.get("Access-Control-Request-Headers", "").split(",")
    methods = extract_list(answer.headers, "access-control-allow-methods")
    headers = extract_list(answer.headers, "access-control-allow-headers")
    allowed = {name.lower() for name in headers.elements} if headers else set()
    found = {
        "origin": get(answer.headers, "access-control-allow-origin") or "",
        "credentials": get(answer.headers, "access-control-allow-credentials") or "",
        "method": asked.get("Access-Control-Request-Method", ""),
        "header": next((name for name in names if name not in allowed), ""),
        "bad_method": methods.malformed[0] if methods and methods.malformed else "",
        "bad_header": headers.malformed[0] if headers and headers.malformed else "",
    }
    return {name: visible(value, QUOTED) for name, value in found.items()}
