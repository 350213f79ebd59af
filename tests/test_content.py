"""What a configuration of ASAB looks like."""

from __future__ import annotations

import time

import pytest

from corscheck.content import is_configuration, is_site

OURS = [
    "[web]\nlisten = 8080\n",
    "[web]\n",
    "[web]\n# nothing yet\n\n[general]\n",
    "[Web]\nfoo\nlisten = 8080\n",
    "[ web ]\nlisten: 8080\n",
    "[my:web]\nlisten = 8080\n",
    "[web:public]\ncors = *\n",
    "[web] # was [asab:web]\nlisten = 8080\n",
    "[asab:web]\rcors = *\r",
    "\ufeff[web]\nlisten = 8080\n",
    # CORS options in a section
    "[DEFAULT]\ncors = *\n",
    "[general]\nCORS: *\n",
    "[notes]\nlisten = 8080\ncors = *\n",
    "[notes]\ncors = *\n# x\nlisten = 8080\n",
    "[http]\nport = x\ncors = *\n",
    "[my-webserver] ; x\ncors: *\n",
    "[asab:notes]\ncors = *\n",
    "[notes] ; the service\n  cors_preflight_paths = /*\n",
    "\ufeff[general]\ncors = *\n",
    # or by names that only ASAB has
    "cors = *\ncors_preflight_paths = /*\n",
    "preflightpaths = /*\n",
    # includes
    "[general]\ninclude = etc/site.conf\n",
    "[general]\nvar_dir = [x]\n# [y]\ninclude: a\n",
    "\ufeff[General]\ninclude = etc/site.conf\n",
    # sections that may be meant
    "[http]\nlisten = 0.0.0.0 8080\n",
    "[logging]\nverbose = no\n[webserver]\nlisten = 8080\n",
    "[my-http-server]\nrootdir = www\n",
    # a section `[web]` with options of the application
    "[general]\nvar_dir = x\n[web]\nsession = x\nsession = y\n",
    "[asab:metrics]\n[web]\nsession = x\n",
    "lisen = 8080\n[web]\n",
    "[web]\n{{ cors }}\nsession = x\n",
]

OTHERS = [
    "",
    "[web]\nweb1.example.com\nweb2 ansible_host=192.0.2.1\n",
    "[webservers]\nweb1.example.com\n[webservers:vars]\nhttp_port=80\n",
    "[web-ui]\nport = 80\n",
    "[web]\n" + "#" * 100_000 + "\nx",
    "[metadata]\nname = website\n",
    "[other]\ninclude = x\n",
    "[general]\nname = x\n[other]\ninclude = x\n",
    # HOCON
    "node {\n  rpc {\n    http {\n      cors-allowed-origins = []\n    }\n  }\n}\n",
    'include "application"\nplay.filters.cors { allowedOrigins = ["*"] }\ncors = ${play.filters.cors}\n',
    'origins = [\n  "https://a.com"\n]\nmatrix = [\n  [1, 2]\n  ["a"]\n]\ncors : "*"\n',
    # a shell's variables
    'CORS_ALLOWED_ORIGINS="https://a.com"\nPORT=80\n',
    "[ -f /etc/default/x ] && . /etc/default/x\nCORS=yes\nexport CORS\n",
    "# settings\nPORT=80\nCORS_ENABLED=true\n",
    # services in Go, PHP and others, whose first options are in no section
    "cors = bypass\n\n[auth]\nenable = false\n",
    "app_mode = production\ncors_origin = *\n[database]\nname = x\n",
    "httpport = 8080\ncors: *\n",
    # other programs with sections
    "[cors]\nenabled = true\ncors_origins = *\n",
    "[server]\nport = 80\ncors = true\nallow = a\nallow = b\n",
    "[http]\nport = 80\n[rpc]\ncorsdomain = *\n",
    "[options]\ncors-policy: x\n[database]\nlisten = y\n",
    # nginx, Apache, HAProxy
    'map $http_origin $cors {\n  default "";\n}\nserver {\n  listen 80;\n}\n',
    'SetEnvIf Origin "^https" CORS=1\nListen 80\n',
    "frontend web\n  bind :80\n  cors: x\n",
    # others with sections
    "[http]\nport = 80\nbind-address = x\n",
    "[server]\nhttp_addr = 0.0.0.0\nprotocol = http\n[log]\nlisten = x\n",
    "[webserver]\nweb_server_port = 8080\nbase_url = http://localhost\n",
    # a section `[web]` of others: rsync, Samba, Mercurial, pools of PHP-FPM
    "uid = nobody\n[web]\npath = /srv/web\nread only = yes\n",
    "[global]\nworkgroup = x\n[web]\npath = /a\npath = /b\nread only\n",
    "[web]\nallow_push = *\n[paths]\n/ = /srv/hg/*\n",
    "[web]\nuser = www-data\nlisten = /run/php/web.sock\npm = dynamic\npm.max_children = 5\n",
    "[web]\nlisten = 9000\nlisten.owner = www-data\nphp_admin_value[error_log] = /var/log/x\n",
]


