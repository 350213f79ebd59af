"""`corscheck init` writes a settings file that `corscheck check` understands."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_check import config, found
from tests.cli.test_preflight import launch, service_config
from tests.support.services import APP, free_ports

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

    Run = Callable[..., Result]


def test_init_writes_what_check_understands(tmp_path: Path, run: Run) -> None:
    service_config(tmp_path)
    made = run("init", "app.conf", "--launch", launch())
    assert made.code == 0
    assert "Wrote corscheck.toml with 6 expectations" in made.err
    text = (tmp_path / "corscheck.toml").read_text()
    assert 'path = "/api/notes"' in text
    assert 'result = "block"  # today: allowed' in text
    result = run("check", "--output-format", "json", "--select", "CORS26")
    assert result.code == 1
    assert found(result) == ["CORS261"] * 3


@pytest.mark.parametrize("cors", ["", "*", "off", APP])
def test_init_without_a_service_says_so_and_writes_the_same(tmp_path: Path, run: Run, cors: str) -> None:
    (port,) = free_ports(1)
    config(tmp_path, port, cors)
    made = run("init", "app.conf", "--output", "-")
    assert made.code == 0
    assert "does not answer" in made.err
    assert "today" not in made.out
    (tmp_path / "corscheck.toml").write_text(made.out)
    listed = run("check", "--dry-run", "--output-format", "concise")
    assert listed.code == 0


def test_init_replaces_nothing_unasked(tmp_path: Path, run: Run) -> None:
    config(tmp_path, 1)
    (tmp_path / "corscheck.toml").write_text("# mine\n")
    assert run("init", "app.conf").code == 2
    assert (tmp_path / "corscheck.toml").read_text() == "# mine\n"
    assert run("init", "app.conf", "--force").code == 0
    assert (tmp_path / "corscheck.toml").read_text() != "# mine\n"


def test_init_reaches_what_it_is_told_to_reach(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    config(tmp_path, port)
    result = run("init", "app.conf", "--url", f"http://127.0.0.1:{port}")
    assert result.code == 3
    assert not (tmp_path / "corscheck.toml").exists()


def test_init_never_replaces_the_configuration(tmp_path: Path, run: Run) -> None:
    config(tmp_path, 1)
    text = (tmp_path / "app.conf").read_text()
    result = run("init", "app.conf", "--output", "./app.conf", "--force")
    assert (result.code, (tmp_path / "app.conf").read_text()) == (2, text)
    assert "that is the configuration itself" in result.err


def test_every_service_has_a_name_and_its_own_expectations(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    for name in ("shop", "pay", "stock"):
        (tmp_path / "services" / name / "etc").mkdir(parents=True)
        config(tmp_path / "services" / name / "etc", port, f"https://{name}.example")
        (tmp_path / "services" / name / "etc" / "app.conf").rename(
            tmp_path / "services" / name / "etc" / "prod.conf"
        )
    paths = sorted(str(path) for path in Path("services").glob("*/etc/prod.conf"))
    made = run("init", *paths, f"./{paths[0]}", str(tmp_path / paths[1]))
    assert made.code == 0
    document = tomllib.loads((tmp_path / "corscheck.toml").read_text())
    assert [(one["name"], one["config"]) for one in document["service"]] == [
        (f"{name}-prod", [f"services/{name}/etc/prod.conf"]) for name in ("pay", "shop", "stock")
    ]
    allowed = {(one["service"], one["origin"]) for one in document["expect"] if one["result"] == "allow"}
    assert allowed == {(f"{name}-prod", f"https://{name}.example") for name in ("pay", "shop", "stock")}
    assert run("check", "--dry-run").code == 0
