"""What a rule is: one function; its docstring is its documentation, its example and its test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corscheck.findings import Confidence, Fix, Related, Severity
    from corscheck.source import Span, Value

Subject = Literal["configuration", "container", "live"]
"""What a rule looks at: a whole configuration with its includes, one web container, or a live case."""


class Problem(NamedTuple):
    """What a rule yields; the engine adds code, name, severity and versions and makes it a finding.

    `at` is where it stands; a value that was written nowhere (a default) is placed by the engine at
    the section's header.
    """

    at: Span | Value | None
    message: str
    help: str | None = None
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None  # where this case differs from the rule's own
    confidence: Confidence = "certain"


class Rule(NamedTuple):
    """One rule: a stable code, a name that reads after "allow", a severity and the function."""

    code: str
    name: str
    severity: Severity
    subject: Subject
    check: Callable[[Any], Iterator[Problem]]


def rule(
    code: str, name: str, severity: Severity = "warning", *, on: Subject = "container"
) -> Callable[[Callable[[Any], Iterator[Problem]]], Rule]:
    """Turn a generator of problems into a `Rule`."""
    return lambda check: Rule(code, name, severity, on, check)
