"""JSON and YAML: nodes as `ConfigParser.read_dict` stores them, descriptors, hostile documents."""

from __future__ import annotations

import configparser
import json
import sys
from typing import Any

import pytest
import yaml

from corscheck.asab.build import containers
from corscheck.asab.yaml_json import MAX_SIZE, load_site
from corscheck.asab.yaml_nodes import MAX_NODES
from corscheck.linter import lint_files
from tests.support.linting import codes
from tests.support.memory import Memory


def load(text: str, path: str = "site.yaml") -> Any:
    return load_site(path, Memory({path: text}), {"HOME": "/root"})


NODES = [
    "web: {cors: '*', listen: 8080}",
    "web:\n  cors: no\n  listen: 1.50\n  backlog: 1_000\n",
    "web:\n  cors: off\n  cors_preflight_paths: [/a, /b]\n",
    "web:\n  CORS: Yes\n  Listen: 0x1F\n",
    'web:\n  cors: "a\\u0020b"\n',
    "web:\n  cors: |\n    a\n    b\n",
    "web:\n  cors: >\n    a\n    b\n",
    "web:\n  cors: a\n    b\n",
    "web:\n  cors: {a: 1}\n",
    "web:\n  cors: 2020-01-01\n",
    "web:\n  cors: ''\n",
    "web:\n  cors: ${general:x}\ngeneral:\n  x: 1\n",
    "web:\n  cors: $$\n",
    "web:\n  cors: 'žluť'\n",
    "web:\n  1: 2\n  cors: x\n",
    "web:\n  no: 2\n  ~: x\n  1.50: y\n  cors: 0b11\n",
    "on: {cors: 1:30}\n1.0: {cors: 1:30.5}\nweb: {}\n",
    "web:\n  cors: 2001-12-14t21:59:43.10-05:00\n  listen: 2020-1-1 1:2:3\n",
    "web:\n  cors: !!binary QUFB\n  listen: !!set {a}\n  rootdir: !!str 2020-01-01\n",
    "web:\n  cors: .inf\n  listen: 1e5\n  backlog: 1.0e+5\n  rootdir: 017\n",
    "web: {cors: 1, listen: x, cors: 2}\n",
    "web: {1: a, true: b, 1.0: c, cors: d}\n",
    "x: &x {cors: '*', listen: a}\nweb: {<<: *x, listen: b}\n",
    "x: &x {cors_max_age: 1}\ny: &y {<<: *x, listen: b}\nweb: {listen: c, <<: *y}\n",
    "x: &x {web: {cors: a}}\n<<: *x\nother: {cors: 1}\n",
    "x: &x {cors: &a [1, *b]}\nweb: {cors: 1}\n".replace("[1, *b]", "[1]"),
    "web: &w {<<: *w, cors: x}\n",
    "web: {<<: {}, cors: x}\nDEFAULT: {listen: 1}\n",
]


@pytest.mark.parametrize("text", NODES)
def test_nodes_are_stored_as_read_dict_does(text: str) -> None:
    parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    parser.read_dict(yaml.safe_load(text))
    (ours,) = load(text)
    assert ours.error is None
    stored = {name: dict(parser.items(name, raw=True)) for name in [*parser.sections(), "DEFAULT"]}
    assert {
        name: {one: ours.options(name)[one].value.text for one in ours.options(name)}
        for name in {**dict.fromkeys(ours.names), "DEFAULT": None}
    } == stored


@pytest.mark.parametrize("text", [text for text in NODES if "|" not in text])
def test_json_is_the_same(text: str) -> None:
    data = json.loads(json.dumps(yaml.safe_load(text), default=str))
    document = json.dumps(data, indent="\t", ensure_ascii=False)
    parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    parser.read_dict(data)
    (ours,) = load(document, "site.json")
    for name in parser.sections():
        assert {one.name: one.value.text for one in ours.options(name).values()} == dict(
            parser.items(name, raw=True)
        )


