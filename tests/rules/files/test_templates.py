"""CORS004: placeholders of many programs, and what is not one; such values get no other findings."""

from __future__ import annotations

import itertools

import pytest

from corscheck.linter import lint_files
from corscheck.secrets import mask_file, mask_forms
from tests.support.linting import NEW, codes, fixed, lint, web
from tests.support.memory import Memory

# Placeholders for a port, an origin, a path: each of one program.
PLACEHOLDERS = [
    "$(PORT)",
    "$(cors.origins)",
    "$( PORT )",
    "__PORT__",
    "__CORS_PATHS__",
    "__cors_paths__",
    "[[ port ]]",
    "[[paths]]",
    "[[ .Values.port ]]",
    "@PORT@",
    "@project.port@",
    "@@PORT@@",
    "<%= @port %>",
    "<%= ENV['PORT'] %>",
    '<%= @paths.join(", ") %>',
    "<% port %>",
    "{{ port }}",
    "{{port}}",
    "{{ .Values.web.port | default 8080 }}",
    "{{ origins | join(',') }}",
    "{{- range .Values.paths }}{{ . }}{{- end }}",
    "{% if x %}8080{% endif %}",
    "{# port #}",
    "[% port %]",
    "%%PORT%%",
    "%PORT%",
    "%(PORT)s",
    "%{port}",
    "#{PORT}",
    "#{PORT}#",
    "((port))",
    "##PORT##",
    "~~PORT~~",
    "!!PORT!!",
    "<PORT>",
    "<<PORT>>",
    "<your-port>",
    "${{ secrets.PORT }}",
    "!PORT!",
    "<?= $port ?>",
    "<?php echo $port; ?>",
    "{$port}",
    "{$web.port}",
    "${port | n}",
    "${join(ports)}",
    "%{ if x }8080%{ endif }",
]
OPTIONS = {
    "listen": "0.0.0.0 {}",
    "cors": "{}",
    "cors_preflight_paths": "{}",
    "body_max_size": "{}",
    "rootdir": "{}/www",
    "backlog": "{}",
}
FINE = {"listen": "127.0.0.1 8080", "cors": "*", "cors_preflight_paths": "/api"}


def text(**changed: str) -> str:
    return "[web]\n" + "".join(f"{name} = {value}\n" for name, value in {**FINE, **changed}.items())


def reported(source: str, *versions: str) -> list[str]:
    return [one.code for one in lint(source, *versions) if one.severity != "info" and one.code != "CORS501"]


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_a_placeholder_is_all_that_is_reported_of_a_value(placeholder: str) -> None:
    for (option, form), version in itertools.product(OPTIONS.items(), ("25.15", NEW)):
        source = text(**{option: form.format(placeholder)})
        assert reported(source, version) == ["CORS004"], option
        assert fixed(source, version, unsafe=True) == source


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
@pytest.mark.parametrize(
    ("option", "form"),
    [
        ("cors", "https://{}"),
        ("cors", "https://{}.example.com, https://app.example.com/"),
        ("cors", "https://app.example.com:{}"),
        ("cors_preflight_paths", "/{}/*"),
        ("cors_preflight_paths", "/api/*, {}, b"),
        ("cors_preflight_paths", "\n    /api/*\n    {}\n    /b/**"),
        ("listen", "{} 8080"),
        ("listen", "\n    127.0.0.1 8080\n    {}"),
        ("listen", "0.0.0.0 8443 ssl:{}"),
    ],
)
def test_a_placeholder_within_a_value(placeholder: str, option: str, form: str) -> None:
    source = text(**{option: form.format(placeholder)})
    if (placeholder.startswith("#") and "\n    {}" in form) or (placeholder, form) == (
        "__cors_paths__",
        "/{}/*",
    ):
        return  # that line is a comment; that is a path like any other
    assert reported(source) == ["CORS004"]
    assert fixed(source, unsafe=True) == source


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_what_depends_on_the_value_is_not_reported_elsewhere(placeholder: str) -> None:
    without_paths = f"[web]\nlisten = 127.0.0.1 8080\ncors = {placeholder}\n"
    assert reported(without_paths) == ["CORS004"]
    assert reported(text(cors=placeholder) + "[auth]\nmultitenancy = yes\n") == ["CORS004"]
    without_cors = f"[web]\nlisten = 127.0.0.1 8080\ncors =\ncors_preflight_paths = {placeholder}\n"
    assert reported(without_cors) == ["CORS004"]


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_a_placeholder_behind_a_reference(placeholder: str) -> None:
    assert reported(f"[net]\nport = {placeholder}\n" + text(listen="0.0.0.0 ${net:port}"))[:1] == ["CORS004"]
    assert reported(f"[DEFAULT]\nport = {placeholder}\n" + text(listen="0.0.0.0 ${port}"))[:1] == ["CORS004"]


