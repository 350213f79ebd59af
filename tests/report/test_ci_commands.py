"""Commands of CI runners are broken in a way that the reader of each syntax does not notice."""

from __future__ import annotations

import json
from html import unescape
from typing import Literal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.report.ci_commands import broken
from tests.support.runner import commands

SYNTAXES: tuple[Literal["text", "json", "markup"], ...] = ("text", "json", "markup")
TEXT = st.lists(st.sampled_from(["#", "##", "[", "vso", "::", ":", " ", "x", "\\", '"', "\n", "<", "&"])).map(
    "".join
)


@pytest.mark.parametrize("syntax", SYNTAXES)
@given(text=TEXT)
def test_none_is_left(syntax: Literal["text", "json", "markup"], text: str) -> None:
    document = json.dumps(text) if syntax == "json" else text
    assert not any(map(commands, broken(document, syntax).split("\n")))


@given(TEXT)
def test_json_is_the_same_to_its_readers(text: str) -> None:
    document = json.dumps({"a": text, text: [text]})
    assert json.loads(broken(document, "json")) == json.loads(document)


@given(TEXT)
def test_markup_is_the_same_to_its_readers(text: str) -> None:
    element = ET.Element("a", b=text)
    element.text = text
    document = ET.tostring(element, encoding="unicode")
    read = ET.fromstring(broken(document, "markup"))
    assert (read.text or "", read.get("b")) == (
        ET.fromstring(document).text or "",
        ET.fromstring(document).get("b"),
    )
    assert unescape(broken(text, "markup")) == unescape(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error file=a::x ##[y]\n::notice::z", "::error file=a::x #\\#[y]\n::notice::z"),
        ("::error::##vso[x]", "::error::#\\#vso[x]"),
    ],
)
def test_commands_of_the_github_format_stay(text: str, shown: str) -> None:
    assert broken(text, "github") == shown


def test_text_without_any_stays_as_it_is() -> None:
    text = "a ## b\n: c [x]\n"
    assert broken(text, "text") == text
