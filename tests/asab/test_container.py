from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from tests.support.asab_files import web

OLD, NEW = profile_for("25.15"), profile_for("26.37")


def test_the_items_of_cors_keep_their_places() -> None:
    found = web("cors = https://a.example,\n  https://b.example\t*")
    assert [item.text for item in found.origins] == ["https://a.example", "https://b.example", "*"]
    second = found.origins[1].span
    assert second is not None
    assert (second.line, second.text) == (3, "https://b.example")


def test_nothing_is_answered_where_cors_is_empty_or_asab_does_not_start() -> None:
    latent = web("cors =\ncors_preflight_paths = /a/*")
    assert (latent.cors_enabled, latent.routes, latent.answers("/a/b")) == (False, [], False)
    assert [path.value.text for path in latent.paths] == ["/a/*"]
    broken = web("cors = *\ncors_preflight_paths = /a/*\nlisten = x y z w", profile=OLD)
    assert broken.error is not None
    assert not broken.starts
    assert broken.error == broken.errors[0]
    assert broken.answers("/a/b") is False
    assert (latent.error, latent.starts) == (None, True)


@pytest.mark.parametrize(
    ("path", "answered", "covered"),
    [
        ("/a/b", True, True),
        ("/a/", True, True),
        ("/a", True, True),
        ("/ab", False, False),
        ("/x", True, True),
        ("/%78", True, True),
        ("/x/", False, False),
        ("/a%2Fb", False, False),
        ("/a/b?q=/nope", True, True),
    ],
)
def test_what_is_answered_with_a_list_of_literal_paths(
    path: str,
    answered: bool,  # noqa: FBT001  # a table
    covered: bool,  # noqa: FBT001  # as above
) -> None:
    found = web("cors = *\ncors_preflight_paths = /a/*, /x", profile=NEW)
    assert (found.answers(path), found.covers(path)) == (answered, covered)


def test_only_what_is_literally_listed_has_headers_in_a_version_with_literal_paths() -> None:
    options = "cors = *\ncors_preflight_paths = /{any}"
    new, old = web(options, profile=NEW), web(options, profile=OLD)
    assert (new.answers("/x"), new.covers("/x")) == (True, False)
    assert (old.answers("/x"), old.covers("/x")) == (True, True)


def test_a_path_without_a_star_is_listed_only_as_it_is() -> None:
    found = web("cors = *\ncors_preflight_paths = /{any}, /x, /xy/*", profile=NEW)
    assert [found.covers(path) for path in ("/x", "/z", "/xz", "/xy", "/xy/z")] == [
        True,
        False,
        False,
        True,
        True,
    ]


def test_what_an_expression_matches_may_not_be_known() -> None:
    found = web(f"cors = *\ncors_preflight_paths = /{{a:{'(a?){30}' * 8}}}, /b", profile=OLD)
    path = f"/{'a' * 40}"
    assert (found.answers(path), found.covers(path)) == (None, None)
    assert found.answers("/b") is True  # another route answers, whatever the first would do


def test_it_is_shown_by_its_section_and_file() -> None:
    assert repr(web("cors = *")) == "Container('web' of 'main.conf')"
