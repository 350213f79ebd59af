"""What goes wrong in ASAB configurations, each as a whole file: one defect, one finding, at its place.

Informative findings are left out. The values of single options have tables in the tests of their rules.
"""

from __future__ import annotations

import pytest

from corscheck.linter import LintOptions, lint_files
from tests.support.linting import NEW
from tests.support.memory import Memory, files_of

WEB = "[web]\nlisten = 127.0.0.1 8080\n"
ON = "cors = *\ncors_preflight_paths = /a\n"
AUTH = "[auth]\nmultitenancy = yes\n"
INCLUDE = "[general]\ninclude = /site.conf\n"
POLICY = """\
cors_allow_methods = GET, PUT
cors_allow_headers = Authorization
cors_allow_credentials = yes
cors_max_age = 2h
"""
SITE = "# === site.conf ===\n"

# name, files, what is found
DEFECTS = [
    # files
    ("line that is nothing", f"{WEB}{ON}foo bar\n", ["5:1 CORS001"]),
    ("no section", "cors = *\n", ["1:1 CORS001"]),
    ("option without separator", f"{WEB}cors\ncors_preflight_paths = /a\n", ["3:1 CORS001"]),
    ("path without indentation", f"{WEB}cors = *\ncors_preflight_paths =\n/a\n", ["5:1 CORS001"]),
    ("byte order mark", f"\ufeff{WEB}", ["1:1 CORS002"]),
    ("JSON", '{"web": {"cors": "*"}}', ["1:1 CORS003"]),
    ("YAML", 'web:\n  cors: "*"\n', ["1:1 CORS003"]),
    ("template in cors", f"{WEB}cors = {{{{ cors }}}}\ncors_preflight_paths = /a\n", ["3:8 CORS004"]),
    ("template in paths", f"{WEB}cors = *\ncors_preflight_paths = /{{{{ a }}}}/*, b\n", ["4:24 CORS004"]),
    ("template in listen", "[web]\nlisten = {{ ip }} {{ port }}\n", ["2:10 CORS004"]),
    ("template in a number", f"{WEB}backlog = {{{{ backlog }}}}\n", ["3:11 CORS004"]),
    ("template in include", "[general]\ninclude = {{ site }}\n[web]\n", ["2:11 CORS004"]),
    ("template around options", f"{WEB}{{% if x %}}\n{ON}", ["3:1 CORS004"]),
    (
        "loop over paths",
        f"{WEB}cors = *\ncors_preflight_paths =\n  {{% for p in x %}}\n  {{{{ p }}}}\n  {{% endfor %}}\n",
        ["5:3 CORS004"],
    ),
    ("option twice", f"{WEB}{ON}CORS = *\n", ["5:1 CORS005"]),
    ("section twice", f"{WEB}{ON}[web]\nbacklog = 5\n", ["5:1 CORS006"]),
    # sections and options
    ("letter case of a section", f"[Web]\nlisten = 127.0.0.1 8080\n{ON}", ["1:1 CORS010"]),
    ("blanks in a section", f"[ web ]\nlisten = 127.0.0.1 8080\n{ON}", ["1:1 CORS010"]),
    ("the last bracket", f"[web] # was [asab:web]\nlisten = 127.0.0.1 8080\n{ON}", ["1:1 CORS010"]),
    ("obsolete section", f"[asab:web]\nlisten = 127.0.0.1 8080\n{ON}", ["1:1 CORS011"]),
    ("obsolete section beside the new one", f"{WEB}[asab:web]\n{ON}", ["3:1 CORS011"]),
    ("option of another section", f"[general]\ncors = *\n{WEB}", ["2:1 CORS013"]),
    ("option in a value", f"{WEB}cors = *\n  cors_preflight_paths = /a\n", ["4:3 CORS014"]),
    ("option in the paths", f"{WEB}{ON}  rootdir = www\n", ["5:3 CORS014"]),
    ("cors in a value", f"{WEB}rootdir =\n  cors: *\ncors_preflight_paths = /a\n", ["4:3 CORS014"]),
    ("section in a value", "[general]\nvar_dir = /\n  [web]\n", ["3:3 CORS014"]),
    ("obsolete option", f"{WEB}cors = *\npreflightpaths = /*\n", ["4:1 CORS015"]),
    ("dashes", f"{WEB}cors = *\ncors-preflight-paths = /a\n", ["4:1 CORS016"]),
    ("misspelt cors", f"{WEB}cors_origins = *\ncors_preflight_paths = /a\n", ["3:1 CORS016"]),
    ("exposed headers", f"{WEB}{ON}cors_expose_headers = X-Total\n", ["5:1 CORS016"]),
    ("option of a later version", f"{WEB}{ON}cors_max_age = 1d\n", ["5:1 CORS017"]),
    # references
    ("variable that is not set", f"{WEB}cors = ${{X}}\ncors_preflight_paths = /a\n", ["3:8 CORS020"]),
    ("default of a shell", f"{WEB}cors = ${{X:-*}}\ncors_preflight_paths = /a\n", ["3:8 CORS020"]),
    ("dollar sign", f"{WEB}{ON}rootdir = a$\n", ["5:12 CORS021"]),
    ("dollar sign in DEFAULT", f"[DEFAULT]\nx = a$\n{WEB}", ["2:6 CORS021"]),
    ("reference to itself", f"{WEB}cors = ${{cors}}\n", ["3:8 CORS008"]),
    # includes
    ("colon between includes", f"[general]\ninclude = a.conf:b.conf\n{WEB}", ["2:11 CORS030"]),
    ("comma between includes", f"[general]\ninclude = a.conf,b.conf\n{WEB}", ["2:11 CORS030"]),
    ("tab between includes", f"[general]\ninclude = a.conf\tb.conf\n{WEB}", ["2:11 CORS030"]),
    ("include of nothing", f"[general]\ninclude = a.conf\n{WEB}", ["2:11 CORS031"]),
    ("include of a home directory", f"[general]\ninclude = ~/a.conf\n{WEB}", ["2:11 CORS031"]),
    (
        "order of a glob",
        f"[general]\ninclude = /*.inc\n{WEB}# === a.inc ===\n[web]\ncors =\n# === b.inc ===\n[web]\n{ON}",
        ["b.inc:2:1 CORS033"],
    ),
    ("ZooKeeper nowhere", f"[general]\ninclude = zookeeper:///a.conf\n{WEB}", ["2:11 CORS035"]),
    ("include of itself", f"[general]\ninclude = /app.conf\n{WEB}", ["2:11 CORS036"]),
    ("include of a directory", f"[general]\ninclude = /d\n{WEB}# === d/a.conf ===\n[x]\n", ["2:11 CORS037"]),
    ("mistake in an include", f"{INCLUDE}{WEB}{SITE}[web]\ncors\n", ["site.conf:2:1 CORS001"]),
    # paths
    ("no paths", f"{WEB}cors = *\n", ["3:1 CORS101"]),
    ("paths without cors", f"{WEB}cors_preflight_paths = /a\n", ["3:1 CORS102"]),
    ("empty paths", f"{WEB}cors = *\ncors_preflight_paths =\n", ["4:1 CORS108"]),
    ("ten paths", f"{WEB}cors = *\ncors_preflight_paths = /a /b /c /d /e /f /g /h /i /j\n", ["4:48 CORS103"]),
    # listen, numbers, TLS
    ("listen on a colon", "[web]\nlisten = :8080\n", ["2:10 CORS401"]),
    ("the second line of listen", "[web]\nlisten =\n  8080\n  [::1]:8081\n", ["4:3 CORS401"]),
    ("listen on IPv6", "[web]\nlisten = :: 8080\n", ["2:10 CORS403"]),
    ("listen on nothing", "[web]\nlisten =\n", ["2:1 CORS404"]),
    ("power", f"{WEB}body_max_size = 1024**2\n", ["3:17 CORS411"]),
    ("TLS without a certificate", "[web]\nlisten = 8443 ssl\n", ["2:10 CORS421"]),
    ("TLS of no section", "[web]\nlisten = 8443 ssl:web\n", ["2:10 CORS421"]),
    # cors
    ("origin", f"{WEB}cors = https://a.com\ncors_preflight_paths = /a\n", ["3:8 CORS301"]),
    ("off", f"{WEB}cors = off\ncors_preflight_paths = /a\n", ["3:8 CORS302"]),
    ("everybody", f"[web]\nlisten = 8080\n{ON}", ["3:8 CORS501"]),
    ("authentication", f"{WEB}{ON}{AUTH}", ["5:1 CORS511"]),
]  # fmt: skip

