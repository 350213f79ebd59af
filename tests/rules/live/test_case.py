from __future__ import annotations

import pytest

from corscheck.fetch.request import FetchRequest
from corscheck.rules.live._case import Allowed, Case, Intent
from corscheck.source import Value

ONE = Allowed("https://a.example", Value("https://a.example"))
PATTERN = Allowed("https://x.b.example", Value("https://*.b.example"), ".b.example")


@pytest.mark.parametrize(
    ("origin", "entry"),
    [
        ("https://a.example", ONE),
        ("https://x.b.example", PATTERN),
        ("https://y.b.example", PATTERN),
        ("https://b.example", None),
        ("http://a.example", None),
        ("https://a.example.evil.example", None),
    ],
)
def test_the_entry_that_allows_an_origin(origin: str, entry: Allowed | None) -> None:
    listed = Intent("listed", (ONE, PATTERN))
    assert listed.entry(origin) is entry
    assert listed.allows(origin) is (entry is not None)
    assert Intent("anyone", (ONE,)).allows(origin)
    assert not any(Intent(mode, (ONE, PATTERN)).allows(origin) for mode in ("off", "disabled", "unclear"))


def case(**request: object) -> Case:
    made = FetchRequest("http://h/p", "https://a.example", "PUT", **request)  # type: ignore[arg-type]
    return Case("id", "covered", "web", made, "/p", "allow", "", None)


def test_no_two_cases_have_one_title() -> None:
    headers = (("X-A", "1"), ("X-B", "2"))
    cases = [
        case(preflight_only=True),
        case(preflight_only=True, headers=headers),
        case(preflight_only=True, credentials="include"),
        case(preflight_only=True, upload_listener=True),
        case(),
    ]
    assert [one.title.removeprefix("PUT /p from https://a.example") for one in cases] == [
        "",
        " with X-A, X-B",
        " with credentials",
        " with an upload listener",
        " really sent",
    ]
    assert {one.label for one in cases} == {"PUT /p from https://a.example"}
