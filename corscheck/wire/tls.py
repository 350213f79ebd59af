"""TLS as the options ask for it: certificates are verified unless `--insecure` says otherwise."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem

if TYPE_CHECKING:
    from corscheck.wire.transport import Connection


def tls_context(options: Connection) -> ssl.SSLContext:
    """Make the context all connections share. Raises `UsageProblem` naming the file that is no good."""
    try:
        context = ssl.create_default_context(cafile=options.cacert)
    except OSError as error:  # ssl.SSLError is one
        raise UsageProblem(f"--cacert {options.cacert}: {_reason(error)}") from error
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if options.key and not options.cert:
        raise UsageProblem("--key needs --cert")
    if options.cert:
        try:
            # An empty password, or OpenSSL would ask for one on the terminal.
            context.load_cert_chain(options.cert, options.key, password="")
        except (OSError, ValueError) as error:
            files = f"--cert {options.cert}" + (f" --key {options.key}" if options.key else "")
            raise UsageProblem(f"{files}: {_reason(error)}") from error
    context.set_alpn_protocols(["h2", "http/1.1"] if options.http2 else ["http/1.1"])
    return context


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).strip()
