"""The documentation says what the code does."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from corscheck.causes.catalogue import CAUSES
from corscheck.cli.commands import load
from corscheck.cli.fast_parser import plain_options
from corscheck.findings import Finding
from corscheck.fixes import Edit, Fix
from corscheck.report import FORMATS, Context, render
from corscheck.rules.registry import every_rule
from corscheck.run_report import Report
from corscheck.source import Source

ROOT = Path(__file__).parents[1]
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
RULES = sorted([*(ROOT / "docs/rules").glob("*.md"), *(ROOT / "docs/causes").glob("*.md")])
DOCUMENTS = sorted(
    path
    for folder in ("", "docs", "benchmarks", "fixtures/service", "fixtures/asab-cases", "tests/data")
    for path in (ROOT / folder).glob("*.md")
)
TEXTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in DOCUMENTS}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def blocks(language: str) -> list[tuple[str, str]]:
    """The code blocks in that language, each with the document it stands in."""
    found = []
    for name, text in TEXTS.items():
        found += [
            (name, block)
            for block in re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        ]
    return found


def test_the_rules_pages_are_current() -> None:
    stale = GENERATE["stale"]()
    assert not stale, "run `python docs/generate.py`"


def test_every_rule_is_in_a_family_of_the_index() -> None:
    index = GENERATE["pages"]()["rules/README.md"]
    assert [rule.code for rule in every_rule() if f"[{rule.code}]" not in index] == []


def test_every_cause_has_a_page_with_a_section_of_a_standard() -> None:
    for cause in CAUSES:
        page = (ROOT / "docs/causes" / f"{cause.name}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# `{cause.name}`\n\n{cause.summary}\n")
        assert re.search(r"\n## Standard\n\n\[[^\]]+\]\(https://[\w./-]+#[\w-]+\)\n$", page)


REPOSITORY = re.compile(
    r"https://(?:github\.com/corscheck/corscheck/(?:blob|tree)|raw\.githubusercontent\.com/corscheck/corscheck)"
    r"/main/([^\s)\"#]+)"
)
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]*\]: (\S+)$|(?:src|srcset|href)=\"([^\"]+)\"", re.MULTILINE)


def links(path: Path) -> list[str]:
    """The links of a document, without those in code."""
    prose = re.sub(
        r"^```.*?^```$|`[^`\n]+`", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    return ["".join(groups) for groups in LINK.findall(prose)]


@pytest.mark.parametrize("path", [*DOCUMENTS, *RULES], ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for link in links(path):
        of_repository = REPOSITORY.match(link)
        if of_repository:
            assert (ROOT / of_repository[1]).exists(), link
        elif "://" not in link:
            assert (path.parent / link.partition("#")[0]).exists(), link


def test_links_are_absolute_where_pypi_shows_them() -> None:
    """PyPI shows the README without the files beside it."""
    found = links(ROOT / "README.md")
    assert len(found) > 8
    assert [link for link in found if not link.startswith("https://")] == []
    assert 'readme = "README.md"' in (ROOT / "pyproject.toml").read_text()


def test_every_document_can_be_found_from_the_readme() -> None:
    reached = {name for text in TEXTS.values() for name in re.findall(r"([\w-]+\.(?:md|svg))", text)}
    assert {path.name for path in (ROOT / "docs").iterdir() if path.suffix in {".md", ".svg"}} <= reached


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (name, line.strip().removeprefix("- "))
        for name, block in [*blocks("sh"), *blocks("yaml")]
        for line in block.splitlines()
        if line.strip().removeprefix("- ").startswith("corscheck ")
    ],
)
def test_commands_are_understood(name: str, line: str) -> None:
    words = shlex.split(line.partition(" | ")[0], comments=True)
    assert plain_options(load(words[1])[0], words[2:]) is not None


def steps(data: Any) -> list[dict[str, Any]]:
    """The steps of a workflow, or of a piece of one."""
    if isinstance(data, list):
        return data
    return [step for job in data.get("jobs", {}).values() for step in job["steps"]]


def test_pipelines_use_what_there_is() -> None:
    used, hooks = 0, set()
    for _, block in blocks("yaml"):
        data = yaml.safe_load(block)
        for step in steps(data):
            if step.get("uses", "").startswith("corscheck/"):
                used += 1
                given = {name: of["default"] for name, of in ACTION["inputs"].items()} | step["with"]
                assert given.keys() == ACTION["inputs"].keys()
                options = plain_options(load(given["command"])[0], given["args"].splitlines())
                assert options is not None
        for repository in data.get("repos", ()) if isinstance(data, dict) else ():
            hooks |= {hook["id"] for hook in repository["hooks"]}
    assert used == 2
    assert hooks < {hook["id"] for hook in HOOKS}


def test_editors_start_the_server() -> None:
    """What is pasted into an editor can be read, and starts the command."""
    (code,) = (json.loads(block) for name, block in blocks("json") if name == "docs/editors.md")
    (helix,) = (tomllib.loads(block) for name, block in blocks("toml") if name == "docs/editors.md")
    (neovim,) = (block for name, block in blocks("lua") if name == "docs/editors.md")
    started = helix["language-server"]["corscheck"]
    assert all("corscheck" in language["language-servers"] for language in helix["language"])
    assert re.findall(r'cmd = \{ "(.*)", "(.*)" \}', neovim) == [("corscheck", "server")]
    assert [code["glspc.server.command"], *code["glspc.server.commandArguments"]] == ["corscheck", "server"]
    assert [started["command"], *started["args"]] == ["corscheck", "server"]


def test_nothing_is_named_that_is_not_published() -> None:
    """There is no release on PyPI and no tag: pipelines pin a commit."""
    for text in TEXTS.values():
        assert not re.search(r"(?:pip|pipx|uv tool) install (?:-\S+ )*['\"]?corscheck\b", text)
        assert set(re.findall(r"(?:rev: |corscheck/corscheck@|corscheck@)(\S+)", text)) <= {
            "<commit>",
            '<commit>"',
        }


def test_all_formats_are_reported() -> None:
    formats = TEXTS["docs/reports.md"].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", formats, re.MULTILINE) == list(FORMATS)


def test_the_json_has_these_members() -> None:
    (block,) = (block for name, block in blocks("json") if name != "docs/editors.md")
    source = Source("cors_preflight_paths = /api/*", "etc/app.conf")
    fix = Fix("Add `/api`", (Edit(source.span(23, 23), "/api, "),))
    finding = Finding("CORS113", "x", "warning", "m", source.span(23, 29), fix=fix)
    assert members(json.loads(block)) == members(json.loads(render("json", Report((finding,)), Context())))


def members(data: Any) -> Any:
    """The names in a document, without the values."""
    if isinstance(data, dict):
        return {name: members(value) for name, value in data.items()}
    return [members(value) for value in data] if isinstance(data, list) else None
