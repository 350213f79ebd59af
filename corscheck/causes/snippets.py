"""Configuration for the software that answered: data, with what is to be filled in.

`{origin}`, `{method}` and `{headers}` are those of the request; a header list is never empty. Braces of the
languages are doubled.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.fetch.verdict import Configuration
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.causes.case import Case, Evidence

_CORS: dict[str, str] = {
    "nginx": """\
# before `server`; further origins are further lines
map $http_origin $cors_origin {{
    default "";
    "{origin}" $http_origin;
}}
# in `location`
add_header Access-Control-Allow-Origin $cors_origin always;
add_header Vary Origin always;
if ($request_method = OPTIONS) {{
    add_header Access-Control-Allow-Origin $cors_origin always;
    add_header Vary Origin always;
    add_header Access-Control-Allow-Methods "{method}" always;
    add_header Access-Control-Allow-Headers "{headers}" always;
    return 204;
}}""",
    "Apache": """\
# needs mod_headers, mod_setenvif and mod_rewrite
SetEnvIf Origin "^{pattern}$" CORS_ORIGIN=$0
Header always set Access-Control-Allow-Origin %{{CORS_ORIGIN}}e env=CORS_ORIGIN
Header always set Access-Control-Allow-Methods "{method}" env=CORS_ORIGIN
Header always set Access-Control-Allow-Headers "{headers}" env=CORS_ORIGIN
Header always merge Vary Origin
RewriteEngine On
RewriteCond %{{REQUEST_METHOD}} =OPTIONS
RewriteCond %{{HTTP:Access-Control-Request-Method}} .
RewriteRule ^ - [R=204,L]""",
    "Caddy": """\
@cors header Origin {origin}
header @cors {{
    Access-Control-Allow-Origin {origin}
    Access-Control-Allow-Methods "{method}"
    Access-Control-Allow-Headers "{headers}"
    defer
}}
header +Vary Origin
@preflight {{
    method OPTIONS
    header Origin {origin}
}}
respond @preflight 204""",
    "Traefik": """\
http:
  middlewares:
    cors:
      headers:
        accessControlAllowOriginList: ["{origin}"]
        accessControlAllowMethods: ["{method}"]
        accessControlAllowHeaders: [{quoted_headers}]
        addVaryHeader: true
