"""Rules: a rule is a function, whose docstring is its documentation, its examples and its test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corscheck.asab.container import Configuration, Container
    from corscheck.findings import Confidence, Related, Severity
    from corscheck.fixes import Fix
    from corscheck.source import Span, Value

Subject = Literal["configuration", "service", "container", "suppression", "live"]
"""What a rule examines: a configuration with its includes, the same with all its web containers, one web
container, the suppressions in one file, or one case that was tried on a live server."""


class Service(NamedTuple):
    """A configuration with its web containers; `asked` are the sections of those that the user named."""

    configuration: Configuration
    containers: Sequence[Container]
    asked: Sequence[str] = ()


class Problem(NamedTuple):
    """What a rule yields; the engine turns it into a finding with code, name, severity and versions.

    `at` is its place; the engine places a value that is in no file (a default) at the section's header.
    """

    at: Span | Value | None
    message: str
    help: str | None = None
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None  # if it is not the rule's own severity
    confidence: Confidence = "certain"


class Example(NamedTuple):
    """A configuration that breaks a rule, and the same one corrected; both are executed as tests.

    A line `# === site.conf ===` begins another file of the example; the first is `app.conf`.
    """

    bad: str
    good: str | None = None
    fixed: str | None = None  # the result of `--fix --unsafe-fixes` on `bad`; None: `good`
    version: str | None = None  # the ASAB version it applies to; None: the default one
    environ: tuple[tuple[str, str], ...] = ()  # variables that are set
    options: tuple[str, ...] = ()  # of the live run that finds it, such as `--send`
    good_options: tuple[str, ...] = ()  # of the one that finds nothing
    also: tuple[str, ...] = ()  # codes of other rules that `bad` breaks, too


LIVE_EXAMPLES = """\
## How to read the examples
Lines that begin with `<` are what the server answers: a status, then headers. `< asab` is how ASAB up to
26.36 answers a preflight: 204 with `Access-Control-Allow-Origin: *` and fixed lists of methods and headers;
`< asab 26.37` is a later one, which names the origin that asks. A header below replaces the one of the same
name. Words after the status say which requests get this answer, by method, origin or path (one that ends
with `/` means everything below it). `{origin}` is the origin that asks. `< closed` is a connection that
is closed without an answer. A line that begins with `>` is a route of the service. What is in brackets after
`Bad` or `Good` are options of the run."""


FIX_SAFETY = """\
Whatever the rule, a fix is offered as safe only where ASAB answers the same paths and allows the same origins
after it, or does not start before it."""


class Rule(NamedTuple):
    """One rule: a stable code, a name that reads after "allow", a severity and the function."""

    code: str
    name: str
    severity: Severity
    subject: Subject
    check: Callable[[Any], Iterator[Problem]]
    when: Callable[[Any], bool] | None = None  # shared by several rules: False where none of them applies

    @property
    def documentation(self) -> str:
        """The function's docstring without its indentation, and how to read its examples (Markdown)."""
        from inspect import cleandoc  # noqa: PLC0415  # 20 ms that only explaining a rule needs

        text = cleandoc(self.check.__doc__ or "")
        if "\n## Fix safety\n" in text:
            text = f"{text}\n\n{FIX_SAFETY}"
        return f"{text}\n\n{LIVE_EXAMPLES}" if self.subject == "live" and "\n    < " in text else text

    @property
    def summary(self) -> str:
        """The rule in one line: the docstring's first."""
        return self.documentation.partition("\n")[0]

    @property
    def explanation(self) -> str:
        """Everything below the first line (Markdown): why, examples, the fix and how safe it is."""
        return self.documentation.partition("\n")[2].strip()

    @property
    def examples(self) -> tuple[Example, ...]:
        r"""The code blocks below `## Bad`, `## Good` and `## Fixed`; each `## Bad` begins an example.

        `## Bad (asab 26.37)` is for that version, `## Bad (also CORS301, CORS502)` names codes that
        must be found, too; both may be given: `## Bad (asab 26.37, also CORS301)`. Likewise
        `(environment NAME=value)` sets a variable, `(--send)` is an option of a live run, and
        `(\u00a0 is a no-break space)` says what is written as an escape.
        """
        found: list[Example] = []
        for head, body in _parts(self.explanation):
            word, _, note = head.partition(" ")
            if word == "Bad":
                found.append(_bad(note, _code(body)))
            elif word == "Good" and found:
                options = tuple(one for one in _notes(note) if one.startswith("--"))
                found[-1] = found[-1]._replace(good=_code(body), good_options=options)
            elif word == "Fixed" and found:
                found[-1] = found[-1]._replace(fixed=_code(body))
        return tuple(found)


def rule(
    code: str,
    name: str,
    severity: Severity = "warning",
    *,
    on: Subject = "container",
    when: Callable[[Any], bool] | None = None,
) -> Callable[[Callable[[Any], Iterator[Problem]]], Rule]:
    """Turn a generator of problems into a `Rule`."""
    return lambda check: Rule(code, name, severity, on, check, when)


def _parts(markdown: str) -> list[tuple[str, list[str]]]:
    """The sections of a text: (heading, lines below it)."""
    parts: list[tuple[str, list[str]]] = []
    for line in markdown.split("\n"):
        if line.startswith("## "):
            parts.append((line[3:].strip(), []))
        elif parts:
            parts[-1][1].append(line)
    return parts


def _notes(text: str) -> list[str]:
    """What is in the brackets of a heading."""
    return [item for item in text.strip().removeprefix("(").removesuffix(")").split(", ") if item]


def _bad(note: str, text: str) -> Example:
    found = Example(text)
    for item in _notes(note.replace("also ", "")):
        word, _, rest = item.partition(" ")
        if word == "asab":
            found = found._replace(version=rest)
        elif word == "environment":
            name, _, value = rest.partition("=")
            found = found._replace(environ=(*found.environ, (name, value)))
        elif word.startswith("--"):
            found = found._replace(options=(*found.options, item))
        elif word.startswith("\\u"):
            found = found._replace(bad=found.bad.replace(word, word.encode().decode("unicode_escape")))
        else:
            found = found._replace(also=(*found.also, item))
    return found


def _code(lines: list[str]) -> str:
    """The indented lines of a section, without the four blanks, as the text of a file."""
    code = [line[4:] for line in lines if line.startswith("    ") or not line.strip()]
    return "\n".join(code).strip("\n") + "\n"
