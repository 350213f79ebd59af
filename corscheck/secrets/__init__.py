"""Secrets: found by their names, by their form, or because they are known.

`corscheck.report.presentable` masks them in all reports.
"""

from corscheck.secrets.forms import MASK, is_placeholder, mask_file, mask_forms, secret_spans
from corscheck.secrets.known import mask_known, mask_value
from corscheck.secrets.names import (
    header_secrets,
    is_secret_header,
    is_secret_name,
    shows_request_header,
    variable_secrets,
)
from corscheck.secrets.shapes import has_shape
from corscheck.secrets.sources import HIDDEN, MaskedSource, masked_source, shown_line

__all__ = [
    "HIDDEN",
    "MASK",
    "MaskedSource",
    "has_shape",
    "header_secrets",
    "is_placeholder",
    "is_secret_header",
    "is_secret_name",
    "mask",
    "mask_file",
    "mask_forms",
    "mask_known",
    "mask_value",
    "masked_source",
    "secret_spans",
    "shown_line",
    "shows_request_header",
    "variable_secrets",
]


def mask(text: str, known: tuple[str, ...] = ()) -> str:
    """The text with everything masked that looks like a secret, follows its name, or is one of `known`."""
    masked = mask_forms(text)
    return mask_known(masked, known) if known else masked
