"""What to change on the server, by the step that fails and its cause; for servers of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.text import listed

if TYPE_CHECKING:
    from corscheck.exchange import Response
    from corscheck.fetch.cors import Problem
    from corscheck.fetch.request import Prepared

_FAILS = (
    "See first why the server fails: such error pages often lack the headers that other answers have. Send"
    " `Access-Control-Allow-Origin: {origin}` with them, too (nginx: `add_header ... always`)."
)
_ONE_PLACE = "Set Access-Control-Allow-Origin in one place, the application or the proxy, to {origin}."
_EXACT = "Let the server answer `Access-Control-Allow-Origin: {origin}`, exactly as the browser writes it."

# By step without its phase, then by cause; "" is for all other causes.
_ADVICE: dict[str, dict[str, str]] = {
    "network": {
        "": "Check address, port and TLS, and whether the server answers at all; this is not a CORS failure.",
        "dns": "Check the host name; this is not a CORS failure.",
        "refused": "Start the server, or check host and port; this is not a CORS failure.",
        "timeout": "Check whether the server is up and can be reached from here; this is not a CORS failure.",
        "deadline": "Give the run more time with --deadline; this is not a CORS failure.",
        "tls": "Fix the server's certificate or TLS, which browsers check too (--cacert FILE trusts another"
        " authority); this is not a CORS failure.",
        "closed": "Look into the server's log, or check the port; this is not a CORS failure.",
        "not-http": "Check port and scheme: something else answers there; this is not a CORS failure.",
        "malformed": "Fix what writes this answer: browsers refuse it; this is not a CORS failure.",
        "preflight-certificate": "Let the server answer OPTIONS without a client certificate (nginx:"
        " `ssl_verify_client optional`): preflights never carry one, though Chromium shows it all the same.",
        "response-certificate": "Show a certificate with --cert; this is not a CORS failure.",
        "proxy": "Only a proxy may answer 407: let the service answer 401 instead.",
    },
    "redirect": {
        "": "Call the final URL, or answer OPTIONS before redirecting (slash, https, login).",
        "credentials": "Take the user name and password out of the Location.",
        "scheme": "Redirect to an http or https URL only.",
        "local-scheme": "Redirect to an http or https URL only.",
        "hops": "Look for redirects that lead back to themselves.",
        "url": "Let the server send an absolute URL or a path.",
        "port": "Let the target listen on a port browsers connect to.",
        "several": "Send one Location: two layers seem to set it.",
    },
    "allow-origin-missing": {
        "preflight": "Let the CORS layer answer OPTIONS with `Access-Control-Allow-Origin: {origin}`, before"
        " routing and authentication.",
        "response": "Send `Access-Control-Allow-Origin: {origin}` with every response, errors too (nginx:"
        " `add_header ... always`).",
        **dict.fromkeys(("500", "502", "503", "504"), _FAILS),
    },
    "allow-origin-mismatch": {
        "": "Add exactly this origin to the server's list, and let it answer `{origin}`.",
        "slash": _EXACT,
        "letter-case": _EXACT,
        "default-port": _EXACT,
        "path": _EXACT,
        "ip": _EXACT,
        "idn": _EXACT,
        "scheme": _EXACT,
        "not-an-origin": _EXACT,
        "list": "Let the server pick the one origin that matches, and add `Vary: Origin`.",
        "duplicate": _ONE_PLACE,
        "pattern": "Match on the server, answer the origin that asked, and add `Vary: Origin`.",
        "opaque": "Serve the page from http(s). Do not allow `null` together with credentials.",
        "tainted": "Call the final URL directly: after such a redirect only `*` (or `null`) passes.",
    },
    "allow-origin-wildcard": {
        "": "Answer `{origin}` with `Access-Control-Allow-Credentials: true` and `Vary: Origin`;"
        " or call with credentials omitted."
    },
    "allow-credentials": {
        "": "Send `Access-Control-Allow-Credentials: true`, in lower case and once, with both answers."
    },
    "status": {
        "": "Answer OPTIONS with 204.",
        "401": "Exempt OPTIONS from authentication; a preflight never carries credentials. Answer 204.",
        "403": "Exempt OPTIONS from access control; a preflight never carries credentials. Answer 204.",
        "404": "Let the server answer OPTIONS on this path with 204.",
        "405": "Let the server answer OPTIONS on this path with 204.",
    },
    "allow-methods-syntax": {"": "Separate method names by commas, without quotes."},
    "allow-headers-syntax": {"": "Separate header names by commas, without quotes."},
    "method": {
        "": "Add {names} to Access-Control-Allow-Methods.",
        "case": "Write the method in the same letter case in the request and on the server.",
        "star": "With credentials `*` is not a wildcard: list the methods.",
    },
    "authorization": {"": "Add `authorization` to Access-Control-Allow-Headers; `*` does not cover it."},
    "header": {
        "": "Add {names} to Access-Control-Allow-Headers.",
        "star": "With credentials `*` is not a wildcard: list {names}.",
    },
}


def help_for(problem: Problem, prepared: Prepared, response: Response | None) -> str:
    """One or two sentences on what to change, on any server."""
    phase, _, kind = problem.step.partition("-")
    table = _ADVICE[kind]
    for cause in (problem.cause or str(response.status if response else ""), phase, ""):
        if cause in table:
            return table[cause].format(origin=_origin(prepared), names=listed(problem.names))
    return ""


def _origin(prepared: Prepared) -> str:
    """The origin to be allowed: never `null`, which every page can send."""
    if prepared.origin_header != "null":
        return prepared.origin_header
    return "(the page's origin)" if prepared.origin.opaque else prepared.origin.serialised
