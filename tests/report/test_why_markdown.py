from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from corscheck.causes.catalogue import BY_NAME
from corscheck.exchange import Failure
from corscheck.report.why import render_markdown
from tests.support.causes import APP, GET, PUT, always, explained
from tests.support.runner import commands

HOSTILE = "\x1b[2J``` <script> ::error:: ##vso[x] | [a](javascript:b) &lt;"


def test_it_has_the_whole_exchange() -> None:
    verdict = explained(PUT, always(403, "Server: nginx", "X-More: 1", body="Invalid CORS request"))
    text = render_markdown(verdict)
    assert text.startswith("\n## blocked at the preflight")
    assert "docs/causes/origin-not-listed.md" in text
    assert "OPTIONS https://api.example/items\n" in text
    assert f"\nOrigin: {APP}\n" in text
    assert "\nHTTP/1.1 403\nServer: nginx\nX-More: 1\n\nInvalid CORS request\n" in text
    assert "curl -sS" in text
    assert BY_NAME["origin-not-listed"].summary.split(",")[0] in text.replace("&#39;", "'").replace(
        "&#44;", ","
    )


@pytest.mark.parametrize("request_", [GET, PUT])
def test_values_stay_text(request_: object) -> None:
    verdict = explained(
        request_,  # type: ignore[arg-type]  # one of two requests
        always(400, f"Server: {HOSTILE}", f"Vary: {HOSTILE}", body=HOSTILE * 3),
    )
    text = render_markdown(verdict)
    assert all(line.isprintable() for line in text.split("\n"))
    assert not any(commands(line) for line in text.split("\n"))
    html = MarkdownIt("commonmark").render(text)
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_without_an_answer_and_without_a_request() -> None:
    assert "nothing listens" in render_markdown(
        explained(GET, lambda _: Failure("refused", "nothing listens"))
    )
    assert "allowed" in render_markdown(explained(GET, always(200, "Access-Control-Allow-Origin: *")))