# name it first among the router's `middlewares`, before authentication""",
    "HAProxy": """\
# in the frontend; it answers preflights itself
http-request set-var(txn.origin) req.hdr(origin)
acl cors_origin var(txn.origin) -m str {origin}
acl preflight method OPTIONS
http-request return status 204 hdr Access-Control-Allow-Origin %[var(txn.origin)] \
hdr Access-Control-Allow-Methods "{method}" hdr Access-Control-Allow-Headers "{headers}" hdr Vary Origin \
if preflight cors_origin
http-after-response set-header Access-Control-Allow-Origin %[var(txn.origin)] if cors_origin
http-after-response add-header Vary Origin""",
    "Envoy": """\
# `envoy.filters.http.cors` before the router in http_filters; then for the route or the virtual host
typed_per_filter_config:
  envoy.filters.http.cors:
    "@type": type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy
    allow_origin_string_match: [{{exact: "{origin}"}}]
    allow_methods: "{method}"
    allow_headers: "{headers}\"""",
    "Kong": """\
# the route has to accept OPTIONS, too: leave out `methods`, or name it there
plugins:
- name: cors
  config:
    origins: ["{origin}"]
    methods: ["{method}", OPTIONS]
    headers: [{quoted_headers}]
    preflight_continue: false""",
    "AWS API Gateway (REST)": """\
# SAM; without it, each resource needs a method OPTIONS with a mock integration (console: Enable CORS)
Api:
  Type: AWS::Serverless::Api
  Properties:
    Cors:
      AllowOrigin: "'{origin}'"
      AllowMethods: "'{method},OPTIONS'"
      AllowHeaders: "'{headers}'"
    Auth:
      AddDefaultAuthorizerToCorsPreflight: false
    GatewayResponses:   # what the gateway itself answers: 403, 401, 429, 5xx
      DEFAULT_4XX: {{ResponseParameters: {{Headers: {{Access-Control-Allow-Origin: "'{origin}'"}}}}}}
      DEFAULT_5XX: {{ResponseParameters: {{Headers: {{Access-Control-Allow-Origin: "'{origin}'"}}}}}}""",
    "AWS API Gateway (HTTP)": """\
# SAM; the gateway then answers OPTIONS itself, and replaces CORS headers of the integration
Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    CorsConfiguration:
      AllowOrigins: ["{origin}"]
      AllowMethods: ["{method}"]
      AllowHeaders: [{quoted_headers}]""",
    "AWS Lambda function URL": """\
# SAM; preflights need no permission then
FunctionUrlConfig:
  Cors:
    AllowOrigins: ["{origin}"]
    AllowMethods: ["{method}"]
    AllowHeaders: [{quoted_headers}]""",
    "AWS load balancer": """\
# The load balancer answers by itself here (no target, no rule, authentication): give OPTIONS a rule of
# its own, before the one with `authenticate-oidc`, that forwards to the targets, which send the headers""",
    "S3": """\
[{{
  "AllowedOrigins": ["{origin}"],
  "AllowedMethods": ["{method}"],
  "AllowedHeaders": [{quoted_headers}]
}}]
# aws s3api put-bucket-cors; in it OPTIONS is not a method, and an origin has no slash at its end""",
    "MinIO": "MINIO_API_CORS_ALLOW_ORIGIN={origin}",
    "CloudFront": """\
# behaviour: allowed methods with OPTIONS; origin request policy `CORS-CustomOrigin` (S3: `CORS-S3Origin`),
# so that Origin is forwarded and is a part of the cache's key; or a response headers policy:
CorsConfig:
  AccessControlAllowOrigins: {{Items: ["{origin}"]}}
  AccessControlAllowMethods: {{Items: ["{method}"]}}
  AccessControlAllowHeaders: {{Items: [{quoted_headers}]}}
  AccessControlAllowCredentials: false
  OriginOverride: true""",
    "Azure Storage": """\
az storage cors add --services b --methods {method} --origins {origin} --allowed-headers '{headers}'""",
    "Azure App Service": "az webapp cors add --resource-group GROUP --name APP --allowed-origins {origin}",
    "Azure API Management": """\
<!-- first in <inbound>; the subscription key must not be asked for before -->
<cors allow-credentials="false">
  <allowed-origins><origin>{origin}</origin></allowed-origins>
  <allowed-methods><method>{method}</method></allowed-methods>
  <allowed-headers>{apim_headers}</allowed-headers>
</cors>""",
    "Google Cloud Storage": """\
[{{"origin": ["{origin}"], "method": ["{method}"], "responseHeader": [{quoted_headers}]}}]
# gcloud storage buckets update gs://BUCKET --cors-file=cors.json""",
    "Google Apps Script": """\
// Apps Script answers no preflight, and nothing can be configured: make the request one that needs none.
fetch(url, {{method: "POST", headers: {{"Content-Type": "text/plain"}}, body: JSON.stringify(data)}})""",
    "Google Identity-Aware Proxy": """\
# gcloud iap settings set settings.yaml --project=PROJECT ...
accessSettings:
  corsSettings:
    allowHttpOptions: true""",
    "Google Cloud": """\
# Cloud Run and functions: allow unauthenticated invocations, and let the code answer OPTIONS""",
    "Cloudflare": """\
// A Worker in front; or Cloudflare Access: application, settings, CORS: "Bypass options requests to origin"
if (request.method === "OPTIONS") return new Response(null, {{status: 204, headers: {{
  "Access-Control-Allow-Origin": "{origin}",
  "Access-Control-Allow-Methods": "{method}",
  "Access-Control-Allow-Headers": "{headers}",
  "Vary": "Origin",
}}}});""",
    "Vercel": """\
{{"headers": [{{"source": "/api/(.*)", "headers": [
  {{"key": "Access-Control-Allow-Origin", "value": "{origin}"}},
  {{"key": "Access-Control-Allow-Methods", "value": "{method}"}},
  {{"key": "Access-Control-Allow-Headers", "value": "{headers}"}}]}}]}}
// vercel.json; the function answers OPTIONS with 204; Deployment Protection: "OPTIONS Allowlist\"""",
    "Netlify": """\
# netlify.toml; a function answers OPTIONS itself
[[headers]]
  for = "/*"
  [headers.values]
    Access-Control-Allow-Origin = "{origin}"
    Access-Control-Allow-Methods = "{method}"
    Access-Control-Allow-Headers = "{headers}\"""",
    "IIS": """\
<!-- web.config, with the IIS CORS module; or take OPTIONSVerbHandler out of <handlers> -->
<system.webServer>
  <cors enabled="true">
    <add origin="{origin}">
      <allowMethods><add method="{method}" /></allowMethods>
      <allowHeaders>{iis_headers}</allowHeaders>
    </add>
  </cors>
</system.webServer>""",
    "ASP.NET Core": """\
builder.Services.AddCors(o => o.AddDefaultPolicy(p => p
    .WithOrigins("{origin}").WithMethods("{method}").WithHeaders({quoted_headers})));
app.UseRouting(); app.UseCors(); app.UseAuthentication(); app.UseAuthorization();   // in this order""",
    "Spring": """\
@Bean CorsConfigurationSource corsConfigurationSource() {{
    var cors = new CorsConfiguration();
    cors.setAllowedOrigins(List.of("{origin}"));
    cors.setAllowedMethods(List.of("{method}"));
    cors.setAllowedHeaders(List.of({quoted_headers}));
    var source = new UrlBasedCorsConfigurationSource();
    source.registerCorsConfiguration("/**", cors);
    return source;
}}
// with Spring Security also: http.cors(Customizer.withDefaults())""",
    "Quarkus": """\
quarkus.http.cors=true
quarkus.http.cors.origins={origin}
quarkus.http.cors.methods={method}
quarkus.http.cors.headers={headers}""",
    "Tomcat": """\
<!-- web.xml, with a filter-mapping before those of authentication -->
<filter><filter-name>cors</filter-name><filter-class>org.apache.catalina.filters.CorsFilter</filter-class>
  <init-param><param-name>cors.allowed.origins</param-name><param-value>{origin}</param-value></init-param>
  <init-param><param-name>cors.allowed.methods</param-name><param-value>{method},OPTIONS</param-value></init-param>
  <init-param><param-name>cors.allowed.headers</param-name><param-value>{headers}</param-value></init-param>
</filter>""",
    "Express": """\
// before the routes and before authentication
app.use(require("cors")({{
  origin: ["{origin}"],
  methods: ["{method}"],
  allowedHeaders: [{quoted_headers}],
}}));""",
    "Next.js": """\
// next.config.js; a route handler exports OPTIONS, too
async headers() {{
  return [{{source: "/api/:path*", headers: [
    {{key: "Access-Control-Allow-Origin", value: "{origin}"}},
    {{key: "Access-Control-Allow-Methods", value: "{method}"}},
    {{key: "Access-Control-Allow-Headers", value: "{headers}"}},
  ]}}];
}}""",
    "Fastify": """\
await app.register(require("@fastify/cors"), {{
  origin: ["{origin}"], methods: ["{method}"], allowedHeaders: [{quoted_headers}],
}});""",
    "hapi": """\
server.route({{..., options: {{cors: {{origin: ["{origin}"], additionalHeaders: [{quoted_headers}]}}}}}})""",
    "Vite": """\
// vite.config: the development server; `server.proxy` spares CORS altogether
server: {{cors: {{origin: "{origin}"}}, allowedHosts: ["HOST"]}}""",
    "webpack-dev-server": """\
devServer: {{allowedHosts: ["HOST"], headers: {{"Access-Control-Allow-Origin": "{origin}"}}}}""",
    "Django": """\
# django-cors-headers; settings.py
INSTALLED_APPS += ["corsheaders"]
MIDDLEWARE.insert(0, "corsheaders.middleware.CorsMiddleware")   # before CommonMiddleware
CORS_ALLOWED_ORIGINS = ["{origin}"]
CORS_ALLOW_METHODS = ["{method}"]
CORS_ALLOW_HEADERS = [{quoted_headers}]""",
    "Flask": """\
CORS(app, origins=["{origin}"], methods=["{method}"], allow_headers=[{quoted_headers}])   # flask_cors""",
    "Starlette": """\
# added last, so that it is the first to get a request
app.add_middleware(
    CORSMiddleware,
    allow_origins=["{origin}"], allow_methods=["{method}"], allow_headers=[{quoted_headers}],
)""",
    "aiohttp": """\
# aiohttp_cors
cors = aiohttp_cors.setup(app, defaults={{
    "{origin}": aiohttp_cors.ResourceOptions(allow_methods=["{method}"], allow_headers=[{quoted_headers}]),
}})
for route in list(app.router.routes()):
    cors.add(route)""",
    "Rails": """\
# config/initializers/cors.rb, gem rack-cors
Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins "{origin}"
    resource "*", headers: %w[{spaced_headers}], methods: %i[{lower_method} options]
  end
end""",
    "Laravel": """\
// config/cors.php; then `php artisan config:clear`
'paths' => ['api/*'],
'allowed_origins' => ['{origin}'],
'allowed_methods' => ['{method}'],
'allowed_headers' => [{quoted_headers}],""",
    "PHP": """\
if (($_SERVER['HTTP_ORIGIN'] ?? '') === '{origin}') {{
    header('Access-Control-Allow-Origin: {origin}');
    header('Vary: Origin');
}}
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') {{
    header('Access-Control-Allow-Methods: {method}');
    header('Access-Control-Allow-Headers: {headers}');
    http_response_code(204);
    exit;
}}""",
    "Go": """\
// github.com/rs/cors; around the router, so that OPTIONS needs no route
handler := cors.New(cors.Options{{
    AllowedOrigins: []string{{"{origin}"}},
    AllowedMethods: []string{{"{method}"}},
    AllowedHeaders: []string{{{quoted_headers}}},
}}).Handler(mux)""",
}  # fmt: skip

