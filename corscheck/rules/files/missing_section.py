"""CORS018: a file that configures a service, whose web section has a name that ASAB does not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.defaults import SECTIONS
from corscheck.fixes import Edit, Fix
from corscheck.rules._option_names import OBSOLETE, PREFLIGHT_PATHS
from corscheck.rules.files.includes import has_open_include
from corscheck.rules.files.sections import intended_section
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration
    from corscheck.rules.rule import Service

_OBSOLETE = "asab:web"
_NAMES = frozenset(
    ("http", "https", "httpd", "httpserver", "webserver", "webservice", "website", "webcontainer", "www")
)
_MISSPELT = frozenset(("ewb", "veb", "wb", "wbe", "webb", "webs", "wed", "weeb", "wep", "wweb"))
_GENERIC = frozenset(("api", "rest", "server"))
"""Names, without anything but letters, under which other programs have options called `listen`, too."""

_ONLY_OURS = (PREFLIGHT_PATHS, OBSOLETE, "servertokens")
_OURS = (*_ONLY_OURS, "listen", "cors", "body_max_size", "rootdir")
_LISTEN = r"(?m)^\s*\S+[ \t]+\d+(?:[ \t]+ssl\S*)?\s*$"

_OF_ASAB = {
    "general": frozenset(
        ("changelog", "config_file", "gid", "include", "manifest", "pidfile", "tick_period", "uid", "var_dir")
    ),
    "logging": frozenset(("app_name", "levels", "sd_id", "verbose")),
    "library": frozenset(("providers",)),
    "zookeeper": frozenset(("servers",)),
    "tenants": frozenset(("ids", "tenant_url")),
    "auth": frozenset(("introspection_url", "mock_user_info_path", "multitenancy", "public_keys_url")),
}
"""Sections that other programs have as well, and options by which those of ASAB are known."""

_PREFIXES = ("asab:", "connection:", "logging:", "pipeline:", "ssl:")


@rule("CORS018", "missing-web-section", on="service")
def missing_web_section(service: Service) -> Iterator[Problem]:
    """The options of the web container belong in the section that ASAB reads.

    ## Why is this bad?
    `asab.web.create_web_server` reads the section `[web]` (`asab/web/container.py`). Where there is none it
    takes its defaults without a message: the service listens on `0.0.0.0:8080`, and CORS is off. A section
    such as `[http]` is read only by an application that names it: then say so with `--section http`, or with
    `section = ["http"]` in `corscheck.toml`.

    ## Bad
        [general]
        var_dir = /var/lib/notes

        [http]
        listen = 127.0.0.1 8080

    ## Good
        [general]
        var_dir = /var/lib/notes

        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Unsafe: an application may read the section by its name.
    """
    configuration = service.configuration
    found = meant_sections(configuration)
    present = [web.section for web in service.containers if web.section in configuration.names]
    if any(name not in found or name in service.asked for name in present):
        return
    for name in found:
        for span in configuration.headers(name):
            yield Problem(
                span,
                f"there is no section `[web]`, and ASAB does not read {quoted(f'[{name}]')}: the service "
                "listens on its default and CORS is off",
                help="call it `[web]`, or say with `--section` that the application reads it",
                fix=Fix("Rename to `[web]`", (Edit(span, "[web]"),), "unsafe") if len(found) == 1 else None,
                confidence="likely",
            )


def meant_sections(configuration: Configuration) -> list[str]:
    """The sections that are evidently meant to be the web container that the file does not have."""
    profile, names = configuration.profile, configuration.names
    if profile.section != "web" or "web" in names or profile.section_alias in names:
        return []
    found = [name for name in names if _is_meant(name, configuration)]
    return [] if found and has_open_include(configuration) else found


def _is_meant(name: str, configuration: Configuration) -> bool:
    letters = re.sub(r"[^a-z]", "", name.lower())
    if name != _OBSOLETE and not any(letters in known for known in (_NAMES, _MISSPELT, _GENERIC)):
        return False
    own = configuration.own_options(name)
    if intended_section(name)[0] or not any(option in own for option in _OURS):
        return False
    if name == _OBSOLETE or any(option in own for option in _ONLY_OURS):
        return True
    if letters in _GENERIC:
        return False
    if "cors" in own and "listen" in own:
        return True
    listen = configuration.options(name)["listen"].value.text if "listen" in own else ""
    return re.search(_LISTEN, listen) is not None or _is_of_a_service(configuration)


def _is_of_a_service(configuration: Configuration) -> bool:
    """Whether other sections of the file are those of a service of ASAB."""
    for name in configuration.names:
        if name in _OF_ASAB:
            if not _OF_ASAB[name].isdisjoint(configuration.own_options(name)):
                return True
        elif name in SECTIONS or name.startswith(_PREFIXES):
            return True
    return False


RULES: tuple[Rule, ...] = (missing_web_section,)
