"""What nobody but its owner should read: found by its name, by how it looks, or because it is known.

`corscheck.report.presentable` masks it wherever a report goes to.
"""

from corscheck.secrets.forms import MASK, is_placeholder, mask_forms, secret_spans
from corscheck.secrets.known import mask_known
from corscheck.secrets.names import is_secret_header, is_secret_name, shows_request_header

__all__ = [
    "MASK",
    "is_placeholder",
    "is_secret_header",
    "is_secret_name",
    "mask",
    "mask_forms",
    "mask_known",
    "secret_spans",
    "shows_request_header",
]


def mask(text: str, known: tuple[str, ...] = ()) -> str:
    """The text without what looks like a secret, follows its name, or is one of the `known`."""
    return mask_known(mask_forms(text), known)