_CORS["FastAPI"] = _CORS["uvicorn"] = _CORS["Starlette"]
_CORS["aiohttp-cors"] = _CORS["aiohttp"]

# What adds the headers to error pages, where that is not the same.
_ERRORS: dict[str, str] = {
    "nginx": """\
# in `server`: `always` also covers 4xx and 5xx; a `location` with an add_header of its own needs it again
add_header Access-Control-Allow-Origin "{origin}" always;
add_header Vary Origin always;""",
    "Apache": """\
# `always` also covers errors; needs mod_headers
Header always set Access-Control-Allow-Origin "{origin}"
Header always merge Vary Origin""",
    "Caddy": """\
header Access-Control-Allow-Origin {origin}
handle_errors {{
    header Access-Control-Allow-Origin {origin}
}}""",
    "HAProxy": """\
# http-after-response also covers answers of HAProxy's own
http-after-response set-header Access-Control-Allow-Origin {origin}""",
    "AWS API Gateway (REST)": """\
GatewayResponses:   # SAM: what the gateway itself answers
  DEFAULT_4XX: {{ResponseParameters: {{Headers: {{Access-Control-Allow-Origin: "'{origin}'"}}}}}}
  DEFAULT_5XX: {{ResponseParameters: {{Headers: {{Access-Control-Allow-Origin: "'{origin}'"}}}}}}""",
    "Traefik": "# put the headers middleware first among the router's `middlewares`, so that answers of"
    " others pass it",
    "Django": "# corsheaders.middleware.CorsMiddleware stands first in MIDDLEWARE, so that every answer"
    " passes it",
}  # fmt: skip

