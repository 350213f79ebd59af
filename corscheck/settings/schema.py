"""Every key of a settings file, with its shape and description; the JSON Schema comes from here."""

from __future__ import annotations

from typing import Any

from corscheck.asab.profiles import profile_for
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.steps import JUDGED
from corscheck.findings import SEVERITIES
from corscheck.rules.registry import matching
from corscheck.settings.model import OFF, Service, Settings
from corscheck.settings.shape import Flag, Headers, Key, Mapped, Number, Record, Records, Text, Texts

FORMATS = ("auto", "full", "concise", "json", "github", "azure", "gitlab", "sarif", "junit", "rdjson")
"""The values of `output-format`, as `corscheck.report.OUTPUT_FORMATS`."""

_RULES = Texts(understood=matching)
_VERSIONS = Texts(",", profile_for)
_VERSION = "ASAB version the configuration is meant for, or several (`25.15,26.37` or a list)."
_SECTION = "Sections that are web containers, in addition to those found automatically."


def _origin(text: str) -> None:
    """No browser sends anything but an origin, so `block` would always be met."""
    origin = parse_origin(text)
    if isinstance(origin, NotAnOrigin):
        hint = f"; did you mean `{origin.suggestion}`?" if origin.suggestion else ""
        raise ValueError(f"cannot be `{text}`: {origin.reason}{hint}")  # noqa: TRY004  # the text is wrong


def _path(text: str) -> None:
    if not text.startswith("/"):
        raise ValueError("must begin with `/`")


def _route(text: str) -> None:
    from corscheck.contract.named_routes import named_route  # noqa: PLC0415  # only where routes are named

    named_route(text)


def _service(**fields: Any) -> Service:
    made = Service(**fields)
    if not made.config and not made.url:
        raise ValueError("`config` is missing; without it, `url` names any HTTP service")
    return made


def _expectation(**fields: Any) -> Any:
    from corscheck.contract.expectations import expectation  # noqa: PLC0415  # 5 ms that only a policy needs

    return expectation(**fields)


SERVICE = Record(
    {
        "name": Key(Text(), "What the service is called, in reports and in `[[expect]]`."),
        "config": Key(
            Texts(),
            "Configuration files of the service, relative to this file. Without it, `url` is any HTTP "
            "service, of which routes and `[[expect]]` tables are tried.",
        ),
        "url": Key(Text(), "Base URL of the running service; from `listen` where it is missing."),
        "launch": Key(Text(), "Command that starts the service; `{config}` is its first configuration file."),
        "behind_proxy": Key(Flag(), "Whether `url` leads to a proxy in front of what `launch` starts."),
        "wait": Key(Number(), "Seconds within which the service must answer."),
        "openapi": Key(Text(), "OpenAPI document: a URL, a file relative to this one, `auto` or `off`."),
        "routes": Key(
            Texts(understood=_route),
            "Routes of the service (`GET /notes/{id}`), in addition to those of the OpenAPI document.",
        ),
        "internal": Key(
            Texts(understood=_path),
            "Paths that pages are not meant to call (`/asab/*`); `*` matches anything, slashes too.",
        ),
        "headers": Key(
            Headers(),
            "Headers of real requests and of the request for the OpenAPI document, never of a preflight: "
            "`Name: value`, `@FILE`, or a table.",
        ),
        "proxy": Key(Text(), "Proxy to reach it through, as --proxy: a URL, or `env`."),
        "section": Key(Texts(), _SECTION),
        "asab_version": Key(_VERSIONS, _VERSION),
    },
    _service,
    any_of=("config", "url"),
)

EXPECT = Record(
    {
        "service": Key(Text(), "Name of the `[[service]]` that is meant; without it, every configuration."),
        "origin": Key(Text(understood=_origin), "Origin that makes the request.", required=True),
        "path": Key(Text(understood=_path), "Path that is requested; begins with `/`.", required=True),
        "method": Key(Text(), "Method of the request (default: GET)."),
        "headers": Key(Texts(), "Names of the headers that the page sets."),
        "credentials": Key(
            Text(("omit", "same-origin", "include")), "Credentials mode of the request (default: omit)."
        ),
        "result": Key(Text(("allow", "block")), "What a browser must make of the answer.", required=True),
        "step": Key(Text(JUDGED), "Step at which the request must be blocked, as `corscheck why` names it."),
        "send": Key(Flag(), "Whether the request itself is sent, too (default: for GET and HEAD)."),
        "send_unsafe": Key(
            Flag(),
            "Whether it is sent although its method may change things (POST, PUT, PATCH, DELETE, ...).",
        ),
        "reason": Key(Text(), "Why it is so, for the report."),
    },
    _expectation,
)

SETTINGS = Record(
    {
        "required_version": Key(
            Text(), "Versions of corscheck that these settings are for: `0.2`, or comparisons as `>=0.2, <1`."
        ),
        "select": Key(_RULES, "Rules to run: codes, prefixes of codes, names or `ALL`."),
        "extend_select": Key(_RULES, "Rules to run besides those."),
        "ignore": Key(_RULES, "Rules not to run."),
        "fail_on": Key(Text(SEVERITIES), "The mildest severity that makes the exit code 1."),
        "severity": Key(
            Mapped(Text((*SEVERITIES, OFF)), matching),
            "Severities of rules, by code, prefix or name; off: not run.",
        ),
        "per_file_ignores": Key(
            Mapped(_RULES), "Rules not to run on files: pattern relative to this file → codes, names."
        ),
        "exclude": Key(Texts(), "Patterns of files and directories that are not searched."),
        "asab_version": Key(_VERSIONS, _VERSION),
        "section": Key(Texts(), _SECTION),
        "baseline": Key(Text(), "File of findings that are known, relative to this file."),
        "output_format": Key(Text(FORMATS), "Form of the report on standard output."),
        "env": Key(
            Mapped(Text()), "Environment variables for the expansion in configurations, before the real ones."
        ),
        "send_unsafe": Key(
            Flag(), "As --send-unsafe: live tests send requests of all methods, which may change things."
        ),
        "service": Key(
            Records(SERVICE, "name"),
            "Services that `corscheck check` tries without arguments. In `config`, `url`, `launch`, "
            "`openapi`, `proxy` and `headers`, `${NAME}` is a variable of the environment, which must be "
            "set; `$${` is `${` itself.",
        ),
        "expect": Key(Records(EXPECT), "What browsers must make of requests: the CORS policy."),
    },
    Settings,
)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `corscheck.toml`, and of `[tool.corscheck]` in a `pyproject.toml`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://raw.githubusercontent.com/corscheck/corscheck/main/corscheck/settings.schema.json",
        "title": "Settings of corscheck",
        **SETTINGS.schema(),
    }
