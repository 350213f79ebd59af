"""What a configuration took from elsewhere: from environment variables, and from files of others.

Such a text is shown only where it has the form of the option's value. A pull request may name any
variable and include any file; readers of the log must not see their content.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.ini import DEFAULT
from corscheck.secrets import (
    MASK,
    has_shape,
    is_placeholder,
    is_secret_name,
    mask_forms,
    mask_known,
    masked_source,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.configuration import Configuration
    from corscheck.asab.container import Container
    from corscheck.asab.diagnosis import Diagnosis
    from corscheck.secrets.shapes import Shape

_SHAPES: dict[str, tuple[Shape, ...]] = {
    **dict.fromkeys(("cors", "cors_allow_origin", "cors_allow_origins"), ("origin",)),
    **dict.fromkeys(("cors_preflight_paths", "preflightpaths"), ("path",)),
    **dict.fromkeys(("include", "rootdir", "cert", "key", "cafile", "capath"), ("path",)),
    **dict.fromkeys(("backlog", "body_max_size", "cors_max_age"), ("number",)),
    **dict.fromkeys(("cors_allow_credentials", "servertokens"), ("word",)),
    **dict.fromkeys(("cors_allow_headers", "cors_expose_headers"), ("header",)),
    "cors_allow_methods": ("method",),
    "listen": ("address",),
}
_ANY: tuple[Shape, ...] = ("origin", "path", "address", "number", "word")

_ITEMS = 100
"""Items of a text, at most, that are hidden one by one; runs of characters of a longer one are."""

_MOST = 1 << 20
"""Characters of files of others that are looked for in values; no configuration has so many."""


def can_be_shown(option: str, text: str) -> bool:
    """Whether a text from elsewhere has the form of that option's value."""
    return has_shape(text, *_SHAPES.get(option, _ANY))


def secrets_of(configuration: Configuration, containers: Iterable[Container] = ()) -> tuple[str, ...]:
    """The texts that the configuration took from elsewhere and that must not be shown, with their items.

    `containers` are those of the configuration: what a reference puts into an option of theirs is checked
    as a value of that option, not of the one it came from.
    """
    if not configuration.takes_from_elsewhere:
        return ()
    taken = list(configuration.taken)
    foreign = any(not source.quotable for source in configuration.sources)
    others = list(_of_others(configuration)) if foreign else []
    own = list(_of_secret_options(configuration))
    found: dict[str, None] = {}
    for name, text in taken:
        _add(found, name, text)
    for web in containers:
        for name, option in web.options.items():
            if option.key is not None and not option.key.source.quotable:
                _add(found, name, option.value.text)
            value = web.values.get(name)
            if value is not None and "$" in option.value.text:
                for text in (*(text for _, text in taken), *others):
                    if text and text in value.text:
                        _add(found, name, text)
                found |= dict.fromkeys(text for text in own if text in value.text)
    return tuple(sorted(found, key=len, reverse=True))


def is_secret_option(section: str, option: str) -> bool:
    """Whether an option's value is secret wherever it is used."""
    return section.lower().partition(":")[0] == "passwords" or is_secret_name(option)


def shown_message(diagnosis: Diagnosis, secrets: Iterable[str]) -> str:
    """What ASAB says, as it may be shown: nothing of a file of others, nothing that is secret."""
    if diagnosis.span is None:
        return mask_known(diagnosis.message, secrets)
    if not diagnosis.span.source.quotable:
        return MASK
    # Much of it is quoted from the file: parts of secrets are masked, too.
    own = masked_source(diagnosis.span.source).secrets
    return mask_known(f"`{mask_forms(diagnosis.message)}`", (*secrets, *own))[1:-1]


def _add(found: dict[str, None], option: str, text: str) -> None:
    if can_be_shown(option, text):
        return
    found[text] = None
    items = re.split(r"[\s,;]+", text)
    for item in items if len(items) <= _ITEMS else ():
        if item and not can_be_shown(option, item):
            found[item] = None


def _of_secret_options(configuration: Configuration) -> Iterator[str]:
    """The values of options whose names say secret, and of `[passwords]`, which references may lead to."""
    for section in (DEFAULT, *configuration.names):
        for option in configuration.options(section).values():
            text = option.value.text
            if text and is_secret_option(section, option.name) and not is_placeholder(text):
                yield text


def _of_others(configuration: Configuration) -> Iterator[str]:
    """The values in files of others, which references may lead to."""
    left = _MOST
    for section in (DEFAULT, *configuration.names):
        for option in configuration.options(section).values():
            if option.key is not None and not option.key.source.quotable:
                left -= len(option.value.text)
                if left < 0:
                    return
                yield option.value.text
