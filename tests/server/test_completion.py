"""What can be typed at `^`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsprotocol.types import TextEdit

from corscheck.server.completion import complete
from corscheck.server.looking import Reading
from corscheck.server.positions import UTF16, offset_of
from corscheck.source import Source

if TYPE_CHECKING:
    from lsprotocol.types import CompletionItem


def completed(text: str, *versions: str, name: str = "app.conf") -> list[CompletionItem]:
    reading = Reading(name, {}, versions or ("25.15",), ("mine",))
    return complete(Source(text.replace("^", ""), name), text.index("^"), [reading], [], UTF16)


def results(text: str, *versions: str, name: str = "app.conf") -> list[str]:
    """The lines that typing and choosing each item leads to."""
    source = Source(text.replace("^", ""), name)
    line = source.position(text.index("^")).line
    found = []
    for item in completed(text, *versions, name=name):
        assert isinstance(item.text_edit, TextEdit)
        start, end = (
            offset_of(source, at, UTF16) for at in (item.text_edit.range.start, item.text_edit.range.end)
        )
        new = source.text[:start] + item.text_edit.new_text + source.text[end:]
        found.append(Source(new, name).line_text(line))
    return found


def test_names_that_are_missing() -> None:
    found = results("[web]\nlisten = 1\nco^")
    assert found[:2] == ["cors = ", "cors_preflight_paths = "]
    assert "listen = " not in found


@pytest.mark.parametrize(
    ("versions", "there"), [(("25.15",), False), (("26.37",), True), (("25.15", "26.37"), True)]
)
def test_names_by_version(versions: tuple[str, ...], there: bool) -> None:  # noqa: FBT001
    items = {item.label: item for item in completed("[web]\n^", *versions)}
    assert ("cors_max_age" in items) == there
    if len(versions) > 1:
        assert items["cors_max_age"].detail == "ASAB 26.37; default: 1d"
        assert items["listen"].detail == "default: 0.0.0.0 8080"


@pytest.mark.parametrize(
    ("text", "versions", "found"),
    [
        ("[web]\ncors = ^", ("25.15",), ["cors = *"]),
        ("[web]\ncors = h^", ("26.37",), ["cors = https://", "cors = *"]),
        (
            "[web]\ncors_allow_credentials = ^",
            ("26.37",),
            ["cors_allow_credentials = no", "cors_allow_credentials = yes"],
        ),
        ("[web]\ncors_allow_credentials = ^", ("25.15",), []),
        ("[we^", ("25.15",), ["[web]"]),
        ("[^", ("25.15",), ["[web]", "[general]"]),
        ("[^", ("20.8",), ["[asab:web]", "[general]"]),
        ("[mine]\nservert^", ("25.15",), None),
        ("[general]\n^", ("25.15",), []),
        ("[logging]\nlevel = ^", ("25.15",), []),
        ("[web]\n# c^", ("25.15",), []),
        ("^", ("25.15",), []),
    ],
)
def test_what_there_is(text: str, versions: tuple[str, ...], found: list[str] | None) -> None:
    assert results(text, *versions) == found if found is not None else results(text, *versions)


def test_items_of_a_list() -> None:
    found = results("[web]\ncors_allow_methods = GET, P^", "26.37")
    assert "cors_allow_methods = GET, PATCH" in found


def test_yaml() -> None:
    found = results("asab:\n  config:\n    web:\n      co^", name="a.yaml")
    assert found[0] == "      cors: "
    assert results("asab:\n  config:\n    web:\n      cors: ^", name="a.yaml") == ['      cors: "*"']
    assert results("data:\n  app.conf: |\n    [web]\n    cors = ^", name="a.yaml") == ["    cors = *"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"web": {^', '{"web": {"cors": '),
        ('{"web": {"listen": "1", co^', '{"web": {"listen": "1", "cors": '),
        ('{"web": {"co^"}}', '{"web": {"cors"}}'),
        ('{"web": {"co^', '{"web": {"cors": '),
        ('{"web": {"cors": ^}}', '{"web": {"cors": "*"}}'),
        ('{"web": {"cors": "^"}}', '{"web": {"cors": "*"}}'),
        ('{"web": {"cors": "^', '{"web": {"cors": "*"'),
    ],
)
def test_json(text: str, found: str) -> None:
    assert results(text, name="a.json")[0] == found


@pytest.mark.parametrize(
    "text", ['{"other": {"^', '{"^', "^", '{"web": ["^', '{"web": {"cors" ^', '{"x": "[^"}']
)
def test_json_where_nothing_is_known(text: str) -> None:
    assert results(text, name="a.json") == []


def test_json_offers_what_the_object_lacks() -> None:
    labels = {
        item.label
        for item in completed('{"web": {"cors": "*", "^", "listen": "1"}, "a": {"ssl": 1}}', name="a.json")
    }
    assert "cors_preflight_paths" in labels
    assert not labels & {"cors", "listen"}


def test_characters_of_two_units_before_the_cursor() -> None:
    assert results("[web]\ncors = 😀 ^", "25.15") == ["cors = 😀 *"]