@pytest.mark.parametrize(
    "text",
    [
        "web:\n  cors:\n",
        "web:\n  cors: ~\n",
        "web:\n  cors: a$b\n",
        "web:\n  cors: $\n",
        "web: 5\ncors: x\n",
        "web: [cors: 1]\n",
        "web: {cors: 1}\nother: 5\n",
        "web: {cors: 1, CORS: 2}\n",
        "web: {cors: 1}\n'1': {a: b}\n1: {a: b}\n",
        "web: {cors: !!bool x}\n",
        "web: {cors: 1}\nother: {x: !!bool x}\n",
        "web: {cors: 1}\nother: [a, {x: !!int ''}]\n",
        "web: {cors: !!int ''}\n",
        "web: {cors: !!float ''}\n",
        "web: {cors: !!float x}\n",
        "web: {cors: !!timestamp x}\n",
        "web: {cors: 2020-99-99}\n",
        "web: {cors: [x, 2001-12-14t25:59:43]}\n",
        "web: {!!int x: 1, cors: 2}\n",
        "web: {cors: 0x_}\n",
        "web: {cors: 1}\nx: 1:" + "59:" * 200 + "59.5\n",
        "web: {cors: 1:" + "59:" * 5000 + "59}\n",
    ],
)
def test_what_loading_refuses(text: str) -> None:
    parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    with pytest.raises(Exception) as refused:  # noqa: PT011  # ASAB catches whatever it is
        parser.read_dict(yaml.safe_load(text))
    (ours,) = load(text)
    assert ours.error.type == "SystemExit"
    assert (
        ours.error.message == f"Failed to obtain configuration from Zookeeper server(s): '{refused.value}'."
    )
    assert ours.error.span is not None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("web: {cors: 1}\nother: [a, {x: !!bool yep}]\n", "!!bool yep"),
        ("web: {cors: 1, listen: !!set x}\n", "!!set x"),
        ("web: {cors: 1, CORS: 2}\n", "CORS"),
        ("web: {cors: !vault x}\n", "!vault x"),
        ("web: {cors: 1}\n? [a]\n: b\n", "[a]"),
        ("web: {cors: 1, <<: [a]}\n", "{cors: 1, <<: [a]}"),
        ("web: {cors: *nothing}\n", "*nothing"),
    ],
)
def test_the_place_of_what_cannot_be_loaded(text: str, place: str) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever it is
        configparser.ConfigParser().read_dict(yaml.safe_load(text))
    (ours,) = load(text)
    span = ours.error.span
    assert text.startswith(place, span.start)
    findings = lint_files(["a.yaml"], Memory({"a.yaml": text}), {}).findings
    assert ("CORS007", span.line) in [(one.code, one.span.line) for one in findings]


def test_the_rest_is_read_after_what_cannot_be_loaded() -> None:
    (ours,) = load("web: {cors: !!bool x, listen: '8080', CORS: y}\nx: {a: !!int x}\nother: {b: 1}\n")
    assert list(ours.options("web")) == ["listen", "cors"]
    assert list(ours.names) == ["web", "x", "other"]


@pytest.mark.parametrize(
    "text",
    [
        '{"web": {"cors": "*"},}',
        "{'web': {'cors': '*'}}",
        '{"web": {cors: "*"}}',
        '// cors:\n{"web": {"cors": "*"}}',
        '{"web": {"cors": 01}}',
        '{"web": {"cors": "*"}} {}',
        '{"web": {"cors": "*"}, "x": ' + "1" * 5000 + "}",
        pytest.param(
            '{"web": {"cors": "*"}, "x": ' + "[" * 50_000 + "]" * 50_000 + "}",
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason="json reads it from Python 3.14 on"),
        ),
    ],
)
def test_what_is_yaml_need_not_be_json(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        json.loads(text)
    (ours,) = load(text, "site.json")
    assert ours.error.type == "SystemExit"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("1e5", "100000.0"),
        ("NaN", "nan"),
        ("-Infinity", "-inf"),
        ("true", "True"),
        ("[1, null]", "[1, None]"),
    ],
)
def test_values_of_json(written: str, stored: str) -> None:
    (ours,) = load(f'{{"web": {{"cors": "", "cors": {written}, "listen": "8080"}}}}', "site.json")
    assert ours.options("web")["cors"].value.text == stored == str(json.loads(written))


