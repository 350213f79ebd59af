"""The causes by name, each with its page: how it shows, what to change, and the section of the standard.

The names are stable: they are in the JSON of `corscheck why`.
"""

from __future__ import annotations

from corscheck.records import NamedTuple

FETCH = "https://fetch.spec.whatwg.org/"


class Cause(NamedTuple):
    """One cause.

    `summary` is a sentence, `shows` describes how it is recognised and `fix` what to change, in Markdown;
    `section` is the name and `anchor` the address of the section of a public standard.
    """

    name: str
    summary: str
    shows: str
    fix: str
    section: str
    anchor: str

    @property
    def documentation(self) -> str:
        """The page as Markdown, without its heading."""
        return (
            f"{self.summary}\n\n## How it shows\n\n{self.shows}\n\n## What to change\n\n{self.fix}\n\n"
            f"## Standard\n\n[{self.section}]({self.anchor})"
        )


_CORS_CHECK = ("Fetch: CORS check", f"{FETCH}#concept-cors-check")
_PREFLIGHT = ("Fetch: CORS-preflight fetch", f"{FETCH}#cors-preflight-fetch")
_CREDENTIALS = ("Fetch: CORS protocol and credentials", f"{FETCH}#cors-protocol-and-credentials")
_REDIRECT = ("Fetch: HTTP-redirect fetch", f"{FETCH}#http-redirect-fetch")
_CACHES = ("Fetch: CORS protocol and HTTP caches", f"{FETCH}#cors-protocol-and-http-caches")
_SYNTAX = ("Fetch: HTTP new-header syntax", f"{FETCH}#http-new-header-syntax")
_METHODS = ("Fetch: Methods", f"{FETCH}#methods")
_NETWORK = ("Fetch: HTTP-network fetch", f"{FETCH}#http-network-fetch")
_ORIGIN = ("Fetch: `Origin` header", f"{FETCH}#origin-header")
_HEADERS = ("Fetch: HTTP responses", f"{FETCH}#http-responses")