NOT_PLACEHOLDERS = [
    ("cors_preflight_paths", "/{id}"),
    ("cors_preflight_paths", "/{ID}/{name:[a-z]+}"),
    ("cors_preflight_paths", "/__health__"),
    ("cors_preflight_paths", "/a__b__c/__init__"),
    ("cors_preflight_paths", "/@me/*, /@app/x@y"),
    ("cors_preflight_paths", "/%41%42%43"),
    ("cors_preflight_paths", "/%C5%BD/x, /%C5ABC%20"),
    ("cors_preflight_paths", "/a~~b"),
    ("cors_preflight_paths", "/a(b)"),
    ("cors_preflight_paths", '["/a", "/b"]'),
    ("cors_preflight_paths", "/a ## b"),
    ("cors", "https://jane:secret@app.example.com"),
    ("cors", "https://a__b.example.com"),
    ("cors", '["https://a.example.com"]'),
    ("cors", "https://a.example.com ; [x]"),
    ("cors", r"^https://([a-z]+)\.example\.com$"),
    ("cors", "${ORIGIN}"),
    ("cors", "$ORIGIN"),
    ("cors", "${ORIGIN:-*}"),
    ("rootdir", "/srv/$x"),
    ("rootdir", "costs 5$"),
    ("servertokens", "a%b"),
    ("other", "__X__ @X@ $$(X) <b>bold</b> %(message)s"),
    ("listen", "@PORT"),
    ("listen", "8080!"),
    ("rootdir", "/srv/a!B!c"),
    ("listen", "0.0.0.0 ${net.port}"),
    ("listen", "0.0.0.0 __8080__"),
]


@pytest.mark.parametrize(("option", "value"), NOT_PLACEHOLDERS)
def test_what_is_not_a_placeholder(option: str, value: str) -> None:
    assert "CORS004" not in reported(text(**{option: value}))


@pytest.mark.parametrize(
    "line",
    [
        "{% if cors %}",
        "{%- for path in paths %}",
        "{{- if .Values.cors }}",
        "{{ include 'cors' . }}",
        "{# cors #}",
        "<% if @cors %>",
        "@CORS_OPTIONS@",
        "__CORS_OPTIONS__",
        "$(CORS_OPTIONS)",
        "%%CORS%%",
        "<CORS>",
        "%{ if cors }",
        "%{~ for path in paths ~}",
        "% if cors",
        "% endif",
        "<?php if ($cors) ?>",
        "!CORS_OPTIONS!",
    ],
)
def test_a_line_of_a_template(line: str) -> None:
    above, within = f"{line}\n{text()}", f"[web]\n{line}\nlisten = 127.0.0.1 8080\ncors =\n"
    assert reported(above) == ["CORS004"]
    assert reported(within) == ["CORS004"]
    assert fixed(above) == above


@pytest.mark.parametrize(("start", "otherwise", "end"), [
    ("{% if x %}", "{% else %}", "{% endif %}"),
    ("{% if x == 1 %}", "{% else %}", "{% endif %}"),
    ("{{- if .Values.x }}", "{{- else }}", "{{- end }}"),
    ("<% if x %>", "<% else %>", "<% end %>"),
    ("% if x:", "% else:", "% endif"),
    ("%{ if x }", "%{ else }", "%{ endif }"),
])  # fmt: skip
def test_branches_of_a_template_are_not_duplicates(start: str, otherwise: str, end: str) -> None:
    source = (
        f"[web]\nlisten = 127.0.0.1 8080\n{start}\ncors = *\ncors_preflight_paths = /a\n{otherwise}\n"
        f"cors =\ncors_preflight_paths = /a\n{end}\n"
    )
    assert set(reported(source)) == {"CORS004"}
    assert fixed(source, unsafe=True) == source


@pytest.mark.parametrize(
    "name",
    ["{{ name }}", "cors_{{ x }}", "{{prefix}}_cors", "@NAME@", "__NAME__", "% if x:", "%{ if x == 1 }"],
)
def test_the_name_of_an_option(name: str) -> None:
    source = f"[web]\nlisten = 127.0.0.1 8080\n{name} = x\ncors =\n"
    assert codes(lint(source)) == ["CORS004 warning"]
    assert fixed(source, unsafe=True) == source


@pytest.mark.parametrize(
    "name", ["{{ name }}", "web:{{ name }}", "@NAME@", "[ name ]", "__NAME__:web", "<% x %>"]
)
def test_the_name_of_a_section(name: str) -> None:
    source = f"[{name}]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = /a\n"
    assert reported(source) == ["CORS004"]
    assert fixed(source, unsafe=True) == source


