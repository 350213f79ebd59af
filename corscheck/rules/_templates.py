"""Placeholders in values: what another program is to put in before ASAB reads the file.

No value that ASAB accepts contains those of Jinja, Helm, Ansible, ERB and the like. Others, such as `@PORT@`
or `__PORT__`, are recognised in the options of web containers only, where they have no other meaning.
`$NAME` and `${NAME}` are variables of the environment to ASAB itself, and not placeholders, except in files
whose names say that they are templates.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.rules._option_names import LATER, PREFLIGHT_PATHS

if TYPE_CHECKING:
    from corscheck.asab.container import Container, Diagnosis
    from corscheck.source import Span

BLOCK = r"\{\{|\{%|\{#|<%|\[%\s|<\?(?:=|php\b)|%\{~?\s*(?:if|else|endif|for|endfor)\b"
"""How placeholders and statements of template engines begin."""

_STRUCTURE = r"(?m)^[ \t]*(?:-[ \t]+)*(?:[\w\"'./-]+[ \t]*:[ \t]+)?(?:\{\{|\{%|<%)"
"""A line of YAML or JSON that begins with one, or whose value is one without quotes: not a document yet."""

_WHOLE = (
    r"\{\{.{0,300}?\}\}",
    r"\{%.{0,300}?%\}",
    r"\{#.{0,300}?#\}",
    r"<%.{0,300}?%>",
    r"\[%\s.{0,300}?%\]",
    r"<\?.{0,300}?\?>",
    r"%\{~?\s.{0,300}?\}",
)

_LONGEST = 20_000  # characters of a value that are examined; no value that people write is that long

_MARK = r"[{<@%~|!]|\$\(|__|\[\[|\(\(|#\{|##"
"""Characters of which every placeholder has one; few values do."""

_MAKE = r"(?<!\$)\$\(\s*[A-Za-z_][\w. -]*\)"
"""Of make, Kubernetes and Azure pipelines; ASAB refuses it in every value that it reads."""

_NAMED = (
    _MAKE + r"|(?<!\w)__[A-Z][A-Z0-9_]*?__(?!\w)|(?<![\w/])__[A-Za-z]\w*?__(?!\w)"
    r"|\[\[[ \t]*[A-Za-z_$.][^\[\]\r\n\"'/]*\]\]"  # Jinja with other delimiters, Go templates
    r"|(?<!\w)@@?[A-Za-z_][\w.-]*@"  # autoconf, CMake, Maven
    r"|%%[A-Za-z_]\w*%%|%[A-Z_][A-Z0-9_]{2,}%(?![0-9A-Fa-f]{2})"  # batch files
    r"|(?<![\w!])![A-Z][A-Z0-9_]{2,}!(?![\w!])"
    r"|%\([A-Za-z_][\w.]*\)s|%\{[A-Za-z_][\w.:]*\}"  # Python, Ruby
    r"|\{\$[A-Za-z_][\w.>-]*\}"  # Smarty
    r"|#\{[A-Za-z_@][^}\r\n]*\}#?|\(\([A-Za-z_][\w./-]*\)\)"  # Ruby, Octopus, Concourse
    r"|(?P<sign>##|~~|!!|\|\|)[A-Za-z_]\w*(?P=sign)"
    r"|<<?[A-Z][A-Z0-9_. -]*>>?|<(?i:your|my|insert|replace)[\w .-]*>"
)
_EXCEPT_IN_PATHS = (
    r"|<[A-Za-z][\w .-]*>|__[A-Za-z]\w*?__(?!\w)"
    r"|(?<![$%#{])\{[A-Za-z_][\w.]*\}"  # in a path it is a variable of aiohttp's router
)
_TLS = ("cert", "key", "cafile", "capath", "key_password")

_PATHS = f"(?:{BLOCK}|{_NAMED})"
_OTHERS = f"(?:{BLOCK}|{_NAMED}{_EXCEPT_IN_PATHS})"


_SIGNS = ("{", "<", "@", "%", "~~", "||", "$(", "__", "[[", "((", "##", "!")

_STATEMENT = r"%[ \t]*(?:if|elif|else|endif|for|endfor|while|endwhile|def|enddef|include)\b"
"""A line of Mako."""

_EXPRESSION = r"\$\{[^}:]*[^\w.:}-][^}:]*\}"
"""What Terraform, Mako and others put in: neither a variable's name nor the reference of an option."""