@pytest.mark.parametrize(
    "text", ["web:\n  cors: *\n", "web: {cors: [}\n", "web:\n\tcors: x\n", "a: 1\n---\nweb: {cors: 1}\n"]
)
def test_what_yaml_refuses(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(text)
    (ours,) = load(text)
    assert ours.error.message.startswith("Failed to obtain configuration from Zookeeper server(s): '")
    assert ours.error.span is not None


def test_places() -> None:
    (ours,) = load("web:\n  cors: '*'\n  cors_preflight_paths: |\n    /a\n    /b, c\n")
    web = containers(ours)[0]
    assert web.header is not None
    assert (web.header.text, web.header.line) == ("web", 1)
    assert web.cors.span is not None
    assert (web.cors.span.text, web.cors.verbatim) == ("*", True)
    spans = [path.value.span for path in web.paths if path.value.text]
    assert [(span.text, span.line) for span in spans if span] == [("/a", 4), ("/b", 5), ("c", 5)]


DESCRIPTORS = """\
services:
  one:
    asab:
      configname: conf/one.conf
      config:
        web:
          listen: 127.0.0.1 8080
          cors: "*"
          cors_preflight_paths:
            - /a
            - api/*
  two:
    asab:
      config:
        web:
          listen: 127.0.0.1 ${HOME}
          cors: ""
"""


def test_descriptors() -> None:
    one, two = load(DESCRIPTORS, "model.yaml")
    assert one.options("web")["cors_preflight_paths"].value.text == "\n/a\napi/*"
    assert two.options("web")["listen"].value.text == "127.0.0.1 /root"
    findings = lint_files(["model.yaml"], Memory({"model.yaml": DESCRIPTORS}), {"HOME": "8080"}).findings
    wrong = [finding for finding in findings if finding.severity == "error"]
    assert [(one.code, one.span.line, one.span.text) for one in wrong] == [("CORS104", 11, "api/*")]
    assert wrong[0].fix is not None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"dependencies": {"cors": "^2.8.5"}}', "package.json"),
        ("services:\n  web:\n    image: x\n    labels: ['cors: 1']\n", "docker-compose.yml"),
        ("on: push\njobs: {web: {runs-on: x}}\n", "ci.yaml"),
        ('[1, 2, {"cors": 1}]', "list.json"),
        ("", "empty.yaml"),
        ("# cors: x\n", "comment.yaml"),
    ],
)
def test_other_documents_are_silent(text: str, path: str) -> None:
    assert codes(lint_files([path], Memory({path: text}), {}).findings) == []


MERGED = """\
base: &base
  cors: https://app.example.com
  cors_preflight_paths: api/*
asab: &asab
  config:
    web:
      <<: *base
      listen: 127.0.0.1 8080
services:
  one: {asab: *asab}
  two: {asab: {<<: *asab, configname: x}}
"""


def test_merge_keys_of_descriptors() -> None:
    (one,) = load(MERGED, "model.yaml")
    assert list(one.options("web")) == ["cors", "cors_preflight_paths", "listen"]
    findings = lint_files(["model.yaml"], Memory({"model.yaml": MERGED}), {}).findings
    assert ("CORS104", 3) in [(one.code, one.span.line) for one in findings]


@pytest.mark.parametrize(
    "text",
    [
        "web: {cors: x}\n" + "#" * (MAX_SIZE + 1),
        "web: {cors: x}\nlist: [" + "a," * (MAX_NODES + 1) + "a]\n",
        "asab: {config: {web: {cors: x}}}\n"
        + "".join(f"s{n}: {{asab: {{config: {{web: {{cors: x}}}}}}}}\n" for n in range(300)),
    ],
    ids=["size", "nodes", "descriptors"],
)
@pytest.mark.parametrize("path", ["a.yaml", "a.yml"])
def test_what_is_not_read_is_reported(text: str, path: str) -> None:
    found = lint_files([path], Memory({path: text}), {}).findings
    assert [one.severity for one in found if one.code == "CORS009"] == ["error"]