@pytest.mark.parametrize("suffix", ["template", "tmpl", "tpl", "in", "j2", "TEMPLATE"])
@pytest.mark.parametrize("value", ["${PORT}", "$PORT", "0.0.0.0 ${PORT}"])
def test_variables_in_a_file_whose_name_says_that_it_is_a_template(suffix: str, value: str) -> None:
    for name in (f"app.conf.{suffix}", "app.conf"):
        files = Memory({name: text(listen=value)})
        found = lint_files([name], files, {}).findings
        assert [one.code for one in found if one.severity != "info" and one.code != "CORS501"] == [
            "CORS004" if name != "app.conf" else "CORS020" if "{" in value else "CORS021"
        ]


def test_a_statement_that_looks_like_an_option() -> None:
    source = "[web]\nlisten = 127.0.0.1 8080\n{% set x = 1 %}\ncors =\n"
    assert codes(lint(source)) == ["CORS004 warning"]


@pytest.mark.parametrize(
    "source",
    [
        "[general]\ninclude = $(CONF)/site.conf\n" + text(),
        "[general]\ninclude = __SITE__\n" + text(),
        "[general]\ninclude = @CONF@/a.conf @CONF@/b.conf\n" + text(),
        "[general]\ninclude = {{ conf }}/a.conf\n" + text(),
        text(listen="127.0.0.1 8443 ssl", cert="@CERT@", key="{{ key }}/x.pem"),
        text(listen="127.0.0.1 8443 ssl:web") + "[ssl:web]\ncert = __CERT__\nkey = $(KEY)\n",
    ],
)
def test_options_besides_those_about_cors(source: str) -> None:
    assert set(reported(source)) == {"CORS004"}
    assert fixed(source, unsafe=True) == source


@pytest.mark.parametrize("placeholder", [one for one in PLACEHOLDERS if "[" not in one])
@pytest.mark.parametrize("form", ["https://{}/", "https://{0}:{0}", "0.0.0.0 {}", "/{}/*", "{}"])
def test_a_placeholder_is_shown_and_not_masked(placeholder: str, form: str) -> None:
    value = form.format(placeholder)
    if "@" in placeholder and "secret" not in value:
        assert mask_forms(f"`cors` is {value}") == f"`cors` is {value}"
        assert mask_file(f"[web]\ncors = {value}\n") == f"[web]\ncors = {value}\n"


def test_a_safe_fix_beside_a_placeholder_stays() -> None:
    source = text(cors="@ORIGIN@") + "rootdir = costs 5$\n"
    assert fixed(source) == text(cors="@ORIGIN@") + "rootdir = costs 5$$\n"


def test_a_mistake_in_another_option_is_still_reported() -> None:
    assert reported(text(listen="0.0.0.0 @PORT@", cors_preflight_paths="a")) == ["CORS004", "CORS104"]
    assert reported(web("preflightpaths = __PATHS__\ncors = *")) == ["CORS015", "CORS004"]


_CHART = """\
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "notes.labels" . | nindent 4 }}
data:
  app.conf: |
    [web]
    cors = {{ .Values.cors }}
"""


@pytest.mark.parametrize(
    "text",
    [
        _CHART,
        "{% for node in nodes %}\n{{ node }}:\n  asab: {config: {web: {cors: '*'}}}\n{% endfor %}\n",
        "asab:\n  config:\n    web: {{ web | to_json }}\n    cors: [\n",
        "a: b\n---\ndata:\n  app.conf: |\n    [web]\n    cors = *\n---\n{{- if .x }}\na: b\n{{- end }}\n",
    ],
)
def test_documents_that_are_templates(text: str) -> None:
    for path in ("deploy.yaml", "deploy.YML"):
        found = lint_files([path], Memory({path: text}), {}).findings
        assert codes(found) == ["CORS004 error"]


def test_a_broken_document_is_not_a_template() -> None:
    text = "asab:\n  config:\n    web: {listen: '{{ port }}', cors: [}\n"
    assert codes(lint_files(["a.yaml"], Memory({"a.yaml": text}), {}).findings) == ["CORS007 error"]


def test_a_broken_document_among_several() -> None:
    text = "kind: Service\n---\ndata:\n  app.conf: |\n    [web]\n    cors = *\n---\nx: [\n"
    found = lint_files(["a.yaml"], Memory({"a.yaml": text}), {}).findings
    assert codes(found) == ["CORS007 error"]
    assert found[0].span.line > 7


@pytest.mark.parametrize("name", ["a.yaml", "a.yml"])
def test_nothing_else_is_reported_of_a_file_that_cannot_be_read_before_it_is_rendered(name: str) -> None:
    text = "web:\n  cors: {{ origins }}\n  cors_preflight_paths: api\n"
    assert codes(lint_files([name], Memory({name: text}), {}).findings) == ["CORS004 error"]
