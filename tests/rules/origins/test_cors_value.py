"""The value of `cors`, parsed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.rules.origins import read_cors
from tests.support.examples import examples

A, B = "https://a.com", "https://b.com"

# value, what was meant, the entries, the comments, the quotes and brackets
VALUES = [
    ("", "empty", [], [], ""),
    ("*", "entries", ["*"], [], ""),
    (A, "entries", [A], [], ""),
    (f"{A},{B}", "entries", [A, B], [], ""),
    (f"{A} {B}", "entries", [A, B], [], ""),
    (f"\n{A}\n{B}", "entries", [A, B], [], ""),
    ('"*"', "entries", ["*"], [], '""'),
    (f"'{A}', '{B}'", "entries", [A, B], [], "''''"),
    (f'"{A}, {B}"', "entries", [A, B], [], '""'),
    (f'["{A}", "{B}"]', "entries", [A, B], [], '[]""""'),
    (f"[{A}]", "entries", [A], [], "[]"),
    ("\u201c*\u201d", "entries", ["*"], [], "\u201c\u201d"),
    ("[::1]", "entries", ["[::1]"], [], ""),
    ("off", "off", [], [], ""),
    ("None", "off", [], [], ""),
    ('"off"', "off", [], [], '""'),
    ('""', "off", [], [], '""'),
    ("''", "off", [], [], "''"),
    ("[]", "off", [], [], "[]"),
    (",", "off", [], [], ""),
    ("off ; for now", "off", [], ["; for now"], ""),
    ("True", "on", [], [], ""),
    ("1", "on", [], [], ""),
    ("'yes' # why not", "on", [], ["# why not"], "''"),
    ("* ; note", "entries", ["*"], ["; note"], ""),
    (f"{A} # a\n{B} ; b, c", "entries", [A, B], ["# a", "; b, c"], ""),
    ("# nobody", "entries", [], ["# nobody"], ""),
    ("; *", "entries", [], ["; *"], ""),
    (f"{A} ; {B}", "entries", [A, ";", B], [], ""),
    (f"{A};{B}", "entries", [f"{A};{B}"], [], ""),
    (f"{A}#x", "entries", [f"{A}#x"], [], ""),
    ("{{ cors }}", "template", [], [], ""),
    ("{% if x %}", "template", [], [], ""),
    ("*\nlisten = 8080", "entries", ["*"], [], ""),
    ("*\n[general]", "entries", ["*"], [], ""),
]


@pytest.mark.parametrize(("text", "meaning", "entries", "comments", "quotes"), VALUES)
def test_value(text: str, meaning: str, entries: list[str], comments: list[str], quotes: str) -> None:
    read = read_cors(text)
    assert read.meaning == meaning
    assert [entry.text for entry in read.entries] == entries
    assert [text[entry.start : entry.end] for entry in read.entries] == entries
    assert [text[start:end] for start, end in read.comments] == comments
    assert "".join(text[offset] for offset in read.quotes) == quotes


@pytest.mark.parametrize(
    "text",
    [
        '"' * 10**6,
        "x" + '"' * 10**6 + "x",
        "[ " * 10**6,
        f"{A}, " * 10**5,
        " ;" * 10**6,
        "a\n" * 10**6,
        "{" * 10**6,
    ],
    ids=lambda text: text[:8],
)
def test_long_values_take_no_time(text: str) -> None:
    started = time.process_time()
    for entry in read_cors(text).entries:
        assert entry.form.kind
    assert time.process_time() - started < 10


@examples(300)
@given(st.text(st.sampled_from("aZ0.:/\\-_*@%?#;,|'\"[](){}$^ \n\t\u00fc\u200b\ud800\uff0f"), max_size=40))
def test_any_text_is_parsed(text: str) -> None:
    read = read_cors(text)
    for entry in read.entries:
        assert text[entry.start : entry.end] == entry.text
        assert entry.form.kind
        assert not set(entry.text) & set(" \t\n,")
    taken = [set(range(start, end)) for start, end in read.comments]
    taken += [{offset} for offset in read.quotes]
    taken += [set(range(entry.start, entry.end)) for entry in read.entries]
    assert sum(map(len, taken)) == len(set().union(*taken))


@pytest.mark.parametrize(
    "word",
    ["off", "no", "none", "nil", "false", "0", "n", "f", "disabled", "disable", "deny", "never", "nobody"],
)
def test_words_for_off(word: str) -> None:
    assert {read_cors(text).meaning for text in (word, word.upper(), f" {word},", f"'{word}'")} == {"off"}
    assert read_cors(f"{word} {word}").meaning == "entries"


@pytest.mark.parametrize(
    "word", ["on", "yes", "true", "1", "y", "t", "enabled", "enable", "allow", "all", "any"]
)
def test_words_for_on(word: str) -> None:
    assert {read_cors(text).meaning for text in (word, word.upper(), f" {word},", f"'{word}'")} == {"on"}
    assert read_cors(f"{word}x").meaning == "entries"
