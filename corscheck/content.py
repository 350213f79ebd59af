"""Whether a file is a configuration of ASAB, by its content; for files that were not named."""

from __future__ import annotations

import re

SITE_SUFFIXES = (".json", ".yaml", ".yml")
"""Suffixes of descriptors of sites, of nodes of ZooKeeper, and of what has INI files in its texts."""

# A section called `web` (alone or beside a colon) with an option or nothing in it. A section of other lines
# is a list of hosts, as Ansible has them.
_WEB = (
    rb"(?im)^(?:\xef\xbb\xbf)?[ \t]*\[(?:[^\]\n]*[: \t])?web(?![\w-])[^\n]*"
    rb"(?:[^\[]*?^[ \t]*[\w-]+[ \t]*[=:]|\s*(?:[#;][^\n]*\n\s*)*(?:\[|\Z))"
)

# How options begin that may be ASAB's, misspelt ones included, and those of a pool of PHP-FPM. A file with a
# section `[web]` and none of the first kind is one of rsync, Samba, Mercurial and others.
_OPTIONS = (
    rb"(?im)^[ \t]*[\"']?(?:\w*cors|\w*preflight|lis|back|root|server_?t|body|\w*max|ssl|include|\{|<|\$|@)"
)
_POOL = rb"(?m)^[ \t]*(?:pm(?:\.\w+)?[ \t]*=|php_(?:admin_)?(?:value|flag)\[|listen\.\w+[ \t]*=)"

_LINES = rb"[^\n]*\n(?:(?![ \t]*\[)[^\n]*\n)*?[ \t]*"  # of a section, from its header on to an option

# A list of includes, which may lead to one.
_INCLUDE = rb"(?im)^(?:\xef\xbb\xbf)?[ \t]*\[[ \t]*general[ \t]*\]" + _LINES + rb"include[ \t]*[=:]"

# A section that may be meant for it, with an option of a web container.
_INTENDED_SECTION = (
    rb"(?im)^[ \t]*\[[^\]\n]{0,40}?(?:http|web|server|www|api)[^\]\n]{0,40}\]"
    + _LINES
    + rb"(?:listen|servertokens|body_max_size|rootdir)[ \t]*[=:]"
)

# CORS options: in sections of ASAB or meant for the web container, or beside `listen`. Files without sections
# are those of other programs (HOCON, variables of a shell), unless an option is one that only ASAB has.
_SECTION = rb"(?m)^(?:\xef\xbb\xbf)?[ \t]*\[([^\]\n\"',={}]+)\][^\n]*$"
_CORS = rb"(?im)^[ \t]*cors[\w \t-]*[=:]"
_OPTION = rb"(?m)^[ \t]*[\w.-][\w .-]*[ \t]*[=:]"
_LISTEN = rb"(?im)^[ \t]*listen[ \t]*[=:]"
_OF_ASAB = rb"(?i)(?:general|default|logging|auth|tenants|library|zookeeper|asab:.*|.*(?:web|http|www).*)"
_ONLY_OURS = rb"(?im)^[ \t]*(?:cors_?preflight_?paths|preflight_?paths)[ \t]*[=:]"

# Where `web` is a group of hosts for Ansible.
_INVENTORY = rb"(?m)^\[[^\]\n]*:(?:vars|children)\]"

# In YAML and JSON: the key of ASAB's part of a descriptor, options that only ASAB has, and the header of a
# web section in a text, be it of several lines or quoted.
_ASAB_KEY = rb"(?m)(?:^|[\s{,-])[\"']?asab[\"']?[ \t]*:"
_CONFIG_KEY = rb"(?m)(?:^|[\s{,-])[\"']?config[\"']?[ \t]*:"
_BLOCK = rb"[ \t]*(?:[#&!][^\n]*)?\r?\n"
_NODE_KEY = rb"(?m)(?:^|[\s{,-])[\"']?(?:cors_preflight_paths|preflightpaths)[\"']?[ \t]*:"
_INI_IN_TEXT = rb"(?:(?:^|\n)[ \t]+|\\n|[\"'])\[(?:[\w-]+:)?web(?::[\w-]+)?\][ \t]*(?:\n|\r|\\[nr])"
_OPTION_IN_TEXT = rb"(?:cors|preflight|listen)\w*[ \t]*[=:]"


def is_asab(path: str, data: bytes) -> bool:
    """Whether a file of that name and content is one of ASAB's: YAML or JSON by its suffix, else INI."""
    return is_site(data) if path.lower().endswith(SITE_SUFFIXES) else is_configuration(data)


def is_configuration(data: bytes) -> bool:
    """Whether an INI file is one of ASAB's that may concern the web container, wrong ones included."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, which ASAB cannot read: worth a finding
        data = data[2:].replace(b"\0", b"")
    data = data.replace(b"\r", b"\n")
    found = (
        _has_web(data) or re.search(_INCLUDE, data) or re.search(_INTENDED_SECTION, data) or _has_cors(data)
    )
    return bool(found) and not (re.search(_INVENTORY, data) or re.search(_POOL, data))


def _has_web(data: bytes) -> bool:
    if not re.search(_WEB, data):
        return False
    if re.search(_OPTIONS, data):
        return True
    options = re.search(_OPTION, data)
    others = [name.strip() for name in re.findall(_SECTION, data) if b"web" not in name.lower()]
    return options is None or any(re.fullmatch(_OF_ASAB, name) for name in others)


def _has_cors(data: bytes) -> bool:
    if re.search(_ONLY_OURS, data):
        return True
    if not re.search(_CORS, data):
        return False
    _, *parts = re.split(_SECTION, data)
    return any(
        re.search(_CORS, body) and (re.fullmatch(_OF_ASAB, name.strip()) or re.search(_LISTEN, body))
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    )


def is_site(data: bytes) -> bool:
    """Whether a YAML or JSON file is a descriptor, a node, or has a configuration of ASAB in a text."""
    if b"asab" in data and _has_descriptor(data):
        return True
    if b"preflight" in data and re.search(_NODE_KEY, data):
        return True
    return b"web" in data and bool(re.search(_INI_IN_TEXT, data) and re.search(_OPTION_IN_TEXT, data))


def _has_descriptor(data: bytes) -> bool:
    """Whether there is a key `asab` with a key `config` in its value."""
    for key in re.finditer(_ASAB_KEY, data):
        if not (block := re.compile(_BLOCK).match(data, key.end())):  # `{…}`, or an alias
            return re.search(_CONFIG_KEY, data) is not None
        indent = re.match(rb"[ \t]*", data[data.rfind(b"\n", 0, key.end() - 1) + 1 :])
        lines = re.compile(
            rb"(?:[ \t]*(?:#[^\n]*)?\r?\n|" + (indent[0] if indent else b"") + rb"[ \t]+[^\n]*\n?)*"
        )
        if (inside := lines.match(data, block.end())) and re.search(_CONFIG_KEY, inside[0]):
            return True
    return False
