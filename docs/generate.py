# ruff: noqa: INP001  # a script, not a package
"""Write what is generated of the documentation: `python docs/generate.py`.

docs/rules/ is made of the rules' docstrings, docs/causes/ of the catalogue, and one table each of
docs/asab.md and docs/judge.md of the data that the code uses.

The help and the table of completions in corscheck/cli/texts/ are what typer makes of the command line.

With `--check` it only says what is stale; `tests/test_docs.py` holds that the pages are current.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corscheck.rules.rule import Rule

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from corscheck.asab.profiles import _CHANGES, Profile, profile_for  # noqa: E402  # found by the line above
from corscheck.causes.catalogue import CAUSES  # noqa: E402  # found by the line above
from corscheck.fetch.deviations import DEVIATIONS  # noqa: E402  # found by the line above
from corscheck.rules.registry import every_rule  # noqa: E402  # found by the line above
from docs.command_line import texts  # noqa: E402  # found by the line above

FOLDERS = ("rules", "causes")
TEXTS = "../corscheck/cli/texts"
PARTLY = {"asab.md": "versions", "judge.md": "deviations"}
"""Pages of which one part is generated: the part between these two marks."""
CORS_MODES = {
    "ignored": "unknown",
    "star": "exactly `*`: every origin; anything else: nothing",
    "switch": "any text: every origin",
    "allow-list": "a list of origins; `*`: every origin",
}

FAMILIES = {
    "CORS0": "Files, sections, references, includes",
    "CORS1": "`cors_preflight_paths`",
    "CORS2": "The live server (`preflight`, `check`)",
    "CORS3": "Origins: the value of `cors`",
    "CORS4": "`listen`, TLS, integers",
    "CORS5": "Security, browsers, versions",
    "CORS9": "corscheck's own comments",
}


def pages() -> dict[str, str]:
    """Name below docs/ → content of every page."""
    rules = every_rule()
    return {
        "rules/README.md": _index(rules),
        **{f"rules/{rule.code}.md": _page(rule) for rule in rules},
        **{name: _with_part(name, mark) for name, mark in PARTLY.items()},
        "causes/README.md": _causes(),
        **{f"causes/{cause.name}.md": f"# `{cause.name}`\n\n{cause.documentation}\n" for cause in CAUSES},
        **{f"{TEXTS}/{name}": text for name, text in texts().items()},
    }


def stale() -> list[str]:
    """Names of pages that are missing, differ, or belong to no rule."""
    wanted = pages()
    there = {name: (DOCS / name).read_text(encoding="utf-8") for name in _existing()}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def _existing() -> list[str]:
    return [
        *PARTLY,
        *(f"{folder}/{path.name}" for folder in FOLDERS for path in (DOCS / folder).glob("*.md")),
        *(f"{TEXTS}/{path.name}" for path in (DOCS / TEXTS).iterdir()),
    ]


def _with_part(name: str, mark: str) -> str:
    """The page with what is generated between its two marks."""
    page = (DOCS / name).read_text(encoding="utf-8")
    before, begin, rest = page.partition(f"<!-- {mark} -->\n")
    _, end, after = rest.partition(f"<!-- /{mark} -->")
    if not end:
        raise SystemExit(f"docs/{name}: the marks around {mark} are missing")
    return before + begin + GENERATED[mark]() + end + after


def _deviations() -> str:
    """What browsers do differently, one a line."""
    lines = ["", "| difference | browsers |", "| --- | --- |"]
    lines += [f"| {_cell(one.message)} | {', '.join(one.engines)} |" for one in DEVIATIONS]
    return "\n".join([*lines, "", ""])


def _versions() -> str:
    """What each version of ASAB that changed something makes of the options."""
    columns = (
        "from",
        "`cors`",
        "preflight paths",
        "`/api/*` covers `/api`",
        "includes separated by",
        "authorisation answers preflights",
        "options for methods, headers, credentials",
    )
    lines = ["", f"| {' | '.join(columns)} |", "|" + " --- |" * len(columns)]
    previous: tuple[str, ...] = ()
    for year, week in sorted({since for since, _ in _CHANGES}):
        cells = _version_cells(profile_for(f"{year:02}.{week}"))
        if cells != previous:
            name = f"{year}.{week:02}" if year else "the first"
            lines.append(f"| {name} | {' | '.join(cells)} |")
        previous = cells
    return "\n".join([*lines, "", ""])


def _version_cells(profile: Profile) -> tuple[str, ...]:
    if profile.preflight_routes:
        limit = f"{profile.paths_limit} at most" if profile.paths_limit else "any number"
        paths = f"{limit}, `*` {'anywhere' if profile.every_star else 'at the end only, as `/*`'}"
    else:
        paths = "none"
    return (
        CORS_MODES[profile.cors],
        paths,
        _yes(profile.prefix_covers_base) if profile.preflight_routes else "",
        {":": "`:`", " ": "a space or line ends"}[profile.include_separator],
        _yes(profile.auth_on_preflight),
        _yes(profile.policy_options),
    )


def _yes(value: bool) -> str:  # noqa: FBT001  # a cell of a table
    return "yes" if value else "no"


def _causes() -> str:
    lines = [
        "# Causes",
        "",
        "Generated by `python docs/generate.py`; `corscheck rule NAME` prints the same. `corscheck why`",
        "names one of these where a request fails, with its evidence (`cause`, `evidence` in the JSON).",
        "",
        "| cause | what it is | standard |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| [`{one.name}`]({one.name}.md) | {_cell(one.summary)} | [{_cell(one.section)}]({one.anchor}) |"
        for one in CAUSES
    ]
    return "\n".join(lines) + "\n"


def _index(rules: tuple[Rule, ...]) -> str:
    lines = [
        "# Rules",
        "",
        "Generated by `python docs/generate.py`; `corscheck rule CODE` prints the same.",
    ]
    for prefix, title in FAMILIES.items():
        lines += [
            "",
            f"## {title}",
            "",
            "| code | name | severity | what it asks for |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.severity} | {_cell(rule.summary)} |"
            for rule in rules
            if rule.code.startswith(prefix)
        ]
    return "\n".join(lines) + "\n"


def _page(rule: Rule) -> str:
    head = f"# {rule.code} `{rule.name}`\n\n**{rule.severity}**. {rule.summary}\n"
    return f"{head}\n{rule.explanation}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


GENERATED = {"versions": _versions, "deviations": _deviations}


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones and return 1."""
    if "--check" in arguments:
        found = stale()
        sys.stdout.write("".join(f"docs/{name} is not current\n" for name in found))
        return 1 if found else 0
    for folder in (*FOLDERS, TEXTS):
        (DOCS / folder).mkdir(exist_ok=True)
    wanted = pages()
    for name in _existing():
        if name not in wanted:
            (DOCS / name).unlink()
    for name, text in wanted.items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
