"""The GitHub action: its script, run as GitHub runs it, with Python and what it installs replaced."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEP = next(step for step in ACTION["runs"]["steps"] if "run" in step)

PYTHON = """#!/bin/bash
[[ "$1 $2 $3" == "-I -m venv" ]] || exit 9
mkdir -p "$4/bin"
printf '#!/bin/bash\\nprintf "%%s\\\\0" "$@" > "$RUNNER_TEMP/installed"\\n' > "$4/bin/pip"
printf '#!/bin/bash\\nprintf "%%s\\\\0" "$@" > "$RUNNER_TEMP/run"; exit 1\\n' > "$4/bin/corscheck"
chmod +x "$4/bin/"*
"""


def given(place: Path, **inputs: str) -> list[str]:
    """The arguments that corscheck gets from the inputs of a workflow."""
    python = place / "python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    script = place / "script.sh"
    script.write_text(STEP["run"])
    values = {f"inputs.{name}": inputs.get(name, of["default"]) for name, of in ACTION["inputs"].items()}
    values["steps.python.outputs.python-path"] = str(python)
    env = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(place), "GITHUB_ACTION_PATH": str(ROOT)}
    for name, value in STEP["env"].items():
        env[name] = values[value.removeprefix("${{ ").removesuffix(" }}")]
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(command, env=env, cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert (place / "installed").read_text().split("\0")[-2] == str(ROOT)
    return (place / "run").read_text().split("\0")[:-1]


def test_no_input_is_part_of_a_script() -> None:
    assert "${{" not in STEP["run"]
    assert STEP["shell"] == "bash"


def test_without_inputs_everything_is_linted(tmp_path: Path) -> None:
    assert given(tmp_path) == ["lint", "."]


@pytest.mark.parametrize(
    ("inputs", "arguments"),
    [
        ({"args": "etc/app.conf\n--fail-on=error\n"}, ["lint", "etc/app.conf", "--fail-on=error"]),
        ({"args": "  a b.conf \n\n\tč.conf"}, ["lint", "a b.conf", "č.conf"]),
        ({"args": "", "command": "check"}, ["check"]),
        ({"args": "x", "sarif": "out dir/a:b.sarif"}, ["lint", "x", "--report", "sarif:out dir/a:b.sarif"]),
        ({"args": "$(id)\n`id`\n; id\n\\\n*"}, ["lint", "$(id)", "`id`", "; id", "\\", "*"]),
        ({"command": "lint; id"}, ["lint; id", "."]),
        ({"args": "--launch=python app.py -c {config}"}, ["lint", "--launch=python app.py -c {config}"]),
    ],
)
def test_a_line_is_an_argument(tmp_path: Path, inputs: dict[str, str], arguments: list[str]) -> None:
    assert given(tmp_path, **inputs) == arguments
