"""Sentences of CORS libraries and similar software in the body of a refusal: data."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from corscheck.records import NamedTuple

Refused = Literal["origin", "method", "header", "cors", "disabled", "host"]


class Phrase(NamedTuple):
    """A phrase, and what is refused: `cors` where it does not say which of the three.

    `disabled`: there are no CORS rules at all; `host`: the Host header is refused.
    """

    pattern: str
    refused: Refused


PHRASES: tuple[Phrase, ...] = (
    # aiohttp-cors, `cors_config.py`
    Phrase(r"^CORS preflight request failed: origin .* is not allowed", "origin"),
    Phrase(r"^CORS preflight request failed: request method .* is not allowed", "method"),
    Phrase(r"^CORS preflight request failed: headers are not allowed", "header"),
    Phrase(r"^CORS preflight request failed: no origins are allowed", "disabled"),
    Phrase(r"^CORS preflight request failed", "cors"),
    # Starlette, `middleware/cors.py`; it lists all that is refused
    Phrase(r"^Disallowed CORS (?:[\w, ]*\b)?origin", "origin"),
    Phrase(r"^Disallowed CORS (?:[\w, ]*\b)?method", "method"),
    Phrase(r"^Disallowed CORS (?:[\w, ]*\b)?headers", "header"),
    # Spring, `DefaultCorsProcessor.java`
    Phrase(r"^Invalid CORS request", "cors"),
    # Amazon S3 and what speaks its protocol; Azure Storage
    Phrase(r"CORSResponse: CORS is not enabled for this bucket", "disabled"),
    Phrase(r"CORSResponse: This CORS request is not allowed", "cors"),
    Phrase(r"CORS not enabled or no matching rule found for this request", "cors"),
    Phrase(r"CorsPreflightFailure", "cors"),
    # Vert.x and Quarkus, hapi, Fastify, Play, Ktor and others
    Phrase(r"(?i)CORS Rejected - Invalid origin", "origin"),
    Phrase(r"(?i)CORS is disabled for this route", "disabled"),
    Phrase(r"(?i)CORS error: (?:Some headers|Headers?) ", "header"),
    Phrase(r"(?i)CORS error: (?:Some )?methods? ", "method"),
    Phrase(r"(?i)\borigin\b.{0,120}?\b(?:not allowed|disallowed|forbidden|rejected|denied)", "origin"),
    Phrase(r"(?i)\b(?:invalid|disallowed|forbidden|unknown|unauthorized) (?:CORS )?origin\b", "origin"),
    Phrase(r"(?i)\bnot allowed by (?:the )?CORS\b", "origin"),
    Phrase(r"(?i)\bCORS\b.{0,40}\b(?:error|failed|rejected|denied|not allowed|forbidden|blocked)\b", "cors"),
    # Hosts: Vite, webpack-dev-server, Rails, Django
    Phrase(r"^Blocked request\. This host", "host"),
    Phrase(r"^Invalid Host(?:/Origin)? header", "host"),
    Phrase(r"^Blocked hosts?: ", "host"),
    Phrase(r"DisallowedHost|Invalid HTTP_HOST header", "host"),
)  # fmt: skip


@lru_cache(maxsize=64)  # servers repeat themselves
def refused_by(words: str) -> Refused | None:
    """What is refused according to the words of a body; None where they do not say."""
    for phrase in PHRASES if words else ():
        if re.search(phrase.pattern, words):
            return phrase.refused
    return None