def test_missing_file() -> None:
    assert load_site("a.yaml", Memory({}), {}) == []


def test_fixes_keep_the_format() -> None:
    text = "web:\n  listen: 127.0.0.1 8080\n  cors: '*'\n  preflightpaths: /a\n"
    found = {one.code: one.fix for one in lint_files(["a.yaml"], Memory({"a.yaml": text}), {}).findings}
    assert found["CORS015"] is not None
    text = "web:\n  listen: 127.0.0.1 8080\n  cors: '*'\n"
    found = {one.code: one.fix for one in lint_files(["a.yaml"], Memory({"a.yaml": text}), {}).findings}
    assert found["CORS101"] is None  # a line of an INI file


@pytest.mark.parametrize("path", ["a.yaml", "a.json"])
def test_bytes_that_are_not_utf8(path: str) -> None:
    data = b'{"x": {"y": "\xe9\xe9"},\n "web": {"listen": "127.0.0.1 80", "preflightpaths": "/"}}'
    found = lint_files([path], Memory({path: data}), {}).findings
    assert [(one.code, one.span.line, one.fix is None) for one in found] == [
        ("CORS007", 1, True),
        ("CORS015", 2, False),
    ]
    assert "can't decode byte 0xe9 in position 13" in found[0].message
    assert found[1].span.source.text.encode(errors="surrogateescape") == data  # as it is written back


@pytest.mark.parametrize(("levels", "stops"), [(480, False), (500, True)])
@pytest.mark.parametrize("level", ["[{}]", "{{a: {}}}"])
def test_nesting(level: str, levels: int, *, stops: bool) -> None:
    inner = "x"
    for _ in range(levels):
        inner = level.format(inner)
    text = f"asab: {{config: {{web: {{cors: x}}}}}}\nother: {inner}\n"
    if stops:
        with pytest.raises(RecursionError):
            yaml.safe_load(text)
    (ours,) = load(text)
    assert (ours.error is not None) is stops


LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
LAUGHS += "web: {cors: *a11}\n"


@pytest.mark.parametrize(
    "text",
    [
        "cors: &a [*a]\nweb: {cors: *a}\n",
        "web: {cors: " + "[" * 3000 + "]" * 3000 + "}\n",
        "web: {cors: " + "{a: " * 3000 + "}" * 3000 + "}\n",
        "web: {cors: " + "[" * 500_000,
        "web: {cors: x}\na:\n  " + "- " * 200_000 + "x\n",
        "web: {cors: x}\n" + "? " * 200_000 + "x\n",
        LAUGHS,
        "web: {cors: !!python/object/apply:os.system ['true']}\n",
        "web: {cors: !!int x}\n",
        "web: {cors: 99999-99-99}\n",
        "web: {cors: 2020-99-99}\n",
        "web: {cors: " + "1" * 5000 + "}\n",
        "web: {cors: 1:" + "59:" * 5000 + "1}\n",
        "asab: {config: {web: {cors: [1:" + "59:" * 5000 + "1]}}}\n",
        "web: {? [a, b] : c, cors: 1}\n",
        "? {a: b}\n: {cors: 1}\n",
        "web:\n  <<: {cors: 1}\n  cors : 2\n",
        "web: {cors: \ufeff\u2028\x85}\n",
        "web: {cors: x}\n" + "#" * (MAX_SIZE + 1),
        "web: {cors: 1, CORS: 2, cors: 3}\nweb: {cors: 4}\n",
    ],
)
@pytest.mark.parametrize("path", ["a.yaml", "a.json"])
@pytest.mark.timeout(100)
def test_hostile_documents(text: str, path: str) -> None:
    findings = lint_files([path], Memory({path: text}), {}).findings
    assert all(finding.span.end <= len(text) for finding in findings)
