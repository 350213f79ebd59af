"""The GitHub action: its script, run as GitHub runs it, with Python and what it installs replaced."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEP = next(step for step in ACTION["runs"]["steps"] if "run" in step)

INSTALLED = """
mkdir -p "$place/bin"
printf '#!/bin/bash\\nprintf "%%s\\\\0" "$@" > "$RUNNER_TEMP/installed"\\n' > "$place/bin/pip"
printf '#!/bin/bash
printf "%%s\\\\0" "$@" > "$RUNNER_TEMP/run"
cp "$RUNNER_TEMP/report" "$RUNNER_TEMP/corscheck.json"; exit 1\\n' > "$place/bin/corscheck"
chmod +x "$place/bin/"*
ln -s "$REAL_PYTHON" "$place/bin/python"
"""
PYTHON = f"""#!/bin/bash
[[ "$1 $2 $3" == "-I -m venv" ]] || exit 9
place=$4
{INSTALLED}"""
UV = f"""#!/bin/bash
[[ " $* " == *" --no-config "* ]] || exit 8
if [[ $1 == venv ]]; then place="${{@: -1}}"
{INSTALLED}
else printf "%s\\0" "$@" > "$RUNNER_TEMP/installed"
fi
"""


def _executable(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def run(place: Path, report: str = '{"findings": [1, 2]}', **inputs: str) -> tuple[list[str], str]:
    """The arguments that corscheck gets from the inputs of a workflow, and what the step outputs."""
    _executable(place / "python", PYTHON)
    script = place / "script.sh"
    script.write_text(STEP["run"])
    (place / "report").write_text(report)
    values = {f"inputs.{name}": inputs.get(name, of["default"]) for name, of in ACTION["inputs"].items()}
    values["steps.python.outputs.python-path"] = str(place / "python")
    env = {
        "PATH": f"{place}/path:/usr/bin:/bin",
        "RUNNER_TEMP": str(place),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(place / "output"),
        "REAL_PYTHON": sys.executable,
    }
    for name, value in STEP["env"].items():
        env[name] = values[value.removeprefix("${{ ").removesuffix(" }}")]
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(command, env=env, cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert (place / "installed").read_text().split("\0")[-2] == str(ROOT)
    first, json_report, *arguments = (place / "run").read_text().split("\0")[1:-1]
    assert (first, json_report) == ("--report", f"json:{place}/corscheck.json")
    command_name = (place / "run").read_text().split("\0")[0]
    return [command_name, *arguments], (place / "output").read_text()


def given(place: Path, **inputs: str) -> list[str]:
    """The arguments that corscheck gets from the inputs of a workflow."""
    return run(place, **inputs)[0]


def test_uv_installs_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    _executable(tmp_path / "path" / "uv", UV)
    assert given(tmp_path) == ["lint", "."]
    assert (tmp_path / "installed").read_text().startswith("pip\0install\0")


@pytest.mark.parametrize(("report", "findings"), [('{"findings": [1, 2]}', "2"), ("no report", "")])
def test_the_outputs(tmp_path: Path, report: str, findings: str) -> None:
    assert run(tmp_path, report)[1] == f"exit-code=1\nfindings={findings}\n"
    assert set(ACTION["outputs"]) == {"exit-code", "findings", "sarif"}


def test_what_it_uses_is_pinned() -> None:
    used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one) for one in used)


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


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    (workflow,) = [
        block
        for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "pipelines.md").read_text(), re.DOTALL)
        if block.startswith("on: ")
    ]
    place = tmp_path / ".github" / "workflows"
    place.mkdir(parents=True)
    (place / "cors.yml").write_text(workflow.replace("<commit>", "0123456789abcdef0123456789abcdef01234567"))
    zizmor = [
        str(Path(sys.executable).with_name("zizmor")),
        "--offline",
        "--no-progress",
        "--persona=regular",
    ]
    for path in (ROOT / "action.yml", place / "cors.yml"):
        done = subprocess.run([*zizmor, str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
