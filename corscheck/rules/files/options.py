"""CORS015 to 017: options that ASAB does not know: obsolete, misspelt, too new."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix, applicability
from corscheck.rules._option_names import (
    CORS,
    LATER,
    OBSOLETE,
    PREFLIGHT_PATHS,
    intended_option,
    is_about_cors,
)
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.source import Span
from corscheck.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.container import Container, Option


def has_unknown_options(web: Container) -> bool:
    """Whether the section has options that this version of ASAB does not know."""
    return len(web.options) > len(web.profile.defaults)


@rule("CORS015", "obsolete-preflightpaths", "error", when=has_unknown_options)
def obsolete_preflightpaths(web: Container) -> Iterator[Problem]:
    """The option is called `cors_preflight_paths`, not `preflightpaths`.

    ## Why is this bad?
    `preflightpaths` was the name in the review of the change that brought preflight paths to ASAB; it
    was renamed before its first release, but some configurations still use it. ASAB silently ignores
    unknown options, so its built-in paths apply, and preflights to your service are answered with 405.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        preflightpaths = /*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*

    ## Fix safety
    Safe while `cors` is empty. Otherwise unsafe: preflights are answered on other paths than before.
    """
    option = web.options.get(OBSOLETE)
    if option is None or option.key is None:
        return
    known = web.profile.preflight_routes
    yield Problem(
        option.key,
        f"ASAB has no option `{OBSOLETE}` and ignores it",
        help=f"call it `{PREFLIGHT_PATHS}`"
        if known
        else "delete it: this version answers no preflights; upgrade, or answer them in a proxy in front",
        fix=None
        if _is_set(web, PREFLIGHT_PATHS) or not known
        else Fix(f"Rename to `{PREFLIGHT_PATHS}`", (Edit(option.key, PREFLIGHT_PATHS),)),
    )


@rule("CORS016", "misspelt-cors-option", when=has_unknown_options)
def misspelt_cors_option(web: Container) -> Iterator[Problem]:
    """Options about CORS must be ones that ASAB has, and be spelt as it reads them.

    ## Why is this bad?
    ASAB silently ignores unknown options and uses the defaults: CORS is off, or preflights are answered on
    paths that your service does not have. Letter case does not matter, but `-` and `_` are different. Other
    frameworks have options that ASAB has not, such as `cors_allow_private_network` or `cors_exclude`.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors-preflight-paths = /*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors_origins = *
        cors_preflight_paths = /status

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /status

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /status
        cors_exclude = /admin

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /status

    ## Fix safety
    Safe where only `-`, `_` and spaces differ and ASAB does the same; otherwise unsafe, because it is a
    guess. There is no fix where ASAB, in the version that is linted for, has no option for it.
    """
    known = web.profile.defaults
    taken = {name for name in web.options if _is_set(web, name)}
    if OBSOLETE in taken:
        taken.add(PREFLIGHT_PATHS)
    for name, option in web.options.items():
        if name in known or option.key is None:
            continue
        if " " in name and name.split()[0] in known:
            yield _without_separator(option, free=name.split()[0] not in taken)
            taken.add(name.split()[0])
            continue
        if name.startswith("cors") and "expose" in name:
            yield Problem(
                option.key,
                f"ASAB has no option {quoted(option.key.text)}: pages can read safelisted headers only",
                help="a proxy in front can send `Access-Control-Expose-Headers`",
            )
            continue
        target = intended_option(name, known)
        if target not in known:
            if target or (is_about_cors(name) and name not in (CORS, PREFLIGHT_PATHS, OBSOLETE, *LATER)):
                yield _unknown(option, known)
            continue
        same = re.sub(r"[\s_-]", "", name) == target.replace("_", "")
        fix = Fix(f"Rename to `{target}`", (Edit(option.key, target),), applicability(safe=same))
        yield Problem(
            option.key,
            f"ASAB has no option {quoted(option.key.text)}; did you mean `{target}`?",
            help="ASAB ignores options it does not know",
            fix=None if target in taken else fix,
            confidence="certain" if same else "likely",
        )
        taken.add(target)


def _unknown(option: Option, known: Iterable[str]) -> Problem:
    """The problem of an option about CORS for which this version has none."""
    key = option.key
    assert key is not None  # noqa: S101  # for the type checker: the caller has checked
    have = [name for name in known if name.startswith(CORS)]
    if re.search(r"private[\W_]?network", option.name):
        help_ = (
            "delete it: browsers ask their user, and no header grants access to a private network any more"
        )
    elif not have:
        help_ = "delete it: this version has no CORS; upgrade, or let a proxy in front send the headers"
    else:
        options = (
            f"options about CORS are {listed(have)}" if have[1:] else f"only option about CORS is `{CORS}`"
        )
        help_ = f"delete it: the {options}; a proxy in front can send other headers"
    return Problem(key, f"ASAB has no option {quoted(key.text)} and ignores it", help=help_)


def _without_separator(option: Option, *, free: bool) -> Problem:
    key = option.key
    assert key is not None  # noqa: S101  # for the type checker: the caller has checked
    first = key.text.split()[0]
    gap = Span(key.source, key.start + len(first), key.start + len(first))
    return Problem(
        key,
        f"`=` is missing after `{first}`: ASAB reads an option called {quoted(key.text)}",
        help=f"write `{first} = …`",
        fix=Fix("Insert `=`", (Edit(gap, " ="),), "unsafe") if free else None,
    )


def _is_set(web: Container, name: str) -> bool:
    option = web.options.get(name)
    return option is not None and option.is_set


@rule("CORS017", "option-of-later-asab", when=has_unknown_options)
def option_of_later_asab(web: Container) -> Iterator[Problem]:
    """Up to ASAB 26.36 there is no `cors_allow_…` and no `cors_max_age`.

    ## Why is this bad?
    They are silently ignored. A file that is strict for the later version is wide open for this one:
    methods, headers and credentials of the answer are fixed, and every origin gets `*`.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*
        cors_allow_methods = GET

    ## Good (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*
    """
    if web.profile.policy_options:
        return
    for name in LATER:
        option = web.options.get(name)
        if option is not None and option.is_set:
            yield Problem(
                option.key,
                f"ASAB {web.profile.version} has no option `{name}` and ignores it",
                help="the option exists in ASAB after 26.36; until then a proxy in front can send the header",
            )


RULES: tuple[Rule, ...] = (
    obsolete_preflightpaths,
    misspelt_cors_option,
    option_of_later_asab,
)
