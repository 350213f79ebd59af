"""CORS010 and 011: sections whose names look like `[web]` and are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Configuration
    from corscheck.source import Span

_EXACT = ("web", "general", "DEFAULT")
_FOLDED = ("web", "general", "default")


@rule("CORS010", "misnamed-section", on="configuration")
def misnamed_section(configuration: Configuration) -> Iterator[Problem]:
    """Section names must be exact: `[web]`, without spaces, in lower case.

    ## Why is this bad?
    ASAB compares the name between the brackets exactly. `[Web]` and `[ web ]` are other sections than
    `[web]`, and so is `[web] # see [asab:web]`, because the name ends at the last bracket of the line
    (Python's `configparser`). ASAB ignores them: the service listens on its default, `0.0.0.0:8080`,
    and CORS is off. In the same way `[General]` includes nothing and `[default]` is an ordinary section.

    ## Bad
        [Web]
        listen = 127.0.0.1 8080

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Safe where there is no section of the right name yet, and the service then answers and listens as before.
    """
    taken: set[str] | None = None
    for name in configuration.names:
        target, note = intended_section(name)
        if target is None:
            continue
        taken = taken or {target for target in _EXACT if configuration.headers(target)}
        options = configuration.options(name)
        if target != "web" and not any(word in options for word in ("include", "cors")):
            continue
        holds_cors = target == "web" and any(option.startswith("cors") for option in options)
        for span in configuration.headers(name):
            header = f"[{target}]"
            edits = _split(span, header, note) if note else (Edit(span, header),)
            yield Problem(
                span,
                f"section {quoted(span.text)} is not `{header}`: ASAB ignores it",
                help=f"write `{header}`",
                fix=None if target in taken else Fix(f"Write `{header}`", edits),
                severity="error" if holds_cors else None,
            )
            taken.add(target)


def intended_section(name: str) -> tuple[str | None, str]:
    """The section that a name is a misspelling of, and the text after its bracket; None where it is right."""
    if name in _EXACT or ("]" not in name and name.strip().lower() not in _FOLDED):
        return None, ""
    first, bracket, rest = name.partition("]")
    if bracket and first.strip() in _EXACT:
        return first.strip(), rest
    for target in _EXACT:
        if name.strip().lower() == target.lower():
            return target, ""
    return None, ""


def _split(span: Span, header: str, note: str) -> tuple[Edit, ...]:
    """The edits that remove the note from the header, and put it into a comment above."""
    from corscheck.edits import insert_above  # noqa: PLC0415  # needed for this one fix only

    text = note.strip()
    comment = text if text[:1] in ("#", ";") else f"# {text}"
    return (insert_above(span, f"{comment}]"), Edit(span, header))


@rule("CORS011", "obsolete-section-name", on="configuration")
def obsolete_section_name(configuration: Configuration) -> Iterator[Problem]:
    """The web section is called `[web]`, not `[asab:web]`.

    ## Why is this bad?
    Since ASAB 21.11 only the obsolete property `WebService.WebContainer` still reads `[asab:web]`, with
    a warning (`asab/web/service.py`). An application that calls `asab.web.create_web_server` ignores it:
    it listens on `0.0.0.0:8080`, and CORS is off. Where there is a section `[web]` too, nothing reads
    `[asab:web]`.

    ## Bad
        [asab:web]
        listen = 127.0.0.1 8080

    ## Good
        [web]
        listen = 127.0.0.1 8080

    ## Fix safety
    Unsafe: an application that ignores the section today will read it.
    """
    alias = configuration.profile.section_alias
    if alias is None or alias not in configuration.names:
        return
    both = "web" in configuration.names
    for span in configuration.headers(alias):
        yield Problem(
            span,
            f"nothing reads `[{alias}]` because there is a section `[web]` too"
            if both
            else f"`[{alias}]` is an obsolete name: `asab.web.create_web_server` reads `[web]` only",
            help="move its options to `[web]`" if both else "rename it to `[web]`",
            fix=None if both else Fix("Rename to `[web]`", (Edit(span, "[web]"),), "unsafe"),
        )


RULES: tuple[Rule, ...] = (misnamed_section, obsolete_section_name)
