from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_PROFILE, profile_for
from corscheck.errors import CorscheckError, UsageProblem
from corscheck.live.target import Target, places, read_configuration
from tests.live.test_runner import config, web

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("http://127.0.0.1:8082", "web:second"),
        ("http://elsewhere.example:8082/base", "web:second"),
        ("http://127.0.0.1:9999", "web:first"),
    ],
)
def test_a_url_leads_to_one_container(tmp_path: Path, url: str, section: str) -> None:
    path = config(tmp_path, web(8081, section="web:first") + web(8082, section="web:second"))
    (place,) = places(Target(path, url=url), profile_for("25.15"))
    assert (place.container.section, place.base_url) == (section, url)


def test_without_a_url_every_container_is_tried(tmp_path: Path) -> None:
    path = config(tmp_path, web(8081, section="web:first") + web(8082, section="web:second"))
    found = places(Target(path), profile_for("25.15"))
    assert [place.base_url for place in found] == ["http://127.0.0.1:8081", "http://127.0.0.1:8082"]


def test_a_file_without_a_container_needs_a_url(tmp_path: Path) -> None:
    path = config(tmp_path, "[general]\n")
    with pytest.raises(UsageProblem, match="no web container"):
        places(Target(path), profile_for("25.15"))
    (place,) = places(Target(path, url="http://127.0.0.1:1"), profile_for("25.15"))
    assert not place.container.cors_enabled


def test_a_place_is_the_line_that_listens_else_the_section(tmp_path: Path) -> None:
    path = config(tmp_path, web(8081))
    (listening,) = places(Target(path), DEFAULT_PROFILE)
    (given,) = places(Target(path, url="http://elsewhere.example"), DEFAULT_PROFILE)
    (nowhere,) = places(Target(config(tmp_path, "[general]\nx = y\n"), url="http://h"), DEFAULT_PROFILE)
    spans = [place.span for place in (listening, given, nowhere)]
    assert [span and (span.line, span.text) for span in spans] == [(2, "listen"), (1, "[web]"), (1, "")]


@pytest.mark.parametrize(
    ("name", "text", "kind", "line", "part"),
    [
        ("gone.conf", None, "missing-file", None, "No such file"),
        (".", None, "unreadable-file", None, "it is a directory"),
        ("app.conf", "[a]\nb = c\nb = d\n", "not-loaded", 3, "`corscheck lint` explains it"),
        ("site.yaml", "web:\n  cors: x\n", "not-loaded", 1, "ZooKeeper"),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, name: str, text: str | None, kind: str, line: int | None, part: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(CorscheckError) as caught:
        read_configuration(Target(str(tmp_path / name)), DEFAULT_PROFILE)
    error = caught.value
    assert (error.kind, error.span and error.span.line) == (kind, line)
    assert part in f"{error}; {error.help}"
