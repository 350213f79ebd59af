"""Whether a browser refuses a request because the page is secure and the target is not (W3C: Mixed Content).

Fetch, main fetch: "should fetching request be blocked as mixed content?", asked for the request's own URL
and for the target of every redirect. Images, audio and video, which are upgraded to https instead, are not
requested with `fetch()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.cors import Problem
from corscheck.fetch.sites import address_space, is_potentially_trustworthy

if TYPE_CHECKING:
    from corscheck.fetch.origin import Origin
    from corscheck.fetch.request import Prepared
    from corscheck.fetch.url import Url

_HELP = "Offer the service over https. Only loopback addresses and localhost may be requested over http."
_REDIRECTED = (
    "Redirect to an https URL. Behind a proxy that terminates TLS, servers may build URLs with http."
)


def is_mixed_content(origin: Origin, url: Url) -> bool:
    """Whether a page of this origin must not fetch this URL.

    The standard restricts pages of every potentially trustworthy origin, browsers those of https only.
    """
    return origin.scheme == "https" and not is_potentially_trustworthy(url.scheme, url.host)


def is_asked_for_in_chromium(url: Url) -> bool:
    """Whether Chromium prompts the user instead of blocking, because the target is evidently local.

    Local Network Access, integration with Mixed Content; since Chromium 142.
    """
    return address_space(url.host) != "public"


def check_mixed_content(prepared: Prepared) -> Problem | None:
    """The problem with the current URL; None where the request is not mixed content."""
    url = prepared.url
    if not is_mixed_content(prepared.origin, url):
        return None
    if prepared.tls_in_front and url.origin == prepared.urls[0].origin:
        return None
    page = f"a page of `{prepared.origin.serialised}`"
    if len(prepared.urls) > 1:
        message = f"Mixed content: the redirect goes to `{url.origin}`, and {page} may not fetch over http."
        return Problem("mixed-content", message, _REDIRECTED, "redirect")
    return Problem("mixed-content", f"Mixed content: {page} may not fetch from `{url.origin}`.", _HELP)
