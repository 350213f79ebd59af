"""Which entries of an archive belong together: a request, its preflight, and what it was redirected to."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from corscheck.fetch.cors import REDIRECT_STATUSES
from corscheck.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.exchange import Headers
    from corscheck.paste.har_entries import Entry


class Answers:
    """The entries by method and URL; `used` are the places of those that a redirect led to."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.used: set[int] = set()
        self._requests: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._preflights: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._places: dict[
            int, tuple[int, int]
        ] = {}  # number → place among its equals, and how many they are
        for entry in entries:
            if entry.wanted:
                self._preflights[entry.wanted[0], _plain(entry)].append(entry)
            else:
                self._requests[entry.captured.method, _plain(entry)].append(entry)
        for equals in self._requests.values():
            self._places |= {entry.number: (place, len(equals)) for place, entry in enumerate(equals)}

    def preflight(self, method: str, url: str, of: Entry) -> Entry | None:
        """The preflight for a request of this method and URL: the one at the same place among its equals.

        Where there are not as many as requests (browsers cache the answers), the one that is closest.
        """
        found = self._preflights.get((method, url)) or self._preflights.get(("", url)) or []
        place, count = self._places.get(of.number, (-1, 0))
        return found[place] if len(found) == count else _closest(found, of.number)

    def announced_for(self, entry: Entry) -> Headers:
        """The headers that the preflight of this request asked for."""
        preflight = self.preflight(entry.captured.method, _plain(entry), entry)
        return preflight.wanted[1] if preflight is not None and preflight.wanted else ()

    def has_request(self, preflight: Entry) -> bool:
        """Whether the request that this preflight announces has an entry of its own."""
        method = preflight.wanted[0] if preflight.wanted else ""
        return bool(self._requests.get((method, _plain(preflight))))

    def onward(self, method: str, url: str, after: int) -> Entry | None:
        """The entry for the target of a redirect: the next one of this method and URL, marked as used."""
        found = self._requests.get((method, url), [])
        start = bisect_right(found, after, key=_number)
        entry = next((one for one in islice(found, start, None) if one.number not in self.used), None)
        if entry is not None:
            self.used.add(entry.number)
        return entry

    def beyond(self, redirect: Entry) -> Entry | None:
        """The entry for where a redirect leads that is not followed by the standard, but was by a browser."""
        answer, url = redirect.answer, parse_url(redirect.captured.url)
        if answer is None or url is None or not self.redirects(redirect):
            return None
        target = parse_url(next(filter(None, answer.values("location"))), url.href)
        if target is None:
            return None
        methods = dict.fromkeys((redirect.captured.method, "GET"))
        found = (self.onward(method, target.href, redirect.number) for method in methods)
        return next(filter(None, found), None)

    @staticmethod
    def redirects(entry: Entry) -> bool:
        """Whether the answer is a redirect; Chromium does not follow an empty Location."""
        answer = entry.answer
        return answer is not None and answer.status in REDIRECT_STATUSES and any(answer.values("location"))


def _closest(found: list[Entry], number: int) -> Entry | None:
    after = bisect_right(found, number, key=_number)
    return min(found[max(after - 1, 0) : after + 1], key=lambda one: abs(one.number - number), default=None)


def _number(entry: Entry) -> int:
    return entry.number


def _plain(entry: Entry) -> str:
    """The URL as it is serialised, without a fragment."""
    url = parse_url(entry.captured.url)
    return url.href if url is not None else entry.captured.url
