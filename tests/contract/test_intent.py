from __future__ import annotations

import pytest

from corscheck.contract.intent import read_intent
from tests.support.live import container

NEXT = "26.37"


@pytest.mark.parametrize(
    ("cors", "mode", "origins"),
    [
        ("", "disabled", []),
        ("*", "anyone", []),
        ("*, https://a.com", "anyone", []),
        ('"*"', "anyone", []),
        ("true", "anyone", []),
        ("off", "off", []),
        ("None", "off", []),
        ('""', "off", []),
        ("https://app.example.com", "listed", ["https://app.example.com"]),
        ("https://App.example.com:443/", "listed", ["https://app.example.com"]),
        ("https://a.com, https://b.com", "listed", ["https://a.com", "https://b.com"]),
        ("https://a.com https://b.com", "listed", ["https://a.com", "https://b.com"]),
        ("https://a.com ; the app", "listed", ["https://a.com"]),
        ("'https://a.com'", "listed", ["https://a.com"]),
        ("app.example.com", "listed", ["https://app.example.com"]),
        ("http://localhost:3000", "listed", ["http://localhost:3000"]),
        ("null", "listed", ["null"]),
        ("NULL", "listed", ["null"]),
        ("app:8080", "listed", ["https://app:8080"]),
        ("localhost:3000", "listed", ["http://localhost:3000"]),
        ("https//a.com", "listed", ["https://a.com"]),
        ("//cdn.example.com", "listed", ["https://cdn.example.com"]),
        ("https://a.com/path", "listed", ["https://a.com"]),
        # A path, a word, a local page: nobody knows which origin is meant.
        *((text, "unclear", []) for text in ("/srv/x", "srv/x", "srv", "./x", "~/x", "C:/x", "\\\\srv\\x")),
        *(
            (text, "unclear", [])
            for text in ("/app.example.com", "*/x", "file:///x", "data:x", "about:blank")
        ),
        ("/srv/x, https://a.com", "listed", ["https://a.com"]),
    ],
)
def test_what_the_value_evidently_means(cors: str, mode: str, origins: list[str]) -> None:
    intent = read_intent(container(f"[web]\ncors = {cors}\n"))
    assert intent.mode == mode
    assert [entry.origin for entry in intent.origins] == origins
    assert intent.credentials is False


def test_an_entry_stands_where_it_was_written() -> None:
    web = container("[web]\ncors = https://a.com, https://B.com/\n")
    places = [entry.value.span for entry in read_intent(web).origins]
    assert [place.text for place in places if place] == ["https://a.com", "https://B.com/"]


def test_a_pattern_means_all_it_fits_and_nothing_else() -> None:
    intent = read_intent(container("[web]\ncors = https://*.example.com\n"))
    assert intent.allows("https://app.example.com")
    assert intent.allows(intent.origins[0].origin)
    for origin in ("https://example.com", "https://appxexample.com", "https://app.example.com.evil.example"):
        assert not intent.allows(origin)


@pytest.mark.parametrize(
    ("text", "credentials"),
    [("cors_allow_credentials = yes", True), ("cors_allow_credentials = no", False)],
)
def test_later_versions_promise_credentials_where_the_option_says_so(text: str, *, credentials: bool) -> None:
    config = f"[web]\ncors = https://a.com\n{text}\n"
    assert read_intent(container(config, NEXT)).credentials is credentials
    assert read_intent(container(config)).credentials is False
