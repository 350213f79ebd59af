"""Which ASAB version answers: from the user's option, the `Server` header, or its other answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.profiles import DEFAULT_VERSION, Profile, profile_for
from corscheck.asab.running import Running
from corscheck.exchange import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

NEXT_VERSION = "26.37"
"""Used for every version after 26.36, where `cors` is a list of allowed origins."""


def find_running(asked: str | None, linted: Profile, answers: Iterable[object]) -> Running:
    """The running version and the profile to judge by.

    Args:
        asked: `--asab-version`, which decides if it is given.
        linted: the profile that the configuration was linted for.
        answers: all answers so far, including failures.

    Raises:
        ValueError: `asked` is not a version.
    """
    if asked is not None:
        return Running(asked, profile_for(asked), "option")
    responses = [answer for answer in answers if isinstance(answer, Response)]
    generation = _generation(responses)
    for response in responses:
        # `servertokens` is `full` by default and puts the version in; `prod` leaves only the name
        # (asab/web/container.py). A checkout that was never built calls itself `devel`.
        for product in " ".join(response.values("server")).split():
            name, _, version = product.partition("/")
            if name == "asab":
                return _from_header(version, linted, generation, f"Server: {product[:80]}")
    if generation is not None:
        version, evidence = generation
        return Running(None, _profile_like(version, linted), "behaviour", evidence)
    return Running(None, linted, "assumed", "nothing in the answers says ASAB")


def version_note(running: Running, linted: Profile) -> str | None:
    """A note if the running version is not the one that was linted for; None if it is."""
    if running.how == "assumed":
        return (
            "nothing in the answers says that ASAB sent them; they are compared with the configuration "
            f"as ASAB {linted.version} reads it, but not with ASAB's own headers"
        )
    if running.version == linted.version or (running.version is None and running.profile == linted):
        return None
    means = "" if running.profile.cors == linted.cors else ", and `cors` means something else there"
    found = f" ({running.evidence})" if running.evidence else ""
    return f"the server runs {running.name}{found}, the configuration was linted for {linted.version}{means}"


def _from_header(version: str, linted: Profile, generation: tuple[str, str] | None, evidence: str) -> Running:
    try:
        profile = profile_for(version)
    except ValueError:
        similar = _profile_like(generation[0], linted) if generation else linted
        return Running(None, similar, "server", evidence)
    return Running(version, profile, "server", evidence)


def _profile_like(version: str, linted: Profile) -> Profile:
    """The profile of a version, or the linted one if `cors` means the same in both."""
    profile = profile_for(version)
    return linted if linted.cors == profile.cors else profile


def _generation(responses: list[Response]) -> tuple[str, str] | None:
    """A version whose fixed lists are those of the answers, and the header that shows it."""
    profiles = [profile_for(version) for version in (DEFAULT_VERSION, NEXT_VERSION)]
    for profile in profiles:
        for response in responses:
            if response.values("access-control-allow-headers") == [profile.allow_headers]:
                return profile.version, f"Access-Control-Allow-Headers: {profile.allow_headers}"
    classic = profiles[0]
    for response in responses:
        # Only ASAB has this header on errors; the answers to preflights are recognised above.
        methods = response.values("access-control-allow-methods") == [classic.allow_methods]
        if response.status >= 400 and methods and response.values("access-control-allow-origin") == ["*"]:
            return classic.version, f"Access-Control-Allow-Methods: {classic.allow_methods}"
    return None
