"""`corscheck lint --fix`: which files are changed, and what becomes of those that are not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.cli import fix as cli_fix

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

MAIN = "[general]\ninclude = {include}\n[web]\nlisten = 127.0.0.1 8080\n"
SITE = "[web]\ncors = *\ncors_preflight_paths = api/*, b c, b\n"  # the fix of one item waits for the other's
FIXED = "[web]\ncors = *\ncors_preflight_paths = /api/*, /b /c\n"
TWO_ROUNDS = ("--select", "CORS104,CORS109")


@pytest.mark.parametrize("include", ["${THIS_DIR}/site.conf", "etc/site.conf", "{here}/etc/site.conf"])
@pytest.mark.parametrize("name", ["etc/app.conf", "./etc/app.conf", "{here}/etc/app.conf"])
def test_all_rounds_of_fixes_reach_an_included_file(
    run: Callable[..., Result], tmp_path: Path, include: str, name: str
) -> None:
    Path("etc").mkdir()
    Path("etc/app.conf").write_text(MAIN.format(include=include.replace("{here}", str(tmp_path))))
    Path("etc/site.conf").write_text(SITE)
    path = name.replace("{here}", str(tmp_path))
    assert run("lint", path, *TWO_ROUNDS).out.count(": CORS") == 5
    result = run("lint", path, *TWO_ROUNDS, "--fix")
    assert Path("etc/site.conf").read_text() == FIXED
    assert (result.code, result.out) == (0, "Fixed 5 findings.\nNo findings in 2 files.\n")


def test_a_file_that_is_included_and_named_is_fixed_once(run: Callable[..., Result]) -> None:
    Path("app.conf").write_text(MAIN.format(include="site.conf"))
    Path("site.conf").write_text(SITE)
    Path("link.conf").symlink_to("site.conf")
    result = run("lint", "link.conf", "app.conf", "./site.conf", *TWO_ROUNDS, "--fix")
    assert Path("site.conf").read_text() == FIXED
    assert Path("link.conf").is_symlink()
    assert (result.code, result.out.splitlines()[0]) == (0, "Fixed 5 findings.")


CODES = ("--select", "CORS104,CORS116")
BAD = MAIN.format(include="site.conf") + "cors = *\ncors_preflight_paths = api/*\n"


@pytest.fixture
def repository(run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two configurations that can be fixed, and a directory beside it."""
    assert run("--version").code == 0
    (tmp_path / "work" / ".git").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path("app.conf").write_text(BAD)
    Path("two.conf").write_text(BAD)
    return tmp_path / "work"


@pytest.mark.parametrize("option", ["--fix", "--add-ignore=known", "--diff"])
def test_read_only_files_are_left_alone(run: Callable[..., Result], repository: Path, option: str) -> None:
    Path("app.conf").chmod(0o444)
    result = run("lint", "app.conf", "two.conf", *CODES, option)
    assert "app.conf is left as it is: it is read-only\n" in result.err
    assert result.code == 1
    assert Path("app.conf").read_text() == BAD
    assert (Path("two.conf").read_text() != BAD) is (option != "--diff")
    assert ("app.conf" in result.out) is (option != "--diff")
    assert len(list(repository.iterdir())) == 3


@pytest.mark.parametrize("option", ["--fix", "--add-ignore=known", "--diff"])
@pytest.mark.parametrize("named", [["."], ["link.conf", "two.conf"], ["inside/link.conf", "two.conf"]])
def test_a_link_out_of_the_repository_is_left_alone(
    run: Callable[..., Result], repository: Path, option: str, named: list[str]
) -> None:
    target = repository.parent / "other" / "app.conf"
    target.write_text(BAD)
    Path("link.conf").symlink_to(target)
    Path("inside").symlink_to(target.parent)
    (target.parent / "link.conf").write_text(BAD)
    result = run("lint", *named, *CODES, option)
    link = "link.conf" if named == ["."] else named[0]
    real = target if link == "link.conf" else target.parent / "link.conf"
    assert f"{link} is left as it is: it is a link to {real}, outside of the repository\n" in result.err
    assert (target.read_text(), (target.parent / "link.conf").read_text()) == (BAD, BAD)
    assert (Path("two.conf").read_text() != BAD) is (option != "--diff")


def test_a_link_within_the_repository_stays_one(run: Callable[..., Result], repository: Path) -> None:
    Path("link.conf").symlink_to("app.conf")
    result = run("lint", "link.conf", *CODES, "--fix")
    assert (result.code, result.err) == (0, "")
    assert Path("link.conf").is_symlink()
    assert "= /api/*" in Path("app.conf").read_text()
    assert repository.name == "work"


def test_a_file_of_another_place_is_changed_where_it_is_named(
    run: Callable[..., Result], repository: Path
) -> None:
    target = repository.parent / "other" / "app.conf"
    target.write_text(BAD)
    assert run("lint", str(target), *CODES, "--fix").code == 0
    assert target.read_text() != BAD
    target.write_text(BAD)
    Path("app.conf").write_text(MAIN.format(include=target))
    result = run("lint", "app.conf", *CODES, "--fix")
    assert f"{target} is left as it is: it is outside of the repository\n" in result.err
    assert (result.code, target.read_text()) == (1, BAD)


@pytest.mark.parametrize("option", ["--fix", "--add-ignore=known"])
@pytest.mark.parametrize("deleted", [False, True])
def test_what_was_written_meanwhile_is_kept(
    run: Callable[..., Result],
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    *,
    deleted: bool,
) -> None:
    edited = BAD + "; more\n"
    report_refused = cli_fix._Reach.report_refused

    def edit(reach: cli_fix._Reach) -> None:
        report_refused(reach)
        if deleted:
            Path("app.conf").unlink()
        else:
            Path("app.conf").write_text(edited)

    monkeypatch.setattr(cli_fix._Reach, "report_refused", edit)
    result = run("lint", "app.conf", "two.conf", *CODES, option)
    assert result.code == 2
    assert f"app.conf was not written: it was {'deleted' if deleted else 'changed'} meanwhile" in result.out
    assert Path("two.conf").read_text() != BAD
    assert deleted or Path("app.conf").read_text() == edited
    assert not deleted or not Path("app.conf").exists()
    if option == "--fix":
        assert "Fixed 1 finding." in result.out
    assert sorted(path.name for path in repository.iterdir() if path.name.startswith(".")) == [".git"]


@pytest.mark.parametrize("option", ["--fix", "--add-ignore=known"])
def test_a_file_with_two_names_that_are_both_named(
    run: Callable[..., Result], repository: Path, option: str
) -> None:
    (repository / "hard.conf").hardlink_to("app.conf")
    result = run("lint", "app.conf", "hard.conf", *CODES, option)
    assert result.code == 0
    assert Path("hard.conf").read_text() == Path("app.conf").read_text() != BAD
    assert Path("app.conf").read_text().count("api/*") == 1


def test_other_names_of_a_fixed_file_are_fixed_too(run: Callable[..., Result], repository: Path) -> None:
    (repository / "hard.conf").hardlink_to("app.conf")
    assert run("lint", "app.conf", *CODES, "--fix").code == 0
    assert Path("hard.conf").read_text() == Path("app.conf").read_text() != BAD