LATER = [
    ("everybody with cookies", f"{WEB}cors = *\ncors_allow_credentials = yes\n", ["3:8 CORS502"]),
    (
        "comment behind credentials",
        f"{WEB}cors = https://a.com\ncors_allow_credentials = yes ; c\n",
        ["4:30 CORS412"],
    ),
    (
        "comment behind methods",
        f"{WEB}cors = https://a.com\ncors_allow_methods = GET # x\n",
        ["4:26 CORS412"],
    ),
    ("variable", f"{WEB}cors = https://a.com\ncors_preflight_paths = /{{id}}\n", ["4:24 CORS115"]),
]

# name, files: none of them is wrong
GOOD = [
    ("the shortest", "[web]\n"),
    ("empty", ""),
    ("no web", "[general]\nvar_dir = /var\n[logging]\nverbose = no\n"),
    ("off", f"{WEB}cors =\n"),
    ("commented examples", f"{WEB}# cors = https://a.com/\n;cors_preflight_paths = api/*\n# x\n"),
    ("CRLF", f"{WEB}cors =\n".replace("\n", "\r\n")),
    ("CR", f"{WEB}cors =\n".replace("\n", "\r")),
    ("not ASCII", f"# žluťoučký kůň\n{WEB}rootdir = /srv/žluť\n"),
    ("everything indented", "  [web]\n  listen = 8080\n  cors =\n"),
    ("colons", "[web]\nlisten: 8080\ncors:\n"),
    ("two containers", "[web]\nlisten = 8082\n[web:public]\nlisten = 8081\n"),
    ("of the documentation", "[web]\nlisten:\n\t0.0.0.0:8080\n\t::1 8081\n"),
    ("references", "[DEFAULT]\nhost = 127.0.0.1\n[net]\nport = 8080\n[web]\nlisten = ${host} ${net:port}\n"),
    ("environment", "[web]\nlisten = 127.0.0.1 $PORT\nrootdir = ${HOME}/www\n"),
    ("switched on by the environment", f"{WEB}cors = ${{ORIGINS}}\ncors_preflight_paths = /a\n"),
    ("switched off by an include", f"{INCLUDE}{WEB}{ON}{SITE}[web]\ncors =\n"),
    ("dollar signs elsewhere", "[web]\n[parser]\nexpression = ^a$\n[influx]\ntoken = a$b\n"),
    ("percent signs", "[logging]\nformat = %(message)s\n[web]\n[mongo]\nuri = mongodb://a:b%40c@d\n"),
    ("values of others", "[web]\n[mail]\nbody = Dear {{ name }},\n  cors = 5\n  listen = no\n"),
    ("authentication without CORS", f"{WEB}{AUTH}"),
    ("includes", f"[general]\ninclude = ${{THIS_DIR}}/site.conf /none*.conf\n{WEB}{SITE}[mongo]\nuri = x\n"),
    ("several includes", f"[general]\ninclude =\n  /site.conf\n  /b.conf\n{WEB}{SITE}# === b.conf ===\n"),
    ("ZooKeeper", f"[general]\ninclude = zookeeper://zk:2181/asab/site.conf\n{WEB}"),
    ("silenced", f"[web]\nlisten = 8080\n# corscheck: ignore[CORS501] -- public\n{ON}"),
    ("nine paths", f"{WEB}cors = *\ncors_preflight_paths =\n  /a\n  /b\n  /c, /d\n  # e\n  /e /f /g /h /i\n"),
    ("tox.ini", "[tox]\nenvlist = web\n[testenv:web]\nsetenv =\n    CORS = *\n    listen = 80\n"),
    ("setup.cfg", "[metadata]\nname = x\n[options.extras_require]\nweb =\n    flask-cors\n"),
    ("alembic.ini", "[alembic]\nurl = driver://user:pass@localhost/db\n[formatter]\nformat = %(name)s\n"),
    ("supervisord.conf", '[program:web]\nenvironment = CORS="*"\n[group:web]\nprograms = web\n'),
    ("php.ini", '[PHP]\nerror_reporting = E_ALL & ~E_DEPRECATED\n[Session]\nfoo = "a=b"\n'),
    ("hgrc", "[ui]\nusername = x\n[web]\nallow_push = *\nstyle = gitweb\n"),
    ("gitconfig", '[remote "origin"]\n\turl = git@x\n[web]\n\tbrowser = firefox\n'),
    ("hosts of Ansible", "[web]\nweb1\nweb2 ansible_port=22\n[web:vars]\nhttp_port=80\n[x:children]\nweb\n"),
    ("couchdb.ini", "[chttpd]\nenable_cors = true\n[cors]\norigins = *\ncredentials = true\n"),
    ("pyramid.ini", "[app:main]\nuse = egg:x\ncors_origins = *\n[server:main]\nlisten = *:6543\n"),
    ("airflow.cfg", "[webserver]\nport = 8080\n[api]\naccess_control_allow_origins =\n"),
    ("nginx.conf", "server {\n  listen 80;\n  add_header Access-Control-Allow-Origin *;\n}\n"),
]  # fmt: skip

