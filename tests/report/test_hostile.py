"""Every format stays valid and harmless with any text from files and servers."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corscheck.exchange import Request, Response
from corscheck.findings import Exchange, Finding, Related
from corscheck.fixes import Edit, Fix
from corscheck.report import FORMATS, Context, render, render_statistics
from corscheck.report.ci_commands import broken
from corscheck.run_report import Check, Report
from corscheck.source import Source
from corscheck.text import visible
from corscheck.tried import RouteVerdict, Tried
from tests.support.nasty import NASTY
from tests.support.runner import commands, parse

TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=8)), max_size=4).map(
    "".join
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    text = draw(TEXT)
    source = Source(text, draw(TEXT) or "-")
    places = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    span = source.span(*places)
    request = Request("OPTIONS", draw(TEXT), ((draw(TEXT), draw(TEXT)),))
    answer = Response(200, ((f"Access-Control-{draw(TEXT)}", draw(TEXT)),), draw(TEXT))
    finding = Finding(
        "CORS201",
        "name",
        "error",
        draw(TEXT),
        span,
        help=draw(TEXT),
        fix=Fix(draw(TEXT), (Edit(span, draw(TEXT)),)),
        related=(Related(Source(draw(TEXT), draw(TEXT) or "-").span(0, 0), draw(TEXT)),),
        versions=("25.15",),
        exchange=Exchange(
            request, answer, draw(TEXT), {"chrome": draw(TEXT), "firefox": None, "safari": None}
        ),
    )
    axes = (("origin", draw(TEXT)), ("method", draw(TEXT)), ("path", draw(TEXT)))
    check = Check("1", draw(TEXT), "failed", draw(TEXT), span, request, answer, ("CORS201",), axes)
    lone = check._replace(id="2", request=None, outcome="unreachable", answer=None)
    checks = draw(st.sampled_from([None, (check, lone)]))
    words = [draw(TEXT) for _ in range(6)]
    route = RouteVerdict(*words, None, message=draw(TEXT), checks=("1",))  # type: ignore[misc, call-arg, arg-type]  # six texts
    tried = Tried(route.service, route.base_url, draw(TEXT))
    return Report(
        (finding,), (source.path,), checks, (draw(TEXT),), routes=(route,) if checks else (), tried=(tried,)
    )


CONTEXT = Context(directory="/repo")


@given(reports(), st.sampled_from(list(FORMATS)))
def test_nothing_but_printable_lines(report: Report, name: str) -> None:
    text = render(name, report, CONTEXT)
    assert all(
        char.isprintable() or char == "\n" for char in text if not (name == "markdown" and char == "\ufe0f")
    )


@given(reports(), st.sampled_from(list(FORMATS)))
def test_no_format_holds_commands_of_runners(report: Report, name: str) -> None:
    for line in render(name, report, CONTEXT).split("\n"):
        own = ["::"] if name == "github" and parse(line) else []
        own = ["##vso["] if name == "azure" and line.startswith("##vso[task.logissue type=") else own
        assert commands(line) == own


@given(reports(), st.sampled_from(["full", "json"]))
def test_no_statistics_hold_commands_of_runners(report: Report, name: str) -> None:
    finding = report.findings[0]
    report = report._replace(findings=(finding._replace(code=finding.message, name=finding.help or ""),))
    for line in render_statistics(name, report, CONTEXT).split("\n"):
        assert commands(line) == []


@given(reports())
def test_github(report: Report) -> None:
    found = [command for line in render("github", report, CONTEXT).splitlines() if (command := parse(line))]
    (error,) = [command for command in found if command.level == "error" and command.properties]
    message = report.findings[0].message
    assert error.message.split("\n")[0] == broken(visible(message), "github")
    assert error.properties["line"] == str(report.findings[0].span.line)
    assert error.properties["title"] == "CORS201 name"


@given(reports())
def test_json_keeps_every_character(report: Report) -> None:
    document = json.loads(render("json", report, CONTEXT))
    found, finding = document["findings"][0], report.findings[0]
    exchange = finding.exchange
    assert exchange is not None
    assert found["message"] == _paired(finding.message)
    assert found["help"] == _paired(finding.help or "")
    assert found["request"]["url"] == _paired(exchange.request.url)
    assert found["curl"] == _paired(exchange.curl)


def _paired(text: str) -> str:
    """Two surrogates beside each other are one character to every reader of JSON."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


@given(reports(), st.sampled_from(["gitlab", "rdjson", "sarif"]))
def test_other_json_has_the_message_made_visible(report: Report, name: str) -> None:
    document = json.loads(render(name, report, CONTEXT))
    shown = visible(report.findings[0].message)
    if name == "gitlab":
        assert document[0]["description"] == f"CORS201 {shown}"
    elif name == "rdjson":
        assert document["diagnostics"][0]["message"].split("\n")[0] == shown
    else:
        text = document["runs"][0]["results"][0]["message"]["text"]
        if "](" in visible(f"{shown}. {visible(report.findings[0].help or '')}"):
            text = text.replace("\\[", "[").replace("\\]", "]").replace("\\\\", "\\")
        assert text.startswith(shown)


@given(reports())
def test_junit(report: Report) -> None:
    root = ET.fromstring(render("junit", report, CONTEXT))
    assert visible(report.findings[0].message) in [failure.get("message") for failure in root.iter("failure")]
    names = [case.get("name") for case in root.iter("testcase")]
    assert len(set(names)) == len(names)


class Page(HTMLParser):
    """Tags, links and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: set[str | None] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name in {"href", "src"}}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(reports())
def test_html(report: Report) -> None:
    page = Page(render("html", report, CONTEXT))
    assert visible(report.findings[0].message).replace("`", "") in page.text.replace("`", "")
    assert not {*page.tags} & {"img", "iframe", "object", "form", "base", "link", "svg"}
    assert page.tags.count("script") == 1  # its own
    assert not any(name.startswith("on") or name == "style" for name in page.attributes)
    assert all(
        link is not None and re.fullmatch(r"https://github\.com/corscheck/.*|#[a-z]+|#c\d+", link)
        for link in page.links
    )


@given(reports())
def test_markdown(report: Report) -> None:
    """Read as GitHub reads it: no element that is not ours, and bare URLs stay text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(render("markdown", report, CONTEXT))
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in tokens} <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "fence"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
    assert {child.type for child in inline} <= {
        "text",
        "html_inline",
        "link_open",
        "link_close",
        "text_special",
    }
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<code>", "</code>"}
    links = [str(child.attrGet("href")) for child in inline if child.type == "link_open"]
    assert all(link.startswith("https://github.com/corscheck/") for link in links)
    assert sum(token.type == "heading_open" for token in tokens) == 2


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_one_long_line_is_no_flood(name: str) -> None:
    source = Source("x" * 3_000_000, "a.conf")
    finding = Finding("CORS001", "x", "error", source.text, source.span(0, 3_000_000), help=source.text)
    text = render(name, Report((finding,), ("a.conf",)), CONTEXT)
    if name not in ("json", "jsonl"):
        assert len(text) < 60_000
