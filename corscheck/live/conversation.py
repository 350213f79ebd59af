"""One cross-origin request on its way over the wire, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.verdict import Fetch

if TYPE_CHECKING:
    from corscheck.exchange import Request
    from corscheck.fetch.request import FetchRequest


class Conversation:
    """A request's steps, with the user's cookies where a browser would add them: script cannot set them."""

    def __init__(self, request: FetchRequest) -> None:
        self.fetch = Fetch(request)
        include = request.credentials == "include"
        self._cookies = tuple(line for line in request.headers if include and line[0].lower() == "cookie")
        self.feed = self.fetch.feed

    def next(self) -> Request | None:
        """The next request to send; None: the verdict is ready."""
        request = self.fetch.next()
        if request is None or not self._cookies or is_preflight(request):
            return request
        return request._replace(headers=request.headers + self._cookies)


def is_preflight(request: Request) -> bool:
    """Whether it is a preflight: no script can set the header that makes it one."""
    return any(name.lower() == "access-control-request-method" for name, _ in request.headers)
