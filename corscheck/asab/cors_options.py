"""The options that versions after 26.36 add: methods, headers, credentials and lifetime of preflights.

The lists of methods and headers are compared ignoring letter case with what a preflight asks for, and
the answer names those that match; `*` is a name like any other (`asab/web/cors.py`, pull requests 812
and 814). What `cors_max_age` does is known from the description of pull request 816 only. Earlier versions
have fixed answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container

_BOOLEANS = {
    "1": True,
    "yes": True,
    "true": True,
    "on": True,
    "0": False,
    "no": False,
    "false": False,
    "off": False,
}
_DAY = 86400.0
_UNITS = {
    "ms": 0.001,
    "y": 365 * _DAY,
    "Y": 365 * _DAY,
    "M": 31 * _DAY,
    "w": 7 * _DAY,
    "W": 7 * _DAY,
    "d": _DAY,
    "D": _DAY,
    "h": 3600.0,
    "m": 60.0,
    "s": 1.0,
}


def boolean(text: str) -> bool:
    """As `asab.utils.string_to_boolean`; raises ValueError with its text."""
    value = _BOOLEANS.get(text.lower())
    if value is None:
        raise ValueError(f"Not a boolean: {text}")
    return value


def seconds(text: str) -> float:
    """As `asab.utils.convert_to_seconds`; raises ValueError with its text."""
    number = text.replace(" ", "")
    unit = next((unit for unit in _UNITS if number.endswith(unit)), "")
    try:
        return float(number.removesuffix(unit)) * _UNITS.get(unit, 1.0)
    except ValueError as error:
        raise ValueError(f"'{number}' is not a valid time specification: {error}.") from None


def policy_failures(web: Container) -> Iterator[Diagnosis]:
    """What is raised for the policy options, where the version has them."""
    if not web.profile.policy_options:
        return
    for option, convert in (("cors_allow_credentials", boolean), ("cors_max_age", seconds)):
        value = web.values.get(option)
        if value is not None:
            try:
                convert(value.text)
            except ValueError as error:
                yield Diagnosis.of(error, value.span, "start")
