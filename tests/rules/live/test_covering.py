"""The fix that makes preflight paths cover routes, by the router's own meaning of the new list."""

from __future__ import annotations

import pytest

from corscheck.fixes import apply_fixes
from corscheck.rules.live._covering import Needed, covering_fix, within
from tests.support.live import container

ON = "[web]\ncors = *\ncors_preflight_paths = "
FULL = ", ".join(f"/p{number}" for number in range(1, 10))


def needed(*templates: str) -> list[Needed]:
    return [Needed(one, one.replace("{id}", "1").replace("{x}", "corscheck")) for one in templates]


def fixed(text: str, routes: list[Needed], version: str = "25.15") -> str | None:
    web = container(text, version)
    fix = covering_fix(web, routes)
    if fix is None:
        return None
    assert fix.applicability == "unsafe"
    source = fix.edits[0].span.source
    return apply_fixes(source, [fix])[0]


@pytest.mark.parametrize(
    ("paths", "routes", "after"),
    [
        ("/notes/*", ["/notes"], "/notes/*, /notes"),
        ("/notes/*", ["/notes", "/users", "/users/{id}"], "/notes/*, /notes, /users, /users/*"),
        ("/a", ["/b/{id}/c", "/b/{id}", "/b/x"], "/a, /b/*"),
        ("/a /b", ["/c"], "/a /b /c"),
        ("/a,/b", ["/c", "/d/e"], "/a,/b, /c, /d/e"),
        ("\n\t/a,\n\t/b", ["/c", "/d"], "\n\t/a,\n\t/b,\n\t/c,\n\t/d"),
        ("/a", ["/v{x}/y"], "/a, /*"),
        ("/{id}/a", ["/b"], "/{id}/a, /b"),
        # Ten items would lose two of them, or keep ASAB from starting.
        (FULL, ["/other"], "/*"),
        ("/a/1, /a/2, /a/3, /b, /c, /d, /e, /f, /g", ["/h"], "/a/*, /b, /c, /d, /e, /f, /g, /h"),
        ("/x/a/1, /x/a/2, /x/b, /b, /c, /d, /e, /f, /g", ["/h"], "/x/a/*, /x/b, /b, /c, /d, /e, /f, /g, /h"),
        (
            "/x/a/1, /x/a/2, /x/b, /b, /c, /d, /e, /f, /g",
            ["/h", "/i"],
            "/x/*, /b, /c, /d, /e, /f, /g, /h, /i",
        ),
    ],
)
def test_the_list_after_the_fix(paths: str, routes: list[str], after: str) -> None:
    text = f"{ON}{paths}\nlisten = 8080\n"
    result = fixed(text, needed(*routes))
    assert result == f"{ON}{after}\nlisten = 8080\n"
    web = container(result)
    assert web.starts
    assert len(web.paths) <= 9
    assert all(web.covers(route.path) for route in needed(*routes))
    before = [path.value.text.replace("*", "x").replace("{id}", "x") for path in container(text).paths]
    assert all(map(web.covers, before))


def test_paths_that_are_not_plain_items_are_covered_by_their_folder() -> None:
    routes = [Needed("/a/b c", "/a/b%20c"), Needed("/é", "/%C3%A9"), Needed("/x/a,b", "/x/a,b")]
    assert fixed(f"{ON}/n\n", routes) == f"{ON}/n, /*\n"
    assert fixed(f"{ON}/n\n", routes[:1]) == f"{ON}/n, /a/*\n"
    assert fixed(f"{ON}/n\n", [Needed("/q", "/q?x=1")]) == f"{ON}/n, /q\n"


def test_later_versions_need_no_item_for_the_folder_itself_and_know_no_limit() -> None:
    routes = needed("/users", "/users/{id}", "/other")
    assert fixed(f"{ON}{FULL}\n", routes, "26.37") == f"{ON}{FULL}, /users/*, /other\n"


def test_a_list_that_is_missing_is_written() -> None:
    text = "[web]\ncors = *\nlisten = 8080\n"
    assert fixed(text, needed("/a", "/b/{id}")) == text.replace(
        "= *\n", "= *\ncors_preflight_paths = /a, /b/*\n"
    )


def test_a_list_that_references_another_option_gets_items_behind_it() -> None:
    text = "[paths]\nall = /a\n[web]\ncors = *\ncors_preflight_paths = ${paths:all}, /b\n"
    assert fixed(text, needed("/c")) == text.replace("/b", "/b, /c")


@pytest.mark.parametrize("paths", ["/a,", "a, /b", "/a # all", "/a/*/b/*", "", f"{FULL}, /p10"])
def test_a_list_with_mistakes_is_for_the_other_rules(paths: str) -> None:
    assert fixed(f"{ON}{paths}\n", needed("/c")) is None


def test_a_list_from_elsewhere_cannot_be_edited() -> None:
    text = "[paths]\nall = /a\n[web]\ncors = *\ncors_preflight_paths = ${paths:all}\n"
    assert container(text).covers("/a")
    assert fixed(text, needed("/c")) is None


def test_the_deepest_folder_that_is_enough() -> None:
    items = ["/a/b/1", "/a/b/2", "/a/1", "/c/1", "/c/2", "/c/3"]
    assert within(items, 6) == items
    assert within(items, 5) == ["/a/b/*", "/a/1", "/c/1", "/c/2", "/c/3"]
    assert within(items, 4) == ["/a/*", "/c/1", "/c/2", "/c/3"]
    assert within(items, 2) == ["/a/*", "/c/*"]
    assert within(items, 1) == ["/*"]
    assert within(["/{a}", "/{b}"], 1) == ["/{a}", "/{b}"]


def test_thousands_of_routes_are_covered_by_nine_items() -> None:
    routes = [Needed(f"/a{n % 7}/b{n}/{{id}}", f"/a{n % 7}/b{n}/1") for n in range(2000)]
    result = fixed(f"{ON}/x\n", routes)
    assert result == f"{ON}/x, {', '.join(f'/a{n}/*' for n in range(7))}\n"
