"""Whether a port that does not answer plain HTTP is one of TLS: `http://` was written for `https://`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.wire.dial import Dialer, left
from corscheck.wire.http1 import target
from corscheck.wire.proxies import with_proxy
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from corscheck.exchange import Answer
    from corscheck.wire.transport import Connection

TIMEOUT = 2.0
"""Seconds for the answer, at most."""

USE_HTTPS = "this is an https port, which was asked over http: use https://"

_BAD_REQUEST = 400  # of nginx and others; ASAB and many others hang up


def is_https_port(url: str, answer: Answer | None, options: Connection) -> bool:
    """Whether the answer to a request over http is that of a port of TLS.

    Where it may be, a TLS handshake is tried, and nothing is sent after it.
    """
    suspect = (
        answer.kind == "closed" if isinstance(answer, Failure) else answer and answer.status == _BAD_REQUEST
    )
    if not suspect or not url.startswith("http://") or with_proxy(options, url).proxy:
        return False
    from corscheck.wire.tls import handshake  # noqa: PLC0415 - ssl is not needed for http

    latest = min(options.started().end, time.monotonic() + min(TIMEOUT, options.timeout))
    try:
        to = target(url)
        handshake(Dialer(options).connect(to.host, to.port, latest), to.host, left(latest))
    except (OSError, ValueError, TransportError):
        return False
    return True
