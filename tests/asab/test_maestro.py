"""Models and descriptors of ASAB Maestro: precedence of layers, and layers in other files."""

from __future__ import annotations

import pytest

from corscheck.asab.yaml_json import load_site
from corscheck.linter import lint_files
from tests.support.memory import Memory

MODEL = """\
define:
  type: rc/model
asab:
  config:
    web:
      cors: "*"
services:
  notes:
    instances: [node1]
    asab:
      config:
        web:
          cors_preflight_paths: /api/*
  mail:
    asab:
      config:
        web:
          cors: https://mail.example.com
          cors_preflight_paths: [/mail, /in]
    instances:
      1: {node: node1}
      2:
        node: node2
        asab:
          config:
            web:
              cors: ""
  plain:
    instances: {1: {node: node1}}
"""


def read(text: str, path: str = "model.yaml") -> list[dict[str, str]]:
    """The options of `[web]` in each configuration of the file."""
    return [
        {name: option.value.text for name, option in one.options("web").items()}
        for one in load_site(path, Memory({path: text}), {})
    ]


def found(text: str, path: str = "model.yaml") -> list[tuple[str, int, str]]:
    findings = lint_files([path], Memory({path: text}), {}).findings
    return [(one.code, one.span.line, one.span.text) for one in findings if one.severity != "info"]


def test_layers_of_a_model() -> None:
    assert read(MODEL) == [
        {"cors": "*", "cors_preflight_paths": "/api/*"},
        {"cors": "", "cors_preflight_paths": "\n/mail\n/in"},  # the second instance
        {"cors": "https://mail.example.com", "cors_preflight_paths": "\n/mail\n/in"},
        {"cors": "*"},  # of services without an object of their own
    ]


def test_each_finding_is_in_its_layer() -> None:
    assert found(MODEL) == [
        ("CORS501", 6, "*"),
        ("CORS113", 13, "/api/*"),
        ("CORS301", 18, "https://mail.example.com"),
    ]


def test_instances_that_are_a_list() -> None:
    text = "services:\n  notes:\n  - {node: a, asab: {config: {web: {cors: x}}}}\n  - {node: b}\n"
    assert read(text) == [{"cors": "x"}]
    text = "asab: {config: {web: {listen: 1}}}\n" + text
    assert read(text) == [{"listen": "1", "cors": "x"}, {"listen": "1"}]


def test_a_section_that_layers_share() -> None:
    text = (
        "asab: {config: {web: {cors: '*'}, general: {x: 1}}}\n"
        "services: {a: {asab: {config: {web: {CORS: y}, 'web:b': {listen: 2}}}}}\n"
    )
    (one,) = load_site("model.yaml", Memory({"model.yaml": text}), {})
    assert list(one.names) == ["web", "general", "web:b"]
    assert one.options("web")["cors"].value.text == "y"
    assert [option.value.text for option in one.options("web")["cors"].overridden] == ["*"]
    assert len(one.sources) == 1


WEB = "    web:\n      {}\n"


@pytest.mark.parametrize(
    ("start", "partial"),
    [
        ("define:\n  type: rc/model\nasab:\n  config:\n", True),
        ("define:\n  type: rc/descriptor\nasab:\n  configname: a.conf\n  config:\n", True),
        ("descriptor:\n  image: x\nasab:\n  config:\n", True),
        ("services:\n  a: {instances: [x]}\nasab:\n  config:\n", True),
        ("asab:\n  config:\n", False),
    ],
)
def test_what_other_layers_may_set(start: str, *, partial: bool) -> None:
    cors = found(start + WEB.format("cors: '*'"))
    assert ("CORS101" in [code for code, _, _ in cors]) != partial
    paths = found(start + WEB.format("cors_preflight_paths: /a"))
    assert ("CORS102" in [code for code, _, _ in paths]) != partial
    reference = found(start + WEB.format("listen: 0.0.0.0 ${net:port}\n      cors: ''"))
    assert bool(reference) != partial
    tls = found(start + WEB.format("listen: 0.0.0.0 8443 ssl:web\n      cors: ''"))
    assert bool(tls) != partial


def test_what_all_layers_here_say_together() -> None:
    text = (
        "asab: {config: {web: {cors: ''}}}\n"
        "services: {a: {asab: {config: {web: {cors_preflight_paths: /a}}}}}\n"
    )
    assert [code for code, _, _ in found(text)] == ["CORS102"]
    text = text.replace("/a", "b").replace("cors: ''", "cors: '*'")
    assert [code for code, _, _ in found(text)] == ["CORS501", "CORS104"]


@pytest.mark.parametrize("path", ["model.json", "model.yaml"])
def test_json_is_the_same(path: str) -> None:
    special = '{"a": {"asab": {"config": {"web": {"cors": "off"}}}}}'
    text = f'{{"asab": {{"config": {{"web": {{"cors": "*"}}}}}}, "services": {special}}}'
    assert read(text, path) == [{"cors": "off"}]
    assert [code for code, _, _ in found(text, path)] == ["CORS302"]


def test_aliases_and_merge_keys_between_layers() -> None:
    text = (
        "base: &base {cors: https://app.example.com, cors_preflight_paths: b}\n"
        "asab: &asab {config: {web: {<<: *base, listen: 1}}}\n"
        "services: {one: {asab: *asab}, two: {asab: {<<: *asab, configname: x}}, three: {asab: *asab}}\n"
    )
    assert len(read(text)) == 1
    assert [(code, line) for code, line, _ in found(text)] == [("CORS301", 1), ("CORS104", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "services: [a]\nasab: {config: {web: {cors: x}}}\n",
        "services: {a: }\nasab: {config: {web: {cors: x}}}\n",
        "services: {a: b, c: [d, {e: f}]}\nasab: {config: {web: {cors: x}}}\n",
        "services: {a: {instances: 2}}\nasab: {config: {web: {cors: x}}}\n",
        "services: {a: {asab: 5}}\nasab: {config: {web: {cors: x}}}\n",
        "services: {a: {asab: {config: [x]}}}\nasab: {config: {web: {cors: x}}}\n",
        "services: &s {a: *s}\nasab: {config: {web: {cors: x}}}\n",
        "define: [rc/model]\nasab: {config: {web: {cors: x}}}\n",
        "define: {type: [rc]}\nasab: {config: {web: {cors: x}}}\n",
    ],
)
def test_other_shapes(text: str) -> None:
    assert read(text) == [{"cors": "x"}]
