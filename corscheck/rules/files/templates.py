"""CORS004: templates, and placeholders in values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.rules._messages import stops
from corscheck.rules._templates import (
    has_placeholder,
    is_about_placeholder,
    is_replaced,
    is_template_file,
    is_template_line,
    is_template_name,
    is_template_path,
    is_templated,
    may_have_placeholders,
    touches_placeholder,
)
from corscheck.rules.files.format import by_cause
from corscheck.rules.rule import Problem, Rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.container import Configuration, Container, Diagnosis, Option
    from corscheck.findings import Finding
    from corscheck.rules.rule import Service
    from corscheck.source import Span

_PART = "contains part of a template, which ASAB uses literally"
_RENDER = "render the template, and lint the result"
_ABOUT_VALUES = ("CORS022", "CORS1", "CORS3", "CORS4")
"""Codes of what is reported at an option's name because of its value."""


@rule("CORS004", "unrendered-template", on="service")
def unrendered_template(service: Service) -> Iterator[Problem]:
    """A template must be rendered before ASAB reads it.

    ## Why is this bad?
    ASAB does not render templates. With a line such as `{% if cors %}`, which is not an option, the
    service does not start. A value such as `{{ origin }}`, `<%= origin %>`, `$(ORIGIN)`, `@ORIGIN@` or
    `__ORIGIN__` is used literally: in `cors` it opens the service to every origin up to ASAB 26.36, and in
    the preflight paths it keeps the service from starting. Other mistakes in such a value are not reported,
    because only the rendered value matters, and no fix changes it.

    `${ORIGIN}` and `$ORIGIN` are variables of the environment to ASAB itself. They are placeholders where the
    name of the file says that it is a template, as `app.conf.template` and `app.conf.j2` do.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        rootdir = {{ web_root }}
    """
    configuration = service.configuration
    for problem in by_cause(configuration)["template"]:
        yield Problem(
            problem.span,
            "this line belongs to a template" + stops(problem),
            help=_RENDER,
            severity="error",
        )
    for problem in filter(is_template_file, configuration.problems):
        message = "this is a template, which cannot be read before it is rendered"
        yield Problem(problem.span, message, help=_RENDER, severity="error")
        return
    if not any(
        may_have_placeholders(source.text) or is_template_path(source.path)
        for source in configuration.sources
    ):
        return
    errors = [*configuration.problems, *(error for web in service.containers for error in web.errors)]
    yield from _values(service, errors)
    yield from _names(configuration, [web.section for web in service.containers])


def _values(service: Service, errors: list[Diagnosis]) -> Iterator[Problem]:
    """Values with placeholders: those of web containers, and others that ASAB reads."""
    options = {
        (web.section, name): option
        for web in service.containers
        for name, option in web.options.items()
        if option.is_set and (is_templated(web, name) or _is_replaced(option, errors))
    }
    for section in _others(service.configuration):
        for option in service.configuration.options(section).values():
            if (section != "general" or option.name == "include") and has_placeholder(
                option.value.text, option.name
            ):
                options.setdefault((section, option.name), option)
    places = [option.value.strip().span for option in options.values()]
    yield from (_templated(option, errors) for option in options.values())
    for error in errors:  # at a value of another section that a reference leads to
        span = error.span
        if span is None or not error.type.startswith("Interpolation") or not is_about_placeholder(error):
            continue
        if not any(place and place.contains(span) for place in places):
            yield Problem(span, f"a value {_PART}{stops(error)}", help=_RENDER, severity="error")


def _is_replaced(option: Option, errors: list[Diagnosis]) -> bool:
    """Whether there is an error in a value because of what another program replaces before."""
    span = option.value.strip().span
    return span is not None and any(
        one.span is not None and span.contains(one.span) and is_replaced(one) for one in errors
    )


def _others(configuration: Configuration) -> Iterator[str]:
    """Sections besides those of containers whose values matter."""
    for name in configuration.names:
        if name == "general" or name.startswith("ssl:") or "web" in name:
            yield name


def _templated(option: Option, errors: list[Diagnosis]) -> Problem:
    value = option.value.strip()
    span = value.span
    error = next((one for one in errors if one.span and span and span.contains(one.span)), None)
    return Problem(
        value,
        f"`{option.name}` {_PART}" + (stops(error) if error else ""),
        help=_RENDER,
        severity="error" if error else None,
    )


def _names(configuration: Configuration, sections: list[str]) -> Iterator[Problem]:
    """Names with placeholders; those of options may be statements such as `{% if a == b %}`."""
    for section in sections:
        for header in configuration.headers(section):
            if is_template_name(header.text):
                yield Problem(header, f"the section's name {_PART}", help=_RENDER)
        for name in configuration.own_options(section):
            key = configuration.options(section)[name].key
            if key is not None and is_template_name(key.text):
                yield Problem(
                    key,
                    "this line belongs to a template, and ASAB reads it as an option",
                    help=_RENDER,
                )


def without_templates(found: list[Finding], webs: Iterable[Container]) -> list[Finding]:
    """The findings without those that depend on the rendered file; no fix changes a placeholder."""
    code = unrendered_template.code
    places = [finding.span for finding in found if finding.code == code]
    if not places:
        return [_without_fix_of_placeholders(finding) if finding.fix else finding for finding in found]
    keys = {
        (option.key.source, option.key.start)
        for web in webs
        for option in web.options.values()
        if option.key is not None and is_templated(web, option.name)
    }
    # Which of two equal options or sections is left depends on the template.
    branches = {
        place.source for place in places if is_template_line(place.source.line_text(place.line).strip())
    }
    return [
        _without_fix_of_placeholders(finding)
        for finding in found
        if finding.code == code
        or not (
            any(place.contains(finding.span) for place in places)
            or (finding.code.startswith(_ABOUT_VALUES) and _at(finding.span) in keys)
            or (finding.code == "CORS412" and touches_placeholder(finding.span))
            or (finding.code in ("CORS005", "CORS006") and finding.span.source in branches)
        )
    ]


def _at(span: Span) -> tuple[object, int]:
    return span.source, span.start


def _without_fix_of_placeholders(finding: Finding) -> Finding:
    fix = finding.fix
    if fix is None or not any(touches_placeholder(edit.span) for edit in fix.edits):
        return finding
    return finding._replace(fix=None)


RULES: tuple[Rule, ...] = (unrendered_template,)
