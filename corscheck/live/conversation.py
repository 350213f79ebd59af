"""One request through all its steps over the network, with the user's own headers and certificate."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.exchange import has_header
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.request import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.causes.probes import Prober
    from corscheck.exchange import Answer, Headers, Request
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict


class Conversation:
    """A `Fetch` whose real requests carry the user's headers (`--header`) and client certificate.

    Both are for the origin that the request is made to: a redirect to another host, port or scheme gets
    neither (see curl's CVE-2022-27774 and CVE-2022-27776). A preflight never carries them, and
    cookies go where the credentials mode includes them only.

    With `probe` the start of texts is read, and after the last answer further requests are sent that differ
    in one thing (`corscheck.causes.probes`).
    """

    __slots__ = ("_headers", "_notes", "_origin", "_probe", "_prober", "_verdict", "fetch")

    def __init__(
        self,
        request: FetchRequest,
        headers: Headers = (),
        notes: tuple[str, ...] = (),
        *,
        probe: bool = False,
    ) -> None:
        self.fetch = Fetch(request)
        self._headers = headers
        self._notes = notes
        self._probe = probe
        self._prober: Prober | None = None
        self._verdict: Verdict | None = None
        prepared = self.fetch.prepared
        self._origin = f"{prepared.url.origin}/" if isinstance(prepared, Prepared) else ""

    def next(self) -> Request | None:
        """The next request to send; None: the verdict is ready."""
        request = self.fetch.next() or self._next_probe()
        if request is None:
            return None
        if self._probe:
            request = request._replace(preview=True)
        own = request.url.startswith(self._origin)  # a serialised URL, without user information
        if (own and not self._headers) or is_preflight(request):
            return request
        if not own:
            return request._replace(certificate=False)
        return request._replace(headers=self._completed(request.headers))

    def feed(self, answer: Answer) -> None:
        """Pass in the answer to it."""
        if self._prober is not None:
            self._prober.feed(answer)
        else:
            self.fetch.feed(answer)

    @property
    def outcome(self) -> Verdict:
        """The verdict, with the cause where the request fails; ValueError before the last answer."""
        verdict = self._verdict or self.fetch.verdict()
        if verdict.problems or self._prober is not None:
            from corscheck.causes.diagnose import diagnosed  # noqa: PLC0415 - not for what passes

            probes = self._prober.probes if self._prober else ()
            verdict = diagnosed(verdict, self.fetch.current, probes)
            if probes:
                verdict = verdict._replace(notes=(*verdict.notes, _sent_further(len(probes))))
        return verdict._replace(notes=verdict.notes + self._notes) if self._notes else verdict

    def _next_probe(self) -> Request | None:
        if not self._probe:
            return None
        if self._prober is None:
            self._verdict = self.fetch.verdict()
            current = self.fetch.current
            if current is None:
                return None
            from corscheck.causes.probes import Prober  # noqa: PLC0415 - many requests are not probed

            self._prober = Prober(self._verdict, current)
        return self._prober.next()

    def _completed(self, headers: Headers) -> Headers:
        """The headers with the user's lines, which replace placeholders of the same names."""
        own = self._headers
        if not self.fetch.with_credentials:
            own = tuple(line for line in own if line[0].lower() != "cookie")
        names = {name.lower() for name, _ in own}
        return tuple(line for line in headers if line[0].lower() not in names) + own


class RecordedConversation(Conversation):
    """A conversation that hands over its `Fetch` when it is over, in the thread that has it."""

    __slots__ = ("_record",)

    def __init__(self, request: FetchRequest, headers: Headers, record: Callable[[Fetch], None]) -> None:
        super().__init__(request, headers)
        self._record = record

    def next(self) -> Request | None:
        """The next request to send; None, once: it is over."""
        request = super().next()
        if request is None:
            self._record(self.fetch)
        return request


def _sent_further(number: int) -> str:
    requests = "1 further request was" if number == 1 else f"{number} further requests were"
    return f"{requests} sent to find the cause (--no-probe forbids it)."


def is_preflight(request: Request) -> bool:
    """Whether it is a preflight: no script can set the header that makes it one."""
    return _asks(request.headers)


@lru_cache(maxsize=256)  # many requests differ in their URL only
def _asks(headers: Headers) -> bool:
    return has_header(headers, "access-control-request-method")