LAYERS = frozenset(_CORS)
"""The names of software for which there is configuration."""


def configuration(found: Evidence, names: tuple[str, ...], case: Case) -> Configuration | None:
    """The lines for the first software that is recognised and helps.

    Args:
        found: the cause.
        names: the software, the most telling first.
        case: what was asked for.
    """
    if not found.topic or case.origin == "null":
        return None
    prepared = case.prepared
    asked = prepared.unsafe_names or ("content-type",)
    for name in names[:1] if found.topic == "cors" else names:
        own = _configuration(name, found.topic, case.origin, prepared.method, asked)
        if own is not None:
            return own
    return None


@lru_cache(maxsize=64)  # thousands of requests differ in their URL only
def _configuration(
    name: str, topic: str, origin: str, method: str, names: tuple[str, ...]
) -> Configuration | None:
    tables = (_ERRORS, _CORS) if topic == "errors" else (_CORS,)
    text = next((table[name] for table in tables if name in table), None)
    if text is None:
        return None
    filled = text.format(
        origin=visible(origin),
        pattern=visible(origin).replace(".", "\\."),
        method=visible(method),
        lower_method=visible(method).lower(),
        headers=", ".join(names),
        quoted_headers=", ".join(f'"{name}"' for name in names),
        spaced_headers=" ".join(names),
        apim_headers="".join(f"<header>{name}</header>" for name in names),
        iis_headers="".join(f'<add header="{name}" />' for name in names),
    )
    return Configuration(name, filled)
