"""A repository of 40 services with 120 configurations: mains, fragments, descriptors, and settings."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SERVICES = 40
CONFIGURATIONS = 120


def write_monorepo(root: Path) -> list[str]:
    """Write it into an empty directory, as a git repository; the names of all configurations, sorted."""
    files = dict(_SHARED)
    for number in range(SERVICES):
        name = f"services/s{number:02}"
        for path, text in _KINDS[number % len(_KINDS)](number).items():
            files[f"{name}/{path}"] = text
    for path, text in {**files, **_OTHERS}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "services"], cwd=root, check=True)  # the rest is not tracked yet
    return sorted(path for path in files if not path.endswith(".toml"))


_SHARED = {
    "shared/cors.conf": "[web]\ncors = *\ncors_preflight_path = /api/*\n",
    "shared/public/paths.conf": "[web]\ncors_preflight_paths = /public/*\n",
    "shared/public/corscheck.toml": 'select = ["CORS1"]\n',
    "shared/logging.conf": "[logging]\nverbose = no\n",
    "shared/unused.conf": "[web]\ncors = *\n",
}

_OTHERS = {
    ".gitignore": "/build\n",
    "build/app.conf": "[web]\ncors = *\n",
    "tools/hocon.conf": "http {\n  cors-allowed-origins = []\n}\ncors = x\n",
    "deploy/compose.yml": "services:\n  web:\n    image: nginx\n",
    "deploy/package.json": '{"scripts": {"web": "x"}, "dependencies": {"cors": "^2"}}',
    "deploy/hosts.ini": "[web]\nweb1\nweb2\n",
    "docs/README.md": "[web]\ncors = *\n",
}


def _web(number: int, lines: str = "") -> str:
    return f"[web]\nlisten = 127.0.0.1 {8000 + number}\n{lines}"


def _alone(number: int) -> dict[str, str]:
    paths = "api/*" if number % 20 else "/api/*, /api"
    return {
        "app.conf": _web(number, f"cors = *\ncors_preflight_paths = {paths}\n"),
        "app.local.conf": _web(number, "cors = off\n"),
    }


def _directory_of_fragments(number: int) -> dict[str, str]:
    return {
        "app.conf": f"[general]\ninclude = ${{THIS_DIR}}/conf.d/*.conf\n\n{_web(number)}",
        "conf.d/10-cors.conf": "[web]\ncors = *\n",
        "conf.d/20-paths.conf": f"[web]\ncors_preflight_paths = api/*, /s{number}\n",
        "conf.d/30-smtp.conf": "[smtp]\nhost = mail\n",
    }


def _everything_included(number: int) -> dict[str, str]:
    return {
        "app.conf": "[general]\ninclude =\n    ${THIS_DIR}/etc/web.ini\n"
        "    ${THIS_DIR}/../../shared/logging.conf\n",
        "etc/web.ini": _web(number, "cors = https://app.example.com\n"),
        "kafka.conf": "[kafka]\nbootstrap_servers = kafka:9092\n",
    }


def _shared_fragment(number: int) -> dict[str, str]:
    main = f"[general]\ninclude = ${{THIS_DIR}}/../../shared/cors.conf services/s{number:02}/paths.cfg\n"
    return {
        "app.conf": main + _web(number, "backlog = many\n" if number % 20 == 3 else ""),
        "paths.cfg": "[web]\ncors_preflight_paths = /a\n",
    }


def _nested(number: int) -> dict[str, str]:
    return {
        "app.conf": f"[general]\ninclude = ${{THIS_DIR}}/site.conf\n{_web(number)}",
        "site.conf": "[general]\ninclude = ${THIS_DIR}/local/*.conf\n[web]\ncors = *\n",
        "local/paths.conf": "[web]\ncors_preflight_paths = /a/*\n  backlog = 5\n",
    }


def _broken_fragment(number: int) -> dict[str, str]:
    return {
        "app.conf": f"[general]\ninclude = ${{THIS_DIR}}/conf.d/*.conf\n{_web(number)}",
        "conf.d/smtp.conf": "[smtp]\nhost = a\nhost = b\n",
    }


def _dead_includes(number: int) -> dict[str, str]:
    lists = ("./etc/site.conf:./etc/site.d/*.conf", "/conf/secret.conf", "zookeeper://zk:2181/a.conf")
    return {
        "app.conf": f"[general]\ninclude = {lists[number // 10 % 3]}\n\n[logging]\nverbose = no\n",
        "etc/site.conf": _web(number, "cors = *\ncors_preflight_paths = /*\n"),
        "http.conf": "[general]\nvar_dir = /var\n[http]\nlisten = 8080\n",
    }


def _descriptor(number: int) -> dict[str, str]:
    web = f"listen: 127.0.0.1 {8000 + number}\n      cors: '*'\n      cors_preflight_paths: api"
    return {
        "model.yaml": f"define:\n  type: rc/descriptor\nasab:\n  config:\n    web:\n      {web}\n",
        "node.json": '{"web": {"cors": "*", "cors_preflight_paths": "/a, /a"}}\n',
        "app.conf": _web(number, "listn = 1\n"),
    }


def _own_settings(number: int) -> dict[str, str]:
    include = "${THIS_DIR}/../../shared/public/*.conf"
    return {
        "app.conf": f"[general]\ninclude = {include}\n{_web(number, 'cors = *')}\n",
        "corscheck.toml": 'ignore = ["CORS501"]\n[severity]\nCORS113 = "error"\n',
        "extra.conf": _web(number, "cors = *\ncors_preflight_paths = /x/*\n"),
        "nested/corscheck.toml": 'asab-version = "26.37"\n',
        "nested/app.conf": "[general]\ninclude = ${THIS_DIR}/../extra.conf\n[web]\ncors_allow_methods = *\n",
    }


def _suppressed(number: int) -> dict[str, str]:
    return {
        "app.conf": f"[general]\ninclude = ${{THIS_DIR}}/cors.inc.conf\n{_web(number)}",
        "cors.inc.conf": "[web]\n# corscheck: ignore[CORS301] -- known\ncors = https://a.example.com\n"
        "# corscheck: ignore[CORS101] -- not needed\ncors_preflight_paths = /\n",
        "old.conf": "[asab:web]\nlisten = 127.0.0.1 8080\n",
        "mixed.conf": "[Web]\ncors = *\n",
    }


_KINDS: tuple[Callable[[int], dict[str, str]], ...] = (
    _alone,
    _directory_of_fragments,
    _everything_included,
    _shared_fragment,
    _nested,
    _broken_fragment,
    _dead_includes,
    _descriptor,
    _own_settings,
    _suppressed,
)
