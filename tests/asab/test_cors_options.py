"""Conversions of later versions' options against `asab.utils`."""

from __future__ import annotations

import asab.utils
import pytest

from corscheck.asab.cors_options import boolean, seconds


@pytest.mark.parametrize("text", ["yes", "No", "TRUE", "off", "1", "0", "", "maybe", " yes"])
def test_boolean(text: str) -> None:
    assert _outcome(boolean, text) == _outcome(asab.utils.string_to_boolean, text)


@pytest.mark.parametrize(
    "text",
    [
        "1d",
        "1 d",
        "10",
        "2M",
        "2m",
        "3ms",
        "1y",
        "1Y",
        "2W",
        "2w",
        "1D",
        "5h",
        "7s",
        "-1",
        "x",
        "",
        "1dd",
        "s",
        "1e3",
    ],
)
def test_seconds(text: str) -> None:
    assert _outcome(seconds, text) == _outcome(asab.utils.convert_to_seconds, text)


def _outcome(convert: object, text: str) -> object:
    try:
        return convert(text)  # type: ignore[operator]  # two functions of different types
    except ValueError as error:
        return str(error)
