"""What to change in certain software, where its answer shows what is wrong: data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.causes.case import Case, Evidence

_UNANSWERED = ("access-denied", "options-not-handled", "authentication-before-cors", "cors-not-configured")
_ERRORS = ("error-without-cors", "server-error", "access-denied")


class Hint(NamedTuple):
    """What to change where this software answered so.

    `causes` are those it applies to, `body` a pattern in the words of the body, `cause` another name for the
    cause (empty: as it was found). `{origin}` and `{path}` are those of the request.
    """

    name: str
    causes: tuple[str, ...]
    body: str
    cause: str
    help: str
    preflight: bool | None = None  # only there, or only elsewhere


HINTS: tuple[Hint, ...] = (
    Hint(
        "AWS API Gateway (REST)",
        _UNANSWERED,
        r"Missing Authentication Token",
        "options-not-handled",
        "Add a method OPTIONS to the resource `{path}` (console: Enable CORS; SAM: `Cors`) and deploy the"
        " stage: the gateway says `Missing Authentication Token` of each method and path that it does not"
        " have.",
        preflight=True,
    ),
    Hint(
        "AWS API Gateway (REST)",
        _UNANSWERED,
        r"Unauthorized|Forbidden|not authorized|explicit deny",
        "authentication-before-cors",
        "Take the authorizer (or the API key) off the method OPTIONS of `{path}` (SAM:"
        " `AddDefaultAuthorizerToCorsPreflight: false`) and deploy the stage: a preflight carries no"
        " credentials.",
        preflight=True,
    ),
    Hint(
        "AWS API Gateway (REST)",
        _ERRORS,
        "",
        "",
        "Add Access-Control-Allow-Origin to the gateway's own answers (`GatewayResponses`: DEFAULT_4XX,"
        " DEFAULT_5XX), and find out why it answers {status}: with a proxy integration, other headers are"
        " the function's.",
        preflight=False,
    ),
    Hint(
        "AWS API Gateway (HTTP)",
        _UNANSWERED,
        "",
        "",
        "Give the API a `CorsConfiguration`, so that it answers preflights itself; or, with a route"
        " `$default` or `ANY` that has an authorizer, add `OPTIONS /{{proxy+}}` without one.",
        preflight=True,
    ),
    Hint(
        "AWS Lambda function URL",
        _UNANSWERED,
        "",
        "",
        "Configure CORS of the function URL: it then answers preflights itself, without the permission"
        " that AWS_IAM asks for.",
    ),
    Hint(
        "AWS load balancer",
        _UNANSWERED,
        "",
        "",
        "Let a rule of the listener forward OPTIONS to the targets, before the rules that authenticate or"
        " answer themselves, and see that there are healthy targets: here the load balancer answered.",
    ),
    Hint(
        "Kong",
        _UNANSWERED,
        r"no Route matched",
        "options-not-handled",
        "Let the route accept OPTIONS (leave out `methods`, or add OPTIONS to it) and give it the `cors`"
        " plugin: Kong has no route for OPTIONS on this path.",
    ),
    Hint(
        "Kong",
        _UNANSWERED,
        r"Unauthorized|No API key|No credentials",
        "authentication-before-cors",
        "Give the route or service the `cors` plugin with `preflight_continue: false`, and the"
        " authentication plugin `run_on_preflight: false`.",
    ),
    Hint(
        "Google Apps Script",
        (*_UNANSWERED, "origin-not-listed"),
        "",
        "options-not-handled",
        "Make the request one that needs no preflight: POST with `Content-Type: text/plain`, without other"
        " headers. Apps Script answers no preflight, and nothing can be configured there.",
        preflight=True,
    ),
    Hint(
        "Google Identity-Aware Proxy",
        _UNANSWERED,
        "",
        "authentication-before-cors",
        "Turn on `allowHttpOptions` in the CORS settings of Identity-Aware Proxy: it wants a login of"
        " preflights, too.",
    ),
    Hint(
        "Google Cloud",
        ("access-denied", "authentication-before-cors"),
        "",
        "authentication-before-cors",
        "Allow unauthenticated invocations of the service, and check the token in its code: with IAM in"
        " front, Google refuses preflights, which carry none.",
        preflight=True,
    ),
    Hint(
        "IIS",
        ("error-without-cors",),
        r"405",
        "",
        "Take the WebDAV module (WebDAVModule, and the handler WebDAV) out of the site: it takes PUT and"
        " DELETE for itself and answers 405.",
        preflight=False,
    ),
    Hint(
        "Spring",
        ("error-without-cors", "access-denied"),
        r"\"status\":403",
        "",
        "See what Spring Security refuses (403): a CSRF token that is missing (`csrf`), or the rules of"
        " `authorizeHttpRequests`; and turn on `http.cors(...)`, so that its errors have CORS headers,"
        " too.",
    ),
    Hint(
        "IIS",
        _UNANSWERED,
        "",
        "",
        "Take OPTIONSVerbHandler (and WebDAV) out of the handlers, so that OPTIONS reaches the"
        " application, or install the IIS CORS module: here IIS answered OPTIONS itself.",
        preflight=True,
    ),
    Hint(
        "Azure API Management",
        _UNANSWERED,
        r"missing subscription key|Resource not found",
        "",
        "Put the `cors` policy first in `<inbound>` at the level of the API or product, so that it answers"
        " preflights before the subscription key is asked for.",
        preflight=True,
    ),
    Hint(
        "S3",
        ("cors-not-configured",),
        r"^$|CORS is not enabled for this bucket",
        "cors-not-configured",
        "Give the bucket a CORS configuration with `{origin}` (`aws s3api put-bucket-cors`): it has none.",
    ),
    Hint(
        "S3",
        ("origin-not-listed", "method-not-listed", "header-not-listed"),
        r"CORSResponse: This CORS request is not allowed",
        "",
        "Add `{origin}`, the method {method} and the headers that the page sends to one and the same rule"
        " of the bucket's CORS configuration: S3 takes the first rule in which all three match.",
    ),
    Hint(
        "Azure Storage",
        ("origin-not-listed", "method-not-listed", "header-not-listed", "access-denied"),
        "",
        "",
        "Add a CORS rule with `{origin}`, the method {method} and the headers that the page sends to this"
        " service of the storage account (blob, table, queue and file have rules of their own).",
    ),
    Hint(
        "Google Cloud Storage",
        _UNANSWERED,
        "",
        "",
        "Set the bucket's CORS configuration (`gcloud storage buckets update --cors-file`) with `{origin}`"
        " and call it by `storage.googleapis.com/BUCKET/...`: other URLs ignore it.",
    ),
    Hint(
        "Cloudflare",
        ("authentication-before-cors", "access-denied", "redirect"),
        r"^$|Cloudflare Access",
        "",
        "In Cloudflare Access, let the application bypass OPTIONS requests (settings, CORS), or take the"
        " path out of Access: a preflight carries no cookie.",
        preflight=True,
    ),
    Hint(
        "Cloudflare",
        ("server-error",),
        "",
        "",
        "Find out why Cloudflare does not reach the server, or why it fails ({status}): the error page is"
        " Cloudflare's, and has no CORS headers.",
    ),
    Hint(
        "Vercel",
        _UNANSWERED,
        r"Authentication Required|Vercel Authentication",
        "authentication-before-cors",
        "Turn Deployment Protection off for this deployment, or add the path to its OPTIONS Allowlist:"
        " Vercel wants a login of preflights, too.",
    ),
    Hint(
        "Envoy",
        ("access-denied", "authentication-before-cors"),
        r"RBAC: access denied|Jwt",
        "authentication-before-cors",
        "Put the CORS filter before the RBAC and JWT filters (Istio: `corsPolicy` of the VirtualService,"
        " and a rule that allows OPTIONS): here Envoy refused the preflight itself.",
        preflight=True,
    ),
    Hint(
        "HAProxy",
        ("access-denied", "error-without-cors"),
        r"administrative rules",
        "access-denied",
        "Let OPTIONS pass HAProxy's `http-request deny` (`deny if ... !METH_OPTIONS`), or answer it there:"
        " HAProxy's own pages have no CORS headers unless `http-after-response` adds them.",
    ),
    Hint(
        "Caddy",
        ("options-not-handled",),
        "",
        "",
        "Answer OPTIONS in this site yourself, before other directives: Caddy treats it like any other"
        " request, and where nothing handles that, answers an empty 200.",
        preflight=True,
    ),
    Hint(
        "Apache",
        ("options-not-handled",),
        r"^$",
        "",
        "Answer preflights with mod_headers and mod_rewrite, or let them reach the application: here"
        " Apache answered OPTIONS itself, with `Allow`.",
        preflight=True,
    ),
    Hint(
        "nginx",
        ("options-not-handled",),
        r"405 Not Allowed",
        "",
        "Answer OPTIONS in this location before anything else: nginx serves files itself here and knows"
        " GET and HEAD only (405).",
        preflight=True,
    ),
    Hint(
        "Express",
        ("options-not-handled", "origin-not-listed"),
        r"Cannot OPTIONS /",
        "options-not-handled",
        "Use the `cors` middleware for the whole application, before the routes: `app.use(cors(...))`."
        " Express has no route for OPTIONS on this path.",
    ),
    Hint(
        "Express",
        ("origin-not-listed", "server-error"),
        r"Not allowed by CORS",
        "origin-not-listed",
        "Add `{origin}` to the list in the `origin` function of the `cors` options; for others call"
        " `callback(null, false)` instead of giving an error.",
    ),
    Hint(
        "Django",
        ("cors-not-configured", "origin-not-listed"),
        "",
        "",
        "Add `{origin}` to `CORS_ALLOWED_ORIGINS` and see that `corsheaders.middleware.CorsMiddleware`"
        " stands first in `MIDDLEWARE`.",
    ),
    Hint(
        "FastAPI",
        ("options-not-handled",),
        r"Method Not Allowed",
        "",
        'Add CORSMiddleware with `allow_origins=["{origin}"]`: without it the router answers 405.',
    ),
    Hint(
        "Traefik",
        _UNANSWERED,
        "",
        "",
        "Put a headers middleware with `accessControlAllowOriginList` first among the router's"
        " middlewares, before ForwardAuth: it then answers preflights itself.",
    ),
)


def improved(found: Evidence, case: Case) -> Evidence:
    """The cause with the advice for the software that answered, where there is one."""
    for hint in HINTS:
        if hint.name not in case.names or found.cause not in hint.causes:
            continue
        if hint.preflight is not None and hint.preflight is not case.in_preflight:
            continue
        if hint.body and not re.search(hint.body, case.words):
            continue
        help_ = hint.help.format(
            origin=case.origin,
            path=case.prepared.url.href.removeprefix(case.prepared.url.origin).partition("?")[0],
            method=case.prepared.method,
            status=case.response.status,
        )
        return found._replace(cause=hint.cause or found.cause, help=help_)
    return found
