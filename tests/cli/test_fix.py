"""`corscheck lint --fix`: which files are changed, and what becomes of those that are not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

MAIN = "[general]\ninclude = {include}\n[web]\nlisten = 127.0.0.1 8080\n"
SITE = "[web]\ncors = *\ncors_preflight_paths = api/*, b c, //d\n"
FIXED = "[web]\ncors = *\ncors_preflight_paths = /api/*, /b /c, /d\n"


@pytest.mark.parametrize("include", ["${THIS_DIR}/site.conf", "etc/site.conf", "{here}/etc/site.conf"])
@pytest.mark.parametrize("name", ["etc/app.conf", "./etc/app.conf", "{here}/etc/app.conf"])
def test_all_rounds_of_fixes_reach_an_included_file(
    run: Callable[..., Result], tmp_path: Path, include: str, name: str
) -> None:
    Path("etc").mkdir()
    Path("etc/app.conf").write_text(MAIN.format(include=include.replace("{here}", str(tmp_path))))
    Path("etc/site.conf").write_text(SITE)
    path = name.replace("{here}", str(tmp_path))
    before = run("lint", path, "--select", "CORS104,CORS116").out
    assert before.count(": CORS") == 4
    result = run("lint", path, "--select", "CORS104,CORS116", "--fix")
    assert Path("etc/site.conf").read_text() == FIXED
    assert (result.code, result.out) == (0, "Fixed 4 findings.\nNo findings in 2 files.\n")


def test_a_file_that_is_included_and_named_is_fixed_once(run: Callable[..., Result]) -> None:
    Path("app.conf").write_text(MAIN.format(include="site.conf"))
    Path("site.conf").write_text(SITE)
    Path("link.conf").symlink_to("site.conf")
    result = run("lint", "link.conf", "app.conf", "./site.conf", "--select", "CORS104,CORS116", "--fix")
    assert Path("site.conf").read_text() == FIXED
    assert Path("link.conf").is_symlink()
    assert (result.code, result.out.splitlines()[0]) == (0, "Fixed 4 findings.")
