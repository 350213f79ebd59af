"""INI files in the texts of YAML and JSON: which texts, and the places of everything in them."""

from __future__ import annotations

import json

import pytest

from corscheck.asab.embedded import is_ini
from corscheck.linter import LintOptions, lint_files
from corscheck.source import Span
from tests.support.memory import Memory

INI = """\
# of the notes
[web]
listen = 0.0.0.0 8080
cors = https://app.example.com
preflightpaths = /*

[other]
x = 1
"""
FOUND = ["CORS301 `https://app.example.com`", "CORS015 `preflightpaths`"]


def indented(text: str, blanks: int) -> str:
    return "".join(
        f"{' ' * blanks}{line}" if line.strip() else line for line in text.splitlines(keepends=True)
    )


CONFIG_MAP = (
    f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: notes}}\ndata:\n  app.conf: |\n{indented(INI, 4)}"
)
FORMS = {
    "a ConfigMap": CONFIG_MAP,
    "stripped": CONFIG_MAP.replace("|\n", "|-\n"),
    "kept": CONFIG_MAP.replace("|\n", "|+\n"),
    "with an indicator": CONFIG_MAP.replace("|\n", "|4\n").replace("    ", "      "),
    "several documents": f"kind: Service\n---\n{CONFIG_MAP}---\nkind: Deployment\n",
    "a list of documents": f"kind: List\nitems:\n- {indented(CONFIG_MAP, 2).lstrip()}",
    "files of a descriptor": f'files:\n  - "conf/app.conf": |\n{indented(INI, 6)}descriptor:\n  image: x\n',
    "a playbook": (
        f"- hosts: all\n  tasks:\n  - copy:\n      dest: /conf/app.conf\n      content: |\n{indented(INI, 8)}"
    ),
    "configs of compose": f"configs:\n  app:\n    content: |\n{indented(INI, 6)}",
    "quoted": f"data:\n  app.conf: {json.dumps(INI)}\n",
    "quoted once": "data:\n  app.conf: '" + INI.replace("\n", "\n\n") + "'\n",
    "with a comment": CONFIG_MAP.replace("|\n", "| # [web] cors = https://app.example.com\n"),
    "folded": f"data:\n  app.conf: >\n{indented(INI, 4)}".replace("\n    ", "\n\n    "),
    "with escapes": 'data:\n  app.conf: "' + INI.replace("\n", "\\n").replace(" = ", "\\t=\\x20") + '"\n',
    "line by line": 'data:\n  app.conf: "' + INI.replace("\n", "\\n\\\n    ") + '"\n',
    "beyond ASCII": 'data:\n  app.conf: "# caf\\u00e9 \\U0001f600\\n' + INI.replace("\n", "\\n") + '"\n',
    "ends of Windows": 'data:\n  app.conf: "' + INI.replace("\n", "\\r\\n") + '"\n',
    "JSON": json.dumps({"data": {"app.conf": INI}}, indent=2),
}


def lint(text: str, path: str, *versions: str) -> list[str]:
    options = LintOptions(versions or ("25.15",))
    findings = lint_files([path], Memory({path: text}), {}, options).findings
    return [f"{one.code} `{one.span.text}`" for one in findings if one.severity != "info"]


@pytest.mark.parametrize("form", FORMS)
def test_places_are_those_in_the_file(form: str) -> None:
    path = "a.json" if form == "JSON" else "a.yaml"
    text = FORMS[form]
    assert lint(text, path) == FOUND
    findings = lint_files([path], Memory({path: text}), {}).findings
    origin, option = (one.span for one in findings if one.severity != "info")
    assert text[origin.start :].startswith("https://app.example.com")
    assert text[option.start :].startswith("preflightpaths")
    assert isinstance(origin, Span)


@pytest.mark.parametrize(
    ("ini", "expected"),
    [
        (
            "[web]\nlisten = 0.0.0.0 8080\ncors = *\ncors_preflight_paths =\n  /a\n  b\n",
            ["CORS501 `*`", "CORS104 `b`"],
        ),
        ("[web]\ncors = *\nCORS = x\ncors_preflight_paths = /a\n", ["CORS501 `*`", "CORS005 `CORS`"]),
        ("[web]\nlisten = :8080\n", ["CORS401 `:8080`"]),
        ("[web]\nfoo\n", ["CORS001 `foo`"]),
        ("[web]\n[web]\ncors =\n", ["CORS006 `[web]`"]),
        ("[web]\nlisten = {{ port }}\n", ["CORS004 `{{ port }}`"]),
        ("[web]\ncors = __CORS__\n", ["CORS004 `__CORS__`"]),
        ("[Web]\ncors = *\ncors_preflight_paths = /a\n", ["CORS010 `[Web]`", "CORS501 `*`"]),
        ("[web]\n# corscheck: ignore[CORS501] -- public\ncors = *\ncors_preflight_paths = /a\n", []),
        ("[general]\ninclude = ./site.conf\n[web]\ncors = *\n", ["CORS501 `*`"]),  # the paths may be there
        ("[web]\ncors = *\n", ["CORS101 `cors`", "CORS501 `*`"]),
    ],
)
@pytest.mark.parametrize("quoted", [False, True])
def test_what_is_found_in_a_text(ini: str, expected: list[str], *, quoted: bool) -> None:
    if quoted and "# corscheck" in ini:
        return  # a comment needs a line of its own in the file
    block = json.dumps(ini) if quoted else f"|\n{indented(ini, 4)}"
    assert lint(f"kind: ConfigMap\ndata:\n  app.conf: {block}\n", "a.yaml") == expected


def test_two_texts_of_one_file() -> None:
    text = f"data:\n  a.conf: |\n{indented(INI, 4)}  b.conf: |\n{indented(INI, 4)}"
    assert lint(text, "a.yaml") == FOUND * 2


@pytest.mark.parametrize(
    "text",
    [
        "run: |\n  cat > app.conf <<EOF\n  [web]\n  cors = *\n  EOF\n",
        "on: [web]\njobs: {web: {needs: [web]}}\n",
        "text: |\n  [section]\n  x = 1\n",
        "text: '[web] cors = *'\n",
        "description: |\n  Set [web] and cors = * in the file.\n",
        "a: |\n  - [web]\n  - cors = *\n",
        "broken: [web\n{{ cors }}\n",
    ],
)
def test_other_texts(text: str) -> None:
    assert lint(text, "a.yaml") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[web]\ncors = *\n", True),
        ("\n\n# x\n; y\n  [web]\n", True),
        ("[general]\nx = 1\n[web]\n", True),
        ("[x]\ncors_preflight_paths = /a\n", True),
        ("[x]\r\ncors = *\r\n", True),
        ("[x]\ny = 1\n", False),
        ("[web]", False),
        ("cors = *\n[web]\n", False),
        ('["web",\n"cors"]\n', False),
    ],
)
def test_is_ini(text: str, *, expected: bool) -> None:
    assert is_ini(text) == expected
