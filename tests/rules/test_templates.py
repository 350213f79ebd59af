from __future__ import annotations

import pytest

from corscheck.asab.build import build
from corscheck.asab.diagnosis import Diagnosis
from corscheck.rules._templates import (
    has_placeholder,
    is_about_placeholder,
    is_template_line,
    is_templated,
    may_have_placeholders,
    touches_placeholder,
)
from corscheck.source import Source
from tests.support.asab_files import read, web

ANYWHERE = ("{{ x }}", "a{% if b %}c", "{# x #}", "<%= x %>", "[% x %]", "$(NAME)")
OF_WEB = (
    "@PORT@",
    "__PORT__",
    "%PORT%",
    "%%port%%",
    "%(port)s",
    "#{port}",
    "((port))",
    "[[ port ]]",
    "##a##",
)
NOT_IN_PATHS = ("<port>", "{port}")
NONE = (
    "",
    "https://app.example.com",
    "*",
    "a@b.example",
    "/a/",
    "100%",
    "${PORT}",
    "$PORT",
    "a < b",
    "__",
)


@pytest.mark.parametrize("text", ANYWHERE)
def test_those_of_engines_are_found_in_every_option(text: str) -> None:
    assert has_placeholder(f"x {text} y", "kafka_topic")
    assert has_placeholder(text, "cors")
    assert has_placeholder(text, "cors_preflight_paths")


@pytest.mark.parametrize("text", OF_WEB)
def test_others_mean_nothing_else_in_options_of_web_containers_only(text: str) -> None:
    assert has_placeholder(text, "listen")
    assert has_placeholder(text, "cors_preflight_paths")
    assert not has_placeholder(text, "kafka_topic")


@pytest.mark.parametrize("text", NOT_IN_PATHS)
def test_variables_of_a_route_are_none(text: str) -> None:
    assert has_placeholder(text, "cors")
    assert not has_placeholder(f"/a/{text}", "cors_preflight_paths")


@pytest.mark.parametrize("text", NONE)
def test_values_that_have_none(text: str) -> None:
    assert not has_placeholder(text, "cors")


@pytest.mark.parametrize("text", [*ANYWHERE, *OF_WEB, *NOT_IN_PATHS])
def test_no_file_with_one_is_passed_over(text: str) -> None:
    assert may_have_placeholders(text)


def test_a_plain_file_is_passed_over() -> None:
    assert not may_have_placeholders("[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{% if tls %}", True),
        ("{{ options }}", True),
        ("@OPTIONS@;", True),
        ("__OPTIONS__", True),
        ("cors = {{ x }}", False),
        ("listen", False),
        ("[web]", False),
    ],
)
def test_lines_of_a_template(line: str, expected: bool) -> None:  # noqa: FBT001  # a table
    assert is_template_line(line) is expected


def test_what_is_referred_to_is_looked_at_as_well() -> None:
    found = web("cors = ${general:origin}\nlisten = 8080")
    assert not is_templated(found, "cors")
    referring = read("[web]\ncors = ${general:origin}\nlisten = 80\n[general]\norigin = @ORIGIN@\n")
    assert is_templated(build(referring, "web"), "cors")
    assert not is_templated(build(referring, "web"), "listen")
    assert not is_templated(build(referring, "web"), "backlog")  # a default, which nobody wrote


def test_edits_that_would_change_a_placeholder() -> None:
    text = "[web]\ncors = https://@HOST@.example/, https://b.example/\n"
    source = Source(text, "app.conf")

    def touches(part: str) -> bool:
        start = text.index(part)
        return touches_placeholder(source.span(start, start + len(part)))

    assert touches("@HOST@")
    assert touches("https://@HOST@.example/")
    assert touches("ST")
    assert not touches("https://b.example/")
    assert not touches("[web]")
    at = text.index("@HOST@")
    assert not touches_placeholder(source.span(at, at))  # before it
    assert touches_placeholder(source.span(at + 1, at + 1))


def test_an_error_is_about_one_where_it_stands_or_is_quoted() -> None:
    source = Source("[web]\nlisten = @PORT@\ncors = x\n", "app.conf")
    port, cors = (source.text.index(part) for part in ("@PORT@", "x"))
    assert is_about_placeholder(Diagnosis("ValueError", "x", source.span(port, port + 6)))
    assert not is_about_placeholder(Diagnosis("ValueError", "x", source.span(cors, cors + 1)))
    assert is_about_placeholder(Diagnosis("ValueError", "bad value '{{ port }}'"))
    assert not is_about_placeholder(Diagnosis("ValueError", "bad value 'port'"))
