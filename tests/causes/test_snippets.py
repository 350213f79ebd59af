from __future__ import annotations

import pytest

from corscheck.causes.case import Case, Evidence
from corscheck.causes.snippets import LAYERS, configuration
from corscheck.causes.software import _MARKS
from corscheck.fetch.cors import Problem
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import Prepared
from tests.support.causes import APP, JSON, PUT, always, explained, response

CORS = Evidence("origin-not-listed", topic="cors")
WANTED = (
    "nginx", "Apache", "Caddy", "Traefik", "HAProxy", "Envoy", "Kong", "AWS API Gateway (REST)",
    "AWS API Gateway (HTTP)", "AWS load balancer", "S3", "CloudFront", "Azure Storage", "Azure App Service",
    "Azure API Management", "Google Cloud Storage", "Google Apps Script", "Cloudflare", "Vercel", "Netlify",
    "IIS",
    "Spring", "Express", "Django", "Flask", "FastAPI", "Starlette", "aiohttp", "Rails", "Laravel", "Go",
    "ASP.NET Core",
)  # fmt: skip


def case() -> Case:
    prepared = prepare(PUT._replace(headers=(("X-A", "1"), ("X-B", "1"))))
    assert isinstance(prepared, Prepared)
    return Case(explained(PUT, always(403)), prepared, Problem("preflight-status", ""), response(403))


def test_there_is_configuration_for_what_is_common() -> None:
    assert set(WANTED) <= LAYERS <= {name for _, name, _ in _MARKS}


@pytest.mark.parametrize("name", sorted(LAYERS))
@pytest.mark.parametrize("topic", ["cors", "errors"])
def test_placeholders_are_filled(name: str, topic: str) -> None:
    found = configuration(Evidence("x", topic=topic), (name,), case())  # type: ignore[arg-type]
    assert found is not None
    assert found.layer == name
    assert "{origin}" not in found.text
    assert "{{" not in found.text.replace("{{exact", "")
    assert all(line == line.rstrip() for line in found.text.split("\n"))


def test_only_for_the_software_that_answered() -> None:
    for server, name, word in (
        ("nginx", "nginx", "add_header"),
        ("Apache/2.4", "Apache", "Header always set"),
    ):
        found = explained(JSON, always(405, f"Server: {server}")).configuration
        assert found is not None
        assert found.layer == name
        assert word in found.text
        assert APP in found.text.replace("\\", "")
    assert explained(JSON, always(405)).configuration is None
    assert "nginx" not in str(explained(JSON, always(405, "Server: Apache/2.4")))
