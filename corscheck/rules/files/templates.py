"""CORS004: templates, and placeholders in values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
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
    from collections.abc import Callable, Iterable, Iterator

    from corscheck.asab.container import Configuration, Container, Diagnosis, Option
    from corscheck.findings import Finding
    from corscheck.rules.rule import Service
    from corscheck.source import Source, Span, Value

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
    yield from _values(service)
    yield from _names(configuration, [web.section for web in service.containers])


class _Errors:
    """What ASAB raises on a configuration and its containers, by place: both may be thousands."""

    def __init__(self, service: Service) -> None:
        webs = service.containers
        self.all = [*service.configuration.problems, *(error for web in webs for error in web.errors)]
        self._by_source: dict[Source, list[tuple[int, int]]] = {}  # offset, number of the error
        for number, error in enumerate(self.all):
            if error.span is not None:
                self._by_source.setdefault(error.span.source, []).append((error.span.start, number))
        for places in self._by_source.values():
            places.sort()

    def within(self, span: Span | None) -> list[Diagnosis]:
        """The errors whose places are within that one, in their order."""
        if span is None:
            return []
        places = self._by_source.get(span.source, [])
        begin, end = bisect_left(places, (span.start, 0)), bisect_left(places, (span.end + 1, 0))
        found = [self.all[number] for number in sorted(number for _, number in places[begin:end])]
        return [error for error in found if error.span and span.contains(error.span)]


def _values(service: Service) -> Iterator[Problem]:
    """Values with placeholders: those of web containers, and others that ASAB reads."""
    errors = _Errors(service)
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
    reported: set[int] = set()
    for option in options.values():
        value = option.value.strip()
        found = errors.within(value.span)
        reported.update(map(id, found))
        yield _templated(option, value, found[0] if found else None)
    for error in errors.all:  # at a value of another section that a reference leads to
        span = error.span
        if span is None or not error.type.startswith("Interpolation") or not is_about_placeholder(error):
            continue
        if id(error) not in reported:
            yield Problem(span, f"a value {_PART}{stops(error)}", help=_RENDER, severity="error")


def _is_replaced(option: Option, errors: _Errors) -> bool:
    """Whether there is an error in a value because of what another program replaces before."""
    return any(map(is_replaced, errors.within(option.value.strip().span)))


def _others(configuration: Configuration) -> Iterator[str]:
    """Sections besides those of containers whose values matter."""
    for name in configuration.names:
        if name == "general" or name.startswith("ssl:") or "web" in name:
            yield name


def _templated(option: Option, value: Value, error: Diagnosis | None) -> Problem:
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
        options = configuration.options(section)
        for name in configuration.own_options(section):
            key = options[name].key
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
    within = _within_one_of(places)
    # Which of two equal options or sections is left depends on the template.
    branches = {
        place.source for place in places if is_template_line(place.source.line_text(place.line).strip())
    }
    return [
        _without_fix_of_placeholders(finding)
        for finding in found
        if finding.code == code
        or not (
            within(finding.span)
            or (finding.code.startswith(_ABOUT_VALUES) and _at(finding.span) in keys)
            or (finding.code == "CORS412" and touches_placeholder(finding.span))
            or (finding.code in ("CORS005", "CORS006") and finding.span.source in branches)
        )
    ]


def _within_one_of(places: Iterable[Span]) -> Callable[[Span], bool]:
    """Whether a span is within one of many places."""
    by_source: dict[Source, list[tuple[int, int]]] = {}
    for place in places:
        by_source.setdefault(place.source, []).append((place.start, place.end))
    starts = {source: sorted(start for start, _ in found) for source, found in by_source.items()}
    # Of those that begin before an offset, the end of the one that ends last.
    ends = {
        source: list(accumulate((end for _, end in sorted(found)), max))
        for source, found in by_source.items()
    }

    def within(span: Span) -> bool:
        number = bisect_right(starts.get(span.source, []), span.start)
        return number > 0 and ends[span.source][number - 1] >= span.end

    return within


def _at(span: Span) -> tuple[object, int]:
    return span.source, span.start


def _without_fix_of_placeholders(finding: Finding) -> Finding:
    fix = finding.fix
    if fix is None or not any(touches_placeholder(edit.span) for edit in fix.edits):
        return finding
    return finding._replace(fix=None)


RULES: tuple[Rule, ...] = (unrendered_template,)