CAUSES: tuple[Cause, ...] = (
    Cause(
        "origin-not-listed",
        "The server's CORS layer answered, and the page's origin is not on its list.",
        "Most libraries leave Access-Control-Allow-Origin out then; some answer 400 or 403, or name"
        " another origin. What shows it: `Vary: Origin`, other Access-Control headers, the words of the"
        " body, an answer that differs without `Origin`, and above all that a preflight from another"
        " origin passes.",
        "Add the origin to the list, exactly as the browser sends it: scheme, host and port, without a"
        " slash. `localhost` and `127.0.0.1`, http and https, and every port are origins of their own."
        " Authentication has nothing to do with it.",
        *_CORS_CHECK,
    ),
    Cause(
        "method-not-listed",
        "The server allows the origin and not the method.",
        "Access-Control-Allow-Methods lacks it, or a preflight for GET passes where this one does not.",
        "Add the method to those that the CORS settings allow. GET, HEAD and POST need no listing.",
        *_PREFLIGHT,
    ),
    Cause(
        "header-not-listed",
        "The server allows origin and method, and not all headers of the request.",
        "Access-Control-Allow-Headers lacks some, or a preflight without headers passes where this one"
        " does not.",
        "Add all of them to the headers that the CORS settings allow; browsers name one at a time. A"
        " header that the page does not need can be left out.",
        *_PREFLIGHT,
    ),
    Cause(
        "credentials-not-allowed",
        "The request includes credentials, and the answer does not allow them.",
        "Access-Control-Allow-Credentials is missing, or is something else than `true` in lower case"
        " (`True`, `false`, twice `true`).",
        "Send `Access-Control-Allow-Credentials: true` with both answers; or call without credentials.",
        *_CREDENTIALS,
    ),
    Cause(
        "wildcard-with-credentials",
        "`*` does not count for a request that includes credentials.",
        "Allow-Origin, Allow-Methods or Allow-Headers is `*`, and the mode is `include`.",
        "Answer the origin that asked, with `Access-Control-Allow-Credentials: true` and `Vary: Origin`,"
        " and list methods and headers; or call without credentials.",
        *_CREDENTIALS,
    ),
    Cause(
        "origin-value",
        "The value of Access-Control-Allow-Origin is not what a browser compares with.",
        "It is empty, `undefined`, a placeholder, in quotes, without scheme, has a slash at its end,"
        " capitals, a default port or a path.",
        "Let the server answer the origin byte for byte as the browser sends it. Where a variable is not"
        " set, or a placeholder is not replaced, set it.",
        *_CORS_CHECK,
    ),
    Cause(
        "origin-pattern",
        "The answer has a pattern, and browsers compare origins only as they are.",
        "Something like `https://*.example.com` is in Access-Control-Allow-Origin.",
        "Match the pattern on the server and answer the origin that asked, with `Vary: Origin`.",
        *_CORS_CHECK,
    ),
    Cause(
        "several-origins",
        "Access-Control-Allow-Origin has several values, and browsers accept one.",
        "A list separated by commas or blanks, or two lines, because application and proxy add one each.",
        "Set the header in one place, to the one origin that asked, with `Vary: Origin`.",
        *_CORS_CHECK,
    ),
    Cause(
        "opaque-origin",
        "The page has no origin that a server could allow.",
        "Browsers send `Origin: null` for pages from `file:`, `data:`, and sandboxed frames.",
        "Serve the page from http(s). `null` on a list allows every page that can be made to send it.",
        *_ORIGIN,
    ),
    Cause(
        "list-syntax",
        "A list of methods or headers cannot be parsed, so that browsers refuse the whole answer.",
        "Semicolons, quotes, brackets or blanks between the names.",
        "Separate the names by commas.",
        *_SYNTAX,
    ),
    Cause(
        "method-case",
        "The method is written in other letters than the server's list has it.",
        "`patch` in the page, `PATCH` on the list, or the reverse: methods are case-sensitive, and"
        " browsers turn only DELETE, GET, HEAD, OPTIONS, POST and PUT into capitals.",
        "Write the method in capitals on both sides.",
        *_METHODS,
    ),
    Cause(
        "options-not-handled",
        "Nothing of CORS answers the preflight: what is before it, a router for instance, does not know"
        " OPTIONS.",
        "404, 405, 501 or a plain 200 with `Allow`, without any Access-Control header.",
        "Put a CORS layer before routing and authentication, or give the route OPTIONS. What the answer"
        " lacks besides (methods, headers) is a consequence.",
        *_PREFLIGHT,
    ),
    Cause(
        "cors-not-configured",
        "The server has no CORS settings for this URL.",
        "The answer succeeds, and there is no sign of CORS in it nor in those to other requests.",
        "Configure CORS there, with the page's origin; where the server is not yours, call it from your"
        " own server.",
        *_CORS_CHECK,
    ),
    Cause(
        "cors-on-preflight-only",
        "The preflight passes, and the answer to the request itself lacks the header.",
        "A proxy or a handler for OPTIONS adds the headers to its own answers only.",
        "Send Access-Control-Allow-Origin with both answers.",
        *_CORS_CHECK,
    ),
    Cause(
        "authentication-before-cors",
        "Authentication answers the preflight, which never carries credentials.",
        "401, or `WWW-Authenticate`; a gateway's authorizer.",
        "Exempt OPTIONS from authentication, or put the CORS layer first.",
        *_PREFLIGHT,
    ),
    Cause(
        "access-denied",
        "Something refuses the preflight (403), and nothing in its answer is of CORS.",
        "An access control, a gateway that has no route for OPTIONS, or a firewall; the words of the body"
        " often say which.",
        "Let OPTIONS pass it, or answer OPTIONS before it.",
        *_PREFLIGHT,
    ),
    Cause(
        "firewall",
        "A firewall or a bot check answers in place of the server.",
        "A challenge page, `cf-mitigated`, `x-amzn-waf-action`, or the words of such a page.",
        "Add a rule that lets OPTIONS and requests of scripts pass: neither can answer a challenge.",
        *_CORS_CHECK,
    ),
    Cause(
        "host-not-allowed",
        "The server refuses the Host of the request, before CORS.",
        "Development servers and frameworks say so in the body: `Blocked request. This host ...`, `Invalid"
        " Host header`, `DisallowedHost`.",
        "Put the host on the server's list of hosts.",
        *_CORS_CHECK,
    ),
    Cause(
        "error-without-cors",
        "The server answers with an error that has no CORS headers, so that the page sees a CORS failure.",
        "The preflight passes, or would; the status of the request itself is 4xx.",
        "Find out why it fails, and send the CORS headers with errors, too.",
        *_CORS_CHECK,
    ),
    Cause(
        "server-error",
        "The server, or a proxy that does not reach it, fails.",
        "A status of 500 and more, without CORS headers.",
        "Look into the server's log: no CORS setting helps. Error pages with CORS headers let the page see"
        " the status.",
        *_CORS_CHECK,
    ),
    Cause(
        "request-too-large",
        "The request is larger than a limit, and the error has no CORS headers.",
        "413, often of a proxy (nginx: `client_max_body_size`), while small requests pass.",
        "Raise the limit, or send less; send the CORS headers with errors, too.",
        *_CORS_CHECK,
    ),
    Cause(
        "rate-limited",
        "There were too many requests, and the error has no CORS headers.",
        "429, perhaps with `Retry-After`.",
        "Send fewer requests, or raise the limit; send the CORS headers with errors, too.",
        *_CORS_CHECK,
    ),
    Cause(
        "redirect",
        "The answer is a redirect, or comes after one.",
        "To a login page, to https, to the URL with a slash, or to another origin, after which browsers"
        " send `Origin: null`. Browsers follow no redirect of a preflight.",
        "Call the final URL; answer 401 to requests of scripts instead of redirecting to a login; hand the"
        " other URL out instead of redirecting to it. Allowing `null` is no way out: every page can send"
        " it.",
        *_REDIRECT,
    ),
    Cause(
        "cached-copy",
        "A cache answers with a copy that was made for another page, or for a request without `Origin`.",
        '`Age`, `X-Cache` and the like; no `Vary: Origin`; it works with "Disable cache", and not after an'
        " image of the same URL was loaded. Where the request passes, and the answer without `Origin`"
        " lacks the header and `Vary`, the request fails as soon as that copy is used.",
        "Send `Vary: Origin` with every answer of the URL, or `Access-Control-Allow-Origin: *` with all;"
        " take `Origin` into the cache's key, and purge it.",
        *_CACHES,
    ),
    Cause(
        "cors-headers-in-request",
        "The page sends Access-Control headers, which belong into the server's answer.",
        "Names such as `access-control-allow-origin` are in Access-Control-Request-Headers.",
        "Take them out of the request.",
        *_HEADERS,
    ),
    Cause(
        "tracing-header",
        "Tracing code in the page adds a header that the server does not allow.",
        "`traceparent`, `baggage`, `sentry-trace`, `x-datadog-...` and the like are missing in"
        " Allow-Headers.",
        "Limit the tracing code to your own servers (`tracePropagationTargets`,"
        " `propagateTraceHeaderCorsUrls`); or allow the headers, where the server is yours.",
        *_PREFLIGHT,
    ),
    Cause(
        "request-refused",
        "The browser refuses the request itself; nothing is sent.",
        "A forbidden method, a name and password in the URL, a port that browsers do not connect to.",
        "Change the request.",
        *_METHODS,
    ),
    Cause(
        "mixed-content",
        "A page of https requests something over http.",
        "The URL, or that of a redirect, begins with `http:`, and is not this machine.",
        "Serve the target over https, and request it so.",
        "Mixed Content: should fetching request be blocked as mixed content?",
        "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch",
    ),
    Cause(
        "no-connection",
        "No answer came: the name, the address, the port, or the server does not work.",
        "The name has no address, nothing listens, the connection ends or nothing comes in time. It is not"
        " a CORS failure, though consoles show it beside one.",
        "Start the server, or correct host and port.",
        *_NETWORK,
    ),
    Cause(
        "tls",
        "The server's certificate, or its TLS, is not accepted.",
        "An unknown authority, another name, a certificate that has expired.",
        "Fix the certificate. `--cacert` trusts another authority.",
        *_NETWORK,
    ),
    Cause(
        "client-certificate",
        "The server insists on a client certificate.",
        "The handshake ends with an alert; a preflight never shows a certificate.",
        "Let the server answer OPTIONS without one.",
        *_PREFLIGHT,
    ),
    Cause(
        "not-http",
        "What answered is not HTTP, or HTTP that browsers refuse.",
        "Another program listens on the port, TLS is spoken on an http port, or the header section is"
        " broken.",
        "Correct port and scheme, or what writes the answer.",
        *_NETWORK,
    ),
    Cause(
        "proxy-authentication",
        "The server answers 407, which browsers accept from proxies only.",
        "`407 Proxy Authentication Required` from the server itself.",
        "Let the server answer 401 instead.",
        "Fetch: HTTP-network-or-cache fetch",
        f"{FETCH}#http-network-or-cache-fetch",
    ),
    Cause(
        "websocket-origin",
        "The server refuses the WebSocket from this origin.",
        "There is no CORS for WebSockets: the server compares `Origin` itself, and here the handshake"
        " succeeds from another origin or without one.",
        "Add the origin to those that the server's WebSocket code accepts.",
        "WebSockets: opening handshake; RFC 6455, section 4.2.2",
        "https://websockets.spec.whatwg.org/#websocket-opening-handshake",
    ),
    Cause(
        "websocket-handshake",
        "The server does not switch to WebSocket.",
        "The answer to the handshake is not 101, whatever the origin: a proxy that does not pass `Upgrade`"
        " on, a wrong path, authentication.",
        "Check the path, and let every proxy pass `Connection` and `Upgrade` on.",
        "WebSockets: opening handshake; RFC 6455, section 4.2.2",
        "https://websockets.spec.whatwg.org/#websocket-opening-handshake",
    ),
)

BY_NAME = {cause.name: cause for cause in CAUSES}
"""Every cause by its name."""
