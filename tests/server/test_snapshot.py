"""The configurations that a document belongs to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corscheck.server.snapshot import at, parts, places

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.server.looking import Looked

MAIN = "[general]\ninclude = ${THIS_DIR}/part.conf\n[web]\nlisten = 127.0.0.1 1\ncors = *\n"
PART = "[web]\ncors = https://a.example\n"


def test_what_a_later_file_overrides(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": MAIN, "part.conf": PART})
    some = parts(looked.readings, {})
    found = {place.option.name: place.is_overridden for place in places(some, os.path.abspath("app.conf"))}
    assert found == {"include": False, "listen": False, "cors": True}
    (place,) = at(some, os.path.abspath("part.conf"), PART.index("https"))
    assert (place.option.name, place.is_overridden, place.web and place.web.section) == ("cors", False, "web")


def test_texts_of_the_editor_count(looking: Callable[..., Looked]) -> None:
    looked = looking({"app.conf": MAIN, "part.conf": PART})
    (part,) = parts(looked.readings, {os.path.abspath("part.conf"): "[web]\n"})
    assert part.webs[0].values["cors"].text == "*"


def test_options_of_default_are_those_of_each_container(looking: Callable[..., Looked]) -> None:
    text = "[DEFAULT]\ncors = *\n[web]\nlisten = 127.0.0.1 1\n[web:b]\nlisten = 127.0.0.1 2\ncors = x\n"
    looked = looking({"app.conf": text})
    found = [
        (place.section, place.is_overridden)
        for place in places(parts(looked.readings, {}), os.path.abspath("app.conf"))
        if place.option.key and place.option.key.line == 2
    ]
    assert found == [("web", False), ("web:b", True)]


def test_a_descriptor_in_yaml(looking: Callable[..., Looked]) -> None:
    text = "asab:\n  config:\n    web:\n      cors: https://a.example\n      cors_preflight_paths: /api/*\n"
    looked = looking({"descriptor.yaml": text})
    some = parts(looked.readings, {})
    (place,) = at(some, os.path.abspath("descriptor.yaml"), text.index("https"))
    assert (place.option.name, place.effective.value.text) == ("cors", "https://a.example")


def test_secrets_are_masked(looking: Callable[..., Looked]) -> None:
    text = "[web]\nlisten = 127.0.0.1 1\ncors = https://user:hunter2@a.example\n"
    (part,) = parts(looking({"app.conf": text}).readings, {})
    assert "hunter2" not in str(part.documents)