@pytest.mark.parametrize("text", OURS)
def test_configurations(text: str) -> None:
    assert is_configuration(text.encode())


@pytest.mark.parametrize("text", OTHERS)
def test_files_of_other_programs(text: str) -> None:
    assert not is_configuration(text.encode())


def test_utf_16_is_worth_a_finding() -> None:
    assert is_configuration("[web]\nlisten = 8080\n".encode("utf-16"))


@pytest.mark.parametrize(
    "text",
    [
        "asab:\n  config:\n    web:\n      cors: '*'\n",
        "define:\n  type: rc/model\nservices:\n  notes:\n    asab:\n      configname: x\n      config: {}\n",
        '{"services": {"notes": {"asab": {"config": {"web": {}}}}}}',
        "- asab: {configname: conf/x.conf, config: {web: {listen: 8080}}}\n",
        "'asab' :\n  \"config\" :\n    mongo: {}\n",
        "web:\n  cors: '*'\n  cors_preflight_paths: /api/*\n",
        '{"web:public": {"preflightpaths": "/*"}}',
        "asab: &a  # x\r\n\r\n  # y\r\n  configname: x\r\n  config:\r\n    web: {}\r\n",
        "x: &x\n  config: {}\nservices:\n  notes:\n    asab: *x\n",
        '{\n  "asab": {\n    "configname": "x",\n    "config": {}\n  }\n}\n',
        "asab:\n  image: x\nservices:\n- asab:\n    config: {}\n",
        # a text that is a configuration
        "kind: ConfigMap\ndata:\n  app.conf: |\n    [web]\n    listen = 8080\n",
        "data:\n  app.conf: |-\n\n      [general]\n      x = 1\n      [notes:web]\n      cors: '*'\n",
        "files:\n  - 'conf/x.conf': \"[web]\\ncors = *\\n\"\n",
        '{"data": {"app.conf": "[general]\\n[web:public]\\r\\nlisten = 8080\\n"}}',
    ],
)
def test_descriptors_and_nodes(text: str) -> None:
    assert is_site(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "services:\n  web:\n    image: nginx\n    ports: ['80:80']\n",
        "web:\n  cors: '*'\n  port: 80\n",
        "web:\n  listen: ':8080'\n  cors: true\n",
        "asab:\n  image: x\n",
        "config:\n  web: x\n",
        "web:\n  cors: '*'\nasab:\n  image: x\nconfig:\n  x: 1\n",
        "- asab:\n    image: x\n- config: y\n",
        "all:\n  children:\n    web:\n      hosts: [web1]\n",
        '{"scripts": {"web": "vite --cors"}, "dependencies": {"cors": "^2"}}',
        "jobs:\n  test:\n    strategy:\n      matrix:\n        part: [web, cors]\n",
        "labels: [web]\ncors: '*'\n",
        "run: |\n  [web]\n  x\n",
        "hosts: |\n  [web]\n  web1.example.com\n",
    ],
)
def test_other_documents(text: str) -> None:
    assert not is_site(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "[" + "web" * 100_000,
        "[" + ":web-" * 100_000,
        "[web]\n" + "# c\n" * 100_000 + "x",
        "[web]\n" * 100_000,
        "[general]\n" * 100_000,
        "[general]\n" + "x\n" * 200_000,
        "[http]\n" * 50_000 + "x\n" * 50_000,
        "cors" * 100_000,
        "cors \n" * 100_000,
        "[a]\n" * 100_000 + "cors",
        " \t" * 200_000,
        "asab" * 100_000,
        "web]" + " " * 400_000,
        "\n [web]" * 100_000,
        "[web]\n" + "pm" * 100_000 + "\n  x" * 50_000,
        "asab:\n" * 50_000 + "config",
        "asab:\n  x:\n" * 30_000,
        "asab:\n" + "#\n" * 100_000 + "x",
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    is_configuration(text.encode())
    is_site(text.encode())
    assert time.process_time() - start < 2
