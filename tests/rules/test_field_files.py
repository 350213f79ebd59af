"""Whole files of the kinds that repositories have, each with all that is found in it, infos too.

Placeholders, options that ASAB does not know, versions after 26.36, blocks of its documentation, descriptors
and models of ASAB Maestro, and INI files in texts. `test_catalogue.py` has one defect a file.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from corscheck.linter import LintOptions, lint_files
from tests.support.memory import Memory


class File(NamedTuple):
    """A file with its findings: line and column, code, severity."""

    name: str
    path: str
    text: str
    found: list[str]
    version: str = "25.15"


FILES = [
    File(
        "make",
        "app.conf",
        ("[web]\nlisten = 0.0.0.0 $(PORT)\ncors = *\ncors_preflight_paths = $(PATHS)\n"),
        ["2:10 CORS004 error", "3:8 CORS501 warning", "4:24 CORS004 error"],
    ),
    File(
        "autoconf",
        "app.conf",
        ("[web]\nlisten = @HOST@ @PORT@\ncors = https://@APP@\ncors_preflight_paths = /@PREFIX@/*\n"),
        ["2:10 CORS004 error", "3:8 CORS004 warning", "4:24 CORS004 warning"],
    ),
    File(
        "sed",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = __CORS_ORIGINS__\ncors_preflight_paths = __CORS_PATHS__\n"),
        ["3:8 CORS004 warning", "4:24 CORS004 error"],
    ),
    File(
        "ERB",
        "app.conf",
        ("[web]\nlisten = <%= @listen %>\n<% if @cors %>\ncors = <%= @origins.join(', ') %>\n<% end %>\n"),
        ["2:10 CORS004 error", "3:1 CORS004 error", "4:8 CORS004 warning", "5:1 CORS004 error"],
    ),
    File(
        "Jinja",
        "app.conf",
        (
            "{# notes #}\n"
            "[web]\n"
            "listen = {{ ip }} 8080\n"
            "{% if cors %}\n"
            "cors = {{ cors }}\n"
            "{% else %}\n"
            "cors =\n"
            "{% endif %}\n"
        ),
        [
            "1:1 CORS004 error",
            "3:10 CORS004 error",
            "4:1 CORS004 error",
            "5:8 CORS004 warning",
            "6:1 CORS004 error",
            "8:1 CORS004 error",
        ],
    ),
    File(
        "Helm",
        "app.conf",
        (
            "[web]\n"
            "listen = 0.0.0.0 {{ .Values.port }}\n"
            "{{- if .Values.cors }}\n"
            "cors = *\n"
            'cors_preflight_paths = {{ join "," .Values.paths }}\n'
            "{{- end }}\n"
        ),
        [
            "2:10 CORS004 error",
            "3:1 CORS004 error",
            "4:8 CORS501 warning",
            "5:24 CORS004 error",
            "6:1 CORS004 error",
        ],
    ),
    File(
        "Ansible",
        "app.conf",
        (
            "# {{ ansible_managed }}\n"
            "[web]\n"
            "listen = {{ notes_listen }}\n"
            "cors = *\n"
            "cors_preflight_paths = /api\n"
            "[kafka]\n"
            "servers = {{ kafka }}\n"
        ),
        ["3:10 CORS004 error", "4:8 CORS501 warning"],
    ),
    File(
        "envsubst",
        "app.conf",
        ("[web]\nlisten = 0.0.0.0 ${NOTES_PORT}\ncors = ${NOTES_ORIGINS}\ncors_preflight_paths = /api\n"),
        ["2:18 CORS020 error", "3:8 CORS020 error"],
    ),
    File(
        "Go templates",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 [[ .Port ]]\ncors =\n"),
        ["2:10 CORS004 error"],
    ),
    File(
        "batch",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 %%PORT%%\ncors = *\ncors_preflight_paths = /api\n"),
        ["2:10 CORS004 error", "3:8 CORS501 warning"],
    ),
    File(
        "placeholder after 26.36",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = <APP_ORIGIN>\ncors_allow_methods = *\n"),
        ["3:8 CORS004 warning", "4:22 CORS523 error"],
        "26.37",
    ),
    File(
        "placeholder of a certificate",
        "app.conf",
        ("[web]\nlisten = 8443 ssl:web\n[ssl:web]\ncert = @CERT@\nkey = @KEY@\n"),
        ["4:8 CORS004 error", "5:7 CORS004 warning"],
    ),
    File(
        "braces of aiohttp are no placeholder",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /notes/{id}, /{kind:[a-z]+}\n"),
        ["3:8 CORS501 info"],
    ),
    File(
        "private network",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = *\n"
            "cors_preflight_paths = /api\n"
            "cors_allow_private_network = yes\n"
        ),
        ["3:8 CORS501 info", "5:1 CORS016 warning"],
    ),
    File(
        "private network after 26.36",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = *\n"
            "cors_preflight_paths = /api\n"
            "cors_allow_private_network = yes\n"
        ),
        ["3:8 CORS501 info", "5:1 CORS016 warning"],
        "26.37",
    ),
    File(
        "time to live",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /api\ncors_ttl = 600\n"),
        ["3:8 CORS501 info", "5:1 CORS016 warning"],
    ),
    File(
        "time to live after 26.36",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /api\ncors_ttl = 600\n"),
        ["3:8 CORS501 info", "5:1 CORS016 warning"],
        "26.37",
    ),
    File(
        "excluded paths",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /api\ncors_exclude = /admin/*\n"),
        ["3:8 CORS501 info", "5:1 CORS016 warning"],
    ),
    File(
        "as Flask names them",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors_origins = *\n"
            "cors_methods = GET\n"
            "cors_supports_credentials = true\n"
        ),
        ["3:1 CORS016 warning", "4:1 CORS016 warning", "5:1 CORS016 warning"],
    ),
    File(
        "as Flask names them, after 26.36",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors_origins = *\n"
            "cors_methods = GET\n"
            "cors_supports_credentials = true\n"
        ),
        ["3:1 CORS016 warning", "4:1 CORS016 warning", "5:1 CORS016 warning"],
        "26.37",
    ),
    File(
        "as nginx names them",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "access-control-allow-origin = *\n"
            "Access-Control-Allow-Methods = GET\n"
        ),
        ["3:1 CORS016 warning", "4:1 CORS016 warning"],
    ),
    File(
        "before preflights",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = *\npreflightpaths = /api\n"),
        ["3:8 CORS501 info", "4:1 CORS015 error"],
        "20.7",
    ),
    File(
        "options of applications",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors =\ncorsair = x\ncross_origin = y\n"),
        [],
    ),
    File(
        "any method",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com\ncors_allow_methods = *\n"),
        ["4:22 CORS523 error"],
        "26.37",
    ),
    File(
        "any header",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com\ncors_allow_headers = *\n"),
        ["4:22 CORS524 error"],
        "26.37",
    ),
    File(
        "any method besides others",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com\ncors_allow_methods = GET, *\n"),
        ["4:27 CORS523 error"],
        "26.37",
    ),
    File(
        "methods in lower case",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = https://app.example.com\n"
            "cors_allow_methods = get, put, patch\n"
        ),
        [],
        "26.37",
    ),
    File(
        "an odd header",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = https://app.example.com\n"
            "cors_allow_headers = X-Two, Content-Type:\n"
        ),
        ["4:29 CORS524 warning"],
        "26.37",
    ),
    File(
        "a list of headers in JSON",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = https://app.example.com\n"
            'cors_allow_headers = ["X-Two", "X-One"]\n'
        ),
        ["4:22 CORS524 warning", "4:32 CORS524 warning"],
        "26.37",
    ),
    File(
        "methods with a bar",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com\ncors_allow_methods = GET|PUT\n"),
        ["4:22 CORS523 warning"],
        "26.37",
    ),
    File(
        "enabled in the code",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors =\n"
            "cors_preflight_paths = /openidconnect/*, /.well-known/jwks.json\n"
        ),
        ["4:1 CORS102 info"],
        "26.37",
    ),
    File(
        "NULL",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = NULL\n"),
        ["3:8 CORS310 warning"],
        "26.37",
    ),
    File(
        "null",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = null\n"),
        ["3:8 CORS310 error"],
        "26.37",
    ),
    File(
        "only a comma",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = ,\n"),
        [],
        "26.37",
    ),
    File(
        "only a comma, before",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = ,\ncors_preflight_paths = /api\n"),
        ["3:8 CORS302 error"],
        "26.36",
    ),
    File(
        "off",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = off\n"),
        ["3:8 CORS302 warning"],
        "26.37",
    ),
    File(
        "spelling that ASAB accepts",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = https://APP.example.com/\n"),
        ["3:8 CORS311 warning"],
        "26.37",
    ),
    File(
        "spelling that it does not accept",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com:443\n"),
        ["3:8 CORS311 error"],
        "26.37",
    ),
    File(
        "ten paths",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = https://app.example.com\n"
            "cors_preflight_paths = /a /b /c /d /e /f /g /h /i /j\n"
        ),
        [],
        "26.37",
    ),
    File(
        "a star in the middle",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = https://app.example.com\n"
            "cors_preflight_paths = /a/*/b, /c*\n"
        ),
        ["4:24 CORS112 warning", "4:32 CORS112 warning"],
        "26.37",
    ),
    File(
        "everybody with cookies",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_allow_credentials = yes\n"),
        ["3:8 CORS502 error"],
        "26.37",
    ),
    File(
        "a file for the next version",
        "app.conf",
        (
            "[web]\n"
            "listen = 127.0.0.1 8080\n"
            "cors = https://app.example.com\n"
            "cors_allow_methods = GET\n"
            "cors_allow_credentials = yes\n"
        ),
        ["3:1 CORS101 error", "3:8 CORS301 error", "4:1 CORS017 warning", "5:1 CORS017 warning"],
    ),
    File(
        "default of 25.15",
        "app.conf",
        (
            "[web]\n"
            "listen=0.0.0.0 8080\n"
            "backlog=128\n"
            "rootdir=\n"
            "servertokens=full\n"
            "cors=\n"
            "cors_preflight_paths=/openidconnect/*, /test/*\n"
            "body_max_size=1048576\n"
        ),
        [],
    ),
    File(
        "default of 26.37",
        "app.conf",
        (
            "[web]\n"
            "listen=0.0.0.0 8080\n"
            "backlog=128\n"
            "rootdir=\n"
            "servertokens=full\n"
            "cors=\n"
            "cors_preflight_paths=/*\n"
            "cors_allow_credentials=no\n"
            "body_max_size=1048576\n"
        ),
        [],
        "26.37",
    ),
    File(
        "default with a power",
        "app.conf",
        (
            "[web]\n"
            "listen=0.0.0.0 8080\n"
            "backlog=128\n"
            "rootdir=\n"
            "servertokens=full\n"
            "cors=\n"
            "cors_preflight_paths=/openidconnect/*, /test/*\n"
            "body_max_size=1024**2\n"
        ),
        ["8:15 CORS411 error"],
    ),
    File(
        "the documented switch",
        "app.conf",
        ("[web]\ncors=*\ncors_preflight_paths=/*\n"),
        ["2:6 CORS501 warning", "3:22 CORS118 info"],
    ),
    File(
        "the documented switch, on loopback",
        "app.conf",
        ("[web]\nlisten = 127.0.0.1 8080\ncors=*\ncors_preflight_paths=/*\n"),
        ["3:6 CORS501 info", "4:22 CORS118 info"],
    ),
    File(
        "a model",
        "model.yaml",
        (
            "define:\n"
            "  type: rc/model\n"
            "asab:\n"
            "  config:\n"
            "    web:\n"
            '      cors: "*"\n'
            "services:\n"
            "  notes:\n"
            "    instances: [node1]\n"
            "    asab:\n"
            "      config:\n"
            "        web:\n"
            "          cors_preflight_paths: [/api, api]\n"
        ),
        ["6:14 CORS501 warning", "13:40 CORS104 error"],
    ),
    File(
        "an instance",
        "model.yaml",
        (
            "services:\n"
            "  notes:\n"
            "    asab: {config: {web: {cors: 'off'}}}\n"
            "    instances:\n"
            "      1: {node: a, asab: {config: {web: {cors: ''}}}}\n"
            "      2: {node: b}\n"
        ),
        ["3:34 CORS302 error"],
    ),
    File(
        "a descriptor",
        "notes.yaml",
        (
            "define:\n"
            "  type: rc/descriptor\n"
            "asab:\n"
            "  configname: conf/notes.conf\n"
            "  config:\n"
            "    web:\n"
            "      listen: 0.0.0.0 8891\n"
            "      cors: https://app.example.com\n"
        ),
        ["8:13 CORS301 error"],
    ),
    File(
        "a descriptor by itself",
        "notes.yaml",
        ('asab:\n  config:\n    web:\n      listen: 127.0.0.1 8891\n      cors: "*"\n'),
        ["5:7 CORS101 error", "5:14 CORS501 info"],
    ),
    File(
        "a template in a descriptor",
        "notes.yaml",
        (
            "asab:\n"
            "  config:\n"
            "    web:\n"
            '      listen: "{{NODE_ID}} 8891"\n'
            '      cors: "*"\n'
            "      cors_preflight_paths: /api\n"
        ),
        ["4:16 CORS004 warning", "5:14 CORS501 warning"],
    ),
    File(
        "merge keys",
        "site.yaml",
        (
            "x-cors: &cors\n"
            '  cors: "*"\n'
            "web:\n"
            "  <<: *cors\n"
            "  listen: 127.0.0.1 8080\n"
            "  cors_preflight_paths: /api/*\n"
        ),
        ["2:10 CORS501 info", "6:25 CORS113 warning"],
    ),
    File(
        "no in a node",
        "site.yaml",
        ("web:\n  listen: 127.0.0.1 8080\n  cors: no\n  cors_preflight_paths: /api\n"),
        ["3:9 CORS302 error"],
    ),
    File(
        "a node in JSON",
        "site.json",
        ('{"web": {"cors": "*", "cors_preflight_paths": ["/a", "/b"]}}\n'),
        ["1:19 CORS501 warning", "1:47 CORS105 error"],
    ),
    File(
        "a ConfigMap",
        "notes.yaml",
        (
            "apiVersion: v1\n"
            "kind: ConfigMap\n"
            "metadata:\n"
            "  name: notes\n"
            "data:\n"
            "  app.conf: |\n"
            "    [web]\n"
            "    listen = 127.0.0.1 8080\n"
            "    cors = https://app.example.com\n"
            "    preflightpaths = /*\n"
        ),
        ["9:12 CORS301 error", "10:5 CORS015 error"],
    ),
    File(
        "several documents",
        "notes.yaml",
        ("kind: Service\n---\nkind: ConfigMap\ndata:\n  app.conf: |\n    [web]\n    listen = :8080\n"),
        ["7:14 CORS401 error"],
    ),
    File(
        "files of a descriptor",
        "notes.yaml",
        (
            "files:\n"
            "  - conf/notes.conf: |\n"
            "      [web]\n"
            "      listen = 127.0.0.1 8080\n"
            "      cors = *\n"
            "      cors_preflight_paths =\n"
            "        /api\n"
            "        docs\n"
        ),
        ["5:14 CORS501 info", "8:9 CORS104 error"],
    ),
    File(
        "a quoted text",
        "notes.json",
        (
            '{"data": {"app.conf": "[web]\\nlisten = 127.0.0.1 8080\\n'
            'cors = off\\ncors_preflight_paths = /a\\n"}}\n'
        ),
        ["1:63 CORS302 error"],
    ),
    File(
        "a good ConfigMap",
        "notes.yaml",
        ("kind: ConfigMap\ndata:\n  app.conf: |\n    [web]\n    listen = 127.0.0.1 8080\n    cors =\n"),
        [],
    ),
    File(
        "a script is none",
        "ci.yaml",
        ("jobs:\n  web:\n    run: |\n      cat > app.conf <<EOF\n      [web]\n      cors = *\n      EOF\n"),
        [],
    ),
]


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_what_is_found(file: File) -> None:
    options = LintOptions((file.version,))
    findings = lint_files([file.path], Memory({file.path: file.text}), {}, options).findings
    assert [
        f"{line}:{column} {finding.code} {finding.severity}"
        for finding in findings
        for line, column in [finding.span.source.position(finding.span.start)]
    ] == file.found


def test_names_are_unique() -> None:
    assert len({file.name for file in FILES}) == len(FILES)