_REST = r"found: '\$\w[^'\n]*(?:\}|\?>)"
"""What ASAB quotes of `{$name}` and `<?= $name ?>`."""

_TEMPLATE_FILES = (
    ".j2",
    ".jinja",
    ".jinja2",
    ".tmpl",
    ".tpl",
    ".template",
    ".envsubst",
    ".in",
    ".erb",
    ".mako",
    ".mustache",
)
"""How names of templates end, in which `${NAME}` is put in before ASAB reads the file."""


def may_have_placeholders(text: str) -> bool:
    """Whether a file can have any; searching for each sign is much faster than a pattern."""
    return any(map(text.__contains__, _SIGNS))


def is_templated(web: Container, option: str) -> bool:
    """Whether the option's value is not known before a placeholder in it is replaced."""
    found = web.options.get(option)
    if found is None or not found.is_set:
        return False
    resolved = web.values.get(option)
    if has_placeholder(found.value.text, option):
        return True
    return resolved is not None and "${" in found.value.text and has_placeholder(resolved.text, option)


def is_template_file(problem: Diagnosis) -> bool:
    """Whether YAML or JSON cannot be read because it is a template."""
    source = problem.span.source if problem.span else None
    return (
        source is not None
        and problem.type == "SystemExit"
        and source.path.lower().endswith((".json", ".yaml", ".yml"))
        and re.search(_STRUCTURE, source.text) is not None
    )


def is_template_path(path: str) -> bool:
    """Whether a file's name says that it is a template."""
    return path.lower().endswith(_TEMPLATE_FILES)


def is_replaced(error: Diagnosis) -> bool:
    """Whether a `$` on which ASAB fails is one that another program replaces before."""
    span = error.span
    if span is None or not error.type.startswith("Interpolation"):
        return False
    if is_template_path(span.source.path) and re.match(r"\$\{?[A-Za-z_]", span.text):
        return True
    return re.match(_EXPRESSION, span.text) is not None


def has_placeholder(text: str, option: str) -> bool:
    """Whether a value has a placeholder; `option` is one of a web container, or another one."""
    text = text[:_LONGEST]
    if not re.search(_MARK, text):
        return False
    if not (option in _OWN or option in _TLS or option in LATER or option.startswith(("cors", "preflight"))):
        return re.search(rf"{BLOCK}|{_MAKE}", text) is not None
    is_paths = option in (PREFLIGHT_PATHS, "preflightpaths")
    return re.search(_PATHS if is_paths else _OTHERS, text) is not None


_OWN = frozenset(("listen", "backlog", "rootdir", "servertokens", "body_max_size", "include"))


def is_template_line(line: str) -> bool:
    """Whether a line, without the blanks around it, belongs to a template and is not an option."""
    if not re.search(_MARK, line):
        return False
    return (
        re.match(f"{BLOCK}|{_STATEMENT}", line) is not None
        or re.fullmatch(rf"{_PATHS}[;,]?", line) is not None
    )


def is_template_name(text: str) -> bool:
    """Whether the name of an option or a section, as it is written, has a part of a template in it."""
    return (
        re.search(_MARK, text) is not None
        and re.search(f"{BLOCK}|\\A{_STATEMENT}|{_NAMED}", text) is not None
    )


def is_about_placeholder(error: Diagnosis) -> bool:
    """Whether ASAB's error about a value is due to a placeholder in it, or in a value that it refers to."""
    if error.span is not None and (touches_placeholder(error.span) or is_replaced(error)):
        return True
    return re.search(rf"{BLOCK}|{_MAKE}|{_EXPRESSION}|{_REST}", error.message) is not None


def touches_placeholder(span: Span) -> bool:
    """Whether an edit of that place would change a placeholder, or anything in it."""
    source = span.source
    first = source.starts[span.line - 1]
    last = source.line_span(source.position(max(span.end, span.start)).line).end
    return any(
        start < span.end or (span.start == span.end and start < span.start)
        for start, end in _placeholders(source.text[first:last], first)
        if span.start < end
    )


@lru_cache(maxsize=64)
def _placeholders(text: str, offset: int) -> tuple[tuple[int, int], ...]:
    """Start and end of each placeholder in lines of a file that begin at the offset."""
    if not re.search(_MARK, text):
        return ()
    whole = "|".join((*_WHOLE, _NAMED))
    return tuple((offset + one.start(), offset + one.end()) for one in re.finditer(whole, text))
