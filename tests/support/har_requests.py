"""The requests of a HAR document that failed, without what they are judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.paste.har import recorded

if TYPE_CHECKING:
    from corscheck.fetch.request import FetchRequest


def failing_requests(document: Any) -> list[FetchRequest]:
    """The requests that failed or of which it is not known; `id` is the entry's place."""
    return [one.request for one in recorded(document).judged if not one.passed]
