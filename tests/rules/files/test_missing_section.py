"""CORS018: sections under other names than `[web]`."""

from __future__ import annotations

import pytest

from corscheck.linter import LintOptions, lint_files
from tests.support.linting import codes, fixed, lint
from tests.support.memory import Memory

SERVICE = "[general]\nvar_dir = /var/lib/notes\n"
LISTEN = "listen = 127.0.0.1 8080\n"
CORS = "cors = https://app.example.com\ncors_preflight_paths = /*\n"
FOUND = ["CORS018 warning"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"{SERVICE}[{name}]\n{CORS}", FOUND) for name in ("http", "webserver", "web-server", "WWW")),
        (f"{SERVICE}[http]\nlisten = 8080\n", FOUND),
        (f"{SERVICE}[HTTP]\n{CORS}", FOUND),
        (f"[http]\n{LISTEN}", FOUND),  # a line that only ASAB understands
        ("[http]\nlisten =\n    127.0.0.1 8080\n    :: 8443 ssl:web\n", FOUND),
        (f"[http]\n{CORS}", FOUND),
        (f"[server]\n{LISTEN}{CORS}", FOUND),
        ("[http]\nlisten = 127.0.0.1:8080\ncors = *\n", FOUND),
        *((f"{SERVICE}[{name}]\n{LISTEN}{CORS}", FOUND) for name in ("webs", "wep", "Wbe", "wweb")),
        ("[http]\nservertokens = prod\n", FOUND),
        ("[logging]\nverbose = no\n[http]\nrootdir = www\n", FOUND),
        ("[asab:metrics]\n[https]\nlisten = 8443 ssl\ncert = a\n", FOUND),
        (f"[zookeeper]\nservers = zk:2181\n[http]\nlisten = 8080\n[website]\n{LISTEN}", FOUND * 2),
        # there is one, or one that is meant to be
        (f"{SERVICE}[web]\n{LISTEN}[http]\n{LISTEN}", []),
        (f"{SERVICE}[Web]\n{LISTEN}", []),
        (f"{SERVICE}[notes:web]\n{LISTEN}[http]\n{LISTEN}", []),
        (f"{SERVICE}include = gone.conf\n[http]\n{LISTEN}", []),
        (f"{SERVICE}include = web.conf\n[http]\n{LISTEN}", []),
        (f"{SERVICE}include = kafka.conf\n[http]\n{LISTEN}", FOUND),
        # other programs, and sections of other use
        ("[http]\nlisten = 8080\n", []),
        ("[http]\nlisten = 0.0.0.0:8080\n[logging]\nlevel = info\n", []),
        ("[webserver]\nweb_server_port = 8080\n[logging]\nlogging_level = INFO\n", []),
        ("[server]\nlisten = 8080\n[logging]\nverbose = yes\n", []),
        (f"{SERVICE}[http]\nproxy = http://proxy:3128\n", []),
        (f"{SERVICE}[elasticsearch]\nurl = http://es:9200\n", []),
        (f"{SERVICE}[webhook]\nlisten = 8080\n", []),
        (f"{SERVICE}[wep]\nkey = x\n", []),
        ("[webs]\nlisten = 8080\n", []),
        (f"{SERVICE}[web2]\n{LISTEN}{CORS}", []),
    ],
)  # fmt: skip
def test_missing_web_section(text: str, expected: list[str]) -> None:
    files = {"kafka.conf": "[kafka]\n", "web.conf": "[web]\n"}
    assert codes(lint(text, **files), "CORS018") == expected


@pytest.mark.parametrize(
    ("section", "version", "expected"),
    [
        ("asab:web", "20.8", []),
        ("asab:web", "21.11", FOUND),  # the obsolete name is read again from 22.06 on
        ("asab:web", "22.06", []),  # CORS011
        ("asab:web", "25.15", []),
        ("web", "20.8", []),
        ("web", "21.11", []),
        ("http", "26.37", FOUND),
    ],
)
def test_each_version_prefers_a_name(section: str, version: str, expected: list[str]) -> None:
    text = f"{SERVICE}[{section}]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /*\n"
    assert codes(lint(text, version), "CORS018") == expected


def test_a_section_that_the_application_reads() -> None:
    memory = Memory({"app.conf": f"{SERVICE}[http]\n{LISTEN}{CORS}"})
    for sections, expected in ((("http",), []), (("other",), FOUND)):
        found = lint_files(["app.conf"], memory, {}, LintOptions(sections=sections)).findings
        assert codes(found, "CORS018") == expected


def test_the_fix_guesses() -> None:
    text = f"{SERVICE}[http] # of nginx\n{LISTEN}"
    assert fixed(text) == text
    assert fixed(text, unsafe=True) == text.replace("[http]", "[web]")
    [one] = lint(text)
    assert one.message.startswith("there is no section `[web]`, and ASAB does not read `[http]`")
