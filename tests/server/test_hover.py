"""What is shown under the pointer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corscheck.server.hover import about_findings, about_include, about_option, fenced
from corscheck.server.includes import include_at
from corscheck.server.snapshot import at, parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.server.looking import Looked

MAIN = "[general]\ninclude = ${THIS_DIR}/part.conf\n[web]\nlisten = 127.0.0.1 1\ncors = *\n"
PART = "[web]\ncors = https://a.example/\ncors_preflight_paths = /api/*\n"


def shown(looked: Looked, name: str, offset: int) -> str:
    places = at(parts(looked.readings, {}), os.path.abspath(name), offset)
    return "\n".join(about_option(places))


def test_the_rule_of_a_finding(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": PART})
    (text, *_) = about_findings(looked.found, os.path.abspath("app.conf"), PART.index("https"))
    assert text.startswith("**[CORS3")
    assert not list(about_findings(looked.found, os.path.abspath("app.conf"), 0))
    assert not list(about_findings(looked.found, os.path.abspath("other.conf"), PART.index("https")))


def test_the_effective_value_and_where_it_is_from(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": MAIN, "part.conf": PART})
    text = shown(looked, "app.conf", MAIN.index("*"))
    assert "Effective `[web]` `cors`, from `part.conf:2`:\n```\nhttps://a.example/\n```" in text
    assert "This line is overridden." in text
    assert "This line is overridden." not in shown(looked, "part.conf", PART.index("https"))


def test_the_value_in_each_configuration(looking: Callable[..., Looked]) -> None:
    looked = looking({"part.conf": PART, "app.conf": MAIN, "b.conf": MAIN + "cors_preflight_paths = /b\n"})
    text = shown(looked, "part.conf", PART.index("https"))
    assert "`cors` in `app.conf`" in text
    assert "`cors` in `b.conf`" in text


def test_references_are_followed(looking: Callable[..., Looked]) -> None:
    text = "[my]\nui = https://ui.example\n[web]\nlisten = 127.0.0.1 1\ncors = ${my:ui}\n"
    assert "\nhttps://ui.example\n" in shown(looking({"app.conf": text}), "app.conf", text.index("cors"))


def test_preflight_routes(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": PART})
    assert "\n/api/{tail:.*}\n" in shown(looked, "app.conf", PART.index("/api"))
    text = PART.replace("cors = https://a.example/\n", "cors =\n")
    looked = looking({"app.conf": text})
    assert "No preflight route is registered" in shown(looked, "app.conf", text.index("/api"))


def test_no_secret_is_shown(looking: Callable[..., Looked]) -> None:
    text = "[web]\nlisten = 127.0.0.1 1\ncors = https://user:hunter2@a.example\n"
    found = shown(looking({"app.conf": text}), "app.conf", text.index("https"))
    assert "Effective" in found
    assert "hunter2" not in found


def test_where_an_include_leads(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": MAIN, "part.conf": PART})
    include = include_at(parts(looked.readings, {}), os.path.abspath("app.conf"), MAIN.index("part"))
    assert include
    assert about_include(include).endswith("part.conf`")
    assert about_include(include._replace(paths=())) == "Leads to no file."


def test_a_block_that_nothing_ends() -> None:
    assert fenced("a\n```\n\x1b[m") == "````\na\n```\n\\x1b[m\n````"
