"""ASAB's own defaults, as far as references can see them (`asab/config.py`, `ConfigParser._default_values`).

What depends on the application's name or machine is given a plausible text: references to it are
rare, but they must be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(struct_data)s%(message)s"
_DATE = "%d-%b-%Y %H:%M:%S.%f"

_DEFAULTS: dict[str, dict[str, str]] = {
    "general": {
        "config_file": "",
        "tick_period": "1",
        "var_dir": "~/.app",
        "changelog": "",
        "manifest": "",
        "pidfile": "!",
        "working_dir": ".",
        "uid": "",
        "gid": "",
        "watchdog_threshold": "900",
    },
    "asab:metrics": {"native_metrics": "true", "web_requests_metrics": "False", "expiration": "60"},
    "asab:doc": {"default_route_tag": "module_name"},
    "logging": {"verbose": "False", "app_name": "app.py", "sd_id": "sd", "level": "NOTICE", "levels": ""},
    "logging:console": {"format": _FORMAT, "datefmt": _DATE, "enabled": "True"},
    "logging:syslog": {"enabled": "false", "address": "/dev/log", "format": "3"},
    "logging:file": {
        "path": "",
        "format": _FORMAT,
        "datefmt": _DATE,
        "backup_count": "3",
        "backup_max_bytes": "0",
        "rotate_every": "",
    },
    "library": {"azure_cache": "false"},
    "passwords": {},
    "housekeeping": {"at": "03:00", "limit": "05:00", "run_at_startup": "no"},
    "tenants": {"ids": "", "tenant_url": ""},
    "auth": {"public_keys_url": "", "mock_user_info_path": "/conf/mock-userinfo.json"},
}


def defaults(config_file: str, environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The sections and options that ASAB adds after the main file, where the file has not set them."""
    general = {**_DEFAULTS["general"], "config_file": config_file}
    if "HOME" in environ:
        general["var_dir"] = environ["HOME"].rstrip("/") + "/.app"
    logging = {**_DEFAULTS["logging"], "verbose": environ.get("ASAB_VERBOSE", "False")}
    sections = {**_DEFAULTS, "general": general, "logging": logging}
    if "ASAB_ZOOKEEPER_SERVERS" in environ:
        sections["zookeeper"] = {"servers": environ["ASAB_ZOOKEEPER_SERVERS"]}
    return sections


OPTIONS = frozenset(("servers", *(option for options in _DEFAULTS.values() for option in options)))
"""Options that any of the sections may have."""

SECTIONS = frozenset(_DEFAULTS)
"""Sections that belong to ASAB itself and never are web containers."""