LATER_GOOD = [
    (
        "policy",
        f"{WEB}cors = https://a.com, https://b.com\ncors_preflight_paths = /api/*\n{POLICY}",
    ),
    ("default paths", f"{WEB}cors =\n    https://a.com\n    # staging\n    https://b.com\n"),
    ("developer", f"{WEB}cors = http://localhost:3000\n"),
]


def found(text: str, *versions: str) -> list[str]:
    files = Memory(files_of(text), directory="/")
    environ = {"PORT": "8080", "HOME": "/root", "ORIGINS": ""}
    findings = lint_files(["app.conf"], files, environ, LintOptions(versions or ("25.15",))).findings
    return [
        f"{span.source.path}:{line}:{column} {code}".removeprefix("app.conf:")
        for code, span, (line, column) in (
            (one.code, one.span, one.span.source.position(one.span.start))
            for one in findings
            if one.severity != "info"
        )
    ]


def named(rows: list[tuple[str, str, list[str]]]) -> list[object]:
    return [pytest.param(text, expected, id=name) for name, text, expected in rows]


@pytest.mark.parametrize(("text", "expected"), named(DEFECTS))
def test_defect(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "expected"), named(LATER))
def test_defect_of_a_later_version(text: str, expected: list[str]) -> None:
    assert found(text, NEW) == expected


@pytest.mark.parametrize(("text", "expected"), named([(name, text, []) for name, text in GOOD]))
def test_good(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "expected"), named([(name, text, []) for name, text in LATER_GOOD]))
def test_good_in_a_later_version(text: str, expected: list[str]) -> None:
    assert found(text, NEW) == expected
