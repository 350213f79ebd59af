"""The services that several test modules talk to, started once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.support.services import APP, World, free_ports, process

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).parents[1] / "support" / "asab_containers.py"

# Name → options behind `listen`. The same files are what ASAB reads and what corscheck is given.
CONTAINERS = {
    "off": "cors =\n",
    "star": "cors = *\ncors_preflight_paths = /*\n",
    "one": f"cors = {APP}\ncors_preflight_paths = /api/*\n",
    "one-everywhere": f"cors = {APP}\ncors_preflight_paths = /*\n",
    "two-origins": f"cors = {APP}, https://admin.example.com\ncors_preflight_paths = /api, /api/*\n",
    "meant-off": "cors = off\ncors_preflight_paths = /api/*\n",
    "default-paths": "cors = *\n",
    "nine": "cors = *\ncors_preflight_paths = " + ", ".join(f"/p{n}" for n in range(9)) + "\n",
    "ten": "cors = *\ncors_preflight_paths = " + ", ".join(f"/p{n}" for n in range(10)) + "\n",
    "patterns": "cors = *\ncors_preflight_paths = /{id:\\d+}/x, /a*, /deep/*/end, /café\n",
    "auth": "cors = *\ncors_preflight_paths = /api/*\n",
    "tenants": "cors = *\ncors_preflight_paths = /api/*\n[tenants]\nids = one\n",
    "dead": "cors = *\ncors_preflight_paths = api/*\n",
}


@pytest.fixture(scope="session")
def asab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("asab")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(directory / "ca.pem"))
    certificate = authority.issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(str(directory / "cert.pem"))
    certificate.private_key_pem.write_to_path(str(directory / "key.pem"))
    names = (*CONTAINERS, "custom", "tls", "public", "admin")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    files = {
        name: f"[web:{name}]\nlisten = 127.0.0.1 {ports[name]}\n{options}"
        for name, options in CONTAINERS.items()
    }
    files["custom"] = (
        f"[shop]\nlisten = 127.0.0.1 {ports['custom']}\ncors = {APP}\ncors_preflight_paths = /*\n"
    )
    files["tls"] = (
        f"[web:tls]\nlisten = 127.0.0.1 {ports['tls']} ssl\ncert = {directory}/cert.pem\n"
        f"key = {directory}/key.pem\ncors = *\ncors_preflight_paths = /*\n"
    )
    files["both"] = (
        f"[web:public]\nlisten = 127.0.0.1 {ports['public']}\ncors = *\ncors_preflight_paths = /*\n"
        f"[web:admin]\nlisten = 127.0.0.1 {ports['admin']}\ncors = {APP}\ncors_preflight_paths = /*\n"
    )
    for name, text in files.items():
        (directory / f"{name}.conf").write_text(text)
    main = directory / "main.conf"
    included = "".join(f"  {directory}/{name}.conf\n" for name in files)
    main.write_text(f"[general]\ninclude =\n{included}")
    plain = [port for name, port in ports.items() if name != "tls"]
    with process([sys.executable, str(PROGRAM), "-c", str(main)], plain, directory / "log"):
        yield World(directory, ports, str(directory / "ca.pem"))
